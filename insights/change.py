"""Change: agents and topics against their own past, week by week, by control charts (insights/control.py).

An agent's week is held against what colleagues' rates let expect of the same mix of work in that week, a topic's against
what the same agents get in the same languages and channels; what each differs by as a rule is its own level, and a lasting
shift of that is a change. A training and a new version of a question begin a new history. How many false alarms a month
the whole centre may have is configured, not how many a chart may have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.warehouse import insert, transaction
from insights.answer_sums import WORK
from insights.control import BASELINE_WEEKS, RECENT_WEEKS, Charts, Course, run_charts
from insights.periods import Period
from insights.saying import ENGLISH, Say
from insights.weekly import WeekCells, charts_of, together

IMPROVING: Final = "improving"
DECLINING: Final = "declining"
STEADY: Final = "steady"
NO_HISTORY: Final = "not enough history"

WEEKS: Final = 26
"""Weeks that charts cover at least, where there are so many; up to MOVES more, so that a chart begins where it began."""
MOVES: Final = 13
NEWS_WEEKS: Final = 8
"""An alarm is told for so long; by then its new level has a history of its own."""
_EPOCH: Final = date(1970, 1, 5)  # a Monday
_TABLES: Final = (
    "flag_answers",
    "flag_contacts",
    "flag_work",
    "flag_people",
    "flag_questions",
    "change_cells",
)


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """When a change is told. false_alarms_a_month: of all charts together, where nothing changes.

    minimum_sample: answers that a history needs. smallest_difference: of two shares; smaller changes are not told.
    compare_by: what makes conversations the same work, as in FlagSettings.
    """

    false_alarms_a_month: float = 1.0
    minimum_sample: int = 20
    smallest_difference: float = 0.05
    compare_by: tuple[str, ...] = WORK


def weeks_to(day: date) -> tuple[date, int]:
    """The Monday from which charts run and the number of weeks to the last Sunday that is not after `day`.

    >>> weeks_to(date(2026, 11, 18))
    (datetime.date(2026, 4, 27), 29)
    """
    newest = (day - _EPOCH).days // 7 - (0 if day.weekday() == 6 else 1)
    weeks = weeks_watched(newest)
    return _EPOCH + timedelta(weeks=newest - weeks + 1), weeks


def weeks_watched(newest: int) -> int:
    """How many weeks are watched when this is the newest (numbered from any Monday)."""
    return WEEKS + newest % MOVES + 1


def make_changes(
    connection: duckdb.DuckDBPyConnection, period: Period, day: date, settings: ChangeSettings
) -> int:
    """Recomputes the table `changes`, in one transaction; returns its number of rows.

    Charts end with the last whole week (Monday to Sunday, local) before `day`, or at the end of the period where its
    last day is a Sunday. Answers count as in flags. A chart without an answer in its last weeks is not shown.
    """
    first, weeks = weeks_to(max(period.end, day - timedelta(days=1)))
    last = first + timedelta(weeks=weeks, days=-1)
    start, end = Period(first, last, period.time_zone).bounds()
    with transaction(connection):
        connection.execute(
            _sql("flag_contacts"), {"previous_from": start, "period_from": start, "period_to": end}
        )
        connection.execute(_sql("flag_answers"))
        connection.execute(_sql("change_weeks"), {"first_day": first, "time_zone": period.time_zone})
        named, charts = _charts(connection, first, weeks, settings)
        for table in _TABLES:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM changes")
        if not named:
            return 0
        course, limit = run_charts(charts, settings.false_alarms_a_month, settings.minimum_sample)
        rows = _rows(named, charts, course, first, limit, settings)
        return insert(connection, "changes", pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS)))


def changed(course: Course, smallest_difference: float) -> NDArray[np.bool_]:
    """Which charts have news: an alarm of the last weeks, of a change that is large enough to matter."""
    large = np.abs(np.nan_to_num(course.size)) >= smallest_difference
    told: NDArray[np.bool_] = (course.alarm >= course.rise.shape[1] - NEWS_WEEKS) & large
    return told


def reason_of(row: dict[str, Any], say: Say = ENGLISH) -> str:
    """One sentence to be read aloud behind the question; `row` is a row of changes.

    >>> row = {"state": "declining", "since": date(2026, 10, 5), "noticed": date(2026, 11, 1), "size": -0.12,
    ...        "size_low": -0.2, "size_high": -0.04, "n_before": 210, "n_after": 80, "kind": "agent"}
    >>> reason_of(row)
    'Declining since about 2026-10-05, noticed 2026-11-01: 12 points lower than before (95 % interval 4–20; 80 answers, 210 before).'
    >>> reason_of({"state": "not enough history", "weeks": 3, "weeks_needed": 4})
    'Not enough history yet: 3 weeks with answers, about 4 more needed.'
    """
    if row["state"] == NO_HISTORY:
        return say.plural(
            "Not enough history yet: {n} week with answers, about {needed} more needed.",
            "Not enough history yet: {n} weeks with answers, about {needed} more needed.",
            row["weeks"],
            needed=row["weeks_needed"],
        )
    if row["state"] == STEADY:
        return say(
            "Steady: no change beyond the usual ups and downs in {weeks} weeks ({answers} answers).",
            weeks=row["weeks"],
            answers=row["n"],
        )
    ends = sorted((row["size_low"], row["size_high"]), key=abs)
    told = {name: row[name] for name in ("since", "noticed", "n_after", "n_before")} | {
        "points": f"{abs(100 * row['size']):.0f}",
        "low": f"{abs(100 * ends[0] if ends[0] * row['size'] > 0 else 0):.0f}",
        "high": f"{abs(100 * ends[1]):.0f}",
    }
    if row["state"] == DECLINING:
        return say(
            "Declining since about {since}, noticed {noticed}: {points} points lower than before "
            "(95 % interval {low}–{high}; {n_after} answers, {n_before} before).",
            **told,
        )
    return say(
        "Improving since about {since}, noticed {noticed}: {points} points higher than before "
        "(95 % interval {low}–{high}; {n_after} answers, {n_before} before).",
        **told,
    )


_Named = tuple[str, str, str, str]
"""kind, subject, definition, question"""


def _charts(
    connection: duckdb.DuckDBPyConnection, first: date, weeks: int, settings: ChangeSettings
) -> tuple[list[_Named], Charts]:
    """All charts with an answer in their last weeks, and whose they are."""
    people = dict.fromkeys([(0, "")])
    people |= dict.fromkeys(
        connection.execute("SELECT DISTINCT number, person FROM flag_people ORDER BY 1").fetchall()
    )
    persons = [person for _, person in people]
    work = connection.execute(
        "SELECT topic, language, channel, queue FROM flag_work ORDER BY work"
    ).fetchall()
    questions = connection.execute(
        "SELECT definition, question FROM flag_questions ORDER BY number"
    ).fetchall()
    topics = sorted({topic for topic, *_ in work})
    levels = _levels(work, settings.compare_by)
    alone = _levels(work, [name for name in settings.compare_by if name in ("language", "channel")])
    topic_of = np.array([topics.index(topic) for topic, *_ in work], dtype=np.int64)
    trained = _trainings(connection, persons, first, weeks)
    named: list[_Named] = []
    charts: list[Charts] = []
    for number, (definition, question) in enumerate(questions):
        columns = connection.execute(_CELLS, [number]).fetchnumpy()
        person, job, week = (np.asarray(columns[name], dtype=np.int64) for name in ("person", "work", "week"))
        sums = [
            np.asarray(columns[name], dtype=np.float64) for name in ("size", "unsure", "total", "squares")
        ]
        by_person = np.column_stack([alone[job], alone[job][:, -1] * len(persons) + person])
        for kind, subject, groups, names in (
            ("agent", person, levels[job], persons), ("topic", topic_of[job], by_person, topics),
        ):  # fmt: skip
            chosen = (
                np.array([name != "" for name in names])[subject] if len(subject) else np.zeros(0, dtype=bool)
            )
            if not chosen.any():
                continue
            cells = WeekCells(subject[chosen], week[chosen], groups[chosen], *(s[chosen] for s in sums))
            made = charts_of(
                cells, (len(names), weeks), 2 * number + (kind == "topic"), shared_weeks=kind == "agent"
            )
            if kind == "agent":
                for place, at in trained.get(question, []):
                    made.restart[place, at] = True
            live = np.flatnonzero(made.size[:, -RECENT_WEEKS:].sum(axis=1) > 0)
            named += [(kind, names[place], definition, question) for place in live]
            charts.append(Charts(*(getattr(made, field)[live] for field in Charts.__dataclass_fields__)))
    return (named, together(charts)) if named else ([], None)  # type: ignore[return-value]


def _levels(work: Sequence[tuple[str, ...]], names: Sequence[str]) -> NDArray[np.int64]:
    """For each kind of work its group at every level, widest first (kinds × levels)."""
    places = [WORK.index(name) for name in names]
    found = []
    for level in range(1, len(places) + 1):
        keys = [tuple(row[place] for place in places[:level]) for row in work]
        number = {key: n for n, key in enumerate(sorted(set(keys)))}
        found.append([number[key] for key in keys])
    return np.array(found or [[0] * len(work)], dtype=np.int64).T


def _trainings(
    connection: duckdb.DuckDBPyConnection, persons: list[str], first: date, weeks: int
) -> dict[str, list[tuple[int, int]]]:
    """By skill, who (place in persons) begins a new history in which week: the first one after the training's."""
    place = {person: number for number, person in enumerate(persons)}
    found: dict[str, list[tuple[int, int]]] = {}
    rows = connection.execute(
        "SELECT DISTINCT skill, person_id, trained_on FROM trainings ORDER BY ALL"
    ).fetchall()
    for skill, person, day in rows:
        week = (day - first).days // 7 + 1
        if person in place and 0 <= week < weeks:
            found.setdefault(skill, []).append((place[person], week))
    return found


def _rows(
    named: list[_Named], charts: Charts, course: Course, first: date, limit: float, settings: ChangeSettings
) -> list[dict[str, Any]]:
    news = changed(course, settings.smallest_difference)
    weeks = charts.size.shape[1]
    last = first + timedelta(weeks=weeks, days=-1)
    rows = []
    for place, (kind, subject, definition, question) in enumerate(named):
        row: dict[str, Any] = {
            "kind": kind, "subject": subject, "definition": definition, "question": question,
            "weeks": int(course.weeks[place]), "n": round(course.n[place]), "history_from": first, "history_to": last,
            "control_limit": round(limit, 6), "state": STEADY,
        }  # fmt: skip
        if news[place]:
            row |= _told(charts, course, place, first)
        elif not course.ready[place]:
            row |= {
                "state": NO_HISTORY,
                "weeks_needed": _weeks_needed(row["weeks"], row["n"], settings.minimum_sample),
            }
        rows.append(row | {"reason": reason_of(row)})
    return rows


def _weeks_needed(weeks: int, n: int, minimum_sample: int) -> int:
    """Weeks with answers until the next one can be judged, at the present number of answers a week."""
    a_week = max(n / weeks, 1.0) if weeks else 1.0
    return max(BASELINE_WEEKS - weeks, int(np.ceil((minimum_sample - n) / a_week)), 0) + 1


def _told(charts: Charts, course: Course, place: int, first: date) -> dict[str, Any]:
    """The columns of a change, with the points of its chart."""
    size, half = float(course.size[place]), 1.959964 * float(course.error[place])
    return {
        "state": IMPROVING if course.way[place] > 0 else DECLINING,
        "since": first + timedelta(weeks=int(course.start[place])),
        "noticed": first + timedelta(weeks=int(course.alarm[place]), days=6),
        "size": round(size, 6), "size_low": round(max(size - half, -1.0), 6), "size_high": round(min(size + half, 1.0), 6),
        "n_before": round(course.before[place]), "n_after": round(course.after[place]),
        "points": [
            {
                "week": first + timedelta(weeks=week), "n": round(n - unsure),
                "observed": round(total / (n - unsure), 6) if n > unsure else None,
                "usual": None if np.isnan(course.usual[place, week]) else round(float(course.usual[place, week]), 6),
                "rise": round(float(course.rise[place, week]), 6), "fall": round(float(course.fall[place, week]), 6),
            }
            for week, (n, unsure, total) in enumerate(
                zip(charts.size[place], charts.unsure[place], charts.total[place], strict=True)
            )
            if n > 0
        ],
    }  # fmt: skip


def change_statements() -> list[str]:
    """The SQL behind changes."""
    return [_sql(name) for name in ("flag_contacts", "flag_answers", "change_weeks")]


def _sql(name: str) -> str:
    return (resources.files("insights") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


_CELLS: Final = """
SELECT person, work, week, size, unsure, total, squares FROM change_cells WHERE question = ?
ORDER BY person, work, week
"""
_POINT: Final[Any] = pa.struct([
    ("week", pa.date32()), ("n", pa.int64()), ("observed", pa.float64()), ("usual", pa.float64()), ("rise", pa.float64()),
    ("fall", pa.float64()),
])  # fmt: skip
_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("kind", pa.string()), ("subject", pa.string()), ("question", pa.string()), ("definition", pa.string()),
    ("state", pa.string()), ("since", pa.date32()), ("noticed", pa.date32()), ("size", pa.float64()),
    ("size_low", pa.float64()), ("size_high", pa.float64()), ("n_before", pa.int64()), ("n_after", pa.int64()),
    ("weeks", pa.int64()), ("n", pa.int64()), ("weeks_needed", pa.int64()), ("history_from", pa.date32()),
    ("history_to", pa.date32()), ("control_limit", pa.float64()), ("reason", pa.string()), ("points", pa.list_(_POINT)),
]  # fmt: skip
