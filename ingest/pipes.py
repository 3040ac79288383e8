"""Reads Markdown pipe tables, also those that are never closed."""

import re
from collections.abc import Sequence

from ingest.fragments import plain_cell
from ingest.records import Cell, Row, Table

_RULE_CELL = re.compile(r"^\s*:?-+:?\s*$")
_EDGE = re.compile(r"^\s*\||(?<!\\)\|\s*$")
_BAR = re.compile(r"(?<!\\)\|")


def is_pipe_line(line: str) -> bool:
    """Tell whether a line belongs to a pipe table: it begins with a bar."""
    return line.lstrip().startswith("|")


def is_rule(line: str) -> bool:
    """Tell whether a line is the ruling between header and rows."""
    cells = _split(line)
    return bool(cells) and "-" in line and all(_RULE_CELL.match(cell) for cell in cells)


def read_pipe_table(lines: Sequence[str], page: int | None = None) -> Table:
    """Read the lines of a pipe table; the line above the ruling is its header, if there is one."""
    grid: list[list[str]] = []
    header: list[str] = []
    for line in lines:
        if is_rule(line):
            if len(grid) == 1 and not header:
                header = grid.pop()
            continue
        cells = [plain_cell(cell.strip().replace("\\|", "|")) for cell in _split(line)]
        grid.append(cells)
    width = max((len(cells) for cells in [*grid, header]), default=0)
    rows = tuple(
        Row(tuple(Cell(cell) for cell in [*cells, *[""] * width][:width]), page)
        for cells in grid
        if any(cells)
    )
    labels = [" ".join(label.split()) for label in [*header, *[""] * width][:width]]
    return Table(tuple(labels), rows, page)


def _split(line: str) -> list[str]:
    """Split a line at its bars."""
    return _BAR.split(_EDGE.sub("", line))
