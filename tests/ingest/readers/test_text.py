"""Text extracts: headings by shape and place, lists, wrapped lines, both table kinds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.headers import mend_tables
from ingest.readers.text import read, read_blocks
from ingest.records import Heading, ListItem, Paragraph, Table


def _outline(text: str) -> list[str]:
    """Give one line per block: "#" for headings, "-" for items, "=" for tables."""
    lines: list[str] = []
    for block in read_blocks(text):
        match block:
            case Heading():
                lines.append("#" * block.level + " " + block.text)
            case ListItem():
                lines.append(f"- {block.text}")
            case Table():
                lines.append(f"= {len(block.rows)}x{len(block.header)}")
            case Paragraph():
                lines.append(block.text)
    return lines


LONG = "The trust began its work with a long look at every case that had been opened so far"


def test_a_short_line_before_a_paragraph_is_a_heading() -> None:
    assert _outline(f"A title\n\n{LONG}.\nNext part\n{LONG}.") == [
        "# A title", f"{LONG}.", "## Next part", f"{LONG}.",
    ]  # fmt: skip


def test_short_lines_at_the_end_are_no_headings() -> None:
    assert _outline(f"A title\n\n{LONG}.\n\nThank you\n\nThe team")[-2:] == [
        "Thank you",
        "The team",
    ]


def test_questions_and_requests_of_a_template_are_headings() -> None:
    text = (
        f"Form\n\nPlease describe your work, and what it led to.\n\n{LONG}.\n\nTop tips:\n\n"
        f"What could others learn from your example?\n\n- one\n- two\n\n{LONG}."
    )
    assert [line for line in _outline(text) if line.startswith("##")] == [
        "## Please describe your work, and what it led to.",
        "## Top tips:",
        "## What could others learn from your example?",
    ]


def test_lettered_headings_stand_above_plain_ones() -> None:
    lettered = f"a) Return rate\n\nPreparation\n\n{LONG}.\n\nb) Other\n\n{LONG}."
    text = f"Form\n\nWhat did you do?\n\n{lettered}"
    assert [line for line in _outline(text) if line.startswith("#")] == [
        "# Form", "## What did you do?", "### a) Return rate", "#### Preparation", "### b) Other",
    ]  # fmt: skip


def test_labelled_lines_are_paragraphs_of_their_own() -> None:
    text = f"Your details\nName: X Trust\nYour post: Head of HR\n\nOther\n\n{LONG}."
    assert _outline(text)[:3] == ["# Your details", "Name: X Trust", "Your post: Head of HR"]


def test_a_title_with_a_colon_is_a_heading() -> None:
    assert (
        _outline(f"Good practice: case studies\n\nAim: {LONG}.")[0]
        == "# Good practice: case studies"
    )


def test_a_lead_in_to_a_list_is_no_heading() -> None:
    assert _outline(f"T\n\n{LONG}.\nThe areas are:\n- one\n• two\n* three")[2:] == [
        "The areas are:", "- one", "- two", "- three",
    ]  # fmt: skip


def test_neighbouring_numbered_lines_are_a_list() -> None:
    blocks = read_blocks(f"T\n\n{LONG}.\n\n1. Review it.\n2. Train them.")
    assert blocks[2:] == (ListItem("Review it.", "1."), ListItem("Train them.", "2."))


def test_html_fragments_become_blocks() -> None:
    text = f"T\n\n{LONG}.\n<p>What are your aims?</p> <ul style='a'> • one • two\n<p>{LONG}.</p>"
    assert _outline(text)[2:] == ["## What are your aims?", "- one", "- two", f"{LONG}."]


def test_a_one_column_pipe_table_that_never_closes_is_a_form() -> None:
    text = f"""T

| Your details |
|---|
| Name: X Trust |
| What did you do? What helped you? {LONG} with Professor Ada |



Smith. She led it.

What was the outcome?

{LONG}."""
    assert _outline(text) == [
        "# T",
        "## Your details",
        "Name: X Trust",
        "## What did you do? What helped you?",
        f"{LONG} with Professor Ada Smith. She led it.",
        "## What was the outcome?",
        f"{LONG}.",
    ]


def test_a_pipe_table_of_several_columns_stays_a_table() -> None:
    assert _outline("T\n\n| A | B |\n|---|---|\n| 1 | 2 |\n")[1:] == ["= 1x2"]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    words = " ".join(f"word{number}" for number in range(60)) + "."
    lines = re.findall(r".{1,70}(?:\s|$)", words)
    text = "\n".join(line.strip() for line in lines)
    assert _outline(f"A title\n\n{text}\n\n{text}") == ["# A title", words, words]


def test_a_paragraph_cut_by_a_page_break_is_joined() -> None:
    assert _outline(f"T\n\n{LONG}\n\n\n\nand it went well.\n\n\n\nPart two\n\n{LONG}.")[1:3] == [
        f"{LONG} and it went well.", "## Part two",
    ]  # fmt: skip


def test_a_table_goes_on_below_a_page_break_and_a_repeated_header_goes() -> None:
    text = (
        "T\n\nAction\tLead\nTrain all\tHR\n\nAction\tLead\nCheck all\tOD\n\nYear\tShare\n2019\t5%\n"
    )
    tables = [block for block in read_blocks(text) if isinstance(block, Table)]
    assert [row.cells[0].text for row in tables[0].rows] == [
        "Train all",
        "Check all",
        "Year",
        "2019",
    ]


def test_another_header_begins_another_table() -> None:
    text = "T\n\nAction\tLead\nTrain all\tHR\n\nObjective\tTimescale\nCheck all\tMay 2020\n"
    assert _outline(text)[1:] == ["= 1x2", "= 1x2"]


def test_a_tab_after_a_bullet_or_in_prose_is_no_table() -> None:
    assert _outline(f"T\n\n{LONG}.\n\n•\tone\n1.\tName:\tX")[2] == "- one"
    assert _outline(f"T\n\n{LONG}.\n\nName:\tX\n\n{LONG}.")[2] == "Name: X"


def test_form_feeds_count_pages() -> None:
    pages = [block.page for block in read_blocks(f"Title\n\n{LONG}.\f{LONG}.\n\fThree\n\n{LONG}.")]
    assert pages == [1, 1, 2, 3, 3]


def test_bytes_are_decoded_with_a_warning() -> None:
    reading = read("Café\n\nA price of £5.".encode("cp1252"))
    assert reading.format == "text"
    assert isinstance(reading.blocks[0], Heading)
    assert reading.blocks[0].text == "Café"
    assert len(reading.warnings) == 1


LINE = st.sampled_from(
    ["", "", "A heading", "What did you do?", "- item", "• a • b", "Name: X", "x\ty\tz", "1.1 a\tb",
     "| a | b |", "|---|---|", "a sentence that is long enough to go on and on.", "and lower case",
     "<p>tag</p> <ul> • z", "1. one", "a) two", "====", "\f", "Page 3 of 4 pages", "word " * 30]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE, max_size=14))
def test_no_word_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    parts: list[str] = []
    for block in read_blocks(text):
        if isinstance(block, Table):
            parts += [*block.header, *block.debris]
            parts += [cell.text for row in block.rows for cell in row.cells]
        else:
            parts.append(f"{getattr(block, 'marker', '')} {block.text}")
    found = re.findall(r"\w+", " ".join(parts))
    plain = re.sub(r"<[^>]+>", " ", text)
    for word in re.findall(r"\w+", plain):
        assert word in found, (word, lines)


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t\n", "|", "|---|", "<p>", "•", "-", "\f"])
def test_next_to_nothing_is_read_as_nothing(text: str) -> None:
    blocks = read_blocks(text)
    assert not any(isinstance(block, Heading | Table) for block in blocks)


@pytest.mark.parametrize("gap", [" | ", "\t"])
def test_lines_with_bars_between_cells_are_a_table_as_tabbed_ones_are(gap: str) -> None:
    lines = [
        ("Ref", "Indicator", "Action", "Owner", "Due"),
        ("1", "1", "Fund twelve places", "Head of Education", "May 2023"),
        ("2", "3", "Report each quarter", "Director of People", "April 2023"),
        ("3", "5", "Write to those who abuse crews", "Security Manager", "June 2023"),
    ]
    text = "RACE EQUALITY PLAN\n\n" + "\n".join(gap.join(line) for line in lines)
    *_, table = mend_tables(read_blocks(text))
    assert isinstance(table, Table)
    assert table.header == lines[0]
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == lines[1:]


def test_a_line_of_links_is_no_table() -> None:
    blocks = read_blocks("Home | News | Jobs\nOur plan is below | as ever | here\n\nText.")
    assert not any(isinstance(block, Table) for block in blocks)


def test_a_page_number_amid_a_sentence_goes_and_the_sentence_stays_whole() -> None:
    text = f"A title\n\n{LONG}.\n\nEvery new case is read by two\n\n7\n\nmanagers on the same day."
    assert _outline(text)[-1] == "Every new case is read by two managers on the same day."


def test_a_figure_on_its_own_line_stays() -> None:
    text = f"A title\n\n{LONG}.\n\nCases opened\n\n7\n\nof which closed\n\n{LONG}."
    assert "7" in _outline(text)


def test_running_lines_are_the_letterhead_and_no_headings() -> None:
    text = (
        f"A title\n\n{LONG}.\n\nMoor Trust   Page 1 of 2\n\n{LONG}.\n\nMoor Trust   Page 2 of 2\n"
    )
    reading = read(text.encode())
    assert [block.text for block in reading.blocks if not isinstance(block, Table)] == [
        "A title", f"{LONG}.", f"{LONG}.",
    ]  # fmt: skip
    assert reading.letterhead == ("Moor Trust",)


def test_the_tail_of_a_wrapped_label_is_no_heading() -> None:
    text = f"A title\n\nName and post: Ann Reed, Head of Learning and\nTalent\n\n{LONG}."
    assert _outline(text)[1:] == [
        "Name and post: Ann Reed, Head of Learning and Talent",
        f"{LONG}.",
    ]


def test_entries_of_a_contents_list_are_no_headings() -> None:
    text = f"A title\n\nContents\nAims ........ 2\nFindings ........ 5\n\nAims\n\n{LONG}."
    assert _outline(text) == [
        "# A title", "## Contents", "Aims ........ 2", "Findings ........ 5", "## Aims", f"{LONG}.",
    ]  # fmt: skip


def test_a_numbered_line_right_above_sentences_opens_a_section() -> None:
    names = "\n".join(f"{name} Hospital - A. Person, Head of People" for name in "ABCD")
    text = f"Handbook\n\n1. What it is\n{LONG}.\n\n2. Who leads\nLead: A. Person\n{names}\n\n"
    lines = _outline(f"{text}3. What next\n{LONG}.")
    assert [line for line in lines if line.startswith("#")] == [
        "# Handbook", "## 1. What it is", "## 2. Who leads", "## 3. What next",
    ]  # fmt: skip


def test_numbered_items_are_no_headings() -> None:
    text = f"Tips\n\n{LONG}.\n\n1. Ask first\n2. Write it down\n3. Come back\n\n{LONG}."
    assert [line for line in _outline(text) if line.startswith("#")] == ["# Tips"]


def test_a_line_that_ends_with_who_and_when_is_no_heading() -> None:
    line = "9.1 Read the letters again. A. Person, May 2022"
    assert line in _outline(f"Minutes\n\nACTIONS\n{line}\n\n4 Close\n\n{LONG}.")


def test_columns_parted_by_spaces_are_a_table() -> None:
    lines = [
        "No.  Action               Owner     Due",
        "1    Count the leavers    AB        3 May 2024",
        "2    Ask the panels       CD, EF    9 June 2024",
    ]
    assert _outline("\n".join(["Log of actions", "", *lines])) == ["# Log of actions", "= 2x4"]
