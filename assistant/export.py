"""Writes rows as JSON, CSV or a spreadsheet, and files whole or not at all."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError

Row = Mapping[str, Any]

WIDEST = 60
"""No column of a spreadsheet is wider than this many characters; longer cells wrap."""

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CONTROL = ("\t", "\r", "\n")


class Format(StrEnum):
    """How rows are given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class NotSaved(AssistantError):
    """The output file cannot be written."""


def format_of(path: Path) -> Format | None:
    """Tell the format that a file's ending names, if it names one."""
    ending = path.suffix.lower().lstrip(".")
    return Format(ending) if ending in {"json", "csv", "xlsx"} else None


def harmless(value: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    The rule is OWASP's for CSV injection, with a formula behind white space taken as one too.
    """
    is_formula = value.lstrip().startswith(FORMULA) or value.startswith(CONTROL)
    return f"'{value}" if is_formula else value


def as_json(value: object) -> str:
    """Give one JSON value, readable, ending in a line break."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Give rows as CSV with a header row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def as_xlsx(rows: Sequence[Row], columns: Sequence[str], title: str) -> bytes:
    """Give rows as a spreadsheet: header bold and frozen, columns as wide as their text needs."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        values = (_cell(row[column]) for column in columns)
        sheet.append(
            [ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v for v in values]
        )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, column in enumerate(columns, start=1):
        longest = max([len(column), *(len(str(_cell(row[column]) or "")) for row in rows)])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object) -> str | int | float | None:
    """Give what a cell holds; a list becomes one text."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, list):
        return harmless(", ".join(str(item) for item in value))
    # A lone carriage return would end a CSV row for some readers.
    return harmless(str(value)).replace("\r\n", "\n").replace("\r", "\n")


def save(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a file of that name is replaced.

    Raises:
        NotSaved: the folder is missing, the disk is full, or writing is not permitted.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)  # a device or a pipe cannot be replaced
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        msg = f"{path}: {(error.strerror or str(error)).lower()}; name a file that can be written"
        raise NotSaved(msg) from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
