"""Reads a row of a table of figures by its header: what changed between two periods, for whom."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest import indicators, periods
from ingest.changes import value_of
from ingest.groups import BME
from ingest.patterns import pattern
from ingest.records import CELL_GAP

_FIGURE = pattern(
    r"(?:£ ?)?[-−+]?\d[\d,]*(?:\.\d+)?(?: ?%| ?per ?cent| ?[mk]| ?: ?1| times| points?)?",
    re.IGNORECASE,
)
_ABSENT = pattern(
    r"(?:not (?:given|available|known|reported)|n/?a|nil|none|[-–—*]+)", re.IGNORECASE
)
_EARLIER = pattern(r"\b(?:before|previous|prior|earlier|last year|baseline)\b", re.IGNORECASE)
_LATER = pattern(r"\b(?:after|latest|current|now|this year)\b", re.IGNORECASE)
_ASIDE = pattern(
    r"\b(?:targets?|goals?|ambitions?|trajector\w+|aims?|change|difference|variance|trend|rank\w*"
    r"|national\w*|average|benchmark|comparators?|median|peers?|sector|england|region\w*)\b",
    re.IGNORECASE,
)
_WHEN = pattern(r"\b(?:years?|periods?|financial|ending|ended|position|data)\b", re.IGNORECASE)
_DATE = pattern(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|[\d/–-]+(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_GROUPED = pattern(
    rf"[,;/ ]*(?P<group>{BME.pattern}|\bwhite\b)(?: staff| colleagues)?[:=]?\s*"
    rf"(?P<figure>{_FIGURE.pattern})",
    re.IGNORECASE,
)
_PAIR = pattern(rf"({_FIGURE.pattern})\s*[/;(]\s*({_FIGURE.pattern})\)?", re.IGNORECASE)
_PAIRED = pattern(
    rf"(?P<first>{BME.pattern}|\bwhite\b)(?:[ \w-]{{0,20}}?\s*/\s*|[^()|]{{0,90}}\()"
    rf"(?P<second>{BME.pattern}|\bwhite\b)(?:[ \w-]{{0,20}}\)|$|(?=[ |,:;)]))",
    re.IGNORECASE,
)
_VERDICT = pattern(
    r"\W*(?:(?P<better>better|improv(?:ed|ing|ement))|(?P<worse>worse(?:ned|ning)?|deteriorat\w+)"
    r"|(?P<same>no change|unchanged|(?:about )?the same|same|similar|stable|static)"
    r"|up|down|increased?|decreased?|red|amber|green|[↑↓→↔▲▼⬆⬇]+)\W*",
    re.IGNORECASE,
)
_NOTE = pattern(r"(?<=[\d%]) \([a-z ]{3,25}\)$")
_INDEX = pattern(r"\d{1,2}[a-z]?[.)]?", re.IGNORECASE)
_NUMBERED = pattern(r"\b(?:indicators?|metrics?|WRES)\b", re.IGNORECASE)
_LEADING_NUMBERS = pattern(r"^\d[\d ,&]*[.):–-]?\s+(?=[A-Za-z])")
_WANTED = pattern(r"\b(?:targets?|goals?|ambitions?|trajector\w+|aims?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Series:
    """The first and the last figure of one thing in a row, as printed, and from when to when.

    `measure` is what the row and the column say of it; `period` is "" where the header names none,
    `group` ("BME", "white") where the cell does not say whose figure it is. `verdict` is the row's
    own ("better", "worse", "same"), else "mixed" where the last step goes back, else "".
    """

    measure: str
    before: str
    after: str
    period: str
    group: str = ""
    verdict: str = ""


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
    return tuple(each for each in _series(row, header) if each.before != each.after)


def stands_still(row: str, header: str) -> bool:
    """Tell whether a row gives figures for two periods, and they are the same."""
    return bool(_series(row, header)) and not read_row(row, header)


def indicators_of(row: str, header: str) -> tuple[int, ...]:
    """Give the indicators of a row of figures: those of its first cell, and nothing else."""
    cells, labels = row.split(CELL_GAP), header.split(CELL_GAP)
    is_apart = len(cells) > 1 and bool(_INDEX.fullmatch(cells[0])) and not _is_figure(cells[1])
    first = " ".join(cells[: 1 + is_apart])
    if any(map(_NUMBERED.search, labels[: 1 + is_apart])):
        return tuple(item.indicator for item in indicators.find(first, is_cell=True))
    worded = tuple(item.indicator for item in indicators.find(first))
    number = int(first[0]) if re.match(r"[1-9]\b", first) else 0
    return (number,) if number in worded else worded


def _series(row: str, header: str) -> tuple[Series, ...]:
    """Give what has figures for two periods in a row, changed or not."""
    cells, labels = _paired(row).split(CELL_GAP), header.split(CELL_GAP)
    verdict = _VERDICT.fullmatch(cells[-1])
    if verdict:
        cells.pop()
        if _column(labels[-1]).order is None:
            labels.pop()
    cells = [_NOTE.sub("", cell) for cell in cells]
    if not verdict and len(cells) > 2 and len(labels) > 2 and not _holds(_column(labels[-1])):
        # A remark behind the figures, or none in this row.
        if not _is_figure(cells[-1]) and _is_figure(cells[-2]):
            cells.pop()
            labels.pop()
        elif len(cells) == len(labels) - 1 and _holds(_column(labels[-2])):
            labels.pop()
    texts = cells[: max((n + 1 for n, cell in enumerate(cells) if not _is_figure(cell)), default=0)]
    figures = cells[len(texts) :]
    columns = [_column(label) for label in labels]
    named, figured = columns[: -len(figures) or None], columns[-len(figures) :]
    if not texts or len(figures) < 2 or len(figured) < len(figures) or not named:
        return ()
    if any(map(_is_figure, texts[1:])) or _WANTED.search(row) or any(map(_holds, named)):
        return ()
    if _is_figure(texts[0]) and not _INDEX.fullmatch(texts.pop(0)):
        return ()
    measure = ", ".join(texts)
    if _NUMBERED.search(labels[0]):
        measure = _LEADING_NUMBERS.sub("", measure)
    found = _changes(measure, figured, figures)
    said = (verdict and verdict.lastgroup) or ""
    return tuple(replace(each, verdict=said or each.verdict) for each in found)


def _paired(row: str) -> str:
    """Say of each figure of a pair whose it is, where the row names two groups in their order."""
    named = _PAIRED.search(row)
    if not named or bool(BME.match(named["first"])) == bool(BME.match(named["second"])):
        return row
    first, second = ("BME", "white") if BME.match(named["first"]) else ("white", "BME")
    cells = row.split(CELL_GAP)
    pairs = [_PAIR.fullmatch(cell.strip()) for cell in cells]
    return CELL_GAP.join(
        f"{first} {pair[1]}, {second} {pair[2]}" if pair else cell
        for pair, cell in zip(pairs, cells, strict=True)
    )


def _changes(row: str, columns: Sequence[_Column], figures: Sequence[str]) -> list[Series]:
    """Give the first and last figure of each thing that has some for at least two periods."""
    dated: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
    for column, cell in zip(columns, figures, strict=True):
        if column.order is not None and not column.is_aside:
            for group, figure in _by_group(cell).items():
                dated[column.about, group].append((column.order, column.period, figure))
    found = []
    for (about, group), points in dated.items():
        (first, since, before), (last, until, after) = min(points), max(points)
        if first < last and _FIGURE.fullmatch(before) and _FIGURE.fullmatch(after):
            measure = f"{row}, {about}" if about else row
            period = f"{since} to {until}" if since else until
            turned = (
                "mixed" if _turns([value_of(figure) for _, _, figure in sorted(points)]) else ""
            )
            found.append(Series(measure, before, after, period, group, turned))
    return found


def _turns(values: Sequence[float | None]) -> bool:
    """Tell whether the last step goes against the way from first to last."""
    told = [value for value in values if value is not None]
    return len(told) > 2 and (told[-1] - told[-2]) * (told[-1] - told[0]) < 0


def _by_group(cell: str) -> dict[str, str]:
    """Give the figure of each group in a cell ("BME 22.1% White 18.0%"); one of nobody is of ""."""
    if _FIGURE.fullmatch(cell) or _ABSENT.fullmatch(cell):
        return {"": cell}
    pairs = list(_GROUPED.finditer(cell))
    if "".join(pair.group() for pair in pairs) != cell.rstrip(" .;,"):
        return {}
    return {"BME" if BME.match(pair["group"]) else "white": pair["figure"] for pair in pairs}


def _is_figure(cell: str) -> bool:
    return bool(_by_group(cell))


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
    rest = _WHEN.sub(" ", _LATER.sub(" ", _EARLIER.sub(" ", _DATE.sub(" ", label))))
    about = " ".join(re.findall(r"[^\W\d_]{2,}", rest))
    return _Column(about, period, order, _ASIDE.search(label) is not None)
