"""What there is to tell after a night: counts of what is in the warehouse, each thing with a key by which it is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

import duckdb

from data.batch_contracts import INFO, QUARANTINED, BatchStopped, broken_contracts
from insights.periods import Period
from qa_rules.definitions import version_of
from reports.wording import plural

REMEMBERED: Final = timedelta(days=7)  # failed runs that are older are told no more
_OF_A_FLAG: Final = {"agent": "of agents", "team": "of teams", "topic": "of topics"}
FOR: Final = {
    "lead": "Listen to the examples before you speak with anybody.",
    "trainer": "The training plan follows from the flags.",
    "management": "The report shows the trend, and the service levels beside it.",
    "operator": "`convoqa doctor` says what to do.",
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell. kind: as in `When`; key: what it is, never shown; about: a word for its sentence, nobody's name."""

    kind: str
    key: str
    about: str = ""

    @property
    def item(self) -> str:
        """The hash by which it is remembered."""
        return version_of(self.kind, self.key)


def news_of(
    connection: duckdb.DuckDBPyConnection, period: Period | None, now: datetime, zone: tzinfo
) -> list[News]:
    """All that there is to tell, told before or not. period: the report's, in which auto-fails count."""
    found: list[News] = []
    for kind, *of in connection.execute(_FLAGS).fetchall():
        found.append(News("new_flags", str((kind, *of)), kind))
    if period is not None:
        start, end = period.bounds()
        rows = connection.execute(_AUTO_FAILS, [start, end]).fetchall()
        found += [News("auto_fails", str(row)) for row in rows]
    found += [News("quarantine", row[0]) for row in connection.execute(_QUARANTINE).fetchall()]
    found += [
        News("contract_broken", str((broken["run_id"], broken["format"], broken["contract"])))
        for broken in broken_contracts(connection)
        if broken["severity"] != INFO and broken["contract"] != QUARANTINED
    ]
    for run_id, step, error, began in connection.execute(_FAILED, [now - REMEMBERED]).fetchall():
        local = datetime.fromtimestamp(began, UTC).astimezone(zone)
        found.append(News("night_failed", run_id, _failure(f"of {local:%Y-%m-%d %H:%M}", step, error)))
    for last in connection.execute(_NOTHING_CAME).fetchall():
        found.append(News("nothing_came_in", str(last)))
    return found


def failed_before_it_began(problem: Exception, now: datetime, zone: tzinfo) -> News:
    """A night of which `run_steps` knows nothing."""
    local = now.astimezone(zone)
    about = f"of {local:%Y-%m-%d %H:%M} failed ({type(problem).__name__})"
    return News("night_failed", f"{local:%Y-%m-%d} {type(problem).__name__}", about)


def _failure(which: str, step: str, error: str) -> str:
    if error == BatchStopped.__name__:
        return f"{which} stopped before scoring: too much is in quarantine"
    return f"{which} failed in the step {step} ({error})"


def sentences(news: Sequence[News]) -> list[str]:
    """What is told of one kind, in counts: no words of customers, and nobody's name.

    >>> sentences([News("new_flags", "1", "agent"), News("new_flags", "2", "agent"), News("new_flags", "3", "topic")])
    ['New: 3 flags below what is expected, 2 of agents, 1 of topics.']
    >>> sentences([News("quarantine", "1")])
    ['New: 1 record that could not be taken in waits in quarantine.']
    """
    kind, many = news[0].kind, len(news)
    if kind == "new_flags":
        by_kind = Counter(one.about for one in news)
        parts = ", ".join(f"{by_kind[of]} {words}" for of, words in _OF_A_FLAG.items() if by_kind[of])
        return [f"New: {plural(many, 'flag')} below what is expected, {parts}."]
    if kind == "auto_fails":
        return [f"New: {plural(many, 'conversation')} that failed a critical question."]
    if kind == "quarantine":
        wait = "waits" if many == 1 else "wait"
        return [f"New: {plural(many, 'record')} that could not be taken in {wait} in quarantine."]
    if kind == "contract_broken":
        hold = "does not hold" if many == 1 else "do not hold"
        return [f"{plural(many, 'expectation')} of the files that came last {hold}."]
    if kind == "nothing_came_in":
        return ["Nothing new came in."]
    return [f"The run {one.about}." for one in news]


_FLAGS: Final = (
    "SELECT kind, subject, definition, question, since::VARCHAR FROM flags WHERE state = 'below' ORDER BY ALL"
)
_AUTO_FAILS: Final = """
SELECT s.conversation_key, s.agent_id, s.scorecard
FROM scores AS s JOIN conversations AS c ON c.conversation_key = s.conversation_key
WHERE s.auto_fail AND c.is_current AND c.excluded IS NULL
  AND coalesce(c.started_at, c.file_time) >= $1 AND coalesce(c.started_at, c.file_time) < $2
ORDER BY ALL
"""
_QUARANTINE: Final = "SELECT DISTINCT quarantine_id FROM quarantine ORDER BY 1"
_FAILED: Final = """
SELECT run_id, arg_min(step, rowid), arg_min(error, rowid), epoch(min(started_at)) FROM run_steps
WHERE error IS NOT NULL AND started_at >= $1 GROUP BY run_id ORDER BY run_id
"""
# Nothing was accepted by the newest run that took files in: since when that is so.
_NOTHING_CAME: Final = """
WITH newest AS (
    SELECT arg_max(started_at, rowid) AS began FROM run_steps WHERE step = 'ingest' AND error IS NULL AND finished_at IS NOT NULL
)
SELECT (SELECT max(read_at)::VARCHAR FROM batches WHERE accepted > 0)
FROM newest
WHERE newest.began IS NOT NULL AND NOT EXISTS (SELECT 1 FROM batches WHERE accepted > 0 AND read_at >= newest.began)
"""
