"""Puts the lines of a page in reading order, column by column where it has columns."""

from collections.abc import Sequence

from ingest.readers.pdf_page import Word

_LEAST_CROSSED = 4
_GUTTER = 0.9
_STEP = 2.0


def in_reading_order(words: Sequence[Word]) -> list[list[Word]]:
    """Give the lines of a page.

    The order of the file is kept, unless its lines run across the gutter between two columns: then
    they are cut there, and the left column is read before the right one down to the next line that
    fills the whole width.
    """
    lines = _lines(words)
    gutter = _find_gutter(lines)
    if gutter is None:
        return lines
    ordered: list[list[Word]] = []
    left: list[list[Word]] = []
    right: list[list[Word]] = []
    for line in sorted(lines, key=lambda line: min(word.box.top for word in line)):
        before = [word for word in line if word.box.right <= gutter]
        after = [word for word in line if word.box.left >= gutter]
        if len(before) + len(after) < len(line):
            ordered.extend([*left, *right, line])
            left, right = [], []
            continue
        left.extend([before] if before else [])
        right.extend([after] if after else [])
    return [*ordered, *left, *right]


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Give the words line by line as the text layer has them."""
    lines: list[list[Word]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last is not None and last.line == word.line and _is_level(last, word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _is_level(one: Word, two: Word) -> bool:
    """Tell whether two words stand on one line."""
    overlap = min(one.box.bottom, two.box.bottom) - max(one.box.top, two.box.top)
    return overlap > 0.3 * min(one.box.height, two.box.height) or not two.is_upright


def _find_gutter(lines: Sequence[Sequence[Word]]) -> float | None:
    """Find the gutter that lines of the text layer run across, if they do.

    That is a place in the middle of the page where most lines have a gap much wider than a space.
    """
    upright = [line for line in lines if all(word.is_upright for word in line)]
    if len(upright) < _LEAST_CROSSED * 2:
        return None
    start = min(word.box.left for line in upright for word in line)
    end = max(word.box.right for line in upright for word in line)
    best, most = None, 0
    x = start + 0.25 * (end - start)
    while x < start + 0.75 * (end - start):
        crossed = sum(1 for line in upright if _has_gap(line, x))
        if crossed > most:
            best, most = x, crossed
        x += _STEP
    covered = sum(
        1
        for line in upright
        if best is not None and any(word.box.left < best < word.box.right for word in line)
    )
    return best if most >= _LEAST_CROSSED and covered * 2 <= most else None


def _has_gap(line: Sequence[Word], x: float) -> bool:
    """Tell whether a line has words on both sides of a place and a wide gap around it."""
    before = [word.box.right for word in line if word.box.right <= x]
    after = [word.box.left for word in line if word.box.left >= x]
    if not before or not after or len(before) + len(after) < len(line):
        return False
    return min(after) - max(before) > _GUTTER * max(word.size for word in line)
