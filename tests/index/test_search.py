"""Tests of the reader of a data folder."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.backup import Beside, back_up
from index.build import Builder
from index.errors import Damaged, NoData, NoModel, NotFound
from index.manifest import Layout
from index.records import Filters
from index.search import Index
from ingest.records import Document, Evidence, Kind
from tests.fakes import HashingEncoder, a_document

CORPUS = (
    a_document(
        "1.txt",
        ["Mentoring of nurses began.", "Formal cases fell by half."],
        evidence=[Evidence.INTERVENTION, Evidence.OUTCOME],
        actions=[("Train the panels", "Head of L&D"), ("Review cases", "HR Operations")],
        outcomes=["fell by half"],
    ),
    a_document(
        "2.txt",
        ["Mentoring of midwives began.", "Nothing was measured."],
        organisation="Birch NHS Trust",
        kind=Kind.ACTION_PLAN,
        period="2017/18",
        indicators=(5, 8),
        evidence=[Evidence.PLAN],
        actions=[("Train the porters", "Learning and Development")],
    ),
    a_document("3.txt", ["Mentoring of porters began."], organisation=None, period=None),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    commit(folder, *CORPUS)
    return folder


@pytest.fixture(params=[5_000, 0], ids=["exact", "chroma"])
def index(folder: Path, request: pytest.FixtureRequest) -> Index:
    return Index.open(folder, HashingEncoder(), exact_limit=request.param)


def commit(folder: Path, *documents: Document) -> None:
    with Builder(folder, HashingEncoder()) as builder:
        for document in documents:
            builder.commit(document, f"/plans/{document.name}")


def found(index: Index, question: str, filters: Filters | None = None) -> list[str]:
    return [hit.passage.text for hit in index.search(question, filters or Filters())]


# ------------------------------------------------------------------ search


def test_hits_carry_what_ranked_them(index: Index) -> None:
    first, second = index.search("did formal cases fall", k=2)
    assert first.passage.text == "Formal cases fell by half."
    assert (first.rank, first.dense_rank, first.lexical_rank) == (1, 1, 1)
    assert first.score == pytest.approx(2 / 11)
    assert first.similarity is not None
    assert second.similarity is not None
    assert first.similarity > second.similarity
    assert second.rank == 2


def test_exact_search_and_chroma_agree(folder: Path) -> None:
    exact, large = (Index.open(folder, HashingEncoder(), exact_limit=limit) for limit in (5_000, 0))
    for question in ("mentoring", "who trains panels", "nothing measured"):
        for filters in (Filters(), Filters(indicators=(5,)), Filters(kinds=(Kind.CASE_STUDY,))):
            pairs = zip(
                exact.search(question, filters), large.search(question, filters), strict=True
            )
            for one, other in pairs:
                assert one.passage == other.passage
                assert one.dense_rank == other.dense_rank
                assert one.similarity == pytest.approx(other.similarity, abs=1e-3)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(), {"1.txt", "2.txt", "3.txt"}),
        (Filters(organisations=("Birch NHS Trust",)), {"2.txt"}),
        (Filters(organisations=("Birch NHS Trust", "Alder NHS Trust")), {"1.txt", "2.txt"}),
        (Filters(organisations=("Elm NHS Trust",)), set()),
        (Filters(indicators=(8, 9)), {"2.txt"}),
        (Filters(kinds=(Kind.CASE_STUDY,)), {"1.txt", "3.txt"}),
        (Filters(periods=("2017/18",)), {"2.txt"}),
        (Filters(periods=("2017-18",)), {"2.txt"}),
        (Filters(periods=("1999",)), set()),
        (Filters(evidence=(Evidence.OUTCOME,)), {"1.txt", "3.txt"}),
        (Filters(documents=(CORPUS[2].id,)), {"3.txt"}),
        (Filters(indicators=(3,), kinds=(Kind.ACTION_PLAN,)), set()),
    ],
)
def test_filters_narrow_before_ranking(index: Index, filters: Filters, names: set[str]) -> None:
    hits = index.search("mentoring", filters, k=20, pool=20)
    assert {hit.passage.document for hit in hits} == names
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_narrowed_search_still_fills_its_pool(index: Index) -> None:
    hits = index.search("mentoring of nurses", Filters(organisations=("Birch NHS Trust",)), k=3)
    assert len(hits) == 3


def test_ties_are_broken_by_document_name_then_start(tmp_path: Path) -> None:
    commit(tmp_path, *(a_document(f"{name}.txt", ["Same.", "Same."]) for name in "cab"))
    index = Index.open(tmp_path, HashingEncoder())
    one, two = index.search("same", k=6), index.search("same", k=6)
    assert one == two
    for before, after in pairwise(one):
        if before.score == after.score:
            places = [(h.passage.document, h.passage.span.start) for h in (before, after)]
            assert places == sorted(places)


def test_expansion_crosses_vocabulary(index: Index) -> None:
    plain = index.search("employee relations", k=1)[0]
    crossed = index.search("employee relations", k=1, expansion=["formal cases"])[0]
    assert plain.lexical_rank is None
    assert crossed.passage.text == "Formal cases fell by half."
    assert crossed.lexical_rank == 1


@pytest.mark.parametrize("question", ["", "?", "x" * 20_000, 'a "quoted (thing', "\ud7ff\x00"])
def test_any_text_can_be_searched_for(index: Index, question: str) -> None:
    assert len(index.search(question, k=3)) == 3


@pytest.mark.parametrize(("k", "hits"), [(0, 0), (1, 1), (100, 7)])
def test_as_many_hits_as_asked_for_and_there_are(index: Index, k: int, hits: int) -> None:
    assert len(index.search("mentoring", k=k)) == hits


def test_sentence_vectors_are_in_the_order_of_the_sentences(index: Index) -> None:
    ids = [hit.passage.id for hit in index.search("mentoring", k=7)]
    rows = index.sentence_vectors(ids)
    for passage in index.passages(ids):
        expected = HashingEncoder().encode([each.text for each in passage.sentences])
        assert np.allclose(rows[passage.id], expected, atol=1e-3)


def test_lost_sentence_vector_is_made_again(tmp_path: Path) -> None:
    document = a_document(paragraphs=["One thing. Another thing."])
    commit(tmp_path, document)
    with closing(sqlite3.connect(Layout(tmp_path).catalogue)) as connection:
        connection.execute(
            "DELETE FROM vectors WHERE key IN (SELECT vector FROM sentence_vectors LIMIT 1)"
        )
        connection.commit()
    index = Index.open(tmp_path, HashingEncoder())
    (rows,) = index.sentence_vectors([document.passages[0].id]).values()
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3)
    assert "1 vectors are missing" in index.status().vectors.problems[0]


# ------------------------------------------------------------------ one generation


def test_pinned_view_keeps_its_generation(tmp_path: Path) -> None:
    commit(tmp_path, CORPUS[0])
    for limit in (5_000, 0):
        index = Index.open(tmp_path, HashingEncoder(), exact_limit=limit)
        with index.pinned() as now:
            before = found(now, "mentoring")
            commit(tmp_path, a_document("1.txt", ["Mentoring ended."]))
            assert found(now, "mentoring") == before
            assert len(now.documents()) == 1
        assert found(index, "mentoring") == ["Mentoring ended."]
        commit(tmp_path, CORPUS[0])


def test_threads_share_an_index_while_it_is_written(tmp_path: Path) -> None:
    commit(tmp_path, *CORPUS)
    index = Index.open(tmp_path, HashingEncoder(), exact_limit=0)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(found, index, "mentoring") for _ in range(20)]
        commit(tmp_path, a_document("4.txt", ["Mentoring of cooks began."]))
        asked += [pool.submit(found, index, "mentoring") for _ in range(20)]
        assert all(len(each.result()) >= 7 for each in asked)
    assert "Mentoring of cooks began." in found(index, "mentoring of cooks")


# ------------------------------------------------------------------ rows and documents


@pytest.mark.parametrize(
    ("lead", "actions"),
    [
        (None, ["Train the panels", "Review cases", "Train the porters"]),
        ("hr operations", ["Review cases"]),
        ("HR Op", ["Review cases"]),
        ("Operations", ["Review cases"]),
        ("l and d", ["Train the panels"]),
        ("L & D", ["Train the panels"]),
        ("learning & development", ["Train the porters"]),
        ("perations", []),
        ("nobody", []),
    ],
)
def test_actions_by_lead_fold_what_does_not_count(
    index: Index, lead: str | None, actions: list[str]
) -> None:
    assert [each.action.text for each in index.actions(Filters(), lead=lead)] == actions


def test_actions_are_narrowed_and_hold_their_spans(index: Index) -> None:
    (action,) = index.actions(Filters(indicators=(5,)), text="porters TRAIN")
    assert action.organisation == "Birch NHS Trust"
    text = index.document_text(action.document_id)
    for cell in (action.action, action.lead):
        assert text[cell.span.start : cell.span.end] == cell.text
    assert index.passage(action.passage_id).span.start <= action.span.start
    assert action.section == "What was done"
    assert index.actions(Filters(organisations=("Alder NHS Trust",)), text="porters") == ()
    assert index.actions(Filters(periods=("2017/18",))) == (action,)
    assert index.actions(Filters(evidence=(Evidence.OUTCOME,))) == ()


def test_outcomes_are_narrowed_by_their_own_period_too(index: Index) -> None:
    (outcome,) = index.outcomes(Filters(periods=("2019/20",)))
    assert outcome.text == "fell by half"
    assert index.outcomes(Filters(periods=("2020/21",))) == (outcome,)
    assert index.outcomes(Filters(periods=("2016/17",))) == ()
    assert index.outcomes(Filters(evidence=(Evidence.PLAN,))) == ()
    assert index.outcomes(Filters(indicators=(3,))) == (outcome,)
    assert index.outcomes(Filters(organisations=("Birch NHS Trust",))) == ()
    assert index.passage(outcome.passage_id).text == "Formal cases fell by half."


def test_what_every_question_asks_of_the_whole_agrees_with_the_lists(index: Index) -> None:
    overview = index.overview()
    documents = index.documents()
    assert overview.documents == len(documents)
    assert list(overview.organisations) == [each.name for each in index.organisations()]
    assert overview.periods == {(it.organisation, it.period) for it in documents if it.period}
    ids = [each.id for each in documents]
    assert index.passage_counts(ids) == {each.id: each.passages for each in documents}


def test_passages_that_report_come_once_in_order_and_without_those_held(index: Index) -> None:
    (outcome,) = index.outcomes()
    (passage,) = index.reporting(Filters(indicators=(3,)), 5)
    assert passage.id == outcome.passage_id
    assert index.reporting(Filters(), 5, besides=[passage.id]) == ()
    assert index.reporting(Filters(), 0) == ()
    assert index.reporting(Filters(), 5, direction=outcome.direction) == (passage,)
    assert index.reporting(Filters(), 5, direction="no such") == ()
    for none in (Filters(indicators=(9,)), Filters(evidence=(Evidence.PLAN,))):
        assert index.reporting(none, 5) == ()
    assert index.reporting(Filters(periods=("2016/17",)), 5) == ()


def test_outcomes_about_somebody_are_found_by_their_own_period(index: Index) -> None:
    (outcome,) = index.outcomes()
    name = outcome.organisation or ""
    assert index.outcomes_about([name], [outcome.period]) == (outcome,)
    assert index.outcomes_about([name], ["1999"]) == ()
    assert index.outcomes_about([], [outcome.period]) == ()


def test_who_tells_of_a_group_apart_is_found_on_what_is_asked_about(tmp_path: Path) -> None:
    (told,) = CORPUS[0].outcomes
    commit(tmp_path, replace(CORPUS[0], outcomes=(replace(told, group="BME"),)))
    index = Index.open(tmp_path)
    names = ["Alder NHS Trust", "Birch NHS Trust"]
    assert index.telling_groups(names) == {told.organisation}
    assert index.telling_groups(names, told.indicators) == {told.organisation}
    assert index.telling_groups(names, [9]) == frozenset()
    assert index.telling_groups([]) == frozenset()


def test_neighbours_are_the_passages_before_and_after(index: Index) -> None:
    ids = [each.id for each in CORPUS[0].passages]
    first, second, last = index.passages(ids)
    assert index.neighbours(ids[0]) == (None, second)
    assert index.neighbours(ids[1]) == (first, last)
    assert index.neighbours(ids[2]) == (second, None)


def test_document_is_read_as_it_was_committed(index: Index) -> None:
    document = CORPUS[0]
    stored = index.document(document.id)
    assert stored in index.documents()
    assert (stored.passages, stored.actions, stored.outcomes) == (3, 2, 1)
    assert stored.characters == len(document.text)
    assert stored.reasons["kind"] == "it says so"
    assert stored.sources == ("/plans/1.txt",)
    assert index.document_text(document.id) == document.text
    assert index.sections(document.id) == document.sections


def test_passages_are_read_as_they_were_committed(index: Index) -> None:
    for document in CORPUS:
        for passage, stored in zip(
            document.passages, index.passages([each.id for each in document.passages]), strict=True
        ):
            assert stored.text == document.text[passage.span.start : passage.span.end]
            assert stored.organisations == passage.organisations
            assert stored.indicators == passage.indicators
            assert [each.span for each in stored.sentences] == [s.span for s in passage.sentences]
            for sentence in stored.sentences:
                assert sentence.text == document.text[sentence.span.start : sentence.span.end]


def test_organisations_are_counted(index: Index) -> None:
    alder, birch = index.organisations()
    assert (alder.name, alder.ods_code, alder.documents) == ("Alder NHS Trust", "X01", 1)
    assert (alder.passages, alder.actions, alder.outcomes) == (3, 2, 1)
    assert (birch.passages, birch.actions, birch.outcomes) == (3, 1, 0)


@pytest.mark.parametrize("call", ["document", "document_text", "sections"])
def test_unknown_document_says_how_to_list(index: Index, call: str) -> None:
    with pytest.raises(NotFound, match=r"“nope”.*goodpractice documents list"):
        getattr(index, call)("nope")


def test_unknown_passage_is_named(index: Index) -> None:
    with pytest.raises(NotFound, match="“nope”"):
        index.passage("nope")
    with pytest.raises(NotFound, match="“nope”"):
        index.neighbours("nope")


# ------------------------------------------------------------------ folders that cannot serve


def test_no_folder_and_nothing_ingested_are_no_data(tmp_path: Path) -> None:
    with pytest.raises(NoData, match=r"goodpractice ingest"):
        Index.open(tmp_path / "none", HashingEncoder())
    with Builder(tmp_path, HashingEncoder()):
        pass
    with pytest.raises(NoData):
        Index.open(tmp_path, HashingEncoder())
    Layout(tmp_path).catalogue.write_bytes(b"")
    with pytest.raises(NoData):
        Index.open(tmp_path, HashingEncoder())


def test_junk_for_a_catalogue_is_damage(tmp_path: Path) -> None:
    Layout(tmp_path).catalogue.write_bytes(b"junk" * 1000)
    with pytest.raises(Damaged, match="restore a backup"):
        Index.open(tmp_path, HashingEncoder())
    with pytest.raises(Damaged, match="restore a backup"):
        commit(tmp_path, CORPUS[0])


def test_lost_vectors_are_damage_until_rebuilt(tmp_path: Path) -> None:
    commit(tmp_path, *CORPUS)
    shutil.rmtree(Layout(tmp_path).vectors)
    with pytest.raises(Damaged, match="goodpractice rebuild"):
        Index.open(tmp_path, HashingEncoder())
    without_model = Index.open(tmp_path)
    assert len(without_model.documents()) == 3
    assert not without_model.status().is_healthy
    assert without_model.status().catalogue.is_healthy
    with Builder(tmp_path, HashingEncoder(), is_any_model_allowed=True) as builder:
        builder.rebuild()
    assert Index.open(tmp_path, HashingEncoder()).search("mentoring")
    assert without_model.status().is_healthy


def test_damaged_vectors_show_in_the_status_and_rebuild_mends_them(tmp_path: Path) -> None:
    commit(tmp_path, *CORPUS)
    for file in Layout(tmp_path).vectors.rglob("chroma.sqlite3"):
        file.write_bytes(file.read_bytes()[:5000])
    assert "goodpractice rebuild" in Index.open(tmp_path).status().vectors.problems[0]
    with Builder(tmp_path, HashingEncoder(), is_any_model_allowed=True) as builder:
        builder.rebuild()
    assert Index.open(tmp_path).status().is_healthy


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("documents", "text"), ("passages", "text"), ("sentences", "text")),
        *(("actions", "action_text"), ("outcomes", "text")),
    ],
)
def test_a_changed_character_of_a_stored_text_shows_and_is_neither_rebuilt_nor_backed_up(
    tmp_path: Path, table: str, column: str
) -> None:
    data = tmp_path / "data"
    document = a_document(
        "plan.txt",
        ["The rate fell from 2.54 to 1.54."],
        actions=[("Train 54 mentors", "HR")],
        outcomes=["fell from 2.54 to 1.54"],
    )
    commit(data, *CORPUS, document)
    assert Index.open(data).status().is_healthy
    with closing(sqlite3.connect(Layout(data).catalogue)) as connection:
        changed = connection.execute(
            f"UPDATE {table} SET {column} = replace({column}, '54', '94') "
            f"WHERE {column} LIKE '%54%'"
        )
        assert changed.rowcount
        connection.commit()

    (said,) = Index.open(data).status().catalogue.problems
    assert document.id in said
    assert "restore a backup" in said
    with pytest.raises(Damaged, match=document.id):
        back_up(data, tmp_path / "backup.zip", Beside({}))
    with Builder(data, HashingEncoder()) as builder:
        with pytest.raises(Damaged, match=document.id):
            builder.rebuild()
        builder.remove(document.id)
        builder.rebuild()
    assert Index.open(data).status().is_healthy


def test_vectors_of_another_model_show_in_the_status(tmp_path: Path) -> None:
    commit(tmp_path, *CORPUS)
    mine = HashingEncoder().model
    assert Index.open(tmp_path).status(mine).is_healthy
    (said,) = Index.open(tmp_path).status(replace(mine, revision="other")).vectors.problems
    assert "made with" in said
    assert "goodpractice rebuild" in said


def test_damaged_full_text_index_shows_in_the_status(tmp_path: Path) -> None:
    commit(tmp_path, *CORPUS)
    with closing(sqlite3.connect(Layout(tmp_path).catalogue)) as connection:
        connection.execute("DELETE FROM passages_text WHERE rowid = 1")
        connection.commit()
    assert "1 passages are not in it" in Index.open(tmp_path).status().catalogue.problems[0]


def test_strays_are_counted_and_swept_by_the_next_writer(tmp_path: Path) -> None:
    commit(tmp_path, *CORPUS)
    with closing(sqlite3.connect(Layout(tmp_path).catalogue)) as connection:
        connection.execute("DELETE FROM passages WHERE number = 1")
        connection.execute("DELETE FROM passages_text WHERE rowid = 1")
        connection.commit()
    index = Index.open(tmp_path)
    assert (index.status().is_healthy, index.status().vectors.strays) == (True, 1)
    Layout(tmp_path).writer.write_text("a writer that did not come to its end", encoding="utf-8")
    commit(tmp_path)
    assert index.status().vectors.strays == 0


def test_folder_that_cannot_be_written_to_can_be_read(tmp_path: Path) -> None:
    commit(tmp_path, *CORPUS)
    # A folder of that name keeps SQLite from making its index file, as a read-only disk does.
    Path(f"{Layout(tmp_path).catalogue}-shm").mkdir()
    assert len(Index.open(tmp_path, HashingEncoder()).search("mentoring")) == 7


def test_without_a_model_everything_but_search_works(folder: Path) -> None:
    index = Index.open(folder)
    assert len(index.actions()) == 3
    with pytest.raises(NoModel, match="without a model"):
        index.search("mentoring")
