"""Tests of the slips and shortenings made of written questions."""

from random import Random

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from training.variants import misspelt, shortened, varied

QUESTION = "What was done about long suspensions of nurses?"


@pytest.mark.parametrize("seed", range(30))
def test_misspelt_question_is_at_most_one_slip_away(seed: int) -> None:
    changed = misspelt(QUESTION, Random(seed))
    assert DamerauLevenshtein.distance(QUESTION, changed) <= 1
    firsts = [word[0] for word in QUESTION.split()]
    assert [word[0] for word in changed.split()] == firsts


def test_slips_differ_between_seeds_and_not_within_one() -> None:
    made = {misspelt(QUESTION, Random(seed)) for seed in range(30)}
    assert len(made) > 10
    assert misspelt(QUESTION, Random(1)) == misspelt(QUESTION, Random(1))


def test_question_of_short_words_is_left_alone() -> None:
    assert misspelt("who led it", Random(1)) == "who led it"


def test_shortened_question_keeps_its_content_words() -> None:
    assert shortened(QUESTION) == "done long suspensions nurses?"
    assert shortened("what was it") == "what was it"


def test_most_questions_stay_as_written() -> None:
    random = Random(3)
    made = [varied(QUESTION, random) for _ in range(200)]
    assert 80 <= made.count(QUESTION) <= 190
    assert len(set(made)) > 10
