"""Labelled turns from the project's own corpus and from the public sets marked *train*, in one shape."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.axes import LEVELLED
from models.corpus.whole import whole_conversations
from models.folds import KEPT_OUT, fold_of

CORPUS = Path(__file__).parent.parent / "corpus"
_POLITE_END = re.compile(r"(?:요|죠|니다|니까|시오|쇼|네|예)[\sㅎㅋㅠ^;]*$")


@dataclass(frozen=True)
class Example:
    """A turn and what is known of it.

    targets: output name (models.axes.OUTPUTS) -> probability in 0..1; what is absent is unknown. spans: axis ->
    (start, end) in code points of text. context: (role, text), nearest last. pair: examples that share one are
    ranked against each other (the first is the ruder). fold: 0..4, from the hash of what belongs together.
    """

    source: str
    key: str
    language: str
    role: str
    text: str
    targets: dict[str, float]
    context: tuple[tuple[str, str], ...] = ()
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    weight: float = 1.0
    fold: int = 0


def levels(axis: str, level: int) -> dict[str, float]:
    """The targets of an axis with two levels."""
    return {axis: float(level >= 1), f"{axis}_2": float(level >= 2)}


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, gzip or not; nothing where the file is absent."""
    if not path.exists():
        return
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def stanford(folder: Path) -> Iterator[Example]:
    """Requests with the mean of five raters' politeness: quartile labels hard, the middle half softly."""
    for row in lines(folder / "politeness_en_stanford.jsonl.gz"):
        soft = 1 / (1 + math.exp(-3 * row["score"]))
        target = {"polite": 0.97, "impolite": 0.03}.get(row["label"] or "", soft)
        weight = 1.0 if row["label"] in ("polite", "impolite") else 0.4
        yield Example(
            f"stanford-{row['community']}",
            row["id"],
            "en",
            "agent",
            row["text"],
            {"politeness": target},
            weight=weight,
            fold=fold_of(row["id"]),
        )


def tydip(folder: Path, language: str) -> Iterator[Example]:
    """Sentences with a politeness score, labelled by quartile."""
    for row in lines(folder / f"politeness_{language}_tydip_test.jsonl.gz"):
        soft = 1 / (1 + math.exp(-2 * row["score"]))
        target = {"polite": 0.97, "impolite": 0.03}.get(row["label"] or "", soft)
        yield Example(
            "tydip",
            row["id"],
            language,
            "agent",
            row["text"],
            {"politeness": target},
            weight=1.0 if row["label"] else 0.5,
            fold=fold_of(row["id"]),
        )


def convabuse(folder: Path) -> Iterator[Example]:
    """Users' turns to an agent, with context; votes 1 (fine) to -3 (severe)."""
    for row in lines(folder / "rudeness_en_convabuse.jsonl.gz"):
        votes = row["votes"]
        share = sum(v < 0 for v in votes) / len(votes)
        severe = sum(v <= -2 for v in votes) / len(votes)
        abusive = row["label"] == "abusive"
        target = {"hostility": 0.5 * share + 0.5 * abusive, "hostility_2": severe}
        context = tuple(
            ("agent" if who == "agent" else "customer", said)
            for who, _, said in (line.partition(": ") for line in row["context"])
        )
        yield Example(
            "convabuse",
            row["id"],
            "en",
            "customer",
            row["text"],
            target,
            context,
            weight=1.0,
            fold=fold_of(row["id"]),
        )


def davidson(folder: Path) -> Iterator[Example]:
    """Tweets: hate and offensive against neither, for both sides of a conversation."""
    for row in lines(folder / "rudeness_en_davidson.jsonl.gz"):
        rude = row["label"] != "neither"
        if rude and fold_of(row["id"] + "keep", 4) > 0:
            continue
        yield Example(
            "davidson",
            row["id"],
            "en",
            "customer",
            row["text"],
            {"hostility": 0.9 * rude + 0.02, "rudeness": 0.9 * rude + 0.02},
            weight=0.4,
            fold=fold_of(row["id"]),
        )


def paradetox(folder: Path) -> Iterator[Example]:
    """Rude sentences and their civil rewrites."""
    for row in lines(folder / "rudeness_en_paradetox_pairs.jsonl.gz"):
        for name, text, rude in [("rude", row["rude"], 1), ("polite", row["polite"][0], 0)]:
            target = {"rudeness": 0.95 if rude else 0.04, "hostility": 0.9 if rude else 0.04}
            yield Example(
                "paradetox",
                f"{row['id']}_{name}",
                "en",
                "agent",
                text,
                target,
                weight=0.5,
                fold=fold_of(row["id"]),
            )


def star(folder: Path) -> Iterator[Example]:
    """What calm agents said: civil. Each distinct text once."""
    labels = {row["conversation_id"]: row for row in lines(folder / "star_labels.jsonl.gz")}
    seen: set[str] = set()
    for row in lines(folder / "star_conversations.jsonl.gz"):
        if not labels[row["conversation_id"]]["agent_calm"]:
            continue
        for number, turn in enumerate(row["turns"]):
            if turn["role"] != "agent" or turn["text"] in seen:
                continue
            seen.add(turn["text"])
            if fold_of(turn["text"], 5) > 1:
                continue
            yield Example(
                "star",
                f"{row['conversation_id']}/{number}",
                "en",
                "agent",
                turn["text"],
                levels("rudeness", 0),
                weight=0.5,
                fold=fold_of(row["conversation_id"]),
            )


def calm_star(folder: Path) -> Iterator[Example]:
    """Every turn of calm agents in the fifth kept out, as often as it was said and after what was said before it."""
    labels = {row["conversation_id"]: row for row in lines(folder / "star_labels.jsonl.gz")}
    for row in lines(folder / "star_conversations.jsonl.gz"):
        key = row["conversation_id"]
        if not labels[key]["agent_calm"] or fold_of(key) != KEPT_OUT:
            continue
        said = [(turn["role"], turn["text"]) for turn in row["turns"]]
        for number, (role, text) in enumerate(said):
            if role == "agent":
                context = tuple(said[max(0, number - 4) : number])
                yield Example("star", f"{key}/{number}", "en", role, text, levels("rudeness", 0), context)


def curse(folder: Path) -> Iterator[Example]:
    """Korean sentences, rude or not."""
    for row in lines(folder / "rudeness_ko_curse.jsonl.gz"):
        yield Example(
            "curse",
            row["id"],
            "ko",
            "customer",
            row["text"],
            {"hostility": float(row["rude"])},
            weight=0.7,
            fold=fold_of(row["id"]),
        )


def hatescore(folder: Path) -> Iterator[Example]:
    """Korean comments: hateful or abusive, or clean."""
    for number, row in enumerate(lines(folder / "rudeness_ko_hatescore.jsonl.gz"), start=1):
        rude = row["macrolabel"].lower() != "clean"
        yield Example(
            "hatescore",
            f"hatescore_{number}",
            "ko",
            "customer",
            row["comment"],
            {"hostility": 0.95 if rude else 0.02},
            weight=0.3,
            fold=fold_of(f"hatescore_{number}"),
        )


def own(language: str, folder: Path = CORPUS) -> Iterator[Example]:
    """The training batches of the project's corpus; held-out batches are never among them."""
    for path in sorted((folder / language).glob("train-*.jsonl")):
        for row in lines(path):
            targets: dict[str, float] = {}
            for axis in (*LEVELLED, "opportunity"):
                if axis in row:
                    targets |= levels(axis, row[axis]) if axis in LEVELLED else {axis: float(row[axis])}
            if row.get("politeness") is not None:
                targets["politeness"] = float(row["politeness"])
            context = tuple((turn["role"], turn["text"]) for turn in row["context"])
            spans = {axis: (start, end) for axis, (start, end) in row["spans"].items()}
            yield Example(
                "own",
                row["id"],
                language,
                row["role"],
                row["text"],
                targets,
                context,
                spans,
                weight=1.5,
                fold=1,
            )


def whole_turns(language: str) -> Iterator[Example]:
    """Agents' turns of the corpus's whole conversations: whether they apologise or show understanding, and no more.

    What agents say all day (prices, promises, hand-overs) is no empathy; single turns, written to show it, hardly say so.
    """
    for whole in whole_conversations(language, "train"):
        turns, key = whole.conversation["turns"], whole.conversation["conversation_id"]
        for number, (turn, acts) in enumerate(zip(turns, whole.acts, strict=True)):
            if turn["role"] != "agent" or acts is None:
                continue
            shows = "empathises" in acts
            context = tuple((t["role"], t["text"]) for t in turns[max(0, number - 4) : number])
            yield Example(
                "whole",
                f"{key}/{number}",
                language,
                "agent",
                turn["text"],
                {"empathy": 1.0} if shows else levels("empathy", 0),
                context,
                weight=0.5,
                fold=fold_of(key),
            )


def chatbot(folder: Path) -> Iterator[Example]:
    """A Korean chat bot's answers in polite style, and what people said to it: ordinary and civil. Each text once.

    The few answers with a sentence in plain style, or in none, are left out: an agent's would be rude.
    """
    rows = list(lines(folder / "text_ko_chatbot.jsonl.gz"))
    for text in dict.fromkeys(row["answer"] for row in rows):
        if not all(_POLITE_END.search(part) for part in re.split("[.!?~…]+", text) if part.strip()):
            continue
        yield _ordinary("chatbot", text, "ko", "agent", {"rudeness": 0.0})
    for text in dict.fromkeys(row["question"] for row in rows if fold_of(row["question"] + "q") == 0):
        yield _ordinary("chatbot", text, "ko", "customer", {"hostility": 0.0})


def multidogo(folder: Path) -> Iterator[Example]:
    """What customers of six services wrote: civil but for a few. Each text once."""
    for text in dict.fromkeys(row["text"] for row in lines(folder / "customer_en_multidogo.jsonl.gz")):
        yield _ordinary("multidogo", text, "en", "customer", {"hostility": 0.0})


def truevoice(folder: Path) -> Iterator[Example]:
    """What customers of a Thai telecom operator said: civil but for a few, so civil from an agent too. Each text once."""
    for text in dict.fromkeys(row["text"] for row in lines(folder / "customer_th_truevoice.jsonl.gz")):
        yield _ordinary("truevoice", text, "th", "customer", {"hostility": 0.0, "rudeness": 0.0})


def _ordinary(source: str, text: str, language: str, role: str, targets: dict[str, float]) -> Example:
    return Example(
        source,
        text,
        language,
        role,
        text,
        targets,
        weight=0.5 if "rudeness" in targets else 0.2,
        fold=fold_of(text),
    )
