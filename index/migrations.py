"""Brings the tables that an older version made up to date, a step at a time."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, text

from index import catalogue, entry, sqlite
from index.errors import NotWritable
from index.lock import WriterLock
from index.manifest import SCHEMA_VERSION, Layout, check_schema

Step = Callable[[Connection], None]
"""Changes tables of one version into those of the next, within the caller's transaction."""

_PATIENCE = 30.0
"""Seconds to wait for another process that is at it: the workers of a server start together."""


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


def _index_organisations(connection: Connection) -> None:
    """Index what is asked of one organisation: every question does (1 % of the file)."""
    for table, columns in (
        ("actions", "organisation"),
        ("documents", "organisation, period"),
        ("outcomes", "organisation"),
    ):
        name = f"ix_{table}_{columns.replace(', ', '_')}"
        connection.execute(text(f"CREATE INDEX {name} ON {table} ({columns})"))


STEPS: Mapping[int, Step] = {1: _drop_doubled_indexes, 2: _index_organisations}
"""What leads from each version to the next."""
