"""Tests of reciprocal-rank fusion."""

import pytest

from index.fuse import fuse


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    scores = fuse(["a", "b"], ["b"])
    assert scores["a"] == pytest.approx(1 / 11)
    assert scores["b"] == pytest.approx(1 / 12 + 1 / 11)


def test_found_by_both_beats_first_of_one() -> None:
    scores = fuse(["a", "b", "c"], ["d", "e", "c"])
    assert max(scores, key=lambda item: scores[item]) == "c"


def test_order_of_the_rankings_does_not_matter() -> None:
    one, two = [1, 2, 3], [3, 4, 1]
    assert fuse(one, two) == fuse(two, one)


def test_nothing_found_is_no_scores() -> None:
    assert fuse([], []) == {}
