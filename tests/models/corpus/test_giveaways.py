"""What tells a label without the meaning of the turn is named; chance, few lines and a context seen before are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.corpus.giveaways import ENOUGH
from tests.models.corpus.made_up import Corpus, Line, checked, customer, words


def _half(sign: Callable[[int, bool], Line], lines: int = 80) -> Corpus:
    """A batch of complaints and questions, alternating, in which something else differs too."""
    batch = []
    for number in range(1, lines + 1):
        complaint = number % 2 == 0
        more = sign(number, complaint)
        text = more.pop("text", words(number, 40 + number % 7))
        spans = {"opportunity": [0, 4]} if complaint else {}
        batch.append(customer(number, text, opportunity=int(complaint), spans=spans, **more))
    return {"train-a": batch}


def _said(text: str) -> Line:
    return {"context": [{"role": "agent", "text": text}]}


def _longer(number: int, complaint: bool) -> Line:
    return {"text": words(number, (70 if complaint else 40) + 11 * (number % 5))}


def _shorter(number: int, complaint: bool) -> Line:
    return _longer(number, not complaint)


def _with_context(number: int, complaint: bool) -> Line:
    return _said("Anything else?") if complaint or number % 3 == 0 else {}


def _after_an_apology(number: int, complaint: bool) -> Line:
    return _said(f"{'Sorry for that' if complaint else 'Good morning'}, {words(-number, 15)}.")


def _by_chance(number: int, complaint: bool) -> Line:
    return _said(words(-number, 30)) if number % 4 > 1 else {}


@pytest.mark.parametrize(
    ("sign", "what"),
    [
        (_longer, "the length alone tells opportunity"),
        (_shorter, "the length alone tells opportunity"),
        (_with_context, "having a context or none tells opportunity"),
        (_after_an_apology, "the context alone tells opportunity"),
    ],
)
def test_what_gives_a_label_away_is_named(
    tmp_path: Path, sign: Callable[[int, bool], Line], what: str
) -> None:
    [failure] = checked(tmp_path, _half(sign)).failures
    assert failure.check == "giveaway"
    assert f"en, train batches: {what}" in failure.message


def test_chance_is_no_giveaway_and_few_lines_are_not_judged(tmp_path: Path) -> None:
    assert checked(tmp_path, _half(_by_chance)).failures == []
    report = checked(tmp_path, _half(_longer, lines=2 * ENOUGH - 2))
    assert report.failures == []
    [length] = [
        g for g in report.giveaways if (g.half, g.label, g.sign) == ("train", "opportunity", "length")
    ]
    assert length.auc is not None
    assert length.auc > 0.8


def test_lines_of_one_context_are_guessed_from_the_others(tmp_path: Path) -> None:
    """A context that comes back with the same label tells nothing of contexts that were never seen."""
    corpus = _half(lambda number, complaint: _said(words(-(number % 64) - 1, 60)), lines=320)
    report = checked(tmp_path, corpus)
    [found] = [
        g for g in report.giveaways if (g.half, g.label, g.sign) == ("train", "opportunity", "context")
    ]
    assert found.auc is not None
    assert found.auc < 0.7
