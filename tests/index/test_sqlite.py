"""Tests of how the catalogue's file is opened."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from index import sqlite
from index.errors import Damaged, NotWritable


def make(path: Path) -> None:
    engine = sqlite.open_to_write(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE things (thing TEXT)")
    engine.dispose()


def count(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM things").scalar_one())


def test_reader_sees_one_state_for_the_length_of_its_transaction(tmp_path: Path) -> None:
    path = tmp_path / "file"
    make(path)
    writer, reader = sqlite.open_to_write(path), sqlite.open_to_read(path)
    with reader.connect() as connection:
        assert count(connection) == 0
        with writer.begin() as writing:
            writing.exec_driver_sql("INSERT INTO things VALUES ('one')")
        assert count(connection) == 0
    with reader.connect() as connection:
        assert count(connection) == 1
    reader.dispose()
    writer.dispose()


def test_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "file"
    make(path)
    with (
        pytest.raises(NotWritable),
        sqlite.translated(path),
        sqlite.open_to_read(path).connect() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO things VALUES ('one')")


def write(path: Path, *statements: str) -> None:
    engine = sqlite.open_to_write(path)
    with sqlite.translated(path), engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_error_in_a_transaction_undoes_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    make(path)
    with pytest.raises(Damaged, match="no such table: missing"):
        write(path, "INSERT INTO things VALUES ('one')", "INSERT INTO missing VALUES ('one')")
    with sqlite.open_to_read(path).connect() as connection:
        assert count(connection) == 0


def test_full_file_is_not_writable_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "file"
    make(path)
    too_much = "INSERT INTO things VALUES (hex(randomblob(50000)))"
    with pytest.raises(NotWritable, match="free some space"):
        write(path, "PRAGMA max_page_count = 3", too_much)
    with sqlite.open_to_read(path).connect() as connection:
        assert count(connection) == 0
        assert sqlite.problems(path, connection) == []


def test_folder_that_is_a_file_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / "file" / "catalogue.sqlite"
    with pytest.raises(NotWritable), sqlite.translated(path):
        sqlite.open_to_write(path).connect()
