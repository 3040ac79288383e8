"""Lines that head nothing: told from headings, and made paragraphs in any format."""

import pytest

from ingest import furniture, titles
from ingest.canonical import render
from ingest.read import read
from ingest.records import Heading, Paragraph


@pytest.mark.parametrize(
    "line",
    ["OFFICIAL", "Official - Sensitive", "Classification: Official", "Marking: Public",
     "Private and confidential", "COMMERCIAL IN CONFIDENCE", "Not protectively marked"],
)  # fmt: skip
def test_markings_are_told(line: str) -> None:
    assert furniture.is_marking(line)


@pytest.mark.parametrize(
    "line", ["Public", "Confidential advice for staff", "Official opening of the hub", "Draft"]
)
def test_what_only_speaks_of_a_marking_is_none(line: str) -> None:
    assert not furniture.is_marking(line)


def test_a_marking_is_no_title() -> None:
    data = b"OFFICIAL\n\nStaff networks: what we learned\n\nThe networks met twice in the year.\n"
    reading = read(data, "networks.txt")
    assert titles.find("Confidential", render(reading)) == "Staff networks: what we learned"
    assert "OFFICIAL" in [block.text for block in reading.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    "line",
    ["Page 2 of 9", "Moor Trust   Page 2", "Moor Trust Page 2 of 9", "Page 2 | Annual report",
     "Page 2/9 Moor Trust"],
)  # fmt: skip
def test_running_lines_carry_a_page_mark(line: str) -> None:
    assert furniture.page_mark(line)


@pytest.mark.parametrize("line", ["Results are on page 4", "Page 4 shows them", "Paging 4 of 5"])
def test_prose_that_names_a_page_carries_no_mark(line: str) -> None:
    assert not furniture.page_mark(line)


def test_only_marks_that_come_back_are_running_lines() -> None:
    lines = ["Moor Trust  Page 1 of 2", "Moor Trust  Page 2 of 2", "Annex  Page 7 of 9"]
    assert furniture.running_lines(lines) == set(lines[:2])


def test_contents_lists_are_told_by_dots_by_page_numbers_and_by_what_comes_back() -> None:
    assert furniture.contents_entries(["1. Aims ...... 3", "Text"]) == {0}
    assert furniture.contents_entries(["Aims 2", "Methods 4", "Findings 4", "Text"]) == {0, 1, 2}
    assert furniture.contents_entries(["Band 7", "Band 6", "Band 5"]) == frozenset()
    assert furniture.contents_entries(["Contents", "Aims", "Aims", "Text"]) == {1}


def test_headings_of_a_page_that_head_nothing_become_paragraphs() -> None:
    page = (
        "<main><h1>A plan for fair careers</h1><h2>March 2021</h2>"
        "<h2>Agreed by the council, 3 May</h2><h2>Aims</h2><p>We want careers to be fair.</p>"
        "<h2>June 2021</h2><p>The first course began.</p></main>"
    )
    blocks = read(f"<html><body>{page}</body></html>".encode(), "plan.html").blocks
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings == ["A plan for fair careers", "Aims", "June 2021"]
    assert Paragraph("Agreed by the council, 3 May") in blocks


def test_formalities_of_minutes_and_lines_of_contents_are_told() -> None:
    assert furniture.is_formality("Minutes of the previous meeting were agreed.")
    assert furniture.is_formality("Approved as a true record.")
    assert furniture.is_formality("Date of next meeting: 4 July.")
    assert furniture.is_formality("(Journal of Wards 2019; 41: 7, 12-15.)")
    assert not furniture.is_formality("In 2019 the rate was 41; it was 7, 12 and 15 in others.")
    assert furniture.is_formality("Ratified by the Audit Committee, 3 May.")
    assert not furniture.is_formality("Agreed to extend the scheme to all wards.")
    assert not furniture.is_formality("The next meeting will review the scheme.")
    assert furniture.holds_entries("3. Aims ..... 4\n4. Results ..... 7")
    assert not furniture.holds_entries("We waited ... and in 2020 it came.")
