"""Tests of how near passages are put in order."""

from contextlib import closing
from pathlib import Path

import pytest

from index.build import Builder
from index.search import Index
from tests.fakes import HashingEncoder, a_document

LONG = (
    "Mediators settle quarrels early. The canteen was painted green last spring by volunteers. "
    "Porters got new trolleys and jackets with bright buttons. A choir sings in our lobby each "
    "Friday at noon whenever enough tenors turn up. Parking now costs two pounds. Bicycles may be "
    "left behind gate seven. Lifts were mended twice during June, July and August. "
    "Bread arrives from two bakers before dawn; soup follows."
)
SHORT = "Mediators settle parking, buses, bicycles and boilers in the estate."


@pytest.fixture
def index(tmp_path: Path) -> Index:
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.commit(a_document("1.txt", [LONG, SHORT]), "/1.txt")
    return Index.open(tmp_path, HashingEncoder())


def test_passage_with_the_very_sentence_comes_first(index: Index) -> None:
    with closing(index):
        first, second = index.search("mediators settle quarrels early", k=2)
    assert (first.passage.text, first.dense_rank) == (LONG, 1)
    assert (second.passage.text, second.dense_rank) == (SHORT, 2)


def test_similarity_stays_that_of_the_passage(index: Index) -> None:
    with closing(index):
        first, *_ = index.search("mediators settle quarrels early", k=1)
        (whole,) = index.encode([LONG])
        query = index.encode_questions(["mediators settle quarrels early"])[0]
    assert first.similarity is not None
    assert first.similarity < 1.0
    assert first.similarity == pytest.approx(float(whole @ query), abs=0.35)
