"""One text for each document; every span gives exactly its text."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.canonical import render
from ingest.records import (
    NOWHERE,
    Block,
    Cell,
    Heading,
    ListItem,
    Paragraph,
    Reading,
    Row,
    Span,
    Table,
)


def _render(*blocks: Block, keep_contacts: bool = False) -> str:
    return render(Reading(blocks, "text"), keep_contacts=keep_contacts).text


def test_blocks_are_parted_by_blank_lines_and_items_by_line_ends() -> None:
    text = _render(Heading("Title", 1), Paragraph("One."), ListItem("a"), ListItem("b", "2."))
    assert text == "Title\n\nOne.\n\n- a\n2. b"


def test_a_table_is_header_rows_and_debris() -> None:
    table = Table(
        ("Aim", "Action", ""),
        (
            Row((Cell("x"), Cell("• one\n• two"), Cell("HR"))),
            Row((Cell("", is_merged=True), Cell("three"), Cell(""))),
        ),
        debris=("gh0st",),
    )
    canonical = render(Reading((table,), "text"))
    assert canonical.text == "Aim | Action\nx | - one\n- two | HR\nthree\ngh0st"
    (placed,) = canonical.blocks
    assert placed.cells[1][0] == placed.cells[0][0] == Span(13, 14)
    assert placed.cells[1][2] == NOWHERE
    assert [canonical.text[row.start : row.end] for row in placed.rows] == [
        "x | - one\n- two | HR",
        "three",
    ]


def test_white_space_and_controls_are_folded_and_quotes_kept() -> None:
    assert (
        _render(Paragraph("  a\u00a0 b\tc\u200b\x07 d\u00ad “e” – f\r\ng ")) == "a b c d “e” – f g"
    )


def test_contacts_are_masked_unless_kept() -> None:
    table = Table(("Who",), (Row((Cell("a@b.uk"),)),))
    assert "a@b.uk" not in _render(Paragraph("Write to a@b.uk or 01632 960123"), table)
    assert "01632 960123" in _render(Paragraph("or 01632 960123"), keep_contacts=True)


def test_blank_blocks_leave_no_trace() -> None:
    assert _render(Paragraph(" "), Paragraph("a"), Table(("",), ()), Heading("\u200b")) == "a"


TEXT = st.text(
    alphabet=st.sampled_from("abcXYZ 019.|•-–“é\u0301\u00a0\t\x00@£\u200b"), min_size=0, max_size=30
)
CELLS = st.builds(Cell, st.lists(TEXT, max_size=3).map("\n".join))


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4))
    merged = [
        Row(
            tuple(
                Cell("", is_merged=True) if number and draw(st.booleans()) else cell
                for cell in cells
            )
        )
        for number, cells in enumerate(rows)
    ]
    header = draw(st.lists(TEXT, min_size=width, max_size=width))
    return Table(tuple(header), tuple(merged), debris=tuple(draw(st.lists(TEXT, max_size=1))))


BLOCKS = st.one_of(
    st.builds(Heading, TEXT),
    st.builds(Paragraph, TEXT),
    st.builds(ListItem, TEXT, st.sampled_from(["•", "1.", "a)"])),
    _tables(),
)


def _letters(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", text.replace("\u200b", ""))
    return re.findall(r"\w+", folded)


def _words(block: Block) -> list[str]:
    if isinstance(block, Table):
        cells = [cell.text for row in block.rows for cell in row.cells]
        return [w for text in (*block.header, *cells, *block.debris) for w in _letters(text)]
    return _letters(block.text)


@settings(max_examples=200, deadline=None)
@given(st.lists(BLOCKS, max_size=6))
def test_spans_match_and_no_word_is_lost(blocks: list[Block]) -> None:
    canonical = render(Reading(tuple(blocks), "text"), keep_contacts=True)
    text = canonical.text
    assert text == unicodedata.normalize("NFC", text)
    assert not re.search(r"[^\S\n]{2}|[^\S\n]\n|\n{3}|[\x00-\x09\x0b-\x1f]", text)
    for placed in canonical.blocks:
        block = placed.block
        part = text[placed.span.start : placed.span.end]
        if not isinstance(block, Table):
            assert part.endswith(block.text)
            assert block.text
            continue
        for row, spans in zip(block.rows, placed.cells, strict=True):
            for cell, span in zip(row.cells, spans, strict=True):
                if not cell.is_merged:
                    assert text[span.start : span.end] == cell.text
                    assert (span == NOWHERE) == (not cell.text)
        for label, span in zip(block.header, placed.header, strict=True):
            assert text[span.start : span.end] == label
    kept = re.findall(r"\w+", text)
    for word in (word for block in blocks for word in _words(block)):
        assert word in kept
