"""Tests of prefixes, and of the smoke test that every export must pass."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.configuration import SMOKE, Prefixes, check_likeness, check_ranking, prefixes_of
from index.errors import NoModel
from index.manifest import Model
from index.records import Vector
from tests.fakes import HashingEncoder


class Oracle:
    """Knows the answers; those after `right` it gives a vector of their own."""

    def __init__(self, right: int) -> None:
        self.model = Model("oracle", "1", 2 * len(SMOKE), "mean")
        self._right = right

    def encode(self, texts: Sequence[str]) -> Vector:
        answers = [answer for _, answer in SMOKE]
        return np.eye(self.model.dimension, dtype=np.float32)[[answers.index(t) for t in texts]]

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        questions = [question for question, _ in SMOKE]
        places = [questions.index(text) for text in texts]
        off = [at if at < self._right else (at + 1) % len(SMOKE) for at in places]
        return np.eye(self.model.dimension, dtype=np.float32)[off]


def test_model_that_finds_plain_answers_is_let_through() -> None:
    check_ranking(Oracle(right=6))


def test_model_that_does_not_rank_is_refused() -> None:
    with pytest.raises(NoModel, match=r"oracle finds 5 of 8 plain answers.*name another"):
        check_ranking(Oracle(right=5))


def test_bag_of_words_does_not_pass_for_a_model() -> None:
    with pytest.raises(NoModel, match="plain answers"):
        check_ranking(HashingEncoder())


def test_export_unlike_its_model_is_refused() -> None:
    encoder = HashingEncoder()
    own = encoder.encode([answer for _, answer in SMOKE])
    check_likeness(encoder, own * 3)
    with pytest.raises(NoModel, match="cosine"):
        check_likeness(encoder, own[::-1])
    with pytest.raises(NoModel, match="384 dimensions and the model has 100"):
        check_likeness(encoder, own[:, :100])


@pytest.mark.parametrize(
    ("name", "prefixes"),
    [
        ("multilingual-e5-small", Prefixes("query: ", "passage: ")),
        ("e5-base-v2", Prefixes("query: ", "passage: ")),
        ("all-MiniLM-L6-v2", Prefixes()),
        ("fake5-small", Prefixes()),
    ],
)
def test_family_says_the_prefixes(tmp_path: Path, name: str, prefixes: Prefixes) -> None:
    assert prefixes_of(name, tmp_path) == prefixes


def test_folder_says_them_first(tmp_path: Path) -> None:
    text = json.dumps({"prompts": {"query": "ask: ", "document": ""}})
    (tmp_path / "config_sentence_transformers.json").write_text(text, encoding="utf-8")
    assert prefixes_of("e5-small", tmp_path) == Prefixes("ask: ", "")


def test_folder_with_empty_prompts_says_nothing(tmp_path: Path) -> None:
    text = json.dumps({"prompts": {"query": "", "document": ""}})
    (tmp_path / "config_sentence_transformers.json").write_text(text, encoding="utf-8")
    assert prefixes_of("e5-small", tmp_path) == Prefixes("query: ", "passage: ")
