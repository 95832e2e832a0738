"""The second half of training: what turns do, and on top of it how conversations end and which turns voice which steps."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import numpy as np

from data.conversation import Conversation, conversation_from
from models.corpus.whole import Whole, whole_conversations
from models.ending import FILE as ENDING_FILE
from models.folds import fold_of
from models.matters import MATTERS, matters_of
from models.pairing import FILE as PAIRING_FILE
from models.reader import Reader
from models.statements import FILE as STATEMENTS_FILE
from models.training.acts import About, Quarters, group_of, star_ends, train_acts
from models.training.ending import Ended, train_ending
from models.training.pairing import Scored, train_pairing
from models.training.statements import Told, train_statements
from qa_rules.acts import Using
from qa_rules.alignment import across_languages, compared, in_conversation
from qa_rules.analysis import analyse
from qa_rules.course import Course
from qa_rules.learned import made_ready
from qa_rules.observe import Signal, languages_of, observe_all
from qa_rules.scripts import load_script
from qa_rules.statements import alike_in
from qa_rules.tokenizing import LANGUAGES
from qa_rules.wording import wording

FEW: Final = 3
_VOICED: Final = ("followed", "out_of_order", "wrong")


def train_conversations(sets: Path, weights: Path) -> None:
    """Writes `acts.npz` of each language, and what rests on it for all of them: ends, forbidden statements, steps."""
    ended: list[Ended] = []
    scored: list[Scored] = []
    told: list[Told] = []
    for language in LANGUAGES:
        corpus = list(whole_conversations(language, "train"))
        quarters = train_acts(
            language, sets, partial(made_ready, language=language), weights / language, abouts_of(corpus)
        )
        _say(f"{language}: acts")
        ended += _ended(language, corpus, quarters, sets)
        for whole in corpus:
            scored += _scored(whole, language, quarters)
            told += _told(whole, language, quarters)
        _say(f"{language}: {len(ended)} ends, {len(scored)} alignments")
    _say(f"ending: {train_ending(ended, ENDING_FILE)}")
    _say(f"forbidden statements: {train_statements(told, STATEMENTS_FILE)}")
    _say(f"pairing: {train_pairing(scored, PAIRING_FILE)}")


def abouts_of(corpus: Sequence[Whole]) -> list[About]:
    """Agents' turns and the wordings of their scripts, by what the meanings of steps name.

    A turn that voices a step is about nothing else; one that voices none, about nothing that its script's steps are.
    """
    found: dict[str, list[About]] = {}
    everything = frozenset(MATTERS)
    for whole in corpus:
        path, group = whole.scripts / f"{whole.labels['script']}.yaml", group_of(whole)
        script = load_script(path)
        meant = {step.id: matters_of(step.means) for step in script.steps}
        if str(path) not in found:
            found[str(path)] = [
                About(wording(say).literal, meant[step.id], everything - meant[step.id], group)
                for step in script.steps
                for say in step.say
            ]
        voiced: dict[int, frozenset[str]] = {}
        for label in whole.labels["steps"]:
            if label["status"] in _VOICED:
                voiced[label["turn"]] = voiced.get(label["turn"], frozenset()) | meant[label["step"]]
        named = frozenset().union(*meant.values())
        for number, turn in enumerate(whole.conversation["turns"]):
            if turn["role"] == "agent":
                matters = voiced.get(number, frozenset())
                found[str(path)].append(
                    About(turn["text"], matters, everything - matters if matters else named, group)
                )
    return [about for path in sorted(found) for about in found[path]]


def _ended(language: str, corpus: list[Whole], quarters: Quarters, sets: Path) -> list[Ended]:
    """The courses of the conversations whose end is known, read by acts that have not seen them."""
    known = [(conversation_from(w.conversation), w.labels["outcome"], group_of(w), True) for w in corpus]
    if language == "en":
        known += [
            (conversation_from(row), "resolved" if resolved else None, row["conversation_id"], False)
            for row, resolved in star_ends(sets)
        ]
    pairs = [(conversation, languages_of(conversation)) for conversation, *_ in known]
    found = []
    for (conversation, outcome, group, whole), (_, languages), observed in zip(
        known, pairs, observe_all(pairs, thresholds={}, prevalence={}), strict=True
    ):
        signals: list[Signal] = list(observed.signals)
        using = _using(quarters.without(group))
        course = Course(conversation, languages, signals, using).features()
        found.append(Ended(course, outcome, group, whole))
    return found


def _scored(whole: Whole, language: str, quarters: Quarters) -> Iterator[Scored]:
    """A training conversation beside its script, and what becomes of it when parts are taken out.

    Without a turn that voices one step alone, without most turns or steps, and as if the script were written in another
    language: so a step that nobody voiced is not found in whatever turn resembles it most.
    """
    conversation = conversation_from(whole.conversation)
    script = load_script(whole.scripts / f"{whole.labels['script']}.yaml")
    turns = [n for n, turn in enumerate(conversation.turns) if turn.role == "agent"]
    voiced = {label["step"]: label["turn"] for label in whole.labels["steps"] if label["status"] in _VOICED}
    texts = [analyse(conversation.turns[n].text, language) for n in turns]
    seen = compared(script, texts, _using(quarters.without(group_of(whole))))
    gold = np.array([[voiced.get(step.id) == n for step in seen.steps] for n in turns], dtype=np.bool_)
    if not gold.size:
        return
    everything = np.arange(len(seen.steps))
    alone = [place for place, row in enumerate(gold) if row.sum() == 1 and len(turns) > 1]
    parts = [(np.arange(len(turns)), everything)]
    parts += [(np.delete(np.arange(len(turns)), place), everything) for place in alone]
    parts += [(_some(len(turns), conversation, "turns"), everything)]
    parts += [(np.arange(len(turns)), _some(len(seen.steps), conversation, "steps"))]
    for number, (some_turns, some_steps) in enumerate(parts):
        part = np.ix_(some_turns, some_steps)
        group = group_of(whole)
        yield Scored(in_conversation(seen.alone[part]), gold[part], group, whole=number == 0)
    yield Scored(in_conversation(across_languages(seen.alone)), gold, group_of(whole), whole=False)


def _told(whole: Whole, language: str, quarters: Quarters) -> Iterator[Told]:
    """The agent's turns of a training conversation beside what its script forbids."""
    conversation = conversation_from(whole.conversation)
    script = load_script(whole.scripts / f"{whole.labels['script']}.yaml")
    turns = [n for n, turn in enumerate(conversation.turns) if turn.role == "agent"]
    if not script.forbidden or not turns:
        return
    texts = [analyse(conversation.turns[n].text, language) for n in turns]
    alike, _ = alike_in(script, texts, _using(quarters.without(group_of(whole))))
    made = {(label["id"], label["turn"]) for label in whole.labels["forbidden"]}
    gold = np.array([[(item.id, n) in made for item in script.forbidden] for n in turns], dtype=np.bool_)
    yield Told(alike, gold, group_of(whole))


def _some(count: int, conversation: Conversation, what: str) -> np.ndarray:
    """One to FEW places, by the hash of the conversation."""
    order = sorted(range(count), key=lambda n: fold_of(f"{conversation.conversation_id}/{what}/{n}", 1 << 30))
    return np.array(sorted(order[: 1 + fold_of(conversation.conversation_id + what, FEW)]))


@lru_cache(maxsize=64)
def _using(own: Reader) -> Using:
    """One reader, whatever the language: a conversation and its script are in one."""
    return lambda _: own


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
