"""Columns are known by their heading's wording, else by their content."""

import pytest

from ingest.columns import (
    content_role,
    fit_header,
    is_date,
    is_indicator,
    is_people,
    role_of,
    roles,
)
from ingest.records import Cell, Role, Row, Table


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("WRES Indicator", Role.INDICATOR), ("Metric", Role.INDICATOR), ("WRES", Role.INDICATOR),
        ("Objective", Role.OBJECTIVE), ("Aim", Role.OBJECTIVE), ("Theme", Role.OBJECTIVE),
        ("What do we plan to do?", Role.OBJECTIVE),
        ("Action", Role.ACTION), ("How? Implementation", Role.ACTION),
        ("Key activities", Role.ACTION),
        ("What will we do?", Role.ACTION), ("Actions required", Role.ACTION),
        ("Lead", Role.LEAD), ("By who", Role.LEAD), ("Action owner", Role.LEAD),
        ("Responsible officer", Role.LEAD), ("Accountable", Role.LEAD), ("Lead(s)", Role.LEAD),
        ("Timescale", Role.TIMESCALE), ("Timeline", Role.TIMESCALE), ("By when", Role.TIMESCALE),
        ("Target date", Role.TIMESCALE), ("Due", Role.TIMESCALE),
        ("Completion date", Role.TIMESCALE),
        ("To be completed by", Role.TIMESCALE),
        ("Success measure", Role.SUCCESS_MEASURE), ("Impact", Role.SUCCESS_MEASURE),
        ("KPI", Role.SUCCESS_MEASURE), ("Expected outcome", Role.SUCCESS_MEASURE),
        ("How will we know it worked?", Role.SUCCESS_MEASURE),
        ("How we will know", Role.SUCCESS_MEASURE), ("WRES ref.", Role.INDICATOR),
        ("Target", Role.SUCCESS_MEASURE),
        ("Status", Role.STATUS), ("RAG", Role.STATUS), ("Progress to date", Role.STATUS),
        ("Our commitment", Role.ACTION), ("What", Role.ACTION), ("Pledge", Role.ACTION),
        ("What has happened", Role.STATUS), ("Impact to date", Role.STATUS),
        ("Outcome (if known)", Role.STATUS), ("Results", Role.STATUS),
        ("What we did", Role.STATUS), ("Results expected", Role.OTHER),
        ("No.", Role.NUMBER), ("Ref", Role.NUMBER), ("Action no", Role.NUMBER), ("#", Role.NUMBER),
        ("2019", Role.OTHER), ("White staff", Role.OTHER), ("", Role.OTHER),
    ],
)  # fmt: skip
def test_wordings_of_headings(label: str, role: Role) -> None:
    assert role_of(label) is role


@pytest.mark.parametrize(
    "text",
    ["December 2018", "12 months", "2019 onwards", "Q3 2021/22", "Ongoing", "31/03/2022",
     "By end of March 2021", "November 2020 ongoing", "Within 6 months", "Monthly", "Apr-22",
     "31-Mar-23", "Sept ’22"],
)  # fmt: skip
def test_dates(text: str) -> None:
    assert is_date(text)
    assert not is_people(text)


@pytest.mark.parametrize(
    "text", ["Review by the board in March of every case that was opened in 2019", "Band 8a", "24%"]
)
def test_no_dates(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize(
    "text", ["HR Operations", "EDI Lead (AB)/ER Team", "Deputy Director of Nursing"]
)
def test_people(text: str) -> None:
    assert is_people(text)


@pytest.mark.parametrize(
    "text", ["All 1-9", "2, 7 & 9", "WRES 3", "Indicator 5", "4.0 WRES 7 From 2016", "1 and 2"]
)
def test_indicators(text: str) -> None:
    assert is_indicator(text)


@pytest.mark.parametrize("text", ["Fairer interview panels", "–", "Reduce bullying by 2021"])
def test_no_indicators(text: str) -> None:
    assert not is_indicator(text)


def test_content_tells_the_role() -> None:
    assert content_role(["May 2020", "", "12 months"]) is Role.TIMESCALE
    assert content_role(["HR Director", "Head of Recruitment"]) is Role.LEAD
    assert content_role(["1.1", "1.2", "1.3"]) is Role.NUMBER
    assert content_role(["2", "5", "8", "1", "7"]) is Role.INDICATOR
    assert content_role(["Complete", "On track", "Red"]) is Role.STATUS
    assert content_role(["We shall do this and that", "and something else"]) is Role.OTHER


PLAN = [
    ("All", "Fair panels for all", "Train all panels", "HR Director", "May 2020", "Trust is seen"),
    ("", "", "Publish who sits on them", "Head of Training", "12 months", "Panels are mixed"),
    ("2, 3", "Fewer cases", "Check each case first", "ER Team", "June 2021", "Fewer are opened"),
]  # fmt: skip


def test_one_label_may_span_two_columns() -> None:
    columns = [list(cells) for cells in zip(*PLAN, strict=True)]
    labels = ("Indicator", "Action", "Owner", "When", "Impact", "")
    header = fit_header(labels, columns)
    assert header == ("Indicator", "Action", "", "Owner", "When", "Impact")


def test_labels_that_fit_stay_where_they_are() -> None:
    columns = [list(cells) for cells in zip(*PLAN, strict=True)]
    labels = ("Indicator", "Objective", "Action", "", "When", "Impact")
    assert fit_header(labels, columns) == labels


def test_the_sparser_of_two_action_columns_is_the_objective() -> None:
    rows = tuple(Row(tuple(Cell(text) for text in line)) for line in PLAN)
    table = Table(("Indicator", "Action", "", "Owner", "When", "Impact"), rows)
    assert roles(table) == (
        Role.INDICATOR, Role.OBJECTIVE, Role.ACTION, Role.LEAD, Role.TIMESCALE,
        Role.SUCCESS_MEASURE,
    )  # fmt: skip


def test_a_plan_without_headings_is_known_by_content() -> None:
    rows = tuple(Row(tuple(Cell(text) for text in line)) for line in PLAN)
    found = roles(Table(("",) * 6, rows))
    assert found[2:] == (Role.ACTION, Role.LEAD, Role.TIMESCALE, Role.SUCCESS_MEASURE)


def test_each_role_has_one_column() -> None:
    table = Table(
        ("Action", "Start date", "Target date", "Lead", "Lead"),
        (Row(tuple(Cell(text) for text in ("Do it", "May 2020", "June 2020", "", "HR"))),),
    )
    assert roles(table) == (Role.ACTION, Role.OTHER, Role.TIMESCALE, Role.OTHER, Role.LEAD)


def test_leads_and_status_may_have_neighbouring_columns() -> None:
    table = Table(
        ("Action", "Executive lead", "Operational lead", "By when", "RAG", "Progress"),
        (Row(tuple(Cell(text) for text in ("Do it", "CEO", "HR", "May 2020", "Red", "Begun"))),),
    )
    assert roles(table) == (
        Role.ACTION, Role.LEAD, Role.LEAD, Role.TIMESCALE, Role.STATUS, Role.STATUS,
    )  # fmt: skip


def test_the_part_of_a_divided_label_counts() -> None:
    assert role_of("Who and when: Lead") is Role.LEAD
    assert role_of("Timescale: Start") is Role.TIMESCALE


def test_status_columns_stay_together_over_a_blank_one() -> None:
    header = ("Action", "% complete", "RAG", "Update")
    table = Table(header, (Row(tuple(Cell(text) for text in ("Train", "60%", "", "Begun"))),))
    assert roles(table) == (Role.ACTION, Role.STATUS, Role.STATUS, Role.STATUS)


def test_the_prose_before_leads_and_dates_is_the_action_whatever_its_heading() -> None:
    def given(*rows: tuple[str, ...]) -> tuple[Role, ...]:
        header = ("Line of work", "Owner", "Due")
        cells = tuple(Row(tuple(Cell(text) for text in row)) for row in rows)
        return roles(Table(header, cells))

    keyed = (Role.LEAD, Role.TIMESCALE)
    assert given(("Write to every ward about pay", "HR Manager", "May 2022")) == (
        Role.ACTION, *keyed
    )  # fmt: skip
    assert given(("Pay", "HR Manager", "May 2022")) == (Role.OTHER, *keyed)
