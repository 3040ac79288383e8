"""Reranking: what is read in time comes first in the cross-encoder's order; the rest stays."""

import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.build import Builder
from index.configuration import SMOKE
from index.embedding import DEFAULT_MODEL, PACKAGED
from index.errors import NoModel
from index.rerank import MOST, CrossEncoder, Manifest, Reranker, check_order, write
from index.search import Index
from tests.fakes import HashingEncoder, a_document

PARAGRAPHS = tuple(f"Managers met nurses {n} times." for n in range(12))


class Backwards:
    """Likes what comes last; takes a second for each text."""

    def __init__(self) -> None:
        self.now = 0.0
        self.read: list[str] = []

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        self.read += texts
        self.now += len(texts)
        return [float(len(self.read) + n) for n in range(len(texts))]


def reranker(seconds: int) -> tuple[Backwards, Reranker]:
    scorer = Backwards()
    return scorer, Reranker(scorer, seconds * 1000, clock=lambda: scorer.now)


def test_reading_stops_when_time_is_up() -> None:
    scorer, ranks = reranker(seconds=5)
    assert len(ranks.scores("q", PARAGRAPHS)) == 8
    assert scorer.read == list(PARAGRAPHS[:8])
    assert reranker(seconds=0)[1].scores("q", PARAGRAPHS) == ()


def test_no_more_than_fifty_are_read() -> None:
    scorer, ranks = reranker(seconds=1_000)
    assert len(ranks.scores("q", ["text"] * 80)) == len(scorer.read) == MOST


def test_what_was_read_in_time_comes_first_and_the_rest_as_it_stood(tmp_path: Path) -> None:
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.commit(a_document("1.txt", PARAGRAPHS), "/1.txt")
    with closing(Index.open(tmp_path, HashingEncoder())) as index:
        plain = [hit.passage.id for hit in index.search("nurses met managers", k=12)]
    scorer, ranks = reranker(seconds=5)
    with closing(Index.open(tmp_path, HashingEncoder(), reranker=ranks)) as index:
        hits = index.search("nurses met managers", k=10)
    assert [hit.passage.id for hit in hits] == [*plain[7::-1], *plain[8:10]]
    assert [hit.rank for hit in hits] == list(range(1, 11))
    assert [hit.reranked is None for hit in hits] == [False] * 8 + [True] * 2
    assert scorer.read[0] == f"A case study. Alder NHS Trust. What was done. {hits[7].passage.text}"


def test_model_that_puts_plain_answers_last_is_refused() -> None:
    right = np.eye(len(SMOKE))
    check_order("m", right)
    with pytest.raises(NoModel, match="m puts 0 of 8 plain answers first"):
        check_order("m", -right)


def test_reranker_that_is_nowhere_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="no-such-model is not on this machine"):
        CrossEncoder.load("no-such-model", tmp_path)


def a_cross_encoder(folder: Path, numbers: int = 1) -> Path:
    """Write a small one that has learned nothing."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    sizes = {"hidden_size": 64, "num_hidden_layers": 1, "intermediate_size": 64}
    config = BertConfig(**sizes, num_attention_heads=2, num_labels=numbers, initializer_range=0.5)
    BertForSequenceClassification(config).save_pretrained(folder)
    shutil.copy(PACKAGED / DEFAULT_MODEL / "tokenizer.json", folder)
    return folder


@pytest.mark.slow
def test_export_scores_as_its_model_does(tmp_path: Path) -> None:
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModelForSequenceClassification

    weights = a_cross_encoder(tmp_path / "weights")
    (folder := tmp_path / "export").mkdir()
    write(weights, Manifest("small", "1", 256), folder)
    assert sorted(each.name for each in folder.iterdir()) == sorted(
        ["model.onnx", "reranker.json", "tokenizer.json"]
    )
    assert (folder / "model.onnx").stat().st_size < 0.3 * (
        weights / "model.safetensors"
    ).stat().st_size
    question, answers = SMOKE[0][0], [answer for _, answer in SMOKE]
    model = AutoModelForSequenceClassification.from_pretrained(weights).eval()
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    wanted = []
    for answer in answers:
        read = tokenizer.encode(question, answer)
        with torch.no_grad():
            inputs = (read.ids, read.attention_mask, read.type_ids)
            wanted.append(float(model(*(torch.tensor([each]) for each in inputs)).logits))
    scores = CrossEncoder(folder).score(question, answers)
    assert np.corrcoef(scores, wanted)[0, 1] > 0.98


@pytest.mark.slow
def test_model_is_asked_before_it_is_kept(tmp_path: Path) -> None:
    untaught = a_cross_encoder(tmp_path / "untaught")
    with pytest.raises(NoModel, match=r"untaught puts \d of 8 plain answers first"):
        CrossEncoder.load(str(untaught), tmp_path / "models")
    classifier = a_cross_encoder(tmp_path / "classifier", numbers=3)
    with pytest.raises(NoModel, match="classifier gives 3 numbers for a pair"):
        CrossEncoder.load(str(classifier), tmp_path / "models")
    assert not list((tmp_path / "models").iterdir())
