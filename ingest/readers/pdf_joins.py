"""Makes tables of the grids of single pages: headers, spans, rows and cells cut by a page break."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.fragments import BULLET
from ingest.headers import count_header_rows, join_header, named_labels
from ingest.readers.pdf_cells import PLAIN, Habits, glue, is_cut
from ingest.readers.pdf_lattice import Area, Lattice
from ingest.records import Cell, Row, Table

_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_USUAL = 0.7
_FEW_WORDS = 3
_ROOM, _NO_ROOM = 2.6, 1.3
"""Lines left blank below a cut cell: programs keep two or three lines of a paragraph together."""
_SAME_EDGE, _LOOSE_EDGE = 8.0, 20.0


@dataclass(slots=True)
class Grid:
    """A table that may go on over pages, while it is put together."""

    page: int
    width: int
    habits: Habits
    edges: tuple[float, ...] = ()
    header: tuple[str, ...] = ()
    printed_header: tuple[tuple[str, ...], ...] = ()
    rows: list[tuple[list[Cell], int]] = field(default_factory=list)
    last: tuple[Area | None, ...] = ()
    """The areas in the last row, column by column."""
    last_page: int = 0
    origins: list[int] = field(default_factory=list)
    """The row in which the cell begins that reaches down to the last row, column by column."""

    def table(self) -> Table:
        """Give the table."""
        rows = tuple(Row(tuple(cells), page) for cells, page in self.rows)
        return Table(self.header, rows, self.page)


def open_grid(lattice: Lattice, habits: Habits) -> Grid:
    """Begin a table with its part on one page."""
    grid = Grid(lattice.page, lattice.width, habits, _column_edges(lattice))
    cells = _cells(lattice, habits)
    shaded = _shaded_rows(lattice)
    count = count_header_rows(cells, shaded)
    grid.printed_header = tuple(tuple(cell.text for cell in row) for row in cells[:count])
    grid.header = join_header(grid.printed_header, lattice.width)
    grid.last_page = lattice.page
    _append(grid, lattice, cells, count)
    return grid


def goes_on(grid: Grid, lattice: Lattice) -> bool:
    """Tell whether a grid on the next page is the rest of the table."""
    if lattice.page <= grid.last_page or lattice.width != grid.width:
        return False
    if lattice.page - grid.last_page > 1:
        return False
    if _repeated_rows(grid, _cells(lattice, grid.habits)):
        return True
    first = [area.text(PLAIN) for area in _row(lattice, 0)]
    named, known = named_labels(first), named_labels(grid.header)
    if any(grid.header) and named >= 2 and named * 2 >= known:
        return False
    shift = [one - two for one, two in zip(_column_edges(lattice), grid.edges, strict=True)]
    slack = _SAME_EDGE if lattice.is_ruled else _LOOSE_EDGE
    return max(shift) - min(shift) < slack * 2


def continue_grid(grid: Grid, lattice: Lattice) -> None:
    """Add the part of the table that stands on a further page; a repeated header goes."""
    cells = _cells(lattice, grid.habits)
    start = _repeated_rows(grid, cells)
    grid.last_page = lattice.page
    if start >= lattice.height:
        return
    first = _by_column(lattice, start)
    _continue_spans(grid, lattice, cells, start)
    if _is_cut_row(grid, first, start):
        above, page = grid.rows[-1]
        for column, area in enumerate(first):
            text = cells[start][column].text
            if text and area is not None and area.left == column:
                _extend(grid, grid.origins[column], column, text, area)
        grid.rows[-1] = (above, page)
        origins = grid.origins
        _append(grid, lattice, cells, start + 1, origins)
        if start + 1 >= lattice.height:
            grid.last = first
        return
    _append(grid, lattice, cells, start, grid.origins)


def _column_edges(lattice: Lattice) -> tuple[float, ...]:
    """Give the left edge of each column and the right edge of the last."""
    edges = [0.0] * (lattice.width + 1)
    for area in lattice.areas:
        edges[area.left] = area.box.left
        edges[area.right + 1] = area.box.right
    return tuple(edges)


def _shaded_rows(lattice: Lattice) -> list[bool]:
    """Tell which rows are shaded throughout; none where all of them are."""
    shaded = [
        all(area.is_dark for area in lattice.areas if area.top == row)
        and any(area.lines for area in lattice.areas if area.top == row)
        for row in range(lattice.height)
    ]
    return [] if all(shaded) or sum(shaded) * 2 > len(shaded) > 3 else shaded


def _cells(lattice: Lattice, habits: Habits) -> list[list[Cell]]:
    """Give the cells row by row: a cell that reaches down is merged in the rows below."""
    cells = [[Cell("") for _ in range(lattice.width)] for _ in range(lattice.height)]
    for area in lattice.areas:
        cells[area.top][area.left] = Cell(area.text(habits))
        for row in range(area.top + 1, area.bottom + 1):
            cells[row][area.left] = Cell("", is_merged=True)
    return cells


def _row(lattice: Lattice, row: int) -> list[Area]:
    """Give the areas of one row."""
    return [area for area in lattice.areas if area.top <= row <= area.bottom]


def _by_column(lattice: Lattice, row: int) -> tuple[Area | None, ...]:
    """Give the area that stands in each column of a row."""
    found: list[Area | None] = [None] * lattice.width
    for area in _row(lattice, row):
        for column in range(area.left, area.right + 1):
            found[column] = area
    return tuple(found)


def _append(
    grid: Grid,
    lattice: Lattice,
    cells: list[list[Cell]],
    start: int,
    origins: Sequence[int] = (),
) -> None:
    """Add rows to a table; those without any text are none."""
    grid.origins = list(origins) or [0] * lattice.width
    for number in range(start, lattice.height):
        row = cells[number]
        if not any(cell.text for cell in row):
            continue
        grid.rows.append((row, lattice.page))
        for column, cell in enumerate(row):
            if not cell.is_merged:
                grid.origins[column] = len(grid.rows) - 1
    if lattice.height > start:
        grid.last = _by_column(lattice, lattice.height - 1)


def _repeated_rows(grid: Grid, cells: Sequence[Sequence[Cell]]) -> int:
    """Count the rows at the top that repeat the table's header."""
    count = len(grid.printed_header)
    if not count or len(cells) < count:
        return 0
    printed = tuple(tuple(_bare(cell.text) for cell in row) for row in cells[:count])
    wanted = tuple(tuple(_bare(text) for text in row) for row in grid.printed_header)
    return count if printed == wanted else 0


def _bare(text: str) -> str:
    """Give a text without white space and case."""
    return "".join(text.split()).lower()


# ------------------------------------------------------------------ page breaks


def _continue_spans(grid: Grid, lattice: Lattice, cells: list[list[Cell]], start: int) -> None:
    """Mark the cells at the top that belong to a merged cell on the page before."""
    for column, area in enumerate(_by_column(lattice, start)):
        above = grid.last[column] if grid.last else None
        if area is None or above is None or area.left != column or above.left != column:
            continue
        spans_below, spans_above = area.bottom > start, above.bottom > above.top
        text = cells[start][column].text
        if not text and spans_below and grid.rows:
            cells[start][column] = Cell("", is_merged=True)
        elif text and spans_above and spans_below and above.room < _ROOM and text[:1].islower():
            _extend(grid, grid.origins[column], column, text, area)
            cells[start][column] = Cell("", is_merged=True)


def _extend(grid: Grid, row: int, column: int, text: str, below: Area) -> None:
    """Add text from the next page to a cell; `below` is where it stands there."""
    cells, page = grid.rows[row]
    before = cells[column].text
    area = grid.last[column]
    is_spaced = bool(grid.habits.is_space_kept and area and area.lines and area.lines[-1].is_spaced)
    if not before:
        joined = text
    elif text.startswith(BULLET):
        joined = f"{before}\n{text}"
    else:
        piece = before.split()[-1]
        is_broken = (
            area is not None
            and bool(area.lines and below.lines)
            and is_cut(area.lines, below.lines[0], piece, area.box, grid.habits)
        )
        joined = glue(before, text, is_spaced=is_spaced, is_broken=is_broken)
    cells[column] = replace(cells[column], text=joined)
    grid.rows[row] = (cells, page)


def _is_cut_row(grid: Grid, first: Sequence[Area | None], start: int) -> bool:
    """Tell whether the first row of a page is the rest of the last row of the page before.

    Each of its texts must stand under one that reaches down to the edge. Then it is the rest where
    a text goes on in lower case, or where cells are blank that other rows fill.
    """
    if not grid.rows or not grid.last or any(area is None for area in first):
        return False
    filled = [
        column
        for column, area in enumerate(first)
        if area is not None and area.left == column and area.lines and area.top == start
    ]
    above, _ = grid.rows[-1]
    texts = {column: _text(first[column]) for column in filled}
    areas = {column: grid.last[column] for column in filled}
    is_across = not filled or first[0] is first[-1]
    if is_across or any(
        area is None or area.left != column or area.room > _ROOM for column, area in areas.items()
    ):
        return False
    if any(_goes_on_small(grid, column, text) for column, text in texts.items()):
        return True
    if any(_is_label(grid.rows[grid.origins[column]][0][column].text) for column in filled):
        return False
    room = max((area.room for area in areas.values() if area is not None), default=0.0)
    missing = [
        column
        for column in range(grid.width)
        if column not in filled and _is_usual(grid, column) and above[column].text
    ]
    is_alone = len(filled) == 1 and len(missing) > 1
    if not missing or (room > _NO_ROOM and not is_alone):
        return False
    is_open = any(
        texts[column].startswith(BULLET)
        or (not _ENDS.search(above[column].text) and len(above[column].text.split()) > _FEW_WORDS)
        for column in filled
    )
    return is_open or is_alone


def _goes_on_small(grid: Grid, column: int, text: str) -> bool:
    """Tell whether a text begins in lower case, as no other cell of its column does."""
    if not text[:1].islower() or text.startswith("o "):
        return False
    others = [cells[column].text[:1] for cells, _ in grid.rows if cells[column].text]
    return sum(1 for char in others if char.islower()) * 3 < len(others)


def _is_label(text: str) -> bool:
    """Tell whether a text is so short that no page break cuts it."""
    return len(text.split()) <= _FEW_WORDS


def _text(area: Area | None) -> str:
    """Give the text of an area."""
    return area.text(PLAIN) if area is not None else ""


def _is_usual(grid: Grid, column: int) -> bool:
    """Tell whether most rows fill a column."""
    own = [cells[column] for cells, _ in grid.rows if not cells[column].is_merged]
    filled = sum(1 for cell in own if cell.text)
    return filled >= _USUAL * len(own) > 0
