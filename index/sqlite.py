"""Opens the catalogue's SQLite file and turns SQLite's errors into ours; knows no table."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError
from sqlalchemy.pool import QueuePool

from index.errors import Busy, Damaged, DataError, NotWritable

_BUSY_SECONDS = 10.0
_UNWRITABLE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")


def open_to_read(path: Path) -> Engine:
    """Open an existing catalogue for reading; each transaction sees one state of it."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect_to_read(path),
        poolclass=QueuePool,
        max_overflow=-1,
    )
    event.listen(engine, "begin", _begin)
    return engine


def open_to_write(path: Path) -> Engine:
    """Open a catalogue for writing and create it if need be; each transaction is a writing one.

    Synchronous is FULL: a replaced version's vectors are deleted right after the catalogue's
    commit, so that commit must be on the disk first, through a power cut too. It costs one
    fsync per document.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect_to_write(path),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=1.0,
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """Give one writing transaction of its own: committed at the end, undone by an error."""
    engine = open_to_write(path)
    try:
        with translated(path), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Give one reading transaction of its own, which sees one state of the file."""
    engine = open_to_read(path)
    try:
        with translated(path), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as ours: NotWritable, Damaged or Busy."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a mistake in the program, not in the folder
    except DatabaseError as error:
        if not isinstance(error.orig, sqlite3.Error):
            raise
        raise _as_ours(error.orig, path) from error
    except sqlite3.Error as error:
        raise _as_ours(error, path) from error


def problems(path: Path, connection: Connection) -> list[str]:
    """Check the file's pages and the order of its rows; an empty list is a healthy file."""
    rows = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
    return [f"{path.name}: {row}" for row in rows if row != "ok"]


@contextmanager
def copy_in_memory(connection: Connection) -> Iterator[sqlite3.Connection]:
    """Give a writable copy in memory, for checks that would need the writer's lock."""
    with closing(sqlite3.connect(":memory:")) as copy:
        _driver(connection).backup(copy)
        yield copy


def copy(path: Path, target: Path) -> None:
    """Copy a database as of one moment, whoever writes to it, into one new file.

    Raises:
        Damaged: it is not whole.
        OSError: there is no room for the copy.
    """
    with (
        translated(path),
        closing(_connect_to_read(path)) as source,
        closing(_connect(f"file:{quote(str(target))}?mode=rwc")) as copied,
    ):
        try:
            source.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_FULL":
                raise
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error
        (found,) = copied.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise Damaged(f"The database {path} is damaged ({found}): restore a backup")


def replace(path: Path, by: Path) -> Path | None:
    """Make a database what another is, in one transaction, whatever state it is in.

    Open readers go on with the new content; one that cannot be opened at all is set aside, and
    where it then stands is given back.
    """
    set_aside = None
    try:
        with translated(path), closing(_connect_to_write(path)) as target:
            target.execute("SELECT count(*) FROM sqlite_master")
    except Damaged:
        set_aside = path.with_name(f"{path.name}.damaged")
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).replace(f"{set_aside}{ending}")
    with (
        translated(path),
        closing(_connect_to_read(by)) as source,
        closing(_connect_to_write(path)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return set_aside


def compact(engine: Engine) -> None:
    """Write the file anew without the pages of what was removed, and empty the write-ahead log."""
    with closing(engine.raw_connection()) as raw:
        raw.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
        raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Connect without writing; on a read-only or full disk, as a file that nobody writes to.

    A reader of a write-ahead log needs to write a small index file beside it. Where it cannot, and
    no log is waiting, the file is complete in itself.
    """
    base = f"file:{quote(str(path))}"
    log = path.with_name(path.name + "-wal")
    try:
        return _checked(base + "?mode=rw")
    except sqlite3.OperationalError:
        if log.exists() and log.stat().st_size > 0:
            return _checked(base + "?mode=ro")
        return _checked(base + "?mode=ro&immutable=1")


def _checked(uri: str) -> sqlite3.Connection:
    connection = _connect(uri)
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connect_to_write(path: Path) -> sqlite3.Connection:
    connection = _connect(f"file:{quote(str(path))}?mode=rwc")
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
    )


def _begin(connection: Connection) -> Any:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> Any:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _as_ours(error: sqlite3.Error, path: Path) -> DataError:
    name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
    if name.startswith("SQLITE_CANTOPEN") and path.exists() and not os.access(path, os.R_OK):
        return NotWritable(f"Cannot open {path}: permission denied; check that you may read it")
    if name.startswith(_UNWRITABLE):
        return NotWritable(
            f"Cannot write to {path} ({error}): free some space or allow writing there; "
            "what was ingested before is kept"
        )
    if name.startswith(_DAMAGED):
        return Damaged(
            f"The catalogue {path} cannot be read ({error}): restore a backup, "
            "or move it away and ingest again"
        )
    return Busy(f"The catalogue {path} is in use ({error}): try again")
