"""Writes what was measured as a table and as a plot."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_ROWS = (
    ("shell to answer, cold (s)", ("cold_s",), 2),
    ("ask, warm, p50 (ms)", ("ask", "p50"), 0),
    ("ask, warm, p95 (ms)", ("ask", "p95"), 0),
    ("search, p50 (ms)", ("search", "p50"), 1),
    ("search, p95 (ms)", ("search", "p95"), 1),
    ("search with a filter, p50 (ms)", ("filtered", "p50"), 1),
    ("search with a filter, p95 (ms)", ("filtered", "p95"), 1),
    ("memory while answering (MB)", ("resident_mb",), 0),
    ("memory at most while answering (MB)", ("search_peak_mb",), 0),
    ("memory at most while ingesting (MB)", ("ingest_peak_mb",), 0),
)
_INGEST = ("ingest",)
_AIMS: tuple[tuple[str, float, Sequence[str], Sequence[str]], ...] = (
    ("shell to answer, cold (s)", 1.5, ("cold_s",), ()),
    ("the same, to naive", 1 / 5, ("cold_s",), ("cold_s",)),
    ("ask, warm, p50, to naive's search", 1.0, ("ask", "p50"), ("search", "p50")),
    ("time of ingest, to naive", 1 / 3, _INGEST, _INGEST),
    ("memory while answering, to naive", 1 / 2, ("resident_mb",), ("resident_mb",)),
)
"""What goodpractice is to reach: at most so much, or so many times what the naive script takes."""
_GROWTH = 2.5
"""The median of a search is to be at most so many times that of the corpus before."""
_COLOURS = ("#005eb8", "#d5281b", "#4c6272")
_WIDTH, _HEIGHT = 640, 360


def as_markdown(results: Mapping[str, Any]) -> str:
    """Write one table: a column for each tool and size; growth beside the last."""
    sizes = results["sizes"]
    systems = list(results["installed_mb"])
    columns = [(system, at) for system in systems for at in range(len(sizes))]
    head = [f"{system}, {sizes[at]['asked_for']:,}" for system, at in columns]
    lines = [["", *head], ["---"] * (len(head) + 1)]
    for title, path, digits in _ROWS:
        cells = [_cell(sizes, system, at, path, digits) for system, at in columns]
        lines.append([title, *cells])
    rates = [_rate(results, system, at) for system, at in columns]
    lines.append(["ingest (passages or chunks a second)", *(each[0] for each in rates)])
    lines.append(["ingest (1,000 characters a second)", *(each[1] for each in rates)])
    lines.append(["installed (MB)", *(str(results["installed_mb"][each]) for each, _ in columns)])
    tables = "\n\n".join(_table(each) for each in (lines, _aims(results)))
    return f"{results['machine']}; `{results['command']}`\n\n{tables}\n"


def _table(lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _aims(results: Mapping[str, Any]) -> list[list[str]]:
    """Write what was aimed at, and for each corpus what came of it."""
    sizes = results["sizes"]
    places = range(len(sizes))
    lines = [["aim", "at most", *(f"{size['asked_for']:,}" for size in sizes)]]
    lines.append(["---"] * len(lines[0]))
    for title, most, path, of_naive in _AIMS:
        found = [_measured(results, "goodpractice", at, path) for at in places]
        other = [_measured(results, "naive", at, of_naive) if of_naive else 1.0 for at in places]
        lines.append([title, f"{most:.2f}", *map(_judged, found, other, [most] * len(sizes))])
    for kind, title in (("search", "search"), ("filtered", "search with a filter")):
        found = [_value(sizes, "goodpractice", at, (kind, "p50")) for at in places]
        cells = map(_judged, found, [None, *found[:-1]], [_GROWTH] * len(sizes))
        lines.append([f"{title}, p50, to the size before", f"{_GROWTH:.2f}", *cells])
    return lines


def _judged(value: float | None, other: float | None, most: float) -> str:
    if value is None or not other:
        return "–"
    share = value / other
    return f"{share:.2f}{'' if share <= most else ' (missed)'}"


def _measured(
    results: Mapping[str, Any], system: str, at: int, path: Sequence[str]
) -> float | None:
    if path == _INGEST:
        return _ingest_seconds(results, system, at)
    return _value(results["sizes"], system, at, path)


def _cell(
    sizes: Sequence[Mapping[str, Any]], system: str, at: int, path: Sequence[str], digits: int
) -> str:
    """Write a value, and how many times that of the size before it is."""
    value, before = (_value(sizes, system, place, path) for place in (at, at - 1))
    if value is None:
        return "–"
    grown = f" (×{value / before:.1f})" if before else ""
    return f"{value:,.{digits}f}{grown}"


def _value(
    sizes: Sequence[Mapping[str, Any]], system: str, at: int, path: Sequence[str]
) -> float | None:
    found: Any = sizes[at]["systems"].get(system) if at >= 0 else None
    for name in path:
        found = None if found is None else found.get(name)
    return None if found is None else float(found)


def _rate(results: Mapping[str, Any], system: str, at: int) -> tuple[str, str]:
    """Write how fast a corpus went in: passages or chunks, and characters."""
    size = results["sizes"][at]
    seconds = _ingest_seconds(results, system, at)
    if seconds is None:
        return "–", "–"
    sign = "~" if size["is_lent"] else ""
    return (
        f"{sign}{size['systems'][system]['passages'] / seconds:,.0f}",
        f"{sign}{size['characters'] / 1000 / seconds:,.1f}",
    )


def _ingest_seconds(results: Mapping[str, Any], system: str, at: int) -> float | None:
    """Give the time of ingest; that of making lent vectors is told from a smaller corpus."""
    size = results["sizes"][at]
    found = size["systems"].get(system)
    if found is None or not size["is_lent"]:
        return None if found is None else float(found["ingest_seconds"])
    made = [each["systems"].get(system, {}) for each in results["sizes"] if not each["is_lent"]]
    if not made or "stored_seconds" not in made[-1]:
        return None
    making = max(0.0, made[-1]["ingest_seconds"] - made[-1]["stored_seconds"])
    return float(found["ingest_seconds"] + making * found["passages"] / made[-1]["passages"])


def as_svg(results: Mapping[str, Any]) -> str:
    """Draw the median of a search against the size of the corpus, both in powers of ten."""
    sizes = results["sizes"]
    lines = {
        f"{system}{', filtered' if kind == 'filtered' else ''}": (
            _COLOURS[place % len(_COLOURS)],
            kind == "filtered",
            [
                (float(size["asked_for"]), value)
                for at, size in enumerate(sizes)
                if (value := _value(sizes, system, at, (kind, "p50")))
            ],
        )
        for place, system in enumerate(results["installed_mb"])
        for kind in ("search", "filtered")
    }
    values = [value for _, _, points in lines.values() for _, value in points] or [1.0]
    across = _scale([float(size["asked_for"]) for size in sizes], 60, _WIDTH - 190)
    up = _scale(values, _HEIGHT - 50, 30)
    drawn = [
        _line(name, colour, [(across(x), up(y)) for x, y in points], is_dashed=is_dashed)
        for name, (colour, is_dashed, points) in lines.items()
        if points
    ]
    marks = [
        f'<text x="{across(size["asked_for"]):.0f}" y="{_HEIGHT - 25}" text-anchor="middle">'
        f"{size['asked_for']:,}</text>"
        for size in sizes
    ] + [
        f'<text x="52" y="{up(value) + 4:.0f}" text-anchor="end">{value:,.0f}</text>'
        for value in (min(values), max(values))
    ]
    told = "; ".join(
        f"{name}: {', '.join(f'{y:.0f} ms at {x:,.0f}' for x, y in points)}"
        for name, (_, _, points) in lines.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="Arial, sans-serif" font-size="13"><title>{escape(told)}</title>'
        f'<text x="4" y="16">search, p50, milliseconds</text>{"".join(marks + drawn)}'
        f'<text x="{_WIDTH - 190}" y="{_HEIGHT - 6}" text-anchor="end">passages</text></svg>\n'
    )


def _scale(values: Sequence[float], first: float, last: float) -> Any:
    """Give what places a value on a logarithmic axis from `first` to `last`."""
    low, high = math.log10(min(values)), math.log10(max(values))
    width = (high - low) or 1.0
    return lambda value: first + (last - first) * (math.log10(value) - low) / width


def _line(name: str, colour: str, points: Sequence[tuple[float, float]], *, is_dashed: bool) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="5"' if is_dashed else ""
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points)
    x, y = points[-1]
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>{dots}'
        f'<text x="{x + 10:.0f}" y="{y + 4:.0f}" fill="{colour}">{escape(name)}</text>'
    )
