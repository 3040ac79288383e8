"""Figures are read as values: spelling, units, bounds, periods and changes."""

import pytest

from assistant.figures import changes, is_same, normalise, read_figures


def values(text: str) -> list[tuple[float, str]]:
    return [(figure.value, figure.unit) for figure in read_figures(normalise(text))]


@pytest.mark.parametrize(
    "text", ["54%", "54 per cent", "54 percent", "fifty-four per cent", "fifty four %", "54.0%"]
)
def test_a_percentage_is_one_value_however_it_is_written(text: str) -> None:
    assert values(text) == [(54.0, "%")]


@pytest.mark.parametrize("text", ["£1.7m", "£1.7 million", "£1,700,000", "£1.7M"])
def test_money_is_one_value_however_it_is_written(text: str) -> None:
    assert values(text) == [(1_700_000.0, "money")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one hundred and twenty staff", [(120.0, "")]),
        ("one thousand two hundred staff", [(1200.0, "")]),
        ("ninety-six of 231 trusts", [(96.0, ""), (231.0, "")]),
        ("one of the trusts", []),
        ("one in five", [(20.0, "%")]),
        ("3 out of 10", [(30.0, "%")]),
        ("half of them", [(50.0, "%")]),
        ("the workforce doubled", [(2.0, "times")]),
        ("cases halved", [(0.5, "times")]),
        ("24 to 26%", [(24.0, "%"), (26.0, "%")]),
        ("in 2017/18.", [(2017, "year"), (2018, "year")]),
        ("2017-18, as before", [(2017, "year"), (2018, "year")]),
        ("the 17/18 plan", [(2017, "year"), (2018, "year")]),
        ("by March 2022", [(3, "month"), (2022.0, "year")]),
        ("Sep-20", [(9, "month"), (2020, "year")]),
        ("You may apply, they march on", []),
        ("WRES indicator 4", [(4.0, "indicator")]),
        ("bands 8a to 9", [(8.0, "grade a"), (9.0, "")]),
        ("reduced, as [3] says", []),
        ("4.1.7 Review 12 posts", [(12.0, "")]),
    ],
)
def test_figures_are_read_with_their_units(text: str, expected: list[tuple[float, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("claimed", "printed", "expected"),
    [
        ("54%", "fifty-four per cent", True),
        ("1.7", "17", False),
        ("1.70", "1.7", True),
        ("54%", "54 staff", False),
        ("54 staff", "54%", False),
        ("more than doubled", "halved", False),
        ("more than doubled", "doubled", True),
        ("fewer than 200 staff", "over 200 staff", False),
        ("a third", "33%", True),
        ("about 50%", "51%", True),
        ("50%", "51%", False),
        ("£5", "5%", False),
        ("twice", "2 times", True),
        ("band 7", "indicator 7", False),
    ],
)
def test_figures_are_compared_as_values(claimed: str, printed: str, expected: bool) -> None:
    (this,) = read_figures(normalise(claimed))
    (other,) = read_figures(normalise(printed))
    assert is_same(this, other) is expected


def test_a_bare_number_takes_the_per_cent_sign_of_its_header() -> None:
    (claimed,) = read_figures("24%")
    (printed,) = read_figures("24")
    assert is_same(claimed, printed, is_header_percent=True)


@pytest.mark.parametrize(
    "text",
    [
        "fell from 1.98 in 2020/21 to 0.59 in 2021/22",
        "scores (1.98 to 0.59)",
        "is 0.59, down from 1.98 in 2020",
        "0.59, improved from 1.98",
    ],
)
def test_a_change_is_read_from_before_to_after(text: str) -> None:
    normal = normalise(text)
    assert changes(normal, read_figures(normal)) == {(1.98, 0.59)}
