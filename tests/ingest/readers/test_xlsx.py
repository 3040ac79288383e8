"""Excel workbooks, made here with openpyxl."""

import datetime
import io

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from ingest.readers.xlsx import read
from ingest.records import Cell, Heading, Paragraph, Reading, Row, Table


def _read(book: openpyxl.Workbook) -> Reading:
    stream = io.BytesIO()
    book.save(stream)
    return read(stream.getvalue())


def _sheet() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    return book, sheet


def test_titles_stand_above_their_tables() -> None:
    book, sheet = _sheet()
    sheet["A1"] = "The plan of a trust"
    sheet["A2"] = "This plan was agreed by the board. It will be read again in a year."
    for row in ([], ["No.", "Action", "Lead"], [1, "Train all", "HR"], [], ["Figures"],
                ["Year", "Share"], [2019, 0.5]):  # fmt: skip
        sheet.append(row)
    assert _read(book).blocks == (
        Heading("Plan", 1, 1),
        Heading("The plan of a trust", 2, 1),
        Paragraph("This plan was agreed by the board. It will be read again in a year.", 1),
        Table(("No.", "Action", "Lead"), (Row((Cell("1"), Cell("Train all"), Cell("HR")), 1),), 1),
        Heading("Figures", 2, 1),
        Table(("Year", "Share"), (Row((Cell("2019"), Cell("0.5")), 1),), 1),
    )


def test_values_are_as_shown() -> None:
    book, sheet = _sheet()
    sheet.append(["What", "Value"])
    values: list[tuple[float | datetime.date, str, str]] = [
        (0.125, "0.0%", "12.5%"),
        (0.24, "0%", "24%"),
        (1234567, "#,##0", "1,234,567"),
        (1.7, "0.00", "1.70"),
        (1500, '"£"#,##0', "£1,500"),
        (datetime.date(2021, 3, 1), "mmm-yy", "Mar-21"),
        (datetime.datetime(2021, 3, 1), "dd/mm/yyyy", "01/03/2021"),
        (datetime.datetime(2021, 3, 1), "mm-dd-yy", "01/03/2021"),
        (datetime.date(2021, 3, 1), "[$-809]d mmmm yyyy;@", "1 March 2021"),
        (datetime.datetime(2021, 3, 1, 9, 5), 'ddd d/m/yy "at" hh:mm', "Mon 1/3/21 at 09:05"),
        (True, "General", "TRUE"),
        (3.0, "General", "3"),
    ]
    for number, (value, style, _) in enumerate(values, start=2):
        sheet.cell(number, 1, "row")
        sheet.cell(number, 2, value).number_format = style
    table = _read(book).blocks[1]
    assert isinstance(table, Table)
    assert [row.cells[1].text for row in table.rows] == [shown for _, _, shown in values]


def test_merged_cells_continue_downwards() -> None:
    book, sheet = _sheet()
    for row in (["Aim", "Action", "Lead"], ["Fair", "Train", "HR"], [None, "Check", "OD"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    table = _read(book).blocks[1]
    assert isinstance(table, Table)
    assert table.rows[1].cells[0] == Cell("", is_merged=True)


def test_a_header_of_two_rows_is_joined() -> None:
    book, sheet = _sheet()
    for row in (
        ["Action", "Who and when", None],
        [None, "Lead", "By when"],
        ["Train", "HR", "May"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    table = _read(book).blocks[1]
    assert isinstance(table, Table)
    assert table.header == ("Action", "Who and when: Lead", "Who and when: By when")
    assert len(table.rows) == 1


def test_hidden_columns_and_comments_are_left_out_and_counted() -> None:
    book, sheet = _sheet()
    for row in (["Action", "Note", "Lead"], ["Train", "secret", "HR"], ["Check", None, "OD"]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet["A2"].comment = Comment("aside", "A")
    reading = _read(book)
    table = reading.blocks[1]
    assert isinstance(table, Table)
    assert table.header == ("Action", "Lead")
    assert reading.warnings == (
        '2 hidden cells on sheet "Plan" were left out', "1 comments were left out",
    )  # fmt: skip


def test_hidden_sheets_are_left_out_with_a_warning() -> None:
    book, sheet = _sheet()
    sheet["A1"] = "seen"
    hidden = book.create_sheet("Secret")
    hidden["A1"] = "unseen"
    hidden.sheet_state = "hidden"
    reading = _read(book)
    assert reading.warnings == ('hidden sheet "Secret" was left out',)
    assert len(reading.blocks) == 2


def test_a_status_that_only_a_colour_tells_is_named() -> None:
    book, sheet = _sheet()
    for row in (["Action", "Lead", "RAG"], ["Train", "HR"], ["Check", "OD"], ["Ask", "HR"]):
        sheet.append(row)
    for number, color in ((2, "FFC000"), (3, "FF0000"), (4, "D9D9D9")):
        sheet.cell(number, 3).fill = PatternFill("solid", fgColor=color)
    reading = _read(book)
    assert isinstance(reading.blocks[1], Table)
    assert [row.cells[2].text for row in reading.blocks[1].rows] == ["Amber", "Red", ""]
    assert len(reading.warnings) == 1
