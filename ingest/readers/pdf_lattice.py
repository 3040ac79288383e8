"""Finds the ruled tables of a page: its rules make a grid, its cells may span rows and columns."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf_cells import Habits, TextLine, cell_text, text_lines
from ingest.readers.pdf_page import Box, Sheet, Word

_SNAP = 2.5
_REACH = 4.0
_NARROWEST = 5.0
_MOST_LINES = 400
_FEWEST_COLUMNS = 3
_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Area:
    """A cell with the rows and columns that it covers (last ones inclusive) and its lines."""

    top: int
    left: int
    bottom: int
    right: int
    box: Box
    lines: tuple[TextLine, ...] = ()
    is_dark: bool = False

    def text(self, habits: Habits) -> str:
        """Give the cell's text."""
        return cell_text(self.lines, self.box, habits)

    @property
    def room(self) -> float:
        """Give the room below its text, in lines; a cell without text has no end of it."""
        if not self.lines:
            return math.inf
        last = self.lines[-1].box
        return (self.box.bottom - last.bottom) / max(last.height, 1.0)


@dataclass(frozen=True, slots=True)
class Lattice:
    """A table on one page."""

    page: int
    box: Box
    height: int
    width: int
    areas: tuple[Area, ...]
    is_ruled: bool = True


def find_lattices(sheet: Sheet) -> tuple[tuple[Lattice, ...], tuple[Word, ...]]:
    """Give the ruled tables of a page, and the words that stand in none of them."""
    rows, columns = _rules(sheet)
    words = list(sheet.words)
    found: list[Lattice] = []
    for across, down in _groups(rows, columns):
        lattice = _lattice(across, down, sheet)
        if lattice is None or any(_overlaps(lattice.box, other.box) for other in found):
            continue
        inside = [word for word in words if lattice.box.holds(word.box.middle)]
        filled = _fill(lattice, inside, 1 if _may_go_on(lattice, words, sheet) else 2)
        if filled is None:
            continue
        found.append(filled)
        taken = set(map(id, inside))
        words = [word for word in words if id(word) not in taken]
    found.sort(key=lambda lattice: (lattice.box.top, lattice.box.left))
    return tuple(found), tuple(words)


def _overlaps(one: Box, two: Box) -> bool:
    """Tell whether two boxes overlap."""
    return one.holds(two.middle) or two.holds(one.middle)


def _may_go_on(lattice: Lattice, words: Sequence[Word], sheet: Sheet) -> bool:
    """Tell whether a grid can be the rest of a row cut by a page break: one row, topmost."""
    if lattice.height > 1 or lattice.width < _FEWEST_COLUMNS or sheet.number == 1:
        return False
    header, top = sheet.height * _MARGIN, lattice.box.top
    return not any(header < word.box.middle[1] < top for word in words)


# ------------------------------------------------------------------ rules


def _rules(sheet: Sheet) -> tuple[list[Box], list[Box]]:
    """Give the horizontal and vertical rules, joined where they lie on one line.

    The sides of shaded areas count as rules; an area as large as the page is its background.
    """
    rows, columns = list(sheet.rows), list(sheet.columns)
    for fill in sheet.fills:
        if fill.width * fill.height > 0.6 * sheet.width * sheet.height or fill.height < 6:
            continue
        rows.extend((replace(fill, bottom=fill.top), replace(fill, top=fill.bottom)))
        columns.extend((replace(fill, right=fill.left), replace(fill, left=fill.right)))
    return joined_rules(rows, is_row=True), joined_rules(columns, is_row=False)


def joined_rules(rules: Iterable[Box], *, is_row: bool) -> list[Box]:
    """Join rules that lie on one line and touch."""
    lying = [rule if is_row else _flipped(rule) for rule in rules]
    lying.sort(key=lambda rule: (rule.middle[1], rule.left))
    lines: list[list[Box]] = []
    for rule in lying:
        if lines and rule.middle[1] - lines[-1][0].middle[1] <= _SNAP:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    joined: list[Box] = []
    for line in lines:
        y = sum(rule.middle[1] for rule in line) / len(line)
        line.sort(key=lambda rule: rule.left)
        for rule in line:
            last = joined[-1] if joined and joined[-1].top == y else None
            if last is not None and rule.left <= last.right + _REACH:
                joined[-1] = Box(last.left, y, max(last.right, rule.right), y)
            else:
                joined.append(Box(rule.left, y, rule.right, y))
    return [rule if is_row else _flipped(rule) for rule in joined]


def _flipped(box: Box) -> Box:
    """Swap the two directions."""
    return Box(box.top, box.left, box.bottom, box.right)


def _groups(rows: Sequence[Box], columns: Sequence[Box]) -> list[tuple[list[Box], list[Box]]]:
    """Group the rules that cross or touch each other, the groups with most rules first."""
    groups: list[tuple[list[Box], list[Box]]] = []
    for column in columns[:_MOST_LINES]:
        crossing = [row for row in rows[:_MOST_LINES] if _cross(row, column)]
        if len(crossing) < 2:
            continue
        across, down = list(crossing), [column]
        for group in list(groups):
            if any(row in group[0] for row in crossing):
                across.extend(row for row in group[0] if row not in across)
                down.extend(group[1])
                groups.remove(group)
        groups.append((across, down))
    return sorted(groups, key=lambda group: -len(group[0]) - len(group[1]))


def _cross(row: Box, column: Box) -> bool:
    """Tell whether a horizontal and a vertical rule touch."""
    return (
        row.left - _REACH <= column.left <= row.right + _REACH
        and column.top - _REACH <= row.top <= column.bottom + _REACH
    )


# ------------------------------------------------------------------ the grid


def _lattice(across: Sequence[Box], down: Sequence[Box], sheet: Sheet) -> Lattice | None:
    """Make the grid of a group of rules; None where it has fewer than two cells each way."""
    xs = _edges(
        [rule.left for rule in down], [r for rule in across for r in (rule.left, rule.right)]
    )
    ys = _edges(
        [rule.top for rule in across], [r for rule in down for r in (rule.top, rule.bottom)]
    )
    if len(xs) < 3 or len(ys) < 2:
        return None
    height, width = len(ys) - 1, len(xs) - 1
    parent = {(row, column): (row, column) for row in range(height) for column in range(width)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while parent[place] != place:
            place = parent[place]
        return place

    for row in range(height):
        for column in range(width):
            middle = (ys[row] + ys[row + 1]) / 2
            if column + 1 < width and not _divides(down, xs[column + 1], middle, is_row=False):
                parent[root((row, column + 1))] = root((row, column))
            middle = (xs[column] + xs[column + 1]) / 2
            if row + 1 < height and not _divides(across, ys[row + 1], middle, is_row=True):
                parent[root((row + 1, column))] = root((row, column))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in parent:
        members.setdefault(root(place), []).append(place)
    areas = []
    for places in members.values():
        top, left = min(row for row, _ in places), min(column for _, column in places)
        bottom, right = max(row for row, _ in places), max(column for _, column in places)
        box = Box(xs[left], ys[top], xs[right + 1], ys[bottom + 1])
        is_dark = any(fill.holds(box.middle) for fill in sheet.fills if fill.width < sheet.width)
        areas.append(Area(top, left, bottom, right, box, is_dark=is_dark))
    areas.sort(key=lambda area: (area.top, area.left))
    return Lattice(sheet.number, Box(xs[0], ys[0], xs[-1], ys[-1]), height, width, tuple(areas))


def _edges(lines: Sequence[float], ends: Sequence[float]) -> list[float]:
    """Give the lines of a grid; the ends of crossing rules close a side that has no rule."""
    edges: list[float] = []
    for value in sorted(lines):
        if not edges or value - edges[-1] >= _NARROWEST:
            edges.append(value)
    if edges and ends:
        if edges[0] - min(ends) > _NARROWEST * 2:
            edges.insert(0, min(ends))
        if max(ends) - edges[-1] > _NARROWEST * 2:
            edges.append(max(ends))
    return edges


def _divides(rules: Sequence[Box], at: float, middle: float, *, is_row: bool) -> bool:
    """Tell whether a rule parts two neighbouring places of the grid."""
    for rule in rules:
        line = rule if is_row else _flipped(rule)
        if abs(line.top - at) < _NARROWEST and line.left - 1 <= middle <= line.right + 1:
            return True
    return False


def _fill(lattice: Lattice, words: Sequence[Word], fewest: int) -> Lattice | None:
    """Put the words into their cells; None where fewer than `fewest` cells hold any."""
    inside: dict[int, list[Word]] = {}
    for word in words:
        for part in _cut(word, lattice.areas):
            for index, area in enumerate(lattice.areas):
                if area.box.holds(part.box.middle):
                    inside.setdefault(index, []).append(part)
                    break
    if len(inside) < fewest:
        return None
    areas = tuple(
        replace(area, lines=tuple(text_lines(inside.get(index, ()))))
        for index, area in enumerate(lattice.areas)
    )
    return replace(lattice, areas=areas)


def _cut(word: Word, areas: Sequence[Area]) -> list[Word]:
    """Cut a word at the rule between two cells that it runs across."""
    for area in areas:
        if not area.box.holds(word.box.middle) or not word.is_upright:
            continue
        for edge in (area.box.left, area.box.right):
            place = sum(1 for left in word.edges if left < edge - 1)
            if word.box.left < edge - 3 < edge + 3 < word.box.right and 0 < place < len(word.text):
                one = replace(
                    word, text=word.text[:place], edges=word.edges[:place],
                    box=replace(word.box, right=edge),
                )  # fmt: skip
                two = replace(
                    word, text=word.text[place:], edges=word.edges[place:],
                    box=replace(word.box, left=word.edges[place]),
                )  # fmt: skip
                return [one, two]
        break
    return [word]
