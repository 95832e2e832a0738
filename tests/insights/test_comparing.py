"""Fair comparison: the same mix of work, own answers left out, sparse work not compared, doubt counted."""

from __future__ import annotations

import numpy as np
import pytest

from insights.assessment import surprise
from insights.expected import Cells, Compared, compare

Row = tuple[int, int, int, float, float]
"""subject, question, kind of work, answers, yes"""


def cells(*rows: Row, unsure: dict[int, float] | None = None, doubt: float = 0.0) -> Cells:
    subject, question, work, size, total = (np.array(column) for column in zip(*rows, strict=True))
    left = np.array([(unsure or {}).get(row, 0.0) for row in range(len(rows))])
    return Cells(
        subject, question, work[:, None], size + left, left, total.astype(float), total.astype(float), size * doubt
    )  # fmt: skip


def of(compared: Compared, subject: int, question: int = 0) -> dict[str, float]:
    row = np.flatnonzero((compared.subject == subject) & (compared.question == question))[0]
    return {name: float(getattr(compared, name)[row]) for name in Compared.__dataclass_fields__}


def test_who_has_the_hard_work_is_compared_with_others_on_hard_work() -> None:
    """Subject 0 has mostly hard work (40 % yes for everybody), the others mostly easy work (90 %)."""
    rows: list[Row] = [(0, 0, 0, 1000, 400), (0, 0, 1, 100, 90)]
    rows += [row for other in (1, 2, 3) for row in ((other, 0, 0, 100, 40), (other, 0, 1, 1000, 900))]
    found = of(compare(cells(*rows)), 0)
    assert found["observed"] == 490
    assert found["expected"] == pytest.approx(490, abs=3)


def test_own_answers_are_left_out_of_what_is_expected() -> None:
    found = of(compare(cells((0, 0, 0, 1000, 0), *((other, 0, 0, 10, 10) for other in (1, 2, 3)))), 0)
    assert found["expected"] == pytest.approx(1000, rel=0.01)


def test_work_that_colleagues_hardly_do_is_left_out_and_counted() -> None:
    rows: list[Row] = [(0, 0, 0, 50, 25), (0, 0, 1, 30, 0), (1, 0, 1, 4, 4)]
    rows += [(other, 0, 0, 50, 25) for other in (1, 2, 3)]
    found = of(compare(cells(*rows)), 0)
    assert (found["size"], found["left_out"], found["observed"]) == (50, 30, 25)


def test_a_rare_kind_of_work_leans_on_the_wider_one_around_it() -> None:
    """Six answers of colleagues, none yes, are not taken for a rate of none where the question has 80 %."""
    rows: list[Row] = [(0, 0, 1, 20, 16), (1, 0, 1, 6, 0)]
    rows += [(other, 0, 0, 100, 80) for other in (1, 2, 3)]
    found = of(compare(cells(*rows)), 0)
    assert 2 < found["expected"] < 19


def test_unsure_answers_count_as_what_is_usual_and_widen() -> None:
    rows: list[Row] = [(0, 0, 0, 50, 20), *((other, 0, 0, 100, 60) for other in (1, 2, 3))]
    without, with_some = compare(cells(*rows)), compare(cells(*rows, unsure={0: 10.0}))
    assert of(with_some, 0)["observed"] == pytest.approx(of(without, 0)["observed"] + 6, abs=0.01)
    assert of(with_some, 0)["expected"] == pytest.approx(of(without, 0)["expected"] + 6, abs=0.01)
    assert of(with_some, 0)["variance"] > of(without, 0)["variance"] + 10 * 0.24


def test_doubt_about_verdicts_widens() -> None:
    rows: list[Row] = [(0, 0, 0, 50, 20), *((other, 0, 0, 100, 60) for other in (1, 2, 3))]
    sure, doubtful = of(compare(cells(*rows)), 0), of(compare(cells(*rows, doubt=0.09)), 0)
    assert doubtful["variance"] == pytest.approx(sure["variance"] + 50 * 0.09)
    assert doubtful["least"] == pytest.approx(sure["least"] - 50 * 0.09)


def test_questions_are_compared_apart() -> None:
    rows: list[Row] = [(s, q, 0, 100, 90 if q else 20) for s in range(4) for q in range(2)]
    compared = compare(cells(*rows))
    assert of(compared, 0, 0)["expected"] == pytest.approx(20, abs=0.5)
    assert of(compared, 0, 1)["expected"] == pytest.approx(90, abs=0.5)


def world(seed: int, *, spread: float = 0.0, agents: int = 150) -> Cells:
    rng = np.random.default_rng(seed)
    rows = []
    for agent in range(agents):
        effect = rng.normal(0, spread)
        for work, rate in enumerate((0.9, 0.7, 0.5)):
            size = int(rng.integers(10, 120))
            rows.append((agent, 0, work, size, float(rng.binomial(size, min(rate + effect, 1.0)))))
    return cells(*rows)


def p_values(made: Cells) -> tuple[np.ndarray, float]:
    compared = compare(made)
    found = surprise(compared, compared.question, compared.size > 0)
    return found.p_below, float(found.tau2[0])


@pytest.mark.parametrize("spread", [0.0, 0.04])
def test_chance_and_the_usual_spread_bring_small_p_values_as_often_as_they_say(spread: float) -> None:
    p = np.concatenate([p_values(world(seed, spread=spread))[0] for seed in range(20)])
    for level in (0.1, 0.01):
        assert np.mean(p <= level) == pytest.approx(level, abs=3.5 * np.sqrt(level / len(p)))


def test_the_usual_spread_is_found() -> None:
    assert p_values(world(3))[1] < 0.002
    assert p_values(world(3, spread=0.06))[1] > 0.01


def test_an_outlier_widens_the_spread_of_nobody() -> None:
    made = world(5)
    made.total[:3] = 0.0
    assert p_values(made)[1] < 0.003
    assert p_values(made)[0][0] < 1e-6
