"""Tests of how batches are laid out for training."""

import re
from random import Random

import numpy as np
import pytest

from training.general import Fact
from training.material import Example
from training.train import Recipe, batches, field_rows, general_rows, token_ends


def likeness(count: int, *pairs: tuple[int, int]) -> np.ndarray:
    """Give a table in which these pairs are near-copies and nothing else is alike."""
    table = np.eye(count, dtype=np.float32)
    for one, other in pairs:
        table[one, other] = table[other, one] = 0.95
    return table


def test_every_passage_is_in_one_batch() -> None:
    made = list(batches([str(n) for n in range(20)], likeness(20), 6, Random(1)))
    assert sorted(at for batch in made for at in batch) == list(range(20))
    assert all(len(batch) <= 6 for batch in made)


def test_near_copies_never_meet() -> None:
    for seed in range(10):
        for batch in batches([str(n) for n in range(8)], likeness(8, (2, 5)), 4, Random(seed)):
            assert not {2, 5} <= set(batch)


def test_passages_of_a_story_told_twice_never_meet() -> None:
    stories = ["a+b", "c", "a+b", "d", "e", "f"]
    for seed in range(10):
        for batch in batches(stories, likeness(6), 3, Random(seed)):
            assert not {0, 2} <= set(batch)


def test_rows_ask_each_question_before_any_is_asked_again() -> None:
    examples = [
        Example(str(n), f"text {n}", "", tuple(f"{n}{letter}" for letter in "abcdef"))
        for n in range(4)
    ]
    rows = field_rows(examples, likeness(4), [[n] for n in range(4)], Recipe(epochs=2, batch=4))
    assert all(row["text"] == f"text {row['label'][0]}" for row in rows)
    assert len(rows) == 8
    asked = [row[f"q{n}"] for row in rows if row["text"] == "text 0" for n in range(3)]
    assert len({each.strip("?").lower() for each in asked}) == 6


def test_general_batch_holds_no_question_twice() -> None:
    facts = [Fact(f"q{n}", f"{n} {side}") for n in range(9) for side in "ab"]
    rows = general_rows(facts, 12, Recipe(batch=4))
    assert len(rows) == 12
    for start in range(0, 12, 4):
        assert len({row["question"] for row in rows[start : start + 4]}) == 4


@pytest.mark.parametrize("seed", [1, 2])
def test_layout_is_the_same_for_the_same_seed(seed: int) -> None:
    examples = [Example(str(n), f"text {n}", "", ("a one", "a two", "a three")) for n in range(6)]
    recipe = Recipe(epochs=3, batch=3, seed=seed)
    laid_out = field_rows(examples, likeness(6), [[]] * 6, recipe)
    assert laid_out == field_rows(examples, likeness(6), [[]] * 6, recipe)


def test_sentences_end_where_their_last_token_does() -> None:
    """The tokens are words here, between a first and a last that have no letters."""

    def tokenizer(text: str, *, return_offsets_mapping: bool) -> dict[str, list[tuple[int, int]]]:
        assert return_offsets_mapping
        words = [found.span() for found in re.finditer(r"\w+|\.", text)]
        return {"offset_mapping": [(0, 0), *words, (0, 0)]}

    text = "It fell. By half. So it did."
    ends = token_ends(tokenizer, Example("", text, "", (), ends=(8, 17)))
    assert ends[:2] == [3, 6]
    assert len(ends) == 12
    assert min(ends[2:]) > 256, "past every token"


def test_a_long_passage_keeps_the_number_of_its_columns() -> None:
    def tokenizer(text: str, *, return_offsets_mapping: bool) -> dict[str, list[tuple[int, int]]]:
        assert return_offsets_mapping
        return {"offset_mapping": [(at, at + 1) for at in range(len(text))]}

    ends = token_ends(tokenizer, Example("", "a" * 50, "", (), ends=tuple(range(2, 48, 2))))
    assert len(ends) == 12
    assert ends[:2] == [2, 4]
