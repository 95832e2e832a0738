"""The languages of the report: a gettext catalogue each (`make messages` renews them), English is in the code."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final, Literal, get_args

from insights.saying import ENGLISH, Say

Language = Literal["en", "ko", "th"]
LANGUAGES: Final[tuple[str, ...]] = get_args(Language)


@cache
def saying(language: str) -> Say:
    """How a language of LANGUAGES says things; read once. Untranslated and doubtful (fuzzy) texts are said in English."""
    if language == ENGLISH.language:
        return ENGLISH
    from babel.messages.pofile import read_po

    with (resources.files("reports.languages") / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    found = {}
    for entry in catalogue:
        one = entry.id if isinstance(entry.id, str) else entry.id[0]
        text = entry.string if isinstance(entry.string, str) else (entry.string or ("",))[0]
        if one and text and not entry.fuzzy:
            found[one] = text
    return Say(language, found)
