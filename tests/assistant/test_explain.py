"""Tests of the explanation of a search."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.explain import Explanation, explain, explanation_json, explanation_text
from index.build import Builder
from index.records import Filters
from index.rerank import Reranker
from index.search import Index
from tests.fakes import HashingEncoder, a_document

QUERY = "did suspensions of nurses fall"
ADDED = ("exclusion from work", "dropped")
PARAGRAPHS = (
    "Nurses say that suspension is rare.",
    "Exclusion from work ended for porters.",
    "The choir sings.",
)


@pytest.fixture
def explanation(tmp_path: Path) -> Explanation:
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.commit(a_document("1.txt", PARAGRAPHS), "/1.txt")
    filters = Filters(indicators=(3,))
    with closing(Index.open(tmp_path, HashingEncoder())) as index:
        hits = index.search(QUERY, filters, k=3, expansion=ADDED)
        assert [hit.passage.text for hit in hits][:2] == list(PARAGRAPHS[:2])
        explained = explain(QUERY, filters, ADDED, hits)
    for reason, hit in zip(explained.reasons, hits, strict=True):
        assert reason.dense_share + reason.lexical_share == pytest.approx(hit.score)
    return explained


def test_words_are_found_in_any_form(explanation: Explanation) -> None:
    assert explanation.reasons[0].words == ("suspensions", "nurses")
    assert explanation.reasons[0].added == ()


def test_wordings_of_the_vocabulary_are_named(explanation: Explanation) -> None:
    assert explanation.reasons[1].words == ()
    assert explanation.reasons[1].added == ("exclusion from work",)


def test_text_says_what_was_asked_added_and_filtered(explanation: Explanation) -> None:
    asked, added, filters, first, *_ = explanation_text(explanation).splitlines()
    assert asked == "Words asked: suspensions, nurses, fall"
    assert added.endswith("less weight: exclusion from work, dropped")
    assert filters == "Filters: indicator 3"
    assert first.startswith("1. 0.1818; meaning 1 (+0.0909), cosine ")
    assert first.endswith("words 1 (+0.0909); says suspensions, nurses")


def test_what_words_do_not_find_is_said(explanation: Explanation) -> None:
    assert "words not found" in explanation_text(explanation).splitlines()[-1]


def test_explanation_is_plain_values(explanation: Explanation) -> None:
    given = json.loads(json.dumps(explanation_json(explanation)))
    assert given["filters"]["indicators"] == [3]
    assert [reason["rank"] for reason in given["reasons"]] == [1, 2, 3]


def test_number_of_a_reranker_is_shown_where_it_read(tmp_path: Path) -> None:
    class ByLength:
        def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
            return [float(len(text)) for text in texts]

    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.commit(a_document("1.txt", PARAGRAPHS), "/1.txt")
    reranker = Reranker(ByLength(), 1_000, clock=lambda: 0.0)
    with closing(Index.open(tmp_path, HashingEncoder(), reranker=reranker)) as index:
        first, *_ = explain(QUERY, Filters(), (), index.search(QUERY, k=3)).reasons
    assert first.reranked is not None
    text = explanation_text(Explanation((), (), Filters(), (first,))).splitlines()[-1]
    assert f"; reranker {first.reranked:.2f}; meaning" in text
