"""Reads PDF files: lines by page, headings by size, tables over pages; page furniture goes."""

import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.errors import UnreadableFile
from ingest.forms import is_addressed, is_prompt
from ingest.readers import ocr
from ingest.readers.pdf_aligned import find_aligned
from ingest.readers.pdf_cells import MARKER, Habits, TextLine, glue
from ingest.readers.pdf_joins import Grid, continue_grid, goes_on, open_grid
from ingest.readers.pdf_lattice import Lattice, find_lattices
from ingest.readers.pdf_order import in_reading_order
from ingest.readers.pdf_page import Box, Sheet, Word, read_sheet
from ingest.records import Block, Heading, ListItem, Paragraph, Reading

_NUMBER = re.compile(r"^\s*\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+")
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_QUOTED = re.compile(r"[.!?,][\"”’]\s")
_PAGE_NUMBER = re.compile(
    r"(?:\bpage\s+\d+(?:\s+(?:of|/)\s+\d+)?|^\W*\d{1,4}(?:\s+of\s+\d+)?\W*)$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.12
_SAME_PLACE = 12.0
_LARGER = 1.12
_LONGEST_HEADING = 20
_SECONDS_FOR_SCANS = 30.0
"""Well below the limit of one file (`Limits.seconds`): what is read of it by then is kept."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a page; distances in points from the top left corner."""

    text: str
    page: int
    top: float
    bottom: float
    left: float
    right: float
    size: float
    is_bold: bool
    is_spaced: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """What was found on one page."""

    lines: tuple[_Line, ...]
    tables: tuple[Lattice, ...]
    height: float
    hidden: int = 0
    is_recognised: bool = False


def read(data: bytes) -> Reading:
    """Read a PDF file; a page without text is recognised where Tesseract is installed.

    Raises UnreadableFile where the file is damaged, needs a password or has no text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        msg = "the PDF needs a password; save a copy without one"
        if not is_locked:
            msg = "the PDF is damaged or is no PDF; open it in a viewer and print it to a new PDF"
        raise UnreadableFile(msg) from error
    try:
        declared = document.get_metadata_dict()
        pages = list(_pages(document))
    except pypdfium2.PdfiumError as error:
        msg = "a page of the PDF is damaged; open it in a viewer and print it to a new PDF"
        raise UnreadableFile(msg) from error
    finally:
        document.close()
    if not any(page.lines or page.tables for page in pages):
        msg = "the PDF has no text (a scan?); run text recognition (OCR) on it first"
        raise UnreadableFile(msg)
    kept = _without_furniture(pages)
    title, author = (str(declared.get(key, "")).strip() for key in ("Title", "Author"))
    return Reading(
        _blocks(kept), "pdf", title or None, _warnings(pages), _letterhead(pages, kept),
        (author,) if author else (),
    )  # fmt: skip


def _pages(document: Any) -> Iterator[_Page]:
    """Read the pages one by one; scans are recognised for as long as there is time for it."""
    enough = time.monotonic() + _SECONDS_FOR_SCANS
    for index in range(len(document)):
        page = document[index]
        sheet = read_sheet(page, index + 1)
        is_blank = not sheet.words
        has_time = time.monotonic() < enough
        if is_blank and sheet.has_picture and has_time and ocr.is_installed():
            found = ocr.recognise(page)
            width, height = sheet.width, sheet.height
            if found.quarters % 2:
                width, height = height, width
            sheet = replace(sheet, words=found.words, width=width, height=height)
        page.close()
        yield replace(_page(sheet), is_recognised=is_blank and bool(sheet.words))


def _warnings(pages: Sequence[_Page]) -> tuple[str, ...]:
    """Say what a person should know: pages without text, recognised ones, hidden text."""
    numbered = list(enumerate(pages, start=1))
    blank = [str(number) for number, page in numbered if not (page.lines or page.tables)]
    seen = [str(number) for number, page in numbered if page.is_recognised]
    hidden = [(number, page.hidden) for number, page in numbered if page.hidden]
    warnings: list[str] = []
    if blank:
        warnings.append(f"no text on page {', '.join(blank)}")
    if seen:
        warnings.append(f"text of page {', '.join(seen)} was recognised from a scan; check quotes")
    if hidden:
        count = sum(words for _, words in hidden)
        where = ", ".join(str(number) for number, _ in hidden)
        warnings.append(f"{count} hidden words on page {where} were left out")
    return tuple(warnings)


# ------------------------------------------------------------------ pages


def _page(sheet: Sheet) -> _Page:
    """Part the words of a page into tables and lines."""
    lattices, rest = find_lattices(sheet)
    aligned, rest = find_aligned(sheet, rest)
    lines = [_line(words, sheet.number) for words in in_reading_order(rest)]
    return _Page(tuple(lines), (*lattices, *aligned), sheet.height, sheet.hidden)


def _line(words: Sequence[Word], page: int) -> _Line:
    """Make a line of words; those without a space between them are one."""
    text = words[0].text
    for before, word in itertools.pairwise(words):
        is_apart = before.is_spaced or word.box.left - before.box.right > 0.12 * word.size
        text += f" {word.text}" if is_apart else word.text
    middle = words[len(words) // 2]
    bold = sum(len(word.text) for word in words if word.is_bold)
    box = Box(
        min(word.box.left for word in words),
        words[0].box.top,
        max(word.box.right for word in words),
        words[0].box.bottom,
    )
    return _Line(
        text, page, box.top, box.bottom, box.left, box.right, middle.size,
        bold * 2 > len(text), words[-1].is_spaced,
    )  # fmt: skip


def _without_furniture(pages: Sequence[_Page]) -> list[_Page]:
    """Drop headers and footers: lines at the edge that come back, and page numbers."""
    places: dict[str, list[tuple[int, float]]] = {}
    for number, page in enumerate(pages):
        for line in page.lines:
            if _is_at_edge(line, page):
                places.setdefault(_shape(line.text), []).append((number, line.top))
    least = max(2, len(pages) * 0.3)
    repeated = {shape for shape, found in places.items() if _comes_back(found, least)}
    return [
        replace(
            page,
            lines=tuple(
                line
                for line in page.lines
                if not (
                    _is_at_edge(line, page)
                    and (_shape(line.text) in repeated or _PAGE_NUMBER.search(line.text))
                )
            ),
        )
        for page in pages
    ]


def _letterhead(pages: Sequence[_Page], kept: Sequence[_Page]) -> tuple[str, ...]:
    """Give the lines that were dropped as headers and footers."""
    dropped = (
        line.text
        for page, rest in zip(pages, kept, strict=True)
        for line in page.lines
        if line not in rest.lines
    )
    return tuple(dict.fromkeys(dropped))


def _comes_back(found: Sequence[tuple[int, float]], least: float) -> bool:
    """Tell whether a line stands on enough pages at the same place."""
    for _, top in found:
        pages = {page for page, other in found if abs(other - top) <= _SAME_PLACE}
        if len(pages) >= least:
            return True
    return False


def _shape(text: str) -> str:
    """Give a text with its figures blotted out, so that page numbers are alike."""
    return _DIGITS.sub("#", text.lower())


def _is_at_edge(line: _Line, page: _Page) -> bool:
    """Tell whether a line stands at the top or bottom of its page."""
    return line.bottom < page.height * _MARGIN or line.top > page.height * (1 - _MARGIN)


# ------------------------------------------------------------------ blocks


def _blocks(pages: Sequence[_Page]) -> tuple[Block, ...]:
    """Turn lines and tables into blocks, in reading order over all pages."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    # Where nearly all text stands in tables, a long title may be larger than what is left of it.
    most = max(sizes.values(), default=0)
    body = min((size for size, count in sizes.items() if count * 2 >= most), default=0.0)
    larger = sorted({size for size in sizes if size > body * _LARGER}, reverse=True)
    habits = _habits(pages)
    items: list[Block | Grid] = []
    open_lines: list[_Line] = []
    for item in _in_order(pages):
        if isinstance(item, Lattice):
            _close(open_lines, items, body, larger)
            before = items[-1] if items else None
            if isinstance(before, Grid) and goes_on(before, item):
                continue_grid(before, item)
            else:
                items.append(open_grid(item, habits))
            continue
        if open_lines and not _goes_on(open_lines, item, body):
            _close(open_lines, items, body, larger)
        open_lines.append(item)
    _close(open_lines, items, body, larger)
    return tuple(_finished(items))


def _finished(items: Sequence[Block | Grid]) -> Iterator[Block]:
    """Make tables of the grids; one without any row or label is left out."""
    for item in items:
        if not isinstance(item, Grid):
            yield item
        elif item.rows or any(item.header):
            yield item.table()


def _habits(pages: Sequence[_Page]) -> Habits:
    """See how the program that made the file ends its lines, and which whole words it uses."""
    ends: list[bool] = []
    words: set[str] = set()
    for page in pages:
        groups: list[Sequence[_Line | TextLine]] = [page.lines]
        groups.extend(area.lines for table in page.tables for area in table.areas)
        for group in groups:
            ends.extend(line.is_spaced for line in group[:-1])
            is_whole = True
            for number, line in enumerate(group, start=1):
                parts = line.text.lower().split()
                ends_whole = line.is_spaced or number == len(group)
                whole = parts[0 if is_whole else 1 : None if ends_whole else -1]
                words.update(word for part in whole for word in _WORD.findall(part))
                is_whole = line.is_spaced
    return Habits(sum(ends) * 3 > len(ends), frozenset(word for word in words if len(word) > 1))


def _in_order(pages: Sequence[_Page]) -> Iterator[_Line | Lattice]:
    """Give lines in the order of the file, each table after the last line above it."""
    for page in pages:
        places: dict[int, list[Lattice]] = {}
        for table in sorted(page.tables, key=lambda table: (table.box.top, table.box.left)):
            above = [i for i, line in enumerate(page.lines) if _is_above(line, table.box)]
            places.setdefault(max(above, default=-1), []).append(table)
        yield from places.get(-1, ())
        for index, line in enumerate(page.lines):
            yield line
            yield from places.get(index, ())


def _is_above(line: _Line, box: Box) -> bool:
    """Tell whether most of a line stands above a table."""
    return (line.top + line.bottom) / 2 <= box.top + 2


def _goes_on(lines: Sequence[_Line], line: _Line, body: float) -> bool:
    """Tell whether a line belongs to the paragraph that is open."""
    last = lines[-1]
    if _is_lone_marker(lines):
        return not MARKER.match(line.text)
    if _opens(lines, line):
        return False
    if last.page != line.page or line.top < last.top - body:
        return not _ENDS.search(last.text) and line.text[:1].islower()
    gap = line.top - last.bottom
    height = max(last.bottom - last.top, line.size, 1.0)
    if gap > height * 0.9:
        return False
    widest = max(item.right for item in lines)
    is_ragged = last.right < widest - 0.3 * (widest - last.left)
    is_alone = len(lines) == 1 and last.right < line.right * 0.75
    return not ((is_alone or (is_ragged and _ENDS.search(last.text))) and line.text[:1].isupper())


def _opens(lines: Sequence[_Line], line: _Line) -> bool:
    """Tell whether the look of a line, or its bullet or number, begins something new."""
    last = lines[-1]
    if abs(last.size - line.size) > max(0.6, last.size * 0.11) or MARKER.match(line.text):
        return True
    is_numbered = _NUMBER.match(line.text) is not None
    if is_numbered and (_ENDS.search(last.text) or _NUMBER.match(lines[0].text)):
        return True
    return last.is_bold != line.is_bold and (_is_headlike(lines) or _is_headlike([line]))


def _is_lone_marker(lines: Sequence[_Line]) -> bool:
    """Tell whether the open lines are a bullet whose text stands on the next line."""
    marker = MARKER.match(f"{lines[0].text} ")
    return len(lines) == 1 and marker is not None and not lines[0].text[marker.end() :].strip()


def _is_headlike(lines: Sequence[_Line]) -> bool:
    """Tell whether lines have the length and end of a heading."""
    text = " ".join(line.text for line in lines)
    is_short = len(text.split()) <= _LONGEST_HEADING and text[-1] not in ".;,"
    return is_short and not _QUOTED.search(text)


def _close(
    lines: list[_Line], blocks: list[Block | Grid], body: float, larger: Sequence[float]
) -> None:
    """Turn the open lines into a block."""
    if not lines:
        return
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        text = glue(text, line.text, is_spaced=before.is_spaced)
    size, page = lines[0].size, lines[0].page
    bullet = MARKER.match(text)
    is_bold = all(line.is_bold for line in lines)
    if bullet and text[bullet.end() :]:
        blocks.append(ListItem(text[bullet.end() :], "•", page))
    elif size in larger and _is_headlike(lines) and any(char.isalpha() for char in text):
        blocks.append(Heading(text, min(larger.index(size) + 1, 4), page))
    elif (is_bold and _is_headlike(lines) and text[0].isalnum()) or (
        is_prompt(text) and is_addressed(text)
    ):
        blocks.append(Heading(text, min(len(larger) + 1, 5), page))
    else:
        blocks.append(Paragraph(text, page))
    lines.clear()
