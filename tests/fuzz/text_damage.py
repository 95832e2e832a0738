"""Damage to text, to its lines, cells and cues, to its encoding, and to bytes."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from random import Random

from tests.fuzz.json_damage import ODD_TEXTS

ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp949",
    "tis-620",
    "cp874",
    "latin-1",
    "utf-32",
    "utf-7",
    "utf-8-sig",
)
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, b"\0", b"\x1f\x8b", b"PK\x03\x04", b"PAR1")  # fmt: skip
ENDS = ("\n", "\r\n", "\r", "\n\n", "\u2028", "\x0b", "\x0c", "\x85", " \n")
SEPARATORS = (",", ";", "\t", "|", '"', '""', "'", "\\", '"\n', ',"', '",')
CUE_PARTS = (
    "00:00:01.000 --> 00:00:02.000", "00:00:05,000 --> 00:00:01,000", "99:99:99.999 --> 00:00:00.000", "-->", "--> 00:01.000",
    "00:01 -> 00:02", "WEBVTT", "NOTE x", "NOTE conversation_id: y", "STYLE", "REGION", "<v Agent>x", "<v.loud", "<v >", "</v>",
    "- a\n- b", "-- c", "[SPEAKER_01]: x", "Agent:", ":", "# conversation_id: z", "# language: xx", "# turns: 7", "0", "12",
)  # fmt: skip
LARGEST_REPEAT = 60_000  # characters


def damaged_text(text: str, random: Random) -> str:
    """The text with one damage more, whatever its format."""
    return random.choice(_DAMAGES)(text, random)


def encoded(text: str, random: Random) -> bytes:
    """The text in UTF-8, or now and then in another encoding; what that cannot hold is escaped."""
    if random.random() < 0.75:
        return text.encode("utf-8", "surrogatepass")
    encoding = random.choice(ENCODINGS)
    content = text.encode(encoding, "backslashreplace")
    if random.random() < 0.2:  # one part of the file in another encoding than the rest
        half = len(text) // 2
        content = text[:half].encode("utf-8", "replace") + text[half:].encode(encoding, "backslashreplace")
    return content


def damaged_bytes(content: bytes, random: Random) -> bytes:
    """The bytes cut, flipped, lengthened or with a mark of another format before them."""
    if not content:
        return content
    at = random.randrange(len(content))
    length = random.choice((1, 1, 2, 3, 7, 64, 1024))
    some = bytes(random.randrange(256) for _ in range(min(length, 64)))
    return random.choice(
        [
            content[:at],
            content[at:],
            content[:at] + some + content[at + len(some) :],
            content[:at] + some + content[at:],
            content[:at] + content[at + length :],
            content[:at] + content[at : at + length] * 2 + content[at + length :],
            content[:at] + bytes([content[at] ^ 1 << random.randrange(8)]) + content[at + 1 :],
            random.choice(MARKS) + content,
            content + bytes(length),
        ]
    )


def _lines(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = random.randrange(len(lines))
    change = random.randrange(5)
    if change == 0:
        del lines[at]
    elif change == 1:
        lines[at:at] = [lines[at]] * random.choice((1, 2, 30))
    elif change == 2:
        random.shuffle(lines)
    elif change == 3:
        lines[at] = lines[at][: random.randint(0, len(lines[at]))]
    else:
        lines.insert(at, random.choice(CUE_PARTS) + "\n")
    return "".join(lines)


def _line_ends(text: str, random: Random) -> str:
    end = random.choice(ENDS)
    return text.replace("\n", end, random.choice((1, 3, -1)))


def _inserted(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice((*ODD_TEXTS, *SEPARATORS, *CUE_PARTS, *ENDS)) + text[at:]


def _removed(text: str, random: Random) -> str:
    what = random.choice((*SEPARATORS, "\n", ":", "-->", "{", "}", "[", "]", " "))
    places = [n for n in range(len(text)) if text.startswith(what, n)]
    at = random.choice(places) if places else 0
    return text[:at] + text[at + len(what) :] if places else text


def _exchanged(text: str, random: Random) -> str:
    one, other = random.sample(SEPARATORS, 2)
    return text.replace(one, other, random.choice((1, 5, -1)))


def _long(text: str, random: Random) -> str:
    piece = random.choice(
        (*ODD_TEXTS[4:], *SEPARATORS, *CUE_PARTS, *ENDS, "a", "한", " ", "<", "a:", "<!--", "[[", '{"a":')
    )
    at = random.randint(0, len(text))
    return text[:at] + piece * random.choice((10, 500, LARGEST_REPEAT // len(piece))) + text[at:]


_DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    _lines, _lines, _line_ends, _inserted, _inserted, _removed, _exchanged, _long,
)  # fmt: skip
