"""Flags: agents against colleagues, topics against their period before; each table row is one situation."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from scipy.stats import binomtest

from data.warehouse import insert, migrate
from insights.flags import STATES, FlagSettings, make_flags
from insights.periods import Period, current_period, previous

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 28), "Asia/Seoul")
INSIDE = datetime(2026, 11, 10, 3, tzinfo=UTC)
BEFORE = INSIDE - timedelta(days=28)
VALUES = {"yes": 1.0, "no": 0.0, "partly": 0.5}


class Answers:
    """An in-memory warehouse of answers, one conversation each."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        migrate(self.connection)
        self.numbers = itertools.count()

    def conversation(self, **columns: Any) -> None:
        self.insert("conversations", [self._conversation(columns)])

    def add(self, agent: str | None, answer: str, count: int = 1, **options: Any) -> None:
        rows: dict[str, list[dict[str, Any]]] = {"conversations": [], "answers": [], "topics": []}
        for _ in range(count):
            given = dict(options)
            card, question = given.pop("scorecard", "card@1"), given.pop("question", "greeting")
            definition = given.pop("definition", "1")
            topic, probability = given.pop("topic", None), given.pop("probability", 0.9)
            value = given.pop("value", VALUES.get(answer))
            rows["conversations"].append(self._conversation(given))
            row = {"conversation_key": rows["conversations"][-1]["conversation_key"], "agent_id": agent}
            row |= {
                "scorecard": card,
                "section": "s",
                "question": question,
                "definition": definition,
                "answer": answer,
                "value": value,
            }
            row |= {
                "probability": probability,
                "weight": 1.0,
                "critical": False,
                "reason": "r",
                "evidence": [],
            }
            rows["answers"].append(row)
            if topic:
                row = {"conversation_key": row["conversation_key"], "topic": topic}
                rows["topics"].append(row | {"given_by": "declared", "version": "1"})
        for table, found in rows.items():
            self.insert(table, found)

    def colleagues(self, yes: int, no: int = 0, **options: Any) -> None:
        """Answers of three colleagues, dealt out one by one."""
        for number, answer in enumerate(["yes"] * yes + ["no"] * no):
            self.add("bcd"[number % 3], answer, **options)

    def agent(self, agent_id: str, person_id: str, exclude: bool = False) -> None:
        self.insert("agents", [{"agent_id": agent_id, "person_id": person_id, "exclude": exclude}])

    def insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        insert(self.connection, table, pa.Table.from_pylist(rows))

    def _conversation(self, columns: dict[str, Any]) -> dict[str, Any]:
        key = columns.pop("key", None) or f"c{next(self.numbers):04}"
        row = {"conversation_key": key, "source": "s", "conversation_id": key, "revision": 1, "batch_id": "b"}
        row |= {"is_current": True, "times_ok": True, "metadata": "{}", "warnings": [], "started_at": INSIDE}
        return row | columns

    def flags(self, **settings: Any) -> dict[tuple[str, str], dict[str, Any]]:
        make_flags(self.connection, PERIOD, FlagSettings(**settings))
        result = self.connection.execute("SELECT * FROM flags")
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        return {(row["subject"], row["question"]): row for row in rows}


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.mark.parametrize(
    ("own", "others", "state", "more_needed"),
    [
        ((20, 0), (30, 10), "as expected", None),
        ((40, 0), (300, 100), "above", None),
        ((10, 30), (30, 10), "below", None),
        ((28, 12), (30, 10), "as expected", None),
        ((19, 0), (30, 10), "not enough conversations yet", 1),
        ((0, 3), (30, 10), "not enough conversations yet", 17),
        ((20, 20), (19, 0), "no comparable colleagues", None),
        ((3, 0), (3, 0), "not enough conversations yet", 17),
    ],
)
def test_an_agent_against_colleagues(
    answers: Answers, own: tuple[int, int], others: tuple[int, int], state: str, more_needed: int | None
) -> None:
    answers.add("a", "yes", own[0])
    answers.add("a", "no", own[1])
    answers.colleagues(*others)
    flag = answers.flags()[("a", "greeting")]
    assert (flag["state"], flag["more_needed"]) == (state, more_needed)
    assert flag["state"] in STATES


def test_the_interval_is_wilsons(answers: Answers) -> None:
    answers.add("a", "yes", 7)
    answers.add("a", "no", 16)
    wilson = binomtest(7, 23).proportion_ci(method="wilson")
    flag = answers.flags()[("a", "greeting")]
    assert (flag["low"], flag["high"]) == pytest.approx((wilson.low, wilson.high), abs=1e-6)


def test_a_difference_too_small_to_matter_is_no_flag(answers: Answers) -> None:
    answers.add("a", "yes", 380)
    answers.add("a", "no", 620)
    for number in range(12):
        answers.add(f"colleague {number}", "yes", 100)
        answers.add(f"colleague {number}", "no", 80)
    assert answers.flags(smallest_difference=0.18)[("a", "greeting")]["state"] == "as expected"
    assert answers.flags(smallest_difference=0.17)[("a", "greeting")]["state"] == "below"


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        ("not_applicable", {}),
        ("unsure", {}),
        ("not_scored", {}),
        ("no", {"is_current": False}),
        ("no", {"excluded": "queue of tests"}),
        ("no", {"not_scored": "unsupported language"}),
        ("no", {"started_at": None}),
        ("no", {"started_at": BEFORE}),
        (
            "no",
            {"started_at": datetime(2026, 10, 31, 14, 59, tzinfo=UTC)},
        ),  # 23:59 of the day before in Seoul
        ("no", {"started_at": datetime(2026, 11, 28, 15, tzinfo=UTC)}),  # midnight after the last day
    ],
)
def test_what_does_not_count(answers: Answers, answer: str, options: dict[str, Any]) -> None:
    answers.add("a", "yes", 25)
    answers.add("a", answer, 25, **options)
    flag = answers.flags()[("a", "greeting")]
    assert (flag["n"], flag["observed"], flag["worst"]) == (25, 1.0, [])


def test_two_versions_of_a_question_are_never_mixed(answers: Answers) -> None:
    answers.colleagues(90)
    answers.add("a", "no", 30, definition="2")
    flag = answers.flags()[("a", "greeting")]
    assert (flag["state"], flag["expected"], flag["compared_with"]) == ("no comparable colleagues", None, 0)


def test_the_same_question_is_compared_across_scorecards(answers: Answers) -> None:
    answers.colleagues(90)
    answers.add("a", "no", 30, scorecard="card@2")
    assert answers.flags()[("a", "greeting")]["state"] == "below"


def test_a_person_is_one_under_all_their_ids_and_the_excluded_are_left_out(answers: Answers) -> None:
    people = (("a1", "p", False), ("a2", "p", False), ("trainee", "q", False), ("trainee-2", "q", True))
    for agent, person, exclude in people:
        answers.agent(agent, person, exclude)
    answers.add("a1", "yes", 15)
    answers.add("a2", "no", 5)
    answers.add("trainee", "no", 40)
    answers.add(None, "no", 40)
    flags = answers.flags()
    assert list(flags) == [("p", "greeting")]
    assert (flags[("p", "greeting")]["n"], flags[("p", "greeting")]["compared_with"]) == (20, 0)


def test_examples_are_lowest_then_most_probable_then_newest(answers: Answers) -> None:
    for key, answer, probability, day in [
        ("partly", "partly", 0.99, 0),
        ("old", "no", 0.9, 0),
        ("new", "no", 0.9, 1),
        ("sure", "no", 0.95, 0),
        ("good", "yes", 0.8, 0),
        ("better", "yes", 0.9, 0),
    ]:
        answers.add("a", answer, probability=probability, key=key, started_at=INSIDE + timedelta(days=day))
    flag = answers.flags(examples=4)[("a", "greeting")]
    assert flag["worst"] == ["sure", "new", "old", "partly"]
    assert flag["best"] == ["better", "good", "partly"]


@pytest.mark.parametrize(
    ("now", "then", "state", "said"),
    [
        ((5, 35), (30, 10), "below", "the period before had 75 % on the same work: 63 points below."),
        ((39, 1), (30, 10), "above", "the period before had 75 % on the same work: 23 points above."),
        ((30, 10), (30, 10), "as expected", "the same work: no difference."),
        (
            (30, 10),
            (10, 2),
            "not enough conversations yet",
            "the period before has 12 answers, 20 are needed",
        ),
        ((3, 10), (30, 10), "not enough conversations yet", "not enough to compare yet, about 7 more needed"),
    ],
)
def test_a_topic_against_its_own_period_before(
    answers: Answers, now: tuple[int, int], then: tuple[int, int], state: str, said: str
) -> None:
    for start, (yes, no) in ((INSIDE, now), (BEFORE, then)):
        answers.add(None, "yes", yes, topic="refund", started_at=start)
        answers.add(None, "no", no, topic="refund", started_at=start)
    flag = answers.flags()[("refund", "greeting")]
    assert (flag["kind"], flag["state"]) == ("topic", state)
    assert said in flag["reason"]


def test_the_reason_can_be_read_aloud(answers: Answers) -> None:
    answers.add("a", "yes", 60)
    answers.add("a", "no", 340)
    answers.add("a", "unsure", 1)
    answers.colleagues(770, 430)
    assert answers.flags()[("a", "greeting")]["reason"] == (
        "Yes in 60 of 400 answers (15 %, 95 % interval 12–19 %); colleagues reach 64 % on the same work: 49 points below."
        " 1 unsure one counts as what is usual."
    )


def test_the_same_answers_in_any_order_give_the_same_flags(answers: Answers) -> None:
    shares = [(f"k{n}", "a" if n % 3 else "b", n / 97 % 1) for n in range(200)]
    tables = []
    for seed in (1, 2):
        world = Answers()
        for key, agent, value in random.Random(seed).sample(shares, len(shares)):
            world.add(agent, "partly", key=key, value=value)
        world.flags()
        tables.append(world.connection.execute("SELECT * FROM flags").fetchall())
    assert tables[0] == tables[1]


def test_made_again_adds_nothing(answers: Answers) -> None:
    answers.add("a", "yes", 5, topic="refund")
    assert make_flags(answers.connection, PERIOD, FlagSettings()) == 2
    assert make_flags(answers.connection, PERIOD, FlagSettings()) == 2
    assert answers.connection.execute("SELECT count(*) FROM flags").fetchone() == (2,)


def test_the_current_period_ends_on_the_last_local_day_that_counts(answers: Answers) -> None:
    answers.conversation(started_at=datetime(2026, 11, 20, 15, 30, tzinfo=UTC))  # 00:30 of the 21st in Seoul
    answers.conversation(started_at=datetime(2026, 11, 25, tzinfo=UTC), excluded="test")
    answers.conversation(started_at=datetime(2026, 12, 25, tzinfo=UTC))
    answers.conversation(started_at=None)
    found = current_period(answers.connection, time_zone="Asia/Seoul", not_after=date(2026, 11, 28))
    assert found == Period(date(2026, 10, 25), date(2026, 11, 21), "Asia/Seoul")
    late = datetime(2026, 11, 27, tzinfo=UTC)
    answers.conversation(
        started_at=None, file_time=late
    )  # says nothing of when it began: it moves nobody's period
    assert current_period(answers.connection, time_zone="Asia/Seoul", not_after=date(2026, 11, 28)) == found
    answers.connection.execute("UPDATE conversations SET started_at = NULL")
    found = current_period(answers.connection, time_zone="UTC", not_after=date(2026, 11, 28))
    assert found == Period(date(2026, 10, 31), date(2026, 11, 27), "UTC")
    answers.connection.execute("UPDATE conversations SET started_at = '2026-11-21 00:00:00+00'")
    found = current_period(answers.connection, time_zone="Asia/Seoul", not_after=date(2026, 11, 28))
    assert previous(found).end == date(2026, 10, 24)
    assert current_period(answers.connection, time_zone="UTC", not_after=date(2025, 1, 1)) is None


def test_one_bad_answer_of_few_is_no_finding_where_what_is_expected_is_uncertain_too(
    answers: Answers,
) -> None:
    answers.add("a", "yes", 24)
    answers.add("a", "no", 1)
    answers.colleagues(60, 1)
    assert answers.flags()[("a", "greeting")]["state"] == "as expected"


def test_one_slip_is_never_a_flag_and_a_few_may_be(answers: Answers) -> None:
    answers.add("a", "yes", 19)
    answers.add("a", "no", 1)
    answers.add("e", "yes", 22)
    answers.add("e", "no", 8)
    for number in range(12):
        answers.add(f"colleague {number}", "yes", 200)
    states = {subject: flag["state"] for (subject, _), flag in answers.flags(fewest_answers=2).items()}
    assert (states["a"], states["e"]) == ("as expected", "below")
    assert answers.flags(fewest_answers=9)[("e", "greeting")]["state"] == "as expected"
