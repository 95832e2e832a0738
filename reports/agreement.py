"""How well the automatic answers agree with the reviewers', as the report tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from insights.flags import percent
from reports.context import ReportContext
from reports.figures import run
from reports.material import Material
from reports.wording import NONE, plural


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
            "where": language_of(row),
            "line": agreement_line(row),
            **{
                f"{name}_text": share_of(row, name)
                for name in ("agreement", "false_yes", "false_no", "people_agreement")
            },
            **{f"{name}_text": coefficient_of(row, name) for name in ("kappa", "ac1")},
            "corrected_text": share_of(row, "corrected_rate", "corrected"),
        }
        for row in run(connection, "agreement")
    ]
    counts = run(connection, "reviewed")[0]
    span = f"{rows[0]['period_from']} to {rows[0]['period_to']}" if rows else ""
    return AgreementSection(
        [row for row in rows if not row["missing"]],
        [row for row in rows if row["missing"]],
        **counts,
        span=span,
    )


def language_of(row: dict[str, Any]) -> str:
    """Which language a row is of.

    >>> language_of({"language": None}), language_of({"language": "ko"}), language_of({"language": ""})
    ('all languages', 'ko', 'language unknown')
    """
    return "all languages" if row["language"] is None else row["language"] or "language unknown"


def agreement_line(row: dict[str, Any]) -> str:
    """A row of `agreement` in a sentence or two.

    >>> agreement_line({"reviewed": 4, "missing": 16, "drawn": 5})
    'Cannot tell yet: 4 of 5 sampled answers are reviewed, about 16 more needed.'
    """
    if row["missing"]:
        return (
            f"Cannot tell yet: {row['reviewed']} of {plural(row['drawn'], 'sampled answer')} "
            f"{'is' if row['reviewed'] == 1 else 'are'} reviewed, about {row['missing']} more needed."
        )
    said = f"The same in {share_of(row, 'agreement')} of {row['n']} sampled answers; {_beyond_chance(row)}."
    if row["automatic_yes"]:
        said += f" People call {share_of(row, 'false_yes')} of {row['automatic_yes']} automatic yes a no"
        said += "." if not row["automatic_no"] else ","
    if row["automatic_no"]:
        said += f" {'and' if row['automatic_yes'] else 'People call'} {share_of(row, 'false_no')} of {row['automatic_no']} automatic no a yes."
    if row["corrected_rate"] is not None:
        automatic = (
            ""
            if row["automatic_rate"] is None
            else f", {percent(row['automatic_rate'])} as answered automatically"
        )
        said += f" Corrected for that: {share_of(row, 'corrected_rate', 'corrected')}{automatic}."
    return said


def share_of(row: dict[str, Any], name: str, ends: str | None = None) -> str:
    """A share with its interval.

    >>> share_of({"agreement": 0.9, "agreement_low": 0.81, "agreement_high": 0.95}, "agreement")
    '90 % (81–95 %)'
    """
    if row[name] is None:
        return NONE
    low, high = row[f"{ends or name}_low"], row[f"{ends or name}_high"]
    return f"{percent(row[name])} ({100 * low:.0f}–{percent(high)})"


def coefficient_of(row: dict[str, Any], name: str) -> str:
    """A coefficient with its interval.

    >>> coefficient_of({"kappa": 0.6, "kappa_low": -0.1, "kappa_high": 0.9}, "kappa")
    '0.60 (−0.10 to 0.90)'
    """
    if row[name] is None:
        return NONE
    value, low, high = (f"{row[key]:.2f}".replace("-", "−") for key in (name, f"{name}_low", f"{name}_high"))
    return f"{value} ({low} to {high})"


def _beyond_chance(row: dict[str, Any]) -> str:
    if row["kappa"] is None:
        return f"all answers are alike, so kappa says nothing (AC1 {coefficient_of(row, 'ac1')})"
    return f"beyond chance: kappa {coefficient_of(row, 'kappa')}, AC1 {coefficient_of(row, 'ac1')}"
