"""Trains what turns do (models/acts.py): the corpus's conversations, and in English the replies of STAR's scripts.

Beside the final table it gives one for each quarter of the scripts that has not seen that quarter, so that what is fitted
on top of it (how a conversation ends, which turn voices a step) meets acts as uncertain as they are in new texts.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.acts import ACTS, AGENT_ACTS, COLUMNS, CUSTOMER_ACTS, ENDS_WELL, FILE
from models.corpus.whole import Whole, whole_conversations
from models.folds import fold_of
from models.matters import MATTERS
from models.ngrams import CHARACTERS, WORDS, Words
from models.reader import Reader
from models.training.examples import lines

STRENGTH: Final = 10.0
QUARTERS: Final = 4
SHORT: Final = "train-s"
LAST: Final = 3
FEWEST: Final = 20  # texts with an act, from which on its odds are calibrated
LEAST_SLOPE: Final = 0.1
_REPLIES_A_STEP: Final = 4
# What the steps of STAR's scripts do, by their names; the first that fits.
_STAR_STEPS: Final = (
    ("^hello", ("greets",)),
    ("anything_else|search_more|more_questions|continue_searching", ("offers_more",)),
    ("goodbye|_bye", ("closes",)),
    ("ask_next", ("reports",)),
    ("out_of_scope|cannot_authenticate|nothing_found|unavailable|not_available|no_venue|_failed", ("refuses",)),
    ("ask_name$|account_number|_pin$|_dob$|maiden|childhood|booking_number|room_number|flight_id|ask_code$|ask_rank",
     ("identifies",)),
    ("(?<!ride_)confirm_booking$|_available$", ("offers", "asks")),
    ("successful|succeeded|_confirmed|confirm_rsvp|ride_confirm_booking|report_submitted", ("solves",)),
    ("criteria|request_optional", ("asks", "reports")),
    ("inform_|provide_|flight_details|instructions_done|detailed", ("solves", "reports")),
    ("_ask_", ("asks_detail",)),
)  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """A turn and what it does. group: turns of one group stay together in a quarter."""

    role: str
    text: str
    acts: frozenset[str]
    group: str


@dataclass(frozen=True)
class Ended:
    """The last texts of each side of a conversation, and whether it was resolved."""

    last: Mapping[str, Sequence[str]]
    resolved: bool
    group: str


def quarter_of(group: str) -> int:
    """The quarter of a script or conversation, 0 to 3."""
    return fold_of(group, QUARTERS)


def group_of(whole: Whole) -> str:
    """What stays together of the own corpus: the conversations of a script; very short ones share one, and stand alone."""
    name = whole.conversation["conversation_id"] if whole.batch == SHORT else whole.labels["script"]
    return f"{whole.batch}/{name}"


def turns_of(language: str, sets: Path) -> list[Turn]:
    """The labelled turns of a language, in their order."""
    found = [
        Turn(turn["role"], turn["text"], frozenset(acts), group_of(whole))
        for whole in whole_conversations(language, "train")
        for turn, acts in zip(whole.conversation["turns"], whole.acts, strict=True)
        if acts is not None
    ]
    return [*found, *(_star_replies(sets) if language == "en" else ())]


def ends_of(language: str, sets: Path) -> list[Ended]:
    """The ends of the conversations whose outcome is known."""
    found = [
        Ended(
            last_texts(whole.conversation["turns"]), whole.labels["outcome"] == "resolved",
            group_of(whole),
        )
        for whole in whole_conversations(language, "train")
    ]  # fmt: skip
    if language == "en":
        found += [
            Ended(last_texts(row["turns"]), resolved, row["conversation_id"])
            for row, resolved in star_ends(sets)
        ]
    return found


@dataclass(frozen=True)
class About:
    """A text of an agent's, or a wording of a step: the matters that it is about, and those that it is known not to be."""

    text: str
    matters: frozenset[str]
    others: frozenset[str]
    group: str


def last_texts(turns: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The last texts of agent and customer."""
    return {role: [t["text"] for t in turns if t["role"] == role][-LAST:] for role in ("agent", "customer")}


def star_ends(sets: Path) -> Iterator[tuple[dict[str, Any], bool]]:
    """STAR's conversations whose customers said whether they were helped."""
    labels = {row["conversation_id"]: row["resolved"] for row in lines(sets / "star_labels.jsonl.gz")}
    for row in lines(sets / "star_conversations.jsonl.gz"):
        if labels[row["conversation_id"]] is not None:
            yield row, bool(labels[row["conversation_id"]])


def _star_replies(sets: Path) -> list[Turn]:
    """A few wordings of every step of STAR's scripts."""
    labels = {row["conversation_id"]: row["steps"] for row in lines(sets / "star_labels.jsonl.gz")}
    said: dict[str, set[str]] = {}
    for row in lines(sets / "star_conversations.jsonl.gz"):
        for turn, step in zip(row["turns"], labels[row["conversation_id"]], strict=True):
            if step and turn["role"] == "agent" and not step["off_script"]:
                said.setdefault(step["step"], set()).add(turn["text"])
    found = []
    for step in sorted(said):
        acts = next((acts for pattern, acts in _STAR_STEPS if re.search(pattern, step)), ())
        some = sorted(said[step], key=lambda text: (fold_of(text, 1 << 30), text))[:_REPLIES_A_STEP]
        found += [Turn("agent", text, frozenset(acts), f"star/{step.split('_')[0]}") for text in some if acts]
    return found


class Quarters:
    """Readers of a language, each with acts that have not seen one quarter. They live as long as this does."""

    def __init__(self, folders: tempfile.TemporaryDirectory[str], readers: Sequence[Reader]) -> None:
        self._folders = folders
        self._readers = readers

    def without(self, group: str) -> Reader:
        """The reader whose acts have not seen a group."""
        return self._readers[quarter_of(group)]


def train_acts(
    language: str, sets: Path, prepare: Callable[[str], Words], folder: Path, abouts: Sequence[About]
) -> Quarters:
    """Writes `acts.npz` beside the n-grams, whose rarities it uses."""
    from models.training.wide import matrix, save  # scikit-learn is installed where models are trained

    with np.load(folder / "ngrams.npz") as stored:
        idf = stored["idf"].astype(np.float64)
    read = partial(_rows, matrix=matrix, idf=idf, prepare=prepare)
    turns, ends = turns_of(language, sets), ends_of(language, sets)
    inputs = read([turn.text for turn in turns])
    ended = _ended(ends, read)
    about_inputs = read([about.text for about in abouts])
    arrays = {
        quarter: _both(_fit(turns, inputs, ends, ended, quarter), _fit_matters(abouts, about_inputs, quarter))
        for quarter in (*range(QUARTERS), None)
    }
    known = [*_known_acts(turns, inputs), *_known_matters(abouts, about_inputs)]
    for column, rows, labels, quarters in known:
        slope, shift = _calibrated(column, rows, labels, quarters, arrays)
        for one in arrays.values():
            one["scale"][column] *= slope
            one["bias"][column] = one["bias"][column] * slope + shift
    temporary = tempfile.TemporaryDirectory()
    readers = []
    for quarter in range(QUARTERS):
        place = Path(temporary.name) / str(quarter)
        place.mkdir()
        shutil.copy(folder / "ngrams.npz", place)
        save(place / FILE, arrays[quarter])
        readers.append(Reader(place))
    save(folder / FILE, arrays[None])
    return Quarters(temporary, readers)


Known = tuple[int, Any, np.ndarray, np.ndarray]


def _known_acts(turns: Sequence[Turn], inputs: Any) -> Iterator[Known]:
    """For each column of an act: the rows whose label is known, their labels and quarters."""
    for role, acts in (("agent", AGENT_ACTS), ("customer", CUSTOMER_ACTS)):
        mine = [n for n, turn in enumerate(turns) if turn.role == role]
        quarters = np.array([quarter_of(turns[n].group) for n in mine])
        for act in acts:
            labels = np.array([act in turns[n].acts for n in mine])
            yield COLUMNS.index(f"{role}:{act}"), inputs[mine], labels, quarters


def _known_matters(abouts: Sequence[About], inputs: Any) -> Iterator[Known]:
    for matter in MATTERS:
        mine = [n for n, a in enumerate(abouts) if matter in a.matters or matter in a.others]
        labels = np.array([matter in abouts[n].matters for n in mine])
        quarters = np.array([quarter_of(abouts[n].group) for n in mine])
        yield COLUMNS.index(f"matter:{matter}"), inputs[mine], labels, quarters


def _calibrated(
    column: int,
    rows: Any,
    labels: np.ndarray,
    quarters: np.ndarray,
    arrays: Mapping[int | None, Mapping[str, np.ndarray]],
) -> tuple[float, float]:
    """Slope and shift of the log-odds at which tables that have not seen a text are right as often as they say."""
    from sklearn.linear_model import LogisticRegression

    if labels.sum() < FEWEST:
        return 1.0, 0.0
    odds = np.zeros(len(labels))
    for quarter in range(QUARTERS):
        unseen = quarters == quarter
        one = arrays[quarter]
        weights = one["table"][:, column].astype(np.float64) * one["scale"][column]
        odds[unseen] = rows[unseen] @ weights + one["bias"][column]
    fitted = LogisticRegression(C=1e3).fit(odds[:, None], labels)
    return max(float(fitted.coef_[0, 0]), LEAST_SLOPE), float(fitted.intercept_[0])


def _rows(texts: Sequence[str], *, matrix: Any, idf: Any, prepare: Callable[[str], Words]) -> Any:
    return matrix([prepare(text) for text in texts], idf).tocsr()


def _ended(ends: Sequence[Ended], read: Callable[[Sequence[str]], Any]) -> Any:
    """Sparse rows: the mean of the agent's last texts beside the mean of the customer's."""
    from scipy.sparse import csr_matrix, hstack

    sides = []
    for role in ("agent", "customer"):
        texts = [text for end in ends for text in end.last[role]]
        owners = np.repeat(np.arange(len(ends)), [len(end.last[role]) for end in ends])
        share = 1 / np.maximum(np.bincount(owners, minlength=len(ends)), 1)
        mean = csr_matrix((share[owners], (owners, np.arange(len(texts)))), (len(ends), len(texts)))
        sides.append(mean @ read(texts))
    return csr_matrix(hstack(sides))


def _fit(
    turns: Sequence[Turn], inputs: Any, ends: Sequence[Ended], ended: Any, without: int | None
) -> dict[str, np.ndarray]:
    """The arrays of `acts.npz`, from all but one quarter."""
    from sklearn.linear_model import LogisticRegression

    size = CHARACTERS + WORDS
    table, bias = np.zeros((size, len(ACTS))), np.zeros(len(ACTS))
    usual = np.full(len(ACTS), 0.5)
    for role, acts in (("agent", AGENT_ACTS), ("customer", CUSTOMER_ACTS)):
        known = [i for i, t in enumerate(turns) if t.role == role and quarter_of(t.group) != without]
        for act in acts:
            labels = np.array([act in turns[i].acts for i in known])
            if not labels.any():
                continue
            column = ACTS.index(f"{role}:{act}")
            model = LogisticRegression(C=STRENGTH, max_iter=500).fit(inputs[known], labels)
            table[:, column], bias[column] = model.coef_[0], model.intercept_[0]
            usual[column] = labels.mean()
    known = [i for i, e in enumerate(ends) if quarter_of(e.group) != without]
    labels = np.array([ends[i].resolved for i in known])
    if labels.any() and not labels.all():
        model = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced").fit(
            ended[known], labels
        )
        for number, output in enumerate(ENDS_WELL):
            table[:, ACTS.index(output)] = model.coef_[0, number * size : (number + 1) * size]
            bias[ACTS.index(output)] = model.intercept_[0] / len(ENDS_WELL)
    return _stored(table, bias, usual)


def _fit_matters(abouts: Sequence[About], inputs: Any, without: int | None) -> dict[str, np.ndarray]:
    """The columns of matters, from all but one quarter."""
    from sklearn.linear_model import LogisticRegression

    table, bias = np.zeros((CHARACTERS + WORDS, len(MATTERS))), np.zeros(len(MATTERS))
    usual = np.full(len(MATTERS), 0.5)
    for column, matter in enumerate(MATTERS):
        known = [
            n
            for n, a in enumerate(abouts)
            if quarter_of(a.group) != without and (matter in a.matters or matter in a.others)
        ]
        labels = np.array([matter in abouts[n].matters for n in known])
        if labels.any() and not labels.all():
            model = LogisticRegression(C=STRENGTH, max_iter=500).fit(inputs[known], labels)
            table[:, column], bias[column] = model.coef_[0], model.intercept_[0]
            usual[column] = labels.mean()
    return _stored(table, bias, usual)


def _both(arrays: Mapping[str, np.ndarray], more: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Their columns side by side."""
    return {name: np.concatenate([arrays[name], more[name]], axis=-1) for name in arrays}


def _stored(table: np.ndarray, bias: np.ndarray, usual: np.ndarray) -> dict[str, np.ndarray]:
    scale = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    return {
        "table": np.rint(table / scale).astype(np.int8), "scale": scale.astype(np.float32),
        "bias": bias.astype(np.float32), "usual": usual.astype(np.float32),
    }  # fmt: skip
