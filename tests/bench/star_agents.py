"""STAR split by time: what the judge says of agents' first halves against customers' own answers in the second.

    python -m tests.bench.star_agents [--judged FILE] [--seed N]

Every agent's chats are put in order; the first half is judged (into FILE, or taken from there), and scored per agent:
plainly, as the mean score, and standardised, as the shrunk difference from what colleagues get on the same topics.
Both are ranked against the share of the second half's customers who called it `resolved` and the agent calm. Few
agents have enough chats, so the intervals (bootstrap over agents) are wide, and may well include zero. Skipped, with a
sentence, where the labelled sets are absent.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, spearmanr

from insights.comparison import Limits, Sums, against_colleagues
from tests.bench.measuring import CONVOQA, Row, print_rows, run_child, say
from tests.bench.star import SHARED

CONVERSATIONS, LABELS = SHARED / "star_conversations.jsonl.gz", SHARED / "star_labels.jsonl.gz"
FEWEST = 10
"""Scored chats in an agent's first half, and customers' answers in the second, that an agent needs."""
OUTCOMES = ("resolved", "agent_calm")

Floats = NDArray[np.float64]
Record = dict[str, Any]


def halves(chats: list[Record]) -> tuple[list[Record], list[Record]]:
    """The chats of every agent, in order of time, cut in two; a middle one falls into the second half."""
    of: dict[str, list[Record]] = defaultdict(list)
    for chat in sorted(chats, key=lambda chat: (chat["started_at"], chat["conversation_id"])):
        of[chat["agent_id"]].append(chat)
    first = [chat for own in of.values() for chat in own[: len(own) // 2]]
    second = [chat for own in of.values() for chat in own[len(own) // 2 :]]
    return first, second


def standing(
    chats: list[Record], value_of: Callable[[Record], float | None]
) -> dict[str, tuple[float, float]]:
    """Per agent with enough chats that have a value (0 to 1): its mean, and the shrunk difference from colleagues'."""
    rows = [(chat["agent_id"], chat["topic"], value_of(chat)) for chat in chats]
    told = [(agent, topic, value) for agent, topic, value in rows if value is not None]
    agents, topics = (sorted({row[place] for row in told}) for place in (0, 1))
    cells: dict[tuple[int, int], list[float]] = defaultdict(list)
    for agent, topic, value in told:
        cells[agents.index(agent), topics.index(topic)].append(value)
    subject, topic_number = np.array(sorted(cells)).T
    values = [np.array(cells[key]) for key in sorted(cells)]
    size, total, squares = (
        np.array([f(v) for v in values], dtype=np.float64) for f in (len, np.sum, lambda v: np.sum(v * v))
    )
    nothing = np.zeros(len(size))
    sums = Sums(
        nothing.astype(np.int64), subject, topic_number[:, None], np.ones(len(size), dtype=bool), size, nothing,
        total, squares, total, squares, nothing,
    )  # fmt: skip
    results = against_colleagues([sums], {}, Limits(FEWEST, 0.05, 0.0, 0.95))
    return {
        agents[results.subject[row]]: (
            results.total[row] / results.n[row], results.assessed.estimate[row] - results.expected[row]
        )
        for row in np.flatnonzero(results.tested)
    }  # fmt: skip


def rows_of(
    first: list[Record], second: list[Record], judged: dict[str, Record], labels: dict[str, Record], seed: int
) -> list[Row]:
    """A row an outcome: rank correlations with their 95 % intervals."""

    def score(chat: Record) -> float | None:
        of = [s["score"] for s in judged[chat["conversation_id"]]["scores"] if s["score"] is not None]
        return float(np.mean(of)) / 100 if of else None

    before = standing(first, score)
    rows: list[Row] = []
    for outcome in OUTCOMES:

        def answer(chat: Record, outcome: str = outcome) -> float | None:
            told = labels[chat["conversation_id"]][outcome]
            return None if told is None else float(told)

        after = standing(second, answer)
        both = sorted(before.keys() & after.keys())
        for place, name in enumerate(("share of yes", "the same, topics evened out")):
            truth = np.array([after[agent][place] for agent in both])
            row: Row = {"second half": f"{outcome}, {name}", "agents": len(both)}
            for which, judge in enumerate(("naive mean", "standardised")):
                row[judge] = _correlation(np.array([before[a][which] for a in both]), truth, seed)
            rows.append(row)
    return rows


def _correlation(x: Floats, y: Floats, seed: int) -> str:
    if len(x) < 5 or len(set(x)) < 2 or len(set(y)) < 2:
        return "too few agents"
    found = bootstrap(
        (x, y), lambda x, y: spearmanr(x, y).statistic, paired=True, vectorized=False, n_resamples=2000,
        method="percentile", rng=np.random.default_rng(seed),
    )  # fmt: skip
    low, high = found.confidence_interval
    return f"{spearmanr(x, y).statistic:.2f} [{low:.2f}, {high:.2f}]"


def judge(chats: list[Record], target: Path) -> None:
    """The output of `convoqa judge` for the chats."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "chats.jsonl"
        source.write_text("\n".join(map(json.dumps, chats)), encoding="utf-8")
        run_child([CONVOQA, "judge", source, "--output", target], Path(folder))


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--judged", type=Path, default=Path(tempfile.gettempdir()) / "star-first-halves.jsonl"
    )
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    if not CONVERSATIONS.exists():
        raise SystemExit("the labelled sets are not here (../shared/eval): nothing to measure")
    first, second = halves(_read(CONVERSATIONS))
    if not told.judged.exists():
        say(f"judging {len(first)} chats into {told.judged}")
        judge(first, told.judged)
    judged = {line["conversation_id"]: line for line in map(json.loads, told.judged.open(encoding="utf-8"))}
    labels = {row["conversation_id"]: row for row in _read(LABELS)}
    print_rows(rows_of(first, second, judged, labels, told.seed))


def _read(file: Path) -> list[Record]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
