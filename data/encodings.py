"""Which encoding a text file is in: UTF-8, UTF-16, CP949 (EUC-KR is part of it) or Windows-874 (TIS-620 is part of it).

A byte order mark decides, then NUL bytes, then whether what is not ASCII is UTF-8, and only then charset-normalizer,
held against what Korean and Thai writing look like. What remains doubtful is called UTF-8: then the records that
hold such bytes are refused, which can be mended, and no text is changed, which could not.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import lru_cache
from typing import Final

UTF8: Final = "utf-8"
UTF8_WITH_MARK: Final = "utf-8-sig"
KOREAN: Final = "cp949"
THAI: Final = "cp874"
KEPT_VISIBLE: Final = "kept_visible"  # the error handler below
FEWEST_LETTERS: Final = 6  # fewer letters of a script are no evidence of an encoding
LEAST_SHARE: Final = 0.9  # of letters
LEAST_SHARE_OF_PIECES: Final = 2 / 3  # a short file may have a broken byte as well

MOST_CONTROLS: Final = 0.03  # of the first bytes of a text; what is compressed has three times as many
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_PIECES = re.compile(rb'[\r\n"]+')  # none of these bytes is part of a letter in any of the encodings
_MOST_PIECES: Final = 100
_LONGEST_PIECE: Final = 1000  # bytes
_ENOUGH: Final = 4096  # bytes
_SURELY_UTF8: Final = 24  # that many bytes in a row of other encodings never happen to be UTF-8
_UTF8_LETTERS = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_ASIDE = re.compile(r"[\x00-\x7f\xa0‘’“”•–—…·ㆍ๐-๙]+")  # says nothing about the writing around it
_KOREAN = re.compile("[가-힣ㄱ-ㅣ]")
_THAI_WORD = re.compile("(?:[เ-ไ]?[ก-ฮ][ัิ-ฺ็-๎ะาำๅๆฯ]*){1,}")
_SHORTEST_THAI: Final = 3  # letters between spaces; accented letters of other languages stand alone


def _kept_visible(problem: UnicodeError) -> tuple[str, int]:
    """An undecodable byte as a lone surrogate, U+DC00 more than the byte; UTF-16 needs bytes below 0x80 too."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    broken = problem.object[problem.start : problem.end]
    return "".join(chr(0xDC00 + byte) for byte in broken), problem.end


codecs.register_error(KEPT_VISIBLE, _kept_visible)


def encoding_by_mark(beginning: bytes) -> str | None:
    """The encoding that the first bytes settle: a byte order mark, or UTF-16's NUL beside each ASCII character.

    >>> encoding_by_mark(b"\\xff\\xfeh\\x00"), encoding_by_mark(b"\\xef\\xbb\\xbfh"), encoding_by_mark(b"h")
    ('utf-16', 'utf-8-sig', None)
    >>> encoding_by_mark('{"a": "네"}'.encode("utf-16-le")), encoding_by_mark(b"\\x00\\x01\\x02\\x03")
    ('utf-16-le', None)
    """
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if beginning.startswith(codecs.BOM_UTF8):
        return UTF8_WITH_MARK
    if b"\0" in beginning:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = beginning.decode(encoding, "ignore")
            if text and not _CONTROLS.search(text) and sum(map(str.isascii, text)) >= len(text) / 5:
                return encoding
    return None


def is_binary(beginning: bytes) -> bool:
    """Whether the first bytes of a file are no text. A NUL here and there breaks its record, and NULs at the end nothing.

    >>> is_binary(b'{"a": "' + bytes(1) + b'"}'), is_binary(b'{"a": "b"}' + bytes(4000)), is_binary(b"RIFF" + bytes(3) + b"WAVE")
    (False, False, True)
    """
    plain = beginning.rstrip(b"\0")
    if b"\0" not in beginning or not plain:
        return bool(beginning) and not plain
    return len(_CONTROL_BYTES.findall(plain)) > max(1, len(plain) * MOST_CONTROLS)


def pieces_beyond_ascii(content: bytes) -> list[bytes]:
    """The pieces of a file's content that hold bytes beyond ASCII, each from the first of them on, and not long.

    >>> pieces_beyond_ascii('{"text": "ok 네", "role": "agent"}'.encode("cp949"))
    [b'\\xb3\\xd7']
    """
    found = []
    for piece in _PIECES.split(content):
        first = None if piece.isascii() else _NOT_ASCII.search(piece)
        if first is not None:
            start = piece[first.start() :]
            found.append(
                start if len(start) <= _LONGEST_PIECE else start[:_LONGEST_PIECE].rpartition(b" ")[0]
            )
    return [piece for piece in found if piece]


def is_enough(pieces: list[bytes]) -> bool:
    """Whether the encoding can be told by these pieces of a file, and more need not be looked for."""
    return sum(map(len, pieces)) >= _ENOUGH or any(map(_is_utf8, pieces))


def encoding_of_pieces(pieces: list[bytes]) -> str:
    """The encoding of a file by its pieces beyond ASCII; UTF-8 unless they are surely something else.

    >>> encoding_of_pieces(["고객: 택배가 안 왔어요".encode("euc-kr")])
    'cp949'
    >>> encoding_of_pieces(["ลูกค้า: พัสดุยังไม่มาค่ะ".encode("tis-620")])
    'cp874'
    >>> encoding_of_pieces(["café naïve".encode("latin-1")])
    'utf-8'
    """
    return _told(tuple(pieces[:_MOST_PIECES]))


@lru_cache(maxsize=256)
def _told(pieces: tuple[bytes, ...]) -> str:
    sample = b"\n".join(pieces)
    if _share_of_utf8(sample) >= LEAST_SHARE or any(map(_is_utf8, pieces)):
        return UTF8
    possible = _possible(pieces)
    for guess, letters_of in ((KOREAN, _korean), (THAI, _thai)):
        if possible[guess] >= LEAST_SHARE_OF_PIECES * len(pieces):
            writing = sample.decode(guess, KEPT_VISIBLE)
            all_letters = len(_ASIDE.sub("", writing))
            if letters_of(writing) >= max(FEWEST_LETTERS, LEAST_SHARE * all_letters):
                return guess
    return UTF8


def _share_of_utf8(sample: bytes) -> float:
    """The share of bytes beyond ASCII that are part of a letter in UTF-8."""
    beyond = sum(map(len, _NOT_ASCII.findall(sample)))
    return sum(map(len, _UTF8_LETTERS.findall(sample))) / beyond if beyond else 1.0


def _is_utf8(piece: bytes) -> bool:
    """Whether a piece is long enough, and UTF-8: a file in two encodings is read as UTF-8, the rest of it refused."""
    return sum(map(len, _NOT_ASCII.findall(piece))) >= _SURELY_UTF8 and _share_of_utf8(piece) == 1.0


def _possible(pieces: tuple[bytes, ...]) -> Counter[str]:
    """How many pieces may be in each encoding; asked for all at once, one broken byte would rule out the truth."""
    from charset_normalizer import from_bytes

    return Counter(
        match.encoding for piece in pieces for match in from_bytes(piece, cp_isolation=[KOREAN, THAI])
    )


def _korean(writing: str) -> int:
    """How many characters are letters of KS X 1001, which Korean is written with; CP949's others are rare.

    >>> _korean("네네 ㅋㅋ"), _korean("뷁믜")
    (4, 0)
    """
    return sum(len(letter.encode("euc_kr", "replace")) == 2 for letter in _KOREAN.findall(writing))


def _thai(writing: str) -> int:
    """How many characters are Thai words as Thai spells them: no mark without its consonant.

    >>> _thai("ขอบคุณค่ะ"), _thai("ก ข"), _thai("ัะ่")
    (9, 0, 0)
    """
    runs = _ASIDE.split(writing)
    return sum(len(run) for run in runs if len(run) >= _SHORTEST_THAI and _THAI_WORD.fullmatch(run))
