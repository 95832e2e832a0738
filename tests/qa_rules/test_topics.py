"""The taxonomy on sentences that it was not written from: the right topic, with a quote, and none where none is named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from data.conversation import Conversation, Turn
from qa_rules.definitions import read_yaml
from qa_rules.observe import languages_of
from qa_rules.tokenizing import LANGUAGES
from qa_rules.topics import OTHER, TopicFound, topic_of, topics

CASES = read_yaml(Path(__file__).with_name("topic_cases.yaml"))
EXPECTED = {
    "account_access", "address", "cancellation", "contract", "customs", "delay",
    "lost_or_damaged", "payment", "refund", "staff_complaint", "technical", "tracking",
}  # fmt: skip


def _found(language: str, *texts: str, topic: str | None = None) -> TopicFound:
    turns = tuple(Turn("customer", text) for text in texts)
    conversation = Conversation("c-1", turns, language=language, topic=topic)
    return topic_of(conversation, languages_of(conversation))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}-{case['text'][:30]}")
def test_a_sentence_gets_its_topic(case: dict[str, str]) -> None:
    assert _found(case["language"], case["text"]).topic == case["topic"]


def test_every_topic_has_cases_in_every_language() -> None:
    counts = Counter((case["topic"], case["language"]) for case in CASES)
    assert set(topics()) == EXPECTED
    for topic in EXPECTED:
        assert sum(counts[topic, language] for language in LANGUAGES) >= 12, topic
        assert all(counts[topic, language] >= 3 for language in LANGUAGES), topic


@pytest.mark.parametrize("topic", sorted(EXPECTED))
def test_every_topic_has_wordings_in_every_language(topic: str) -> None:
    for language in LANGUAGES:
        wordings = getattr(topics()[topic].say, language)
        assert len(wordings) >= 8
        assert len(set(wordings)) == len(wordings)


def test_the_quote_is_found_in_the_turn_that_decided() -> None:
    texts = ("good morning", "my card was declined at the checkout")
    found = _found("en", *texts)
    assert (found.topic, found.given_by, found.turn) == ("payment", "taxonomy", 1)
    assert "card was declined" in texts[1][found.start : found.end]


def test_the_first_turn_weighs_more_than_a_later_one() -> None:
    assert (
        _found("en", "I was charged twice", "ok thanks", "and the app is slow by the way").topic == "payment"
    )


def test_a_declared_topic_wins() -> None:
    assert _found("en", "I was charged twice", topic="vip").topic == "vip"


def test_no_customer_turn_is_no_topic() -> None:
    conversation = Conversation("c-1", (Turn("agent", "Where is my parcel?"),), language="en")
    assert topic_of(conversation, languages_of(conversation)) == TopicFound(OTHER, "none")
