"""Reads PDF files: lines by page, headings by size, ruled tables; page furniture goes."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest import columns
from ingest.errors import UnreadableFile
from ingest.forms import is_addressed, is_prompt
from ingest.fragments import BULLET
from ingest.records import Block, Cell, Heading, ListItem, Paragraph, Reading, Role, Row, Table

_BULLET = re.compile(r"^\s*(?:[•●▪◦‣⁃■·\uf0b7\uf0a7]|[-–—](?=\s)|o(?=\s))\s*")
_NUMBER = re.compile(r"^\s*\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+")
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_FIGURE = re.compile(r"^[£$]?\d[\d.,]*%?$")
_YEAR = re.compile(r"^(?:19|20)\d\d(?:[/–-]\d{2,4})?$")
_PAGE_NUMBER = re.compile(r"(?:\bpage\s+\d+(?:\s+of\s+\d+)?|^\d{1,4})$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.12
_LARGER = 1.12
_LONGEST_HEADING = 20
_FEWEST_RULES = 4
_BOLD = 600


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a page; distances in points from the top left corner."""

    text: str
    page: int
    top: float
    bottom: float
    left: float
    right: float
    size: float
    is_bold: bool


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A ruled table and the place that it takes on its page."""

    table: Table
    page: int
    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Page:
    """What was found on one page."""

    lines: tuple[_Line, ...]
    tables: tuple[_Ruled, ...]
    height: float


def read(data: bytes) -> Reading:
    """Read a PDF file.

    Raises UnreadableFile where the file is damaged, needs a password or has no text layer.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        msg = f"the PDF is damaged or needs a password ({error}); save an open copy"
        raise UnreadableFile(msg) from error
    try:
        title = str(document.get_metadata_dict().get("Title", "")).strip()
        pages = [_read_page(document, data, number) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        msg = f"a page of the PDF is damaged ({error}); print it to a new PDF"
        raise UnreadableFile(msg) from error
    finally:
        document.close()
    if not any(page.lines or page.tables for page in pages):
        msg = "the PDF has no text (a scan?); run text recognition (OCR) on it first"
        raise UnreadableFile(msg)
    blank = [str(n) for n, page in enumerate(pages, start=1) if not (page.lines or page.tables)]
    warnings = (f"no text on page {', '.join(blank)}",) if blank else ()
    return Reading(_blocks(_without_furniture(pages)), "pdf", title or None, warnings)


# ------------------------------------------------------------------ pages


def _read_page(document: Any, data: bytes, number: int) -> _Page:
    """Read one page; pdfplumber is asked for tables only where something is ruled."""
    page = document[number]
    height = page.get_height()
    tables = _ruled_tables(data, number) if _has_rules(page) else ()
    lines = tuple(
        line
        for line in _page_lines(page, number + 1, height)
        if not any(_is_within(line, table) for table in tables)
    )
    page.close()
    return _Page(lines, tables, height)


def _has_rules(page: Any) -> bool:
    """Tell whether the page has enough drawn lines for a table."""
    import pypdfium2.raw as pdfium

    found = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)
    return sum(1 for _, _ in zip(range(_FEWEST_RULES), found, strict=False)) >= _FEWEST_RULES


def _page_lines(page: Any, number: int, height: float) -> Iterator[_Line]:
    """Give the lines of a page in reading order, with the size of their first visible letter."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    raw = text_page.get_text_range()
    start = 0
    for part in re.split(r"(\r\n|\r|\n)", raw):
        text = " ".join(part.replace("\ufffe", "-").replace("\x02", "-").split())
        if text:
            shown = [start + i for i, char in enumerate(part) if not char.isspace()]
            middle = shown[len(shown) // 2]
            left, bottom, _, top = text_page.get_charbox(shown[0], loose=True)
            right = text_page.get_charbox(shown[-1], loose=True)[2]
            size = pdfium.FPDFText_GetFontSize(text_page, middle)
            is_bold = pdfium.FPDFText_GetFontWeight(text_page, middle) >= _BOLD
            size = round(size if size > 2 else top - bottom, 1)
            yield _Line(text, number, height - top, height - bottom, left, right, size, is_bold)
        start += len(part)
    text_page.close()


def _ruled_tables(data: bytes, number: int) -> tuple[_Ruled, ...]:
    """Give the ruled tables of a page."""
    import pdfplumber

    found: list[_Ruled] = []
    with pdfplumber.open(io.BytesIO(data), pages=[number + 1]) as document:
        for plumbed in document.pages:
            for area in plumbed.find_tables():
                grid = area.extract()
                table = _make_table(grid, number + 1)
                if table is not None:
                    left, top, right, bottom = area.bbox
                    found.append(_Ruled(table, number + 1, top, bottom, left, right))
    return tuple(found)


def _make_table(grid: Sequence[Sequence[str | None]], page: int) -> Table | None:
    """Make a table of the cells of a ruled area; None where it is only a frame or a box.

    A cell that is None continues the cell above it, or to its left where the row above has a text.
    """
    width = max((len(cells) for cells in grid), default=0)
    kept = [index for index in range(width) if any(index < len(row) and row[index] for row in grid)]
    if len(kept) < 2 or len(grid) < 2:
        return None
    rows: list[Row] = []
    for number, line in enumerate(grid):
        cells: list[Cell] = []
        for index in kept:
            text = line[index] if index < len(line) else ""
            is_merged = text is None and number > 0 and (not cells or not _is_spanned(line, index))
            cells.append(Cell(_cell_text(text or ""), is_merged=is_merged))
        if any(cell.text for cell in cells):
            rows.append(Row(tuple(cells), page))
    first = [cell.text for cell in rows[0].cells]
    if _is_header(first) and len(rows) > 1:
        labels = tuple(" ".join(label.split()) for label in first)
        return Table(labels, tuple(rows[1:]), page)
    return Table(("",) * len(kept), tuple(rows), page)


def _is_spanned(line: Sequence[str | None], index: int) -> bool:
    """Tell whether a blank cell belongs to a wide cell to its left: nothing stands right of it."""
    return all(cell is None for cell in line[index:]) and line[0] is not None


def _is_header(texts: Sequence[str]) -> bool:
    """Tell whether the first row of a table holds labels."""
    filled = [text for text in texts if text]
    if len(filled) * 2 < len(texts) or any(len(text.split()) > 12 for text in filled):
        return False
    named = sum(1 for text in filled if columns.role_of(text) is not Role.OTHER)
    has_figures = any(_FIGURE.match(text) and not _YEAR.match(text) for text in filled)
    has_sentence = any(text.endswith(".") and " " in text for text in filled)
    return named * 2 >= len(filled) or not (has_figures or has_sentence)


def _cell_text(text: str) -> str:
    """Join the lines of a cell into one text, or into its bullets."""
    lines: list[str] = []
    for raw in text.split("\n"):
        line = " ".join(raw.split())
        bullet = _BULLET.match(line)
        if bullet and line[bullet.end() :]:
            lines.append(BULLET + line[bullet.end() :])
        elif line and lines:
            lines[-1] = _glue(lines[-1], line)
        elif line:
            lines.append(line)
    return "\n".join(lines)


def _is_within(line: _Line, table: _Ruled) -> bool:
    """Tell whether a line stands inside a table."""
    middle = (line.top + line.bottom) / 2
    inside = table.left - 2 <= (line.left + line.right) / 2 <= table.right + 2
    return table.top - 1 <= middle <= table.bottom + 1 and inside


def _without_furniture(pages: Sequence[_Page]) -> list[_Page]:
    """Drop headers and footers: lines at the edge that come back, and page numbers."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line.text) for line in page.lines if _is_at_edge(line, page)})
    least = max(2, len(pages) * 0.5)
    return [
        replace(
            page,
            lines=tuple(
                line
                for line in page.lines
                if not (_is_at_edge(line, page) and _is_furniture(line.text, seen, least))
            ),
        )
        for page in pages
    ]


def _is_furniture(text: str, seen: Counter[str], least: float) -> bool:
    """Tell whether a line at the edge comes back on other pages or ends in the page's number."""
    return seen[_shape(text)] >= least or _PAGE_NUMBER.search(text) is not None


def _shape(text: str) -> str:
    """Give a text with its figures blotted out, so that page numbers are alike."""
    return _DIGITS.sub("#", text.lower())


def _is_at_edge(line: _Line, page: _Page) -> bool:
    """Tell whether a line stands at the top or bottom of its page."""
    return line.bottom < page.height * _MARGIN or line.top > page.height * (1 - _MARGIN)


# ------------------------------------------------------------------ blocks


def _blocks(pages: Sequence[_Page]) -> tuple[Block, ...]:
    """Turn lines and tables into blocks, in reading order over all pages."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    body = max(sizes, key=lambda size: (sizes[size], -size), default=0.0)
    larger = sorted({size for size in sizes if size > body * _LARGER}, reverse=True)
    blocks: list[Block] = []
    open_lines: list[_Line] = []
    for item in _in_order(pages):
        if isinstance(item, _Ruled):
            _close(open_lines, blocks, body, larger)
            _add_table(item.table, blocks)
            continue
        if open_lines and not _goes_on(open_lines, item, body):
            _close(open_lines, blocks, body, larger)
        open_lines.append(item)
    _close(open_lines, blocks, body, larger)
    return tuple(blocks)


def _in_order(pages: Sequence[_Page]) -> Iterator[_Line | _Ruled]:
    """Give lines in the order of the file, each table after the last line above it."""
    for page in pages:
        places: dict[int, list[_Ruled]] = {}
        for table in sorted(page.tables, key=lambda table: table.top):
            above = [i for i, line in enumerate(page.lines) if line.bottom <= table.top + 2]
            places.setdefault(max(above, default=-1), []).append(table)
        yield from places.get(-1, ())
        for index, line in enumerate(page.lines):
            yield line
            yield from places.get(index, ())


def _goes_on(lines: Sequence[_Line], line: _Line, body: float) -> bool:
    """Tell whether a line belongs to the paragraph that is open."""
    last = lines[-1]
    if abs(last.size - line.size) > max(0.6, last.size * 0.11) or _BULLET.match(line.text):
        return False
    if _NUMBER.match(line.text) and (_ENDS.search(last.text) or _NUMBER.match(lines[0].text)):
        return False
    if last.is_bold != line.is_bold and (_is_headlike(lines) or _is_headlike([line])):
        return False
    if last.page != line.page or line.top < last.top - body:
        return not _ENDS.search(last.text) and line.text[:1].islower()
    gap = line.top - last.bottom
    height = max(last.bottom - last.top, line.size, 1.0)
    if gap > height * 0.9:
        return False
    widest = max(item.right for item in lines)
    is_ragged = last.right < widest - 0.3 * (widest - last.left)
    is_alone = len(lines) == 1 and last.right < line.right * 0.75
    return not ((is_alone or (is_ragged and _ENDS.search(last.text))) and line.text[:1].isupper())


def _is_headlike(lines: Sequence[_Line]) -> bool:
    """Tell whether lines have the length and end of a heading."""
    text = " ".join(line.text for line in lines)
    return len(text.split()) <= _LONGEST_HEADING and text[-1] not in ".;,"


def _close(lines: list[_Line], blocks: list[Block], body: float, larger: Sequence[float]) -> None:
    """Turn the open lines into a block."""
    if not lines:
        return
    text = lines[0].text
    for line in lines[1:]:
        text = _glue(text, line.text)
    size, page = lines[0].size, lines[0].page
    bullet = _BULLET.match(text)
    is_bold = all(line.is_bold for line in lines)
    if bullet and text[bullet.end() :]:
        blocks.append(ListItem(text[bullet.end() :], "•", page))
    elif size in larger and _is_headlike(lines) and any(char.isalpha() for char in text):
        blocks.append(Heading(text, min(larger.index(size) + 1, 4), page))
    elif (is_bold and _is_headlike(lines) and text[0].isalnum()) or (
        is_prompt(text) and is_addressed(text)
    ):
        blocks.append(Heading(text, min(len(larger) + 1, 5), page))
    else:
        blocks.append(Paragraph(text, page))
    lines.clear()


def _add_table(table: Table, blocks: list[Block]) -> None:
    """Add a table, or continue the one before it on the last page; its repeated header goes."""
    before = blocks[-1] if blocks else None
    if (
        isinstance(before, Table)
        and before.rows
        and len(before.header) == len(table.header)
        and before.rows[-1].page != table.page
        and (table.header == before.header or not any(table.header) or _is_data(table, before))
    ):
        rows = table.rows
        if any(table.header) and table.header != before.header:
            rows = (Row(tuple(Cell(label) for label in table.header), table.page), *rows)
        blocks[-1] = replace(before, rows=_with_cut_row(before.rows, rows))
    else:
        blocks.append(table)


def _is_data(table: Table, before: Table) -> bool:
    """Tell whether what looks like a header is a row of the table that goes on."""
    named = sum(1 for label in table.header if columns.role_of(label) is not Role.OTHER)
    known = sum(1 for label in before.header if columns.role_of(label) is not Role.OTHER)
    return any(before.header) and named * 2 < known


def _with_cut_row(above: tuple[Row, ...], below: tuple[Row, ...]) -> tuple[Row, ...]:
    """Join the rows of two pages; a row cut in two by the page break is put together."""
    if not below:
        return above
    last, first = above[-1], below[0]
    filled = [index for index, cell in enumerate(first.cells) if cell.text]
    goes_on = filled and all(
        last.cells[index].text
        and first.cells[index].text[:1].islower()
        and not _ENDS.search(last.cells[index].text)
        for index in filled
    )
    if not goes_on:
        return above + below
    cells = tuple(
        replace(cell, text=_glue(cell.text, more.text)) if more.text else cell
        for cell, more in zip(last.cells, first.cells, strict=True)
    )
    return (*above[:-1], Row(cells, last.page), *below[1:])


def _glue(before: str, after: str) -> str:
    """Join two lines with a space, or without at a hyphen within a word."""
    is_split = re.search(r"[^\W\d_]-$", before) is not None and after[:1].islower()
    return f"{before}{after}" if is_split else f"{before} {after}"
