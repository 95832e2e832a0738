"""Training who speaks: shortened and noisy conversations, and a calibration that holds."""

from __future__ import annotations

import random

import numpy as np
import pytest

from models.roles import cast
from models.training.roles import Source, Speakers, as_called, by_side, calibrate, lengths, varied

SAID = ((True, "Hello, how can I help?"), (False, "My parcel is late."), (True, "Your number, please."), (False, "It is 12."))  # fmt: skip


def test_a_call_has_no_signs_and_keeps_most_words_in_order():
    heard = as_called(SAID * 20, random.Random(1))
    words = " ".join(text for _, text in heard).split()
    assert len(heard) > 80
    assert not set(",.?") & set("".join(words))
    assert 0.8 * 15 * 20 < len(words) < 15 * 20
    assert as_called(SAID, random.Random(1)) == as_called(SAID, random.Random(1))


def test_conversations_are_varied_in_length_and_number_of_speakers():
    several = list(varied(Source("s", [SAID] * 40), random.Random(1)))
    assert {len(sides) for sides in several} == {1, 2, 3}
    assert {sum(map(len, sides)) for sides in several} >= {1, 2, 3, 4}
    for sides in several:
        assert all(len({is_agent for is_agent, _ in side}) == 1 for side in sides)


def test_a_side_that_says_nothing_is_left_out():
    assert by_side(SAID[:1]) == [[SAID[0]]]
    assert by_side(SAID) == [[SAID[0], SAID[2]], [SAID[1], SAID[3]]]


@pytest.mark.parametrize("noise", [1.0, 3.0])
def test_the_calibrated_probability_holds(noise):
    chance = np.random.default_rng(7)

    def one() -> Speakers:
        kinds = [True, False]
        turns = [
            np.stack(
                [(1 if kind else -1) + noise * chance.normal(size=1 + k), lengths(["word"] * (1 + k))], axis=1
            )
            for k, kind in enumerate(kinds)
        ]
        return Speakers(turns, kinds)

    calibration = calibrate([one() for _ in range(1_500)])
    said, right = [], []
    for speakers in [one() for _ in range(1_500)]:
        found = cast([calibration.leaning(turns[:, 0], turns[:, 1]) for turns in speakers.turns])
        said.append(found.probability)
        right.append(list(found.agents) == speakers.agents)
    assert abs(np.mean(said) - np.mean(right)) < 0.04
    assert np.mean(right) > 0.6
