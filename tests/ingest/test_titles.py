"""Titles: what the file declares, a cover sheet labels, or a heading says."""

import pytest

from ingest.canonical import render
from ingest.records import Block, Canonical, Heading, Paragraph, Reading
from ingest.titles import find


def _canonical(*blocks: Block) -> Canonical:
    return render(Reading(blocks, "docx"))


COVER = _canonical(
    Heading("Trust board, 28 September 2022"),
    Paragraph("Title of paper: Race equality: results and plan"),
)


def test_a_declared_title_comes_first() -> None:
    assert find("Race equality plan 2021", COVER) == "Race equality plan 2021"


@pytest.mark.parametrize(
    "declared",
    ["", "Microsoft Word - Enc K WRES v3.docx", "Microsoft PowerPoint - Plan", "board.html",
     "Enc K final.pdf", "PowerPoint Presentation", "Untitled", "(anonymous)", "Read me",
     "Document1", "Sheet 2"],
)  # fmt: skip
def test_what_a_program_made_up_is_no_title(declared: str) -> None:
    assert find(declared, COVER) == "Race equality: results and plan"


def test_a_heading_that_is_a_name_only_is_passed_over() -> None:
    name = Heading("HARBOUR AND VALE NHS FOUNDATION TRUST", 1)
    assert find("", _canonical(name, Heading("Race equality plan", 2))) == "Race equality plan"
    assert find("", _canonical(name)) == name.text
    whole = Heading("WRES report: Harbour NHS Trust", 1)
    assert find("", _canonical(whole, Heading("Introduction", 2))) == whole.text
