"""Looks at one page of a PDF: its words with their places, drawn rules, bullets, hidden text."""

import ctypes
import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_THIN = 3.0
_SHORTEST_RULE = 4.0
_DOT = (1.2, 7.0)
_BOLD = 600
_WHITE = 242
_MOST_PATHS = 20_000
_MOST_SEGMENTS = 2_000
_DEEPEST_FORM = 4
_INVISIBLE = 3
_ASKEW_GAP = 0.15
_BREAKS = {"\r", "\n"}
_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-", "\u00ad": "-"})


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page; distances in points from the top left corner of the page as read."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> Point:
        """Give the centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Give the height."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """Give the width."""
        return self.right - self.left

    def holds(self, point: Point, slack: float = 0.0) -> bool:
        """Tell whether a point lies inside."""
        return (
            self.left - slack <= point[0] <= self.right + slack
            and self.top - slack <= point[1] <= self.bottom + slack
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place; `line` counts the lines of the text layer.

    `is_spaced` says that a space was printed after it, `is_upright` that it runs as the page does.
    """

    text: str
    box: Box
    line: int
    size: float
    is_bold: bool
    is_spaced: bool
    is_upright: bool = True
    edges: tuple[float, ...] = ()
    """The left edge of each character."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page, upright."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rows: tuple[Box, ...]
    """Horizontal rules."""
    columns: tuple[Box, ...]
    """Vertical rules."""
    fills: tuple[Box, ...]
    hidden: int
    """Words that nobody can see: white on white, invisible or beyond the edge."""
    has_picture: bool


@dataclass(slots=True)
class _Drawing:
    """The drawn things of a page, in the page's own coordinates."""

    rules: list[tuple[Point, Point]] = field(default_factory=list)
    fills: list[tuple[Point, Point, bool]] = field(default_factory=list)
    """Filled areas with whether they are darker than white."""
    dots: list[tuple[Point, Point]] = field(default_factory=list)
    pictures: list[tuple[Point, Point]] = field(default_factory=list)
    paths: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    """Turns places of the page's own coordinates (from the bottom) into upright ones."""

    box: tuple[float, float, float, float]
    quarters: int

    def place(self, one: Point, two: Point) -> Box:
        """Give the box between two corners."""
        (x0, y0), (x1, y1) = self._point(*one), self._point(*two)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _point(self, x: float, y: float) -> Point:
        left, bottom, right, top = self.box
        match self.quarters:
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case 3:
                return top - y, right - x
            case _:
                return x - left, top - y

    @property
    def size(self) -> Point:
        """Give width and height of the upright page."""
        left, bottom, right, top = self.box
        wide, high = right - left, top - bottom
        return (high, wide) if self.quarters % 2 else (wide, high)


@dataclass(slots=True)
class _Raw:
    """A word on its way: its characters with their boxes in the page's own coordinates."""

    first: int
    line: int
    text: str = ""
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    is_spaced: bool = False


def read_sheet(page: Any, number: int) -> Sheet:
    """Read one page; it is turned so that most of its text runs from left to right."""
    text_page = page.get_textpage()
    try:
        raw = list(_raw_words(text_page))
        quarters = [_quarters(text_page, word.first) for word in raw]
        turns: Counter[int] = Counter()
        for word, quarter in zip(raw, quarters, strict=True):
            turns[quarter] += len(word.text)
        most = max(turns, key=lambda quarter: turns[quarter]) if turns else 0
        turn = _Turn(page.get_cropbox(), most)
        raw, quarters = _with_askew_joined(raw, quarters, most)
        drawing = _Drawing()
        _draw(page, None, _UNIT, drawing, 0)
        words, hidden = _words(text_page, raw, quarters, turn, drawing)
    finally:
        text_page.close()
    return _sheet(number, turn, words, hidden, drawing)


def _sheet(number: int, turn: _Turn, words: list[Word], hidden: int, drawing: _Drawing) -> Sheet:
    """Put together what was found on a page."""
    rules = [turn.place(*rule) for rule in drawing.rules]
    fills = [turn.place(one, two) for one, two, is_dark in drawing.fills if is_dark]
    dots = [turn.place(*dot) for dot in drawing.dots]
    return Sheet(
        number=number,
        width=turn.size[0],
        height=turn.size[1],
        words=tuple(_with_bullets(words, dots)),
        rows=tuple(box for box in rules if box.width >= box.height),
        columns=tuple(box for box in rules if box.width < box.height),
        fills=tuple(fills),
        hidden=hidden,
        has_picture=bool(drawing.pictures),
    )


# ------------------------------------------------------------------ words


def _raw_words(text_page: Any) -> Iterator[_Raw]:
    """Give the words of the text layer in its order."""
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    line = 0
    word: _Raw | None = None
    for index in range(pdfium.FPDFText_CountChars(text_page.raw)):
        char = chr(pdfium.FPDFText_GetUnicode(text_page.raw, index)).translate(_HYPHENS)
        if char in _BREAKS or char.isspace() or char == "\0":
            if word is not None:
                word.is_spaced = char not in _BREAKS
                yield word
                word = None
            line += char == "\n"
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page.raw, index, rect):
            continue
        box = (rect.left, rect.bottom, rect.right, rect.top)
        if word is not None and _is_far(word.boxes[-1], box):
            yield word
            word = None
        if word is None:
            word = _Raw(index, line)
        word.text += char
        word.boxes.append(box)
    if word is not None:
        yield word


def _is_far(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    """Tell whether a character stands too far from the one before to be of one word."""
    across = max(two[0] - one[2], one[0] - two[2])
    upwards = max(two[1] - one[3], one[1] - two[3])
    size = max(min(one[2] - one[0], one[3] - one[1]), min(two[2] - two[0], two[3] - two[1]), 4.0)
    return max(across, upwards) > size


def _with_askew_joined(
    raw: Sequence[_Raw], quarters: Sequence[int], most: int
) -> tuple[list[_Raw], list[int]]:
    """Join the characters of words that run up or down the page: the text layer parts them."""
    joined: list[_Raw] = []
    turned: list[int] = []
    for word, quarter in zip(raw, quarters, strict=True):
        before = joined[-1] if joined else None
        if before is not None and turned[-1] == quarter != most and not before.is_spaced:
            one, two = before.boxes[-1], word.boxes[0]
            along = (1, 3) if quarter % 2 else (0, 2)
            apart = max(two[along[0]] - one[along[1]], one[along[0]] - two[along[1]])
            size = max(one[2] - one[0], one[3] - one[1])
            across = abs(two[1 - along[0]] - one[1 - along[0]])
            if across < size / 2 and apart < size * _ASKEW_GAP:
                before.text += word.text
                before.boxes.extend(word.boxes)
                before.is_spaced = word.is_spaced
                continue
            before.is_spaced = True
        joined.append(word)
        turned.append(quarter)
    return joined, turned


def _quarters(text_page: Any, index: int) -> int:
    """Give by how many quarters clockwise the page has to be turned to read a character."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page.raw, index, matrix):
        return 0
    return round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4


def _words(
    text_page: Any, raw: Sequence[_Raw], quarters: Sequence[int], turn: _Turn, drawing: _Drawing
) -> tuple[list[Word], int]:
    """Give the words that can be seen, and how many cannot."""
    looks = [_look(text_page, word.first) for word in raw]
    unseen = sum(1 for look in looks if look[2] == _INVISIBLE)
    is_scan = bool(drawing.pictures) and unseen * 2 > len(raw)
    backs = [turn.place(one, two) for one, two, is_dark in drawing.fills if is_dark]
    backs.extend(turn.place(*picture) for picture in drawing.pictures)
    words: list[Word] = []
    hidden = 0
    sheet = Box(0, 0, *turn.size)
    for item, look, quarter in zip(raw, looks, quarters, strict=True):
        size, is_bold, mode, is_white = look
        boxes = [turn.place((b[0], b[1]), (b[2], b[3])) for b in item.boxes]
        box = _around(boxes)
        is_hidden = (mode == _INVISIBLE and not is_scan) or not sheet.holds(box.middle, 2)
        if is_white and not is_hidden:
            is_hidden = not any(back.holds(box.middle, 1) for back in backs)
        if is_hidden:
            hidden += 1
            continue
        size = round(size if size > 2 else min(box.height, box.width or box.height), 1)
        is_upright = quarter == turn.quarters
        edges = tuple(place.left for place in boxes) if is_upright else ()
        words.append(
            Word(item.text, box, item.line, size, is_bold, item.is_spaced, is_upright, edges)
        )
    return words, hidden


def _around(boxes: Sequence[Box]) -> Box:
    """Give the box around all boxes."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _look(text_page: Any, index: int) -> tuple[float, bool, int, bool]:
    """Give the size of a character, and whether it is bold, how it is drawn, if it is white."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(text_page.raw, index)
    if pdfium.FPDFText_GetMatrix(text_page.raw, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    is_bold = pdfium.FPDFText_GetFontWeight(text_page.raw, index) >= _BOLD
    item = pdfium.FPDFText_GetTextObject(text_page.raw, index)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else 0
    return size, is_bold or _is_bold_font(item), mode, bool(item) and _is_white(item)


def _is_bold_font(item: Any) -> bool:
    """Tell whether the name of a text's font says that it is bold."""
    import pypdfium2.raw as pdfium

    font = pdfium.FPDFTextObj_GetFont(item) if item else None
    if not font:
        return False
    buffer = ctypes.create_string_buffer(96)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 96)
    return b"bold" in buffer.value.lower() or b"black" in buffer.value.lower()


def _is_white(item: Any, *, stroke: bool = False) -> bool:
    """Tell whether an object is white or next to it, or fully transparent."""
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    ask = pdfium.FPDFPageObj_GetStrokeColor if stroke else pdfium.FPDFPageObj_GetFillColor
    if not ask(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE


def _with_bullets(words: Sequence[Word], dots: Sequence[Box]) -> Iterator[Word]:
    """Put a bullet before each word that has a drawn dot a little to its left."""
    left = list(dots)
    for word in words:
        found = next(
            (
                dot
                for dot in left
                if word.box.top <= dot.middle[1] <= word.box.bottom
                and 0 < word.box.left - dot.right < word.size * 2.2
                and dot.height < word.size * 0.7
            ),
            None,
        )
        if found is not None:
            left.remove(found)
            box = Box(found.left, word.box.top, found.right, word.box.bottom)
            yield Word("•", box, word.line, word.size, False, True, edges=(found.left,))
        yield word


# ------------------------------------------------------------------ drawings


def _draw(page: Any, form: Any, matrix: Matrix, drawing: _Drawing, depth: int) -> None:
    """Collect the paths and pictures of a page or of a form on it."""
    import pypdfium2.raw as pdfium

    holder = page.raw if form is None else form
    count = pdfium.FPDFPage_CountObjects if form is None else pdfium.FPDFFormObj_CountObjects
    give = pdfium.FPDFPage_GetObject if form is None else pdfium.FPDFFormObj_GetObject
    for index in range(count(holder)):
        item = give(holder, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            _draw(page, item, _times(_matrix_of(item), matrix), drawing, depth + 1)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            drawing.pictures.append(_bounds(item, matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and drawing.paths < _MOST_PATHS:
            drawing.paths += 1
            _draw_path(item, _times(_matrix_of(item), matrix), drawing)


def _matrix_of(item: Any) -> Matrix:
    """Give the matrix of an object."""
    import pypdfium2.raw as pdfium

    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _UNIT
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(one: Matrix, two: Matrix) -> Matrix:
    """Give the matrix that does first `one`, then `two`."""
    a, b, c, d, e, f = one
    k, m, n, p, q, r = two
    return (
        a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p,
        e * k + f * n + q, e * m + f * p + r,
    )  # fmt: skip


def _at(matrix: Matrix, x: float, y: float) -> Point:
    """Give where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: Any, matrix: Matrix) -> tuple[Point, Point]:
    """Give two corners of an object."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return _at(matrix, left.value, bottom.value), _at(matrix, right.value, top.value)


def _draw_path(item: Any, matrix: Matrix, drawing: _Drawing) -> None:
    """Take rules, filled areas and dots from a path."""
    import pypdfium2.raw as pdfium

    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, mode, stroked)
    is_filled, is_stroked = mode.value != 0, stroked.value != 0
    if not (is_filled or is_stroked):
        return
    is_dark = is_filled and not _is_white(item)
    for points, is_curved in _subpaths(item, matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        low, high = (min(xs), min(ys)), (max(xs), max(ys))
        wide, tall = high[0] - low[0], high[1] - low[1]
        is_dot = _DOT[0] <= wide <= _DOT[1] and _DOT[0] <= tall <= _DOT[1]
        if is_dot and abs(wide - tall) <= 1 and (is_curved or is_filled):
            drawing.dots.append((low, high))
        elif is_filled and min(wide, tall) <= _THIN:
            if max(wide, tall) >= _SHORTEST_RULE:
                drawing.rules.append((low, high))
        else:
            if is_filled:
                drawing.fills.append((low, high, is_dark))
            if is_stroked and not is_curved:
                drawing.rules.extend(_straight(points))


def _straight(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Give the sides of a polygon that are horizontal or vertical."""
    for one, two in itertools.pairwise(points):
        wide, tall = abs(one[0] - two[0]), abs(one[1] - two[1])
        if min(wide, tall) <= 1 and max(wide, tall) >= _SHORTEST_RULE:
            yield one, two


def _subpaths(item: Any, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """Give the points of each part of a path, and whether it is curved."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    is_curved = False
    for index in range(min(pdfium.FPDFPath_CountSegments(item), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, is_curved
            points, is_curved = [], False
        is_curved = is_curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(_at(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, is_curved
