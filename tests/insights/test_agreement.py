"""Agreement with people's answers: figures by hand and by library, the draw, and what never enters the rates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from data.reviews import Review, answers_of, keep_reviews, name_answers
from data.warehouse import insert, migrate
from insights.agreement import LONGEST, Drawn, Reviewed, agreement_of, make_agreement
from insights.agreement_figures import Estimate, Whole, beyond_chance, corrected_rate, weighted_share
from insights.periods import Period
from insights.sampling import draw, remember
from tests.bench.reviews import SETTINGS, measure

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 28))
INSIDE = datetime(2026, 11, 10, 3, tzinfo=UTC)
KEY = b"k" * 32
VALUES = {"yes": 1.0, "no": 0.0, "partly": 0.5}
EN = ("en", False)


def ones(count: int) -> Any:
    return np.ones(count)


# figures


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (10, 10), (7, 10), (93, 100), (0, 1)])
def test_a_share_of_equal_weights_is_wilsons(hits: int, n: int) -> None:
    found = weighted_share(np.array([1.0] * hits + [0.0] * (n - hits)), ones(n))
    low, high = proportion_confint(hits, n, method="wilson")
    assert [found.value, found.low, found.high] == pytest.approx([hits / n, low, high])


def test_a_sample_of_all_is_sure() -> None:
    assert weighted_share(np.array([1.0, 0.0]), ones(2), ones(2)) == Estimate(0.5, 0.5, 0.5)


def test_weights_count_for_what_they_stand_for() -> None:
    found = weighted_share(np.array([1.0, 0.0, 0.0]), np.array([8.0, 1.0, 1.0]))
    assert found.value == pytest.approx(0.8)
    assert found.low is not None
    assert found.low < 0.3, "one answer of ten times the weight tells little more than one"


def test_kappa_is_the_librarys() -> None:
    table = np.array([[20.0, 5.0], [10.0, 15.0]])
    found = beyond_chance(table, weighted_share(np.array([1.0] * 35 + [0.0] * 15), ones(50)), 50).kappa
    library = cohens_kappa(table)
    assert found.value == pytest.approx(library.kappa)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= library.kappa_low
    assert found.high >= library.kappa_upp


def test_gwets_worked_example() -> None:
    """Gwet 2008, Computing inter-rater reliability, table 2: 118, 5, 2, 0 of 125; kappa −0.023, AC1 0.941."""
    table = np.array([[118.0, 5.0], [2.0, 0.0]])
    found = beyond_chance(table, weighted_share(np.array([1.0] * 118 + [0.0] * 7), ones(125)), 125)
    assert found.kappa.value == pytest.approx(-0.0234, abs=5e-4)
    assert found.ac1.value == pytest.approx(0.9408, abs=5e-4)


def test_where_all_agree_the_interval_is_no_point() -> None:
    table = np.diag([8.0, 2.0])
    found = beyond_chance(table, weighted_share(ones(10), ones(10)), 10).kappa
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low is not None
    assert found.low < 0.5


def test_one_answer_alone_has_no_kappa() -> None:
    found = beyond_chance(np.diag([10.0, 0.0]), weighted_share(ones(10), ones(10)), 10)
    assert found.kappa == Estimate()
    assert found.ac1.value == 1.0


def corrected(whole: Whole, automatic: list[float], people: list[float], **more: Any) -> Estimate:
    n = len(automatic)
    weights = more.get("weights", np.full(n, whole.answers / n))
    counted = {"counted": ones(n)}
    return corrected_rate(
        whole,
        counted | {"value": np.array(automatic)},
        counted | {"value": np.array(people)},
        weights,
        1 / weights,
    )


def test_the_rate_is_corrected_by_what_the_sample_shows() -> None:
    found = corrected(Whole(1000, 1000, 800.0), [1] * 8 + [0] * 2, [1] * 6 + [0] * 4)
    assert found.value == pytest.approx(0.8 - 0.2)


def test_all_reviewed_the_rate_is_peoples() -> None:
    found = corrected(Whole(10, 10, 8.0), [1] * 8 + [0] * 2, [1] * 6 + [0] * 4)
    assert [found.value, found.low, found.high] == pytest.approx([0.6] * 3)


def test_where_nothing_was_wrong_the_rate_stays_and_the_interval_does_not_close() -> None:
    found = corrected(Whole(1000, 1000, 800.0), [1] * 8 + [0] * 2, [1] * 8 + [0] * 2)
    assert found.value == pytest.approx(0.8)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.6
    assert found.high > 0.95


def test_answers_that_count_on_one_side_alone() -> None:
    """Half of the answers are unsure automatically, and people say no to those: 40 yes of 100, not of 50."""
    n = 10
    automatic = {"counted": np.array([1.0] * 5 + [0.0] * 5), "value": np.array([1.0] * 4 + [0.0] * 6)}
    people = {"counted": ones(n), "value": automatic["value"]}
    found = corrected_rate(Whole(100, 50, 40.0), automatic, people, np.full(n, 10.0), np.full(n, 0.1))
    assert found.value == pytest.approx(0.4)


@pytest.mark.parametrize("name", ["90 % yes, 2 to 20 % wrong", "the list to decide first, then a third"])
def test_the_interval_holds_the_truth(name: str) -> None:
    """A glance at tests.bench.reviews."""
    found = measure(SETTINGS[name], 0, (7,), least=120)
    assert found["covered"]["corrected rate"] >= 0.9
    assert abs(found["bias"]["corrected rate"]) < 0.03 < abs(found["bias"]["automatic rate"])


# of a question and language


def reviewed(
    automatic: str, *people: str, probability: float = 1.0, group: tuple[str, bool] = EN
) -> Reviewed:
    value = VALUES.get(automatic)
    return Reviewed(probability, group, automatic, value is not None, value or 0.0, people)


def told(answers: list[Reviewed], minimum: int = 1, drawn: dict[Any, Drawn] | None = None) -> dict[str, Any]:
    n = len(answers)
    whole = Whole(n, sum(a.counted for a in answers), sum(a.value for a in answers))
    return agreement_of(whole, drawn or {EN: Drawn(n, float(n))}, answers, minimum)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([reviewed("yes", "yes")] * 3 + [reviewed("yes", "no")], {"n": 4, "agreement": 0.75, "false_yes": 0.25, "false_no": None}),
        ([reviewed("no", "yes"), reviewed("no", "no")], {"agreement": 0.5, "false_no": 0.5, "automatic_no": 2}),
        ([reviewed("unsure", "no"), reviewed("yes", "yes")], {"n": 1, "automatic_unsure": 1, "corrected_rate": 0.5}),
        ([reviewed("yes", "unsure"), reviewed("no", "no")], {"n": 1, "people_unsure": 1, "corrected_rate": 0.5}),
        ([reviewed("yes", "yes", "no"), reviewed("no", "no", "no")], {"agreement": 0.75, "people_n": 2, "people_agreement": 0.5}),
        ([reviewed("partly", "partly"), reviewed("yes", "partly")], {"agreement": 0.5, "corrected_rate": 0.5}),
        ([reviewed("not_applicable", "no"), reviewed("yes", "yes")], {"automatic_rate": 1.0, "corrected_rate": 0.5}),
        ([reviewed("yes", "not_applicable")] * 2, {"corrected_rate": None, "false_yes": 0.0}),
        ([reviewed("yes", "yes")] * 4, {"kappa": None, "ac1": 1.0}),
    ],
)  # fmt: skip
def test_a_question_and_language(answers: list[Reviewed], expected: dict[str, Any]) -> None:
    found = told(answers)
    assert {name: found[name] for name in expected} == expected


def test_too_few_say_nothing() -> None:
    found = told([reviewed("yes", "yes")] * 3, minimum=5)
    assert found["missing"] == 2
    assert {name for name, value in found.items() if value is None} >= {
        "agreement",
        "kappa",
        "corrected_rate",
        "false_yes",
    }


def test_what_is_answered_sooner_counts_for_what_was_drawn_of_it() -> None:
    """Both doubtful answers are reviewed and wrong; of the 18 others two are, and right."""
    answers = [reviewed("yes", "no", group=("en", True))] * 2 + [reviewed("yes", "yes")] * 2
    found = told(answers, drawn={("en", True): Drawn(2, 2.0), EN: Drawn(18, 18.0)})
    assert found["agreement"] == pytest.approx(0.9)


def test_where_nobody_answered_the_doubtful_ones_nothing_is_said() -> None:
    drawn = {("en", True): Drawn(2, 2.0), EN: Drawn(18, 18.0)}
    found = told([reviewed("yes", "yes")] * 10, drawn=drawn)
    assert (found["missing"], found["agreement"]) == (1, None)


# the draw, and the table


class Centre:
    """An in-memory warehouse of answers, one a conversation."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        migrate(self.connection)
        name_answers(self.connection, KEY)
        self.count = 0

    def add(
        self, agent: str | None, answer: str, count: int = 1, *, question: str = "greeting", **columns: Any
    ) -> None:
        given = {"definition": "1", **columns}
        definition = given.pop("definition")
        rows: dict[str, list[dict[str, Any]]] = {"conversations": [], "answers": []}
        for _ in range(count):
            self.count += 1
            key = f"c{self.count:04}"
            rows["conversations"].append({
                "conversation_key": key, "source": "s", "conversation_id": key, "revision": 1, "is_current": True, "batch_id": "b",
                "language": "en", "times_ok": True, "metadata": "{}", "warnings": [], "started_at": INSIDE, **given,
            })  # fmt: skip
            rows["answers"].append({
                "conversation_key": key, "agent_id": agent, "scorecard": "card@1", "section": "s", "question": question,
                "definition": definition, "answer": answer, "value": VALUES.get(answer), "probability": 0.9, "weight": 1.0,
                "critical": False, "reason": "r", "evidence": [],
            })  # fmt: skip
        for table, found in rows.items():
            insert(self.connection, table, pa.Table.from_pylist(found))

    def drawn(self, sample: int, seed: int = 1, period: Period = PERIOD) -> dict[str, float]:
        found = draw(self.connection, period, sample, seed)
        remember(self.connection, found, (), period, datetime.now(UTC))
        return dict(zip(found["answer_id"].to_pylist(), found["probability"].to_pylist(), strict=True))

    def kept(self, seed: int = 1) -> dict[str, float]:
        sql = "SELECT answer_id, probability FROM review_draws WHERE seed = ?"
        return dict(self.connection.execute(sql, [seed]).fetchall())

    def review(self, ids: Any, said: str, who: str = "lee") -> None:
        found = answers_of(self.connection, list(ids))
        reviews = [Review(answer, said, who, None) for answer in found.values()]
        keep_reviews(self.connection, reviews, "b", datetime.now(UTC))

    def all_ids(self) -> list[str]:
        sql = "SELECT answer_id(conversation_key, agent_id, definition, question) FROM answers ORDER BY 1"
        return [row[0] for row in self.connection.execute(sql).fetchall()]

    def agreement(
        self, minimum: int = 1, period: Period = PERIOD
    ) -> dict[tuple[str, str, str | None], dict[str, Any]]:
        make_agreement(self.connection, period, minimum)
        rows = self.connection.execute("SELECT * FROM agreement").to_arrow_table().to_pylist()
        return {(row["question"], row["definition"], row["language"]): row for row in rows}


@pytest.fixture
def centre() -> Centre:
    return Centre()


def test_nothing_at_all(centre: Centre) -> None:
    assert centre.drawn(5) == {}
    assert centre.agreement() == {}


def test_so_many_of_each_agent_and_language(centre: Centre) -> None:
    centre.add("a", "yes", 40)
    centre.add("a", "yes", 10, language="ko")
    centre.add("b", "yes", 3)
    centre.add(None, "yes", 8)
    found = centre.drawn(4)
    assert len(found) == 4 + 4 + 3 + 4
    assert sorted(set(found.values())) == [0.1, 0.4, 0.5, 1.0]


def test_two_ids_of_a_person_are_one_agent(centre: Centre) -> None:
    rows = [{"agent_id": name, "person_id": "p", "exclude": False} for name in ("a", "a-2")]
    insert(centre.connection, "agents", pa.Table.from_pylist(rows))
    centre.add("a", "yes", 10)
    centre.add("a-2", "yes", 10)
    assert set(centre.drawn(5).values()) == {0.25}


@pytest.mark.parametrize(
    "columns",
    [
        {"excluded": "test"}, {"not_scored": "roles unclear"}, {"is_current": False}, {"started_at": INSIDE - timedelta(days=28)},
        {"started_at": None}, {"text_deleted_on": date(2026, 11, 20)},
    ],
)  # fmt: skip
def test_what_nobody_can_review_is_not_drawn(centre: Centre, columns: dict[str, Any]) -> None:
    centre.add("a", "yes", 5, **columns)
    assert centre.drawn(5) == {}


def test_the_draw_depends_on_no_order(centre: Centre) -> None:
    centre.add("a", "yes", 60)
    before = centre.drawn(10)
    centre.connection.execute(
        "CREATE TEMP TABLE mixed AS SELECT * FROM answers ORDER BY hash(conversation_key)"
    )
    centre.connection.execute("DELETE FROM answers; INSERT INTO answers SELECT * FROM mixed")
    assert centre.drawn(10) == before
    assert centre.drawn(10, seed=2).keys() != before.keys()


def test_more_wanted_holds_what_was_drawn_and_the_higher_probability_stays(centre: Centre) -> None:
    centre.add("a", "yes", 100)
    few, more = centre.drawn(10), centre.drawn(20)
    assert few.keys() < more.keys()
    assert set(centre.kept().values()) == {0.2}
    centre.drawn(5)
    assert set(centre.kept().values()) == {0.2}


def test_as_answers_come_in_little_of_the_draw_changes(centre: Centre) -> None:
    centre.add("a", "yes", 100)
    before = centre.drawn(20)
    centre.add("a", "yes", 20)
    after = centre.drawn(20)
    assert len(before.keys() & after.keys()) >= 12
    kept = centre.kept()
    assert {kept[name] for name in before} == {0.2}
    assert {round(kept[name], 6) for name in after.keys() - before.keys()} == {round(20 / 120, 6)}


def test_rows_to_decide_never_enter_the_rates(centre: Centre) -> None:
    """All that is reviewed outside the sample is called wrong; the figures are those of the sample alone."""
    centre.add("a", "yes", 50)
    sample = centre.drawn(10)
    centre.review(sample, "yes")
    before = centre.agreement()["greeting", "1", "en"]
    centre.review(set(centre.all_ids()) - sample.keys(), "no")
    after = centre.agreement()["greeting", "1", "en"]
    assert after == before
    assert (after["reviewed"], after["agreement"], after["corrected_rate"]) == (10, 1.0, 1.0)


def test_what_was_reviewed_before_it_was_drawn_counts(centre: Centre) -> None:
    centre.add("a", "yes", 10)
    centre.review(centre.all_ids(), "yes")
    assert centre.agreement()["greeting", "1", "en"]["reviewed"] == 0
    centre.drawn(4)
    assert centre.agreement()["greeting", "1", "en"]["reviewed"] == 4


def test_agents_count_for_their_work(centre: Centre) -> None:
    """The agent with nine tenths of the answers is judged wrong, the other right."""
    centre.add("a", "yes", 90)
    centre.add("b", "yes", 10)
    sample = centre.drawn(5)
    centre.review([name for name, chance in sample.items() if chance < 0.1], "no")
    centre.review([name for name, chance in sample.items() if chance > 0.1], "yes")
    assert centre.agreement()["greeting", "1", "en"]["corrected_rate"] == pytest.approx(0.1)


def test_judged_again_an_answer_keeps_its_id_and_is_held_against_what_people_said(centre: Centre) -> None:
    centre.add("a", "yes", 10)
    ids = centre.drawn(10)
    centre.review(ids, "no")
    assert centre.agreement()["greeting", "1", "en"]["agreement"] == 0.0
    centre.connection.execute(
        "UPDATE answers SET answer = 'no', value = 0, probability = 0.7, scorecard = 'card@2'"
    )
    assert centre.all_ids() == sorted(ids)
    assert centre.agreement()["greeting", "1", "en"]["agreement"] == 1.0
    assert centre.connection.execute(
        "SELECT DISTINCT automatic_answer, scorecard FROM reviews"
    ).fetchall() == [("yes", "card@1")]


def test_two_versions_of_a_question_and_two_languages_are_told_apart(centre: Centre) -> None:
    centre.add("a", "yes", 5)
    centre.add("a", "no", 5, definition="2")
    centre.add("a", "no", 5, definition="2", language="ko")
    centre.review(centre.drawn(50), "yes")
    found = centre.agreement()
    assert {key: row["agreement"] for key, row in found.items()} == {
        ("greeting", "1", "en"): 1.0, ("greeting", "2", "en"): 0.0, ("greeting", "2", "ko"): 0.0, ("greeting", "2", None): 0.0,
    }  # fmt: skip


def test_another_seed_begins_another_sample(centre: Centre) -> None:
    centre.add("a", "yes", 40)
    centre.review(centre.drawn(10), "yes")
    centre.drawn(10, seed=2)
    row = centre.agreement()["greeting", "1", "en"]
    assert row["drawn"] == 10
    assert row["reviewed"] < 10


def test_a_sample_goes_on_over_periods(centre: Centre) -> None:
    centre.add("a", "yes", 10)
    centre.add("a", "no", 10, started_at=INSIDE + timedelta(days=28))
    centre.review(centre.drawn(5), "yes")
    later = Period(PERIOD.start + timedelta(days=28), PERIOD.end + timedelta(days=28))
    centre.review(centre.drawn(5, period=later), "no")
    row = centre.agreement(period=later)["greeting", "1", "en"]
    assert (row["answers"], row["reviewed"], row["period_from"]) == (20, 10, PERIOD.start)
    much_later = Period(PERIOD.start + timedelta(days=400), PERIOD.end + timedelta(days=400))
    make_agreement(centre.connection, much_later, 1)
    centre.add("a", "no", 1, started_at=INSIDE + timedelta(days=400))
    row = centre.agreement(period=much_later)["greeting", "1", "en"]
    assert (row["answers"], row["period_from"]) == (1, much_later.end - timedelta(days=LONGEST - 1))


def test_the_same_rows_give_the_same_table_in_any_order(centre: Centre) -> None:
    for agent, answer in (("a", "yes"), ("b", "no"), ("c", "partly"), ("d", "unsure")):
        centre.add(agent, answer, 12)
    ids = sorted(centre.drawn(6))
    centre.review(ids[::2], "yes", "lee")
    centre.review(ids, "no", "kim")
    before = centre.agreement()
    for table in ("answers", "reviews", "review_draws", "conversations"):
        centre.connection.execute(
            f"CREATE TEMP TABLE m AS SELECT * FROM {table} ORDER BY hash({table}::VARCHAR)"  # noqa: S608
        )
        centre.connection.execute(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM m; DROP TABLE m")  # noqa: S608
    assert centre.agreement() == before
