"""N-grams, heads and spans by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from models.heads import on_grid
from models.ngrams import CHARACTERS, WORDS, Words, grams, runs
from models.reader import NGRAM_OUTPUTS, WEIGHTS, reader, version
from models.spans import best_run
from qa_rules.analysis import analyse
from qa_rules.learned import prepared


def words(text: str) -> Words:
    places = np.array([[i, i + 1] for i in range(len(text))], dtype=np.int32).reshape(-1, 2)
    return Words(text, text, places, tuple((w, text.index(w), text.index(w) + len(w)) for w in text.split()))


def test_every_run_of_one_to_five_characters_is_met_once_with_its_place() -> None:
    characters, of_words = runs([words("ab cd")])
    rows, starts, ends = characters.rows, characters.starts, characters.ends
    word_rows, word_starts, word_ends = of_words.rows, of_words.starts, of_words.ends
    assert len(rows) == sum(7 - n + 1 for n in range(1, 6))  # five letters between two edges
    assert rows.max() < CHARACTERS <= word_rows.min()
    assert word_rows.max() < CHARACTERS + WORDS
    assert list(zip(word_starts, word_ends, strict=True)) == [(0, 2), (3, 5), (0, 5)]
    assert starts.min() == 0
    assert ends.max() == 5
    assert (ends > starts).all()


def test_equal_runs_share_a_row_and_others_do_not() -> None:
    found, _ = runs([words("xyzxyz")])
    singles = {int(s): int(r) for r, s in zip(found.rows[:8], found.starts[:8], strict=True)}
    assert singles[1] == singles[4]
    assert singles[1] != singles[2]


def test_texts_side_by_side_share_no_run() -> None:
    together = runs([words("ab cd"), words("ef")])
    for alone, number in ((runs([words("ab cd")]), 0), (runs([words("ef")]), 1)):
        for one, both in zip(alone, together, strict=True):
            mine = both.texts == number
            for column in ("rows", "starts", "ends"):
                assert (np.sort(getattr(both, column)[mine]) == np.sort(getattr(one, column))).all()


def test_what_training_never_met_says_nothing() -> None:
    found = grams(words("nothing known here"), np.zeros(CHARACTERS + WORDS))
    assert not found.values.any()


def test_each_part_has_length_one_and_less_in_a_text_that_says_little() -> None:
    idf = np.full(CHARACTERS + WORDS, 6.0)
    for text, full in (
        ("a turn of some length, with a good many words of every kind in it, as people write", True),
        ("ok", False),
    ):
        found = grams(words(text), idf)
        characters = found.rows < CHARACTERS
        for part in (found.values[characters], found.values[~characters]):
            assert (part**2).sum() == pytest.approx(1) if full else 0 < (part**2).sum() < 0.3


@pytest.mark.parametrize("language", ["en", "ko", "th"])
def test_the_shares_of_the_characters_add_up_to_the_verdict(language: str) -> None:
    text = {"en": "That is not my problem.", "ko": "그건 제 문제가 아니거든요", "th": "นั่นไม่ใช่ปัญหาของฉัน"}[
        language
    ]
    encoder = reader(language)._ngrams
    encoded = encoder.encode([prepared(analyse(text, language))])[0]
    column = NGRAM_OUTPUTS.index("rudeness")
    found = grams(encoded.words, encoder.idf)
    shares = encoder.shares(found, column, len(text))
    assert shares.sum() == pytest.approx(encoded.vector[column] - encoder.bias[column], abs=1e-6)


def test_numbers_on_the_grid_add_up_the_same_in_any_order() -> None:
    rng = np.random.default_rng(3)
    vectors, weights = (
        on_grid(rng.normal(size=(50, 768)), 2.0**10),
        on_grid(rng.normal(size=(768, 9)), 2.0**14),
    )
    order = rng.permutation(768)
    assert (vectors @ weights == vectors[:, order] @ weights[order]).all()
    assert (vectors[7:8] @ weights == (vectors @ weights)[7:8]).all()


def test_the_best_run_of_words() -> None:
    places = np.array([[0, 2], [3, 5], [6, 9], [10, 12]], dtype=np.int32)
    assert best_run(places, np.array([-1.0, 2.0, 1.5, -3.0]), cost=0.0) == (3, 9)
    assert best_run(places, np.array([-1.0, 2.0, 1.5, -3.0]), cost=1.8) == (3, 5)
    assert best_run(places, np.array([-2.0, -1.0, -2.0, -3.0]), cost=0.0) == (3, 5)
    assert best_run(np.zeros((0, 2), np.int32), np.zeros(0), cost=0.0) is None


def test_the_weights_are_small_and_their_version_is_that_of_their_content() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()) <= 60_000_000
    assert len({version(language) for language in ("en", "ko", "th")}) == 3
