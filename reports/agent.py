"""An agent's page: own figures and own examples. It names no colleague, and links to no page that does."""

from __future__ import annotations

from typing import Any, Final

from insights.flags import ABOVE, AS_EXPECTED, BELOW, NO_COLLEAGUES, NOT_ENOUGH
from insights.saying import message
from reports.material import Material

TOLD: Final = {
    BELOW: message("below what this work usually gives: worth a talk"),
    ABOVE: message("above what this work usually gives: well done"),
    AS_EXPECTED: message("no clear difference"),
    NOT_ENOUGH: message("too few answers to say"),
    NO_COLLEAGUES: message("nothing to compare with yet"),
}
"""A state in the words of the page that the person reads."""


def figures(material: Material, person: str) -> dict[str, Any]:
    """What the person did in the period, question by question; those without an answer are only named."""
    own = material.agents[person]
    answered = [flag for flag in own["flags"] if flag["n"]]
    compared = [flag for flag in answered if flag["state"] not in (NOT_ENOUGH, NO_COLLEAGUES)]
    return {
        "own": own,
        "answered": answered,
        "compared": len(compared),
        "unanswered": [flag["asked"] for flag in own["flags"] if not flag["n"]],
        "told": TOLD,
    }


def examples(material: Material, person: str) -> dict[str, Any]:
    """Own conversations to learn from, the best first."""
    return {"own": material.agents[person]}


def reading(material: Material, person: str) -> dict[str, Any]:
    """What the page's words mean, and how to disagree: the same for everybody."""
    return {}
