"""The search is taken apart without being changed: whole, it ranks as the index does."""

from contextlib import closing
from pathlib import Path

import pytest

from evaluation.ablate import VARIANTS, WHOLE, Ablation, Asked, opened, table
from evaluation.records import Place
from index.build import Builder
from index.records import EVERYTHING, Filters
from index.search import Index
from tests.fakes import HashingEncoder, a_document

PARAGRAPHS = (
    "Suspension of nurses is rare now.",
    "Exclusion from work ended for porters.",
    "The choir sings on Fridays.",
    "Managers met nurses and porters before any suspension.",
)
ASKED = Asked("did suspensions of nurses fall", EVERYTHING, EVERYTHING, ("exclusion from work",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Builder(tmp_path / "data", HashingEncoder()) as builder:
        builder.commit(a_document("1.txt", PARAGRAPHS), "/1.txt")
        builder.commit(a_document("2.txt", PARAGRAPHS[::-1], title="Choirs"), "/2.txt")
    return tmp_path / "data"


def test_whole_search_is_the_search_of_the_index(folder: Path) -> None:
    for filters in (EVERYTHING, Filters(indicators=(3,))):
        asked = Asked(ASKED.text, filters, filters, ASKED.expansion)
        with closing(Index.open(folder, HashingEncoder())) as index:
            hits = index.search(asked.text, filters, k=20, expansion=asked.expansion)
        with opened(folder, HashingEncoder(), lambda text: ()) as laboratory:
            found = laboratory.search(asked, WHOLE)
        assert found == tuple(
            Place(hit.passage.document_id, hit.passage.span.start, hit.passage.span.end)
            for hit in hits
        )
        assert all(len(laps) == 1 for laps in laboratory.laps.values())


def test_parts_can_be_taken_out_one_at_a_time(folder: Path) -> None:
    with opened(folder, HashingEncoder(), lambda text: ("nurses",)) as laboratory:
        rankings = {each.name: laboratory.search(ASKED, each) for each in VARIANTS}
    assert all(rankings.values())
    whole, worded = rankings[WHOLE.name], rankings["words alone"]
    assert len(worded) < len(whole) == 2 * len(PARAGRAPHS)
    assert rankings["meaning alone"] != whole
    assert rankings["without any heading in the vector"] != whole


def test_table_has_a_line_for_each_variant_with_its_gain() -> None:
    found = [{"hit@5": 1.0, "hit@10": 1.0, "mrr": 1.0}]
    missed = [{"hit@5": 0.0, "hit@10": 1.0, "mrr": 0.1}]
    scores = {each.name: missed for each in VARIANTS} | {WHOLE.name: found}
    head, whole, *rest = table([Ablation("dev", 4, scores, {})])
    assert "dev top 5/10, MRR" in head
    assert whole.split("  ")[0] == WHOLE.name
    assert "100.0 / 100.0, 1.000" in whole
    assert all("-100.0 (-100.0 to -100.0)" in line for line in rest)
