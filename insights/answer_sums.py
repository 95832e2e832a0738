"""The answers of a period read as sums, compared by number, and named again.

Answers are the same question's when their `definition` is: whichever scorecard asked, and never two versions of a
question.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from insights.comparison import Limits, Results, Sums, against_before, against_colleagues

WORK: Final = ("topic", "language", "channel", "queue")
"""What makes conversations the same work."""

Whole = NDArray[np.int64]

Key = tuple[str, str, str]
"""definition, question, subject"""


@dataclass(frozen=True)
class Asked:
    """What was asked of whom: the sums of answers, and the names behind their numbers."""

    sums: dict[str, np.ndarray[Any, Any]]
    work: list[tuple[str, str, str, str]]  # topic, language, channel, queue
    teams: list[str]  # by number of the person; 0 is nobody
    people: list[str]
    questions: list[tuple[str, str]]  # definition, question
    contacts: list[str]


def asked_of(connection: duckdb.DuckDBPyConnection) -> Asked:
    """The answers of the temporary tables that insights/sql/flag_answers.sql makes, added up."""
    people = dict.fromkeys([(0, "", "")])
    people |= dict.fromkeys(
        connection.execute("SELECT DISTINCT number, person, team FROM flag_people ORDER BY 1").fetchall()
    )
    return Asked(
        sums={name: np.asarray(column) for name, column in connection.execute(_sql("flag_cells")).fetchnumpy().items()},
        work=connection.execute("SELECT topic, language, channel, queue FROM flag_work ORDER BY work").fetchall(),
        teams=[team for _, _, team in people],
        people=[person for _, person, _ in people],
        questions=connection.execute("SELECT definition, question FROM flag_questions ORDER BY number").fetchall(),
        contacts=[key for (key,) in connection.execute("SELECT conversation_key FROM flag_contacts ORDER BY contact").fetchall()],
    )  # fmt: skip


def compared(
    asked: Asked, kind: str, compare_by: tuple[str, ...], standing: dict[Key, str], limits: Limits
) -> dict[Key, dict[str, Any]]:
    """What each subject and question came to, by definition, question and subject: columns of `flags`."""
    topics = [topic for topic, *_ in asked.work]
    names = {"agent": asked.people, "team": asked.teams, "topic": topics}[kind]
    subjects = sorted({*names, ""})
    number_of = {name: number for number, name in enumerate(subjects)}
    places = np.array([number_of[name] for name in names], dtype=np.int64)
    sums = asked.sums
    subject = places[sums["work" if kind == "topic" else "person"]]
    if not (sums["is_now"] & (subject > 0)).any():
        return {}
    questions = {pair: number for number, pair in enumerate(asked.questions)}
    stands = {
        (questions[(d, q)], number_of[s]): state
        for (d, q, s), state in standing.items()
        if (d, q) in questions and s in number_of
    }
    compare = against_before if kind == "topic" else against_colleagues
    return _named(
        compare(_parts(asked, kind, subject, compare_by), stands, limits), asked.questions, subjects
    )


def _parts(asked: Asked, kind: str, subject: Whole, compare_by: tuple[str, ...]) -> Iterator[Sums]:
    """The sums of one question after the other, so that memory is bounded by a question."""
    sums, levels = asked.sums, _levels(asked, kind, compare_by)
    columns = ("size", "unsure", "total", "squares", "likely", "likely_squares", "doubt")
    starts = np.flatnonzero(np.diff(sums["question"], prepend=-1))
    for start, end in itertools.pairwise([*starts.tolist(), len(subject)]):
        rows = start + np.flatnonzero(subject[start:end])
        if not sums["is_now"][rows].any():
            continue
        work = levels[sums["work"][rows]]
        if kind == "topic":
            doers = work[:, -1:] * len(asked.people) + sums["person"][rows, None]
            work = np.hstack([work, doers])
        yield Sums(
            sums["question"][rows].astype(np.int64), subject[rows], work, sums["is_now"][rows],
            *(sums[name][rows] for name in columns),
        )  # fmt: skip


def _levels(asked: Asked, kind: str, compare_by: tuple[str, ...]) -> Whole:
    """The groups of every kind of work, widest first: topics are compared with themselves, so by the rest of it."""
    names = [name for name in compare_by if kind != "topic" or name in ("language", "channel")]
    places = [WORK.index(name) for name in names]
    levels = [
        _ranked([tuple(row[place] for place in places[:level]) for row in asked.work])
        for level in range(1, len(places) + 1)
    ] or [np.zeros(len(asked.work), dtype=np.int64)]
    return np.column_stack(levels)


def _ranked(rows: list[tuple[str, ...]]) -> Whole:
    """The place of each row among the different ones, in order."""
    places = {row: place for place, row in enumerate(sorted(set(rows)))}
    return np.array([places[row] for row in rows], dtype=np.int64)


def _named(
    results: Results, questions: list[tuple[str, str]], subjects: list[str]
) -> dict[Key, dict[str, Any]]:
    """Results by name, as columns of `flags`."""
    assessed = results.assessed
    columns = {
        "n": results.n, "total": results.total, "unsure": results.unsure, "left_out": results.left_out,
        "expected": results.expected, "compared_with": results.others, "tested": results.tested, "p": results.p,
        "q": results.q, "estimate": assessed.estimate, "estimate_low": assessed.low, "estimate_high": assessed.high,
        "gap_probability": assessed.gap, "below": results.below, "above": results.above,
    }  # fmt: skip
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    found = {}
    for question, subject, row in zip(results.question.tolist(), results.subject.tolist(), rows, strict=True):
        told = {name: value if value == value else None for name, value in zip(columns, row, strict=True)}
        found[(*questions[question], subjects[subject])] = told
    return found


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
