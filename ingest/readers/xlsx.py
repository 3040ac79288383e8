"""Reads Excel workbooks: visible sheets, titles above tables, merged cells, values as shown."""

import io
from collections.abc import Iterator
from typing import Any

from ingest.fragments import plain_lines
from ingest.readers import colours
from ingest.readers.sheets import Grid, read_grid
from ingest.readers.xlsx_values import shown
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
        grid, left_out, coloured = _read_grid(sheet)
        if coloured:
            warnings.append(colours.WARNING.format(coloured))
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


def _read_grid(sheet: Any) -> tuple[Grid, int, int]:
    """Read the visible cells of a sheet as text.

    Give also how many filled cells are hidden, and how many speak by their colour alone.
    """
    rows = {index for index, row in sheet.row_dimensions.items() if row.hidden}
    columns: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            columns.update(range(dimension.min, min(dimension.max, _WIDEST) + 1))
    cells: list[list[str]] = []
    hidden = coloured = 0
    rated: set[int] = set()
    for line in sheet.iter_rows():
        texts: list[str] = []
        for cell in line[:_WIDEST]:
            is_hidden = cell.row in rows or cell.column in columns or _is_white(cell)
            hidden += is_hidden and cell.value is not None
            text = "" if is_hidden else shown(cell)
            if colours.is_rated(text):
                rated.add(cell.column)
            elif not text and cell.column in rated and not is_hidden:
                text = _colour(cell)
                coloured += bool(text)
            texts.append(text)
        cells.append(texts)
    merged: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row):
            merged.add((row, area.min_col - 1))
    width = max((len(line) for line in cells), default=0)
    grid = Grid([[*line, *[""] * width][:width] for line in cells], frozenset(merged))
    return grid, hidden, coloured


def _colour(cell: Any) -> str:
    """Name the colour of a cell that is filled with one."""
    is_filled = cell.has_style and cell.fill.fill_type == "solid"
    return colours.name_of(str(cell.fill.fgColor.rgb)) if is_filled else ""


def _is_white(cell: Any) -> bool:
    """Tell whether a cell is written in white on nothing."""
    color = cell.font.color if cell.value is not None and cell.has_style and cell.font else None
    is_white = color is not None and str(color.rgb).upper() == "FFFFFFFF"
    return is_white and cell.fill.fill_type is None
