"""What a step of a script is about: price, time, a document, another offer; known from its meaning, learned for turns.

A script says in one English sentence what each step means. Of the training scripts these sentences tell which turns speak
of a price or ask for a number, in three languages; so in a new script the same words tell what to look for, whatever its
wordings happen to say. The columns stand beside those of acts (models/acts.py), in the same file.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MATTERS: Final = {
    "price": r"costs?|fees?|price|charges?d?|pays?|paid|payment|amount|deduct\w*|excess|interest|fares?|free|money|bill\w*|premium|deposit",
    "time": r"when|how long|until|dates?|days?|times?|deadline|within|hours?|since|duration|before|months?",
    "own name": r"own name|(?:his|her|their) (?:own )?name|agent's name|(?:names?|gives) (?:the|or the) (?:company|shop|department|office|clinic|agent)",
    "identity": r"number|birth|identif\w+|identity|account|e-?mail|serial|reference|registered|digits|\bid\b|full name|who (?:is|the)",
    "cause": r"why|reasons?|causes?|how .{0,30}(?:came|happened|occurred|started)|what happened|where .{0,20} from",
    "fault": r"wrong|damage\w*|faults?|symptoms?|problem|condition|broken|error|defect\w*|noise|looks? like|feel\w*|hurts?",
    "state": r"records?|shows?|status|stands?|scanned|system|result|found|progress|last seen",
    "document": r"photos?|documents?|proof|evidence|send|upload|copy|pictures?|bring|certificate|receipt|form",
    "rule": r"polic\w+|terms?|rules?|conditions?|allow\w*|only|must|law|entitled?|cover\w*|warrant\w*|possible|cannot|limits?",
    "warning": r"warns?|risks?|danger\w*|safe\w*|consequences?|careful|lose|lost for good|deleted|otherwise",
    "secrecy": r"\bpin\b|\botp\b|passwords?|codes?|scams?|fraud\w*|strangers?|anybody|never|share",
    "recorded": r"record(?:ed|ing)|word for word|privacy|personal data|legal|disclosure|under the law|exactly",
    "place": r"where|places?|address|branch|location|stores?|route|pick ?up|room|counter|gate|website",
    "appointment": r"appointments?|visits?|slots?|technician|book(?:s|ed)?|schedul\w+|reserv\w+|delivery (?:day|date|slot)",
    "done": r"confirms?|has been|have been|is now|are now|was made|done|completed?|registered|blocked|changed|activated|has \w+ed",
    "alternative": r"another|instead|alternatives?|something else instead|cheaper|pause|smaller|stays?|option|in place of",
    "goodwill": r"discount|credit|voucher|compensat\w+|waive\w*|goodwill|gift|coupon|points",
    "next": r"next|will (?:do|happen|be)|follow\w*|from now|afterwards|takes? place",
    "how to": r"how to|what to do|tells? (?:the )?\w+ to|instruct\w*|steps?|switch\w*|unplug|try|restart|guides?|prepare|keep\w*",
    "looking up": r"looks? up|looking (?:up|at|into|for)|checks?|being checked|wait|hold|moment|search\w*|traces?",
    "hand-over": r"transfer\w*|pass(?:es|ed|ing)?|colleague|supervisor|department|specialist|another team|contacts? the|forward\w*|reports? (?:it|the)",
    "restating": r"repeats?|restates?|own words|sums? up|summar\w+|reads? back|recaps?|understood",
    "refund": r"refund\w*|money back|return\w*|reimburs\w+|pay ?out",
    "self-service": r"\bapps?|web|online|site|link|self|menu|portal",
    "opinion": r"survey|rate|rating|feedback|review|satisf\w+|score",
    "more help": r"anything else|something else|any other|other questions|needs? more|further (?:help|questions)",
    "farewell": r"goodbye|thanks|farewell|ends?\b.{0,20}$|as the (?:conversation|call) ends|wish\w*",
    "greeting": r"greets?|welcom\w+|opens? the|says hello|introduc\w+",
    "sympathy": r"apolog\w+|sorry|regret\w*|sympath\w+|understanding for|empath\w+|condolence\w*",
    "choice": r"which \w+|what kind|model|version|types?|how many|size|quantity|plan|usage|how much",
    "consent": r"whether the \w+ (?:wants?|agrees?|would|may)|agree\w*|consent|permission|approv\w+|accepts?|wishes|keep or|really",
    "asking": r"asks?|inquires?|enquires?|requests?|checks? (?:the customer|whether)|verif\w+",
    "telling": r"tells?|says?|informs?|explains?|states?|points? out|announces?|mentions?|notif\w+",
    "offering": r"offers?|suggests?|proposes?|recommends?|advises?",
    "warning of": r"warns?|cautions?|reminds?|alerts?",
    "people": r"people|person|who|driver|passengers?|family|neighbou?r\w*|adult|representative|courier|doctor",
}  # fmt: skip
_PATTERNS: Final = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in MATTERS.items()}


@lru_cache(maxsize=4_096)
def matters_of(means: str) -> frozenset[str]:
    """The matters that an English sentence of meaning names; none of a sentence in another language.

    >>> sorted(matters_of("tells the customer what the change costs, or that it is free"))
    ['price', 'telling']
    """
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(means))
