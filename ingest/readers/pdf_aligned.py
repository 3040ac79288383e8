"""Finds tables without vertical rules: texts that stand in columns with clear gutters between."""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.headers import is_label_row, named_labels
from ingest.readers.pdf_cells import MARKER, text_lines
from ingest.readers.pdf_lattice import Area, Lattice, joined_rules
from ingest.readers.pdf_page import Box, Sheet, Word

Gutter = tuple[float, float]

_FIGURE = re.compile(r"^[£$<>~(]?-?\d[\d.,]*\s?%?\)?$")
_LEADERS = re.compile(r"\.{4}|(?:\. ){4}|…{2}")
_PART = 0.75
_LEAST_LINES = 3
_FARTHEST = 3.6
_NARROWEST = 4.0
_BANNER_WORDS = 12
_PROSE_LINES = 6
_FULL = 0.8


@dataclass(frozen=True, slots=True)
class _Line:
    """The words on one level, parted where a gap is wider than between words."""

    parts: tuple[tuple[Word, ...], ...]
    box: Box
    size: float

    @property
    def texts(self) -> tuple[str, ...]:
        """Give the text of each part."""
        return tuple(" ".join(word.text for word in part) for part in self.parts)

    @property
    def words(self) -> list[Word]:
        """Give all words."""
        return [word for part in self.parts for word in part]

    @property
    def gaps(self) -> list[Gutter]:
        """Give the gaps between the parts."""
        return [
            (one[-1].box.right, two[0].box.left)
            for one, two in zip(self.parts, self.parts[1:], strict=False)
        ]


@dataclass(frozen=True, slots=True)
class _Region:
    """Neighbouring lines that leave the same gutters free; `banners` cross them."""

    lines: tuple[_Line, ...]
    gutters: tuple[Gutter, ...]
    banners: frozenset[int]

    def column(self, word: Word) -> int:
        """Give the column that a word stands in."""
        x = word.box.middle[0]
        return sum(1 for left, right in self.gutters if x > (left + right) / 2)

    def filled(self, index: int) -> set[int]:
        """Give the columns that a line fills."""
        return {self.column(word) for word in self.lines[index].words}


def find_aligned(sheet: Sheet, words: Sequence[Word]) -> tuple[list[Lattice], tuple[Word, ...]]:
    """Give the tables that stand in the words, and the words that stand in none."""
    lines = _lines([word for word in words if word.is_upright])
    found: list[Lattice] = []
    taken: set[int] = set()
    index = 0
    while index < len(lines):
        region = _grow(lines, index) if _may_open(lines[index]) else None
        if region is None or not _is_table(region):
            index += 1
            continue
        found.append(_lattice(region, sheet))
        taken.update(id(word) for line in region.lines for word in line.words)
        index = lines.index(region.lines[-1]) + 1
    return found, tuple(word for word in words if id(word) not in taken)


def _lines(words: Sequence[Word]) -> list[_Line]:
    """Give the lines of a page, across all of its columns."""
    levels: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        last = levels[-1][0].box if levels else None
        if last is not None and abs(last.middle[1] - word.box.middle[1]) < 0.45 * min(
            last.height, word.box.height
        ):
            levels[-1].append(word)
        else:
            levels.append([word])
    return [_line(sorted(level, key=lambda word: word.box.left)) for level in levels]


def _line(words: Sequence[Word]) -> _Line:
    """Part the words of a line at its wide gaps."""
    parts: list[list[Word]] = [[words[0]]]
    for before, word in itertools.pairwise(words):
        is_bullet = MARKER.fullmatch(before.text + " ") is not None
        if word.box.left - before.box.right > max(_PART * word.size, 6.0) and not is_bullet:
            parts.append([word])
        else:
            parts[-1].append(word)
    box = Box(
        words[0].box.left,
        min(word.box.top for word in words),
        max(word.box.right for word in words),
        max(word.box.bottom for word in words),
    )
    return _Line(tuple(map(tuple, parts)), box, max(word.size for word in words))


def _may_open(line: _Line) -> bool:
    """Tell whether a table may begin with a line: three texts, or two that head columns."""
    if len(line.parts) >= 3:
        return True
    return len(line.parts) == 2 and is_label_row(line.texts) and named_labels(line.texts) > 0


def _grow(lines: Sequence[_Line], index: int) -> _Region:
    """Collect the lines below (and headers above) that leave the gutters of a line free."""
    kept = [lines[index]]
    gutters = lines[index].gaps
    banners: set[int] = set()
    for place in range(index + 1, len(lines)):
        line, above = lines[place], kept[-1]
        if line.box.top - above.box.bottom > _FARTHEST * line.size:
            break
        left = _narrowed(gutters, line)
        if len(left) == len(gutters):
            gutters = left
        elif _is_banner(line, lines, place, gutters):
            banners.add(len(kept))
        else:
            break
        kept.append(line)
    while kept and len(kept) - 1 in banners:
        banners.discard(len(kept) - 1)
        kept.pop()
    for place in range(index - 1, max(index - 4, -1), -1):
        line = lines[place]
        if kept[0].box.top - line.box.bottom > 0.6 * line.size or len(line.parts) < 2:
            break
        left = _narrowed(gutters, line)
        if len(left) < len(gutters):
            break
        gutters = left
        kept.insert(0, line)
        banners = {number + 1 for number in banners}
    return _Region(tuple(kept), tuple(gutters), frozenset(banners))


def _narrowed(gutters: Sequence[Gutter], line: _Line) -> list[Gutter]:
    """Give what a line leaves free of each gutter; those that it closes are left out."""
    left: list[Gutter] = []
    for start, end in gutters:
        free = [(start, end)]
        for word in line.words:
            free = [
                piece
                for low, high in free
                for piece in ((low, min(high, word.box.left)), (max(low, word.box.right), high))
                if piece[1] - piece[0] >= _NARROWEST
            ]
        if free:
            left.append(max(free, key=lambda piece: piece[1] - piece[0]))
    return left


def _is_banner(line: _Line, lines: Sequence[_Line], place: int, gutters: Sequence[Gutter]) -> bool:
    """Tell whether a line is a short heading across the table."""
    if len(line.parts) > 1 or len(line.words) > _BANNER_WORDS or place + 1 >= len(lines):
        return False
    below = lines[place + 1]
    return (
        len(below.parts) > 1
        and below.box.top - line.box.bottom < _FARTHEST * line.size
        and len(_narrowed(gutters, below)) == len(gutters)
        and abs(line.box.left - below.box.left) < line.size * 2
    )


# ------------------------------------------------------------------ tables or prose


def _is_table(region: _Region) -> bool:
    """Tell whether lines with gutters are a table and not columns of prose or of contents."""
    lines, width = region.lines, len(region.gutters) + 1
    if len(lines) < _LEAST_LINES or width < 2:
        return False
    if any(_LEADERS.search(text) for line in lines for text in line.texts):
        return False
    counts = [0] * width
    for index in range(len(lines)):
        for column in region.filled(index):
            counts[column] += 1
    header = [texts for line in lines[:2] for texts in [line.texts] if len(texts) > 1]
    named = max((named_labels(texts) for texts in header), default=0)
    if named >= 2 or min(counts) < 2:
        return min(counts) > 1
    if len(lines) >= _PROSE_LINES and _is_prose(region):
        return False
    figures = sum(
        1 for line in lines for text in line.texts[1:] if _FIGURE.match(text.split(" ")[0])
    )
    if width == 2:
        return figures * 2 >= len(lines)
    full = sum(1 for index in range(len(lines)) if len(region.filled(index)) == width)
    return full * 3 >= len(lines) or figures * 2 >= len(lines)


def _is_prose(region: _Region) -> bool:
    """Tell whether most lines of every column run to its right edge."""
    edges = [
        (left, right)
        for left, right in zip(
            [-math.inf, *((low + high) / 2 for low, high in region.gutters)],
            [*((low + high) / 2 for low, high in region.gutters), math.inf],
            strict=True,
        )
    ]
    for low, high in edges:
        inside = [
            [word.box for word in line.words if low <= word.box.middle[0] <= high]
            for line in region.lines
        ]
        spans = [(boxes[0].left, boxes[-1].right) for boxes in inside if boxes]
        left, right = min(one for one, _ in spans), max(two for _, two in spans)
        full = sum(1 for one, two in spans if two - one >= _FULL * (right - left))
        if full * 2 < len(spans):
            return False
    return True


# ------------------------------------------------------------------ rows


def _lattice(region: _Region, sheet: Sheet) -> Lattice:
    """Make a grid of a region: its rows are told by rules, else by gaps, else by their fill."""
    lines = region.lines
    starts = _starts(region, sheet)
    left = min(line.box.left for line in lines) - 1
    right = max(line.box.right for line in lines) + 1
    xs = [left, *((low + high) / 2 for low, high in region.gutters), right]
    areas: list[Area] = []
    top = lines[0].box.top
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        bottom = lines[end - 1].box.bottom
        words = [word for line in lines[start:end] for word in line.words]
        if start in region.banners:
            box = Box(left, top, right, bottom)
            areas.append(Area(number, 0, number, len(xs) - 2, box, tuple(text_lines(words))))
        else:
            for column in range(len(xs) - 1):
                box = Box(xs[column], top, xs[column + 1], bottom)
                inside = [word for word in words if region.column(word) == column]
                areas.append(Area(number, column, number, column, box, tuple(text_lines(inside))))
        top = bottom
    return Lattice(
        sheet.number,
        Box(left, lines[0].box.top, right, lines[-1].box.bottom),
        len(starts),
        len(xs) - 1,
        tuple(areas),
        is_ruled=False,
    )


def _starts(region: _Region, sheet: Sheet) -> list[int]:
    """Give the lines with which rows begin."""
    lines = region.lines
    forced = {0, *region.banners, *(index + 1 for index in region.banners)} - {len(lines)}
    ruled = _after_rules(region, sheet)
    if len(ruled) >= 2:
        return sorted(forced | ruled)
    steps = [two.box.top - one.box.top for one, two in itertools.pairwise(lines)]
    least = sorted(steps)[len(steps) // 5]
    wide = {index for index, step in enumerate(steps, start=1) if step > least * 1.3}
    if wide and (len(wide) > 1 or len(lines) <= 5) and len(wide) < len(steps):
        return sorted(forced | wide)
    most = max(len(region.filled(index)) for index in range(len(lines)))
    full = {
        index
        for index in range(len(lines))
        if len(region.filled(index)) >= max(2, math.ceil(0.6 * most)) and not _carries(lines[index])
    }
    return sorted(forced | full)


def _after_rules(region: _Region, sheet: Sheet) -> set[int]:
    """Give the lines that stand directly below a horizontal rule."""
    lines = region.lines
    left, right = lines[0].box.left, max(line.box.right for line in lines)
    found: set[int] = set()
    for rule in joined_rules(sheet.rows, is_row=True):
        if min(rule.right, right) - max(rule.left, left) < 0.5 * (right - left):
            continue
        below = [i for i, line in enumerate(lines) if line.box.middle[1] > rule.middle[1]]
        if below and below[0] > 0:
            found.add(below[0])
    return found


def _carries(line: _Line) -> bool:
    """Tell whether all parts of a line go on in lower case."""
    return all(text[:1].islower() for text in line.texts)
