"""Makes files that are broken or made to do harm."""

import io
import zipfile
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'


def docx(*paragraphs: str) -> bytes:
    """Give a Word document."""
    import docx as word

    made = word.Document()
    made.add_heading("Fair panels", 1)
    for text in paragraphs or ("Every panel has an independent member since 2019.",):
        made.add_paragraph(text)
    table = made.add_table(3, 3)
    for at, row in enumerate(
        (("No.", "Action", "Lead"), ("1", "Train panels", "HR"), ("2", "Publish results", "EDI"))
    ):
        for cell, text in zip(table.rows[at].cells, row, strict=True):
            cell.text = text
    return saved(made)


def xlsx(rows: int = 3, columns: int = 3) -> bytes:
    """Give a workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(["No.", "Action", "Lead"] + [f"Column {at}" for at in range(columns - 3)])
    for at in range(rows):
        sheet.append([f"cell {at} {column}" for column in range(columns)])
    return saved(book)


def pptx() -> bytes:
    """Give a presentation with a table and notes."""
    from pptx import Presentation
    from pptx.util import Inches

    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Fair panels"
    table = slide.shapes.add_table(2, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for at, text in enumerate(("No.", "Action", "Lead", "1", "Train panels", "HR")):
        table.cell(at // 3, at % 3).text = text
    slide.notes_slide.notes_text_frame.text = "Every panel has an independent member."
    return saved(made)


def saved(made: Any) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes | str) -> bytes:
    """Give a zip file with one part put in the place of another, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, content)
    return made.getvalue()


def part(data: bytes, name: str) -> bytes:
    """Give one part of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name)


def docx_with_entities() -> bytes:
    text = "<w:p><w:r><w:t>&e12; text</w:t></w:r></w:p>"
    body = f'<w:document xmlns:w="{W}"><w:body>{text}</w:body></w:document>'
    return with_part(docx(), "word/document.xml", BOMB + body)


def xlsx_with_entities() -> bytes:
    sheet = part(xlsx(), "xl/worksheets/sheet1.xml").decode()
    start = sheet.index("<worksheet")
    changed = sheet[start:].replace("cell 0 0", "&e12;")
    assert "&e12;" in changed
    return with_part(xlsx(), "xl/worksheets/sheet1.xml", BOMB + changed)


def docx_with_macros() -> bytes:
    """Give a .docm: another content type, and a project of macros."""
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    data = docx()
    types = part(data, "[Content_Types].xml").decode().replace(plain, macro)
    data = with_part(data, "[Content_Types].xml", types)
    return with_part(data, "word/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def xlsx_with_a_far_cell() -> bytes:
    """Give a sheet of two cells, the second in the last row and column there are."""
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Action</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return with_part(xlsx(), "xl/worksheets/sheet1.xml", sheet)


def pdf(
    pages: int = 1, password: str | None = None, text: str = "Every panel has a member."
) -> bytes:
    """Give a PDF with a line of text and a ruled table on each page."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, encrypt=password)
    for at in range(pages):
        canvas.drawString(72, 750, f"{text} Page {at + 1}.")
        canvas.grid([72, 200, 330], [600, 630, 660])
        canvas.drawString(80, 640, "Action")
        canvas.drawString(210, 640, "Lead")
        canvas.drawString(80, 610, "Train panels")
        canvas.drawString(210, 610, "HR")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def pdf_of_empty_pages(pages: int) -> bytes:
    """Give a PDF of very many pages, quickly."""
    kids = " ".join(f"{at + 3} 0 R" for at in range(pages))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>",
        *["<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * pages,
    ]
    made, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF"
    return f"{made}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def html(depth: int = 0) -> bytes:
    """Give a page with a table, under as many elements as asked for."""
    table = (
        "<table><tr><th>No.</th><th>Action</th><th>Lead</th></tr>"
        "<tr><td>1</td><td>Train panels</td><td>HR</td></tr></table>"
    )
    inside = f"<h1>Fair panels</h1><p>Every panel has a member since 2019.</p>{table}"
    return f"<html><body>{'<div>' * depth}{inside}{'</div>' * depth}</body></html>".encode()
