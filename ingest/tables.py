"""Puts tables of tab-separated lines together again: one line a row, or rows wrapped over lines."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest import columns
from ingest.fragments import BULLET, is_bullet, plain_cell
from ingest.numbering import Numbering, Start, find_numbering
from ingest.records import Cell, Role, Row, Table

_RULE = re.compile(r"^[\s:=_-]*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_CARRIES = re.compile(
    r"(?:[-/&,(–—]|\b(?:and|or|of|the|to|for|in|with|by|from|a|an|on|at|as|that|which|their|our))$"
)
_ENDS = re.compile(r"[.!?;:][\"'”’)\]]*$")
_OVERLAP = 8
_WRAPPED_SHARE = 0.2
_NO_FILL_DOWN = {Role.LEAD, Role.TIMESCALE, Role.STATUS, Role.NUMBER, Role.ACTION}


@dataclass(frozen=True, slots=True)
class TabLine:
    """One line of a table; `is_cut` says that a page break (blank lines) stands above it."""

    cells: tuple[str, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Fragment:
    text: str
    line: int
    is_cut: bool = False


@dataclass(slots=True)
class _Build:
    """The cells of the rows while they are put together."""

    grid: list[list[str]]
    cuts: frozenset[int]
    header: tuple[str, ...]
    first: int
    debris: list[str]
    merged: set[tuple[int, int]] = field(default_factory=set)


def build_table(lines: Sequence[TabLine]) -> Table:
    """Build a table from tab-separated lines, whole cells in reading order.

    Rows that are numbered in succession may be wrapped over many lines with other columns in
    between; without numbers a line that carries on what stands above it continues its row. What
    belongs to no cell (OCR ghosts, echoes) is the table's debris.
    """
    grid, cuts = _read_grid(lines)
    numbering = find_numbering(grid)
    first = numbering.starts[0].line if numbering else _header_lines(grid)
    debris: list[str] = []
    header, used = _read_header(grid, first, numbering, debris)
    build = _Build(grid, cuts, header, used, debris)
    rows = _numbered_rows(build, numbering) if numbering else _plain_rows(build)
    return settle(Table(build.header, rows, debris=tuple(build.debris)))


def settle(table: Table) -> Table:
    """Resolve blank cells of a plan that continue from above, and objectives in the wrong column.

    Only the indicator and objective columns left of the action are filled down, and only under
    a cell that no column further left has superseded. Lead and timescale stay empty where they are.
    """
    roles = columns.roles(table)
    if Role.ACTION not in roles or not {Role.LEAD, Role.TIMESCALE} & set(roles):
        return table
    action = roles.index(Role.ACTION)
    leading = [i for i in range(action) if roles[i] in {Role.INDICATOR, Role.OBJECTIVE}]
    moves = _strays_into_indicator(table, roles)
    rows: list[Row] = []
    above: dict[int, bool] = {}
    for index, row in enumerate(table.rows):
        cells = list(row.cells)
        if index in moves:
            source, target = roles.index(Role.INDICATOR), roles.index(Role.OBJECTIVE)
            cells[target], cells[source] = cells[source], Cell("")
        if not cells[action].text and not cells[action].is_merged:
            above = {}
        _fill_down(cells, leading, above)
        rows.append(Row(tuple(cells), row.page))
    return replace(table, rows=tuple(rows))


def _fill_down(cells: list[Cell], leading: Sequence[int], above: dict[int, bool]) -> None:
    """Mark the blank leading cells of a row as merged with the cell above."""
    is_new = False
    for column in leading:
        cell = cells[column]
        if cell.text:
            is_new = above[column] = True
        elif is_new:
            above[column] = False
        elif above.get(column):
            cells[column] = Cell("", is_merged=True)


def _strays_into_indicator(table: Table, roles: Sequence[Role]) -> frozenset[int]:
    """Find the rows whose objective stands in the indicator column."""
    if Role.INDICATOR not in roles or Role.OBJECTIVE not in roles:
        return frozenset()
    indicator, objective = roles.index(Role.INDICATOR), roles.index(Role.OBJECTIVE)
    texts = [row.cells[indicator].text for row in table.rows]
    filled = [text for text in texts if text]
    strays = {
        index
        for index, row in enumerate(table.rows)
        if texts[index]
        and not columns.is_indicator(texts[index])
        and not row.cells[objective].text
        and not row.cells[objective].is_merged
    }
    return frozenset(strays) if len(strays) * 2 < len(filled) else frozenset()


# ------------------------------------------------------------------ lines and header


def _read_grid(lines: Sequence[TabLine]) -> tuple[list[list[str]], frozenset[int]]:
    """Clean the cells, drop ruling lines and give every line as many cells as the widest has."""
    cleaned: list[list[str]] = []
    cuts: set[int] = set()
    is_cut = False
    for line in lines:
        cells = [plain_cell(cell) for cell in line.cells]
        is_cut = is_cut or line.is_cut
        if all(_RULE.match(cell) for cell in cells):
            continue
        if is_cut:
            cuts.add(len(cleaned))
        cleaned.append(cells)
        is_cut = False
    width = max((_width(cells) for cells in cleaned), default=0)
    return [[*cells, *[""] * width][:width] for cells in cleaned], frozenset(cuts)


def _width(cells: Sequence[str]) -> int:
    """Count the cells up to the last filled one."""
    return max((index + 1 for index, cell in enumerate(cells) if cell), default=0)


def _header_lines(grid: Sequence[Sequence[str]]) -> int:
    """Count the header lines of a table without numbered rows: 0, 1 or more."""
    if not grid or not _is_header(grid):
        return 0
    count = 1
    while count < len(grid) and all(cell[:1].islower() for cell in grid[count] if cell):
        count += 1
    return count if count < len(grid) else 1


def _is_header(grid: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first line of the grid holds labels."""
    labels = [cell for cell in grid[0] if cell]
    if len(labels) < 2 or any(len(label.split()) > 12 or "\n" in label for label in labels):
        return False
    if sum(1 for label in labels if columns.role_of(label) is not Role.OTHER) * 2 >= len(labels):
        return True
    numeric = [_is_figure(label) for label in labels]
    rest = [_is_figure(cell) for cells in grid[1:] for cell in cells if cell]
    if not rest or any(label.endswith(".") and " " in label for label in labels):
        return False
    return not any(numeric) or sum(numeric) / len(numeric) < sum(rest) / len(rest) * 0.7


def _is_figure(text: str) -> bool:
    """Tell whether digits make up most of a cell."""
    digits = sum(1 for char in text if char.isdigit())
    return digits * 2 >= sum(1 for char in text if char.isalnum()) and digits > 0


def _read_header(
    grid: list[list[str]], first: int, numbering: Numbering | None, debris: list[str]
) -> tuple[tuple[str, ...], int]:
    """Join the header's lines into one label per column; give also how many lines it takes."""
    width = len(grid[0]) if grid else 0
    labels = [""] * width
    used = 0
    for index in range(first):
        cells = grid[index]
        if numbering and index and not cells[numbering.column]:
            break
        for column, cell in enumerate(cells):
            if index and cell and not _WORD.search(cell):
                debris.append(cell)
            else:
                labels[column] = f"{labels[column]} {cell}".strip()
        used = index + 1
    body = [[cells[column] for cells in grid[used:]] for column in range(width)]
    return columns.fit_header([" ".join(label.split()) for label in labels], body), used


# ------------------------------------------------------------------ rows without numbers


def _plain_rows(build: _Build) -> tuple[Row, ...]:
    """Make a row of each line, joined with the lines that carry it on."""
    body = range(build.first, len(build.grid))
    is_wrapped = _is_wrapped(build.grid[build.first :])
    rows: list[list[list[_Fragment]]] = []
    last: list[str] = []
    for line in body:
        cells = build.grid[line]
        if rows and _continues(last, cells, is_wrapped=is_wrapped):
            last = [new or old for old, new in zip(last, cells, strict=True)]
        else:
            rows.append([[] for _ in cells])
            last = list(cells)
        for column, cell in enumerate(cells):
            if cell:
                rows[-1][column].append(_Fragment(cell, line, line in build.cuts))
    return tuple(
        Row(tuple(Cell(_join(fragments, build.debris)) for fragments in row)) for row in rows
    )


def _is_wrapped(body: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows are wrapped over lines: often the longest cell goes on in lower case.

    Rows that begin in lower case throughout are rows, and so are lines as full as the others.
    """
    carried: list[int] = []
    opened: list[int] = []
    for above, cells in zip([[""] * len(body[0]), *body] if body else [], body, strict=False):
        main = max(range(len(cells)), key=lambda column: len(above[column]))
        goes_on = cells[main][:1].islower() and _carries_on(above[main], cells[main])
        (carried if goes_on else opened).append(sum(1 for cell in cells if cell))
    if len(carried) < 2 or len(carried) < _WRAPPED_SHARE * len(body) or not opened:
        return False
    return sum(carried) * len(opened) < sum(opened) * len(carried)


def _is_strong(above: Sequence[str], cells: Sequence[str]) -> bool:
    """Tell whether every filled cell of a line carries on the cell above."""
    filled = [column for column, cell in enumerate(cells) if cell]
    return (
        bool(filled)
        and all(_carries_on(above[column], cells[column]) for column in filled)
        and any(len(above[column]) >= 15 for column in filled)
    )


def _continues(last: Sequence[str], cells: Sequence[str], *, is_wrapped: bool) -> bool:
    """Tell whether a line continues the row above.

    In a wrapped table the column with most to say decides: it carries on, or it is blank and
    nothing opens in the first column.
    """
    if _is_strong(last, cells):
        return True
    if not is_wrapped:
        return False
    main = max(range(len(cells)), key=lambda column: len(last[column]))
    if cells[main]:
        return _carries_on(last[main], cells[main])
    return not cells[0] or _carries_on(last[0], cells[0])


def _carries_on(above: str, text: str) -> bool:
    """Tell whether a cell's text goes on from the text above it."""
    if not above or not text or is_bullet(text):
        return False
    if _CARRIES.search(above):
        return True
    return (text[0].islower() or text[0] in "&/,)") and len(above.split()) > 2


# ------------------------------------------------------------------ numbered rows


def _numbered_rows(build: _Build, numbering: Numbering) -> tuple[Row, ...]:
    """Collect the cells of rows that numbers start; each column by its own habit."""
    _drop_ghosts(build, numbering)
    roles = columns.roles(_sketch(build, numbering))
    width = len(build.header)
    flow = {numbering.column}
    if numbering.is_alone and Role.ACTION in roles:
        flow.add(roles.index(Role.ACTION))
    _drop_debris(build, roles, flow)
    cells: dict[tuple[int, int], str] = {}
    for column in range(width):
        if column in flow:
            _collect_flow(build, numbering, column, cells)
        elif roles[column] in _NO_FILL_DOWN or not _collect_group(build, numbering, column, cells):
            _collect_runs(build, numbering, column, cells)
    return tuple(
        Row(
            tuple(
                Cell("", is_merged=True)
                if (row, column) in build.merged
                else Cell(cells.get((row, column), ""))
                for column in range(width)
            )
        )
        for row in range(len(numbering.starts))
    )


def _sketch(build: _Build, numbering: Numbering) -> Table:
    """Make a table of the lines that start rows: enough to tell the columns' roles."""
    lines = sorted({start.line for start in numbering.starts})
    rows = tuple(Row(tuple(Cell(cell) for cell in build.grid[line])) for line in lines)
    return Table(build.header, rows)


def _drop_ghosts(build: _Build, numbering: Numbering) -> None:
    """Move the ghost lines out of the grid."""
    for line in sorted(numbering.ghosts):
        build.debris.append(" ".join(cell for cell in build.grid[line] if cell))
        build.grid[line] = [""] * len(build.grid[line])


def _drop_debris(build: _Build, roles: Sequence[Role], flow: set[int]) -> None:
    """Move garbled fragments out of the grid: foreign script, lone letters, ghosts."""
    lines = range(build.first, len(build.grid))
    words: dict[str, int] = {}
    for line in lines:
        for word in {w.lower() for cell in build.grid[line] for w in _WORD.findall(cell)}:
            words[word] = words.get(word, 0) + 1
    for column, role in enumerate(roles):
        filled = [line for line in lines if build.grid[line][column]]
        for place, line in enumerate(filled):
            text = build.grid[line][column]
            after = build.grid[filled[place + 1]][column] if place + 1 < len(filled) else ""
            is_lone = (
                len(text) == 1
                and text.isalpha()
                and column not in flow
                and role in {Role.LEAD, Role.TIMESCALE}
            )
            if is_lone or _is_foreign(text) or _is_ghost(text, after, words):
                build.debris.append(text)
                build.grid[line][column] = ""


def _is_foreign(text: str) -> bool:
    """Tell whether all letters of a fragment are of another alphabet than the Latin one."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and not any("LATIN" in unicodedata.name(c, "LATIN") for c in letters)


def _is_ghost(text: str, after: str, words: dict[str, int]) -> bool:
    """Tell whether a fragment is a garbled double of the one below it.

    Its figures have the same lengths but other digits, it begins with the same letter, and none of
    its words stands elsewhere in the table, while those of the fragment below do.
    """
    mine, other = _TOKEN.findall(text), _TOKEN.findall(after)
    digits = [token for token in mine if token.isdigit()]
    real = [token for token in other if token.isdigit()]
    if not digits or digits == real or [len(d) for d in digits] != [len(d) for d in real]:
        return False
    own = [words.get(word.lower(), 0) for word in _WORD.findall(text)]
    below = [words.get(word.lower(), 0) for word in _WORD.findall(after)]
    return (
        len(own) > 1
        and text[0].lower() == after[0].lower()
        and max(own) == 1
        and sum(1 for count in below if count > 1) * 2 >= len(below) > 0
    )


def _collect_flow(
    build: _Build, numbering: Numbering, column: int, cells: dict[tuple[int, int], str]
) -> None:
    """Give each row the text from its start to the next row's start."""
    starts = numbering.starts
    for row, start in enumerate(starts):
        end = starts[row + 1] if row + 1 < len(starts) else Start(len(build.grid), 0, 0, "")
        fragments: list[_Fragment] = []
        for line in range(start.line, min(end.line + 1, len(build.grid))):
            text = build.grid[line][column]
            if column == numbering.column:
                stop = end.begin if line == end.line else len(text)
                text = text[start.begin if line == start.line else 0 : stop]
            elif line == end.line:
                continue
            if text.strip():
                fragments.append(_Fragment(text.strip(), line, line in build.cuts))
        cells[row, column] = _join(fragments, build.debris)


def _collect_runs(
    build: _Build, numbering: Numbering, column: int, cells: dict[tuple[int, int], str]
) -> None:
    """Give each run of filled cells to the row that starts nearest."""
    parts, shared = _runs(build, numbering, column)
    for row, fragments in parts.items():
        text = _join(fragments, build.debris)
        if row in shared and len(fragments) == 1:
            build.merged.add((row, column))
        else:
            cells[row, column] = text


def _runs(
    build: _Build, numbering: Numbering, column: int
) -> tuple[dict[int, list[_Fragment]], set[int]]:
    """Group a column's fragments by row; also the rows that share a cell with the row before.

    A fragment on a line that starts a row opens a new run there; two rows that start on one line
    share its cell, or have a part each where the cell is a repetition.
    """
    by_line: dict[int, list[int]] = {}
    for row, start in enumerate(numbering.starts):
        by_line.setdefault(start.line, []).append(row)
    parts: dict[int, list[_Fragment]] = {}
    shared: set[int] = set()
    run = -1
    for line in range(build.first, len(build.grid)):
        text = build.grid[line][column]
        if not text:
            run = -1
            continue
        if line in by_line:
            rows = by_line[line]
            texts = _split_repeats(text, len(rows))
            if len(texts) < len(rows):
                shared.update(rows[1:])
                texts = [text] * len(rows)
            for row, part in zip(rows, texts, strict=True):
                parts.setdefault(row, []).append(_Fragment(part, line, line in build.cuts))
            run = rows[-1]
            continue
        run = run if run >= 0 else _nearest(numbering.starts, line, set(parts))
        parts.setdefault(run, []).append(_Fragment(text, line, line in build.cuts))
    return parts, shared


def _nearest(starts: Sequence[Start], line: int, filled: set[int]) -> int:
    """Give the row that a run beginning on `line` belongs to.

    That is the row in progress, or the next one if it starts on the very next line and the row in
    progress starts further away (or has its cell already).
    """
    current = max((row for row, start in enumerate(starts) if start.line <= line), default=-1)
    following = current + 1
    if following == len(starts):
        return current
    is_just_above = starts[following].line - line == 1
    distance = line - starts[current].line
    if current < 0 or (is_just_above and distance > (1 if current in filled else 2)):
        return following
    return current


def _split_repeats(text: str, count: int) -> list[str]:
    """Split a cell that says the same thing `count` times into its parts, or leave it whole."""
    words = text.split()
    size, rest = divmod(len(words), count)
    parts = [" ".join(words[i * size : (i + 1) * size]) for i in range(count)]
    return parts if not rest and size and len(set(parts)) == 1 else [text]


def _collect_group(
    build: _Build, numbering: Numbering, column: int, cells: dict[tuple[int, int], str]
) -> bool:
    """Give each group of rows the text that stands at its beginning; False if it is not so.

    A column is of that kind where it is filled only around the first rows of the groups that the
    numbers make (2.1.x), in fewer than half of the rows.
    """
    parts, _ = _runs(build, numbering, column)
    starts = numbering.starts
    depth = starts[0].number.count(".")
    for length in range(1, depth + 1):
        groups = _groups(starts, length)
        if parts and len(parts) * 2 < len(starts) and _are_prefixes(groups, set(parts)):
            break
    else:
        return False
    for rows in groups:
        fragments = [piece for row in rows for piece in parts.get(row, ())]
        if fragments:
            cells[rows[0], column] = _join(fragments, build.debris, is_spaced=True)
            build.merged.update((row, column) for row in rows[1:])
    return True


def _groups(starts: Sequence[Start], length: int) -> list[list[int]]:
    """Group neighbouring rows whose numbers begin with the same `length` parts."""
    groups: list[list[int]] = []
    last: list[str] = []
    for row, start in enumerate(starts):
        key = start.number.split(".")[:length]
        if key != last:
            groups.append([])
            last = key
        groups[-1].append(row)
    return groups


def _are_prefixes(groups: Sequence[Sequence[int]], filled: set[int]) -> bool:
    """Tell whether in every group the filled rows are its first rows."""
    for rows in groups:
        count = sum(1 for row in rows if row in filled)
        if any(row not in filled for row in rows[:count]):
            return False
    return True


# ------------------------------------------------------------------ joining


def _join(fragments: Sequence[_Fragment], debris: list[str], *, is_spaced: bool = False) -> str:
    """Join the fragments of a cell; echoes of what stands just before are debris.

    Across a page break an overlap of words is kept once. With `is_spaced`, a fragment after a gap
    that begins anew is a paragraph of its own.
    """
    text = ""
    last = 0
    for fragment in fragments:
        if not text:
            text = fragment.text
        elif _is_echo(text, fragment.text):
            debris.append(fragment.text)
        else:
            has_gap = is_spaced and fragment.line - last > 1 and not fragment.is_cut
            text = _glue(text, fragment, has_gap=has_gap)
        last = fragment.line
    return text


def _is_echo(text: str, fragment: str) -> bool:
    """Tell whether a fragment repeats the end of the text before it."""
    if not text.endswith(fragment):
        return False
    before = text[: -len(fragment)]
    return not before or not before[-1].isalnum()


def _glue(text: str, fragment: _Fragment, *, has_gap: bool) -> str:
    """Put a fragment behind the text that it continues."""
    if fragment.is_cut:
        text = _without_overlap(text, fragment.text)
    if not text:
        return fragment.text
    if fragment.text.startswith(BULLET):
        return f"{text}\n{fragment.text}"
    if has_gap and (_ENDS.search(text) or not fragment.text[0].islower()):
        return f"{text}\n{fragment.text}"
    if re.search(r"[^\W\d_]-$", text) and fragment.text[0].islower():
        return text + fragment.text
    return f"{text} {fragment.text}"


def _without_overlap(text: str, after: str) -> str:
    """Drop the last words of a text that the text after the page break begins with again."""
    words, following = text.split(" "), after.split()
    parts = [word for chunk in words[-_OVERLAP:] for word in _pieces(chunk)]
    opening = [word for chunk in following[:_OVERLAP] for word in _pieces(chunk)]
    for size in range(min(len(parts), len(opening)), 0, -1):
        if parts[-size:] == opening[:size]:
            return _cut_last(text, size)
    return text


def _pieces(chunk: str) -> list[str]:
    """Give the bare words in a chunk of text ("Training/HR" has two)."""
    return [word.lower() for word in re.findall(r"\w+", chunk)]


def _cut_last(text: str, size: int) -> str:
    """Drop the last `size` words of a text."""
    ends = [match.start() for match in re.finditer(r"\w+", text)]
    return text[: ends[-size]].rstrip(" ")
