"""What speakers' words amount to: the likeliest roles of all together, with an honest share of what could be."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.roles import Calibration, cast, role_model
from qa_rules.roles import prepared

LEANINGS = st.lists(st.floats(-8, 8), min_size=1, max_size=5)


@given(LEANINGS, st.booleans(), st.booleans())
def test_a_casting_is_the_likeliest_of_all_that_could_be(leanings, agent, customer) -> None:
    several = len(leanings) + agent + customer > 1
    shares = {}
    for roles in itertools.product([True, False], repeat=len(leanings)):
        if several and not ((agent or True in roles) and (customer or False in roles)):
            continue
        shares[roles] = math.prod(
            1 / (1 + math.exp(-x if r else x)) for x, r in zip(leanings, roles, strict=True)
        )
    found = cast(leanings, agent=agent, customer=customer)
    assert shares[found.agents] == pytest.approx(max(shares.values()))
    assert found.probability == pytest.approx(shares[found.agents] / sum(shares.values()))


@pytest.mark.parametrize(
    ("leanings", "agents", "probability"),
    [([3.0], (True,), 0.9526), ([-3.0], (False,), 0.9526), ([60.0, 58.0], (True, False), 0.8808), ([-60.0, -60.0], (False, True), 0.5)],
)  # fmt: skip
def test_castings(leanings, agents, probability) -> None:
    found = cast(leanings)
    assert sorted(found.agents) == sorted(agents)
    assert round(found.probability, 4) == probability


def test_many_turns_of_one_speaker_count_less_than_their_sum() -> None:
    calibration = Calibration(0.0, 1.0, 0.0, 0.5)
    one, ten = (calibration.leaning(np.ones(n), np.zeros(n)) for n in (1, 10))
    assert one < ten < 10 * one


@pytest.mark.parametrize(
    ("language", "agents", "customers"),
    [
        ("en", "Thank you for calling, how may I help you today?", "my parcel still hasn't arrived"),
        ("ko", "무엇을 도와드릴까요? 확인해 드리겠습니다.", "아직 안 왔는데 언제 와요"),
        ("th", "ขออภัยในความไม่สะดวกค่ะ มีอะไรให้ช่วยไหมคะ", "ของยังไม่มาเลยครับ"),
    ],
)
def test_a_turns_evidence_is_its_own(language, agents, customers) -> None:
    model = role_model(language)
    alone = [model.evidence([prepared(text, language)])[0] for text in (agents, customers)]
    assert alone[0] > 0 > alone[1]
    together = model.evidence([prepared(text, language) for text in (customers, agents, customers)])
    assert together.tolist() == [alone[1], alone[0], alone[1]]
