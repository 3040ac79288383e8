"""Web pages: the content, not the furniture."""

import re

import pytest

from ingest.errors import UnreadableFile
from ingest.readers.html import read
from ingest.records import Cell, Heading, ListItem, Paragraph, Row, Table


def _page(body: str) -> bytes:
    head = "<!doctype html><html><head><title> A  page </title></head>"
    return f"{head}<body>{body}</body></html>".encode()


def test_only_the_main_content_is_read() -> None:
    reading = read(
        _page(
            "<header><h1>Site</h1></header><nav><a href='/'>Home</a></nav>"
            "<div class='cookie-banner'>ok?</div><main><article><header><h1>Case</h1></header>"
            "<p>One <b>two</b> three.</p></article>"
            "<aside>More</aside><script>x</script></main><footer>Foot</footer>"
        )
    )
    assert reading.title == "A page"
    assert reading.blocks == (Heading("Case", 1), Paragraph("One two three."))


def test_without_main_the_body_counts() -> None:
    assert read(_page("<div>one<p>two</p>three</div>")).blocks == (
        Paragraph("one"), Paragraph("two"), Paragraph("three"),
    )  # fmt: skip


def test_lists_within_lists_follow_their_item() -> None:
    assert read(_page("<ul><li>a<ul><li>b</li></ul><li>c</ul><ol><li>d<p>e</p></ol>")).blocks == (
        ListItem("a"), ListItem("b"), ListItem("c"), ListItem("d", "1."), ListItem("e"),
    )  # fmt: skip


def test_spans_of_tables_are_resolved() -> None:
    (table,) = read(
        _page(
            "<table><thead><tr><th>A<th>B<th>C</thead><tr><td rowspan=2>1<td>2"
            "<td><ul><li>x<li>y</ul><tr><td colspan=2>wide</table>"
        )
    ).blocks
    assert table == Table(
        ("A", "B", "C"),
        (
            Row((Cell("1"), Cell("2"), Cell("• x\n• y"))),
            Row((Cell("", is_merged=True), Cell("wide"), Cell(""))),
        ),
    )


def test_a_table_that_lays_out_the_page_is_read_as_its_content() -> None:
    blocks = read(
        _page("<table><tr><td><p>one</p><td><table><tr><th>A<th>B<tr><td>1<td>2</table></table>")
    ).blocks
    assert blocks[0] == Paragraph("one")
    assert blocks[1] == Table(("A", "B"), (Row((Cell("1"), Cell("2"))),))
    assert len(blocks) == 2


def test_hidden_elements_are_left_out_and_counted() -> None:
    reading = read(_page("<p>seen</p><p style='color:red; display: none'>not at all</p>"))
    assert reading.blocks == (Paragraph("seen"),)
    assert reading.warnings == ("3 hidden words were left out",)


def test_a_header_of_two_rows_is_joined() -> None:
    (table,) = read(
        _page(
            "<table><tr><th rowspan=2>Action<th colspan=2>Who and when<tr><th>Lead<th>Date"
            "<tr><td>Train<td>HR<td>May 2020</table>"
        )
    ).blocks
    assert isinstance(table, Table)
    assert table.header == ("Action", "Who and when: Lead", "Who and when: Date")


def test_a_declared_encoding_is_used() -> None:
    page = "<html><head><meta charset='iso-8859-15'></head><body><p>5 €</p></body></html>"
    assert read(page.encode("iso-8859-15")).blocks == (Paragraph("5 €"),)


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        read(_page("<div id='root'></div><script>app()</script>"))


def test_what_opens_on_a_click_is_read_under_what_is_clicked() -> None:
    page = (
        b"<main><h1>Our work</h1><p>Since 2018.</p><ul role=tablist><li>Data</li></ul>"
        b"<div role=tabpanel hidden><h2>Data</h2><p>It fell.</p></div>"
        b"<details><summary>What worked?</summary><p>The panel.</p></details>"
        b"<h3><button aria-expanded=false>Whom to ask</button></h3>"
        b"<div class=accordion-body style='display:none'><p>The network.</p></div>"
        b"<div style='display: none'>unseen words</div><button>Print</button></main>"
    )
    reading = read(page)
    assert reading.blocks == (
        Heading("Our work", 1), Paragraph("Since 2018."), Heading("Data", 2),
        Paragraph("It fell."), Heading("What worked?", 3), Paragraph("The panel."),
        Heading("Whom to ask", 3), Paragraph("The network."),
    )  # fmt: skip
    assert reading.warnings == ("2 hidden words were left out",)


def test_a_term_labels_what_is_said_of_it() -> None:
    page = (
        b"<main><dl><dt>Lead</dt><dd>HR</dd><dd>OD</dd><dt>What did you do?</dt>"
        b"<dd><p>Much.</p><ul><li>More</li></ul></dd></dl></main>"
    )
    assert read(page).blocks == (
        Paragraph("Lead: HR"), Paragraph("OD"), Heading("What did you do?", 4),
        Paragraph("Much."), ListItem("More"),
    )  # fmt: skip


def test_line_breaks_part_the_lines_of_a_cell_and_of_a_list_without_bullets() -> None:
    table, paragraph, *lines = read(
        _page(
            "<table><tr><th>Action<th>Lead<tr><td>Review<br>Report<td>HR</table>"
            "<p>one<br>line</p><p>first<br>second<br>third</p>"
        )
    ).blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells[0].text == "Review\nReport"
    assert paragraph == Paragraph("one line")
    assert lines == [Paragraph(text) for text in ("first", "second", "third")]


@pytest.mark.parametrize(
    "block",
    [
        "<h2>Related</h2><ul><li><a href='/a'>Prize for the choir</a></li></ul>",
        "<h3>More news</h3><ul><li><a href='/a'>Prize for the choir</a> 3 May 2021</li></ul>",
        "<p><strong>See also</strong></p><p><a href='/a'>Prize for the choir</a></p>",
        "<div><h2>In this section</h2><div><a href='/a'>Prize for the choir</a></div></div>",
        "<div><div><h2>Read next</h2></div></div><div><a href='/a'>Prize for the choir</a></div>",
        "<p>Share this page: Facebook, LinkedIn</p>",
    ],
)
def test_links_to_other_pages_are_navigation(block: str) -> None:
    page = f"<main><h1>Fair panels</h1>{block}<p>Each panel has a trained member.</p></main>"
    reading = read(_page(page))
    assert [getattr(block, "text", "") for block in reading.blocks] == [
        "Fair panels", "Each panel has a trained member.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "block",
    [
        "<h2>Related</h2><p>Two wards tried the same with <a href='/a'>their own form</a>, and it"
        " took them a year.</p>",
        "<h2>See also</h2><ul><li>Complaints fell by half</li></ul>",
        "<h2>Guidance</h2><ul><li><a href='/a'>Complaints fell by half</a></li></ul>",
        "<p>Share this learning with LinkedIn groups of your own</p>",
    ],
)
def test_prose_and_lists_that_are_no_navigation_stay(block: str) -> None:
    page = f"<main><h1>Fair panels</h1>{block}<p>Each panel has a trained member.</p></main>"
    reading = read(_page(page))
    said = "".join(getattr(block, "text", "") for block in reading.blocks)
    wanted = re.sub("<[^>]*>", "", page)
    assert "".join(said.split()) == "".join(wanted.split())


@pytest.mark.parametrize(
    ("opened", "depth"),
    [("<div>", 3000), ("<span>", 3000), ("<ul><li>", 400), ("<dl><dd>", 200), ("<b><p>", 500)],
)
def test_elements_within_elements_without_end_lose_their_depth_and_no_word(
    opened: str, depth: int
) -> None:
    reading = read(_page(f"<p>The first line.</p>{opened * depth}The deepest line."))
    assert str(reading.blocks).count("The deepest line.") == 1


def test_a_list_of_terms_within_another_is_read_once() -> None:
    reading = read(
        _page("<dl><dt>Lead</dt><dd><dl><dt>Name</dt><dd>Head of HR</dd></dl></dd></dl>")
    )
    assert str(reading.blocks).count("Head of HR") == 1
