"""Weighing: what a source gives a reader to weigh an outcome by."""

import pytest

from assistant.weigh import weigh_outcome
from tests.assistant.made import passage

PASSAGE = passage("x")


@pytest.mark.parametrize(
    "text",
    [
        "fell from 2.35 times to 1.5 times",
        "0.55, down from 0.71 in 2022",
        "25% in 2015, 11% in 2019",
        "The year before they were three times as likely",
    ],
)
def test_before_and_after_is_seen(text: str) -> None:
    assert weigh_outcome(text, PASSAGE).before_after


def test_a_size_alone_is_not_before_and_after() -> None:
    assert not weigh_outcome("investigations were reduced by 54%", PASSAGE).before_after


def test_people_period_and_comparison_are_seen() -> None:
    basis = weigh_outcome("In 2019, 120 BME staff, above the national average", PASSAGE)
    assert (basis.people, basis.period, basis.comparison) == (True, True, True)


def test_undated_text_has_no_period() -> None:
    assert not weigh_outcome("over the last two years", PASSAGE).period


def test_reported_by_another_when_the_publisher_is_not_the_organisation() -> None:
    other = passage("x", publisher="NHS England")
    assert weigh_outcome("fell", other).reported_by == "other"
    assert weigh_outcome("fell", PASSAGE).reported_by == "self"
