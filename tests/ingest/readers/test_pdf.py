"""PDF files, made here with reportlab, and those of the sample."""

import io
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as Text

from ingest import records
from ingest.errors import UnreadableFile
from ingest.readers.pdf import read
from ingest.records import Heading, ListItem, Paragraph

STYLES = getSampleStyleSheet()
SENTENCE = "The trust reviewed every single case with the managers who had opened it. "
GRID = TableStyle(
    [("GRID", (0, 0), (-1, -1), 1, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
)


def _furnish(canvas: Canvas, document: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, 30, f"Report of the trust Page {document.page}")
    canvas.drawString(72, A4[1] - 30, "Board paper")


def _read(*flow: Any, furniture: bool = False) -> records.Reading:
    stream = io.BytesIO()
    draw = _furnish if furniture else (lambda *_: None)
    SimpleDocTemplate(stream, pagesize=A4, title="Declared").build(
        list(flow), onFirstPage=draw, onLaterPages=draw
    )
    return read(stream.getvalue())


def _table(*lines: tuple[str, ...]) -> Table:
    cells = [[Text(text, STYLES["BodyText"]) for text in line] for line in lines]
    return Table(cells, colWidths=[110] * len(lines[0]), style=GRID, repeatRows=1)


def test_headings_paragraphs_and_bullets() -> None:
    reading = _read(
        Text("A title", STYLES["Title"]),
        Text(SENTENCE * 4, STYLES["BodyText"]),
        Text("A part", STYLES["Heading2"]),
        Text("• one bullet", STYLES["BodyText"]),
        Text(SENTENCE, STYLES["BodyText"]),
    )
    assert reading.title == "Declared"
    assert reading.blocks == (
        Heading("A title", 1, 1),
        Paragraph((SENTENCE * 4).strip(), 1),
        Heading("A part", 2, 1),
        ListItem("one bullet", "•", 1),
        Paragraph(SENTENCE.strip(), 1),
    )


def test_pages_are_counted_and_furniture_goes() -> None:
    reading = _read(
        Text("One.", STYLES["BodyText"]),
        PageBreak(),
        Text("Two.", STYLES["BodyText"]),
        furniture=True,
    )
    assert reading.blocks == (Paragraph("One.", 1), Paragraph("Two.", 2))


def test_a_ruled_table_stands_where_it_stood() -> None:
    reading = _read(
        Text(SENTENCE, STYLES["BodyText"]),
        Spacer(1, 12),
        _table(
            ("Action", "Lead", "By when"),
            ("Train all panels of the trust in what bias is", "HR", ""),
        ),
        Spacer(1, 12),
        Text("After it.", STYLES["BodyText"]),
    )
    before, table, after = reading.blocks
    assert isinstance(table, records.Table)
    assert table.header == ("Action", "Lead", "By when")
    assert [cell.text for cell in table.rows[0].cells] == [
        "Train all panels of the trust in what bias is", "HR", "",
    ]  # fmt: skip
    assert (before, after) == (Paragraph(SENTENCE.strip(), 1), Paragraph("After it.", 1))


def test_a_table_goes_on_over_pages_without_its_repeated_header() -> None:
    lines = [(f"Action number {number} of the plan", "HR") for number in range(60)]
    (table,) = _read(_table(("Action", "Lead"), *lines), furniture=True).blocks
    assert isinstance(table, records.Table)
    assert [row.cells[0].text for row in table.rows] == [text for text, _ in lines]
    assert {row.page for row in table.rows} >= {1, 2}


def test_a_page_without_text_is_refused_or_warned_of() -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        _read(Spacer(1, 1))
    reading = _read(
        Text("One.", STYLES["BodyText"]), PageBreak(), Spacer(1, 1), PageBreak(),
        Text("Three.", STYLES["BodyText"]),
    )  # fmt: skip
    assert reading.warnings == ("no text on page 2",)


def test_a_locked_file_is_refused() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt="secret")
    canvas.drawString(72, 700, "hidden")
    canvas.save()
    with pytest.raises(UnreadableFile, match="password"):
        read(stream.getvalue())
