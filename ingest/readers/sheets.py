"""Reads a grid of cells, of a sheet or delimited file: titles, tables parted by blank rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.headers import make_table, named_labels
from ingest.records import Block, Cell, Heading, Paragraph, Row, Table

_LONGEST_TITLE = 15


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet as text; `merged` are the places that continue the cell above."""

    cells: list[list[str]]
    merged: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A table and the columns of the sheet that it takes."""

    table: Table
    columns: tuple[int, ...]


def read_grid(grid: Grid, page: int | None) -> list[Block]:
    """Give the blocks of a grid: areas parted by blank rows, each a table or lines of text."""
    found: list[Block | _Placed] = []
    start = 0
    rows = grid.cells
    while start < len(rows):
        if not any(rows[start]):
            start += 1
            continue
        end = start
        while end < len(rows) and (any(rows[end]) or _is_inside_merge(grid, end)):
            end += 1
        found.extend(_area_blocks(grid, start, end, page))
        start = end
    return [item.table if isinstance(item, _Placed) else item for item in _joined(found)]


def _is_inside_merge(grid: Grid, row: int) -> bool:
    """Tell whether a blank row lies within merged cells."""
    return any((row, column) in grid.merged for column in range(len(grid.cells[row])))


def _area_blocks(grid: Grid, start: int, end: int, page: int | None) -> list[Block | _Placed]:
    """Give the title lines of an area and the table below them."""
    blocks: list[Block | _Placed] = []
    while start < end and sum(1 for text in grid.cells[start] if text) == 1:
        text = next(text for text in grid.cells[start] if text)
        if start + 1 < end and _is_inside_merge(grid, start + 1):
            break
        blocks.extend(_title_blocks(text, page))
        start += 1
    if start < end:
        blocks.append(_read_table(grid, start, end, page))
    return blocks


def _title_blocks(text: str, page: int | None) -> list[Block]:
    """Make a heading of a short title and a paragraph of a longer one."""
    if len(text.split()) <= _LONGEST_TITLE and "\n" not in text and text[-1] not in ".;":
        return [Heading(text, 2, page)]
    return [Paragraph(line, page) for line in text.split("\n")]


def _read_table(grid: Grid, start: int, end: int, page: int | None) -> _Placed:
    """Read the table of an area."""
    used = tuple(
        column
        for column in range(len(grid.cells[start]))
        if any(row[column] for row in grid.cells[start:end])
    )
    cells = [
        [
            Cell("", is_merged=True)
            if (row, column) in grid.merged and row > start
            else Cell(grid.cells[row][column])
            for column in used
        ]
        for row in range(start, end)
    ]
    return _Placed(make_table(cells, page), used)


def _joined(blocks: Sequence[Block | _Placed]) -> list[Block | _Placed]:
    """Join a table without a header of its own to the one above it (a blank row between)."""
    joined: list[Block | _Placed] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if isinstance(block, _Placed) and isinstance(before, _Placed) and _is_rest(before, block):
            rows = tuple(_widened(row, block.columns, before.columns) for row in _all_rows(block))
            table = Table(before.table.header, before.table.rows + rows, before.table.page)
            joined[-1] = _Placed(table, before.columns)
        else:
            joined.append(block)
    return joined


def _is_rest(before: _Placed, block: _Placed) -> bool:
    """Tell whether a table stands in the columns of the one above and names none itself."""
    if not set(block.columns) <= set(before.columns):
        return False
    if not any(block.table.header):
        return True
    return named_labels(before.table.header) >= 2 > named_labels(block.table.header)


def _all_rows(block: _Placed) -> list[Row]:
    """Give the rows of a table, its header as the first of them."""
    table = block.table
    first = [Row(tuple(Cell(label) for label in table.header), table.page)]
    return [*(first if any(table.header) else []), *table.rows]


def _widened(row: Row, columns: Sequence[int], wanted: Sequence[int]) -> Row:
    """Put the cells of a row where the columns of another table stand."""
    cells = dict(zip(columns, row.cells, strict=True))
    return Row(tuple(cells.get(column, Cell("")) for column in wanted), row.page)
