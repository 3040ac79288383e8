"""Reads Excel workbooks: visible sheets, titles above tables, merged cells, values as shown."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

from ingest.fragments import plain_cell, plain_lines
from ingest.readers.sheets import Grid, read_grid
from ingest.records import Block, Heading, Reading

_WIDEST = 200


def read(data: bytes) -> Reading:
    """Read an Excel workbook; hidden sheets are left out with a warning.

    What damage raises in the library, `ingest.read` tells.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    blocks: list[Block] = []
    warnings: list[str] = []
    comments = 0
    for number, sheet in enumerate(book.worksheets, start=1):
        if sheet.sheet_state != "visible":
            warnings.append(f'hidden sheet "{sheet.title}" was left out')
            continue
        comments += sum(1 for line in sheet.iter_rows() for cell in line if cell.comment)
        grid, left_out = _read_grid(sheet)
        if left_out:
            warnings.append(f'{left_out} hidden cells on sheet "{sheet.title}" were left out')
        found = read_grid(grid, number)
        if found:
            blocks.append(Heading(str(sheet.title), 1, number))
            blocks.extend(found)
    if comments:
        warnings.append(f"{comments} comments were left out")
    title = (book.properties.title or "").strip()
    letterhead = tuple(dict.fromkeys(line for sheet in book for line in _printed_around(sheet)))
    return Reading(tuple(blocks), "xlsx", title or None, tuple(warnings), letterhead)


def _printed_around(sheet: Any) -> Iterator[str]:
    """Give the lines that are printed above and below each page of a sheet."""
    for edge in (sheet.oddHeader, sheet.firstHeader, sheet.oddFooter, sheet.firstFooter):
        for part in (edge.left, edge.center, edge.right):
            yield from plain_lines(part.text or "")


def _read_grid(sheet: Any) -> tuple[Grid, int]:
    """Read the visible cells of a sheet as text; give also how many filled cells are hidden."""
    rows = {index for index, row in sheet.row_dimensions.items() if row.hidden}
    columns: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            columns.update(range(dimension.min, min(dimension.max, _WIDEST) + 1))
    cells: list[list[str]] = []
    hidden = 0
    for line in sheet.iter_rows():
        texts: list[str] = []
        for cell in line[:_WIDEST]:
            is_hidden = cell.row in rows or cell.column in columns or _is_white(cell)
            hidden += is_hidden and cell.value is not None
            texts.append("" if is_hidden else _shown(cell))
        cells.append(texts)
    merged: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row):
            merged.add((row, area.min_col - 1))
    width = max((len(line) for line in cells), default=0)
    return Grid([[*line, *[""] * width][:width] for line in cells], frozenset(merged)), hidden


def _is_white(cell: Any) -> bool:
    """Tell whether a cell is written in white on nothing."""
    color = cell.font.color if cell.value is not None and cell.has_style and cell.font else None
    is_white = color is not None and str(color.rgb).upper() == "FFFFFFFF"
    return is_white and cell.fill.fill_type is None


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
