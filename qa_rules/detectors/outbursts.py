"""Outbursts: shouting, and English swear words whose letters are masked. Shared by several detectors."""

from __future__ import annotations

import re

from qa_rules.analysis import AnalysedText

_CAPITAL_WORD = re.compile(r"\b[A-Z][A-Z']{2,}\b")
_LONGER_WORD = re.compile(r"[A-Za-z']{3,}")
_SHOUT_WORDS, _SHOUT_SHARE = 3, 0.6
_ASIAN = re.compile("[\u0e01-\u0e3a\uac00-\ud7a3]")
_PLACEHOLDER = re.compile(r"<[A-Z_]+>")
_EXCLAMATIONS = re.compile(r"(?<![^.?!\n])[^.?!\n]*!{2,}")
_FRIENDLY = re.compile(
    r"thank|great|welcome|happy|glad|congrat|awesome|perfect|wonderful|hello|\bhi\b|sorry|enjoy|good|nice|have a|love|yay|wow"
    r"|don'?t worry|no (problem|worries)|of course|all set|here you go|excellent|fantastic|amazing|excited|can'?t wait|cheers"
    r"|\bbye|see you|lucky|correct|right answer|well done|hooray|hope|party|surprise|a star\b|the best|legend",
    re.IGNORECASE,
)
_SCOLDING = re.compile(
    r"\b(never|stop|why|must|told you|i said|listen|read (it|the|my|this)|wrong|enough|hurry up|demand|answer me|give me|hate"
    r"|worst|terrible|horrible|ridiculous|unacceptable|useless|liars?|rude|calm down|shut|go away|how dare|leave me alone"
    r"|where('?s| is| are) (my|the)|(want|need) my|last time|right now|nobody|no one|refund|do it|pay attention|not (my|asking)"
    r"|you (are|people|lot|can'?t|cannot|never|always|should|keep|have to|lost|broke|said))\b|\byou'?re\b",
    re.IGNORECASE,
)
_COMMON_WORD = re.compile(
    r"\b(THE|YOU|YOUR|NOT|IS|ARE|WAS|DO|DOES|DID|DON'?T|CAN'?T|WON'?T|TO|OF|AND|IT|THIS|THAT|WHAT|WHY|WHERE|HOW|WHEN|NO"
    r"|STOP|NOW|ME|MY|WE|HAVE|HAS|READ|WANT|NEED|ALREADY|TOLD|SAID|FOR|WITH|BE|WILL|ANSWER|LISTEN|WAIT|HELP)\b"
)
_MASKED = re.compile(
    r"(?<![\w*#@$%!<])(?:(?i:f(?:[*#@$%!]{2,}|[*#@$%!-](?=c?k)|u[*#@$%!](?=c?k)|uc[*#@$%!])\w*|(?:bull ?)?sh[*#@$!1]t\w*"
    r"|b[*#@$!1]tch\w*|c[*#@$!]nts?|a[*#@$]{2}(?:holes?)?|@ssholes?|d[*#@$!]ckheads?|motherf[*#@$%!]+\w*)|s\*{2,}t?|b\*{3,}h?)"
    r"(?![\w*@])"
)


def shouting(text: AnalysedText) -> tuple[int, int] | None:
    """The span of a shout: most words in capitals, or repeated exclamation marks upon scolding words.

    Friendly words ("THANK YOU FOR CALLING", "All fixed, have a great day!!"), lists of abbreviations, placeholders of
    redaction, and brand names in capitals inside a Korean or Thai sentence are no shout.
    """
    return _in_capitals(text) or _exclaimed(text)


def masked_swearing(text: AnalysedText) -> tuple[int, int] | None:
    """The span of an English swear word whose letters are masked: f***, sh*t, b*tch."""
    match = _MASKED.search(text.text) if text.language == "en" else None
    return match.span() if match else None


def _in_capitals(text: AnalysedText) -> tuple[int, int] | None:
    said = _PLACEHOLDER.sub(lambda match: " " * len(match.group()), text.text)
    capitals = list(_CAPITAL_WORD.finditer(said))
    if (
        len(capitals) < _SHOUT_WORDS
        or len(capitals) < _SHOUT_SHARE * len(_LONGER_WORD.findall(said))
        or _ASIAN.search(said)
    ):
        return None
    if text.language == "en" and (_FRIENDLY.search(said) or not _COMMON_WORD.search(said)):
        return None
    return capitals[0].start(), capitals[-1].end()


def _exclaimed(text: AnalysedText) -> tuple[int, int] | None:
    if text.language != "en" or "!!" not in text.text:
        return None
    for match in _EXCLAMATIONS.finditer(text.text):
        if _FRIENDLY.search(match.group()) or not _SCOLDING.search(match.group()):
            continue
        said = match.group().strip()
        if len(re.findall(r"[A-Za-z']+", said)) >= _SHOUT_WORDS:
            return match.start() + match.group().index(said[0]), match.end()
    return None
