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
from ingest.readers.pdf_cells import PLAIN, Habits, TextLine, cell_text
from ingest.readers.pdf_page import Box
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
    footers = {f"Report of the trust Page {page}" for page in (1, 2)}
    assert set(reading.letterhead) == {"Board paper", *footers}


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


def _canvas(draw: Any) -> records.Reading:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    draw(canvas)
    canvas.save()
    return read(stream.getvalue())


def _draw_plan(canvas: Canvas, *, is_ruled: bool) -> None:
    """Draw a small plan with its texts in three columns."""
    lines = (
        ("Action", "Lead", "By when"),
        ("Check every case", "HR", "May 2020"),
        ("Train the panels", "Head of OD", "June 2020"),
        ("Publish the figures", "EDI Manager", ""),
    )
    for row, line in enumerate(lines):
        y = 600 - 30 * row
        for column, text in enumerate(line):
            canvas.drawString(80 + 150 * column, y, text)
        if is_ruled:
            canvas.line(70, y - 10, 520, y - 10)


PLAN_ROWS = [
    ["Check every case", "HR", "May 2020"],
    ["Train the panels", "Head of OD", "June 2020"],
    ["Publish the figures", "EDI Manager", ""],
]


@pytest.mark.parametrize("is_ruled", [False, True])
def test_a_table_without_vertical_rules_is_a_table(is_ruled: bool) -> None:
    (table,) = _canvas(lambda canvas: _draw_plan(canvas, is_ruled=is_ruled)).blocks
    assert isinstance(table, records.Table)
    assert table.header == ("Action", "Lead", "By when")
    assert [[cell.text for cell in row.cells] for row in table.rows] == PLAN_ROWS


def test_a_page_on_its_side_is_turned() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(0, 842)
        canvas.rotate(-90)
        canvas.translate(0, -100)
        _draw_plan(canvas, is_ruled=False)

    (table,) = _canvas(draw).blocks
    assert isinstance(table, records.Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == PLAN_ROWS


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"Left line {number} of the first column goes on" for number in "abcdefgh"]
    right = [f"right line {number} of the second column ends" for number in "abcdefgh"]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for row, (one, two) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 700 - 12 * row, one)
            canvas.drawString(320, 700 - 12 * row, two)

    text = " ".join(getattr(block, "text", "") for block in _canvas(draw).blocks)
    assert text.split() == " ".join([*left, *right]).split()


def test_white_words_are_left_out_and_counted() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(80, 700, "Seen by all.")
        canvas.setFillColor(colors.white)
        canvas.drawString(80, 650, "seen by none")
        canvas.setFillColor(colors.darkblue)
        canvas.rect(70, 590, 300, 30, fill=1)
        canvas.setFillColor(colors.white)
        canvas.drawString(80, 600, "White on blue.")

    reading = _canvas(draw)
    assert [getattr(block, "text", "") for block in reading.blocks] == [
        "Seen by all.", "White on blue.",
    ]  # fmt: skip
    assert reading.warnings == ("3 hidden words on page 1 were left out",)


def _draw_rows(canvas: Canvas, *rows: tuple[str, ...]) -> None:
    """Draw a ruled table from the top of a page; a text may hold several lines."""
    y = 800.0
    for row in rows:
        height = 14.0 * max(len(text.split("\n")) for text in row) + 4
        for column, text in enumerate(row):
            canvas.rect(70 + 150 * column, y - height, 150, height)
            for number, line in enumerate(text.split("\n")):
                canvas.drawString(75 + 150 * column, y - 12 - 14 * number, line)
        y -= height


HEADER = ("Action", "Lead", "By when")


@pytest.mark.parametrize(
    ("above", "below", "count"),
    [
        (("Check all of the\ncases that the", "HR", "May 2020"), ("panel has closed", "", ""), 2),
        (("Check all of the\ncases of the", "HR", "May 2020"), ("Trust and write", "", ""), 2),
        (("Check the cases", "HR", "May 2020"), ("Train all panels", "OD", ""), 3),
        (("Check the cases\nof the trust.", "HR", "May 2020"), ("Train panels", "OD", ""), 3),
    ],
)
def test_a_row_cut_by_a_page_break_is_told_from_a_new_one(
    above: tuple[str, ...], below: tuple[str, ...], count: int
) -> None:
    def draw(canvas: Canvas) -> None:
        _draw_rows(canvas, HEADER, ("Begin with the figures", "HR", "May 2020"), above)
        canvas.showPage()
        _draw_rows(canvas, HEADER, below)

    (table,) = _canvas(draw).blocks
    assert isinstance(table, records.Table)
    assert len(table.rows) == count
    if count == 2:
        joined = f"{above[0]} {below[0]}".replace("\n", " ")
        assert [cell.text for cell in table.rows[1].cells] == [joined, "HR", "May 2020"]


def test_the_tail_of_one_cell_alone_on_the_next_page_stays_in_its_row() -> None:
    def draw(canvas: Canvas) -> None:
        rows = (("Begin with the figures", "HR", "May 2020"), ("Check all", "OD", "May 2020"))
        _draw_rows(canvas, HEADER, *rows, ("Ask staff of the\nwhole of the", "HR", "May 2020"))
        canvas.showPage()
        _draw_rows(canvas, ("night team", "", ""))
        canvas.drawString(75, 700, "What we learned from it.")

    table, text = _canvas(draw).blocks
    assert isinstance(table, records.Table)
    assert table.rows[-1].cells[0].text == "Ask staff of the whole of the night team"
    assert text == Paragraph("What we learned from it.", 2)


@pytest.mark.tools
@pytest.mark.parametrize("degrees", [0, 90])
def test_a_scanned_page_is_recognised_however_it_lies(degrees: int) -> None:
    import pypdfium2

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Helvetica", 16)
    for line in range(8):
        canvas.drawString(80, 700 - 30 * line, "Every case was reviewed with the manager.")
    canvas.save()
    picture = pypdfium2.PdfDocument(stream.getvalue())[0].render(scale=3).to_pil()
    scan = io.BytesIO()
    picture.rotate(degrees, expand=True).save(scan, format="PDF", resolution=216)
    reading = read(scan.getvalue())
    assert "Every case was reviewed with the manager." in getattr(reading.blocks[0], "text", "")
    assert "recognised" in reading.warnings[0]


def test_labels_that_run_upwards_are_words() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for left in (72, 102, 240, 400):
            canvas.line(left, 500, left, 700)
        for top in (700, 620, 560, 500):
            canvas.line(72, top, 400, top)
        height = 625.0
        for char in "WRES metric":  # one by one, as browsers draw them
            canvas.saveState()
            canvas.translate(92, height)
            canvas.rotate(90)
            canvas.drawString(0, 0, char)
            canvas.restoreState()
            height += canvas.stringWidth(char, "Helvetica", 10)
        for top, cells in ((650, ("", "Action", "Lead")), (590, ("3", "Train all panels", "HR"))):
            for place, text in zip((78, 108, 246), cells, strict=True):
                canvas.drawString(place, top, text)
        canvas.drawString(108, 530, "Publish the ethnicity of panels")

    (table,) = _canvas(draw).blocks
    assert isinstance(table, records.Table)
    assert table.header == ("WRES metric", "Action", "Lead")


def test_a_tick_alone_is_the_text_of_its_cell() -> None:
    box = Box(0, 0, 50, 20)
    lines = [TextLine(text, box, 10, is_bold=False, is_spaced=False) for text in ("✓", "Trained")]
    assert cell_text(lines[:1], box, PLAIN) == "✓"
    assert cell_text(lines, box, PLAIN) == "• Trained"


def test_a_long_title_is_a_heading_where_tables_hold_nearly_all_text() -> None:
    reading = _read(
        Text("A title that is longer than the rest of the text outside", STYLES["Title"]),
        Text("Agreed by the board in May.", STYLES["BodyText"]),
        _table(("Action", "Lead"), ("Train all panels", "HR")),
    )
    title = "A title that is longer than the rest of the text outside"
    assert reading.blocks[:2] == (
        Heading(title, 1, 1),
        Paragraph("Agreed by the board in May.", 1),
    )


def test_a_quotation_set_large_is_no_heading() -> None:
    quotation = "“I am heard before I am judged.” A nurse"
    reading = _read(Text(SENTENCE * 3, STYLES["BodyText"]), Text(quotation, STYLES["Heading2"]))
    assert reading.blocks[1] == Paragraph(quotation, 1)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Within 6", "month", "s"), "Within 6 months"),
        (("Direct", "or of People"), "Director of People"),
        (("Belief in fair", "progressi", "on"), "Belief in fair progression"),
        (("1. Relaun", "ch the campaign"), "1. Relaunch the campaign"),
        (("All 140", "descriptions", "rewritten"), "All 140 descriptions rewritten"),
        (("Managers", "trained"), "Managers trained"),
        (("Director", "of People"), "Director of People"),
        (("Staff survey", ": from 31%"), "Staff survey: from 31%"),
    ],
)
def test_a_word_too_long_for_its_line_is_told_from_two(lines: tuple[str, ...], text: str) -> None:
    printed = [
        TextLine(line, Box(0, 12 * at, 99, 12 * at + 10), 11, is_bold=False, is_spaced=False)
        for at, line in enumerate(lines)
    ]
    habits = Habits(is_space_kept=True, words=frozenset({"director", "month"}))
    assert cell_text(printed, Box(0, 0, 100, 50), habits) == text
