"""The sets of whole conversations: the own batches kept back, STAR, and FloDial; one small reader each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data.conversation import conversation_from
from models.corpus.whole import FOLDER, Whole, whole_conversations
from models.evaluation.items import AGENT, SetError, Use, lines
from models.evaluation.items import conversation as said_by
from models.evaluation.own_corpus import HELD, LANGUAGES
from models.evaluation.whole import Ended, Promised, WholeItem

_SLOT: Final = re.compile(r"\{[^}]*\}")
_WORDS: Final = re.compile(r"\w")
# From a script file, or from what would stand in one, to a script as the judge reads it.
MakeScript = Callable[[Path | Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class WholeSet:
    """A set of whole conversations. parts: the items by language. note: what stands beside its figures."""

    name: str
    use: Use
    parts: Callable[[Path, MakeScript], Iterator[tuple[str, Sequence[WholeItem]]]]
    needs: tuple[str, ...] = ()
    note: str = ""


def own_held(_: Path, make_script: MakeScript) -> Iterator[tuple[str, Sequence[WholeItem]]]:
    """The batches kept back, by language; their scripts lie beside them."""
    for language in LANGUAGES:
        items = [_own(whole, make_script) for whole in whole_conversations(language, HELD)]
        if items:
            yield language, items


def _own(whole: Whole, make_script: MakeScript) -> WholeItem:
    labels = whole.labels
    gold = Ended(
        {label["step"]: (label["status"], label["turn"]) for label in labels["steps"]},
        labels["outcome"],
        tuple(
            Promised(p["turn"], tuple(p["by"]) if p["by"] else None, p.get("due")) for p in labels["promises"]
        ),
    )
    script = make_script(whole.scripts / f"{labels['script']}.yaml")
    return WholeItem(conversation_from(whole.conversation), script, gold, asks_promises=True)


def star_whole(folder: Path, make_script: MakeScript) -> Iterator[tuple[str, Sequence[WholeItem]]]:
    """Every chat: resolved or not where the customer said so, and the steps of the turns of chats with one task.

    Steps without wording are left out, and so are turns that were typed freely (off_script).
    """
    tasks = sorted(task for task in (folder / "star_tasks").iterdir() if task.is_dir())
    given = {task.name: star_script(task) for task in tasks}
    scripts = {name: make_script(script) for name, script in given.items()}
    labels = {row["conversation_id"]: row for _, row in lines(folder / "star_labels.jsonl.gz")}
    items = []
    for _, row in lines(folder / "star_conversations.jsonl.gz"):
        label = labels.get(row["conversation_id"])
        if label is None:
            continue
        task = label["tasks"][0] if len(label["tasks"]) == 1 else ""
        known = {step["id"] for step in given[task]["steps"]} if task in given else set()
        turns = {
            number: frozenset((step["step"],))
            for number, step in enumerate(label["steps"])
            if step and step["step"] in known and not step["off_script"]
        }
        outcome = None if label["resolved"] is None else "resolved" if label["resolved"] else "not resolved"
        if turns or outcome:
            items.append(
                WholeItem(conversation_from(row), scripts.get(task), Ended(outcome=outcome, turns=turns))
            )
    yield "en", items


def star_script(task: Path) -> dict[str, Any]:
    """The script of a STAR task folder: every reply that has words of its own an optional step, those on the way from
    greeting to answer required in their order."""
    replies = json.loads((task / "responses.json").read_text(encoding="utf-8"))
    graph = json.loads((task / f"{task.name}.json").read_text(encoding="utf-8"))["graph"]
    way = _main_way(graph)
    steps = []
    for name, wording in replies.items():
        if not _WORDS.search(_SLOT.sub("", wording)):
            continue
        said = _SLOT.sub(lambda m: m[0].split(":")[0].rstrip("}") + "}", wording)
        step: dict[str, Any] = {
            "id": name,
            "say": [said],
            "required": "always" if name in way else "optional",
        }
        later = [other for other in way[way.index(name) + 1 :] if other in replies] if name in way else []
        if later:
            step["before"] = later[:1]
        steps.append(step)
    return {"script": task.name, "applies_to": {"topic": [task.name]}, "steps": steps}


def _main_way(graph: Mapping[str, str]) -> list[str]:
    """The steps from the greeting on, over a successful query."""
    way: list[str] = []
    name = "hello"
    while name and name not in way:
        way.append(name)
        name = graph.get(name, "")
        if name == "query":
            way.append(name)
            name = graph.get("query_success", "")
    return [step for step in way if step != "query"]


def flodial(folder: Path, make_script: MakeScript) -> Iterator[tuple[str, Sequence[WholeItem]]]:
    """Agent turns, freely worded, each tied to a node of a flowchart (`chart-…`); answers to other questions are left out.

    The flowchart is given as a script, a step a node; nodes with the same words are one, since nothing could tell them
    apart.
    """
    charts = {}
    for path in sorted((folder / "flodial_flowcharts").glob("*.json")):
        given, step_of = flowchart_script(path.stem, json.loads(path.read_text(encoding="utf-8")))
        charts[path.stem] = make_script(given), step_of
    items = []
    for _, row in lines(folder / "script_en_flodial_test.jsonl.gz"):
        if row["flowchart"] not in charts:
            raise SetError(
                f"the flowchart {row['flowchart']!r} is not in flodial_flowcharts: get the folder again"
            )
        script, step_of = charts[row["flowchart"]]
        whole = said_by(row["id"], "en", [(turn["role"], turn["text"]) for turn in row["turns"]], "chat")
        turns = {
            number: frozenset((step_of[turn["node"]],))
            for number, turn in enumerate(row["turns"])
            if turn["role"] == AGENT and turn.get("node") in step_of
        }
        items.append(WholeItem(whole, script, Ended(turns=turns)))
    yield "en", items


def flowchart_script(name: str, chart: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """A flowchart as a script, and the step of each node as turns name it."""
    said = {f"chart-{key}": node["utterance"] for key, node in chart["nodes"].items()}
    first: dict[str, str] = {}
    step_of = {
        node: first.setdefault(" ".join(re.findall(r"\w+", text.lower())), node)
        for node, text in said.items()
        if _WORDS.search(text)
    }
    steps = [
        {"id": node, "say": [said[node]], "required": "optional"} for node in dict.fromkeys(step_of.values())
    ]
    return {"script": re.sub(r"[^A-Za-z0-9_-]", "_", name), "steps": steps}, step_of


WHOLE_SETS: Final = (
    WholeSet("own-held", "own", own_held, note="machine-written"),
    WholeSet(
        "star", "train", star_whole, ("star_conversations.jsonl.gz", "star_labels.jsonl.gz", "star_tasks")
    ),
    WholeSet("flodial", "measure", flodial, ("script_en_flodial_test.jsonl.gz", "flodial_flowcharts")),
)


def whole_sets(folder: Path) -> list[WholeSet]:
    """The sets whose files lie in a folder; the own batches lie in this repository."""
    return [
        one
        for one in WHOLE_SETS
        if (FOLDER.is_dir() if one.use == "own" else all((folder / name).exists() for name in one.needs))
    ]
