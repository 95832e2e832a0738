"""How well the automatic answers agree with the reviewers', as the report tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from insights.flags import percent
from insights.saying import ENGLISH, Say
from reports.context import ReportContext
from reports.figures import run
from reports.material import Material
from reports.wording import NONE


@dataclass(frozen=True)
class AgreementSection:
    """told: rows of `agreement` with figures as text, and how each is read aloud (`line`). waiting: those with too few reviews.

    reviews, answers, people: what was reviewed at all, also of the list to decide. span: of the automatic answers.
    """

    told: list[dict[str, Any]]
    waiting: list[dict[str, Any]]
    reviews: int
    answers: int
    people: int
    span: str


def agreement(material: Material) -> dict[str, Any]:
    """The section of the pages."""
    return {"agreement": agreement_section(material.connection, material.context)}


def agreement_section(connection: duckdb.DuckDBPyConnection, context: ReportContext) -> AgreementSection:
    """The rows of the published table, in words."""
    rows = [
        row
        | {
            "asked": context.asked(row["definition"], row["question"]),
            "where": language_of(row, context.say),
            "line": agreement_line(row, context.say),
            **{
                f"{name}_text": share_of(row, name, say=context.say)
                for name in ("agreement", "false_yes", "false_no", "people_agreement")
            },
            **{f"{name}_text": coefficient_of(row, name, context.say) for name in ("kappa", "ac1")},
            "corrected_text": share_of(row, "corrected_rate", "corrected", context.say),
        }
        for row in run(connection, "agreement")
    ]
    counts = run(connection, "reviewed")[0]
    span = (
        context.say("{start} to {end}", start=rows[0]["period_from"], end=rows[0]["period_to"])
        if rows
        else ""
    )
    return AgreementSection(
        [row for row in rows if not row["missing"]],
        [row for row in rows if row["missing"]],
        **counts,
        span=span,
    )


def language_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """Which language a row is of.

    >>> language_of({"language": None}), language_of({"language": "ko"}), language_of({"language": ""})
    ('all languages', 'ko', 'language unknown')
    """
    if row["language"] is None:
        return say("all languages")
    return row["language"] or say("language unknown")


def agreement_line(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """A row of `agreement` in a sentence or two.

    >>> agreement_line({"reviewed": 4, "missing": 16, "drawn": 5})
    'Cannot tell yet: 4 of 5 sampled answers are reviewed, about 16 more needed.'
    """
    if row["missing"]:
        told = {"drawn": say.plural("{n} sampled answer", "{n} sampled answers", row["drawn"])}
        return say.plural(
            "Cannot tell yet: {n} of {drawn} is reviewed, about {more} more needed.",
            "Cannot tell yet: {n} of {drawn} are reviewed, about {more} more needed.",
            row["reviewed"],
            **told,
            more=row["missing"],
        )
    same = share_of(row, "agreement", say=say)
    said = [
        say(
            "The same in {share} of {n} sampled answers; {beyond}.",
            share=same,
            n=row["n"],
            beyond=_beyond_chance(row, say),
        )
    ]
    yes, no = share_of(row, "false_yes", say=say), share_of(row, "false_no", say=say)
    counted = {"yes": yes, "yeses": row["automatic_yes"], "no": no, "noes": row["automatic_no"]}
    if row["automatic_yes"] and row["automatic_no"]:
        said.append(
            say(
                "People call {yes} of {yeses} automatic yes a no, and {no} of {noes} automatic no a yes.",
                **counted,
            )
        )
    elif row["automatic_yes"]:
        said.append(say("People call {yes} of {yeses} automatic yes a no.", **counted))
    elif row["automatic_no"]:
        said.append(say("People call {no} of {noes} automatic no a yes.", **counted))
    corrected = share_of(row, "corrected_rate", "corrected", say)
    if row["corrected_rate"] is not None and row["automatic_rate"] is not None:
        automatic = percent(row["automatic_rate"], say)
        said.append(
            say(
                "Corrected for that: {corrected}, {automatic} as answered automatically.",
                corrected=corrected,
                automatic=automatic,
            )
        )
    elif row["corrected_rate"] is not None:
        said.append(say("Corrected for that: {corrected}.", corrected=corrected))
    return " ".join(said)


def share_of(row: dict[str, Any], name: str, ends: str | None = None, say: Say = ENGLISH) -> str:
    """A share with its interval.

    >>> share_of({"agreement": 0.9, "agreement_low": 0.81, "agreement_high": 0.95}, "agreement")
    '90 % (81–95 %)'
    """
    if row[name] is None:
        return NONE
    low, high = row[f"{ends or name}_low"], row[f"{ends or name}_high"]
    return f"{percent(row[name], say)} ({100 * low:.0f}–{percent(high, say)})"


def coefficient_of(row: dict[str, Any], name: str, say: Say = ENGLISH) -> str:
    """A coefficient with its interval.

    >>> coefficient_of({"kappa": 0.6, "kappa_low": -0.1, "kappa_high": 0.9}, "kappa")
    '0.60 (−0.10 to 0.90)'
    """
    if row[name] is None:
        return NONE
    value, low, high = (f"{row[key]:.2f}".replace("-", "−") for key in (name, f"{name}_low", f"{name}_high"))
    return say("{value} ({low} to {high})", value=value, low=low, high=high)


def _beyond_chance(row: dict[str, Any], say: Say) -> str:
    ac1 = coefficient_of(row, "ac1", say)
    if row["kappa"] is None:
        return say("all answers are alike, so kappa says nothing (AC1 {ac1})", ac1=ac1)
    return say("beyond chance: kappa {kappa}, AC1 {ac1}", kappa=coefficient_of(row, "kappa", say), ac1=ac1)
