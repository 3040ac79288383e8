"""Rows of placed tables: what is a row's own, what its group's, what a heading row."""

import pytest

from ingest.canonical import render
from ingest.columns import roles
from ingest.records import Cell, Placed, Reading, Role, Row, Span, Table
from ingest.rows import is_plan, place_rows

HEADER = ("Indicator", "Objective", "Action", "Lead")


def _placed(header: tuple[str, ...], *lines: tuple[str | None, ...]) -> tuple[str, Placed, Table]:
    rows = tuple(
        Row(tuple(Cell(text or "", is_merged=text is None) for text in line)) for line in lines
    )
    canonical = render(Reading((Table(header, rows),), "text"))
    (placed,) = canonical.blocks
    assert isinstance(placed.block, Table)
    return canonical.text, placed, placed.block


def _part(text: str, span: Span) -> str:
    return text[span.start : span.end]


def test_long_cells_of_a_group_stand_beside_the_row() -> None:
    text, placed, table = _placed(
        HEADER,
        ("3", "Fewer staff enter the process", "Check cases", "HR"),
        (None, None, "Train managers", "OD"),
    )
    first, second = place_rows(placed, table, text)
    assert _part(text, first.span) == "Check cases | HR"
    assert [[_part(text, cell.span) for cell in group] for group in first.groups] == [
        ["3", "Fewer staff enter the process"]
    ]
    assert _part(text, second.cell(Role.OBJECTIVE)) == "Fewer staff enter the process"
    assert second.groups == ()


def test_short_cells_of_a_group_stay_in_the_first_row() -> None:
    text, placed, table = _placed(
        HEADER, ("3", "Fewer cases", "Check", "HR"), (None, None, "Train", "OD")
    )
    first, _ = place_rows(placed, table, text)
    assert _part(text, first.span) == "3 | Fewer cases | Check | HR"


def test_a_heading_row_is_the_banner_of_the_rows_below() -> None:
    text, placed, table = _placed(
        HEADER, ("Recruitment", "", "", ""), ("2", "Fair panels", "Train", "HR")
    )
    (row,) = place_rows(placed, table, text)
    assert _part(text, row.banner) == "Recruitment"


def test_a_repeated_header_is_no_row() -> None:
    text, placed, table = _placed(HEADER, ("2", "Fair", "Train", "HR"), HEADER)
    assert len(place_rows(placed, table, text)) == 1


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Action", "Lead"), True),
        (("Objective", "Timescale"), True),
        (("Indicator", "2019"), False),
        (("Action", "2019"), False),
        (("Measure", "Target"), False),
    ],
)
def test_plans_are_told_from_figures(header: tuple[str, str], expected: bool) -> None:
    _, _, table = _placed(header, ("Review every case", "HR"), ("Train managers well", "OD"))
    assert is_plan(table, roles(table)) is expected
