"""Writes a data folder into one file while it is in use, and puts it back.

A backup is a ZIP archive: the databases, each as of one moment, files as they are, a manifest, and
as the archive's comment, its last 64 bytes, the SHA-256 of all that stands before them:

    head -c -64 FILE | sha256sum; tail -c 64 FILE

Vectors are not in it: the catalogue holds their values, and Chroma's folder is made of those again.

To restore is to copy the backup's pages into the database that is there, in one transaction: open
readers see the old folder until it is done and the new one after that; a crash leaves the old.
"""

import hashlib
import json
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sqlalchemy import Connection, String, func, literal, select, update

from index import catalogue, entry, sqlite
from index.build import remove_builds_but, write_vectors
from index.catalogue import State
from index.errors import Damaged, NewerVersion, NoData, NotWritable
from index.lock import WriterLock
from index.manifest import SCHEMA_VERSION, Layout
from index.migrations import upgrade
from index.tables import meta, sources
from index.vectors import VectorStore
from ingest import heap

FORMAT = 1
"""Raised by one with each change of the archive that an older version cannot read."""
_MANIFEST = "manifest.json"
_DIGEST_LENGTH = 64
_PIECE = 1 << 20
_ROOM = ".goodpractice-backup-"
_DAY = 24 * 3600.0
_NO_BACKUP = (
    *(BadZipFile, zlib.error, Damaged, EOFError),
    *(KeyError, RuntimeError, TypeError, ValueError),
)
"""What reading a file that is whole and no backup fails with."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands in a data folder beside the catalogue and goes along with it."""

    databases: Mapping[str, int]
    """SQLite files by name, each with the newest `user_version` that is known."""
    folders: Sequence[str] = ()
    """Folders of files that are added and removed and never changed."""
    files: Sequence[str] = ()
    """Files that are put back only where there is none: the present one may have revoked keys."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself."""

    format: int
    made: str
    folder: str
    """Where the data folder stood."""
    schema: int
    generation: int
    documents: int
    files: Mapping[str, int]
    """Everything else in the archive: name and size in bytes."""


# ------------------------------------------------------------------ out


def back_up(folder: Path, target: Path, beside: Beside) -> Backup:
    """Write a backup of a data folder, which may be in use, whole or not at all.

    A document that is removed meanwhile may be in it without the file that it was read from.

    Raises:
        NoData: there is nothing to back up.
        NotWritable: the target cannot be written, or stands in the data folder.
        Damaged: a database is not whole; an earlier backup under that name is kept.
    """
    layout = Layout(folder)
    if not layout.catalogue.is_file():
        raise NoData(f"There is nothing in {folder} to back up: name a data folder with --data")
    target = target.resolve()
    if target.exists() and not target.is_file():
        raise NotWritable(f"{target} is no file: name one")
    if target.is_relative_to(folder.resolve()):
        raise NotWritable(f"{target} would be lost with the data folder: name a file elsewhere")
    try:
        _sweep(target.parent)
        with tempfile.TemporaryDirectory(prefix=_ROOM, dir=target.parent) as room:
            archive = Path(room) / target.name
            backup = _write(archive, layout, beside)
            _seal(archive)
            archive.replace(target)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NotWritable(f"{target}: {reason}; free some space, or name another file") from error
    return backup


def _sweep(folder: Path) -> None:
    """Remove what backups left that were killed, a day ago or more."""
    for room in folder.glob(f"{_ROOM}*"):
        with suppress(FileNotFoundError):
            if time.time() - room.stat().st_mtime > _DAY:
                shutil.rmtree(room, ignore_errors=True)


def _write(path: Path, layout: Layout, beside: Beside) -> Backup:
    """Write the archive: the catalogue first, then the files that it speaks of."""
    files: dict[str, int] = {}
    copy = path.with_name("copy.sqlite")
    with ZipFile(path, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
        for name in (layout.catalogue.name, *beside.databases):
            if (layout.folder / name).is_file():
                sqlite.copy(layout.folder / name, copy)
                if name == layout.catalogue.name:
                    with sqlite.reading(copy) as connection:
                        catalogue.check_quotes(connection)
                        state, counts = catalogue.state(connection), catalogue.counts(connection)
                files[name] = copy.stat().st_size
                archive.write(copy, name)
                copy.unlink()
        for file in _files(layout.folder, beside):
            name = file.relative_to(layout.folder).as_posix()
            with suppress(FileNotFoundError):
                archive.write(file, name)
                files[name] = archive.getinfo(name).file_size
        made = datetime.now(UTC).isoformat(timespec="seconds")
        place = str(layout.folder.resolve())
        backup = Backup(
            FORMAT, made, place, state.schema, state.generation, counts.documents, files
        )
        # A plain name would bear this machine's year, which a ZIP archive may not be able to tell.
        archive.writestr(ZipInfo(_MANIFEST), json.dumps(asdict(backup), indent=1))
        archive.comment = b"0" * _DIGEST_LENGTH
    return backup


def _files(folder: Path, beside: Beside) -> Iterator[Path]:
    for name in beside.folders:
        yield from (path for path in sorted((folder / name).rglob("*")) if path.is_file())
    yield from (folder / name for name in beside.files if (folder / name).is_file())


def _seal(path: Path) -> None:
    """Write the digest of all but the last bytes in their place; then it is all on the disk."""
    with path.open("r+b") as file:
        digest, _ = _digest_and_end(file)
        file.seek(-_DIGEST_LENGTH, os.SEEK_END)
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o600)


def _digest_and_end(file: BinaryIO) -> tuple[bytes, bytes]:
    """Give the digest of all but the last bytes, and those bytes."""
    left = file.seek(0, os.SEEK_END) - _DIGEST_LENGTH
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0:
        piece = file.read(min(left, _PIECE))
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest().encode(), file.read()


# ------------------------------------------------------------------ back


def restore(folder: Path, source: Path, beside: Beside) -> tuple[Backup, tuple[Path, ...]]:
    """Make a data folder what it was when it was backed up.

    Nothing of it is touched before the backup is found to be whole. What is in the backup is given
    back, and where a database that could not even be opened was set aside.

    Raises:
        Damaged: the backup is not whole, or is none.
        NewerVersion: a newer version made it.
        Busy: another process is writing.
        NotWritable: the folder cannot be written.
        OSError: the backup cannot be read, or there is no room to unpack it.
    """
    if source.exists() and not source.is_file():
        raise Damaged(f"{source} is no file: name one that `backup` has written")
    layout = Layout(folder)
    lock = WriterLock(layout)
    is_done = False
    lock.take()
    try:
        shutil.rmtree(layout.unpacked, ignore_errors=True)
        backup = _unpack(source, layout.unpacked, beside)
        lock.note()
        set_aside = _put_back(layout, backup, beside)
        is_done = True
    finally:
        shutil.rmtree(layout.unpacked, ignore_errors=True)
        lock.release(is_done=is_done)
    return backup, set_aside


def _unpack(source: Path, room: Path, beside: Beside) -> Backup:
    """Unpack a backup that is whole and not too new."""
    with source.open("rb") as file:
        digest, end = _digest_and_end(file)
        if digest != end:
            raise Damaged(f"{source} is damaged or is no backup: take another; nothing was changed")
    try:
        with ZipFile(source) as archive:
            said = json.loads(archive.read(_MANIFEST))
            if said["format"] > FORMAT or said["schema"] > SCHEMA_VERSION:
                raise _newer(source)
            backup = Backup(**said)
            archive.extractall(room, [Layout(room).catalogue.name, *backup.files])
        with sqlite.reading(Layout(room).catalogue) as connection:
            catalogue.state(connection)
    except _NO_BACKUP as error:
        raise Damaged(f"{source} is no backup: take another; nothing was changed") from error
    for name, newest in beside.databases.items():
        if name in backup.files:
            with sqlite.reading(room / name) as connection:
                if connection.exec_driver_sql("PRAGMA user_version").scalar_one() > newest:
                    raise _newer(source)
    return backup


def _newer(source: Path) -> NewerVersion:
    return NewerVersion(f"{source} was made by a newer version: update goodpractice, then restore")


def _put_back(layout: Layout, backup: Backup, beside: Beside) -> tuple[Path, ...]:
    """Put files first, then vectors, then the catalogue that speaks of both, then the rest."""
    unpacked = layout.unpacked
    for file in _files(unpacked, beside):
        place = layout.folder / file.relative_to(unpacked)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.name in beside.files:
                file.chmod(0o600)
            file.replace(place)
    fresh = unpacked / layout.catalogue.name
    with sqlite.writing(fresh) as connection:
        upgrade(connection, layout)
        for name in beside.folders:
            _move_sources(connection, Path(backup.folder) / name, layout.folder.resolve() / name)
        state = catalogue.state(connection)
        build = 1 + max((state.build, *layout.builds()))
        _write_vectors(connection, layout.vectors_of(build), state)
        generation = 1 + max(state.generation, _present_generation(layout))
        entry.set_meta(connection, {"build": build, "generation": generation})
    set_aside = [sqlite.replace(layout.catalogue, fresh)]
    for name in beside.databases:
        if name in backup.files:
            (layout.folder / name).touch(mode=0o600)
            set_aside.append(sqlite.replace(layout.folder / name, unpacked / name))
    remove_builds_but(layout, build)
    return tuple(path for path in set_aside if path is not None)


def _move_sources(connection: Connection, before: Path, after: Path) -> None:
    """Name the files of a folder by where it stands now."""
    old, new = f"{before}{os.sep}", f"{after}{os.sep}"
    rest = func.substr(sources.c.source, len(old) + 1)
    mine = func.substr(sources.c.source, 1, len(old)) == old
    connection.execute(update(sources).where(mine).values(source=literal(new, String) + rest))


def _write_vectors(connection: Connection, folder: Path, state: State) -> None:
    """Make a vectors folder of what the catalogue holds."""
    heap.share_one()
    store = VectorStore.create(folder, state.model)
    try:
        write_vectors(connection, store, sorted(catalogue.passage_keys(connection)))
    finally:
        store.close()


def _present_generation(layout: Layout) -> int:
    """Read the generation that is being replaced; 0 if it cannot be read."""
    if not layout.catalogue.is_file():
        return 0
    try:
        with sqlite.reading(layout.catalogue) as connection:
            statement = select(meta.c.value).where(meta.c.key == "generation")
            return int(connection.execute(statement).scalar_one_or_none() or 0)
    except Damaged:
        return 0
