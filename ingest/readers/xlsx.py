"""Reads Excel workbooks: visible sheets, titles above tables, merged cells, values as shown."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.errors import UnreadableFile
from ingest.fragments import plain_cell
from ingest.records import Block, Cell, Heading, Paragraph, Reading, Row, Table

_LONGEST_TITLE = 15
_WIDEST = 200


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of a sheet as text; `merged` are the places that continue the cell above."""

    cells: list[list[str]]
    merged: frozenset[tuple[int, int]]


def read(data: bytes) -> Reading:
    """Read an Excel workbook; hidden sheets are left out with a warning.

    Raises UnreadableFile where the file is damaged.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        msg = f"the workbook is damaged ({error}); open and save it again"
        raise UnreadableFile(msg) from error
    blocks: list[Block] = []
    warnings: list[str] = []
    for number, sheet in enumerate(book.worksheets, start=1):
        if sheet.sheet_state != "visible":
            warnings.append(f'hidden sheet "{sheet.title}" was left out')
            continue
        found = _sheet_blocks(_read_grid(sheet), number)
        if found:
            blocks.append(Heading(str(sheet.title), 1, number))
            blocks.extend(found)
    title = (book.properties.title or "").strip()
    return Reading(tuple(blocks), "xlsx", title or None, tuple(warnings))


def _read_grid(sheet: Any) -> _Grid:
    """Read the visible cells of a sheet as text."""
    hidden_rows = {index for index, row in sheet.row_dimensions.items() if row.hidden}
    cells = [
        [_shown(cell) for cell in line[:_WIDEST]] if line[0].row not in hidden_rows else []
        for line in sheet.iter_rows()
        if line
    ]
    merged: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row):
            merged.add((row, area.min_col - 1))
    width = max((len(line) for line in cells), default=0)
    return _Grid([[*line, *[""] * width][:width] for line in cells], frozenset(merged))


def _shown(cell: Any) -> str:
    """Give a cell's value as the sheet shows it."""
    value, style = cell.value, str(cell.number_format or "")
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return _shown_date(value, style)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _shown_number(value, style)
    return plain_cell(str(value))


def _shown_date(value: datetime.date, style: str) -> str:
    """Write a date: month and year where the format shows no day, else the whole date."""
    lowered = style.lower()
    if "d" not in lowered and "m" in lowered:
        return value.strftime("%B %Y")
    return f"{value.day} {value.strftime('%B %Y')}"


def _shown_number(value: float, style: str) -> str:
    """Write a number with the decimals and the per cent or pound sign of its format."""
    pattern = style.split(";", 1)[0]
    decimals = 0
    if "." in pattern:
        decimals = sum(1 for char in pattern.split(".", 1)[1] if char in "0#?")
    if "%" in pattern:
        return f"{value * 100:.{decimals}f}%"
    if pattern in {"General", "@", ""}:
        return str(int(value)) if float(value).is_integer() else f"{value:.10g}"
    sign = "£" if "£" in pattern else ""
    comma = "," if "," in pattern else ""
    return f"{sign}{value:{comma}.{decimals}f}"


# ------------------------------------------------------------------ titles and tables


def _sheet_blocks(grid: _Grid, page: int) -> list[Block]:
    """Give the blocks of a sheet: areas parted by blank rows, each a table or lines of text."""
    blocks: list[Block] = []
    start = 0
    rows = grid.cells
    while start < len(rows):
        if not any(rows[start]):
            start += 1
            continue
        end = start
        while end < len(rows) and (any(rows[end]) or _is_inside_merge(grid, end)):
            end += 1
        blocks.extend(_area_blocks(grid, start, end, page))
        start = end
    return _joined(blocks)


def _is_inside_merge(grid: _Grid, row: int) -> bool:
    """Tell whether a blank row lies within merged cells."""
    return any((row, column) in grid.merged for column in range(len(grid.cells[row])))


def _area_blocks(grid: _Grid, start: int, end: int, page: int) -> list[Block]:
    """Give the title lines of an area and the table below them."""
    blocks: list[Block] = []
    while start < end and sum(1 for text in grid.cells[start] if text) == 1:
        text = next(text for text in grid.cells[start] if text)
        is_table_row = start + 1 < end and _is_inside_merge(grid, start)
        if is_table_row:
            break
        blocks.extend(_title_blocks(text, page))
        start += 1
    if start < end:
        blocks.append(_read_table(grid, start, end, page))
    return blocks


def _title_blocks(text: str, page: int) -> list[Block]:
    """Make a heading of a short title and a paragraph of a longer one."""
    if len(text.split()) <= _LONGEST_TITLE and "\n" not in text and text[-1] not in ".;":
        return [Heading(text, 2, page)]
    return [Paragraph(line, page) for line in text.split("\n")]


def _read_table(grid: _Grid, start: int, end: int, page: int) -> Table:
    """Read a table whose first row is its header, unless that row holds figures or prose."""
    used = [
        column
        for column in range(len(grid.cells[start]))
        if any(row[column] for row in grid.cells[start:end])
    ]
    first = [grid.cells[start][column] for column in used]
    is_header = all(_is_label(text) for text in first if text)
    is_header = is_header and end - start > 1 and not _is_figures(first)
    header = tuple(" ".join(text.split()) if is_header else "" for text in first)
    rows = tuple(
        Row(
            tuple(
                Cell("", is_merged=True)
                if (row, column) in grid.merged and row > start + int(is_header)
                else Cell(grid.cells[row][column])
                for column in used
            ),
            page,
        )
        for row in range(start + int(is_header), end)
        if any(grid.cells[row][column] for column in used)
    )
    return Table(header, rows, page)


def _is_label(text: str) -> bool:
    """Tell whether a cell could head a column: no sentence; "No." is none."""
    return len(text.split()) <= 12 and not (text.endswith(".") and " " in text)


def _is_figures(texts: Sequence[str]) -> bool:
    """Tell whether most of the filled cells are figures other than years."""
    filled = [text for text in texts if text]
    figures = [
        text
        for text in filled
        if text.strip("£%").replace(",", "").replace(".", "", 1).isdigit()
        and not (len(text) == 4 and text[:2] in {"19", "20"})
    ]
    return len(figures) * 2 > len(filled)


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Join a table without a header to the one above it of the same width (a blank row between)."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if (
            isinstance(block, Table)
            and isinstance(before, Table)
            and not any(block.header)
            and len(block.header) == len(before.header)
        ):
            joined[-1] = Table(before.header, before.rows + block.rows, before.page)
        else:
            joined.append(block)
    return joined
