"""Renders what a reader gave as one canonical text in which every block and cell has its span."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from ingest.contacts import mask_contacts
from ingest.fragments import BULLET
from ingest.records import (
    CELL_GAP,
    NOWHERE,
    Block,
    Canonical,
    Cell,
    Heading,
    ListItem,
    Paragraph,
    Placed,
    Reading,
    Row,
    Span,
    Table,
)

ITEM = "- "
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
"""Unicode's category Cc."""
_NUMBERED = re.compile(r"^\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})(?:\.\d{1,3})*[.)]?$")


def render(reading: Reading, *, keep_contacts: bool = False) -> Canonical:
    """Render the blocks as one text; `text[span]` is exactly the text of a block or cell.

    Blocks are parted by a blank line, neighbouring list items by a line end. A table is its header,
    its rows and its debris, one below the other; the filled cells of a row are joined by " | ".
    Placed.block is the block as rendered: white space folded, contact details masked.
    """
    clean = _cleaner(keep_contacts=keep_contacts)
    writer = _Writer()
    placed: list[Placed] = []
    before: Block | None = None
    for block in reading.blocks:
        cleaned = _clean_block(block, clean)
        if cleaned is None:
            continue
        together = isinstance(cleaned, ListItem) and isinstance(before, ListItem)
        writer.part("\n" if together else "\n\n")
        placed.append(_place(cleaned, writer))
        before = cleaned
    return Canonical(writer.text(), tuple(placed))


class _Writer:
    """The text written so far and its length."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def write(self, text: str) -> Span:
        """Append a text and give its span."""
        start = self.length
        self._parts.append(text)
        self.length += len(text)
        return Span(start, self.length)

    def part(self, gap: str) -> None:
        """Append a gap, unless nothing stands before it."""
        if self.length:
            self.write(gap)

    def text(self) -> str:
        """Give all that was written."""
        return "".join(self._parts)


def _cleaner(*, keep_contacts: bool) -> Callable[[str], str]:
    """Give the function that folds white space in one line of text and masks contact details."""

    def clean(text: str) -> str:
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
        text = " ".join(_CONTROL.sub(" ", text).split())
        return text if keep_contacts else mask_contacts(text)

    return clean


def _clean_block(block: Block, clean: Callable[[str], str]) -> Block | None:
    """Clean the texts of a block; None where nothing is left of it."""
    if not isinstance(block, Table):
        text = clean(block.text)
        return replace(block, text=text) if text else None
    header = tuple(clean(label) for label in block.header)
    rows = tuple(
        Row(tuple(replace(cell, text=_clean_cell(cell, clean)) for cell in row.cells), row.page)
        for row in block.rows
    )
    rows = tuple(row for row in rows if any(cell.text or cell.is_merged for cell in row.cells))
    debris = tuple(text for text in map(clean, block.debris) if text)
    has_cells = any(cell.text for row in rows for cell in row.cells)
    if not has_cells and not debris and not any(header):
        return None
    return replace(block, header=header, rows=rows, debris=debris)


def _clean_cell(cell: Cell, clean: Callable[[str], str]) -> str:
    """Clean the lines of a cell; a bullet's marker becomes that of a list item."""
    if cell.is_merged:
        return ""
    lines: list[str] = []
    for line in cell.text.split("\n"):
        is_bullet = line.lstrip().startswith(BULLET.strip())
        text = clean(line.lstrip()[1:] if is_bullet else line)
        if text:
            lines.append(ITEM + text if is_bullet else text)
    return "\n".join(lines)


def _place(block: Block, writer: _Writer) -> Placed:
    """Write a block and give where it stands."""
    match block:
        case Table():
            return _place_table(block, writer)
        case ListItem():
            marker = f"{block.marker.strip()} " if _NUMBERED.match(block.marker.strip()) else ITEM
            return Placed(block, writer.write(marker + block.text))
        case Heading() | Paragraph():
            return Placed(block, writer.write(block.text))


def _place_table(table: Table, writer: _Writer) -> Placed:
    """Write a table: header, rows, debris; give the spans of rows and cells."""
    start = writer.length
    header = _place_cells(table.header, writer)
    rows: list[Span] = []
    cells: list[tuple[Span, ...]] = []
    for row in table.rows:
        texts = [cell.text for cell in row.cells]
        if any(texts) and writer.length > start:
            writer.write("\n")
        begin = writer.length
        spans = list(_place_cells(texts, writer))
        for column, cell in enumerate(row.cells):
            if cell.is_merged and cells and column < len(cells[-1]):
                spans[column] = cells[-1][column]
        rows.append(Span(begin, writer.length) if any(texts) else NOWHERE)
        cells.append(tuple(spans))
    for text in table.debris:
        if writer.length > start:
            writer.write("\n")
        writer.write(text)
    return Placed(table, Span(start, writer.length), header, tuple(rows), tuple(cells))


def _place_cells(texts: tuple[str, ...] | list[str], writer: _Writer) -> tuple[Span, ...]:
    """Write the filled cells of one row with bars between them; a blank cell is NOWHERE."""
    spans: list[Span] = []
    has_text = False
    for text in texts:
        if not text:
            spans.append(NOWHERE)
            continue
        if has_text:
            writer.write(CELL_GAP)
        spans.append(writer.write(text))
        has_text = True
    return tuple(spans)
