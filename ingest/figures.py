"""Reads a row of a table of figures by its header: what changed between two periods, for whom."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import periods
from ingest.canonical import CELL_GAP

_FIGURE = re.compile(
    r"(?:£ ?)?[-+]?\d[\d,]*(?:\.\d+)?(?: ?%| ?per ?cent| ?[mk]| ?: ?1| times| points?)?",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"(?:not (?:given|available|known|reported)|n/?a|nil|none|[-–—*]+)", re.IGNORECASE
)
_EARLIER = re.compile(r"\b(?:before|previous|prior|earlier|last year|baseline)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:after|latest|current|now|this year)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:targets?|goals?|ambitions?|trajector\w+|aims?|change|difference|variance|trend|rank\w*"
    r"|national\w*|average|benchmark|median|peers?|sector|england|region\w*)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|[\d/–-]+(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(r"\b(?:targets?|goals?|ambitions?|trajector\w+|aims?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Series:
    """The first and the last figure of one thing in a row, as printed, and from when to when.

    `measure` is what the row and the column say of it; `period` is "" where the header names none.
    """

    measure: str
    before: str
    after: str
    period: str


@dataclass(frozen=True, slots=True)
class _Column:
    """A column's label: the thing it is about, and its place in time (None: no period)."""

    about: str
    period: str
    order: int | None
    is_aside: bool


def header_of(context: str) -> str:
    """Give the header of a table of figures out of a passage's context; "" if there is none."""
    lines = [line for line in context.split("\n") if CELL_GAP in line]
    return lines[-1] if lines else ""


def read_row(row: str, header: str) -> tuple[Series, ...]:
    """Give the changes that a row reports; none where row and header do not fit each other.

    Both have their filled cells joined by " | ". A blank cell leaves no trace, so a row with fewer
    figures than the header has columns for them is left alone, as are targets and averages.
    """
    cells, labels = row.split(CELL_GAP), header.split(CELL_GAP)
    texts = [cell for cell in cells if not _is_figure(cell)]
    figures = cells[len(texts) :]
    columns = [_column(label) for label in labels]
    named, figured = columns[: -len(figures) or None], columns[-len(figures) :]
    if not texts or len(figures) < 2 or len(figured) < len(figures) or not named:
        return ()
    if not all(map(_is_figure, figures)) or _WANTED.search(row) or any(map(_holds, named)):
        return ()
    return _changes(", ".join(texts), figured, figures)


def _changes(row: str, columns: Sequence[_Column], figures: Sequence[str]) -> tuple[Series, ...]:
    """Give the change of each thing that has figures for at least two periods."""
    dated: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for column, figure in zip(columns, figures, strict=True):
        if column.order is not None and not column.is_aside:
            dated[column.about].append((column.order, column.period, figure))
    found = []
    for about, points in dated.items():
        (first, since, before), (last, until, after) = min(points), max(points)
        if (
            first < last
            and before != after
            and _FIGURE.fullmatch(before)
            and _FIGURE.fullmatch(after)
        ):
            measure = f"{row}, {about}" if about else row
            found.append(Series(measure, before, after, f"{since} to {until}" if since else until))
    return tuple(found)


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.fullmatch(cell) or _ABSENT.fullmatch(cell))


def _holds(column: _Column) -> bool:
    """Tell whether a column is one of figures."""
    return column.order is not None or column.is_aside


def _column(label: str) -> _Column:
    """Read a column's label."""
    found = periods.find_in_question(label)
    period = found[0] if found else ""
    order: int | None = periods.first_month(period) if period else None
    if order is None and _EARLIER.search(label):
        order = 0
    elif order is None and _LATER.search(label):
        order = 1_000_000
    rest = _LATER.sub(" ", _EARLIER.sub(" ", _DATE.sub(" ", label)))
    about = " ".join(re.findall(r"[^\W\d_]{2,}", rest))
    return _Column(about, period, order, _ASIDE.search(label) is not None)
