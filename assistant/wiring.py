"""Chooses the concrete parts: which encoder, which index, where they stand."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings

EXTRACTIVE = "extractive"
"""The name by which a user chooses quotes alone, though a language model is set."""

if TYPE_CHECKING:
    from assistant.conversations import Conversations
    from assistant.generate import ChatModel
    from assistant.intake import Progress, Report
    from assistant.pipeline import Assistant
    from assistant.writer import Writer
    from index.backup import Backup, Beside
    from index.build import Builder
    from index.embedding import OnnxEncoder
    from index.rerank import Reranker
    from index.search import Index
    from ingest.limits import Limits
    from ingest.organisations import Authority
    from ingest.records import Document
    from ingest.run import Options


@contextmanager
def sample_folder() -> Iterator[Path]:
    """Give the folder of the bundled sample, wherever the package is installed."""
    from importlib.resources import as_file, files

    with as_file(files("ingest") / "sample") as folder:
        yield folder


def export_model(settings: Settings) -> Path:
    """Export the embedding model, if that was not done before, and say where it is.

    Raises:
        NoModel: what exports it is not installed, or there is no such model.
    """
    from index.embedding import export

    return export(settings.model, settings.models)


def load_encoder(settings: Settings) -> "OnnxEncoder":
    """Load the exported embedding model.

    Raises:
        NoModel: it has not been exported.
    """
    from index.embedding import OnnxEncoder, find

    return OnnxEncoder.load(find(settings.model, settings.models), settings.threads)


def load_reranker(settings: Settings) -> "Reranker | None":
    """Load the cross-encoder, if one is set; the first time, export it.

    Raises:
        NoModel: it is not on this machine or cannot be exported.
    """
    if not settings.reranker:
        return None
    from index.rerank import CrossEncoder, Reranker

    scorer = CrossEncoder.load(settings.reranker, settings.models)
    return Reranker(scorer, settings.reranker_ms)


@contextmanager
def open_index(settings: Settings, *, is_searched: bool = False) -> Iterator["Index"]:
    """Open the data folder to read; only searching waits for the model."""
    from assistant.library import Library

    encoder = load_encoder(settings) if is_searched else None
    reranker = load_reranker(settings) if is_searched else None
    with closing(Library.open(settings.data, encoder, reranker=reranker)) as index:
        yield index


@contextmanager
def open_assistant(settings: Settings, llm: str | None = None) -> Iterator["Assistant"]:
    """Open the data folder to ask.

    `llm` names the language model that writes, EXTRACTIVE none; None is what the settings say.

    Raises:
        NoLanguageModel: it cannot be used here.
    """
    from assistant.pipeline import Assistant
    from ingest.organisations import Authority

    model = load_llm(settings, llm)
    authority = Authority.load()
    with open_index(settings, is_searched=True) as index:
        _spare_collector()
        writer = _writer(model, index, authority) if model else None
        yield Assistant(index, authority, max_question=settings.max_question, writer=writer)


def _spare_collector() -> None:
    """Have the garbage collector pass over what is loaded by now, and look at the rest less often.

    Records of the catalogue hold no cycles, and to look through them was a fifth of a new question.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def load_llm(settings: Settings, llm: str | None = None) -> "ChatModel | None":
    """Make the language model ready that is named, or set; None where none is to write.

    Raises:
        NoLanguageModel: it cannot be used here.
    """
    name = settings.llm if llm is None else llm
    if name in {"", EXTRACTIVE}:
        return None
    from assistant.generate import ChatModel

    return ChatModel.load(
        name,
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key.get_secret_value(),
        seconds=settings.llm_seconds,
        tokens=settings.llm_tokens,
    )


def _writer(model: "ChatModel", index: "Index", authority: "Authority") -> "Writer":
    from assistant.verify import Verifier, checker
    from assistant.writer import Writer

    return Writer(model, Verifier(checker(index), authority))


@contextmanager
def open_conversations(settings: Settings) -> Iterator["Conversations"]:
    """Open what was asked on this machine; what is too old goes."""
    from assistant.conversations import FILE, Conversations

    with Conversations(settings.data / FILE, settings.keep_days) as kept:
        yield kept


@contextmanager
def open_builder(settings: Settings, *, is_rebuild: bool = False) -> Iterator["Builder"]:
    """Open the data folder to write; only a rebuild may change the model of its vectors."""
    from index.build import Builder

    encoder = load_encoder(settings)
    with Builder(settings.data, encoder, is_any_model_allowed=is_rebuild) as builder:
        yield builder


def take_in(
    settings: Settings,
    paths: Sequence[Path],
    *,
    on_progress: Callable[["Progress"], None],
    organisation: str | None = None,
    kind: str | None = None,
    year: str | None = None,
    prune: bool = False,
) -> "Report":
    """Ingest what is under the paths.

    Raises:
        UnknownFilter: there is no such kind of document.
    """
    from assistant import intake
    from ingest.organisations import Authority

    authority = Authority.load()
    options = _options(settings, authority, organisation, kind, year)
    with open_builder(settings) as builder:
        return intake.take_in(
            paths,
            builder=builder,
            authority=authority,
            options=options,
            limits=_limits(settings),
            workers=settings.read_workers or None,
            prune=prune,
            on_progress=on_progress,
        )


def back_up(settings: Settings, target: Path, *, is_corpus_only: bool = False) -> "Backup":
    """Write a backup of the data folder into one file; the folder may be in use."""
    from index import backup

    return backup.back_up(settings.data, target, _beside(is_corpus_only=is_corpus_only))


def restore(
    settings: Settings, source: Path, *, is_corpus_only: bool = False
) -> "tuple[Backup, tuple[Path, ...]]":
    """Put back what was backed up; where a database that could not be opened was set aside."""
    from index import backup

    return backup.restore(settings.data, source, _beside(is_corpus_only=is_corpus_only))


def _beside(*, is_corpus_only: bool) -> "Beside":
    """Say what goes along: uploaded files always, what people typed if it is wanted."""
    from assistant.conversations import FILE, STEPS
    from index.backup import Beside

    if is_corpus_only:
        return Beside({}, ("uploads",))
    return Beside({FILE: len(STEPS)}, ("uploads",), ("keys.json",))


def look_at(
    settings: Settings,
    paths: Sequence[Path],
    *,
    on_progress: Callable[["Progress"], None],
    organisation: str | None = None,
    kind: str | None = None,
    year: str | None = None,
) -> "tuple[tuple[Document, ...], Report]":
    """Read what is under the paths and commit nothing.

    Raises:
        UnknownFilter: there is no such kind of document.
    """
    from assistant import intake
    from ingest.organisations import Authority

    authority = Authority.load()
    bystander = intake.Bystander()
    report = intake.take_in(
        paths,
        builder=bystander,
        authority=authority,
        options=_options(settings, authority, organisation, kind, year),
        limits=_limits(settings),
        workers=settings.read_workers or None,
        on_progress=on_progress,
    )
    return tuple(bystander.documents), report


def _options(
    settings: Settings,
    authority: "Authority",
    organisation: str | None,
    kind: str | None,
    year: str | None,
) -> "Options":
    from assistant.understand import resolve_filters
    from ingest.run import Options

    given = resolve_filters(
        authority=authority,
        known=(),
        kinds=[kind] if kind else (),
        years=[year] if year else (),
    )
    return Options(
        organisation=organisation,
        kind=next(iter(given.kinds), None),
        period=next(iter(given.periods), None),
        keep_contacts=settings.keep_contacts,
        max_megabytes=settings.max_file_mb,
    )


def _limits(settings: Settings) -> "Limits":
    from ingest.limits import Limits

    return Limits(
        seconds=settings.read_seconds,
        memory_mb=settings.read_memory_mb,
        pages=settings.read_pages,
        unpacked_mb=settings.unpacked_mb,
        members=settings.archive_members,
        depth=settings.archive_depth,
    )


def check_labels(*, kind: str | None = None, year: str | None = None) -> None:
    """Refuse what `take_in` would, before anything is kept.

    Raises:
        UnknownFilter: there is no such kind of document.
    """
    from assistant.understand import resolve_filters
    from ingest.organisations import Authority

    kinds, years = ([kind] if kind else []), ([year] if year else [])
    resolve_filters(authority=Authority.load(), known=(), kinds=kinds, years=years)
