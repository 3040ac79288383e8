"""Tests of the explanation of a search."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from assistant.explain import Explanation, explain, explanation_json, explanation_text
from index.build import Builder
from index.records import Filters
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
