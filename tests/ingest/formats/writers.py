"""Writes a plan as DOCX, XLSX, PPTX, HTML, TSV and, through two programs, as PDF."""

import csv
import html
import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.ingest.formats.plans import Line, Plan

BULLET = "• "
_ROWS_A_SLIDE = 3
_SECONDS = 180
_STYLE = """
@page { size: A4 %s; margin: 15mm }
body { font: 10.5pt/1.35 sans-serif }
table { border-collapse: collapse; width: 100%% }
td, th { border: 1px solid #555; padding: 4px 6px; vertical-align: top; text-align: left }
th { background: #005eb8; color: white }
ul { margin: 0; padding-left: 16px }
"""


def has(*programs: str) -> bool:
    """Tell whether all these programs are installed."""
    return all(shutil.which(program) for program in programs)


def write_docx(plan: Plan) -> bytes:
    """Write a Word document with merged cells and lists in cells."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement

    document = docx.Document()
    section = document.sections[0]
    if plan.is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(plan.title, 1)
    for text in plan.before:
        document.add_paragraph(text)
    table = document.add_table(len(plan.rows) + 1, len(plan.header), style="Table Grid")
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    usable = section.page_width - section.left_margin - section.right_margin
    table.autofit = False
    for column, width in enumerate(plan.widths):
        table.columns[column].width = int(usable * width / sum(plan.widths))
        for cell in table.columns[column].cells:
            cell.width = int(usable * width / sum(plan.widths))
    for column, label in enumerate(plan.header):
        table.cell(0, column).paragraphs[0].add_run(label).bold = True
    for column, start, end, text in areas(plan.rows):
        cell = table.cell(start + 1, column)
        if end > start:
            cell = cell.merge(table.cell(end + 1, column))
        _fill(cell, text)
    document.add_paragraph(plan.after)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _fill(cell: Any, text: str) -> None:
    """Fill a Word cell, one paragraph for each line."""
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        if line.startswith(BULLET):
            paragraph.style = "List Bullet"
        paragraph.add_run(line.removeprefix(BULLET))


def areas(rows: Sequence[Line]) -> list[tuple[int, int, int, str]]:
    """Give column, first row, last row and text of every cell."""
    found: list[tuple[int, int, int, str]] = []
    for column in range(len(rows[0])):
        for index, row in enumerate(rows):
            text = row[column]
            if text is not None:
                found.append((column, index, index, text))
            elif index:
                kept = found.pop()
                found.append((column, kept[1], index, kept[3]))
    return found


def write_xlsx(plan: Plan) -> bytes:
    """Write a workbook with the title above the table and merged cells."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    lines = [(plan.title,), *((text,) for text in plan.before), (), plan.header]
    for line in lines:
        sheet.append(line)
    top = len(lines) + 1
    for column, start, end, text in areas(plan.rows):
        sheet.cell(top + start, column + 1).value = text or None
        if end > start:
            sheet.merge_cells(
                start_row=top + start, end_row=top + end,
                start_column=column + 1, end_column=column + 1,
            )  # fmt: skip
    sheet.append([])
    sheet.cell(top + len(plan.rows) + 1, 1).value = plan.after
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_pptx(plan: Plan) -> bytes:
    """Write slides with a few rows each; the header comes back on every slide."""
    import pptx
    from pptx.util import Pt

    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = plan.title
    first.placeholders[1].text = "\n".join(plan.before)
    for start in range(0, len(plan.rows), _ROWS_A_SLIDE):
        rows = plan.rows[start : start + _ROWS_A_SLIDE]
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = plan.title
        frame = slide.shapes.add_table(
            len(rows) + 1, len(plan.header), Pt(20), Pt(100), Pt(680), Pt(300)
        )
        for column, label in enumerate(plan.header):
            frame.table.cell(0, column).text = label
        for column, top, end, text in _areas_of_slide(rows):
            cell = frame.table.cell(top + 1, column)
            if end > top:
                cell.merge(frame.table.cell(end + 1, column))
            cell.text = text
        for cell in frame.table.iter_cells():
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(7)
    last = deck.slides.add_slide(deck.slide_layouts[1])
    last.shapes.title.text = "What comes next"
    last.placeholders[1].text = plan.after
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _areas_of_slide(rows: Sequence[Line]) -> list[tuple[int, int, int, str]]:
    """Give the cells of a slide; one that goes on from the slide before is blank there."""
    return areas([tuple("" if text is None else text for text in rows[0]), *rows[1:]])


def write_html(plan: Plan) -> bytes:
    """Write a web page with row spans, navigation around it and lists in cells."""
    lines = [[f"<th>{html.escape(label)}</th>" for label in plan.header]]
    lines.extend([] for _ in plan.rows)
    cells = {(start, column): (end, text) for column, start, end, text in areas(plan.rows)}
    for (start, _), (end, text) in sorted(cells.items()):
        span = f' rowspan="{end - start + 1}"' if end > start else ""
        lines[start + 1].append(f"<td{span}>{_markup(text)}</td>")
    head, *body = ("".join(line) for line in lines)
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in plan.before)
    columns = "".join(f'<col style="width:{width}%">' for width in plan.widths)
    rows = "".join(f"<tr>{line}</tr>" for line in body)
    style = _STYLE % ("landscape" if plan.is_landscape else "portrait")
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{plan.title}</title>"
        f"<style>{style}</style></head><body><main><h1>{html.escape(plan.title)}</h1>{paragraphs}"
        f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        f"</table><p>{html.escape(plan.after)}</p></main></body></html>"
    ).encode()


def _markup(text: str) -> str:
    """Give the HTML of a cell: its bullets as a list."""
    lines = text.split("\n")
    if not text.startswith(BULLET):
        return "<br>".join(html.escape(line) for line in lines)
    items = "".join(f"<li>{html.escape(line.removeprefix(BULLET))}</li>" for line in lines)
    return f"<ul>{items}</ul>"


def write_tsv(plan: Plan) -> bytes:
    """Write tab-separated rows as Excel saves them; merged cells are blank below their first."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\r\n")
    writer.writerow(plan.header)
    writer.writerows([text or "" for text in row] for row in plan.rows)
    return stream.getvalue().encode()


def print_with_libreoffice(data: bytes, suffix: str, folder: Path, to: str = "pdf") -> bytes:
    """Convert a document to another format through LibreOffice."""
    source = folder / f"plan.{suffix}"
    source.write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", to, "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
    return (folder / f"plan.{to.split(':', maxsplit=1)[0]}").read_bytes()


def print_with_chromium(page: bytes, folder: Path) -> bytes:
    """Print a web page to PDF through headless Chromium."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_bytes(page)
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={folder}/chromium", f"--print-to-pdf={target}", source.as_uri()],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
    return target.read_bytes()
