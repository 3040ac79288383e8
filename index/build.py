"""The writer of a data folder: commits documents, removes them, mends and rebuilds the vectors.

The order of a commit (DESIGN.md, section 7): new vectors first, then one catalogue transaction that
makes them visible and the replaced version invisible, then removal of the replaced vectors. A
vector's key is the hash of the text it was made of, so no write ever changes a vector that a reader
may be using, and a crash leaves nothing worse than vectors that nobody asks for.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, delete, inspect, select

from index import catalogue, entry, lexical, matrix, sqlite
from index.embedded import Embedded, embed, of_stored
from index.errors import NotWritable
from index.lock import WriterLock
from index.manifest import Encoder, Layout, check_model
from index.migrations import upgrade
from index.tables import documents, sources, vectors
from index.vectors import VectorStore
from ingest import heap
from ingest.records import Document

_TOGETHER = 256
"""Passages of documents that are committed in one go: one write to Chroma and one to the disk.

Their vectors are made while the group before is written.
"""
_AT_ONCE = 128
"""Passages of a rebuild that are in memory at once."""
_VECTORS_AT_ONCE = 2_000

Group = Sequence[tuple[Document, str]]
"""Documents, each with its source."""
Progress = Callable[[int, int], None]
"""Told how many passages are done, of how many."""


class Change(StrEnum):
    """What a commit did."""

    NEW = "new"
    CHANGED = "changed"
    SAME_CONTENT = "same_content"
    """The document was there already, from another source."""


class Builder:
    """The one writer of a data folder, from `with` to the end of its block."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        *,
        wait_seconds: float = 0.0,
        is_any_model_allowed: bool = False,
    ) -> None:
        """Prepare to write.

        `is_any_model_allowed` is for `rebuild` and nothing else: it opens a folder whatever its
        vectors are, another model's, lost or damaged.
        """
        self._layout = Layout(folder)
        self._encoder = encoder
        self._is_any_model_allowed = is_any_model_allowed
        self._lock = WriterLock(self._layout, wait_seconds)
        self._engine: Engine | None = None
        self._store: VectorStore | None = None
        self._waiting: list[tuple[Document, str]] = []
        self._encoded: tuple[Group, Future[dict[str, bytes]]] | None = None
        """The group before those that wait, and its vectors, which are being made."""
        self._encoding = ThreadPoolExecutor(1, "encoding")

    def __enter__(self) -> Self:
        """Take the lock, open or create the catalogue, sweep up after an interrupted writer.

        Raises:
            Busy: another process is writing.
            NotWritable: the folder cannot be made or written.
            NewerVersion: a newer version made it.
            WrongModel: its vectors are another model's.
            Damaged: it cannot be read.
        """
        heap.share_one()
        was_interrupted = self._lock.take()
        try:
            self._engine = sqlite.open_to_write(self._layout.catalogue)
            self._open_catalogue()
            self._lock.note()
            if not self._is_any_model_allowed and (was_interrupted or self._has_lost_vectors()):
                self.sweep()
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Commit what waits, close everything and let the lock go.

        Raises:
            NotWritable: as `commit` does.
        """
        try:
            if error is None:
                self.flush()
                self._renew_matrix()
        except BaseException:
            self._release()
            raise
        self._release(is_done=error is None)

    # -------------------------------------------------------------- what is known

    def known(self, source: str) -> str | None:
        """Give the fingerprint of what was read from a source; None if nothing was."""
        for document, waiting in reversed(self._uncommitted()):
            if waiting == source:
                return document.fingerprint
        statement = select(sources.c.fingerprint).where(sources.c.source == source)
        with self._transaction() as connection:
            fingerprint: str | None = connection.execute(statement).scalar_one_or_none()
        return fingerprint

    def known_fingerprint(self, fingerprint: str) -> str | None:
        """Give the id of the document with a fingerprint; None if there is none."""
        for document, _ in self._uncommitted():
            if document.fingerprint == fingerprint:
                return document.id
        statement = (
            select(documents.c.id)
            .join(sources)
            .where(sources.c.fingerprint == fingerprint)
            .limit(1)
        )
        with self._transaction() as connection:
            document_id: str | None = connection.execute(statement).scalar_one_or_none()
        return document_id

    def sources(self) -> tuple[str, ...]:
        """Give every source that a document was read from, in order."""
        self.flush()
        with self._transaction() as connection:
            statement = select(sources.c.source).order_by(sources.c.source)
            return tuple(connection.execute(statement).scalars())

    # -------------------------------------------------------------- changes

    def commit(self, document: Document, source: str) -> Change:
        """Make a document visible as what a source holds, instead of what it held before.

        All or nothing: until the one transaction in the middle is done, readers see what was.

        Raises:
            NotWritable: the disk is full or may not be written; nothing has changed.
            Damaged: catalogue or vectors cannot be read.
        """
        self.flush()
        return self._commit([(document, source)], {})[0]

    def add(self, document: Document, source: str) -> None:
        """Commit a document later, together with others: a few seconds, or at the end of the block.

        What is asked of this builder meanwhile counts it as committed.

        Raises:
            NotWritable, Damaged: as `commit` does, about any of the documents that wait.
        """
        self._waiting.append((document, source))
        if sum(len(each.passages) for each, _ in self._waiting) >= _TOGETHER:
            self._move_on()

    def flush(self) -> None:
        """Commit the documents that wait, all or none of each group."""
        while self._encoded:
            self._move_on()
        waiting, self._waiting = self._waiting, []
        if waiting:  # a few, as of an upload: no thread of their own, which would take memory too
            self._commit(waiting, {})

    def _move_on(self) -> None:
        """Begin to encode the documents that wait, and commit those that were encoded before."""
        waiting, self._waiting = self._waiting, []
        encoded, self._encoded = self._encoded, None
        if waiting:
            lacking = self._lacking(_embedded(waiting))
            self._encoded = waiting, self._encoding.submit(self._encode, lacking)
        if encoded:
            group, vectors = encoded
            self._commit(group, vectors.result())

    def _uncommitted(self) -> Group:
        """Give the documents that wait."""
        return [*(self._encoded[0] if self._encoded else ()), *self._waiting]

    def _commit(self, group: Group, made: dict[str, bytes]) -> list[Change]:
        """Commit documents, of whose vectors some are made already."""
        items = _embedded(group)
        values = self._encode_new(items, made)
        self._write_vectors(items, values)
        changes: list[Change] = []
        replaced: set[str] = set()
        with self._transaction() as connection:
            for document, source in group:
                change, keys = self._replace(connection, document, source)
                changes.append(change)
                replaced |= keys
            stored = entry.stored_keys(connection, values)
            entry.add_vectors(connection, {k: v for k, v in values.items() if k not in stored})
            dropped = entry.drop_unused_vectors(connection, replaced)
            self._next_generation(connection)
        self._drop(dropped)
        return changes

    def link(self, document_id: str, source: str, fingerprint: str) -> None:
        """Note that a source holds a document that is there already.

        Raises:
            NotFound: there is no document with this id.
        """
        self.flush()
        with self._transaction() as connection:
            number = entry.number_of(connection, document_id)
            if number is None:
                raise catalogue.not_found(document_id)
            before = entry.document_of(connection, source)
            entry.set_source(connection, source, number, fingerprint)
            keys = self._remove_if_sourceless(connection, before)
            dropped = entry.drop_unused_vectors(connection, keys)
            self._next_generation(connection)
        self._drop(dropped)

    def remove(self, document_id: str) -> None:
        """Remove a document, whatever its sources; `rebuild` wipes what is left of it on the disk.

        Raises:
            NotFound: there is no document with this id.
        """
        self.flush()
        with self._transaction() as connection:
            number = entry.number_of(connection, document_id)
            if number is None:
                raise catalogue.not_found(document_id)
            keys = entry.remove_document(connection, number)
            dropped = entry.drop_unused_vectors(connection, keys)
            self._next_generation(connection)
        self._drop(dropped)

    def forget_source(self, source: str) -> bool:
        """Forget a source that is gone, and its document if that has no other; False if unknown."""
        self.flush()
        with self._transaction() as connection:
            number = entry.document_of(connection, source)
            if number is None:
                return False
            connection.execute(sources.delete().where(sources.c.source == source))
            keys = self._remove_if_sourceless(connection, number)
            dropped = entry.drop_unused_vectors(connection, keys)
            self._next_generation(connection)
        self._drop(dropped)
        return True

    def _replace(
        self, connection: Connection, document: Document, source: str
    ) -> tuple[Change, set[str]]:
        """Put a document in the place of its former self and of what its source held before.

        The keys of the vectors of what was replaced are given back.
        """
        before = entry.document_of(connection, source)
        same = entry.number_of(connection, document.id)
        kept = [] if same is None else entry.sources_of(connection, same)
        keys = set() if same is None else entry.remove_document(connection, same)
        number = entry.add_document(connection, document)
        for other, fingerprint in kept:
            entry.set_source(connection, other, number, fingerprint)
        entry.set_source(connection, source, number, document.fingerprint)
        if before not in (None, same):
            keys |= self._remove_if_sourceless(connection, before)
        if before is not None:
            return Change.CHANGED, keys
        return (Change.NEW if same is None else Change.SAME_CONTENT), keys

    def _remove_if_sourceless(self, connection: Connection, number: int | None) -> set[str]:
        """Remove a document that no source holds any more; its vectors' keys are given back."""
        if number is None or entry.sources_of(connection, number):
            return set()
        return entry.remove_document(connection, number)

    # -------------------------------------------------------------- vectors

    def _lacking(self, items: Sequence[Embedded]) -> list[Embedded]:
        """Give the items of which a vector is not stored yet, each text once."""
        with self._transaction() as connection:
            have = _stored(connection, items)
        return _without(items, have)

    def _encode(self, items: Sequence[Embedded]) -> dict[str, bytes]:
        """Make the vectors of items and of their parts, by key."""
        made: dict[str, bytes] = {}
        if items:
            rows, parted = embed(self._encoder, items)
            for each, row, parts in zip(items, rows, parted, strict=True):
                made[each.key], made[each.parts_key] = catalogue.pack(row), catalogue.pack(parts)
        return made

    def _encode_new(self, items: Sequence[Embedded], made: dict[str, bytes]) -> dict[str, bytes]:
        """Give the vectors that are not stored yet, by key, and make those that are not `made`."""
        with self._transaction() as connection:
            return self._encode_lacking(connection, items, made)

    def _encode_lacking(
        self, stored: Connection, items: Sequence[Embedded], made: dict[str, bytes]
    ) -> dict[str, bytes]:
        """Give the vectors that a table of vectors lacks, by key, each text read once."""
        have = _stored(stored, items)
        made = {**made, **self._encode(_without(items, have | made.keys()))}
        return {key: value for key, value in made.items() if key not in have}

    def _write_vectors(self, items: Sequence[Embedded], values: Mapping[str, bytes]) -> None:
        """Write the vectors of passages that no passage has yet to the dense index."""
        lacking = [key for key in dict.fromkeys(each.key for each in items) if key in values]
        if lacking:
            self._vectors().upsert(lacking, catalogue.unpack([values[key] for key in lacking]))

    def _drop(self, keys: set[str]) -> None:
        if keys:
            self._vectors().delete(sorted(keys))

    def sweep(self) -> None:
        """Bring the dense index in step with the catalogue after an interrupted writer.

        Vectors that no passage uses go; passages whose vector is not in the index get it back from
        the catalogue; folders of unfinished rebuilds go.
        """
        have = self._vectors().keys()
        with self._transaction() as connection:
            state = catalogue.state(connection)
            wanted = set(catalogue.passage_keys(connection))
            write_vectors(connection, self._vectors(), sorted(wanted - have))
        self._drop(set(have) - wanted)
        remove_builds_but(self._layout, state.build)

    def _has_lost_vectors(self) -> bool:
        """Tell whether the vectors folder that the catalogue speaks of is not there."""
        with self._transaction() as connection:
            state = catalogue.state(connection)
        return state.generation > 0 and not self._layout.vectors_of(state.build).exists()

    def _vectors(self) -> VectorStore:
        """Open the dense index at first need: a run that changes nothing does not wait for it."""
        if self._store is None:
            with self._transaction() as connection:
                build = catalogue.state(connection).build
            self._store = VectorStore.create(self._layout.vectors_of(build), self._encoder.model)
        return self._store

    def _renew_matrix(self) -> None:
        """Leave the passages' vectors in one file for readers, if what is there is out of date."""
        with self._transaction() as connection:
            folder = self._layout.vectors_of(catalogue.state(connection).build)
            if folder.is_dir():
                matrix.renew(connection, folder, self._encoder.model.dimension)

    # -------------------------------------------------------------- rebuild

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make all vectors and the full-text index anew from the catalogue, and wipe what is gone.

        The new vectors grow in a folder and a file of their own, a few passages at a time, so that
        memory does not grow with them; one catalogue transaction switches to them.

        Raises:
            Damaged: a text in the catalogue is; nothing has changed.
        """
        self.flush()
        with self._transaction() as connection:
            catalogue.check_quotes(connection)
            state = catalogue.state(connection)
            numbers = [number for number, _ in catalogue.numbers_and_keys(connection)]
        build = state.build + 1
        remove_builds_but(self._layout, state.build)
        with self._made_anew() as fresh:
            self._write_build(build, fresh, numbers, progress)
            with self._transaction() as connection:
                _switch(connection, fresh, numbers)
                entry.set_model(connection, self._encoder.model)
                entry.set_meta(connection, {"build": build})
                self._next_generation(connection)
        remove_builds_but(self._layout, build)
        with sqlite.translated(self._layout.catalogue):
            sqlite.compact(self._opened())

    @contextmanager
    def _made_anew(self) -> Iterator[Connection]:
        """Give an empty table of vectors in a file of its own, which goes in the end."""
        room = self._layout.unpacked
        try:
            room.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWritable(
                f"Cannot write to {room} ({error.strerror}): free some space or allow writing"
            ) from error
        path = room / "vectors.sqlite"
        engine = sqlite.open_to_write(path)
        try:
            with sqlite.translated(path), engine.connect() as fresh:  # never committed
                vectors.create(fresh)
                yield fresh
        finally:
            engine.dispose()
            shutil.rmtree(room, ignore_errors=True)

    def _write_build(
        self, build: int, fresh: Connection, numbers: Sequence[int], progress: Progress | None
    ) -> None:
        """Make the vectors of passages and their sentences, in a new dense index and a table."""
        if self._store is not None:
            self._store.close()
        self._store = VectorStore.create(self._layout.vectors_of(build), self._encoder.model)
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            with self._transaction() as connection:
                found = catalogue.passages_by_number(connection, part).values()
            items = [of_stored(each) for each in found]
            values = self._encode_lacking(fresh, items, {})
            entry.add_vectors(fresh, values)
            self._write_vectors(items, values)
            if progress is not None:
                progress(start + len(part), len(numbers))

    # -------------------------------------------------------------- the folder

    def _open_catalogue(self) -> None:
        with self._transaction() as connection:
            if not inspect(connection).has_table("meta"):
                entry.create(connection, self._encoder.model)
                return
            upgrade(connection, self._layout)
            model = catalogue.state(connection).model
        if not self._is_any_model_allowed:
            check_model(model, self._encoder.model, self._layout.folder)

    def _release(self, *, is_done: bool = False) -> None:
        self._encoding.shutdown(cancel_futures=True)
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        self._lock.release(is_done=is_done)

    # -------------------------------------------------------------- the catalogue

    def _opened(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("use a Builder in a with block")
        return self._engine

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Begin a writing transaction: committed at the end of the block, undone by an error."""
        with sqlite.translated(self._layout.catalogue), self._opened().begin() as connection:
            yield connection

    def _next_generation(self, connection: Connection) -> None:
        generation = catalogue.state(connection).generation
        entry.set_meta(connection, {"generation": generation + 1})


def _embedded(group: Group) -> list[Embedded]:
    """Give what is embedded of documents."""
    return [each for document, _ in group for each in entry.embedded_passages(document)]


def _stored(connection: Connection, items: Sequence[Embedded]) -> set[str]:
    """Give those keys of items and of their parts that a table of vectors has."""
    return entry.stored_keys(connection, (key for it in items for key in (it.key, it.parts_key)))


def _without(items: Sequence[Embedded], have: Set[str]) -> list[Embedded]:
    """Give the items of which a key is lacking, each text once."""
    lacking = {each.key: each for each in items if not {each.key, each.parts_key} <= have}
    return list(lacking.values())


def remove_builds_but(layout: Layout, build: int) -> None:
    """Remove the vectors folders that are not in use, unfinished ones too."""
    if layout.vectors.is_dir():
        for folder in layout.vectors.iterdir():
            if folder.name != str(build):
                shutil.rmtree(folder, ignore_errors=True)


def write_vectors(connection: Connection, store: VectorStore, keys: Sequence[str]) -> None:
    """Write stored vectors to a dense index; one that is lost is passed over."""
    for start in range(0, len(keys), _VECTORS_AT_ONCE):
        values = catalogue.vectors_of_keys(connection, keys[start : start + _VECTORS_AT_ONCE])
        if values:
            store.upsert(list(values), catalogue.unpack(list(values.values())))


def _switch(connection: Connection, fresh: Connection, numbers: Sequence[int]) -> None:
    """Put new vectors and a new full-text index in the place of the old."""
    connection.execute(delete(vectors))
    for made in catalogue.all_values(fresh):
        entry.add_vectors(connection, dict(made))
    lexical.clear(connection)
    for start in range(0, len(numbers), _AT_ONCE):
        found = catalogue.passages_by_number(connection, numbers[start : start + _AT_ONCE])
        items = {number: of_stored(each) for number, each in found.items()}
        entry.set_keys(connection, items)
        lexical.add(
            connection,
            [
                lexical.entry(
                    number, each.title, each.organisations, each.section, each.context, each.text
                )
                for number, each in found.items()
            ],
        )
