"""Customer intents: seen where they are said, not where they are not, in every language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.conversation import Conversation, Turn
from qa_rules.definitions import read_yaml
from qa_rules.detectors import detectors
from qa_rules.intents import intent_pack, intents
from qa_rules.observe import languages_of, observe
from qa_rules.tokenizing import LANGUAGES

CASES = read_yaml(Path(__file__).with_name("intent_cases.yaml"))
PROMISED = {
    "ask_callback", "ask_invoice", "ask_person", "ask_policy", "ask_price", "ask_status", "ask_supervisor",
    "book", "buy", "cancel", "cancel_booking", "change_address", "change_booking", "close_account", "complain",
    "confirm", "decline", "login_problem", "payment_problem", "refund", "report_damage", "report_missing",
    "technical_problem",
}  # fmt: skip


def _seen(language: str, text: str, role: str = "customer") -> dict[str, str]:
    """The intents of a turn, with the words that show each."""
    conversation = Conversation("c-1", (Turn(role, text),), language=language)
    using = [d for d in detectors() if d.name == "intents"]
    signals = observe(conversation, languages_of(conversation), using=using).signals
    return {signal.name.removeprefix("intent:"): text[signal.start : signal.end] for signal in signals}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}-{case['text'][:30]}")
def test_what_is_said_is_seen(case: dict[str, Any]) -> None:
    seen = set(_seen(case["language"], case["text"]))
    assert set(case["intents"]) <= seen
    assert not seen & set(case.get("not", []))


def test_every_intent_has_a_case_in_every_language() -> None:
    covered = {(intent, case["language"]) for case in CASES for intent in case["intents"]}
    assert covered >= {(intent, language) for intent in intents() for language in LANGUAGES}


def test_the_intents_that_scripts_may_name_exist() -> None:
    assert set(intents()) >= PROMISED


@pytest.mark.parametrize("name", sorted(intents()))
def test_an_intent_says_what_it_means_and_how_it_sounds(name: str) -> None:
    intent = intents()[name]
    assert intent.means.endswith(".")
    for language in LANGUAGES:
        assert len(set(getattr(intent.say, language))) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_can_be_searched(language: str) -> None:
    pack = intent_pack(language)
    assert pack is not None
    assert set(pack.sections) == set(intents())


def test_the_span_holds_the_words_that_show_it() -> None:
    assert _seen("en", "hello, I want a refund please")["refund"] == "want a refund"


def test_an_agent_has_no_customer_intent() -> None:
    assert _seen("en", "Would you like a refund?", role="agent") == {}
