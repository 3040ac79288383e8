"""Header rows are told from rows of data; tables that a break has parted are one again."""

import pytest

from ingest.headers import count_header_rows, is_label_row, make_table, mend_tables
from ingest.records import Cell, Heading, Row, Table

HEADER = ("Objective", "Action", "Lead")


def _cells(*lines: tuple[str | None, ...]) -> list[list[Cell]]:
    return [[Cell(text or "", is_merged=text is None) for text in line] for line in lines]


def _table(header: tuple[str, ...], *lines: tuple[str, ...]) -> Table:
    return Table(header, tuple(Row(tuple(Cell(text) for text in line)) for line in lines))


@pytest.mark.parametrize(
    ("texts", "is_label"),
    [
        (("Action", "Lead", "By when"), True),
        (("Band", "2019/20", "2020/21"), True),
        (("Band 6", "12", "14"), False),
        (("Fair panels", "Train them all.", "HR"), False),
        (("Fair panels", "Head of OD", "May 2020"), False),
        (("Measure", "March 2022", "March 2023", "Better or worse"), True),
        (("Start panels", "HR", "April 2022", "June 2023"), False),
        (("Only one", "", ""), False),
        (("Indicator", "2022/23", "Narrative: " + "what it means " * 5, "Action taken"), True),
    ],
)
def test_labels_are_told_from_data(texts: tuple[str, ...], is_label: bool) -> None:
    assert is_label_row(texts) is is_label


def test_labels_may_span_the_labels_below_them() -> None:
    cells = _cells(
        ("Action", "Who and when", "", "Status"),
        (None, "Lead", "By when", None),
        ("Train all panels", "HR", "May 2020", ""),
    )
    assert count_header_rows(cells) == 2
    table = make_table(cells)
    assert table.header == ("Action", "Who and when: Lead", "Who and when: By when", "Status")
    assert len(table.rows) == 1


def test_rows_that_the_file_marks_are_the_header() -> None:
    cells = _cells(("A", "B"), ("1", "2"), ("3", "4"))
    assert count_header_rows(cells, [True, False, False]) == 1
    assert count_header_rows(cells, [True, True, True]) == 1


def test_a_title_in_the_table_stands_above_it() -> None:
    table = _table(("", "", ""), ("The plan", "", ""), HEADER, ("Fair", "Train", "HR"))
    assert mend_tables([table]) == (Heading("The plan", 3), _table(HEADER, ("Fair", "Train", "HR")))


def test_tables_below_a_repeated_title_are_one() -> None:
    first, second = _table(HEADER, ("a", "b", "c")), _table(HEADER, ("d", "e", "f"))
    title, again = Heading("Plan", 1), Heading("Plan (continued)", 1)
    whole = _table(HEADER, ("a", "b", "c"), ("d", "e", "f"))
    assert mend_tables([title, first, again, second]) == (title, whole)
    other = Heading("Another plan", 1)
    assert mend_tables([title, first, other, second]) == (title, first, other, second)


def test_a_year_above_several_columns_counts_for_each() -> None:
    cells = _cells(
        ("Indicator", "2021", "", "2022", ""),
        (None, "White", "BME", "White", "BME"),
        ("5", "25.0%", "31.0%", "26.0%", "30.0%"),
    )
    assert make_table(cells).header == (
        "Indicator", "2021: White", "2021: BME", "2022: White", "2022: BME",
    )  # fmt: skip
