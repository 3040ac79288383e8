"""Reads CSV and TSV files: fields parted by commas, tabs or semicolons, quoted where need be."""

import csv
import io

from ingest.decoding import decode
from ingest.fragments import plain_cell
from ingest.headers import is_label_row, named_labels
from ingest.readers.sheets import Grid, read_grid
from ingest.records import Reading

_DELIMITERS = "\t,;"
_LEAST_RECORDS = 2
_PROBE = 200_000
_WIDEST = 200
_LONGEST_FIELD = 1_000_000


def read(data: bytes) -> Reading:
    """Read a delimited file: one record, one row; a field may hold several lines."""
    text, warnings = decode(data)
    records = _records(text, find_delimiter(text, is_named=True) or ",")
    width = min(max((len(record) for record in records), default=0), _WIDEST)
    cells = [
        [plain_cell(field.strip()) for field in [*record, *[""] * width][:width]]
        for record in records
    ]
    return Reading(tuple(read_grid(Grid(cells), None)), "delimited", warnings=warnings)


def find_delimiter(text: str, *, is_named: bool) -> str:
    """Give the delimiter of a text whose records all have as many fields, "" where there is none.

    `is_named` says that the file's name promises a table: then most records have to agree, else
    all of them, below a header that names columns.
    """
    for delimiter in _DELIMITERS:
        records = [record for record in _records(text[:_PROBE], delimiter) if any(record)]
        if len(text) > _PROBE:
            records = records[:-1]
        if len(records) >= _LEAST_RECORDS and _agree(records, is_named=is_named):
            return delimiter
    return ""


def _agree(records: list[list[str]], *, is_named: bool) -> bool:
    """Tell whether records have as many fields as each other."""
    widths = [len(record) for record in records]
    width = max(set(widths), key=widths.count)
    same = widths.count(width)
    if width < 2:
        return False
    if is_named:
        return same * 2 > len(widths)
    header = records[0]
    return (
        same == len(widths)
        and width > 2
        and is_label_row(header)
        and (named_labels(header) >= 2 or len(records) > 4)
        and all(field.strip() for field in header)
    )


def _records(text: str, delimiter: str) -> list[list[str]]:
    """Give the records of a text; one that breaks the rules of quoting ends the file."""
    csv.field_size_limit(_LONGEST_FIELD)
    found: list[list[str]] = []
    try:
        found.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in text.splitlines()]
    return found
