"""Trains who speaks: the evidence of turns, and what the turns of a speaker amount to.

Evidence rests on n-grams that at least two sources share: what one source alone says is its theme or its writer. The
calibration is fitted on conversations whose source the model that reads them has not met, whole and cut short, clean
and as a call is transcribed, with one, two or three speakers: so that a probability holds for a stranger's short call.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from models.corpus.whole import whole_conversations
from models.folds import KEPT_OUT, fold_of
from models.ngrams import Floats, Words
from models.roles import FILE, FLOOR, MOST, TABLE, USUAL_LENGTH, Calibration, distinct, lengths
from models.training.examples import CORPUS, lines, multidogo, truevoice

STRENGTH = 5.0
LEAST = 3  # turns in which an n-gram must occur
REPEATED = 0.7  # a reply given n times weighs n to the power of 1 - REPEATED in all
DAMPINGS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75)
STAR = 0.3  # weight of a turn: most agents there choose canned replies
ONE_SIDED = 0.1  # and of sets that have customers alone, whose themes would pass for a customer's words
PER_SOURCE = 400  # conversations of a source that calibrate
SEED = 20_261_122
_SIGNS = re.compile(r"[.,!?…~;:\"“”]+")

Said = tuple[tuple[bool, str], ...]
Prepare = Callable[[str], Words]


@dataclass(frozen=True)
class Source:
    """What came from one hand. conversations: turns as (is it an agent's, text). weight: of each turn.

    whole: conversations, with both sides; else single turns, which teach words and calibrate nothing.
    """

    name: str
    conversations: Sequence[Said]
    weight: float = 1.0
    whole: bool = True


@dataclass(frozen=True)
class Fitted:
    """The evidence weights of n-grams, float64 [TABLE], and their constant."""

    weights: Floats
    bias: float

    def evidence(self, rows: csr_matrix) -> Floats:
        """Log-odds by turn."""
        return np.asarray(rows @ self.weights) + self.bias


@dataclass
class Speakers:
    """The speakers of a conversation as they calibrate: damped sums are taken later.

    turns: by speaker, evidence and log length [turns, 2]. agents: what each is.
    """

    turns: list[Floats] = field(default_factory=list)
    agents: list[bool] = field(default_factory=list)


def sources(language: str, sets: Path) -> list[Source]:
    """What a language learns from: training batches, each writer apart, and the public sets marked *train*.

    A fifth of the STAR conversations is kept out.
    """
    batches: dict[str, list[Said]] = {}
    for whole in whole_conversations(language, "train"):
        batches.setdefault(whole.batch, []).append(_said(whole.conversation["turns"]))
    turns = {
        (turn["role"], turn["text"]): None
        for path in sorted((CORPUS / language).glob("train-*.jsonl"))
        for row in lines(path)
        for turn in (row, *row["context"])
        if turn["role"] in ("agent", "customer")
    }
    found = [Source(name, said) for name, said in batches.items()]
    found.append(Source("turns", [((who == "agent", text),) for who, text in turns], whole=False))
    if language == "en":
        star = [
            _said(row["turns"])
            for row in lines(sets / "star_conversations.jsonl.gz")
            if fold_of(row["conversation_id"]) != KEPT_OUT
        ]
        found.append(Source("star", star, weight=STAR))
    customers = {"en": multidogo, "th": truevoice}.get(language)
    if customers:
        said = [((False, example.text),) for example in customers(sets)]
        found.append(Source("customers", said, weight=ONE_SIDED, whole=False))
    return found


def _said(turns: Sequence[dict[str, Any]]) -> Said:
    return tuple(
        (turn["role"] == "agent", turn["text"])
        for turn in turns
        if turn["role"] in ("agent", "customer") and not turn.get("internal") and turn["text"].strip()
    )


def train_roles(sources: Sequence[Source], prepare: Prepare, path: Path) -> None:
    """Writes `roles.npz` of a language; deterministic."""
    from models.training.wide import save  # needs scikit-learn, as this function does

    fitted = fit(sources, prepare)
    scale = float(np.quantile(np.abs(fitted.weights[fitted.weights != 0]), 0.999)) / 127
    table = np.clip(np.rint(fitted.weights / scale), -127, 127).astype(np.int8)
    c = calibrate(strangers(sources, prepare))
    save(
        path / FILE,
        {
            "table": table, "scale": np.array(scale), "bias": np.array(fitted.bias),
            "calibration": np.array([c.constant, c.evidence, c.length, c.damping]),
        },
    )  # fmt: skip


def fit(sources: Sequence[Source], prepare: Prepare) -> Fitted:
    """Evidence from these sources: a logistic regression, both sides weighing the same."""
    from sklearn.linear_model import LogisticRegression  # installed where models are trained

    noise = random.Random(SEED)
    rows, labels, weights, met = [], [], [], []
    for source in sources:
        turns = [turn for said in source.conversations for turn in said]
        often = Counter(text for _, text in turns)
        texts = [*(text for _, text in turns), *(as_heard(text, noise) for _, text in turns)]
        found = matrix(texts, prepare)
        rows.append(found)
        labels += [is_agent for is_agent, _ in turns] * 2
        weights += [0.5 * source.weight / often[text] ** REPEATED for _, text in turns] * 2
        met.append(np.bincount(found.indices, minlength=TABLE))
    total = np.stack(met)
    kept = np.flatnonzero((total.sum(axis=0) >= LEAST) & ((total > 0).sum(axis=0) >= min(2, len(sources))))
    model = LogisticRegression(
        C=STRENGTH, solver="liblinear", class_weight="balanced", max_iter=500, random_state=0
    )
    model.fit(vstack(rows).tocsc()[:, kept].tocsr(), np.array(labels), sample_weight=np.array(weights))
    spread = np.zeros(TABLE)
    spread[kept] = model.coef_[0]
    return Fitted(spread, float(model.intercept_[0]))


def matrix(texts: Sequence[str], prepare: Prepare) -> csr_matrix:
    """Texts as sparse rows, as they are read at run time."""
    parts = []
    for start in range(0, len(texts), 1_000):
        some = [prepare(text) for text in texts[start : start + 1_000]]
        owners, rows = distinct(some)
        count = np.maximum(np.bincount(owners, minlength=len(some)), FLOOR)
        parts.append(csr_matrix((1 / np.sqrt(count[owners]), (owners, rows)), (len(some), TABLE)))
    return csr_matrix(vstack(parts))


def strangers(sources: Sequence[Source], prepare: Prepare) -> list[Speakers]:
    """Speakers of whole conversations and of what becomes of them, read by models that did not meet their source."""
    found: list[Speakers] = []
    for source in sources:
        if source.whole:
            others = fit([other for other in sources if other is not source], prepare)
            found += read(varied(source, random.Random(SEED)), others.evidence, prepare)
    return found


def varied(source: Source, choose: random.Random) -> Iterator[list[list[tuple[bool, str]]]]:
    """Each conversation as lists of speakers' turns: whole, cut short, as heard, with other numbers of speakers."""
    picked = list(source.conversations)
    choose.shuffle(picked)
    for said in picked[:PER_SOURCE]:
        yield by_side(said)
        for _ in range(2):
            first = choose.randrange(max(1, len(said) - 2))
            yield by_side(said[first : first + choose.choice((2, 2, 3, 4, 6))])
        yield by_side(as_called(said, choose))
        short = as_called(said, choose)
        first = choose.randrange(max(1, len(short) - 3))
        yield by_side(short[first : first + choose.choice((3, 4, 6, 8))])
        sides = by_side(said)
        alone = choose.choice(sides)
        yield [alone[: choose.choice((1, 2, 4, 99))]]
        many = max(sides, key=len)
        if len(many) > 1:
            cut = choose.randrange(1, len(many))
            yield [side for side in sides if side is not many] + [many[:cut], many[cut:]]


def by_side(said: Sequence[tuple[bool, str]]) -> list[list[tuple[bool, str]]]:
    """The turns of the agent, and those of the customer; a side that says nothing is left out."""
    return [side for who in (True, False) if (side := [turn for turn in said if turn[0] is who])]


def as_called(said: Said, choose: random.Random) -> Said:
    """A call's transcript: without signs, words missing, turns in pieces, one in thirty under the wrong speaker."""
    found: list[tuple[bool, str]] = []
    for is_agent, text in said:
        words = as_heard(text, choose).split()
        cuts = sorted({0, len(words), *(n for n in range(1, len(words)) if choose.random() < 0.06)})
        for start, end in pairwise(cuts):
            found.append((is_agent != (choose.random() < 1 / 30), " ".join(words[start:end])))
    return tuple(found)


def as_heard(text: str, choose: random.Random) -> str:
    """A text without its signs, with one word in twelve missing."""
    words = _SIGNS.sub(" ", text.lower()).split()
    return " ".join(word for word in words if choose.random() > 1 / 12) or text.lower()


def read(
    conversations: Iterator[list[list[tuple[bool, str]]]],
    evidence: Callable[[csr_matrix], Floats],
    prepare: Prepare,
) -> list[Speakers]:
    """The evidence and lengths of each speaker's turns."""
    several = [sides for sides in conversations if sides]
    texts = [text for sides in several for side in sides for _, text in side]
    numbers = np.stack([evidence(matrix(texts, prepare)), lengths(texts)], axis=1)
    found, place = [], 0
    for sides in several:
        one = Speakers()
        for side in sides:
            one.turns.append(numbers[place : place + len(side)])
            one.agents.append(sum(is_agent for is_agent, _ in side) * 2 > len(side))
            place += len(side)
        found.append(one)
    return found


def calibrate(found: Sequence[Speakers]) -> Calibration:
    """The calibration under which the true roles are likeliest, over all dampings; it leans little on length."""
    best: tuple[float, Calibration] | None = None
    for damping in DAMPINGS:
        seen = [(_damped(one, damping), np.where(one.agents, 1.0, -1.0)) for one in found]
        made = minimize(_surprise_of_all, np.array([0.0, 0.5, 0.0]), (seen,), jac=True, method="L-BFGS-B")
        if best is None or made.fun < best[0]:
            constant, evidence, length = (round(float(w), 5) for w in made.x)
            best = float(made.fun), Calibration(constant, evidence, length, damping)
    assert best is not None
    return best[1]


def _damped(speakers: Speakers, damping: float) -> Floats:
    rows = [
        [1.0, *((turns - [0.0, USUAL_LENGTH]).sum(axis=0) / (1 + damping * (len(turns) - 1)))]
        for turns in speakers.turns
    ]
    return np.array(rows)


def _surprise_of_all(weights: Floats, seen: Sequence[tuple[Floats, Floats]]) -> tuple[float, Floats]:
    """The surprise at all conversations, and a little for weights that are not 0; and its slope."""
    total, slope = float(weights @ weights) / 2, weights.copy()
    for rows, sign in seen:
        value, gradient = _surprise(rows, sign, weights)
        total, slope = total + value, slope + gradient
    return total, slope


def _surprise(rows: Floats, sign: Floats, weights: Floats) -> tuple[float, Floats]:
    """Minus the log-probability of the true roles, of all in which not everybody is on one side; and its slope."""
    leanings = np.clip(rows @ weights, -MOST, MOST)
    value = float(np.logaddexp(0, -sign * leanings).sum())
    slope = -(sign / (1 + np.exp(sign * leanings))) @ rows
    if len(sign) > 1:
        shares = 1 / (1 + np.exp(-leanings))
        agents, customers = float(np.prod(shares)), float(np.prod(1 - shares))
        rest = max(1 - agents - customers, 1e-12)
        value += np.log(rest)
        slope = slope + ((customers * shares - agents * (1 - shares)) @ rows) / rest
    return value, slope
