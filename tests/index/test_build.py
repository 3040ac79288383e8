"""Tests of the writer of a data folder."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index import build
from index.build import Builder, Change
from index.errors import Busy, NewerVersion, NoModel, NotFound, NotWritable, WrongModel
from index.manifest import Layout
from index.records import Filters, Vector
from index.search import Index
from ingest.records import Document
from tests.fakes import HashingEncoder, a_document


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


def ingest(folder: Path, *documents: Document, encoder: HashingEncoder | None = None) -> None:
    with Builder(folder, encoder or HashingEncoder()) as builder:
        for document in documents:
            builder.commit(document, f"/plans/{document.name}")


def names(index: Index, question: str) -> list[str]:
    return [hit.passage.document for hit in index.search(question)]


def test_committed_document_is_found_word_for_word(tmp_path: Path) -> None:
    document = a_document(paragraphs=["We trained managers.", "Cases fell by half."])
    ingest(tmp_path, document)
    index = Index.open(tmp_path, HashingEncoder())
    hit = index.search("how far did cases fall")[0]
    assert hit.passage.text == "Cases fell by half."
    text = index.document_text(document.id)
    assert text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text


def test_same_document_again_changes_nothing_that_is_seen(tmp_path: Path) -> None:
    document = a_document()
    ingest(tmp_path, document)
    with Builder(tmp_path, HashingEncoder()) as builder:
        assert builder.known("/plans/one.txt") == document.fingerprint
        assert builder.known_fingerprint(document.fingerprint) == document.id
        assert builder.known("/plans/two.txt") is None
        assert builder.known_fingerprint("nothing") is None


def test_documents_that_wait_count_as_committed_and_are_at_the_end_of_the_block(
    tmp_path: Path,
) -> None:
    one, two = (a_document(f"{name}.txt", [f"Ward {name} met."]) for name in ("one", "two"))
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.add(one, "/plans/one.txt")
        builder.add(two, "/plans/two.txt")
        assert builder.known("/plans/one.txt") == one.fingerprint
        assert builder.known_fingerprint(two.fingerprint) == two.id
        assert builder.sources() == ("/plans/one.txt", "/plans/two.txt")
        builder.add(a_document("two.txt", ["Ward two closed."]), "/plans/two.txt")
        builder.add(a_document("two.txt", ["Ward two moved."]), "/plans/two.txt")
    index = Index.open(tmp_path, HashingEncoder())
    texts = {hit.passage.text for hit in index.search("ward")}
    assert texts == {"Ward one met.", "Ward two moved."}
    assert index.status().is_healthy
    assert index.status().vectors.strays == 0


def test_what_waits_when_an_error_ends_the_block_is_not_committed(tmp_path: Path) -> None:
    def interrupted() -> None:
        with Builder(tmp_path, HashingEncoder()) as builder:
            builder.commit(a_document("one.txt", ["Ward one met."]), "/plans/one.txt")
            builder.add(a_document("two.txt", ["Ward two met."]), "/plans/two.txt")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert Index.open(tmp_path, HashingEncoder()).documents()[0].name == "one.txt"
    with Builder(tmp_path, HashingEncoder()) as builder:
        assert builder.known("/plans/two.txt") is None


@pytest.fixture
def in_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each document be a group, encoded while the one before is written."""
    monkeypatch.setattr(build, "_TOGETHER", 1)


@pytest.mark.usefixtures("in_ones")
def test_vector_that_goes_while_the_next_group_counts_on_it_is_made_again(tmp_path: Path) -> None:
    ingest(tmp_path, a_document("one.txt", ["Ward one met."]))
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.add(a_document("one.txt", ["Ward one closed."]), "/plans/one.txt")
        builder.add(a_document("two.txt", ["Ward one met.", "Ward two met."]), "/plans/two.txt")
    index = Index.open(tmp_path, HashingEncoder())
    found = {hit.passage.text for hit in index.search("ward")}
    assert found == {"Ward one closed.", "Ward one met.", "Ward two met."}
    assert index.status().is_healthy


@pytest.mark.usefixtures("in_ones")
def test_document_that_is_being_encoded_counts_as_committed(tmp_path: Path) -> None:
    one, two = (a_document(f"{name}.txt", [f"Ward {name} met."]) for name in ("one", "two"))
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.add(one, "/plans/one.txt")
        assert builder.known("/plans/one.txt") == one.fingerprint
        builder.add(two, "/plans/two.txt")
        assert builder.known_fingerprint(one.fingerprint) == one.id
        assert builder.known_fingerprint(two.fingerprint) == two.id
        assert builder.sources() == ("/plans/one.txt", "/plans/two.txt")


@pytest.mark.usefixtures("in_ones")
def test_error_while_a_group_is_encoded_is_raised_and_costs_no_group_before(tmp_path: Path) -> None:
    class Failing(HashingEncoder):
        def encode(self, texts: Sequence[str]) -> Vector:
            if any("two" in text for text in texts):
                raise NoModel("The model is damaged")
            return super().encode(texts)

    def taken_in() -> None:
        with Builder(tmp_path, Failing()) as builder:
            for name in ("one", "two", "three"):
                builder.add(a_document(f"{name}.txt", [f"Ward {name} met."]), f"/plans/{name}.txt")

    with pytest.raises(NoModel):
        taken_in()
    index = Index.open(tmp_path, HashingEncoder())
    assert {hit.passage.text for hit in index.search("ward")} == {"Ward one met."}
    ingest(tmp_path, a_document("two.txt", ["Ward two met."]))
    assert index.status().is_healthy


def test_changed_file_replaces_its_old_version(tmp_path: Path) -> None:
    ingest(tmp_path, a_document(paragraphs=["Mentoring began."]))
    with Builder(tmp_path, HashingEncoder()) as builder:
        change = builder.commit(a_document(paragraphs=["Coaching began."]), "/plans/one.txt")
    assert change is Change.CHANGED
    index = Index.open(tmp_path, HashingEncoder())
    assert [each.text for each in (h.passage for h in index.search("began"))] == ["Coaching began."]
    assert index.status().is_healthy
    assert index.status().vectors.strays == 0


def test_only_what_is_new_in_a_changed_file_is_encoded(tmp_path: Path) -> None:
    ingest(tmp_path, a_document(paragraphs=["Mentoring began.", "Panels changed."]))
    encoder = HashingEncoder()
    ingest(tmp_path, a_document(paragraphs=["Mentoring began.", "Panels ended."]), encoder=encoder)
    heading = ["A case study", "Alder NHS Trust", "What was done"]
    assert encoder.texts == ["Panels ended.", *heading]


def test_two_files_with_one_content_are_one_document_with_two_sources(tmp_path: Path) -> None:
    document = a_document()
    with Builder(tmp_path, HashingEncoder()) as builder:
        assert builder.commit(document, "/plans/a.txt") is Change.NEW
        assert builder.commit(document, "/plans/b.txt") is Change.SAME_CONTENT
    (stored,) = Index.open(tmp_path).documents()
    assert stored.sources == ("/plans/a.txt", "/plans/b.txt")


def test_link_gives_a_known_document_a_second_source(tmp_path: Path) -> None:
    document = a_document()
    ingest(tmp_path, document, a_document("two.txt", ["Other words."]))
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.link(document.id, "/plans/two.txt", document.fingerprint)
        assert builder.sources() == ("/plans/one.txt", "/plans/two.txt")
    (stored,) = Index.open(tmp_path).documents()
    assert stored.sources == ("/plans/one.txt", "/plans/two.txt")


def test_document_goes_with_its_last_source(tmp_path: Path) -> None:
    document = a_document()
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.commit(document, "/plans/a.txt")
        builder.commit(document, "/plans/b.txt")
        assert builder.forget_source("/plans/a.txt")
        assert not builder.forget_source("/plans/a.txt")
    index = Index.open(tmp_path, HashingEncoder())
    assert len(index.documents()) == 1
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.forget_source("/plans/b.txt")
    assert index.documents() == ()
    assert index.search("managers") == ()
    assert index.status().counts.sentences == 0


def test_shared_words_survive_the_removal_of_one_of_their_documents(tmp_path: Path) -> None:
    one, two = (a_document(name, ["Managers were trained."]) for name in ("1.txt", "2.txt"))
    ingest(tmp_path, one, two)
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.remove(one.id)
    index = Index.open(tmp_path, HashingEncoder())
    assert names(index, "managers") == ["2.txt"]
    assert index.status().is_healthy


def test_removing_an_unknown_document_says_how_to_list(tmp_path: Path) -> None:
    ingest(tmp_path, a_document())
    with (
        pytest.raises(NotFound, match=r"“nope”.*documents list"),
        Builder(tmp_path, HashingEncoder()) as builder,
    ):
        builder.remove("nope")


def test_passage_that_was_a_sentence_elsewhere_gets_into_the_dense_index(tmp_path: Path) -> None:
    plain = a_document("2.txt", ["More."], title="", organisation=None)
    bare = replace(plain, passages=tuple(replace(each, section="") for each in plain.passages))
    ingest(tmp_path, a_document("1.txt", ["More. Less."]), bare)
    index = Index.open(tmp_path, HashingEncoder(), exact_limit=0)
    assert index.status().is_healthy
    assert "2.txt" in names(index, "more")


def test_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with (
        Builder(tmp_path, HashingEncoder()),
        pytest.raises(Busy, match=r"process \d+.*is writing"),
        Builder(tmp_path, HashingEncoder()),
    ):
        pass
    with Builder(tmp_path, HashingEncoder()) as builder:
        assert builder.sources() == ()


def test_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    ingest(tmp_path, a_document())
    with Builder(tmp_path, HashingEncoder()):
        assert names(Index.open(tmp_path, HashingEncoder()), "managers") == ["one.txt"]


def test_another_model_is_refused_and_rebuild_takes_it(tmp_path: Path) -> None:
    ingest(tmp_path, a_document())
    other = HashingEncoder("other", dimension=64)
    with pytest.raises(WrongModel, match=r"hashing.*other.*goodpractice rebuild"):
        ingest(tmp_path, a_document("2.txt"), encoder=other)
    index = Index.open(tmp_path, HashingEncoder())
    with Builder(tmp_path, other, is_any_model_allowed=True) as builder:
        builder.rebuild()
    assert names(Index.open(tmp_path, other), "managers") == ["one.txt"]
    with pytest.raises(WrongModel):
        index.search("managers")


def test_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    ingest(tmp_path, a_document())
    _set_schema(tmp_path, 99)
    with pytest.raises(NewerVersion, match="schema 99"):
        Index.open(tmp_path, HashingEncoder())
    with pytest.raises(NewerVersion, match="schema 99"):
        ingest(tmp_path, a_document())


def _set_schema(folder: Path, version: int) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(Layout(folder).catalogue)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [str(version)])
        connection.commit()


def test_rebuild_wipes_what_was_removed_off_the_disk(tmp_path: Path) -> None:
    secret = "Zyzzyva"
    gone = a_document("gone.txt", [f"The {secret} programme ended."])
    ingest(tmp_path, a_document(), gone)
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.remove(gone.id)
        builder.rebuild()
    found = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and secret.lower().encode() in path.read_bytes().lower()
    ]
    assert found == []
    assert names(Index.open(tmp_path, HashingEncoder()), "managers") == ["one.txt"]


def test_rebuild_tells_its_progress_and_moves_the_generation_on(tmp_path: Path) -> None:
    ingest(tmp_path, a_document())
    before = Index.open(tmp_path).status().generation
    told: list[tuple[int, int]] = []
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.rebuild(lambda done, of: told.append((done, of)))
    assert told == [(1, 1)]
    assert Index.open(tmp_path).status().generation == before + 1


class Metered(HashingEncoder):
    """Notes how many texts it is given at once."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[int] = []

    def encode(self, texts: Sequence[str]) -> Vector:
        self.at_once.append(len(texts))
        return super().encode(texts)


def test_ingest_and_rebuild_take_a_large_library_in_parts(tmp_path: Path) -> None:
    encoder = Metered()
    with Builder(tmp_path, encoder) as builder:
        for number in range(40):
            paragraphs = [f"Team {number} tried idea {at}." for at in range(20)]
            builder.add(a_document(f"{number}.txt", paragraphs), f"/plans/{number}.txt")
        ingested = encoder.at_once.copy()
        builder.rebuild()
    rebuilt = encoder.at_once[len(ingested) :]
    # 800 passages of one sentence: a text each, and one heading.
    assert sum(rebuilt) >= 800
    assert max(*ingested, *rebuilt) < 400
    index = Index.open(tmp_path, HashingEncoder(), exact_limit=0)
    assert index.status().is_healthy
    assert index.search("team 7 idea 7", k=1)[0].passage.text == "Team 7 tried idea 7."


def test_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(NotWritable, match=r"^Cannot write to .*--data$"),
        Builder(tmp_path / "file" / "data", HashingEncoder()),
    ):
        pass


def test_rows_follow_their_document(tmp_path: Path) -> None:
    plan = a_document("plan.txt", ["Aims."], actions=[("Train panels", "HR Operations")])
    ingest(tmp_path, plan)
    index = Index.open(tmp_path)
    assert [each.action.text for each in index.actions(Filters())] == ["Train panels"]
    with Builder(tmp_path, HashingEncoder()) as builder:
        builder.remove(plan.id)
    assert index.actions(Filters()) == ()
