"""Word documents, made here with python-docx."""

import io
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from ingest.readers.docx import read
from ingest.records import Cell, Heading, ListItem, Paragraph, Reading, Row, Table

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _read(document: Any) -> Reading:
    stream = io.BytesIO()
    document.save(stream)
    return read(stream.getvalue())


def _fill(table: Any, *lines: tuple[str, ...]) -> None:
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            if text:
                table.cell(number, column).text = text


def test_the_body_is_read_in_order() -> None:
    document = docx.Document()
    document.add_heading("Title", 0)
    document.add_heading("Part", 1)
    document.add_paragraph("Running text.")
    _fill(document.add_table(2, 3), ("A", "B", "C"), ("1", "2", "3"))
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph().add_run("In bold").bold = True
    document.add_paragraph("after")
    assert _read(document).blocks == (
        Heading("Title", 1),
        Heading("Part", 2),
        Paragraph("Running text."),
        Table(("A", "B", "C"), (Row((Cell("1"), Cell("2"), Cell("3"))),)),
        ListItem("one"),
        Heading("In bold", 3),
        Paragraph("after"),
    )


def test_merged_cells_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(4, 3)
    _fill(table, ("A", "B", "C"), ("", "one", "two"), ("", "three", "four"))
    table.cell(1, 0).merge(table.cell(2, 0)).text = "down"
    table.cell(3, 0).merge(table.cell(3, 2)).text = "across"
    (found,) = _read(document).blocks
    assert isinstance(found, Table)
    assert found.rows == (
        Row((Cell("down"), Cell("one"), Cell("two"))),
        Row((Cell("", is_merged=True), Cell("three"), Cell("four"))),
        Row((Cell("across"), Cell(""), Cell(""))),
    )


def test_bullets_and_nested_tables_are_lines_of_their_cell() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    _fill(table, ("A", "B", "C"), ("first", "", "x"))
    table.cell(1, 0).add_paragraph("bullet", style="List Bullet")
    _fill(table.cell(1, 1).add_table(1, 2), ("in", "side"))
    (found,) = _read(document).blocks
    assert isinstance(found, Table)
    assert [cell.text for cell in found.rows[0].cells] == ["first\n• bullet", "in, side", "x"]


def test_tracked_changes_count_as_accepted_and_controls_are_read() -> None:
    document = docx.Document()
    paragraph = (
        f"<w:p {W}><w:r><w:t>It </w:t></w:r><w:del><w:r><w:delText>rose</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>fell</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:hyperlink><w:r><w:t> far</w:t></w:r></w:hyperlink></w:p>"
    )
    body = document.element.body
    body.insert(0, parse_xml(paragraph))
    body.insert(
        1,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>held</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert _read(document).blocks == (Paragraph("It fell far"), Paragraph("held"))


def test_hidden_and_white_words_are_left_out_and_counted() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Seen")
    paragraph.add_run(" never seen").font.hidden = True
    document.add_paragraph().add_run("white").font.color.rgb = RGBColor(255, 255, 255)
    table = document.add_table(2, 2, style="Light Grid Accent 1")
    _fill(table, ("", "B"), ("1", "2"))
    table.cell(0, 0).paragraphs[0].add_run("A").font.color.rgb = RGBColor(255, 255, 255)
    reading = _read(document)
    assert reading.blocks[0] == Paragraph("Seen")
    assert isinstance(reading.blocks[1], Table)
    assert "A" in str(reading.blocks[1])
    assert reading.warnings == ("3 hidden words were left out",)


def test_numbers_of_lists_are_those_printed() -> None:
    document = docx.Document()
    for text in ("one", "two"):
        document.add_paragraph(text, style="List Number")
    assert _read(document).blocks == (ListItem("one", "1."), ListItem("two", "2."))


def test_a_short_large_paragraph_is_a_heading() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Large").font.size = Pt(20)
    document.add_paragraph("Running text that is longer than the heading above it is.")
    assert _read(document).blocks[0] == Heading("Large", 2)


def test_the_declared_title_is_given() -> None:
    document = docx.Document()
    document.core_properties.title = "Declared"
    document.add_paragraph("x")
    assert _read(document).title == "Declared"


def _status_table(document: Any) -> None:
    table = document.add_table(3, 3)
    _fill(table, ("Action", "RAG status", "Lead"), ("Train", "", "HR"), ("Check", "Late", "OD"))
    for row, fill in ((1, "00B050"), (2, "FF0000")):
        shading = parse_xml(f'<w:shd {W} w:val="clear" w:fill="{fill}"/>')
        table.cell(row, 1)._tc.get_or_add_tcPr().append(shading)


def test_a_status_that_only_a_colour_tells_is_named() -> None:
    document = docx.Document()
    _status_table(document)
    reading = _read(document)
    assert isinstance(reading.blocks[0], Table)
    assert [row.cells[1].text for row in reading.blocks[0].rows] == ["Green", "Late"]
    assert len(reading.warnings) == 1


def test_a_form_is_read_without_its_prompts_and_with_its_ticks() -> None:
    prompt, filled = (
        f"<w:p {W}><w:sdt><w:sdtPr>{mark}</w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>"
        for mark, text in (("<w:showingPlcHdr/>", "Click here to enter text."), ("", "Answer."))
    )
    symbol = f'<w:p {W}><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> 3</w:t></w:r></w:p>'
    old = (
        f'<w:p {W}><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default '
        'w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:t>5</w:t></w:r></w:p>'
    )
    reading = _read(_with(prompt, filled, symbol, old))
    assert reading.blocks == (Paragraph("Answer."), Paragraph("☑ 3"), Paragraph("☐ 5"))
    assert reading.warnings == ("form fields that are not filled in: 1",)


def test_paragraphs_are_joined_where_the_end_between_them_is_removed() -> None:
    removed = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    first, second = (
        f'<w:p {W}>{mark}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        for mark, text in ((removed, "The panel met "), ("", "every week."))
    )
    assert _read(_with(first, second)).blocks == (Paragraph("The panel met every week."),)


def test_a_table_in_a_cell_that_only_lays_out_the_page_is_a_table() -> None:
    document = docx.Document()
    outer = document.add_table(1, 1).cell(0, 0)
    outer.paragraphs[0].add_run("Our priorities").bold = True
    _fill(outer.add_table(2, 3), ("Aim", "Action", "Lead"), ("Fair", "Train", "HR"))
    row = Row((Cell("Fair"), Cell("Train"), Cell("HR")))
    assert _read(document).blocks == (
        Heading("Our priorities", 3),
        Table(("Aim", "Action", "Lead"), (row,)),
    )


def _with(*paragraphs: str) -> Any:
    """Give a document of paragraphs that are given as XML."""
    document = docx.Document()
    body = document.element.body
    for paragraph in paragraphs:
        body.insert(len(body) - 1, parse_xml(paragraph))
    return document
