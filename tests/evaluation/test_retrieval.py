"""Rankings score as ir-measures defines, gold by gold."""

import pytest

from evaluation.naive import CHUNK, NaiveSearcher
from evaluation.records import CaseFilters, Place, Text
from evaluation.retrieval import average, score_ranking
from tests.fakes import HashingEncoder

GOLD = ((Place("d", 0, 10),), (Place("d", 50, 60),))
MISS = Place("d", 20, 30)


def test_each_gold_counts_at_the_first_rank_that_overlaps_it() -> None:
    scores = score_ranking([MISS, Place("d", 5, 15), MISS, MISS, MISS, Place("d", 55, 56)], GOLD)
    assert scores["hit@4"] == 1.0
    assert scores["recall@4"] == 0.5
    assert scores["recall@8"] == 1.0
    assert scores["mrr"] == 0.5


def test_a_passage_that_finds_both_gives_full_recall_at_once() -> None:
    scores = score_ranking([Place("d", 0, 100)], GOLD)
    assert (scores["recall@4"], scores["mrr"], scores["ndcg@10"]) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("ranking", [[], [MISS], [Place("other", 0, 10)]])
def test_a_ranking_without_gold_scores_nothing(ranking: list[Place]) -> None:
    assert set(score_ranking(ranking, GOLD).values()) == {0.0}


def test_finding_the_same_gold_again_adds_nothing() -> None:
    once = score_ranking([Place("d", 0, 5), MISS], GOLD)
    again = score_ranking([Place("d", 0, 5), Place("d", 5, 9)], GOLD)
    assert once == again


def test_cases_without_gold_are_left_out_of_the_average() -> None:
    assert average([{"a": {"mrr": 1.0}}, {}, {"a": {"mrr": 0.5}}]) == {"a": {"mrr": 0.75}}


def test_the_naive_baseline_gives_the_chunk_with_the_words() -> None:
    text = "rain " * (CHUNK // 5) + "mediation training for managers"
    searcher = NaiveSearcher([Text("d", "a.txt", text)], HashingEncoder())
    (first, second) = searcher.search("mediation for managers", CaseFilters())["naive"]
    assert (first, second) == (Place("d", CHUNK, len(text)), Place("d", 0, CHUNK))
