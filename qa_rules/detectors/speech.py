"""Korean speech level: plain-style endings. Shared by several detectors."""

from __future__ import annotations

import re
import unicodedata

from qa_rules.analysis import AnalysedText

_POLITE_WORD = re.compile(
    r"(?:[요욤욥용염여죠죵쥬]|니다|니닷|니당|슴다|슴당|[함임됨감]다|시다|디다|시오|십쇼|소서|[^다라자냐]니까)$"
)
_OPEN_ENDING = (
    re.compile(  # goes on, or asks of itself: a turn cut off, an embedded question, a thought aloud
        r"(?:데|지만|면|면서|다니|라니|뇨|[는은ᆫᆯ을던]지|려고|도록|고|서|며|거나|마자|더라|라도|음|ᆷ|기|오|소)$"
    )
)
_PLAIN_QUESTION = re.compile(r"(?:냐|으냐|느냐|을까|ᆯ까)$")
_PLAIN_CONNECTIVES = ("다니까", "라니까", "냐니까", "든가")
_PLAIN_WORDS = re.compile(
    r"(?:어\s*)?(?:응+|그래|아냐|아니야|안녕|됐고|몰라|ㅇㅇ|ㄴㄴ|ㅇㅋ)[\s.!?~…]*", re.DOTALL
)
_ALOUD = re.compile(
    r"(?:그렇|그랬|그러|맞|아하?\s?)?구나$|^(?:어디|가만|음|자)?\s*(?:한번\s*)?보자$|가만있자$|글쎄다$"
)
_VOCATIVE = r"(?:고객님|손님|회원님|사장님|선생님|아저씨|아줌마|[가-힣]{2,3}님)?"
_SENTENCE_ENDS = re.compile(
    rf"[ \t]*{_VOCATIVE}[ \t]*(?:[.?!。？！~…;^)\]♡♥★☆ㅋㅎㅠㅜ\n\r]|[^\w\s,'\"’”·:/%-]|\Z)"
)


def plain_style(text: AnalysedText) -> tuple[int, int] | None:
    """The last word of a Korean sentence that ends in plain style (반말): a final ending without 요 or -니다.

    Not plain: noun endings, turns cut off after a connective, embedded questions, thoughts aloud, quotations.
    """
    if text.language != "ko":
        return None
    for start, end in text.sentences:
        if _PLAIN_WORDS.fullmatch(_composed(text.text[start:end])) and not text.is_quoted(start, end):
            return start, end
    for token in text.doc:
        end = token.idx + len(token)
        if not _SENTENCE_ENDS.match(_composed(text.text[end : end + 60])) or text.is_quoted(token.idx, end):
            continue
        start = _word_start(text.text, token.idx)
        if _is_plain(
            token.tag_,
            token.lemma_,
            text.text[start:end],
            _composed(text.text[text.sentence_of(start)[0] : end]),
        ):
            return start, end
    return None


def _is_plain(tags: str, forms: str, word: str, said: str) -> bool:
    """Whether a word that ends a sentence is plain. tags, forms: Kiwi's, of its last token; said: the sentence so far."""
    pairs = [(t, f) for t, f in zip(tags.split("+"), forms.split("+"), strict=False) if t != "Z_CODA"]
    if not pairs or _POLITE_WORD.search(said):
        return False
    tag, ending = pairs[-1]
    if tag == "EC":
        return ending.endswith(_PLAIN_CONNECTIVES) or (ending == "던가" and said.endswith("시던가"))
    if forms == "것+이":
        return word.endswith("게") and len(_composed(word)) > 1
    if tag != "EF" or _ALOUD.search(said) or (ending == "구나" and re.search("[시셨]", _composed(word))):
        return False
    return (
        ending.endswith(_PLAIN_CONNECTIVES)
        or bool(_PLAIN_QUESTION.search(ending))
        or not _OPEN_ENDING.search(ending)
    )


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _word_start(text: str, position: int) -> int:
    while position > 0 and not text[position - 1].isspace():
        position -= 1
    return position
