"""`make train`: from the corpus and the public sets marked *train* to the weights that ship.

Encoder and heads learn from the training batches; how they combine with the rules, and from where a level counts, is
fitted on the held-out batches. Seeded; everything that is read and written is named here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from data.conversation import conversation_from
from flows.evaluating import WORKING_PREVALENCE
from flows.training_conversations import train_conversations
from models.axes import ROLE_OF
from models.folds import KEPT_OUT, fold_of
from models.reader import NGRAM_OUTPUTS, WEIGHTS, Reader, reader
from models.training import combine
from models.training.card import Crossed, figures_row, write_card
from models.training.examples import (
    CORPUS,
    Example,
    calm_star,
    chatbot,
    convabuse,
    curse,
    davidson,
    hatescore,
    lines,
    multidogo,
    own,
    paradetox,
    stanford,
    star,
    truevoice,
    tydip,
    whole_turns,
)
from models.training.roles import sources as role_sources
from models.training.roles import train_roles
from qa_rules.analysis import analyse
from qa_rules.detectors import detectors
from qa_rules.learned import prepared
from qa_rules.observe import Look, languages_of, look_at
from qa_rules.roles import prepared as prepared_for_roles
from qa_rules.settling import ruled_by
from qa_rules.tokenizing import LANGUAGES

PUBLIC_WEIGHT = 0.5
FEW = 3_000  # ordinary turns: more are thinned
FEWER = {
    "star": 1,
    "multidogo": 5,
    "chatbot": 1,
    "truevoice": 3,
}  # one in so many ordinary turns is learned from


def main() -> None:
    """Trains the languages asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, help="folder of the labelled public sets")
    parser.add_argument("--language", action="append", choices=("en", "ko", "th"))
    parser.add_argument("--keep-network", action="store_true", help="train n-grams anew, not the network")
    parser.add_argument("--combine-only", action="store_true", help="leave encoder and heads as they are")
    parser.add_argument(
        "--conversations-only", action="store_true", help="train acts, ends and steps, and no more"
    )
    parser.add_argument("--roles-only", action="store_true", help="train who speaks, and nothing else")
    asked = parser.parse_args()
    for language in LANGUAGES:
        (WEIGHTS / language).mkdir(parents=True, exist_ok=True)
    if not (asked.combine_only or asked.conversations_only):
        for language in asked.language or LANGUAGES:
            _say(f"{language}: roles")
            prepare = partial(prepared_for_roles, language=language)
            train_roles(role_sources(language, asked.sets), prepare, WEIGHTS / language)
    if asked.roles_only:
        return
    if asked.conversations_only:
        train_conversations(asked.sets, WEIGHTS)
        return
    for language in asked.language or LANGUAGES:
        folder = WEIGHTS / language
        if not asked.combine_only:
            train_ngrams(language, asked.sets, folder)
            if language == "en" and not asked.keep_network:
                from models.training.neural import train_network

                train_network(asked.sets, folder)
    train_conversations(asked.sets, WEIGHTS)
    found: dict[tuple[str, str], tuple[Crossed, float]] = {}
    for language in LANGUAGES:
        found |= fit_combinations(language, asked.sets, WEIGHTS / language)
    write_card(found, WORKING_PREVALENCE)


def train_ngrams(language: str, sets: Path, folder: Path) -> None:
    """The n-gram table of a language."""
    from models.training.wide import save, train

    examples = [*own(language), *(e for e in whole_turns(language) if e.fold)]
    if language == "en":
        examples += [e for e in (*stanford(sets), *tydip(sets, "en")) if e.fold and e.weight >= 0.5]
        examples += [_as_abuse(e) for e in (*davidson(sets), *paradetox(sets), *convabuse(sets)) if e.fold]
    if language == "ko":
        examples += [e for e in tydip(sets, "ko") if e.fold]
        examples += [_as_abuse(e) for e in (*curse(sets), *_fewer_clean(hatescore(sets))) if e.fold]
    examples += [
        e for e in _ordinary(language, sets) if e.fold and fold_of(e.text + "few", FEWER[e.source]) == 0
    ]
    texts = {e.text: prepared(analyse(e.text, language)) for e in examples}
    _say(f"{language}: {len(examples)} examples")
    save(folder / "ngrams.npz", train(examples, texts, NGRAM_OUTPUTS))


def _ordinary(language: str, sets: Path) -> list[Example]:
    """Civil turns that nobody wrote to look like anything: without them, all that is new looks rude."""
    readers = {"en": (star, multidogo), "ko": (chatbot,), "th": (truevoice,)}
    return [example for read in readers[language] for example in read(sets)]


def fit_combinations(language: str, sets: Path, folder: Path) -> dict[tuple[str, str], tuple[Crossed, float]]:
    """Fits `combination.json` on the held-out batches; returns what it reaches on halves it was not fitted on."""
    using = Reader(folder)
    reader.cache_clear()
    items = held_out(language, sets, using)
    made: dict[str, Any] = {}
    figures: dict[tuple[str, str], tuple[Crossed, float]] = {}
    for axis, found in items.items():
        combination = combine.fit(axis, found)
        made[axis] = combine.stored(combination)
        figures[language, axis] = (combine.crossed(axis, found), combination.threshold)
        row = figures_row(language, axis, figures[language, axis], WORKING_PREVALENCE[axis])
        _say("  ".join(row))
    (folder / "combination.json").write_text(
        json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    return figures


def held_out(language: str, sets: Path, using: Reader) -> dict[str, list[combine.Judged]]:
    """Axis -> what rules and heads say of every labelled turn of the held-out batches."""
    rows = [row for path in sorted((CORPUS / language).glob("held-*.jsonl")) for row in lines(path)]
    found: dict[str, list[combine.Judged]] = {axis: [] for axis in ROLE_OF}
    for row, look in zip(rows, _looks(language, rows), strict=True):
        assert look is not None
        assert look.reading is not None
        for detector, _, sightings in look.seen:
            axis = detector.name
            if row.get(axis) is None:
                continue
            span = row["spans"].get(axis)
            start, encoded = look.reading.windows[axis]
            found[axis].append(
                combine.Judged(
                    axis,
                    row[axis],
                    ruled_by(sightings[0]),
                    look.reading.logits,
                    row["theme"],
                    span=tuple(span) if span and start == 0 else None,
                    marks=using.marks(encoded, axis) if span else None,
                )
            )
    for axis, kept, weight in _kept_out(language, sets):
        kept_rows = [
            {"role": e.role, "text": e.text, "context": [{"role": r, "text": t} for r, t in e.context]}
            for e in kept
        ]
        for example, look in zip(kept, _looks(language, kept_rows), strict=True):
            if look is None or look.reading is None:
                continue
            rule = next(s[0] for d, _, s in look.seen if d.name == axis)
            level = int(example.targets[axis] > 0.5)
            found[axis].append(
                combine.Judged(axis, level, ruled_by(rule), look.reading.logits, example.source, weight)
            )
    return found


def _kept_out(language: str, sets: Path) -> list[tuple[str, list[Example], float]]:
    """The fifth of public sets that nothing was trained on, for the axis that it labels, and its weight.

    Ordinary civil turns weigh nothing: they only bound the false alarms of rudeness and hostility.
    """
    found: list[tuple[str, list[Example], float]] = []
    if language == "en":
        polite = [e for e in stanford(sets) if e.weight == 1.0]
        abusive = [e for e in convabuse(sets) if not 0.3 < e.targets["hostility"] < 0.65]
        found = [
            ("politeness", polite, PUBLIC_WEIGHT),
            ("hostility", abusive, PUBLIC_WEIGHT),
            ("rudeness", list(paradetox(sets)), PUBLIC_WEIGHT / 4),
        ]
    elif language == "ko":
        found = [("hostility", list(curse(sets)), PUBLIC_WEIGHT)]
    found.append(("empathy", list(whole_turns(language)), PUBLIC_WEIGHT))
    ordinary = _ordinary(language, sets)
    civil = [e for e in ordinary if e.role == "customer" and e.source != "chatbot"]  # a chat bot hears worse
    found.append(("hostility", civil, 0.0))
    found = [(axis, [e for e in kept if e.fold == KEPT_OUT], weight) for axis, kept, weight in found]
    agents = (
        calm_star(sets)
        if language == "en"
        else (e for e in ordinary if e.fold == KEPT_OUT and "rudeness" in e.targets)
    )
    found.append(("rudeness", [replace(e, role="agent") for e in agents], 0.0))
    return [
        (axis, [e for e in kept if weight or len(kept) < FEW or fold_of(e.key + "some", 3) == 0], weight)
        for axis, kept, weight in found
    ]


def _looks(language: str, rows: Sequence[dict[str, Any]]) -> list[Look | None]:
    """What is seen in the last turn of each row; None where it is not judged in the language."""
    headed = [d for d in detectors() if d.headed]
    pairs = []
    for row in rows:
        turns = [*row["context"], {"role": row["role"], "text": row["text"]}]
        conversation = conversation_from({"conversation_id": "held", "language": language, "turns": turns})
        pairs.append((conversation, languages_of(conversation)))
    judged = [n for n, (_, languages) in enumerate(pairs) if languages.turns[-1] == language]
    found: list[Look | None] = [None] * len(rows)
    for number, seen in zip(judged, look_at([pairs[n] for n in judged], using=headed), strict=True):
        last = len(pairs[number][0].turns) - 1
        found[number] = next((look for look in seen.looks if look.context.view.turn == last), None)
    return found


def _as_abuse(example: Example) -> Example:
    """Comments teach what abuse looks like, under a head of its own: their style is not a customer's."""
    return Example(
        example.source, example.key, example.language, example.role, example.text,
        {"abuse": example.targets["hostility"]}, weight=example.weight, fold=example.fold,
    )  # fmt: skip


def _fewer_clean(examples: Iterable[Example]) -> list[Example]:
    """Most clean comments of the set are made by rule: one in six is enough."""
    return [e for e in examples if e.targets["hostility"] > 0.5 or fold_of(e.key, 6) == 0]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
