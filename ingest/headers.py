"""Tells the header rows of a table from its rows, whatever format it came in; joins its parts."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest import columns
from ingest.records import Block, Cell, Heading, Paragraph, Role, Row, Table

_FIGURE = re.compile(r"^[£$<>~]?\s?-?\d[\d.,]*\s?%?$")
_YEAR = re.compile(r"^(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?$")
_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?\b")
_CONTINUED = re.compile(
    r"\s*[(\[–:-]*\s*(?:cont(?:inued|['’]?d|\.)?|\d{1,2}\s*(?:/|of)\s*\d{1,2})\s*[)\]]*\s*$"
)
_LONGEST_LABEL = 12
_LONGEST_PART = 6
_LONGEST_TITLE = 20
_MOST_ROWS = 4
_TITLE_ROWS = 3


def named_labels(texts: Iterable[str]) -> int:
    """Count the labels that name a role of a plan's column."""
    return sum(1 for text in texts if columns.role_of(text) is not Role.OTHER)


def is_label_row(texts: Sequence[str]) -> bool:
    """Tell whether the texts of a row are labels: short, and neither figures nor sentences."""
    filled = [" ".join(text.split()) for text in texts if text]
    if not filled or len(filled) * 2 < len(texts):
        return False
    named = named_labels(filled)
    long = sum(1 for text in filled if len(text.split()) > _LONGEST_LABEL)
    if long > int(named > 1) or any("\n• " in text for text in filled):
        return False
    dated = sum(1 for text in filled if _is_value(text)) - _periods_apart(filled)
    if named * 2 >= len(filled) and named > dated:
        return True
    has_figures = any(_FIGURE.match(text) and not _YEAR.match(text) for text in filled)
    has_sentence = any(text.endswith(".") and " " in text for text in filled)
    return not (has_figures or has_sentence or dated)


def _is_value(text: str) -> bool:
    """Tell whether a text is a date, and no year that heads a column of figures."""
    has_digit = any(char.isdigit() for char in text)
    return has_digit and columns.is_date(text) and not _YEAR.match(text)


def _periods_apart(texts: Sequence[str]) -> int:
    """Count the dates that differ in their year only ("March 2022", "March 2023"): they head."""
    bare = [_ANY_YEAR.sub("", text) for text in texts if _is_value(text)]
    years = {text for text in texts if _ANY_YEAR.search(text)}
    return len(bare) if 1 < len(bare) <= len(years) and len(set(bare)) == 1 else 0


def count_header_rows(cells: Sequence[Sequence[Cell]], marked: Sequence[bool] = ()) -> int:
    """Count the header rows at the top of a table.

    `marked` says which rows the file itself marks as header; else the first row is one if it holds
    labels, with a second where its labels span columns that have labels of their own.
    """
    count = 0
    while count < min(len(marked), len(cells), _MOST_ROWS) and marked[count]:
        count += 1
    if count >= len(cells) > 1:
        count = 0
    if count == 0 and len(cells) > 1 and len(cells[0]) > 1:
        count = int(is_label_row([cell.text for cell in cells[0]]))
    while 0 < count < min(len(cells) - 1, _MOST_ROWS) and _divides(cells[count - 1], cells[count]):
        count += 1
    return count if count < len(cells) or any(marked[:1]) else 0


def _divides(above: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Tell whether the cells of a row are labels for the parts of the labels above them."""
    filled = [column for column, cell in enumerate(row) if cell.text]
    if len(filled) < 2 or len(filled) == len(row):
        return False
    if not is_label_row([row[column].text for column in filled]):
        return False
    return all(
        len(row[column].text.split()) <= _LONGEST_PART
        and (
            not above[column].text
            or (column + 1 < len(above) and not above[column + 1].text and column + 1 in filled)
        )
        for column in filled
    )


def join_header(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Give one label per column; a label and its part are joined with a colon.

    A label that stands above several parts counts for each of them.
    """
    spread = [_spread(row, below) for row, below in itertools.pairwise(rows)] + [*rows[-1:]]
    labels: list[str] = []
    for column in range(width):
        parts: list[str] = []
        for row in spread:
            text = " ".join(row[column].split())
            if text and text not in parts:
                parts.append(text)
        labels.append(": ".join(part.rstrip(" :") if part != parts[-1] else part for part in parts))
    return tuple(labels)


def _spread(row: Sequence[str], below: Sequence[str]) -> list[str]:
    """Fill the blank cells beside a label that has parts below it, as far as these go."""
    filled = list(row)
    for column in range(1, len(filled)):
        if not filled[column] and below[column] and below[column - 1]:
            filled[column] = filled[column - 1]
    return filled


def make_table(
    cells: Sequence[Sequence[Cell]], page: int | None = None, marked: Sequence[bool] = ()
) -> Table:
    """Make a table of rows that may differ in length, its header rows found and joined."""
    width = max((len(row) for row in cells), default=0)
    grid = [[*row, *[Cell("")] * width][:width] for row in cells]
    count = count_header_rows(grid, marked)
    header = join_header([[cell.text for cell in row] for row in grid[:count]], width)
    body = tuple(Row(tuple(row), page) for row in grid[count:] if any(cell.text for cell in row))
    return Table(header, body, page)


# ------------------------------------------------------------------ whole documents


def mend_tables(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Put titles that stand in a table above it, and join tables that go on after a break."""
    mended: list[Block] = []
    for block in blocks:
        if not isinstance(block, Table):
            mended.append(block)
            continue
        *titles, table = _without_titles(block)
        place = _table_before(mended)
        before = mended[place] if place >= 0 else None
        repeated = [item for item in mended[place + 1 :] if isinstance(item, Heading)]
        is_known = all(_was_before(item, mended[:place]) for item in repeated)
        if not titles and isinstance(before, Table) and is_known and _is_rest(before, block):
            del mended[place + 1 :]
            rows, debris = before.rows + block.rows, before.debris + block.debris
            mended[place] = replace(before, rows=rows, debris=debris)
            continue
        mended.extend(titles)
        mended.append(table)
    return tuple(mended)


def _table_before(blocks: Sequence[Block]) -> int:
    """Give the place of the last table if only headings follow it, else -1."""
    place = len(blocks) - 1
    while place >= 0 and isinstance(blocks[place], Heading):
        place -= 1
    return place if place >= 0 and isinstance(blocks[place], Table) else -1


def _was_before(heading: Heading, blocks: Sequence[Block]) -> bool:
    """Tell whether a heading has stood further up, bar a note that it is continued."""
    title = _bare_title(heading.text)
    return any(isinstance(block, Heading) and _bare_title(block.text) == title for block in blocks)


def _bare_title(text: str) -> str:
    """Give a title without its note of continuation and the number of its part."""
    return _CONTINUED.sub("", text.lower()).strip()


def _is_rest(before: Table, table: Table) -> bool:
    """Tell whether a table is the rest of the one directly above it."""
    if len(before.header) != len(table.header) or not any(before.header):
        return False
    return table.header == before.header


def _without_titles(table: Table) -> list[Block]:
    """Take the titles from the first rows of a table whose header stands below them."""
    lines = [row.cells for row in table.rows[: _TITLE_ROWS + 1]]
    label = [text for text in table.header if text]
    if len(table.header) < 3 or len(label) > 1 or not lines:
        return [table]
    titles = list(label)
    for number, cells in enumerate(lines):
        texts = [cell.text for cell in cells]
        filled = [text for text in texts if text]
        if len(filled) == 1 and len(filled[0].split()) <= _LONGEST_TITLE:
            titles.append(filled[0])
            continue
        if named_labels(texts) >= 2 and is_label_row(texts) and number + 1 < len(table.rows):
            header = join_header([texts], len(texts))
            rest = replace(table, header=header, rows=table.rows[number + 1 :])
            return [*(_title(title, table.page) for title in titles), rest]
        break
    return [table]


def _title(text: str, page: int | None) -> Block:
    """Make a heading of a title, or a paragraph where it is a sentence."""
    line = " ".join(text.split())
    return Paragraph(line, page) if line.endswith(".") else Heading(line, 3, page)
