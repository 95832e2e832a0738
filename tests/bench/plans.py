"""How long the training plan of a large centre takes: `python -m tests.bench.plans --agents N --questions N --contacts N`.

Every agent is below on one question in five, as if a fifth of everybody were poor at everything; every conversation has an
answer to every question. Flags are written, not computed: their own measure is tests/bench/flags.py.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date

import duckdb

from data.warehouse import migrate
from insights.periods import Period
from insights.plans import make_plans

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 28))
_FILL = """
INSERT INTO conversations BY NAME
SELECT 'c' || n AS conversation_key, 's' AS source, 'c' || n AS conversation_id, 1 AS revision, true AS is_current, 'b' AS batch_id,
    ['en', 'ko', 'th'][(n % {agents}) % 3 + 1] AS language, TIMESTAMPTZ '2026-11-10 03:00:00+00' - INTERVAL (n % 900) SECOND AS started_at,
    true AS times_ok, 'a' || (n % {agents}) AS agent_id, '{{}}' AS metadata, [] AS warnings
FROM range({agents} * {contacts}) r(n);
INSERT INTO topics BY NAME SELECT conversation_key, 't' || (hash(conversation_key) % 12) AS topic, 'd' AS given_by, '1' AS version FROM conversations;
INSERT INTO scores BY NAME
SELECT conversation_key, agent_id, 'c@1' AS scorecard, 50.0 AS score, 1.0 AS answered_weight, false AS auto_fail, false AS provisional
FROM conversations;
INSERT INTO answers BY NAME
SELECT conversation_key, agent_id, 'c@1' AS scorecard, 's' AS section, 'q' || q AS question, 'd' || q AS definition,
    CASE WHEN hash(conversation_key, q) % 3 = 0 THEN 'no' ELSE 'yes' END AS answer,
    CASE WHEN hash(conversation_key, q) % 3 = 0 THEN 0 ELSE 1 END::DOUBLE AS value, 0.9 AS probability, 1.0 AS weight,
    false AS critical, 'r' AS reason, [] AS evidence
FROM conversations, range({questions}) r(q);
INSERT INTO flags BY NAME
SELECT 'agent' AS kind, 'a' || a AS subject, 'd' || q AS definition, 'q' || q AS question, {contacts} AS n, 0.4 AS observed, 0.7 AS expected,
    0.4 + (a % 17) / 100.0 AS estimate, 0.3 AS estimate_low, 0.6 AS estimate_high, 0.3 AS low, 0.5 AS high, 1000 AS compared_with,
    CASE WHEN (a + q) % 5 = 0 THEN 'below' ELSE 'as expected' END AS state, 'r' AS reason, [] AS worst, [] AS best,
    DATE '2026-11-01' AS period_from, DATE '2026-11-28' AS period_to
FROM range({agents}) r(a), range({questions}) s(q);
"""


def main() -> None:
    """Fills a warehouse in memory and makes the plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("agents", 1000), ("questions", 40), ("contacts", 25)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = vars(parser.parse_args())
    connection = duckdb.connect()
    migrate(connection)
    connection.execute(_FILL.format(**given))
    started = time.perf_counter()
    sessions = make_plans(connection, PERIOD)
    took = time.perf_counter() - started
    answers = given["agents"] * given["questions"] * given["contacts"]
    print(
        f"{answers:,} answers, {sessions:,} sessions: {took:.1f} s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main()
