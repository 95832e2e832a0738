"""Found topics against labelled openings, and night by night against all at once; totals only.

    python -m tests.bench.found_topics --sets FOLDER [--nights 10] [--names]

The openings of MultiDoGO (domain and intent), STAR (task; chats of one task), TrueVoice (action and object) and of the
project's own conversations in Korean and Thai (queue), each as one language of one night. ARI is the adjusted Rand index
of what is in a topic; V the V-measure; purity the share with the most frequent label of its topic. Nights: the openings
come in ten parts; `kept` is the least share of those in a topic that are in the same one the night after, `as at once`
the adjusted Rand index against grouping everything at once.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from insights.clusters import NOBODY, Groups, follow, vectors
from insights.openings import TURNS, Opening, opening_of
from insights.phrases import distinctive
from qa_rules.content_words import content_words

OWN: Final = Path(__file__).parents[2] / "models" / "corpus" / "conversations"
_SMALL_TALK: Final = frozenset(
    (
        "openinggreeting",
        "contentonly",
        "confirmation",
        "rejection",
        "thankyou",
        "outofdomain",
        "closinggreeting",
        "",
    )
)
Labelled = tuple[str, Sequence[str], str]
"""key, the customer's turns, label"""


def multidogo(folder: Path) -> Iterator[Labelled]:
    """The label is domain and intent of the first turn with one."""
    for key, group in groupby(
        _lines(folder / "customer_en_multidogo.jsonl.gz"), key=lambda row: row["conversation"]
    ):
        turns = sorted(group, key=lambda row: row["turn"])
        told = (str(row["intent"] or "").split("<")[0] for row in turns[:6])
        label = next((i for i in told if i not in _SMALL_TALK and " " not in i), None)
        if label:
            yield key, [row["text"] for row in turns], f"{turns[0]['domain']}/{label}"


def star(folder: Path) -> Iterator[Labelled]:
    """The label is the task."""
    for row in _lines(folder / "star_conversations.jsonl.gz"):
        if row["topic"] != "multi":
            yield row["conversation_id"], _customers(row), row["topic"]


def truevoice(folder: Path) -> Iterator[Labelled]:
    """The label is action and object."""
    for row in _lines(folder / "customer_th_truevoice.jsonl.gz"):
        yield row["id"], [row["text"]], f"{row['action']}/{row['object']}"


def own(language: str) -> Iterator[Labelled]:
    """The label is the queue."""
    for path in sorted((OWN / language).glob("train-*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield row["conversation_id"], _customers(row), row.get("queue") or ""


def told(items: Iterator[Labelled], language: str) -> tuple[list[Opening], NDArray[np.str_]]:
    """The openings that say something, in an order that no file gave them, and their labels."""
    found = []
    for key, turns, label in items:
        name = hashlib.sha256(key.encode()).hexdigest()
        rows = [
            {"conversation_key": name, "customer": name, "language": language, "is_now": True, "week": 0, "turn": n, "text": t}
            for n, t in enumerate(turns[:TURNS])
        ]  # fmt: skip
        if rows and (opening := opening_of(rows, content_words)) is not None:
            found.append((opening, label))
    found.sort(key=lambda pair: pair[0].key)
    return [opening for opening, _ in found], np.array([label for _, label in found])


def nights(openings: Sequence[Opening], count: int, smallest: int) -> tuple[float, Groups]:
    """The least share that keeps its topic from one night to the next, and the groups of the last night."""
    groups = np.zeros(0, dtype=np.int64)
    kept = [1.0]
    for upto in np.linspace(0, len(openings), count + 1).astype(int)[1:]:
        before = np.concatenate([groups, np.full(upto - len(groups), NOBODY)])
        groups = follow(vectors([o.words for o in openings[:upto]]), before, smallest)
        had = before >= 0
        if had.any():
            kept.append(float((groups[had] == before[had]).mean()))
    return min(kept), groups


def adjusted_rand(first: NDArray[Any], second: NDArray[Any]) -> float:
    """The adjusted Rand index of two labellings (L. Hubert and P. Arabie, Journal of Classification 2 (1985), 193-218).

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([5, 5, 3, 3]))
    1.0
    """
    table = _table(first, second)
    pairs, rows, columns = (float((n * (n - 1) / 2).sum()) for n in (table, table.sum(1), table.sum(0)))
    expected = rows * columns / max(len(first) * (len(first) - 1) / 2, 1)
    most = (rows + columns) / 2
    return (pairs - expected) / (most - expected) if most > expected else 0.0


def v_measure(labels: NDArray[Any], groups: NDArray[Any]) -> float:
    """The V-measure (A. Rosenberg and J. Hirschberg, EMNLP-CoNLL 2007)."""
    table = _table(labels, groups) / len(labels)
    of_labels, of_groups, joint = (_entropy(part) for part in (table.sum(1), table.sum(0), table.ravel()))
    shared = of_labels + of_groups - joint
    return 2 * shared / (of_labels + of_groups) if of_labels + of_groups else 1.0


def _entropy(shares: NDArray[np.float64]) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())


def _table(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.float64]:
    rows, columns = (np.unique(part, return_inverse=True)[1] for part in (first, second))
    table = np.zeros((rows.max(initial=0) + 1, columns.max(initial=0) + 1))
    np.add.at(table, (rows, columns), 1)
    return table


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _customers(row: Mapping[str, Any]) -> list[str]:
    return [turn["text"] for turn in row["turns"] if turn["role"] == "customer"]


def main() -> None:
    """Prints a row a set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--nights", type=int, default=10)
    parser.add_argument("--names", action="store_true", help="also the names of the largest topics")
    options = parser.parse_args()
    sets = {"own ko": (own("ko"), "ko"), "own th": (own("th"), "th")}
    if options.sets:
        sets |= {"MultiDoGO": (multidogo(options.sets), "en"), "STAR": (star(options.sets), "en")}
        sets |= {"TrueVoice": (truevoice(options.sets), "th")}
    print(f"{'set':10} {'openings':>8} {'labels':>6} {'topics':>6} {'in one':>6} {'ARI':>5} {'V':>5} {'purity':>6} {'s':>5}  {'kept':>5} {'as at once':>10}")  # fmt: skip
    for name, (items, language) in sets.items():
        openings, labels = told(items, language)
        smallest = 10 if len(openings) >= 1000 else 5
        started = time.perf_counter()
        groups = follow(vectors([o.words for o in openings]), np.full(len(openings), NOBODY), smallest)
        took = time.perf_counter() - started
        some = groups >= 0
        table = _table(labels[some], groups[some])
        kept, last = nights(openings, options.nights, smallest)
        print(
            f"{name:10} {len(openings):8} {len(set(labels)):6} {table.shape[1]:6} {some.mean():6.2f} "
            f"{adjusted_rand(labels[some], groups[some]):5.2f} {v_measure(labels[some], groups[some]):5.2f} "
            f"{table.max(0).sum() / some.sum():6.2f} {took:5.1f}  {kept:5.3f} {adjusted_rand(last, groups):10.2f}"
        )
        if options.names:
            members = {
                g: [openings[i] for i in np.flatnonzero(groups == g)]
                for g in np.unique(groups[some]).tolist()
            }
            named = distinctive(members, openings, None)
            for group, own_members in sorted(members.items(), key=lambda item: -len(item[1]))[:20]:
                print(f"    {len(own_members):5}  {' · '.join(named[group])}")
            print(f"    without a name: {sum(not n for n in named.values())} of {len(named)}")


if __name__ == "__main__":
    main()
