"""How often the status of a step is right when steps of STAR chats are deleted, swapped and moved at random.

    python -m tests.bench.scripts --sets DIR [--conversations N] [--seed 1]

A chat is taken where one task is its script and every agent turn is labelled with a step of it, so that the true status
of each step is known. Its script asks for every step of the task, and for those that are said in the order in which the
chat says them first. Each chat is judged four times: as it is, with a step deleted, with two swapped, and with one moved
behind a later one. What is true of each step afterwards follows from the labels: deleted or absent, it is missed; said
after the step that it must precede, it is out of order; else followed. The chat's end is read as `convoqa judge` reads
it. Only figures and names of steps are printed, never a text.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from data.conversation import Conversation, Turn, conversation_from
from models.evaluation.items import lines
from models.evaluation.whole_sets import star_script
from qa_rules.judge import see
from qa_rules.library import Library
from qa_rules.scripts import Script
from qa_rules.steps import step_statuses, voicings

AIM: Final = 0.95
DONE: Final = ("untouched", "deleted", "swapped", "moved")
KINDS: Final = (*DONE, "absent")
CHUNK: Final = 100
Labelled = tuple[Turn, str | None]


@dataclass(frozen=True)
class Case:
    """A chat after what was done to it. truth: step -> what was done to it (of KINDS), and its true status."""

    conversation: Conversation
    script: Script
    truth: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Checked:
    """A step of a case: what was done, what is true, what the judge says."""

    kind: str
    step: str
    true: str
    given: str


def main() -> None:
    """Prints the table and the commonest errors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", type=Path, required=True, help="the folder of the labelled sets (star_*)")
    parser.add_argument("--conversations", type=int, help="default: all that are labelled")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not (given.sets / "star_conversations.jsonl.gz").is_file():
        raise SystemExit(f"{given.sets} does not hold the STAR chats: nothing to measure")
    chance = random.Random(given.seed)
    chats = list(labelled_chats(given.sets))
    taken = chance.sample(chats, min(given.conversations or len(chats), len(chats)))
    cases = [
        made(conversation, said, script, done, chance)
        for conversation, said, script in taken
        for done in DONE
    ]
    checked = list(check(cases))
    print(f"{len(taken)} of {len(chats)} chats, each judged {len(DONE)} times, seed {given.seed}")
    print(table(checked))
    print(errors(checked))


def labelled_chats(folder: Path) -> Iterator[tuple[Conversation, list[str | None], dict[str, Any]]]:
    """Chats of one task in which every agent turn is labelled with a step of its script, with the labels."""
    scripts = {
        task.name: star_script(task) for task in sorted((folder / "star_tasks").iterdir()) if task.is_dir()
    }
    labels = {row["conversation_id"]: row for _, row in lines(folder / "star_labels.jsonl.gz")}
    for _, row in lines(folder / "star_conversations.jsonl.gz"):
        label = labels.get(row["conversation_id"])
        script = scripts.get(label["tasks"][0]) if label and len(label["tasks"]) == 1 else None
        if label is None or script is None:
            continue
        conversation, known = conversation_from(row), {step["id"] for step in script["steps"]}
        said = [step["step"] if step and not step["off_script"] else None for step in label["steps"]]
        spoken = [name for turn, name in zip(conversation.turns, said, strict=True) if turn.role == "agent"]
        if set(spoken) <= known and len(set(spoken)) >= 3:
            yield conversation, said, script


def made(
    conversation: Conversation,
    said: Sequence[str | None],
    script: dict[str, Any],
    kind: str,
    chance: random.Random,
) -> Case:
    """A chat to which something of DONE was done. Steps that are said more than once are neither swapped nor moved."""
    turns: list[Labelled] = list(zip(conversation.turns, said, strict=True))
    order = list(dict.fromkeys(name for _, name in turns if name))
    wanted = ordered(script, order)
    once = [name for name in order if sum(name == other for _, other in turns) == 1]
    touched: dict[str, str] = {}
    if kind == "deleted":
        gone = chance.choice(order)
        turns = [(turn, name) for turn, name in turns if name != gone]
        touched = {gone: "deleted"}
    elif kind in ("swapped", "moved") and len(once) >= 2:
        first, second = sorted(chance.sample(once, 2), key=order.index)
        turns = (swapped if kind == "swapped" else moved)(turns, first, second)
        touched = {first: kind, second: kind}
    now = list(dict.fromkeys(name for _, name in turns if name))
    truth = {}
    for step in wanted.steps:
        status = true_status(step.id, step.before, now)
        usual = "absent" if step.id not in order else "untouched"
        # Who stands between two that were exchanged may come too late by it.
        usual = kind if status == "out_of_order" else usual
        truth[step.id] = (touched.get(step.id, usual), status)
    return Case(replace(conversation, turns=tuple(turn for turn, _ in turns)), wanted, truth)


def ordered(script: dict[str, Any], order: Sequence[str]) -> Script:
    """The script of a task with every step asked for, those of a chat each before the next."""
    later = dict(pairwise(order))
    steps = [
        {"id": step["id"], "say": step["say"], "before": [later[step["id"]]] if step["id"] in later else []}
        for step in script["steps"]
    ]
    return Script.model_validate({"script": script["script"], "steps": steps})


def true_status(step: str, before: Sequence[str], now: Sequence[str]) -> str:
    """What is true of a step, from the order in which steps are first said."""
    if step not in now:
        return "missed"
    late = any(other in now and now.index(other) < now.index(step) for other in before)
    return "out_of_order" if late else "followed"


def swapped(turns: list[Labelled], first: str, second: str) -> list[Labelled]:
    """The turns of two steps that are said once, in each other's place."""
    names = [name for _, name in turns]
    a, b = names.index(first), names.index(second)
    found = list(turns)
    found[a], found[b] = turns[b], turns[a]
    return found


def moved(turns: list[Labelled], first: str, second: str) -> list[Labelled]:
    """The turn of a step right behind that of a later one."""
    names = [name for _, name in turns]
    place = names.index(first)
    rest = turns[:place] + turns[place + 1 :]
    behind = [name for _, name in rest].index(second) + 1
    return [*rest[:behind], turns[place], *rest[behind:]]


def check(cases: Sequence[Case]) -> Iterator[Checked]:
    """Every step of every case, as the judge ends it."""
    library = Library((), ())
    for start in range(0, len(cases), CHUNK):
        chunk = cases[start : start + CHUNK]
        for case, seen in zip(chunk, see([case.conversation for case in chunk], library), strict=True):
            signals = [*seen.observed.signals, *voicings(case.script, seen.conversation, seen.languages)]
            ended = step_statuses(
                case.script, seen.conversation, seen.languages, signals, seen.resolution, seen.topic.topic
            )
            given = {status.step: status.status for status in ended}
            for step, (kind, true) in case.truth.items():
                yield Checked(kind, step, true, given.get(step, "none"))
        sys.stderr.write(f"\r{min(start + CHUNK, len(cases))} of {len(cases)} chats")
    sys.stderr.write("\n")


def table(checked: Sequence[Checked]) -> str:
    """A row for what was done and what is true of it, and one for all."""
    parts = {
        f"{kind}: {true}": [one for one in checked if (one.kind, one.true) == (kind, true)]
        for kind in KINDS
        for true in ("followed", "missed", "out_of_order")
    }
    rows = [f"{'what was done: truth':26} {'n':>6} {'right':>6}  95 % (Wilson)"]
    for name, part in (*parts.items(), ("all", list(checked))):
        if part:
            right = sum(one.true == one.given for one in part)
            low, high = wilson(right, len(part))
            mark = "" if right / len(part) >= AIM else f"  below {AIM}"
            rows.append(f"{name:26} {len(part):6} {right / len(part):6.3f}  {low:.3f} to {high:.3f}{mark}")
    return "\n".join(rows)


def errors(checked: Sequence[Checked]) -> str:
    """What is taken for what, and the steps that it happens to most."""
    slips: dict[tuple[str, str, str], Counter[str]] = {}
    for one in checked:
        if one.true != one.given:
            slips.setdefault((one.kind, one.true, one.given), Counter())[one.step] += 1
    rows = ["errors:"]
    for (kind, true, given), steps in sorted(slips.items(), key=lambda item: -item[1].total()):
        most = ", ".join(f"{step} {n}" for step, n in steps.most_common(3))
        rows.append(f"  {kind}: {true} taken for {given}: {steps.total()} (most: {most})")
    return "\n".join(rows)


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    from scipy.stats import binomtest

    found = binomtest(count, of).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


if __name__ == "__main__":
    main()
