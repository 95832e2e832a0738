"""How a turn is spoken, whatever it says: shouting, and Korean plain-style endings. Shared by several detectors."""

from __future__ import annotations

import re

from qa_rules.analysis import AnalysedText

_CAPITAL_WORD = re.compile(r"\b[A-Z][A-Z']{2,}\b")
_SHOUT_WORDS, _SHOUT_SHARE = 3, 0.6
_EXCLAMATIONS = re.compile(r"[^.?!\n]*!{2,}")
_FRIENDLY = re.compile(
    r"thank|great|welcome|happy|glad|congrat|awesome|perfect|wonderful|hello|\bhi\b|sorry|enjoy|good|nice|have a|love|yay|wow",
    re.IGNORECASE,
)
_POLITE_ENDINGS = ("요", "죠", "니다", "니까", "시오", "소서", "용", "여", "욥", "염", "세여")
_NOMINAL_ENDINGS = ("음", "ᆷ", "기", "ㅁ")
_CLOSERS = ".?!~…ㅋㅎㅠㅜ^;\n "


def shouting(text: AnalysedText) -> tuple[int, int] | None:
    """The span of a shout: most words in capitals, or exclamation marks upon words that are not friendly."""
    words = re.findall(r"[A-Za-z]{2,}", text.text)
    capitals = list(_CAPITAL_WORD.finditer(text.text))
    if len(capitals) >= _SHOUT_WORDS and len(capitals) >= _SHOUT_SHARE * len(words):
        return capitals[0].start(), capitals[-1].end()
    for match in _EXCLAMATIONS.finditer(text.text):
        if text.language == "en" and match.group().count("!") >= 2 and not _FRIENDLY.search(match.group()):
            said = match.group().strip()
            if len(re.findall(r"[A-Za-z]+", said)) >= 3:
                start = match.start() + match.group().index(said[0])
                return start, match.end()
    return None


def plain_style(text: AnalysedText) -> tuple[int, int] | None:
    """The last word of a Korean sentence that ends in plain style (반말): a final ending without 요 or -니다."""
    if text.language != "ko":
        return None
    tokens = [token for token in text.doc if token.tag_ != "_SP"]
    for position, token in enumerate(tokens):
        if not _is_plain_ending(token.tag_, token.lemma_) or text.is_quoted(token.idx, token.idx + len(token)):
            continue
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if following is not None and not (following.tag_ in ("SF", "SW", "SE", "W_EMOJI") or following.text[0] in _CLOSERS):
            continue
        start = _word_start(text.text, token.idx)
        return start, token.idx + len(token)
    return None


def _is_plain_ending(tag: str, form: str) -> bool:
    if not tag.endswith("EF"):
        return False
    ending = form.split("+")[-1]
    return not ending.endswith(_POLITE_ENDINGS) and ending not in _NOMINAL_ENDINGS


def _word_start(text: str, position: int) -> int:
    while position > 0 and not text[position - 1].isspace():
        position -= 1
    return position
