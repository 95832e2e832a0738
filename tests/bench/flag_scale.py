"""Flags and plan of a large centre: time and memory, in a process of its own.

    python -m tests.bench.flag_scale [--agents N] [--questions N] [--conversations N] [--json]

As many agents, each with so many conversations in the period, each judged on so many questions: 1,000 × 200 × 40 are
8,000,000 answers. The warehouse is made in a temporary folder, which takes a minute and 1 GB of disk. On a machine that
does other things, processor time is the figure to compare.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from data.warehouse import migrate
from tests.bench.measuring import ROOT, Row, print_rows, run_child, say

_CONVERSATIONS = """
INSERT INTO conversations BY NAME
SELECT md5(i::VARCHAR) AS conversation_key, 's' AS source, 'k' || i AS conversation_id, 1 AS revision, true AS is_current,
    'b' AS batch_id, ['call', 'chat', 'chat'][1 + (hash(i) % 3)::INTEGER] AS channel,
    ['en', 'ko'][1 + (hash(i + 1) % 2)::INTEGER] AS language, 'q' || (hash(i + 7) % 3) AS queue,
    TIMESTAMPTZ '2026-11-02 00:00:00+00' + to_seconds((hash(i + 2) % 2300000)::BIGINT) AS started_at, true AS times_ok,
    'a' || (i % $agents) AS agent_id, '{}' AS metadata, []::VARCHAR[] AS warnings
FROM range($agents * $conversations) AS numbers(i)
"""
_TOPICS = """
INSERT INTO topics BY NAME
SELECT conversation_key, 't' || (hash(conversation_key) % 12) AS topic, 'declared' AS given_by, '1' AS version
FROM conversations
"""
_ANSWERS = """
INSERT INTO answers BY NAME
WITH drawn AS (
    SELECT md5(i::VARCHAR) AS conversation_key, i % $agents AS agent, q AS number, hash(i * 41 + q) % 100 AS draw,
        hash(i * 43 + q + 5) % 1000 AS doubt, 75 - 25 * (i % $agents % 100 = 7)::INTEGER AS yes
    FROM range($agents * $conversations) AS numbers(i), range($questions) AS asked(q)
)
SELECT conversation_key, 'a' || agent AS agent_id, 'card@1' AS scorecard, 's' AS section, 'q' || number AS question,
    'd' || number AS definition,
    CASE WHEN draw < yes THEN 'yes' WHEN draw < 96 THEN 'no' ELSE 'unsure' END AS answer,
    CASE WHEN draw < yes THEN 1.0 WHEN draw < 96 THEN 0.0 END AS value,
    1 - doubt / 4000 AS probability, 1.0 AS weight, false AS critical, 'r' AS reason, [] AS evidence
FROM drawn
"""


def make(file: Path, sizes: dict[str, int]) -> None:
    """A warehouse of one period; one agent in a hundred is 25 points worse, everywhere."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrate(connection)
        connection.execute(_CONVERSATIONS, {name: sizes[name] for name in ("agents", "conversations")})
        connection.execute(_TOPICS)
        connection.execute(_ANSWERS, sizes)


def measure(file: Path) -> Row:
    """The figures of flags and plan, here and now; memory is told by whoever runs this in a process of its own."""
    from insights.flags import FlagSettings, make_flags
    from insights.periods import Period
    from insights.plans import make_plans

    row: Row = {}
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        (row["answers"],) = connection.execute("SELECT count(*) FROM answers").fetchone() or (0,)
        period = Period(date(2026, 11, 1), date(2026, 11, 28))
        for name, make_it in (
            ("flags", lambda: make_flags(connection, period, FlagSettings())),
            ("plan", lambda: make_plans(connection, period)),
        ):
            wall, cpu = time.perf_counter(), time.process_time()
            row[name] = make_it()
            row |= {f"{name} s": time.perf_counter() - wall, f"{name} CPU s": time.process_time() - cpu}
        found = connection.execute("SELECT count(*) FROM flags WHERE state = 'below'").fetchone()
    return row | {"below": found[0] if found else 0}


def main() -> None:
    """One row of figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in (("agents", 1000), ("questions", 40), ("conversations", 200)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.measure:
        print(json.dumps(measure(told.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "warehouse.duckdb"
        say("making the warehouse")
        make(file, {name: getattr(told, name) for name in ("agents", "questions", "conversations")})
        say("flags and plan")
        child = run_child([sys.executable, "-m", "tests.bench.flag_scale", "--measure", file], ROOT)
    row = json.loads(child.printed) | {"peak MB": child.megabytes}
    print(json.dumps(row)) if told.json else print_rows([row])


if __name__ == "__main__":
    main()
