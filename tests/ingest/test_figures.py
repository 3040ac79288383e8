"""Rows of figures: what changed between two periods, and when a row must be left alone."""

import pytest

from ingest.figures import Series, header_of, read_row


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
