"""Tests of what becomes of a data folder that an older version made."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from index import migrations, sqlite
from index.build import Builder
from index.errors import NewerVersion
from index.manifest import SCHEMA_VERSION, Layout
from index.search import Index
from tests.fakes import HashingEncoder, a_document

MADE_BY_VERSION_1 = Path(__file__).with_name("version_1.sqlite.gz")
"""Two documents, as version 0.1.0 of the product stored them; the vectors folder is not there."""


@pytest.fixture
def older(tmp_path: Path) -> Layout:
    """Give a data folder of the first version of the tables."""
    layout = Layout(tmp_path)
    layout.catalogue.write_bytes(gzip.decompress(MADE_BY_VERSION_1.read_bytes()))
    return layout


def encoder() -> HashingEncoder:
    return HashingEncoder(dimension=8)


def tables(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {(name, " ".join(sql.split())) for name, sql in rows}


def test_reader_brings_an_older_folder_up_to_date_and_reads_what_it_held(older: Layout) -> None:
    index = Index.open(older.folder)
    assert [each.name for each in index.documents()] == ["one.txt", "two.txt"]
    assert [each.lead.text for each in index.actions()] == ["HR"]
    assert index.status().schema == SCHEMA_VERSION
    index.close()
    assert not older.writer.exists()


def test_writer_brings_an_older_folder_up_to_date(older: Layout) -> None:
    with Builder(older.folder, encoder(), is_any_model_allowed=True) as builder:
        builder.rebuild()
        builder.commit(a_document("three.txt", ["Leaders listened."]), "/plans/three.txt")
    index = Index.open(older.folder, encoder())
    assert index.search("directors mentors", k=1)[0].passage.document == "two.txt"
    assert index.search("leaders listened", k=1)[0].passage.document == "three.txt"
    assert index.status().is_healthy


def test_tables_brought_up_to_date_are_those_made_new(older: Layout, tmp_path: Path) -> None:
    migrations.upgrade_folder(older)
    with Builder(tmp_path / "new", encoder()):
        pass
    assert tables(older.catalogue) == tables(tmp_path / "new" / "catalogue.sqlite")


def test_vectors_of_sentences_are_joined_in_their_order(older: Layout) -> None:
    statement = "SELECT value FROM sentences JOIN vectors ON vectors.key = sentences.vector "
    with closing(sqlite3.connect(older.catalogue)) as connection:
        rows = connection.execute(f"{statement} WHERE passage = 1 ORDER BY position").fetchall()
    migrations.upgrade_folder(older)
    with closing(sqlite3.connect(older.catalogue)) as connection:
        joined = connection.execute(
            "SELECT value FROM sentence_vectors JOIN vectors ON vectors.key = vector "
            "WHERE passage = 1"
        ).fetchall()
    assert len(rows) == 2
    assert joined == [(b"".join(value for (value,) in rows),)]


def test_every_version_has_a_step_to_the_next() -> None:
    assert sorted(migrations.STEPS) == list(range(1, SCHEMA_VERSION))


def test_steps_are_taken_in_order_from_the_version_that_is_there(older: Layout) -> None:
    taken = []
    steps = {number: lambda _, number=number: taken.append(number) for number in (1, 2, 3)}
    with sqlite.writing(older.catalogue) as connection:
        assert migrations.take_steps(connection, 2, steps) == 4
    assert taken == [2, 3]


def test_a_step_that_fails_leaves_the_folder_as_it_was(older: Layout) -> None:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE outcomes")
        raise OSError("the power went")

    before = tables(older.catalogue)
    with pytest.raises(OSError, match="power"), sqlite.writing(older.catalogue) as connection:
        migrations.take_steps(connection, 1, {**migrations.STEPS, 2: fail})
    assert tables(older.catalogue) == before


def test_reader_that_is_open_refuses_a_folder_that_a_newer_version_took_over(
    older: Layout,
) -> None:
    index = Index.open(older.folder)
    with sqlite.writing(older.catalogue) as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(NewerVersion, match="update goodpractice"):
        index.generation()
