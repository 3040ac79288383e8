"""Looks at a placed table row by row: own cells, cells of a whole group, heading rows."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import columns
from ingest.records import NOWHERE, Placed, Role, Span, Table

_PLAN_COMPANIONS = {
    Role.LEAD,
    Role.TIMESCALE,
    Role.SUCCESS_MEASURE,
    Role.STATUS,
    Role.OBJECTIVE,
    Role.INDICATOR,
}
_SHORT_CELL = 5


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A filled cell of a row: its column, role and span.

    `is_own` is False for a merged cell, whose text stands in a row above; `is_group` is True where
    the next row continues the cell, or this row continues the one above.
    """

    column: int
    role: Role
    span: Span
    is_own: bool
    is_group: bool


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """One row of a table.

    `span` is the row's own text without long cells that belong to a whole group of rows, as far as
    that is one piece; `groups` are the spans of those cells, `banner` the heading row above.
    """

    cells: tuple[PlacedCell, ...]
    span: Span
    groups: tuple[tuple[PlacedCell, ...], ...]
    banner: Span
    page: int | None

    def cell(self, role: Role) -> Span:
        """Give the span of the row's cell with that role, NOWHERE if it has none.

        Neighbouring cells with one role (two leads) are one span.
        """
        places = [place for place, cell in enumerate(self.cells) if cell.role is role]
        if not places:
            return NOWHERE
        first = end = self.cells[places[0]]
        for before, place in itertools.pairwise(places):
            cell = self.cells[place]
            if place == before + 1 and cell.is_own and end.is_own:
                end = cell
        return Span(first.span.start, end.span.end)


def is_plan(table: Table, roles: Sequence[Role]) -> bool:
    """Tell whether a table is an action plan.

    It has an action column and another of a plan's, or an objective with lead or timescale.
    """
    given = set(roles)
    if Role.ACTION in given:
        texts = [row.cells[roles.index(Role.ACTION)].text for row in table.rows]
        words = [len(re.findall(r"[^\W\d_]+", text)) for text in texts if text]
        least = 1 if given & {Role.LEAD, Role.TIMESCALE} else 3
        return bool(given & _PLAN_COMPANIONS) and sum(words) >= least * len(words) > 0
    return Role.OBJECTIVE in given and bool(given & {Role.LEAD, Role.TIMESCALE})


def place_rows(placed: Placed, table: Table, text: str) -> tuple[PlacedRow, ...]:
    """Give the rows of a placed table; heading rows and repeated headers are none of them."""
    roles = columns.roles(table)
    rows: list[PlacedRow] = []
    banner = NOWHERE
    for index, row in enumerate(table.rows):
        spans = placed.cells[index]
        if _is_header(table, index):
            continue
        if _is_banner(table, index):
            banner = placed.rows[index]
            continue
        cells = tuple(
            PlacedCell(
                column,
                roles[column],
                spans[column],
                is_own=not cell.is_merged,
                is_group=cell.is_merged or _continues(table, index, column),
            )
            for column, cell in enumerate(row.cells)
            if spans[column] != NOWHERE
        )
        span, groups = _part(cells, text)
        rows.append(PlacedRow(cells, span, groups, banner, row.page))
    return tuple(rows)


def _continues(table: Table, index: int, column: int) -> bool:
    """Tell whether the row below continues a cell."""
    return index + 1 < len(table.rows) and table.rows[index + 1].cells[column].is_merged


def _is_header(table: Table, index: int) -> bool:
    """Tell whether a row repeats the header."""
    texts = [cell.text for cell in table.rows[index].cells]
    return any(table.header) and texts == list(table.header)


def _is_banner(table: Table, index: int) -> bool:
    """Tell whether a row is a heading across the table: one short cell above fuller rows."""
    cells = table.rows[index].cells
    filled = [column for column, cell in enumerate(cells) if cell.text or cell.is_merged]
    if filled != [0] or len(cells) < 3 or index + 1 >= len(table.rows):
        return False
    following = table.rows[index + 1].cells
    return (
        not following[0].is_merged
        and sum(1 for cell in following if cell.text) > 1
        and len(cells[0].text.split()) <= 30
        and "\n" not in cells[0].text
    )


def _part(
    cells: Sequence[PlacedCell], text: str
) -> tuple[Span, tuple[tuple[PlacedCell, ...], ...]]:
    """Part a row's own cells into the row itself and the long cells of its group beside it."""
    own = [cell for cell in cells if cell.is_own]
    core = [cell for cell in own if not cell.is_group]
    if not core:
        return (Span(own[0].span.start, own[-1].span.end) if own else NOWHERE), ()
    first, last = core[0].column, core[-1].column
    groups: list[tuple[PlacedCell, ...]] = []
    start, end = core[0].span.start, core[-1].span.end
    before = [cell for cell in own if cell.column < first]
    after = [cell for cell in own if cell.column > last]
    if any(is_long(cell, text) for cell in before):
        groups.extend(_packed(before, text))
    elif before:
        start = before[0].span.start
    if any(is_long(cell, text) for cell in after):
        groups.extend(_packed(after, text))
    elif after:
        end = after[-1].span.end
    return Span(start, end), tuple(groups)


def is_long(cell: PlacedCell, text: str) -> bool:
    """Tell whether a cell is prose: five words or more."""
    return len(text[cell.span.start : cell.span.end].split()) >= _SHORT_CELL


def _packed(cells: Sequence[PlacedCell], text: str) -> list[tuple[PlacedCell, ...]]:
    """Put each short cell together with the long one beside it."""
    packs: list[list[PlacedCell]] = []
    for cell in cells:
        has_long = bool(packs) and any(is_long(other, text) for other in packs[-1])
        if packs and not (has_long and is_long(cell, text)):
            packs[-1].append(cell)
        else:
            packs.append([cell])
    return [tuple(pack) for pack in packs]
