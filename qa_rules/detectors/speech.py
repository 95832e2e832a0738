"""How a turn is spoken, whatever it says: shouting, masked swear words, and Korean plain-style endings. Shared by several detectors."""

from __future__ import annotations

import re
import unicodedata

from qa_rules.analysis import AnalysedText

_CAPITAL_WORD = re.compile(r"\b[A-Z][A-Z']{2,}\b")
_SHOUT_WORDS, _SHOUT_SHARE = 3, 0.6
_ASIAN = re.compile("[\u0e01-\u0e3a\uac00-\ud7a3]")
_EXCLAMATIONS = re.compile(r"[^.?!\n]*!{2,}")
_FRIENDLY = re.compile(
    r"thank|great|welcome|happy|glad|congrat|awesome|perfect|wonderful|hello|\bhi\b|sorry|enjoy|good|nice|have a|love|yay|wow"
    r"|don'?t worry|no (problem|worries)|of course|all set|here you go|excellent|fantastic|amazing|excited|can'?t wait|cheers"
    r"|\bbye|see you|lucky|correct|right answer|well done|hooray|hope",
    re.IGNORECASE,
)
_SCOLDING = re.compile(
    r"\b(no|not|never|stop|why|what|where|when|how|now|already|again|still|must|told|said|listen|read|wrong|enough|hurry"
    r"|want|need|demand|answer|give me|come on|hate|worst|terrible|horrible|ridiculous|unacceptable|useless|liars?|rude"
    r"|calm down|shut|go away|leave)\b|n'?t\b|\byou (are|people|lot)\b|\byou're\b",
    re.IGNORECASE,
)
_COMMON_WORD = re.compile(
    r"\b(THE|YOU|YOUR|NOT|IS|ARE|WAS|DO|DOES|DID|DON'?T|CAN'?T|WON'?T|TO|OF|AND|IT|THIS|THAT|WHAT|WHY|WHERE|HOW|WHEN|NO"
    r"|STOP|NOW|ME|MY|WE|HAVE|HAS|READ|WANT|NEED|ALREADY|TOLD|SAID|FOR|WITH|BE|WILL|ANSWER|LISTEN|WAIT|HELP)\b"
)
_PLACEHOLDER = re.compile(r"<[A-Z_]+>")
_MASKED = re.compile(
    r"(?<![\w*#@$%!<])(?:(?i:f(?:[*#@$%!]{2,}|[*#@$%!-](?=c?k)|u[*#@$%!](?=c?k)|uc[*#@$%!])|sh[*#@$!1]t|b[*#@$!1]tch|bull ?sh[*#@$!1]t"
    r"|c[*#@$!]nt|[@a][*#@$]{2}(?:hole)?|@ss(?:hole)?|d[*#@$!]ckhead|motherf[*#@$%!]+)|s\*{2,}t?|b\*{3,}h?)\w*(?![\w*])"
)
_POLITE_WORD = re.compile(r"(?:[요욤욥용염여죠죵쥬]|니다|니닷|니당|슴다|슴당|[함임됨감]다|시다|디다|시오|십쇼|소서|[^다라자냐]니까)$")
_OPEN_ENDING = re.compile(  # goes on, or asks of itself: a turn cut off, an embedded question, a thought aloud
    r"(?:데|지만|면|면서|다니|라니|뇨|[는은ᆫᆯ을던]지|려고|도록|고|서|며|거나|마자|더라|라도|음|ᆷ|기|오|소)$"
)
_PLAIN_QUESTION = re.compile(r"(?:냐|으냐|느냐|을까|ᆯ까)$")
_PLAIN_CONNECTIVES = ("다니까", "라니까", "냐니까", "든가")
_PLAIN_WORDS = re.compile(r"(?:어\s*)?(?:응+|그래|아냐|아니야|안녕|됐고|몰라|ㅇㅇ|ㄴㄴ|ㅇㅋ)[\s.!?~…]*", re.DOTALL)
_ALOUD = re.compile(r"(?:그렇|그랬|그러|맞|아하?\s?)?구나$|^(?:어디|가만|음|자)?\s*(?:한번\s*)?보자$|가만있자$|글쎄다$")
_VOCATIVE = r"(?:고객님|손님|회원님|사장님|선생님|아저씨|아줌마|[가-힣]{2,3}님)?"
_SENTENCE_ENDS = re.compile(rf"[ \t]*{_VOCATIVE}[ \t]*(?:[.?!。？！~…;^)\]♡♥★☆ㅋㅎㅠㅜ\n\r]|[^\w\s,'\"’”·:/%-]|\Z)")


def shouting(text: AnalysedText) -> tuple[int, int] | None:
    """The span of a shout: most words in capitals, or repeated exclamation marks upon scolding words.

    Friendly words ("THANK YOU FOR CALLING", "All fixed, have a great day!!"), lists of abbreviations, placeholders of
    redaction, and brand names in capitals inside a Korean or Thai sentence are no shout.
    """
    return _in_capitals(text) or _exclaimed(text)


def _in_capitals(text: AnalysedText) -> tuple[int, int] | None:
    said = _PLACEHOLDER.sub(lambda match: " " * len(match.group()), text.text)
    capitals = list(_CAPITAL_WORD.finditer(said))
    if len(capitals) < _SHOUT_WORDS or _ASIAN.search(said):
        return None
    if len(capitals) < _SHOUT_SHARE * len(re.findall(r"[A-Za-z]{2,}", said)):
        return None
    if text.language == "en" and (_FRIENDLY.search(said) or not _COMMON_WORD.search(said)):
        return None
    return capitals[0].start(), capitals[-1].end()


def _exclaimed(text: AnalysedText) -> tuple[int, int] | None:
    if text.language != "en":
        return None
    for match in _EXCLAMATIONS.finditer(text.text):
        if _FRIENDLY.search(match.group()) or not _SCOLDING.search(match.group()):
            continue
        said = match.group().strip()
        if len(re.findall(r"[A-Za-z']+", said)) >= _SHOUT_WORDS:
            return match.start() + match.group().index(said[0]), match.end()
    return None


def masked_swearing(text: AnalysedText) -> tuple[int, int] | None:
    """The span of an English swear word whose letters are masked: f***, sh*t, b*tch."""
    match = _MASKED.search(text.text) if text.language == "en" else None
    return match.span() if match else None


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
        if _is_plain(token.tag_, token.lemma_, text.text[start:end], _composed(text.text[text.sentence_of(start)[0] : end])):
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
    return ending.endswith(_PLAIN_CONNECTIVES) or bool(_PLAIN_QUESTION.search(ending)) or not _OPEN_ENDING.search(ending)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _word_start(text: str, position: int) -> int:
    while position > 0 and not text[position - 1].isspace():
        position -= 1
    return position
