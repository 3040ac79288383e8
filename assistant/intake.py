"""Takes documents in: reads what changed, commits it, and reports what was done."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.build import Builder
from ingest.discover import Source, discover
from ingest.errors import UnreadableFile
from ingest.organisations import Authority
from ingest.run import DEFAULTS, Options, fingerprint, load, read_document


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: `done` of `total` files; `name` is the file just dealt with."""

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
    """What a run of ingest did; the lists hold file names."""

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


def take_in(
    paths: Sequence[Path],
    *,
    builder: Builder,
    authority: Authority,
    options: Options = DEFAULTS,
    prune: bool = False,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Ingest every document under `paths`; a file that cannot be read leaves the rest alone.

    With `prune`, documents that came from these folders and are gone from them are removed.

    Raises:
        NoDocuments: nothing to read, or a path that does not exist.
        BadOverride: a corpus.yaml or sidecar is wrong.
        DataError: the data folder cannot be written.
    """
    sources = discover(paths)
    tally = _Tally()
    for done, source in enumerate(sources, start=1):
        _take(source, builder, authority, options, tally)
        on_progress(Progress(done, len(sources), source.path.name))
    if prune:
        present = {source.key for source in sources}
        for key in _gone(builder.sources(), paths, present):
            builder.forget_source(key)
            tally.removed.append(Path(key).name)
    return tally.report()


def _take(
    source: Source, builder: Builder, authority: Authority, options: Options, tally: "_Tally"
) -> None:
    name = source.path.name
    try:
        data = load(source.path, options)
        mark = fingerprint(data, source.override, options)
        before = builder.known(source.key)
        if before == mark:
            tally.unchanged.append(name)
            return
        twin = builder.known_fingerprint(mark)
        if twin is not None:
            builder.link(twin, source.key, mark)
            tally.unchanged.append(name)
            return
        document = read_document(source, data, authority, options)
    except UnreadableFile as error:
        tally.failed.append(Failure(str(source.path), str(error)))
        return
    builder.commit(document, source.key)
    (tally.new if before is None else tally.changed).append(name)
    tally.passages += len(document.passages)
    tally.actions += len(document.actions)
    tally.outcomes += len(document.outcomes)
    tally.kinds[document.kind.value] += 1
    tally.evidence.update(passage.evidence.value for passage in document.passages)
    tally.warnings.extend(f"{name}: {warning}" for warning in document.warnings)


def _gone(keys: Sequence[str], paths: Sequence[Path], present: set[str]) -> tuple[str, ...]:
    folders = [path.resolve() for path in paths if path.is_dir()]
    return tuple(
        key
        for key in keys
        if key not in present and any(Path(key).is_relative_to(folder) for folder in folders)
    )


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

    def report(self) -> Report:
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
