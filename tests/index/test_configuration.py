"""Tests of prefixes, and of the smoke test that every export must pass."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.configuration import SMOKE, Prefixes, check_likeness, check_ranking, prefixes_of
from index.errors import NoModel
from index.export import revision_of, weights_folder
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


RETRIEVE = Prefixes("Represent this sentence for searching relevant passages: ")
CONFIGURATION = "config_sentence_transformers.json"


@pytest.mark.parametrize(
    ("name", "prefixes"),
    [
        ("multilingual-e5-small", Prefixes("query: ", "passage: ")),
        ("e5-base-v2", Prefixes("query: ", "passage: ")),
        ("bge_small_en_v1.5", RETRIEVE),
        ("snowflake-arctic-embed-m-v1.5", RETRIEVE),
        ("snowflake-arctic-embed-l-v2.0", Prefixes("query: ")),
        ("all-MiniLM-L6-v2", Prefixes()),
        ("bge-m3", Prefixes()),
        ("fake5-small", Prefixes()),
    ],
)
def test_family_says_the_prefixes(tmp_path: Path, name: str, prefixes: Prefixes) -> None:
    assert prefixes_of(name, tmp_path) == prefixes


def test_instructed_model_is_not_asked_as_its_plain_family(tmp_path: Path) -> None:
    found = prefixes_of("multilingual-e5-large-instruct", tmp_path)
    assert found.question.startswith("Instruct: ")
    assert found.passage == ""


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("config.json", '{"_name_or_path": "intfloat/e5-small-v2"}'),
        ("README.md", "---\nbase_model: intfloat/multilingual-e5-small\n---\nOur model."),
        ("README.md", "---\nbase_model:\n- intfloat/e5-small\n---\nOur model."),
    ],
)
def test_model_of_another_name_has_the_prefixes_of_what_it_was_made_from(
    tmp_path: Path, file: str, text: str
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert prefixes_of("ours", tmp_path) == Prefixes("query: ", "passage: ")


@pytest.mark.parametrize(
    ("prompts", "prefixes"),
    [
        ({"query": "ask: ", "document": ""}, Prefixes("ask: ", "")),
        ({"query": "ask: "}, Prefixes("ask: ", "passage: ")),
        ({"query": "", "document": ""}, Prefixes("query: ", "passage: ")),
    ],
)
def test_folder_says_them_first(
    tmp_path: Path, prompts: dict[str, str], prefixes: Prefixes
) -> None:
    (tmp_path / CONFIGURATION).write_text(json.dumps({"prompts": prompts}), encoding="utf-8")
    assert prefixes_of("e5-small", tmp_path) == prefixes


def test_prompts_of_unknown_names_are_refused(tmp_path: Path) -> None:
    text = json.dumps({"prompts": {"sts": "Compare: ", "topic": "Sort: "}})
    (tmp_path / CONFIGURATION).write_text(text, encoding="utf-8")
    with pytest.raises(NoModel, match=r'ours are named sts, topic.*"prompts": \{"query"'):
        prefixes_of("ours", tmp_path)


def test_card_that_tells_of_prefixes_and_a_folder_that_names_none_are_refused(
    tmp_path: Path,
) -> None:
    (tmp_path / "README.md").write_text(
        'Each input should start with "query: " or "passage: ".', encoding="utf-8"
    )
    with pytest.raises(NoModel, match=r'a prefix, "query: ".*config_sentence_transformers'):
        prefixes_of("ours", tmp_path)
    text = json.dumps({"prompts": {"query": "query: ", "document": "passage: "}})
    (tmp_path / CONFIGURATION).write_text(text, encoding="utf-8")
    assert prefixes_of("ours", tmp_path) == Prefixes("query: ", "passage: ")


def test_real_card_without_prefixes_is_let_through() -> None:
    assert prefixes_of("ours", weights_folder("all-MiniLM-L6-v2")) == Prefixes()


def test_other_prefixes_are_another_export(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    assert revision_of(tmp_path, "query: ") != revision_of(tmp_path)
