"""Groups of openings: found without their number, kept over nights, merged and cut by rule."""

from __future__ import annotations

import random

import numpy as np
import pytest

from insights.clusters import NOBODY, follow, similarities, vectors

SUBJECTS = {
    "refund": ["refund", "money", "card", "charged", "twice", "bank", "statement"],
    "login": ["password", "login", "locked", "account", "code", "email", "reset"],
    "parcel": ["parcel", "courier", "late", "door", "tracking", "depot", "van"],
    "router": ["router", "wifi", "slow", "light", "cable", "restart", "signal"],
}


def said(subject: str, number: int) -> tuple[str, ...]:
    """Three or four of a subject's words, in some order."""
    chance = random.Random(f"{subject}{number}")
    return tuple(chance.sample(SUBJECTS[subject], chance.choice((3, 4))))


def openings(
    each: int, *, start: int = 0, subjects: tuple[str, ...] = tuple(SUBJECTS)
) -> list[tuple[str, ...]]:
    return [said(subject, number) for number in range(start, start + each) for subject in subjects]


def fresh(words: list[tuple[str, ...]], smallest: int = 5) -> np.ndarray:
    return follow(vectors(words), np.full(len(words), NOBODY), smallest)


def agree(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether two groupings are the same but for their numbers."""
    return len(set(zip(first.tolist(), second.tolist(), strict=True))) == len(set(first)) == len(set(second))


def test_subjects_are_found_and_their_number_is_not_asked() -> None:
    groups = fresh(openings(25))
    assert agree(groups, np.tile(np.arange(4), 25))


def test_what_resembles_nothing_is_in_no_group() -> None:
    alone = [(f"odd{n}", f"strange{n}") for n in range(10)] + [()]
    groups = fresh(openings(25) + alone)
    assert (groups[100:] == NOBODY).all()
    assert (groups[:100] >= 0).all()


def test_nothing_new_changes_nothing() -> None:
    words = openings(25)
    seen = vectors(words)
    groups = fresh(words)
    assert (follow(seen, groups, 5) == groups).all()


def test_topics_keep_their_numbers_night_by_night() -> None:
    """Openings come in ten nights, a subject later than the others; nobody changes group, and the end is as all at once."""
    words = openings(20, subjects=("refund", "login", "parcel")) + openings(20, subjects=("router", "parcel"))
    groups = np.zeros(0, dtype=np.int64)
    kept = []
    for upto in range(10, len(words) + 1, 10):
        before = np.concatenate([groups, np.full(upto - len(groups), NOBODY)])
        groups = follow(vectors(words[:upto]), before, 5)
        kept.append(
            float((groups[before >= 0] == before[before >= 0]).mean()) if (before >= 0).any() else 1.0
        )
    assert min(kept) == 1.0
    assert agree(groups, fresh(words))


def test_of_two_that_became_alike_the_larger_keeps_its_number() -> None:
    words = openings(30, subjects=("refund",))
    before = np.array([4] * 20 + [2] * 10)
    assert set(follow(vectors(words), before, 5).tolist()) == {4}


def test_of_one_that_fell_apart_the_largest_part_keeps_its_number() -> None:
    words = [*openings(30, subjects=("refund",)), *openings(12), *openings(12, start=12)]
    before = np.full(len(words), 3)
    groups = follow(vectors(words), before, 5)
    assert set(groups[:30].tolist()) == {3}
    assert len(set(groups.tolist())) == 4


def test_a_group_below_the_smallest_is_given_up() -> None:
    words = openings(3, subjects=("refund",))
    assert (follow(vectors(words), np.zeros(3, dtype=np.int64), 5) == NOBODY).all()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_hardly_any_openings(count: int) -> None:
    assert (fresh(openings(1)[:count]) == NOBODY).all()


def test_ten_thousand_times_the_same_is_one_topic() -> None:
    words = [("parcel", "late")] * 10_000
    groups = fresh(words)
    assert set(groups.tolist()) == {0}
    assert similarities(vectors(words), groups) == pytest.approx(1.0)


def test_more_than_are_held_against_one_another_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insights.clusters.AT_ONCE", 40)
    assert agree(fresh(openings(50)), np.tile(np.arange(4), 50))
