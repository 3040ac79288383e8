"""Makes the Word, Excel and PDF documents of the sample: python scripts/make_sample.py [FOLDER].

Their words are in sample.yaml beside this file. The output is the same for the same libraries,
byte for byte: no clock, no random ids. Change the words, run it, and commit the files with them.
"""

import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("sample.yaml")
SAMPLE = Path(__file__).resolve().parents[1] / "ingest" / "sample"
EPOCH = (2024, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage, kept as a formatted number in a spreadsheet."""

    value: float


Value = str | float | tuple[str, ...] | Percent | date | None
"""What a cell holds; a tuple is a bulleted list, None continues the cell above."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 is the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Bullets:
    """A bulleted list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header; `widths` are per cent of the page, characters in a spreadsheet."""

    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Value, ...], ...]


Block = str | Heading | Bullets | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: lines above the table, then the table."""

    name: str
    lines: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be made: of blocks in Word and PDF, of sheets in Excel."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    sheets: tuple[Sheet, ...]
    is_landscape: bool


# ------------------------------------------------------------------ what they say


def _read_words() -> list[Paper]:
    return [
        Paper(
            name=entry["name"],
            title=entry["title"],
            blocks=tuple(_read_block(block) for block in entry.get("blocks", ())),
            sheets=tuple(
                Sheet(sheet["name"], tuple(sheet["lines"]), _read_table(sheet["table"]))
                for sheet in entry.get("sheets", ())
            ),
            is_landscape=entry.get("landscape", False),
        )
        for entry in yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    ]


def _read_block(block: Any) -> Block:
    if isinstance(block, str):
        return block
    if "heading" in block:
        return Heading(block["heading"], block.get("level", 1))
    if "bullets" in block:
        return Bullets(tuple(block["bullets"]))
    return _read_table(block["table"])


def _read_table(table: Any) -> Table:
    rows = tuple(tuple(_read_cell(cell) for cell in row) for row in table["rows"])
    return Table(tuple(table["header"]), tuple(table["widths"]), rows)


def _read_cell(cell: Any) -> Value:
    if isinstance(cell, dict):
        return Percent(cell["percent"])
    return tuple(cell) if isinstance(cell, list) else cell


# ------------------------------------------------------------------ how they are made


def _merges(table: Table) -> Iterator[tuple[int, int, int]]:
    """Give (column, first row, last row) of each run of merged cells."""
    for column in range(len(table.header)):
        first = 0
        for row in range(1, len(table.rows) + 1):
            is_end = row == len(table.rows) or table.rows[row][column] is not None
            if is_end and row - first > 1:
                yield column, first, row - 1
            if is_end:
                first = row


def _lines(value: Value) -> tuple[str, ...]:
    """Give a cell's paragraphs as words."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(f"• {line}" for line in value)
    if isinstance(value, str):
        return (value,)
    message = f"{value!r} can stand in a spreadsheet only"
    raise TypeError(message)


def _repack(path: Path) -> None:
    """Write an Office file again without the time at which it was made."""
    with zipfile.ZipFile(path) as source:
        members = [(name, source.read(name)) for name in source.namelist()]
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed = stamp.sub(rb"\g<1>2024-01-01T00:00:00Z", content)
            target.writestr(info, fixed)


def _write_word(paper: Paper, folder: Path) -> None:
    from docx import Document
    from docx.enum.section import WD_ORIENT

    document = Document()
    document.core_properties.title = paper.title
    document.core_properties.author = "goodpractice sample"
    if paper.is_landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(paper.title, 0)
    for block in paper.blocks:
        _add_to_word(document, block)
    path = folder / paper.name
    document.save(path)
    _repack(path)


def _add_to_word(document: Any, block: Block) -> None:
    if isinstance(block, str):
        document.add_paragraph(block)
    elif isinstance(block, Heading):
        document.add_heading(block.text, block.level)
    elif isinstance(block, Bullets):
        for item in block.items:
            document.add_paragraph(item, style="List Bullet")
    else:
        _add_table_to_word(document, block)


def _add_table_to_word(document: Any, table: Table) -> None:
    grid = document.add_table(len(table.rows) + 1, len(table.header), style="Table Grid")
    for column, label in enumerate(table.header):
        grid.cell(0, column).text = label
    for row, values in enumerate(table.rows, start=1):
        for column, value in enumerate(values):
            _fill_word_cell(grid.cell(row, column), value)
    for column, first, last in _merges(table):
        grid.cell(first + 1, column).merge(grid.cell(last + 1, column))
    _widen_word_columns(grid, table.widths)


def _fill_word_cell(cell: Any, value: Value) -> None:
    if isinstance(value, tuple):
        cell.paragraphs[0].text = value[0]
        cell.paragraphs[0].style = "List Bullet"
        for line in value[1:]:
            cell.add_paragraph(line, style="List Bullet")
    else:
        cell.text = "".join(_lines(value))


def _widen_word_columns(grid: Any, widths: tuple[int, ...]) -> None:
    whole = sum(column.width for column in grid.columns)
    for column, share in zip(grid.columns, widths, strict=True):
        column.width = whole * share // 100


def _write_excel(paper: Paper, folder: Path) -> None:
    from openpyxl import Workbook as File

    file = File()
    file.remove(file.worksheets[0])
    file.properties.title = paper.title
    file.properties.creator = "goodpractice sample"
    for sheet in paper.sheets:
        _add_sheet(file.create_sheet(sheet.name), sheet)
    path = folder / paper.name
    file.save(path)
    _repack(path)


def _add_sheet(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    last = len(sheet.table.header)
    for row, line in enumerate(sheet.lines, start=1):
        page.cell(row, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    page.cell(1, 1).font = Font(bold=True, size=14)
    top = len(sheet.lines) + 2
    for column, label in enumerate(sheet.table.header, start=1):
        page.cell(top, column, label).font = Font(bold=True)
    for row, values in enumerate(sheet.table.rows, start=top + 1):
        for column, value in enumerate(values, start=1):
            _fill_excel_cell(page.cell(row, column), value)
    for column, first, end in _merges(sheet.table):
        page.merge_cells(
            start_row=top + 1 + first,
            end_row=top + 1 + end,
            start_column=column + 1,
            end_column=column + 1,
        )
    for column, width in enumerate(sheet.table.widths, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = page.cell(top + 1, 1)


def _fill_excel_cell(cell: Any, value: Value) -> None:
    from openpyxl.styles import Alignment

    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, Percent):
        # Two decimals only where there are two: 44.3% but 28.92%.
        digits = 1 if value.value == round(value.value, 1) else 2
        cell.value, cell.number_format = round(value.value / 100, 4), f"0.{'0' * digits}%"
    elif isinstance(value, float):
        cell.value, cell.number_format = value, "0.0"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "mmmm yyyy"
    elif value:
        cell.value = "\n".join(_lines(value))


def _write_pdf(paper: Paper, folder: Path) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import SimpleDocTemplate

    # Embedded, because the bullet of the built-in fonts has no Unicode in the file.
    registerFont(TTFont("Vera", "Vera.ttf"))
    registerFont(TTFont("Vera-Bold", "VeraBd.ttf"))

    # Without compression the bytes do not depend on which zlib made them.
    template = SimpleDocTemplate(
        str(folder / paper.name),
        pagesize=landscape(A4) if paper.is_landscape else A4,
        title=paper.title,
        author="goodpractice sample",
        invariant=1,
        pageCompression=0,
    )

    def decorate(canvas: Any, _: object) -> None:
        canvas.setFont("Vera", 8)
        canvas.drawString(72, 40, "goodpractice sample")
        canvas.drawRightString(template.pagesize[0] - 72, 40, f"Page {canvas.getPageNumber()}")

    story = [
        piece
        for block in (Heading(paper.title, 0), *paper.blocks)
        for piece in _flow(block, template.width)
    ]
    template.build(story, onFirstPage=decorate, onLaterPages=decorate)


def _flow(block: Block, width: float) -> Iterator[Any]:
    """Give a block as pieces of a PDF page; headings differ by size only."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Spacer

    body = ParagraphStyle("body", fontName="Vera", fontSize=9.5, leading=13, spaceAfter=6)
    if isinstance(block, str):
        # The page shows the host and links to the rest: a long address would break anywhere.
        address = re.compile(r"https?://([^/\s]+)[^\s),]*[^\s),.]")
        yield Paragraph(address.sub(r'<a href="\g<0>">\g<1></a>', _escape(block)), body)
    elif isinstance(block, Heading):
        size = {0: 18, 1: 13}.get(block.level, 11)
        style = ParagraphStyle(
            "heading",
            fontName="Vera-Bold",
            fontSize=size,
            leading=size * 1.25,
            spaceBefore=8,
            spaceAfter=6,
        )
        yield Paragraph(_escape(block.text), style)
    elif isinstance(block, Bullets):
        bullet = ParagraphStyle("bullet", parent=body, leftIndent=12, bulletIndent=2, spaceAfter=2)
        yield from (Paragraph(_escape(item), bullet, bulletText="•") for item in block.items)
        yield Spacer(1, 6)
    else:
        yield _ruled(block, width)
        yield Spacer(1, 8)


def _ruled(table: Table, width: float) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    small = ParagraphStyle("cell", fontName="Vera", fontSize=8, leading=10)
    label = ParagraphStyle("label", parent=small, fontName="Vera-Bold")
    rows = [[Paragraph(_escape(text), label) for text in table.header]]
    rows += [
        [Paragraph("<br/>".join(map(_escape, _lines(value))), small) for value in values]
        for values in table.rows
    ]
    spans: list[Any] = [
        ("SPAN", (c, first + 1), (c, last + 1)) for c, first, last in _merges(table)
    ]
    rules: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
    ]
    widths = [width * share / 100 for share in table.widths]
    return LongTable(rows, colWidths=widths, repeatRows=1, style=TableStyle(rules + spans))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def make(folder: Path) -> None:
    """Write all of them into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    writers = {".docx": _write_word, ".pdf": _write_pdf, ".xlsx": _write_excel}
    for paper in _read_words():
        writers[Path(paper.name).suffix](paper, folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
