"""Writes the values of cells as Excel shows them, by their number formats."""

import datetime
import re
from typing import Any

from ingest.fragments import plain_cell

_DATE_PART = re.compile(
    r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|(y+|m+|d+|h+|s+|am/pm)|(.)', re.IGNORECASE | re.DOTALL
)
_DATE_PARTS = {
    "yy": "%y", "yyyy": "%Y", "mm": "%m", "mmm": "%b", "mmmm": "%B", "dd": "%d", "ddd": "%a",
    "dddd": "%A", "hh": "%H", "ss": "%S", "am/pm": "%p",
}  # fmt: skip
_LOCAL_DATES = {"mm-dd-yy": "dd/mm/yyyy", "m/d/yy h:mm": "dd/mm/yyyy hh:mm"}
"""Excel's own names for the date of the reader's country, and what they are in this one."""


def shown(cell: Any) -> str:
    """Give a cell's value as the sheet shows it."""
    value, style = cell.value, str(cell.number_format or "")
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return _shown_date(value, style)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _shown_number(value, style)
    return plain_cell(str(value))


def _shown_date(value: datetime.date, style: str) -> str:
    """Write a date in its format."""
    style = _LOCAL_DATES.get(style, style.split(";", 1)[0])
    parts: list[str] = []
    last = ""
    for match in _DATE_PART.finditer(style):
        quoted, escaped, part, other = match.groups()
        if part:
            # "m" is the minute after an hour, else the month.
            is_minute = part.lower() in {"m", "mm"} and last in {"h", "hh"}
            last = part.lower()
            parts.append(f"{value:%M}" if is_minute else _date_part(value, last))
        else:
            parts.append(quoted or escaped or other or "")
    return "".join(parts).strip()


def _date_part(value: datetime.date, part: str) -> str:
    """Give one part of a date; Excel knows more letters of a part than it has names."""
    if part in {"d", "m"}:
        return str(value.day if part == "d" else value.month)
    letter = part[0]
    known = [name for name in _DATE_PARTS if name[0] == letter and len(name) >= len(part)]
    return value.strftime(_DATE_PARTS[known[0] if known else letter * 4])


def _shown_number(value: float, style: str) -> str:
    """Write a number with the decimals and the per cent or pound sign of its format."""
    pattern = style.split(";", 1)[0]
    decimals = 0
    if "." in pattern:
        decimals = sum(1 for char in pattern.split(".", 1)[1] if char in "0#?")
    if "%" in pattern:
        return f"{value * 100:.{decimals}f}%"
    if pattern in {"General", "@", ""}:
        return str(int(value)) if float(value).is_integer() else f"{value:.10g}"
    sign = "£" if "£" in pattern else ""
    comma = "," if "," in pattern else ""
    return f"{sign}{value:{comma}.{decimals}f}"
