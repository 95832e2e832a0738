"""Results as rows for a terminal, as JSON with stable keys, and as Markdown for the model card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from models.evaluation.metrics import Interval
from models.evaluation.results import Result

COLUMNS: Final = (
    "set",
    "axis",
    "language",
    "use",
    "n",
    "positives",
    "not scored",
    "always yes",
    "phrase list",
    "precision",
    "recall",
    "F1",
    "macro-F1",
    "AUC",
    "ECE",
    "more",
    "human agreement",
    "note",
)
RELIABILITY: Final = ("set", "axis", "language", "n", "probability", "said", "seen")
WORDS: Final = frozenset(("set", "axis", "language", "use", "more", "human agreement", "note"))
BESIDE: Final = frozenset(("use", "more", "human agreement", "note"))
UNDEFINED: Final = "–"


def cells(result: Result) -> tuple[str, ...]:
    """A row of the table, one cell for each of `COLUMNS`."""
    return (
        result.set,
        result.axis,
        result.language,
        result.use,
        str(result.n),
        str(result.positives),
        str(result.not_scored),
        _figure(result.always_yes),
        _figure(result.floor),
        _figure(result.precision),
        _figure(result.recall),
        _with_interval(result.f1, result.f1_interval),
        _with_interval(result.macro_f1, result.macro_f1_interval),
        _with_interval(result.auc, result.auc_interval),
        _figure(result.calibration.ece, 3),
        "; ".join(_more(result)),
        result.human,
        result.note,
    )


def terminal_table(results: Sequence[Result]) -> tuple[list[str], list[list[str]]]:
    """Columns and rows for a terminal: without what does not fit beside the figures (`remarks`)."""
    kept = [number for number, name in enumerate(COLUMNS) if name not in BESIDE]
    rows = [cells(result) for result in results]
    return [COLUMNS[n] for n in kept], [[row[n] for n in kept] for row in rows]


def remarks(result: Result) -> str:
    """What stands below the table: the figures that only some sets have, people's agreement, and the note."""
    said = [*_more(result), result.human, result.note, result.use]
    where = " ".join(part for part in (result.set, result.axis, result.language) if part)
    return f"{where}: {'; '.join(part for part in said if part)}"


def result_json(result: Result) -> dict[str, Any]:
    """A result with every figure, for programs. Keys stay; undefined figures are null."""
    return asdict(result)


def markdown(results: Sequence[Result], not_run: Sequence[str] = ()) -> str:
    """A Markdown table for the model card, and what was not run."""
    table = markdown_table(COLUMNS, WORDS, [cells(result) for result in results])
    return "\n\n".join([table, *explanations(not_run)]) + "\n"


def markdown_table(columns: Sequence[str], words: frozenset[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; columns that do not hold words are set to the right."""
    rules = tuple("---" if name in words else "---:" for name in columns)
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (columns, rules, *rows)
    )


def explanations(not_run: Sequence[str]) -> list[str]:
    """What a reader of the table must know."""
    said = [
        "Intervals: 95 %, percentile bootstrap. A turn that was not scored counts as level 0 with probability 0. "
        "ECE: expected calibration error over ten bins of equal mass."
    ]
    if not_run:
        said.append(
            f"Not run: {', '.join(not_run)}. Sets marked *measure* run only when asked for (--only measure, or "
            "--set NAME), and rarely: nothing may be tuned on them."
        )
    return said


def reliability_markdown(results: Sequence[Result]) -> str:
    """The reliability tables of results as one Markdown table: what was said, and what was so, bin by bin."""
    rows = [
        (
            result.set,
            result.axis,
            result.language,
            str(round(b.n)),
            f"{b.lowest:.3f} to {b.highest:.3f}",
            f"{b.said:.3f}",
            f"{b.seen:.3f}",
        )
        for result in results
        for b in result.calibration.table
    ]
    return markdown_table(RELIABILITY, WORDS, rows) + "\n"


def _more(result: Result) -> list[str]:
    """Figures that only some sets have."""
    found = []
    if result.pairs:
        found.append(f"pairs in order {_with_interval(result.pairs.share, result.pairs.interval, 4)}")
    if not result.positives:
        found.append(f"called {_percent(result.false_alarms, result.false_alarms_interval)}")
    else:
        found.append(f"accuracy {_with_interval(result.accuracy, result.accuracy_interval)}")
        found.append(f"false alarms {_percent(result.false_alarms)}")
    if result.calibration.ece_working is not None:
        found.append(
            f"ECE at {100 * (result.calibration.prevalence or 0):g} % {_figure(result.calibration.ece_working, 3)}, "
            f"restated {_figure(result.calibration.ece_restated, 3)}"
        )
    if result.calibration.skill is not None:
        found.append(f"Brier skill {_figure(result.calibration.skill)}")
    if result.levels:
        found.append(f"levels {_figure(result.levels.accuracy)}, kappa {_figure(result.levels.kappa)}")
    if result.spans:
        found.append(
            f"span tokens {_figure(result.spans.on_found)} on {result.spans.found} found, "
            f"{_figure(result.spans.on_all)} on all {result.spans.marked}"
        )
    if result.left_out:
        found.append(f"{result.left_out} left out")
    return found


def _figure(value: float | None, digits: int = 2) -> str:
    """Without the zero before the point, as the field writes it.

    >>> _figure(0.834), _figure(1.0), _figure(-0.2), _figure(None)
    ('.83', '1.00', '-.20', '–')
    """
    if value is None:
        return UNDEFINED
    text = f"{value:.{digits}f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def _with_interval(value: float | None, interval: Interval | None, digits: int = 2) -> str:
    if interval is None or value is None:
        return _figure(value, digits)
    return f"{_figure(value, digits)} ({_figure(interval[0], digits)} to {_figure(interval[1], digits)})"


def _percent(value: float | None, interval: Interval | None = None) -> str:
    if value is None:
        return UNDEFINED
    around = "" if interval is None else f" ({100 * interval[0]:.2f} to {100 * interval[1]:.2f})"
    return f"{100 * value:.2f} %{around}"
