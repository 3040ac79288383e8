"""Cuts a canonical text into sections and chunks, along the document's own structure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.canonical import ITEM
from ingest.columns import roles as roles_of
from ingest.evidence import tells
from ingest.records import (
    CELL_GAP,
    NOWHERE,
    Canonical,
    Heading,
    ListItem,
    Placed,
    Role,
    Section,
    Span,
    Table,
)
from ingest.rows import PlacedCell, PlacedRow, is_plan, place_rows
from ingest.sentences import sentence_spans

SHORT, LONG = 200, 900
"""A chunk aims to have at least and at most so many characters."""

_LABEL_LINE = 120
_ROW_LIMIT = 1500
_PROSE_WORDS = 4
_FIGURE_ROWS = 500
_CONTEXT_CELL = 400
_WHOLE = {Role.LEAD, Role.TIMESCALE, Role.NUMBER}


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest part that can be quoted: a sentence, one bullet or one short cell."""

    span: Span
    role: Role | None = None
    column: str = ""
    """The heading of its column, where the columns of a table of prose tell what is in them."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage to be: a span within one section, with what belongs to it outside the span.

    `context` holds the titles of the sections it stands in and, for a table, the header's labels
    and the row's heading, indicator and objective.
    """

    span: Span
    section: str
    page: int | None
    context: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections and chunks of a document, in reading order."""

    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A run of text that should stay together."""

    pieces: tuple[Piece, ...]
    page: int | None
    is_lead_in: bool = False
    is_item: bool = False

    @property
    def span(self) -> Span:
        return Span(self.pieces[0].span.start, self.pieces[-1].span.end)

    @property
    def length(self) -> int:
        return self.span.end - self.span.start


@dataclass(slots=True)
class _Open:
    """The section being read: the titles above it and its blocks."""

    title: str = ""
    titles: tuple[str, ...] = ()
    heading: Placed | None = None
    blocks: list[Placed] = field(default_factory=list)


def outline(canonical: Canonical) -> Outline:
    """Give the sections and chunks of a document.

    A chunk never crosses a section. Short neighbours are one chunk, long paragraphs are split at
    sentence ends, list items stay with their lead-in. Each row of a plan is a chunk, and so is each
    long cell that belongs to several rows; debris of a table is in none.
    """
    opened = _open_sections(canonical.blocks)
    sections = _sections(opened, len(canonical.text))
    chunks: list[Chunk] = []
    for section in opened:
        chunks.extend(_chunks_of(section, canonical.text))
    return Outline(sections, tuple(chunks))


def _open_sections(blocks: Iterable[Placed]) -> list[_Open]:
    """Group the blocks by the heading that they stand under."""
    opened = [_Open()]
    stack: list[tuple[int, str]] = []
    for placed in blocks:
        if isinstance(placed.block, Heading):
            while stack and stack[-1][0] >= placed.block.level:
                stack.pop()
            stack.append((placed.block.level, placed.block.text))
            titles = tuple(title for _, title in stack)
            opened.append(_Open(placed.block.text, titles, placed))
        else:
            opened[-1].blocks.append(placed)
    return [section for section in opened if section.heading or section.blocks]


def _sections(opened: Sequence[_Open], end: int) -> tuple[Section, ...]:
    """Give the span of each section, from its heading up to the next."""
    sections: list[Section] = []
    for section, following in zip(opened, [*opened[1:], None], strict=False):
        last = section.blocks[-1] if section.blocks else section.heading
        first = section.heading or section.blocks[0]
        stop = last.span.end if last and following else end
        sections.append(Section(section.title, Span(first.span.start, stop)))
    return tuple(sections)


def _chunks_of(section: _Open, text: str) -> list[Chunk]:
    """Give the chunks of one section; a heading with nothing under it is its own chunk."""
    titles = "\n".join(section.titles)
    if not section.blocks and section.heading:
        above = "\n".join(section.titles[:-1])
        piece = Piece(section.heading.span)
        page = section.heading.block.page
        return [Chunk(section.heading.span, section.title, page, above, (piece,))]
    chunks: list[Chunk] = []
    units: list[_Unit] = []
    for placed in section.blocks:
        if isinstance(placed.block, Table):
            chunks.extend(_prose_chunks(units, section, titles))
            units = []
            chunks.extend(_table_chunks(placed, placed.block, section, text))
        else:
            units.append(_unit(placed, text))
    chunks.extend(_prose_chunks(units, section, titles))
    return chunks


# ------------------------------------------------------------------ running text


def _unit(placed: Placed, text: str) -> _Unit:
    """Make a unit of a paragraph or list item: its sentences, without the bullet's marker."""
    start, end = placed.span.start, placed.span.end
    if isinstance(placed.block, ListItem):
        pieces = _sentence_pieces(text, Span(end - len(placed.block.text), end), None)
        return _Unit(pieces, placed.block.page, is_item=True)
    pieces = _sentence_pieces(text, placed.span, None)
    return _Unit(pieces, placed.block.page, is_lead_in=text[start:end].endswith(":"))


def _sentence_pieces(text: str, span: Span, role: Role | None) -> tuple[Piece, ...]:
    """Cut a span into its sentences."""
    part = text[span.start : span.end]
    return tuple(Piece(found, role) for found in sentence_spans(part, span.start))


def _prose_chunks(units: Sequence[_Unit], section: _Open, titles: str) -> list[Chunk]:
    """Pack units into chunks of the right size."""
    chunks: list[Chunk] = []
    packed: list[_Unit] = []
    for unit in _split_long(units):
        if packed and not _fits(packed, unit):
            chunks.append(_prose_chunk(packed, section, titles))
            packed = []
        packed.append(unit)
    if packed:
        chunks.append(_prose_chunk(packed, section, titles))
    return chunks


def _fits(packed: Sequence[_Unit], unit: _Unit) -> bool:
    """Tell whether a unit goes into the chunk with those before it."""
    length = unit.span.end - packed[0].span.start
    if length > LONG:
        return False
    if unit.is_lead_in and not packed[-1].is_lead_in:
        return False
    if unit.is_item:
        return packed[-1].is_item or packed[-1].is_lead_in or length <= SHORT * 2
    current = packed[-1].span.end - packed[0].span.start
    return current < SHORT or unit.length < min(_LABEL_LINE, SHORT)


def _split_long(units: Sequence[_Unit]) -> list[_Unit]:
    """Split units that are too long into about equal parts, at sentence ends."""
    parts: list[_Unit] = []
    for unit in units:
        count = math.ceil(unit.length / LONG)
        target = unit.length / max(count, 1)
        group: list[Piece] = []
        for piece in unit.pieces:
            reach = piece.span.end - group[0].span.start if group else 0
            if group and (reach > LONG or group[-1].span.end - group[0].span.start >= target):
                parts.append(_Unit(tuple(group), unit.page, is_item=unit.is_item))
                group = []
            group.append(piece)
        parts.append(_Unit(tuple(group), unit.page, unit.is_lead_in, unit.is_item))
    return parts


def _prose_chunk(packed: Sequence[_Unit], section: _Open, titles: str) -> Chunk:
    """Make a chunk of neighbouring units."""
    span = Span(packed[0].span.start, packed[-1].span.end)
    pieces = tuple(piece for unit in packed for piece in unit.pieces)
    return Chunk(span, section.title, packed[0].page, titles, pieces)


# ------------------------------------------------------------------ tables


def _table_chunks(placed: Placed, table: Table, section: _Open, text: str) -> list[Chunk]:
    """Give the chunks of a table: rows of a plan one by one, rows of figures together."""
    header = CELL_GAP.join(label for label in table.header if label)
    rows = place_rows(placed, table, text)
    if not rows:
        return _bare_table(placed, section, text)
    if is_plan(table, roles_of(table)):
        return [chunk for row in rows for chunk in _plan_chunks(row, section, header, text)]
    told = _told_columns(table)
    return _figure_chunks(rows, section, header, text, told)


def _told_columns(table: Table) -> dict[int, str]:
    """Give the headings of columns of prose that say what was done, learned or is to come."""
    told = {}
    for at, label in enumerate(table.header):
        cells = [row.cells[at].text for row in table.rows if row.cells[at].text]
        is_prose = sum(len(cell.split()) for cell in cells) >= _PROSE_WORDS * max(len(cells), 1)
        if is_prose and tells(label):
            told[at] = label
    return told


def _bare_table(placed: Placed, section: _Open, text: str) -> list[Chunk]:
    """Make one chunk of a table that has a header and no rows."""
    pieces = tuple(Piece(span) for span in (*placed.header, *placed.rows) if span != NOWHERE)
    if not pieces:
        return []
    span = Span(pieces[0].span.start, pieces[-1].span.end)
    return [Chunk(span, section.title, placed.block.page, "\n".join(section.titles), pieces)]


def _plan_chunks(row: PlacedRow, section: _Open, header: str, text: str) -> list[Chunk]:
    """Give the chunks of one row of a plan: the row, and the long cells of its group."""
    chunks: list[Chunk] = []
    for group in row.groups:
        own = {cell.column for cell in group}
        context = _row_context(row, section, header, text, own)
        chunks.extend(_cell_chunks(group, section, row, context, text))
    inside = [
        cell
        for cell in row.cells
        if cell.is_own and row.span.start <= cell.span.start and cell.span.end <= row.span.end
    ]
    if not inside:
        return chunks
    context = _row_context(row, section, header, text, {cell.column for cell in inside})
    chunks.extend(_cell_chunks(inside, section, row, context, text))
    return sorted(chunks, key=lambda chunk: chunk.span.start)


def _row_context(row: PlacedRow, section: _Open, header: str, text: str, own: set[int]) -> str:
    """Give what belongs to a row outside its span."""
    parts = [*section.titles]
    if row.banner != NOWHERE:
        parts.append(text[row.banner.start : row.banner.end])
    parts.extend(
        " ".join(text[cell.span.start : cell.span.end].split())[:_CONTEXT_CELL]
        for cell in row.cells
        if cell.role in {Role.INDICATOR, Role.OBJECTIVE} and cell.column not in own
    )
    return "\n".join([*parts, header] if header else parts)


def _cell_chunks(
    cells: Sequence[PlacedCell], section: _Open, row: PlacedRow, context: str, text: str
) -> list[Chunk]:
    """Make one chunk of neighbouring cells, or several where they are too long together."""
    packs: list[list[Piece]] = [[]]
    length = cells[-1].span.end - cells[0].span.start
    for cell in cells:
        for piece in _cell_pieces(cell, text):
            if (
                length > _ROW_LIMIT
                and packs[-1]
                and piece.span.end - packs[-1][0].span.start > LONG
            ):
                packs.append([])
            packs[-1].append(piece)
    return [
        Chunk(
            Span(pack[0].span.start, pack[-1].span.end),
            section.title,
            row.page,
            context,
            tuple(pack),
        )
        for pack in packs
        if pack
    ]


def _cell_pieces(cell: PlacedCell, text: str) -> list[Piece]:
    """Cut a cell into bullets and sentences; leads and dates stay whole line by line."""
    pieces: list[Piece] = []
    start = cell.span.start
    for line in text[cell.span.start : cell.span.end].split("\n"):
        skip = len(ITEM) if line.startswith(ITEM) else 0
        span = Span(start + skip, start + len(line))
        start += len(line) + 1
        if cell.role in _WHOLE:
            pieces.append(Piece(span, cell.role))
        else:
            pieces.extend(_sentence_pieces(text, span, cell.role))
    return pieces


def _figure_chunks(
    rows: Sequence[PlacedRow], section: _Open, header: str, text: str, told: Mapping[int, str]
) -> list[Chunk]:
    """Put the rows of a table of figures together; each row is one piece.

    Where headings tell what is in columns of prose (`told`), each sentence of a cell is one.
    """
    context = "\n".join([*section.titles, header] if header else section.titles)
    packs: list[list[PlacedRow]] = []
    for row in rows:
        own = [cell.span for cell in row.cells if cell.is_own]
        if not own:
            continue
        together = (
            bool(packs)
            and packs[-1][0].banner == row.banner
            and own[-1].end - _own_span(packs[-1][0]).start <= _FIGURE_ROWS
        )
        if together:
            packs[-1].append(row)
        else:
            packs.append([row])
    chunks: list[Chunk] = []
    for pack in packs:
        pieces = tuple(piece for row in pack for piece in _figure_pieces(row, text, told))
        banner = text[pack[0].banner.start : pack[0].banner.end]
        about = f"{context}\n{banner}" if banner else context
        span = Span(_own_span(pack[0]).start, _own_span(pack[-1]).end)
        chunks.append(Chunk(span, section.title, pack[0].page, about, pieces))
    return chunks


def _figure_pieces(row: PlacedRow, text: str, told: Mapping[int, str]) -> tuple[Piece, ...]:
    """Give a short row as one piece, a long one and one of told columns cell by cell."""
    span = _own_span(row)
    is_short = span.end - span.start <= SHORT and "\n" not in text[span.start : span.end]
    if is_short and not told:
        return (Piece(span),)
    return tuple(
        Piece(piece.span, column=told.get(cell.column, ""))
        for cell in row.cells
        if cell.is_own
        for piece in _cell_pieces(cell, text)
    )


def _own_span(row: PlacedRow) -> Span:
    """Give the span of all that stands in a row itself."""
    own = [cell.span for cell in row.cells if cell.is_own]
    return Span(own[0].start, own[-1].end)
