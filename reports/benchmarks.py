"""Benchmarks, targets and what predicts satisfaction, as the report shows them."""

from __future__ import annotations

from typing import Any, Final

from insights.benchmarks import BELOW_TARGET, NOT_CLEAR, STATES, target_of
from insights.flags import percent, spoken
from insights.outcomes import PREDICTS, prediction_of
from insights.saying import ENGLISH, Say, message
from reports.figures import run
from reports.material import Material
from reports.wording import NONE

_OUTCOMES: Final = {"csat": message("CSAT"), "nps": message("NPS score"), "effort": message("Effort score")}


def benchmarks(material: Material) -> dict[str, Any]:
    """Where questions stand, and against targets.

    questions: rows of benchmarks of whole questions with asked, unsure_share and trend_text (oldest first). targets:
    rows with a target with asked, place and reason, those below first.
    """
    say = material.context.say
    rows = [
        row | {"asked": material.context.asked(row["definition"], row["question"])}
        for row in run(material.connection, "benchmarks")
    ]
    targets = [
        row | {"place": _place(row, say), "reason": target_of(row, say)} for row in rows if row["state"]
    ]
    order = (BELOW_TARGET, NOT_CLEAR, *(state for state in STATES if state not in (BELOW_TARGET, NOT_CLEAR)))
    return {
        "questions": [
            row
            | {
                "unsure_share": _share(row["unsure"], row["n"] + row["unsure"]),
                "trend_text": trend_text(row["trend"], say),
            }
            for row in rows
            if row["kind"] == "question" and row["n"] + row["unsure"]
        ],
        "targets": sorted(targets, key=lambda row: order.index(row["state"])),
    }


def predictions(material: Material) -> dict[str, Any]:
    """By kind of score: name, predicting (rows with asked and reason), others."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in run(material.connection, "question_outcomes"):
        told = {
            "asked": material.context.asked(row["definition"], row["question"]),
            "reason": prediction_of(row, material.context.say),
        }
        found.setdefault(row["outcome"], []).append(row | told)
    kinds = [
        {
            "name": name,
            "predicting": [row for row in found[outcome] if row["state"] == PREDICTS],
            "others": [row for row in found[outcome] if row["state"] != PREDICTS],
        }
        for outcome, name in _OUTCOMES.items()
        if outcome in found
    ]
    return {"kinds": kinds}


def trend_text(trend: list[dict[str, Any]], say: Say = ENGLISH) -> str:
    """The means of the periods, oldest first.

    >>> trend_text([{"observed": 0.8}, {"observed": 0.75}])
    '80 %, 75 %'
    """
    return ", ".join(
        NONE if point["observed"] is None else percent(point["observed"], say) for point in trend
    )


def _place(row: dict[str, Any], say: Say) -> str:
    if row["kind"] == "question":
        return say("everywhere")
    subject = spoken(row["subject"])
    return (
        say("topic {name}", name=say(subject))
        if row["kind"] == "topic"
        else say("queue {name}", name=subject)
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
