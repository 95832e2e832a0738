"""From items and answers to figures, with a judge that knows a few words."""

from __future__ import annotations

import pytest

from models.evaluation.items import Answer, Item, LabelledSet, conversation
from models.evaluation.own_corpus import corpus_sets
from models.evaluation.results import evaluate
from models.evaluation.sets import public_sets
from models.folds import KEPT_OUT
from tests.models.evaluation.made_up import word_judge, write_corpus, write_sets


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = write_sets(tmp_path_factory.mktemp("sets"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.evaluation.sets.fold_of", lambda key: KEPT_OUT)
        return {
            labelled.name: evaluate(
                labelled, labelled.read(path), word_judge, prevalence={"rudeness": 0.02}, resamples=50
            )[0]
            for labelled, path in public_sets(folder)
        }


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    folder = write_corpus(tmp_path_factory.mktemp("corpus"))
    labelled, paths = corpus_sets(folder)[0]
    items = [item for path in paths for item in labelled.read(path)]
    return {(r.axis, r.language): r for r in evaluate(labelled, items, word_judge, resamples=50)}


def test_figures_of_a_set(results):
    found = results["convabuse"]
    assert (found.n, found.positives, found.left_out, found.not_scored) == (2, 1, 1, 0)
    assert (found.f1, found.auc, found.always_yes, found.floor) == (1, 1, 2 / 3, 0.73)
    assert found.calibration.ece == pytest.approx(0.1)


def test_pairs_count_ties_as_half(results):
    pairs = results["paradetox"].pairs
    assert (pairs.n, pairs.share) == (3, pytest.approx(2.5 / 3))
    assert pairs.interval == (0.5, 1)


def test_a_set_without_positives_has_a_share_called_and_no_f1_of_chance(results):
    found = results["star"]
    assert (found.n, found.positives, found.false_alarms) == (2, 0, 1 / 2)
    assert (found.auc, found.auc_interval, found.recall, found.calibration.ece_working) == (None,) * 4


def test_spans_are_compared_on_found_and_on_all(results, own):
    spans = results["epitome"].spans  # people: So sorry must hurt; the judge: sorry
    assert (spans.found, spans.marked, spans.on_found) == (1, 1, pytest.approx(2 / 5))
    rude = own["rudeness", "en"].spans  # "you idiot", of which it marks a word
    assert (rude.on_all, rude.marked) == (pytest.approx(2 / 3), 1)


def test_a_missed_rationale_counts_as_zero():
    whole = conversation("a", "en", [("agent", "so sorry")]), conversation("b", "en", [("agent", "it hurts")])
    items = [Item(c, 0, "empathy", 1, c.conversation_id, spans=((0, 8),)) for c in whole]
    labelled = LabelledSet("s", "f", "empathy", "en", "own", "ours", iter)
    spans = evaluate(labelled, items, word_judge, resamples=5)[0].spans
    assert (spans.found, spans.marked) == (1, 2)
    assert (spans.on_found, spans.on_all) == pytest.approx((2 / 3, 1 / 3))


def test_what_was_not_scored_counts_as_none_and_is_counted():
    texts = ("you idiot", "123", "hello")
    items = [
        Item(conversation(t, "en", [("agent", t)]), 0, "rudeness", gold, t)
        for t, gold in zip(texts, (1, 1, 0), strict=True)
    ]
    labelled = LabelledSet("s", "f", "rudeness", "en", "own", "ours", iter)
    found = evaluate(labelled, items, word_judge, resamples=5)[0]
    assert (found.n, found.not_scored, found.recall, found.auc) == (3, 1, 1 / 2, 1 / 2)


def test_levels_and_a_second_labeller(own):
    empathy = own["empathy", "en"]
    assert empathy.levels.accuracy == 1 / 2
    assert (empathy.second.n, empathy.second.agreement, empathy.second.macro_f1) == (2, 1 / 2, 1)
    assert "second labeller" in empathy.human
    assert own["opportunity", "en"].levels is None
    assert own["opportunity", "ko"].recall == 0


def test_a_conversation_is_judged_once():
    asked = []

    def judge(conversations):
        asked.extend(conversations)
        return word_judge(conversations)

    whole = conversation("a", "en", [("agent", "so sorry"), ("agent", "bye")])
    items = [Item(whole, number, "empathy", gold, "a") for number, gold in ((0, 1), (1, 0))]
    labelled = LabelledSet("s", "f", "empathy", "en", "own", "ours", iter)
    assert evaluate(labelled, items, judge, resamples=5)[0].accuracy == 1
    assert len(asked) == 1


def test_nothing_to_evaluate_gives_no_result():
    labelled = LabelledSet("s", "f", "empathy", "en", "own", "ours", iter)
    assert evaluate(labelled, [None], word_judge) == []


@pytest.mark.parametrize(("groups", "interval"), [("aaaa", (0.75, 0.75)), ("abcd", (0.25, 1))])
def test_intervals_draw_whole_groups(groups, interval):
    texts = ("you idiot", "idiot", "idiotic", "hello")
    items = [
        Item(conversation(t, "en", [("agent", t)]), 0, "rudeness", 1, g)
        for t, g in zip(texts, groups, strict=True)
    ]
    labelled = LabelledSet("s", "f", "rudeness", "en", "own", "ours", iter)
    assert evaluate(labelled, items, word_judge)[0].accuracy_interval == interval


@pytest.mark.parametrize(
    ("answer", "called"),
    [
        (Answer(1, 0.4), True),
        (Answer(0, 0.9), False),
        (Answer(None, 0.5), True),
        (Answer(None, 0.4999), False),
    ],
)
def test_the_level_decides_and_one_half_where_there_is_none(answer, called):
    assert answer.called is called
