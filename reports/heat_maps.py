"""Heat maps as tables: every cell says its number, its answers and, in words, what its colour says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from insights.flags import percent, spoken
from insights.saying import ENGLISH, Say, message
from reports.figures import run
from reports.material import Material

SLIGHT, CLEAR = 0.05, 0.15
LOOKS: Final = (
    ("low2", message("much lower")), ("low1", message("lower")), ("even", message("about the same")), ("high1", message("higher")), ("high2", message("much higher")),
)  # fmt: skip
FEW: Final = "few"
TOPICS: Final = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A mean of n answers, how far it lies from what it is held against, and the look of that difference.

    look: of LOOKS; `few` where n is below the minimum sample; empty where there is nothing to hold it against.
    """

    text: str
    n: int
    look: str
    told: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Questions down, columns across; a cell is None where nothing was answered."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


def cell_of(
    n: int, mean: float | None, against: float | None, minimum: int, say: Say = ENGLISH
) -> Cell | None:
    """The cell of a mean of n answers, held against another mean.

    >>> cell_of(40, 0.5, 0.7, 20)
    Cell(text='50 %', n=40, look='low2', told='much lower')
    >>> cell_of(4, 0.5, 0.7, 20).look, cell_of(40, 0.7, None, 20).look, cell_of(0, None, 0.7, 20)
    ('few', '', None)
    """
    if not n or mean is None:
        return None
    if n < minimum:
        return Cell(percent(mean, say), n, FEW, message("too few to tell"))
    if against is None:
        return Cell(percent(mean, say), n, "", message("nothing to compare with"))
    difference = round(mean - against, 6)
    place = (
        2 + (difference >= SLIGHT) + (difference >= CLEAR) - (difference <= -SLIGHT) - (difference <= -CLEAR)
    )
    return Cell(percent(mean, say), n, *LOOKS[place])


def by_topic(material: Material) -> HeatMap:
    """Questions by topic: each held against the question's mean over all topics. The most frequent topics are shown."""
    start, end = material.context.period.bounds()
    found = run(material.connection, "heat_map", {"period_from": start, "period_to": end})
    asked: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in found:
        asked.setdefault((row["question"], row["definition"]), {})[row["topic"]] = row
    topics = [t["topic"] for t in material.figures.topics if t["conversations"]][:TOPICS]
    rows = []
    for (question, definition), cells in asked.items():
        n = sum(row["n"] for row in cells.values())
        mean = sum(row["mean"] * row["n"] for row in cells.values()) / n
        held = {topic: row | {"against": mean} for topic, row in cells.items()}
        rows.append((material.context.asked(definition, question), _cells(material, held, topics)))
    return HeatMap(tuple(material.context.say(spoken(topic)) for topic in topics), tuple(rows))


def by_team(material: Material) -> HeatMap:
    """Questions by team: each held against what other teams get from the same work, where they can be compared."""
    found = [flag for flag in material.flags if flag["kind"] == "team" and flag["subject"]]
    teams = sorted({flag["subject"] for flag in found})
    asked: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for flag in sorted(found, key=lambda f: (f["question"], f["definition"])):
        cell = flag | {"mean": flag["observed"], "against": flag["expected"]}
        asked.setdefault((flag["question"], flag["definition"]), {})[flag["subject"]] = cell
    rows = [
        (material.context.asked(definition, question), _cells(material, cells, teams))
        for (question, definition), cells in asked.items()
    ]
    return HeatMap(tuple(teams), tuple(rows))


def _cells(
    material: Material, cells: Mapping[str, Mapping[str, Any]], columns: Iterable[str]
) -> tuple[Cell | None, ...]:
    minimum = material.context.flag_settings.minimum_sample
    return tuple(
        cell_of(row["n"], row["mean"], row["against"], minimum, material.context.say)
        if (row := cells.get(name))
        else None
        for name in columns
    )
