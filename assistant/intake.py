"""Takes documents in: reads what changed, commits it, and reports what was done."""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ingest.archives import Package
from ingest.discover import INSIDE, Source, discover, printable, unmatched
from ingest.errors import UnreadableFile
from ingest.isolate import Readers
from ingest.limits import DEFAULTS as DEFAULT_LIMITS
from ingest.limits import MEGABYTE, Limits
from ingest.organisations import Authority
from ingest.records import Document
from ingest.run import DEFAULTS, Options, fingerprint, fingerprint_package, load, open_file

_AHEAD = 16
"""Files that may be read ahead of the one that is committed."""

_AHEAD_BYTES = 200 * MEGABYTE


FileReaders = Readers[Document | Package]
"""Processes that read files."""


class Store(Protocol):
    """What keeps documents; `index.build.Builder` does."""

    def known(self, source: str) -> str | None:
        """Give the fingerprint of what was read from a source; None if nothing was."""

    def known_fingerprint(self, fingerprint: str) -> str | None:
        """Give the id of the document with a fingerprint; None if there is none."""

    def sources(self) -> tuple[str, ...]:
        """Give every source that a document was read from."""

    def add(self, document: Document, source: str) -> None:
        """Keep a document as what a source holds, now or together with those that follow."""

    def link(self, document_id: str, source: str, fingerprint: str) -> None:
        """Note that a source holds a document that is there already."""

    def forget_source(self, source: str) -> bool:
        """Forget a source that is gone, and its document if that has no other."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: `done` of `total` files; `name` is the file just dealt with.

    `total` grows when an archive is opened.
    """

    done: int
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of ingest did; the lists hold file names, `ARCHIVE!MEMBER` for members."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    passages: int = 0
    actions: int = 0
    outcomes: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Documents read in this run, by kind."""
    evidence: Mapping[str, int] = field(default_factory=dict)
    """Passages read in this run, by evidence type."""
    warnings: tuple[str, ...] = ()


def readers_of(
    authority: Authority, limits: Limits = DEFAULT_LIMITS, count: int | None = None
) -> FileReaders:
    """Give processes to read files in, for several runs; to be used in a `with` block."""
    return Readers(open_file, limits=limits, shared=(authority, limits), count=count)


def take_in(
    paths: Sequence[Path],
    *,
    builder: Store,
    authority: Authority,
    options: Options = DEFAULTS,
    limits: Limits = DEFAULT_LIMITS,
    workers: int | None = None,
    readers: FileReaders | None = None,
    prune: bool = False,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Ingest every document under `paths`; a file that cannot be read leaves the rest alone.

    Files are read in processes of their own, `workers` at once (one for each core if not given),
    while those before them are committed, in the order of `discover`; or by `readers` that are
    there already. With `prune`, documents that came from these folders and are gone from them are
    removed; what cannot be looked at is not gone.

    Raises:
        NoDocuments: nothing to read, or a path that does not exist.
        BadOverride: a corpus.yaml or sidecar is wrong.
        NoReader: no process can be started to read in.
        DataError: the data folder cannot be written.
    """
    unread: list[tuple[Path, str]] = []
    sources = discover(paths, lambda path, why: unread.append((path, why)))
    with (
        readers_of(authority, limits, workers) if readers is None else nullcontext(readers) as pool
    ):
        run = _Run(builder, pool, options, len(sources), on_progress)
        run.take([_Item(source) for source in sources])
    tally = run.tally
    tally.failed.extend(Failure(printable(path), why) for path, why in unread)
    tally.warnings.extend(unmatched(sources))
    if prune:
        hidden = [path.resolve() for path, _ in unread]
        for key in _gone(builder.sources(), paths, {source.key for source in sources}, hidden):
            builder.forget_source(key)
            tally.removed.append(_label(key))
    return tally.report()


# ------------------------------------------------------------------ a run


@dataclass(frozen=True, slots=True)
class _Item:
    """Something to take in: a file, or a member of a package, whose bytes are here already."""

    source: Source
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """An item whose reading has begun.

    `result` is None where it turned out that there is nothing to read: `failure` says why, or the
    item is `known` already, or has a twin in this run that is being read.
    """

    item: _Item
    data: bytes = b""
    mark: str = ""
    before: str | None = None
    is_known: bool = False
    failure: str = ""
    result: "Future[Document | Package] | None" = None


class _Run:
    """One run of ingest: files are read ahead, and dealt with in order."""

    def __init__(
        self,
        store: Store,
        readers: FileReaders,
        options: Options,
        total: int,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.tally = _Tally()
        self._store = store
        self._readers = readers
        self._options = options
        self._on_progress = on_progress
        self._total = total
        self._done = 0
        self._reading: set[str] = set()
        self._packed = {key for key in store.sources() if INSIDE in key}

    def take(self, items: Iterable[_Item]) -> None:
        """Deal with items in their order, reading some ahead."""
        waiting: deque[_Job] = deque()
        for item in items:
            waiting.append(self._begin(item))
            while len(waiting) > _AHEAD or sum(len(job.data) for job in waiting) > _AHEAD_BYTES:
                self._end(waiting.popleft())
        while waiting:
            self._end(waiting.popleft())

    def _begin(self, item: _Item) -> _Job:
        """Look whether an item must be read, and if so begin."""
        source = item.source
        try:
            data = load(source.path, self._options) if item.data is None else item.data
        except UnreadableFile as error:
            return _Job(item, failure=str(error))
        mark = fingerprint(data, source.override, self._options)
        before = self._store.known(source.key)
        if before in (mark, fingerprint_package(source, mark)):
            return _Job(item, mark=mark, before=before, is_known=True)
        if mark in self._reading or self._store.known_fingerprint(mark) is not None:
            return _Job(item, data, mark, before)
        self._reading.add(mark)
        return _Job(item, data, mark, before, result=self._read(item, data))

    def _read(self, item: _Item, data: bytes) -> "Future[Document | Package]":
        return self._readers.submit(item.source, data, item.data is not None, self._options)

    def _end(self, job: _Job) -> None:
        """Wait until an item is read, and commit it or say why not."""
        source = job.item.source
        if job.is_known:
            inside = self._members(source)
            if job.before == job.mark:
                inside = [source.key, *inside]
            self.tally.unchanged.extend(source.label + key[len(source.key) :] for key in inside)
        elif job.failure:
            self._fail(source, job.failure)
        elif not self._link(job):
            try:
                found = (job.result or self._read(job.item, job.data)).result()
            except UnreadableFile as error:
                self._fail(source, str(error))
            else:
                if isinstance(found, Package):
                    self._take_package(job, found)
                else:
                    self._commit(job, found)
        self._done += 1
        self._on_progress(Progress(self._done, self._total, source.name))

    def _link(self, job: _Job) -> bool:
        """Note one more source of a document that is there already; False if it is not."""
        twin = None if job.result else self._store.known_fingerprint(job.mark)
        if twin is None:
            return False
        self._store.link(twin, job.item.source.key, job.mark)
        self.tally.unchanged.append(job.item.source.label)
        return True

    def _commit(self, job: _Job, document: Document) -> None:
        source = job.item.source
        self._store.add(document, source.key)
        self.tally.add(document, source.label, is_new=job.before is None)
        if job.item.data is None:
            self._forget_members(source, set())

    def _fail(self, source: Source, reason: str) -> None:
        self.tally.failed.append(Failure(source.place, reason))

    # -------------------------------------------------------------- archives and mails

    def _take_package(self, job: _Job, package: Package) -> None:
        """Take in what an archive or a mail holds; what it held before and holds no more goes."""
        whole, before = job.item.source, len(self.tally.failed)
        items = [_Item(whole.member(member.inside), member.data) for member in package.members]
        self._total += len(items)
        self.take(items)
        for refused in package.refused:
            self._fail(whole.member(refused.inside), refused.reason)
        self.tally.warnings.extend(f"{whole.label}: {warning}" for warning in package.warnings)
        present = {item.source.key for item in items}
        present |= {whole.member(refused.inside).key for refused in package.refused}
        self._forget_members(whole, present)
        if whole.key not in present:
            self._mark_package(job, items, is_whole=len(self.tally.failed) == before)

    def _mark_package(self, job: _Job, items: Sequence[_Item], *, is_whole: bool) -> None:
        """Note that all of an archive was taken in, so that the next run need not open it."""
        first = self._store.known(items[0].source.key) if items else None
        document = self._store.known_fingerprint(first) if first else None
        if is_whole and document is not None:
            mark = fingerprint_package(job.item.source, job.mark)
            self._store.link(document, job.item.source.key, mark)
        elif job.before is not None:
            self._store.forget_source(job.item.source.key)

    def _members(self, source: Source) -> list[str]:
        """Give the keys of what a file held when it was taken in last.

        A file beside it may have a name that looks like a member's.
        """
        held = (key for key in self._packed if key.startswith(source.key + INSIDE))
        return sorted(key for key in held if not os.path.exists(key))

    def _forget_members(self, source: Source, present: set[str]) -> None:
        for key in self._members(source):
            if key not in present:
                self._store.forget_source(key)
                self.tally.removed.append(source.label + key[len(source.key) :])


def _gone(
    keys: Sequence[str], paths: Sequence[Path], present: set[str], hidden: Sequence[Path]
) -> tuple[str, ...]:
    """Give the keys of documents that were under `paths` and are there no more.

    Of what is `hidden` nobody can tell.
    """
    folders = [path.resolve() for path in paths if path.is_dir()]
    return tuple(
        key
        for key in keys
        if present.isdisjoint(_files(key))
        and any(Path(key).is_relative_to(folder) for folder in folders)
        and not any(Path(key).is_relative_to(path) for path in hidden)
    )


def _files(key: str) -> list[str]:
    """Give what may be the file of a key: itself, or what stands before a sign of being inside."""
    return [key, *(key[:at] for at, sign in enumerate(key) if sign == INSIDE)]


def _label(key: str) -> str:
    """Give a key without the folder of its file."""
    file, sign, inside = key.partition(INSIDE)
    return Path(file).name + sign + inside


@dataclass(slots=True)
class _Tally:
    """Counts that grow while a run goes on."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0
    actions: int = 0
    outcomes: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    def add(self, document: Document, label: str, *, is_new: bool) -> None:
        """Count a document that was committed."""
        (self.new if is_new else self.changed).append(label)
        self.passages += len(document.passages)
        self.actions += len(document.actions)
        self.outcomes += len(document.outcomes)
        self.kinds[document.kind.value] += 1
        self.evidence.update(passage.evidence.value for passage in document.passages)
        self.warnings.extend(f"{label}: {warning}" for warning in document.warnings)

    def report(self) -> Report:
        """Give what was counted."""
        return Report(
            tuple(self.new),
            tuple(self.changed),
            tuple(self.unchanged),
            tuple(self.removed),
            tuple(self.failed),
            self.passages,
            self.actions,
            self.outcomes,
            dict(sorted(self.kinds.items())),
            dict(sorted(self.evidence.items())),
            tuple(self.warnings),
        )


# ------------------------------------------------------------------ a look without committing


class Bystander:
    """Stands where the builder does when nothing is to be committed; keeps what was read."""

    def __init__(self) -> None:
        self.documents: list[Document] = []

    def known(self, source: str) -> str | None:
        """Know nothing, so that everything is read."""
        return None

    def known_fingerprint(self, fingerprint: str) -> str | None:
        """Give the id of a document that was read before in this run."""
        for document in self.documents:
            if document.fingerprint == fingerprint:
                return document.id
        return None

    def sources(self) -> tuple[str, ...]:
        """Give none."""
        return ()

    def add(self, document: Document, source: str) -> None:
        """Keep the document as long as this object lives."""
        self.documents.append(document)

    def link(self, document_id: str, source: str, fingerprint: str) -> None:
        """Do nothing: the document is kept already."""

    def forget_source(self, source: str) -> bool:
        """Know of none."""
        return False
