"""Finds the numbers that begin the rows of a wrapped table (1.1.1, 2.1.7 …), and their ghosts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Grid = Sequence[Sequence[str]]

_DOTTED = re.compile(r"(?<!\d)(?<!\d\.)\d{1,2}(?:\.\d{1,2}){1,3}(?=\.?(?:\s|$)|\.?[A-Z])")
_WHOLE = re.compile(r"\d{1,3}(?=[.)]?$)|\d{1,2}(?=[.)]\s+[A-Z“\"])")
_AFTER = re.compile(r"[.)]?\s*")
_SENTENCE_END = re.compile(r"[.!?;:)]\s*$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LOOKBACK = 40
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Start:
    """Where a row starts: its line, the characters of its number, and the number as printed."""

    line: int
    begin: int
    end: int
    number: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """The column whose numbers start the rows, the starts in reading order, and ghost lines."""

    column: int
    starts: tuple[Start, ...]
    ghosts: frozenset[int]
    is_alone: bool
    """True where the number stands in a column of its own."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: Start
    parts: tuple[int, ...]
    is_first: bool
    is_followed: bool
    """True where a capital or nothing follows: a row's text, not a decimal within a sentence."""


def find_numbering(grid: Grid) -> Numbering | None:
    """Find the numbering that starts the rows, or None where the rows are not numbered.

    A number may stand in the middle of a cell or be glued to the sentence before it, if it is the
    successor of the last. A line whose number is out of succession and whose words occur nowhere
    else, right above a line that starts a row, is a ghost of that line.
    """
    width = max((len(line) for line in grid), default=0)
    best: Numbering | None = None
    for column in range(width):
        found = _numbering_of(grid, column)
        if found and (best is None or len(found.starts) > len(best.starts)):
            best = found
    return best


def _numbering_of(grid: Grid, column: int) -> Numbering | None:
    """Find the numbering of one column."""
    candidates = [
        candidate
        for line, cells in enumerate(grid)
        for candidate in _candidates(line, cells[column])
    ]
    depths = Counter(len(c.parts) for c in candidates if c.is_first)
    if not depths:
        return None
    depth = max(depths, key=lambda key: (depths[key], key))
    chain = _best_chain([c for c in candidates if len(c.parts) == depth])
    if len(chain) < _FEWEST or (depth == 1 and not _is_column_of_numbers(grid, column, chain)):
        return None
    starts, ghosts = _with_strays(grid, column, candidates, chain)
    alone = sum(1 for s in starts if not _AFTER.sub("", grid[s.line][column][s.end :], count=1))
    return Numbering(column, starts, ghosts, is_alone=alone * 2 > len(starts))


def _candidates(line: int, cell: str) -> list[_Candidate]:
    """List the numbers in a cell that may start a row."""
    found: list[_Candidate] = []
    whole = _WHOLE.match(cell)
    matches = [whole] if whole else list(_DOTTED.finditer(cell))
    for match in matches:
        before, after = cell[: match.start()], _AFTER.sub("", cell[match.end() :], count=1)
        is_first = not before.strip(" \t•-–")
        is_followed = not after or after[0].isupper() or after[0] in "“\"'‘("
        parts = tuple(int(part) for part in match.group().split("."))
        is_possible = is_followed and bool(_SENTENCE_END.search(before))
        if is_first or is_possible or len(parts) > 2:
            start = Start(line, match.start(), match.end(), match.group())
            found.append(_Candidate(start, parts, is_first, is_followed))
    return found


def _best_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Choose the numbers that follow one another best."""
    scores: list[float] = []
    origins: list[int] = []
    for index, candidate in enumerate(candidates):
        own = (1.0 if candidate.is_first else 0.5) + (0.5 if candidate.is_followed else 0.0)
        best, origin = 0.0, -1
        for before in range(max(0, index - _LOOKBACK), index):
            step = _step(candidates[before], candidate)
            if step and scores[before] + step > best:
                best, origin = scores[before] + step, before
        scores.append(own + best)
        origins.append(origin)
    chain: list[_Candidate] = []
    index = max(range(len(scores)), key=scores.__getitem__, default=-1)
    while index >= 0:
        chain.append(candidates[index])
        index = origins[index]
    return chain[::-1]


def _step(before: _Candidate, after: _Candidate) -> float:
    """Say how well one number follows another: 0 for not at all."""
    if _is_successor(before.parts, after.parts):
        return 1.0
    if not after.is_first or after.parts <= before.parts:
        return 0.0
    return 0.4 if after.parts[:-1] == before.parts[:-1] else 0.2


def _is_successor(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Tell whether a number is the very next: 1.1.3 after 1.1.2, 2.1.1 or 1.2.1 after 1.1.8."""
    for place in range(len(before)):
        if after[:place] == before[:place] and after[place] == before[place] + 1:
            return all(part in {0, 1} for part in after[place + 1 :])
    return False


def _is_column_of_numbers(grid: Grid, column: int, chain: Sequence[_Candidate]) -> bool:
    """Tell whether whole numbers start rows: consecutive, and nothing else stands in the column."""
    first = chain[0].start.line
    filled = sum(1 for cells in grid[first:] if cells[column].strip())
    is_consecutive = all(b.parts[0] == a.parts[0] + 1 for a, b in pairwise(chain))
    return is_consecutive and filled == len(chain)


def _with_strays(
    grid: Grid, column: int, candidates: Sequence[_Candidate], chain: Sequence[_Candidate]
) -> tuple[tuple[Start, ...], frozenset[int]]:
    """Add the rows that are numbered out of succession, and tell the ghosts among them."""
    lines = {candidate.start.line for candidate in chain}
    starts = [candidate.start for candidate in chain]
    ghosts: set[int] = set()
    known = _words_used_twice(grid)
    for candidate in candidates:
        line = candidate.start.line
        if not candidate.is_first or not candidate.is_followed or line in lines:
            continue
        is_alike = len(candidate.parts) == len(chain[0].parts)
        if line + 1 in lines and _is_garbled(grid[line][column], known, is_alike=is_alike):
            ghosts.add(line)
        elif is_alike and len(candidate.parts) > 2:
            starts.append(candidate.start)
    starts.sort(key=lambda start: (start.line, start.begin))
    return tuple(starts), frozenset(ghosts)


def _words_used_twice(grid: Grid) -> frozenset[str]:
    """Give the words that stand on two or more lines of the table."""
    count: Counter[str] = Counter()
    for cells in grid:
        count.update({word.lower() for cell in cells for word in _WORD.findall(cell)})
    return frozenset(word for word, times in count.items() if times > 1)


def _is_garbled(text: str, known: frozenset[str], *, is_alike: bool) -> bool:
    """Tell whether hardly any word of the text stands elsewhere in the table.

    Where the number is not even like those of the rows, no word may, and there must be two.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    familiar = sum(1 for word in words if word in known)
    return 0 < len(words) >= 3 * familiar if is_alike else len(words) > 1 and not familiar
