"""Ids, names of batches, leaks into the held-out half, and turns too much alike: each mistake is named by its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.corpus.check import Report
from tests.models.corpus.made_up import Corpus, Line, agent, checked, customer, sound, words

ONE = "Maria, your parcel 12345 left the depot in Leeds at 9:40 and is with the driver now."
LIKE_IT = "Joanna, your parcel AB-987 left the depot in York at 11.15 and is with the driver now!"
OTHER = "Maria, parcel 12345 never reached the depot in Leeds, and nobody can say who has it."


def _found(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    return [(failure.check, failure.ids) for failure in report.failures]


@pytest.mark.parametrize(
    ("place", "key", "sentence"),
    [
        (2, "en-train-a-0002", "en-train-a-0002 is also the id of en/train-a.jsonl, row 2"),
        (2, "en-train-b-0003", "it is en-train-a- and a number above 0002"),
        (2, "ko-train-a-0003", "it is en-train-a- and a number above 0002"),
        (2, "en-train-a-3", "it is en-train-a- and a number above 0002"),
        (0, "en-train-a-0009", "it is en-train-a- and a number above 0009"),
    ],
)
def test_ids_are_unique_and_in_order(tmp_path: Path, place: int, key: str, sentence: str) -> None:
    corpus = sound()
    corpus["train-a"][place]["id"] = key
    failures = checked(tmp_path, corpus).failures
    assert {failure.check for failure in failures} == {"id"}
    assert sentence in failures[0].message


def test_a_batch_is_for_training_or_held_out(tmp_path: Path) -> None:
    corpus = {"extra": [customer(1, "Do you ship to Malta?", "extra")]}
    assert _found(checked(tmp_path, corpus)) == [("name", ())]


@pytest.mark.parametrize(
    "kept_out",
    [
        customer(2, "do you ship, to malta", "held-a"),
        customer(2, "how can I help", "held-a"),
        customer(2, "No idea.", "held-a", context=[{"role": "agent", "text": "Do you ship to Malta?"}]),
    ],
    ids=["the turn itself", "a turn of a training context", "in its own context"],
)
def test_nothing_held_out_is_in_training(tmp_path: Path, kept_out: Line) -> None:
    corpus = sound()
    corpus["held-a"].append(kept_out)
    assert ("leak", ("en-held-a-0002", "en-train-a-0003")) in _found(checked(tmp_path, corpus))


@pytest.mark.parametrize(("batch", "number"), [("train-a", 5), ("train-b", 1)])
@pytest.mark.parametrize("block", [1, 2, 500])
def test_two_turns_too_much_alike_are_both_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: str, number: int, block: int
) -> None:
    monkeypatch.setattr("models.corpus.failures._BLOCK", block)
    corpus = sound()
    corpus["train-a"].append(agent(4, ONE))
    corpus.setdefault(batch, []).append(agent(number, LIKE_IT, batch))
    [failure] = checked(tmp_path, corpus).failures
    assert (failure.check, failure.ids) == ("alike", ("en-train-a-0004", f"en-{batch}-{number:04}"))
    assert all(key in failure.message for key in failure.ids)


def test_turns_that_differ_are_not_called_alike(tmp_path: Path) -> None:
    corpus = sound()
    corpus["train-a"] += [agent(4, ONE), agent(5, OTHER)]
    assert checked(tmp_path, corpus).failures == []


@pytest.mark.parametrize(
    ("language", "opening"),
    [("en", "well then let me "), ("ko", "네 그럼 제가 바로 "), ("th", "ขออภัยในความไม่สะดวกค่ะ")],
)
def test_an_opening_that_too_many_turns_share_is_named(tmp_path: Path, language: str, opening: str) -> None:
    def corpus(shared: int) -> Corpus:
        lines = [agent(n, (opening if n <= shared else "") + words(n, 40)) for n in range(1, 151)]
        return {"train-a": [line | {"id": line["id"].replace("en", language, 1)} for line in lines]}

    assert checked(tmp_path, corpus(1), language).failures == []
    [failure] = checked(tmp_path, corpus(2), language).failures
    assert (failure.check, failure.ids) == (
        "opening",
        (f"{language}-train-a-0001", f"{language}-train-a-0002"),
    )
