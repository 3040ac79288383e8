"""Rows of figures: what changed between two periods, and when a row must be left alone."""

import pytest

from ingest.figures import Series, header_of, indicators_of, read_row, stands_still


@pytest.mark.parametrize(
    ("row", "header", "series"),
    [
        ("Theatre | 40% | 50%", "Area | Before | 2018", Series("Theatre", "40%", "50%", "2018")),
        ("Cases | 4.6 | 2", "Measure | 2015 | 2019", Series("Cases", "4.6", "2", "2015 to 2019")),
        (
            "Band 2 | 21.9% | 23.9%",
            "Group | Band | BME share, March 2018 | BME share, March 2019",
            Series("Band 2, BME share", "21.9%", "23.9%", "March 2018 to March 2019"),
        ),
        ("Trained | 9.5% | 10% | 13%", "Measure | Previous | Latest | National",
         Series("Trained", "9.5%", "10%", "")),
        ("Heard | 30 | 25", "Measure | 2020/21 | 2018/19", Series("Heard", "25", "30",
         "2018/19 to 2020/21")),
    ],
)  # fmt: skip
def test_a_row_gives_its_first_and_last_figure(row: str, header: str, series: Series) -> None:
    assert read_row(row, header) == (series,)


@pytest.mark.parametrize(
    ("row", "bme"),
    [
        ("Bullied by staff: BME / white | 30% / 21% | 27% / 22%", ("30%", "27%")),
        ("Bullied by staff (White / BME) | 21% / 30% | 22% / 27%", ("30%", "27%")),
        ("BME staff bullied (white staff in brackets) | 30% (21%) | 27% (22%)", ("30%", "27%")),
    ],
)
def test_pairs_of_figures_are_told_apart_by_the_row(row: str, bme: tuple[str, str]) -> None:
    found = {each.group: (each.before, each.after) for each in read_row(row, "Of | 2021 | 2022")}
    assert found == {"BME": bme, "white": ("21%", "22%")}


def test_pairs_of_nobody_are_left_alone() -> None:
    assert not read_row("Bullied | 30% / 21% | 27% / 22%", "Of | 2021 | 2022")


def test_columns_of_two_groups_are_two_changes() -> None:
    header = "Measure | BME 2018 | White 2018 | BME 2020 | White 2020"
    found = read_row("Bullied | 30% | 20% | 25% | 24%", header)
    assert [(each.measure, each.before, each.after) for each in found] == [
        ("Bullied, BME", "30%", "25%"),
        ("Bullied, White", "20%", "24%"),
    ]


@pytest.mark.parametrize(
    ("row", "header"),
    [
        ("2018 | 18.5% | 80.0%", "Year | BME | White"),
        ("White staff | 63.4% | 61.5%", "Measure | Previous | Latest | National"),
        ("East | not given | 44%", "Trust | Before | 2018"),
        ("Ratio | 1.9 | 1.2", "Measure | 2019 | Target 2021"),
        ("Target for band 8a | 10% | 12%", "Measure | 2020 | 2021"),
        ("Band 9 | 0.0% | 0.0%", "Band | 2018 | 2019"),
        ("10% | 12%", "2018 | 2019"),
        ("nothing in it", ""),
    ],
)
def test_a_row_whose_figures_cannot_be_placed_in_time_is_left_alone(row: str, header: str) -> None:
    assert read_row(row, header) == ()


def test_the_header_is_the_last_row_of_labels_in_the_context() -> None:
    assert header_of("Report\nThe figures\nMeasure | 2018 | 2019\nClinical") == (
        "Measure | 2018 | 2019"
    )
    assert header_of("Report\nThe figures") == ""


INDICATORS = "No | Indicator | 2018/19 | 2019/20 | Change"


@pytest.mark.parametrize(
    ("row", "series"),
    [
        (
            "3 | Likelihood of entry | 1.40 | 1.62 | Worse",
            [Series("Likelihood of entry", "1.40", "1.62", "2018/19 to 2019/20", "", "worse")],
        ),
        (
            "6 | Bullying by staff | BME 25% White 21% | BME 23%, White 21.5% | No change",
            [
                Series("Bullying by staff", "25%", "23%", "2018/19 to 2019/20", "BME", "same"),
                Series("Bullying by staff", "21%", "21.5%", "2018/19 to 2019/20", "white", "same"),
            ],
        ),
    ],
)
def test_a_row_may_judge_itself_and_give_two_groups(row: str, series: list[Series]) -> None:
    assert list(read_row(row, INDICATORS)) == series


def test_equal_figures_are_no_change() -> None:
    assert stands_still("4 | Access to training | 1.1 | 1.1 | Same", INDICATORS)
    assert not stands_still("4 | Access to training | 1.1 | 1.2 | Worse", INDICATORS)
    assert not stands_still("4 | Access to training", INDICATORS)


@pytest.mark.parametrize(
    ("row", "header", "numbers"),
    [
        ("1 Black and Asian staff, bands 8 and 9 | 9% | 8%", "Indicator | 2019 | 2020", (1,)),
        ("5, 6 Abuse | 28% | 26%", "WRES metric | 2019 | 2020", (5, 6)),
        ("8 | Staff by band | 28% | 26%", INDICATORS, (8,)),
        ("2 | Canteen prices | 4 | 6", "No | What | 2019 | 2020", ()),
    ],
)
def test_the_first_cell_alone_names_the_indicator(
    row: str, header: str, numbers: tuple[int, ...]
) -> None:
    assert indicators_of(row, header) == numbers


def test_a_last_step_that_goes_back_makes_a_row_mixed() -> None:
    header = "Measure | 2020 | 2021 | 2022"
    (turned,) = read_row("Ratio | 1.9 | 1.1 | 1.4", header)
    (steady,) = read_row("Ratio | 1.9 | 1.4 | 1.1", header)
    assert (turned.verdict, steady.verdict) == ("mixed", "")


@pytest.mark.parametrize("remark", [" | Highest so far", ""])
def test_a_remark_behind_the_figures_and_a_note_to_one_are_left_out(remark: str) -> None:
    header = "Measure | 2021 | 2022 | Comparator 2022 | Remark"
    row = f"Heard | 30% (restated) | 40% | 38%{remark}"
    assert read_row(row, header) == (Series("Heard", "30%", "40%", "2021 to 2022"),)
