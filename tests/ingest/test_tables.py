"""Tables of tab-separated lines: whole cells, right rows, debris apart."""

import random
import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.records import Cell, Row, Table
from ingest.tables import TabLine, build_table, settle

HEADER = "Indicator\tWhat we plan\tHow?\tLead\tTimescale\tSuccess measure"


def _build(*lines: str) -> Table:
    """Build a table of lines; a blank line is a page break."""
    parts: list[TabLine] = []
    is_cut = False
    for line in lines:
        if line:
            parts.append(TabLine(tuple(line.split("\t")), is_cut))
        is_cut = not line
    return build_table(parts)


def _texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple("^" if c.is_merged else c.text for c in row.cells) for row in table.rows]


# ------------------------------------------------------------------ one line a row


def test_each_line_is_a_row() -> None:
    table = _build("Year\tBME\tWhite", "2019\t10%\t20%", "2020\t11%\t19%")
    assert table.header == ("Year", "BME", "White")
    assert _texts(table) == [("2019", "10%", "20%"), ("2020", "11%", "19%")]


def test_blank_leading_cells_of_a_plan_continue_from_above_but_a_blank_timescale_is_blank() -> None:
    table = _build(
        "Indicator\tObjective\tAction\tLead\tTimescale",
        "3\tFewer cases\tCheck each case first\tHR Director\tMay 2020",
        "\t\tTrain all managers\tOD Lead\t",
        "5\t\tPut up posters everywhere\tComms Team\tMay 2021",
        "\t\tHold a webinar for staff\tComms Team\tMay 2021",
    )
    assert _texts(table) == [
        ("3", "Fewer cases", "Check each case first", "HR Director", "May 2020"),
        ("^", "^", "Train all managers", "OD Lead", ""),
        ("5", "", "Put up posters everywhere", "Comms Team", "May 2021"),
        ("^", "", "Hold a webinar for staff", "Comms Team", "May 2021"),
    ]


def test_an_objective_in_the_indicator_column_is_moved() -> None:
    table = _build(
        "Indicator\tObjective\tAction\tLead\tTimescale",
        "1, 2\tFair panels\tTrain all panels\tHR Director\tMay 2020",
        "More senior staff from minorities\t\tMentor the staff\tOD Lead\tMay 2020",
        "4\tFair training\tPublish all courses\tOD Lead\tMay 2020",
    )
    assert _texts(table)[1][:3] == ("^", "More senior staff from minorities", "Mentor the staff")


def test_bullets_and_tags_in_a_cell_are_lines() -> None:
    table = _build("Action\tLead", "<ul> • one • two \t<p>HR</p> <p>OD</p>", "three\tComms")
    assert _texts(table)[0] == ("• one\n• two", "HR\nOD")


def test_a_ruling_line_is_no_row() -> None:
    assert len(_build("Action\tLead", "Do it\tHR", "---\t------").rows) == 1


def test_lower_case_values_are_rows_of_their_own() -> None:
    table = _build("Band\tReported", "one\tyes", "two\tno", "three\tnot stated")
    assert len(table.rows) == 3


# ------------------------------------------------------------------ rows wrapped over lines


def test_wrapped_cells_are_whole_and_in_reading_order() -> None:
    table = _build(
        HEADER,
        "1.0 WRES 1\tOpen up\t1.1.1 Advertise every\tDivisional\tMay\tFrom 24% to",
        "Baseline 24%\tposts\tpost that falls vacant.\tLevel\t2019\t26%.",
        "\t\t1.1.2 Publish what was\tHR and\t12 months\t",
        "\t\tdecided and why.\tOD; Comms\t\t",
        "\t\t1.1.3 Review it.\tHR\t\t",
        "2.0 WRES 2\tFair panels\t2.1.1 Train panels.\tOD\tMay 2019\tFewer gaps.",
        "\t\t2.1.2 Check panels.\tOD\t\t",
        "\t\t2.1.3 Report on them.\tHR\t\t",
    )
    assert _texts(table) == [
        ("1.0 WRES 1 Baseline 24%", "Open up posts",
         "1.1.1 Advertise every post that falls vacant.",
         "Divisional Level", "May 2019", "From 24% to 26%."),
        ("^", "^", "1.1.2 Publish what was decided and why.", "HR and OD; Comms", "12 months", "^"),
        ("^", "^", "1.1.3 Review it.", "HR", "", "^"),
        ("2.0 WRES 2", "Fair panels", "2.1.1 Train panels.", "OD", "May 2019", "Fewer gaps."),
        ("^", "^", "2.1.2 Check panels.", "OD", "", "^"),
        ("^", "^", "2.1.3 Report on them.", "HR", "", "^"),
    ]  # fmt: skip


def test_a_fragment_one_line_above_its_row_belongs_to_it() -> None:
    table = _build(
        "How?\tLead\tTimescale",
        "1.1.1 Advertise\tDirector\t12 months",
        "every post\tof HR\t",
        "that is free\t\t",
        "and any other.\tEducation &\tMay",
        "1.1.2 Train all\t\t2019",
        "who decide.\tTraining\t",
        "1.1.3 End.\tComms\t",
    )
    assert [row[1:] for row in _texts(table)] == [
        ("Director of HR", "12 months"),
        ("Education & Training", "May 2019"),
        ("Comms", ""),
    ]


def test_two_rows_on_one_line_share_its_cells_or_have_a_repetition_each() -> None:
    table = _build(
        "How?\tLead\tTimescale",
        "1.1.1 Begin.\tComms\tMay",
        "1.1.2 Explore the data. 1.1.3 Audit the\tRecruitment\t12 months 12 months",
        "applications.\t\t",
        "1.1.4 Post it.1.1.5 Check the\tLevel One Level One\t",
        "result.\t\t",
    )
    assert _texts(table)[1:] == [
        ("1.1.2 Explore the data.", "Recruitment", "12 months"),
        ("1.1.3 Audit the applications.", "^", "12 months"),
        ("1.1.4 Post it.", "Level One", ""),
        ("1.1.5 Check the result.", "Level One", ""),
    ]


def test_a_row_that_starts_on_a_continuation_line_takes_its_cells() -> None:
    table = _build(
        "How?\tLead\tTimescale",
        "1.1.1 Review posts that\tComms\tMay",
        "run on. 1.1.2 Share out\tHR\t",
        "the chances.\t\t",
        "1.1.3 End.\tOD\tJune",
    )
    assert [row[1:] for row in _texts(table)] == [("Comms", "May"), ("HR", ""), ("OD", "June")]


def test_ghosts_echoes_and_strays_are_debris() -> None:
    table = _build(
        "Baseline\tHow?\tLead\tTimescale",
        "4.0.9(1)\tactions\t5\t",
        "WRES 1: the share is small.\t1.1.1 Review the share of staff.\tDirector\t12 months",
        "is small.\t\tof HR\t12 months",
        "\t\tF\t",
        "\t1.1.2 Train the staff.\tEducation\tMay 2019",
        "\t9.8.7 Txrlin tbe stnff.\tEdncatiom\tMay 2019",
        "привет\t1.1.3 Report on the staff.\tEducation\tMay 2019",
    )
    assert table.header == ("Baseline", "How? actions", "Lead", "Timescale")
    assert _texts(table) == [
        ("WRES 1: the share is small.", "1.1.1 Review the share of staff.",
         "Director of HR", "12 months"),
        ("^", "1.1.2 Train the staff.", "Education", "May 2019"),
        ("^", "1.1.3 Report on the staff.", "Education", "May 2019"),
    ]  # fmt: skip
    assert set(table.debris) == {
        "4.0.9(1)", "5", "is small.", "12 months", "F", "привет",
        "9.8.7 Txrlin tbe stnff. Edncatiom May 2019",
    }  # fmt: skip


def test_a_cell_cut_by_a_page_break_is_joined_and_an_overlap_kept_once() -> None:
    table = _build(
        "How?\tLead\tTimescale",
        "1.1.1 Begin.\tHR\tMay",
        "1.1.2 Develop and promote\tTraining/HR Operations\t12 months",
        "",
        "a charter.\tOperations/ Working Party\t",
        "1.1.3 End.\tHR\tMay",
    )
    assert _texts(table)[1] == (
        "1.1.2 Develop and promote a charter.",
        "Training/HR Operations/ Working Party", "12 months",
    )  # fmt: skip


def test_numbers_in_a_column_of_their_own_start_rows() -> None:
    table = _build(
        "No\tAction\tLead\tTimescale",
        "1\tAdvertise every post\tHR Director\tMay 2019",
        "\tthat falls vacant\t\t",
        "2\tTrain all panels\tOD Lead\tJune 2019",
        "3\tPublish the results\tComms\t",
        "\tof both\tTeam\t",
    )
    assert _texts(table) == [
        ("1", "Advertise every post that falls vacant", "HR Director", "May 2019"),
        ("2", "Train all panels", "OD Lead", "June 2019"),
        ("3", "Publish the results of both", "Comms Team", ""),
    ]


def test_unnumbered_rows_are_joined_with_the_lines_that_carry_them_on() -> None:
    table = _build(
        "Action\tLead\tBy when",
        "Advertise every post that falls\tDirector of\tMay",
        "vacant in the trust and publish the\tHR\t2019",
        "results.\t\t",
        "Train all who sit on panels in\tHead of\tJune",
        "what bias is.\tTraining\t2019",
    )
    assert _texts(table) == [
        ("Advertise every post that falls vacant in the trust and publish the results.",
         "Director of HR", "May 2019"),
        ("Train all who sit on panels in what bias is.", "Head of Training", "June 2019"),
    ]  # fmt: skip


def test_merged_cells_resolve_only_in_plans() -> None:
    rows = (Row((Cell("a"), Cell("1"))), Row((Cell(""), Cell("2"))))
    table = Table(("Group", "Figure"), rows)
    assert settle(table) == table


# ------------------------------------------------------------------ any table


WORDS = st.sampled_from(
    ["alpha", "Beta", "gamma.", "Delta", "12", "HR", "epsilon-", "May", "“zeta”"]
)
CELL = st.lists(WORDS, max_size=4).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12), st.booleans())
def test_no_word_is_lost(grid: list[list[str]], is_numbered: bool) -> None:
    lines = [list(cells) for cells in grid]
    if is_numbered:
        for number, cells in enumerate(lines[1:], start=1):
            cells[0] = f"1.1.{number} {cells[0]}"
    table = build_table([TabLine(tuple(cells)) for cells in lines])
    parts = [*table.header, *(c.text for row in table.rows for c in row.cells), *table.debris]
    found = re.findall(r"\w+", " ".join(parts))
    for word in re.findall(r"\w+", " ".join(cell for cells in lines for cell in cells)):
        assert word in found
    assert all(len(row.cells) == len(table.header) for row in table.rows)


def test_building_is_quick() -> None:
    generator = random.Random(1)
    words = [
        "review",
        "every",
        "case",
        "and",
        "train",
        "the",
        "managers",
        "who",
        "decide",
        "on",
        "posts",
        "in",
    ]
    lines = [TabLine(tuple(HEADER.split("\t")))]
    for number in range(1, 60):
        for line in range(3):
            text = " ".join(generator.choice(words) for _ in range(12))
            start = f"1.1.{number} " if line == 0 else ""
            lead = "HR Operations" if line == 0 else ""
            lines.append(TabLine(("", "", start + text, lead, "", "")))
    begin = time.perf_counter()
    table = build_table(lines)
    assert time.perf_counter() - begin < 1.0
    assert len(table.rows) == 59
