"""Brings the tables that an older version made up to date, a step at a time."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, text

from index import catalogue, entry, sqlite
from index.embedded import Embedded
from index.errors import NotWritable
from index.lock import WriterLock
from index.manifest import SCHEMA_VERSION, Layout, check_schema
from index.tables import sentence_vectors

Step = Callable[[Connection], None]
"""Changes tables of one version into those of the next, within the caller's transaction."""

_PATIENCE = 30.0
"""Seconds to wait for another process that is at it: the workers of a server start together."""
_AT_ONCE = 500
"""Passages that are in memory at once."""


def take_steps(connection: Connection, version: int, steps: Mapping[int, Step]) -> int:
    """Take the steps that lead on from a version; the version that they end at is given back."""
    while version in steps:
        steps[version](connection)
        version += 1
    return version


def upgrade(connection: Connection, layout: Layout) -> None:
    """Bring a catalogue up to date, within its writer's transaction.

    Raises:
        NewerVersion: a newer version made it.
    """
    version = catalogue.schema_version(connection)
    check_schema(version, layout.folder)
    if version < SCHEMA_VERSION:
        entry.set_meta(connection, {"schema": take_steps(connection, version, STEPS)})


def upgrade_folder(layout: Layout) -> None:
    """Bring the catalogue of a data folder up to date, as its writer.

    Raises:
        Busy: another process is writing.
        NotWritable: the folder cannot be written.
    """
    lock = WriterLock(layout, wait_seconds=_PATIENCE)
    try:
        lock.take()
        with sqlite.writing(layout.catalogue) as connection:
            upgrade(connection, layout)
    except NotWritable as error:
        raise NotWritable(f"An older version made this data folder. {error}") from error
    finally:
        lock.release()


def _drop_doubled_indexes(connection: Connection) -> None:
    """Drop the indexes of columns that begin a primary key: it serves as well (2 % of the file)."""
    for name in (
        "ix_document_organisations_document",
        "ix_passage_indicators_passage",
        "ix_passage_organisations_passage",
        "ix_sections_document",
        "ix_sentences_passage",
    ):
        connection.execute(text(f"DROP INDEX {name}"))


def _join_sentence_vectors(connection: Connection) -> None:
    """Put the vectors of a passage's sentences, a row each so far, into one row of the passage's.

    One that is lost is left out with those beside it: readers make them again.
    """
    sentence_vectors.create(connection)
    rows = text(
        "SELECT passages.number, passages.text, sentences.start - passages.start, "
        'sentences."end" - passages.start, vectors.value FROM passages '
        "LEFT JOIN sentences ON sentences.passage = passages.number "
        "LEFT JOIN vectors ON vectors.key = sentences.vector "
        "WHERE passages.number BETWEEN :first AND :last "
        "ORDER BY passages.number, sentences.position"
    )
    last = connection.execute(text("SELECT coalesce(max(number), 0) FROM passages")).scalar_one()
    for first in range(1, last + 1, _AT_ONCE):
        some = connection.execute(rows, {"first": first, "last": first + _AT_ONCE - 1}).all()
        for number, found in groupby(some, key=itemgetter(0)):
            _join(connection, number, list(found))
    for statement in (
        "DROP INDEX ix_sentences_vector",
        "ALTER TABLE sentences DROP COLUMN vector",
        "DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM passages) "
        "AND key NOT IN (SELECT vector FROM sentence_vectors)",
    ):
        connection.execute(text(statement))


def _join(connection: Connection, number: int, rows: Sequence[Any]) -> None:
    """Store the vectors of one passage's sentences together."""
    parts = tuple((start, end) for _, _, start, end, _ in rows if start is not None)
    values = [value for *_, value in rows if value is not None]
    row = {"number": number, "key": Embedded(rows[0][1], parts=parts).parts_key}
    connection.execute(text("INSERT INTO sentence_vectors VALUES (:number, :key)"), row)
    if len(values) == len(parts):
        new = {"key": row["key"], "value": b"".join(values)}
        connection.execute(text("INSERT OR IGNORE INTO vectors VALUES (:key, :value)"), new)


def _index_organisations(connection: Connection) -> None:
    """Index what is asked of one organisation: every question does (1 % of the file)."""
    for table, columns in (
        ("actions", "organisation"),
        ("documents", "organisation, period"),
        ("outcomes", "organisation"),
    ):
        name = f"ix_{table}_{columns.replace(', ', '_')}"
        connection.execute(text(f"CREATE INDEX {name} ON {table} ({columns})"))


STEPS: Mapping[int, Step] = {
    1: _drop_doubled_indexes,
    2: _join_sentence_vectors,
    3: _index_organisations,
}
"""What leads from each version to the next."""
