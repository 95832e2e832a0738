"""Sheets of the workbook on what follows from flags, and over time: changes, customers at risk, plan, effects, agreement."""

from __future__ import annotations

from typing import Any

from insights.change import reason_of
from insights.flags import spoken
from reports.figures import run
from reports.findings import ids_of, plans_of
from reports.workbook import DAY, DECIMAL, POINTS, SHARE, WHOLE, Column, Sheet
from reports.workbook_told import Told


def changes(told: Told) -> Sheet:
    """Who and what is improving or declining against the own past."""
    rows = [
        [
            row["kind"], _who(told, row), told.asked(row), row["state"], row["since"], row["size"], row["size_low"], row["size_high"],
            row["n_before"], row["n_after"], reason_of(row),
        ]
        for row in run(told.connection, "changes")
    ]  # fmt: skip
    columns = (
        Column("Kind"), Column("Who or what", widest=30), Column("Question", widest=50), Column("State"), Column("Since", DAY),
        Column("Change", SHARE), Column("From", SHARE), Column("To", SHARE), Column("Answers before", WHOLE), Column("Answers after", WHOLE),
        Column("Reason"),
    )  # fmt: skip
    return Sheet("Changes", columns, rows, "Nobody and nothing changed beyond chance.")


def at_risk(told: Told) -> Sheet:
    """Customers to follow up, by their stored key."""
    found = run(told.connection, "customers_at_risk")
    ids = ids_of(told.connection, [key for row in found for key in row["conversations"]])
    rows = [
        [
            row["customer_key"], row["weight"], [spoken(reason) for reason in row["reasons"]], row["contacts"], row["newest"],
            row["promise_due"], [ids[key] for key in row["conversations"] if key in ids],
        ]
        for row in found
    ]  # fmt: skip
    columns = (
        Column("Customer (key)", widest=40), Column("Weight", WHOLE), Column("Why", widest=40), Column("Contacts", WHOLE), Column("Newest", DAY),
        Column("Promise due", DAY), Column("Conversations", widest=40),
    )  # fmt: skip
    return Sheet("Customers at risk", columns, rows, "No customer needs a follow-up.")


def plan(told: Told) -> Sheet:
    """The sessions, in the order of the plan."""
    plans = plans_of(told.connection)
    ids = ids_of(told.connection, [key for p in plans for key in (*p["gap_examples"], *p["good_examples"])])
    rows = [
        [
            place, p["week"], told.context.asked(p["definition"], p["skill"]), p["skill"], p["topic"] and spoken(p["topic"]), p["language"],
            [told.who.name(agent) for agent in p["agents"]], p["expected_gain"], p["gained_before"], p["exercise"], p["step"], p["reason"],
            p["waiting"], p["session"],
            *([ids[key] for key in p[name] if key in ids] for name in ("gap_examples", "good_examples")),
        ]
        for place, p in enumerate(plans, 1)
    ]  # fmt: skip
    columns = (
        Column("Place", WHOLE), Column("Week of", DAY), Column("Skill", widest=50), Column("Skill id"), Column("Topic", widest=30), Column("Language"),
        Column("Agents", widest=40), Column("Expected gain (answers a period)", POINTS), Column("Share gained before", SHARE), Column("Exercise"),
        Column("Script step"), Column("Why"), Column("Waits for"), Column("Session"), Column("Examples of the gap", widest=40),
        Column("Handled well", widest=40),
    )  # fmt: skip
    return Sheet("Plan", columns, rows, "Nobody needs training on the evidence so far.")


def plan_people(told: Told) -> Sheet:
    """Everybody below on a skill, with the figures, planned or waiting."""
    rows = [
        [
            told.who.name(row["person_id"]), told.context.asked(row["definition"], row["skill"]), row["language"], row["n"], row["observed"],
            row["expected"], row["estimate"], row["estimate_low"], row["estimate_high"], row["expected_gain"], row["waiting"], row["session"],
        ]
        for row in run(told.connection, "plan_people")
    ]  # fmt: skip
    columns = (
        Column("Agent", widest=30), Column("Skill", widest=50), Column("Language"), Column("Answers", WHOLE), Column("Observed", SHARE),
        Column("Expected", SHARE), Column("Likely", SHARE), Column("From", SHARE), Column("To", SHARE),
        Column("Expected gain (answers a period)", POINTS), Column("Waits for"), Column("Session"),
    )  # fmt: skip
    return Sheet("Who trains", columns, rows, "Nobody needs training on the evidence so far.")


def effects(told: Told) -> Sheet:
    """What trainings brought."""
    rows = [
        [
            spoken(row["skill"]), row["state"], row["effect"], row["low"], row["high"], row["people"], row["controls"], row["left_out"],
            row["as_of"], row["reason"],
        ]
        for row in told.connection.execute(_EFFECTS).to_arrow_table().to_pylist()
    ]  # fmt: skip
    columns = (
        Column("Skill", widest=50), Column("State"), Column("Effect", SHARE), Column("From", SHARE), Column("To", SHARE), Column("Trained", WHOLE),
        Column("Compared with", WHOLE), Column("Left out", WHOLE), Column("As of", DAY), Column("Reason"),
    )  # fmt: skip
    return Sheet(
        "Did it work", columns, rows, "No training is on record: `convoqa training log` takes one in."
    )


def agreement(told: Told) -> Sheet:
    """Automatic answers against reviewers'."""
    names = (
        "reviewed", "missing", "agreement", "agreement_low", "agreement_high", "kappa", "kappa_low", "kappa_high", "ac1", "false_yes",
        "false_no", "automatic_rate", "corrected_rate", "corrected_low", "corrected_high",
    )  # fmt: skip
    found = told.connection.execute(_AGREEMENT).to_arrow_table().to_pylist()
    rows: list[list[Any]] = [
        [told.asked(row), row["language"] or "all", *(row[name] for name in names)] for row in found
    ]
    columns = (
        Column("Question", widest=50), Column("Language"), Column("Reviewed", WHOLE), Column("Missing", WHOLE), Column("Agreement", SHARE),
        Column("From", SHARE), Column("To", SHARE), Column("Kappa", DECIMAL), Column("Kappa from", DECIMAL), Column("Kappa to", DECIMAL),
        Column("AC1", DECIMAL), Column("Yes that people call no", SHARE), Column("No that people call yes", SHARE), Column("Automatic rate", SHARE),
        Column("Corrected rate", SHARE), Column("Corrected from", SHARE), Column("Corrected to", SHARE),
    )  # fmt: skip
    return Sheet("Agreement", columns, rows, "Nobody has reviewed answers yet.")


def benchmarks(told: Told) -> Sheet:
    """Where every question stands, by topic and queue, and against its target."""
    names = ("n", "unsure", "observed", "low", "high", "standardised", "elsewhere", "target", "state")
    found = told.connection.execute(_BENCHMARKS).to_arrow_table().to_pylist()
    rows = [[row["kind"], row["subject"], told.asked(row), *(row[name] for name in names)] for row in found]
    columns = (
        Column("Kind"), Column("Topic or queue", widest=30), Column("Question", widest=50), Column("Answers", WHOLE), Column("Unsure", WHOLE),
        Column("Mean", SHARE), Column("From", SHARE), Column("To", SHARE), Column("With the others' mix", SHARE), Column("Elsewhere", SHARE),
        Column("Target", SHARE), Column("State"),
    )  # fmt: skip
    return Sheet("Benchmarks", columns, rows, "Nothing was answered in this period.")


def _who(told: Told, row: dict[str, Any]) -> str:
    return told.who.name(row["subject"]) if row["kind"] == "agent" else spoken(row["subject"])


_EFFECTS = "SELECT * FROM training_effects ORDER BY skill, definition"
_AGREEMENT = "SELECT * FROM agreement ORDER BY question, definition, language NULLS FIRST"
_BENCHMARKS = "SELECT * FROM benchmarks ORDER BY question, definition, kind, subject"
