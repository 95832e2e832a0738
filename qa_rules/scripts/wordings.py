"""What is refused in the wordings of a script: one in a language that is not judged, and one of two steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from qa_rules.folding import fold
from qa_rules.language import JUDGED, foreign_language
from qa_rules.wording import SLOT, wording

if TYPE_CHECKING:
    from qa_rules.scripts import Script

_SIGNS: Final = re.compile(r"[^\w\u0e00-\u0e7f\ue000]+|_")
_ANY_WORDS: Final = "\ue000"
_NAMES: Final = {
    "ja": "Japanese", "zh": "Chinese", "ru": "Russian", "fr": "French", "de": "German", "es": "Spanish",
    "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish", "pl": "Polish", "tr": "Turkish",
    "vi": "Vietnamese", "id": "Indonesian", "tl": "Tagalog",
}  # fmt: skip


def wording_mistake(script: Script) -> tuple[Sequence[str | int], str] | None:
    """The first wording that cannot be used: the keys that lead to it, and what is wrong; None where all can be."""
    owners: dict[str, str] = {}
    for key, items in script.said():
        for number, item in enumerate(items):
            for place, written in enumerate(item.say):
                keys = (key, number, "say", place)
                if language := foreign_language(wording(written).literal):
                    name = _NAMES.get(language, "a language of its own script")
                    return keys, (
                        f"{written[:40]!r} is in {name}, which is not judged, so that it would never be found: write "
                        "it in English, Korean or Thai, or remove the line"
                    )
                owner = owners.setdefault(same(written), item.id) if same(written) else item.id
                if owner != item.id:
                    return keys, (
                        f"{written[:40]!r} is also a wording of {owner!r}, so that one of the two could never be told: "
                        "change one wording"
                    )
    return None


@lru_cache(maxsize=16_384)
def same(written: str) -> str:
    """What two wordings share that no turn could tell apart: case, signs, spelling and slot names are folded away.

    Empty for a wording without a word of its own.

    >>> same("Hello,  {name}!") == same("hello {first_name}") != same("Hello!")
    True
    >>> same("{name} …")
    ''
    """
    language = wording(written).language
    folded = fold(SLOT.sub(_ANY_WORDS, written), language if language in JUDGED else "en").text
    words = _SIGNS.sub(" ", folded).split()
    return " ".join(words) if any(word.strip(_ANY_WORDS) for word in words) else ""
