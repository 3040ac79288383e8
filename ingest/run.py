"""The life of a document: read, clean, segment, resolve. Committing it is the index's business."""

import hashlib
import itertools
import json
import re
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from ingest import (
    archives,
    attribution,
    evidence,
    figures,
    indicators,
    kinds,
    limits,
    mail,
    outcomes,
    periods,
    titles,
)
from ingest.actions import find_actions
from ingest.archives import Package
from ingest.attribution import Attribution, publisher_and_owner
from ingest.canonical import ITEM, render
from ingest.contacts import mask_contacts
from ingest.discover import Source
from ingest.errors import UnreadableFile
from ingest.furniture import heads_comments
from ingest.limits import Limits
from ingest.mentions import is_of_many
from ingest.organisations import Authority
from ingest.overrides import Override
from ingest.read import read
from ingest.records import (
    CELL_GAP,
    Action,
    Canonical,
    Document,
    Evidence,
    Heading,
    Kind,
    Label,
    Organisation,
    Outcome,
    Passage,
    Reading,
    Role,
    Sentence,
    Span,
    Table,
)
from ingest.segment import Chunk, outline
from ingest.wordings import REPORTED

READER_VERSION = "20"
"""Raised whenever reading gives something else for the same file, so that it is read again."""

_MEGABYTE = 1_000_000
_IN_ROWS = "its rows name them"
_SIDECAR = "the sidecar or corpus.yaml"


@dataclass(frozen=True, slots=True)
class Options:
    """How documents are read; what is given here counts where no sidecar says otherwise."""

    organisation: str | None = None
    kind: Kind | None = None
    period: str | None = None
    keep_contacts: bool = False
    max_megabytes: float = 100.0


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of a document as a whole while its passages are labelled."""

    kind: Kind
    titles: frozenset[str]
    """What the document itself is called: no heading that says what stands below it."""
    headings: frozenset[str]
    period: str | None
    dated: int
    """The month of which it speaks as its own (`periods.dated`); 0 where it names none."""
    attribution: Attribution
    indicators: tuple[int, ...]
    indicators_reason: str


def load(path: Path, options: Options) -> bytes:
    """Read a file's bytes.

    Raises:
        UnreadableFile: too large, not permitted, or gone.
    """
    try:
        size = path.stat().st_size
        if size > options.max_megabytes * _MEGABYTE:
            msg = (
                f"{size / _MEGABYTE:,.0f} MB is over the limit of {options.max_megabytes:,.0f} MB; "
                "split it or raise GOODPRACTICE_MAX_FILE_MB"
            )
            raise UnreadableFile(msg)
        return path.read_bytes()
    except OSError as error:
        msg = f"cannot be opened ({error.strerror or error}); check that you may read it"
        raise UnreadableFile(msg) from error


def fingerprint(data: bytes, override: Override, options: Options) -> str:
    """Give the mark by which a later run sees that nothing has changed."""
    digest = hashlib.sha256(data)
    # A larger size limit reads nothing differently.
    read_by = replace(options, max_megabytes=0.0)
    settings = [READER_VERSION, override.model_dump(mode="json"), asdict(read_by)]
    digest.update(json.dumps(settings, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def fingerprint_package(source: Source, mark: str) -> str:
    """Give the mark of an archive or mail whose members were all read.

    It is told from the mark of its bytes: a copy elsewhere has members of its own.
    """
    said = {name: entry.model_dump(mode="json") for name, entry in source.members.items()}
    return hashlib.sha256(json.dumps([mark, source.key, said], sort_keys=True).encode()).hexdigest()


def open_file(
    source: Source,
    data: bytes,
    is_member: bool,
    options: Options,
    authority: Authority,
    within: Limits,
) -> Document | Package:
    """Read one file: a document, or the documents that an archive or a mail holds, not yet read.

    A member of a package is read as what it is: what it held was taken out with it.

    Raises:
        UnreadableFile: the bytes cannot be read as a document, or are more than the limits allow.
    """
    limits.check(data, within)
    if not is_member and archives.is_package(data):
        return archives.unpack(data, within)
    return read_document(source, data, authority, options)


def read_document(
    source: Source, data: bytes, authority: Authority, options: Options = DEFAULTS
) -> Document:
    """Read and understand one file.

    Raises:
        UnreadableFile: the bytes cannot be read as a document.
    """
    override = source.override
    reading = _read(source, data)
    canonical = render(reading, keep_contacts=options.keep_contacts)
    shape = outline(canonical)
    actions = sorted(find_actions(canonical), key=lambda action: action.span.start)
    title = override.title or titles.find(_declared(reading, options), canonical)
    title = title or Path(source.name).stem
    document_id = hashlib.sha256(data).hexdigest()[:16]

    headings = tuple(section.title for section in shape.sections)
    found = _attribution(source, title, canonical.text, reading, headings, authority, options)
    kind = _kind(source, title, canonical, actions, options)
    period = _period(source, title, canonical, options)
    numbers, why = _document_indicators(override, title)
    about = _About(
        kind=Kind(kind.value),
        titles=frozenset({title, titles.first_heading(canonical) or title}),
        headings=frozenset(headings),
        period=period.value if period else None,
        dated=periods.dated(title, canonical.text),
        attribution=found,
        indicators=numbers,
        indicators_reason=why,
    )
    chunks = [
        part for chunk in shape.chunks for part in _parted(chunk, canonical.text, found, authority)
    ]
    passages = tuple(
        _passage(chunk, at, document_id, canonical.text, about, authority, actions)
        for at, chunk in enumerate(chunks)
    )
    return Document(
        id=document_id,
        name=source.name,
        fingerprint=fingerprint(data, override, options),
        format=reading.format,
        title=title,
        url=override.url,
        publisher=found.publisher,
        organisation=found.owner,
        organisations=_organisations(passages, authority),
        kind=kind,
        period=period,
        indicators=numbers or _merged(passage.indicators for passage in passages),
        text=canonical.text,
        sections=shape.sections,
        passages=passages,
        actions=_finish_actions(actions, document_id, about),
        outcomes=_outcomes(passages, canonical.text, document_id, about, authority),
        warnings=reading.warnings,
    )


def _read(source: Source, data: bytes) -> Reading:
    """Read a mail or any other file.

    Damage in one part of a packed document shows only when that part is looked at, in the middle
    of reading: whatever the format, the parsers beneath it say so with these errors.
    """
    try:
        return mail.read(data) if mail.is_mail(data) else read(data, source.name)
    except (SyntaxError, zlib.error, zipfile.BadZipFile) as error:
        msg = f"the file is damaged ({error}); open and save it again, or replace it"
        raise UnreadableFile(msg) from error


# ------------------------------------------------------------------ the document as a whole


def _attribution(
    source: Source,
    title: str,
    text: str,
    reading: Reading,
    headings: tuple[str, ...],
    authority: Authority,
    options: Options,
) -> Attribution:
    """Establish publisher and owner; what a sidecar or the person who ingests says comes first."""
    override = source.override
    found = publisher_and_owner(
        authority,
        text,
        title=title,
        file_name=source.name,
        url=override.url,
        letterhead=reading.letterhead,
        makers=reading.makers,
        headings=headings,
    )
    if override.organisation is not None:
        found = replace(found, owner=_named(override.organisation, _SIDECAR, authority))
    elif options.organisation is not None:
        named = _named(options.organisation, "named when it was ingested", authority)
        found = replace(found, owner=named)
    if override.publisher is not None:
        found = replace(found, publisher=Label(override.publisher, _SIDECAR))
    return found


def _named(name: str, reason: str, authority: Authority) -> Label:
    known = authority.resolve(name)
    return Label(known.name if known else name, reason)


def _kind(
    source: Source, title: str, canonical: Canonical, actions: Sequence[Action], options: Options
) -> Label:
    if source.override.kind is not None:
        return Label(source.override.kind.value, _SIDECAR)
    if options.kind is not None:
        return Label(options.kind.value, "named when it was ingested")
    headings = [item.block.text for item in canonical.blocks if isinstance(item.block, Heading)]
    tables = [item.span for item in canonical.blocks if isinstance(item.block, Table)]
    rows = [each for each in actions if any(_meet(each.span, table) for table in tables)]
    return kinds.recognise(title, source.name, headings, canonical.text, rows)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _period(source: Source, title: str, canonical: Canonical, options: Options) -> Label | None:
    if source.override.period is not None:
        return Label(source.override.period, _SIDECAR)
    if options.period is not None:
        return Label(options.period, "named when it was ingested")
    return periods.find(title, source.name, canonical.text)


def _document_indicators(override: Override, title: str) -> tuple[tuple[int, ...], str]:
    if override.indicators:
        return tuple(override.indicators), _SIDECAR
    found = indicators.find(title)
    return tuple(item.indicator for item in found), "the title"


def _declared(reading: Reading, options: Options) -> str:
    """Give the title that the file declares, contact details masked."""
    declared = reading.title or ""
    return declared if options.keep_contacts else mask_contacts(declared)


# ------------------------------------------------------------------ passages


def _parted(chunk: Chunk, text: str, found: Attribution, authority: Authority) -> Iterator[Chunk]:
    """Part what a chunk of running text tells of others from what it tells of the owner."""
    own = text[chunk.span.start : chunk.span.end]
    if CELL_GAP in own or any(piece.role for piece in chunk.pieces) or not authority.find(own):
        yield chunk
        return
    told: list[str | None] = []
    for line in re.finditer(r"[^\n]+", own):
        first, last = chunk.span.start + line.start(), chunk.span.start + line.end()
        said = [
            text[piece.span.start : piece.span.end]
            for piece in chunk.pieces
            if first <= piece.span.start < last
        ]
        told.extend(attribution.told_of(authority, line.group(), said, found))
    for _, run in itertools.groupby(zip(told, chunk.pieces, strict=True), key=lambda each: each[0]):
        pieces = tuple(piece for _, piece in run)
        yield replace(chunk, span=Span(pieces[0].span.start, pieces[-1].span.end), pieces=pieces)


def _passage(
    chunk: Chunk,
    at: int,
    document_id: str,
    text: str,
    about: _About,
    authority: Authority,
    actions: Sequence[Action],
) -> Passage:
    own = text[chunk.span.start : chunk.span.end]
    sentences = _sentences(chunk, text, about)
    label = evidence.label_passage(
        [
            (Label(item.evidence.value, item.reason), item.span.end - item.span.start)
            for item in sentences
        ]
    )
    titles = (line for line in chunk.context.split("\n") if line in about.headings - about.titles)
    section = "\n".join(dict.fromkeys([*titles, chunk.section]))
    names, why = attribution.about(authority, own, about.attribution, section=section)
    numbers, because = _indicators(own, chunk, about, actions)
    return Passage(
        id=f"{document_id}-{at:04d}",
        span=chunk.span,
        section=chunk.section,
        page=chunk.page,
        organisations=names,
        organisations_reason=why,
        indicators=numbers,
        indicators_reason=because,
        evidence=Evidence(label.value),
        evidence_reason=label.reason,
        context=chunk.context,
        sentences=sentences,
    )


def _sentences(chunk: Chunk, text: str, about: _About) -> tuple[Sentence, ...]:
    """Label the sentences of a chunk, under the nearest heading that says what they are."""
    lines = chunk.context.split("\n")
    heading = evidence.telling([line for line in lines if line not in about.titles])
    header = figures.header_of(chunk.context)
    out: list[Sentence] = []
    said = deadline = ""
    for piece in chunk.pieces:
        before, said = said, text[piece.span.start : piece.span.end]
        if text[: piece.span.start].endswith(("\n", f"\n{ITEM}")) and deadline:
            deadline = deadline if text[: piece.span.start].endswith(ITEM) else ""
        column = piece.column if evidence.tells(piece.column) else ""
        label = (
            Label(Evidence.CONTEXT.value, "a comment of a reader")
            if heads_comments(chunk.section)
            else evidence.label_heading(said, kind=about.kind)
            if said == chunk.section
            else evidence.label_sentence(
                said,
                section=deadline or column or heading,
                role=piece.role,
                kind=about.kind,
                header=header,
                previous=before,
                dated=about.dated,
            )
        )
        if evidence.sets_deadline(said):
            deadline = said
        out.append(Sentence(piece.span, Evidence(label.value), label.reason, piece.role))
    return _done(out, heading)


def _done(row: Sequence[Sentence], heading: str) -> tuple[Sentence, ...]:
    """Take the actions under a heading of what was done for done, unless their status is open."""
    is_open = any(each.role is Role.STATUS and each.evidence is Evidence.PLAN for each in row)
    reason = evidence.done_under(heading)
    if is_open or not reason:
        return tuple(row)
    return tuple(
        replace(each, evidence=Evidence.INTERVENTION, reason=reason)
        if each.role is Role.ACTION
        else each
        for each in row
    )


def _indicators(
    own: str, chunk: Chunk, about: _About, actions: Sequence[Action]
) -> tuple[tuple[int, ...], str]:
    """Take the row's indicator cell, else the text, else the section, else the document."""
    cells = [action.indicator.text for action in _within(actions, chunk.span)]
    in_cell = _merged(
        tuple(item.indicator for item in indicators.find(cell, is_cell=True)) for cell in cells
    )
    if in_cell:
        return in_cell, "the row's indicator cell"
    header = figures.header_of(chunk.context)
    if header and not cells:
        in_rows = _merged(figures.indicators_of(row, header) for row in own.split("\n"))
        if in_rows:
            return in_rows, _IN_ROWS
    for where, what in ((own, "the text"), (f"{chunk.section}\n{chunk.context}", "the section")):
        found = indicators.find(where)
        if found:
            reason = f"{what}: {found[0].reason}"
            return tuple(item.indicator for item in found), reason
    return about.indicators, about.indicators_reason if about.indicators else "none named"


def _within(actions: Sequence[Action], span: Span) -> Iterator[Action]:
    """Give the actions that stand in a span; they come in order, one after another or in one row.

    A long plan has as many passages as actions: looking at all of them for each would take hours.
    """
    last = bisect_left(actions, span.end, key=lambda action: action.span.start)
    for at in range(last - 1, -1, -1):
        if actions[at].span.end <= span.start:
            return
        yield actions[at]


def _organisations(passages: Iterable[Passage], authority: Authority) -> tuple[Organisation, ...]:
    names = dict.fromkeys(name for passage in passages for name in passage.organisations)
    return tuple(authority.resolve(name) or Organisation(name) for name in names)


def _merged(groups: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({number for group in groups for number in group}))


# ------------------------------------------------------------------ actions and outcomes


def _finish_actions(
    actions: Sequence[Action], document_id: str, about: _About
) -> tuple[Action, ...]:
    owner = about.attribution.owner
    out = []
    for at, action in enumerate(actions):
        found = indicators.find(action.indicator.text, is_cell=True) or indicators.find(
            f"{action.objective.text}. {action.action.text}"
        )
        numbers = tuple(item.indicator for item in found) or about.indicators
        out.append(
            replace(
                action,
                id=f"{document_id}-a{at:04d}",
                indicators=numbers,
                organisation=owner.value if owner else None,
            )
        )
    return tuple(out)


def _outcomes(
    passages: Sequence[Passage], text: str, document_id: str, about: _About, authority: Authority
) -> tuple[Outcome, ...]:
    out: list[Outcome] = []
    for passage in passages:
        before = ""
        header = figures.header_of(passage.context)
        for sentence in passage.sentences:
            said = text[sentence.span.start : sentence.span.end]
            if sentence.evidence is Evidence.OUTCOME:
                found = outcomes.find(
                    said,
                    sentence.span.start,
                    indicators=_above(passage),
                    period=about.period,
                    previous=before,
                    header=header,
                    whose=partial(
                        _whose,
                        so_far=text[passage.span.start : sentence.span.end],
                        said=said,
                        passage=passage,
                        about=about,
                        authority=authority,
                    ),
                )
                first = len(out)
                out.extend(
                    replace(item, id=f"{document_id}-o{number:04d}")
                    for number, item in enumerate(found, first)
                )
            before = said
    return tuple(out)


def _above(passage: Passage) -> tuple[int, ...]:
    """Give the indicators for what names none: its passage's, unless other rows gave those."""
    if passage.indicators_reason != _IN_ROWS:
        return passage.indicators
    return tuple(
        item.indicator for item in indicators.find(f"{passage.section}\n{passage.context}")
    )


def _whose(
    clause: str,
    *,
    so_far: str,
    said: str,
    passage: Passage,
    about: _About,
    authority: Authority,
) -> str | None:
    """Tell whose result a clause reports: its subject's, its sentence's, else the passage's.

    A result of the whole country, and one of several organisations that are not told apart, is
    nobody's.
    """
    anyone = replace(about.attribution, owner=None, is_reporter=True)
    named, _ = attribution.about(authority, REPORTED.sub("", clause), anyone)
    if len(named) == 1:
        return named[0]
    if named or is_of_many(clause):
        return None
    for told in (said, so_far):
        subject = attribution.subject_of(authority, told, about.attribution)
        if subject is not None:
            return subject
    return passage.organisations[0] if len(passage.organisations) == 1 else None
