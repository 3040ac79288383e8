"""Tests of what is embedded of a passage."""

import numpy as np
import pytest

from index.embedded import Embedded, embed, of_passage
from tests.fakes import HashingEncoder


def test_heading_says_what_a_passage_stands_under() -> None:
    above = "Recruitment\nIndicator  2\nAction | Lead"
    item = of_passage("A plan", ("Alder", "Birch"), "Recruitment", above, "Train.")
    assert item == Embedded("Train.", ("A plan", "Alder, Birch", "Recruitment", "Indicator 2"))


def test_heading_says_nothing_twice_and_nothing_empty() -> None:
    assert of_passage("A plan", (), "A plan", "", "Train.") == Embedded("Train.", ("A plan",))


def test_key_is_of_text_and_heading_and_nothing_else() -> None:
    items = (("a",), ("a", ("b",)), ("b", ("a",)), ("ab",), ("a", ("b", "c")), ("a", ("bc",)))
    assert len({Embedded(*each).key for each in items}) == len(items)
    assert Embedded("a").key == Embedded("a", (), ((0, 1),)).key


def test_text_counts_more_than_heading_and_both_count() -> None:
    encoder = HashingEncoder()
    (vector,), _ = embed(encoder, [Embedded("managers trained", ("recruitment plan",))])
    of_text, of_heading, of_other = encoder.encode(
        ["managers trained", "recruitment plan", "soup recipe"]
    )
    assert vector @ of_text > vector @ of_heading > vector @ of_other + 0.2
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_shared_line_is_encoded_once_and_an_absent_one_not_at_all() -> None:
    encoder = HashingEncoder()
    items = [Embedded("one", ("a plan", "aims")), Embedded("two", ("a plan",)), Embedded("three")]
    vectors, _ = embed(encoder, items)
    assert encoder.texts == ["one", "two", "three", "a plan", "aims"]
    assert np.allclose(vectors[2], HashingEncoder().encode(["three"])[0])
