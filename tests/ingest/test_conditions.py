"""Types and regions of organisations in questions."""

import pytest

from ingest.conditions import Conditions
from ingest.organisations import Authority


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("which mental health trusts cut disciplinaries?", "mental_health"),
        ("MH providers with reverse mentoring", "mental_health"),
        ("any acute hospital with a BME board member", "acute"),
        ("has a big acute tried this?", "acute"),
        ("what do ambulance trusts plan", "ambulance"),
        ("community trusts and cultural ambassadors", "community"),
        ("what did specialist hospitals do", "specialist"),
    ],
)
def test_type_is_recognised(authority: Authority, question: str, kind: str) -> None:
    assert authority.conditions(question).types[0] == kind


def test_combined_trusts_meet_the_conditions_of_what_they_run(authority: Authority) -> None:
    assert "combined" in authority.conditions("mental health trusts").types
    assert "combined" not in authority.conditions("ambulance trusts").types


@pytest.mark.parametrize(
    ("question", "regions"),
    [
        ("what have trusts in London done", ("London",)),
        ("London trusts only", ("London",)),
        ("trusts in the north west", ("North West",)),
        ("acute trusts in the West Midlands", ("Midlands",)),
        ("anything from the East of England", ("East of England",)),
        ("trusts in Yorkshire", ("North East and Yorkshire",)),
        ("south-west providers", ("South West",)),
        ("across the north", ("North West", "North East and Yorkshire")),
    ],
)
def test_region_is_recognised(
    authority: Authority, question: str, regions: tuple[str, ...]
) -> None:
    assert authority.conditions(question).regions == regions


@pytest.mark.parametrize(
    "question",
    [
        "what did Yorkshire Ambulance do?",
        "London North West's plan",
        "north east london nhs foundation trust on CPD",
        "West Midlands Ambulance Service pay gap",
        "mental health support for staff in distress",
        "who works with community organisations",
        "acute care pathways",
        "Kent & Medway mental health trust",
    ],
)
def test_names_and_topics_are_no_conditions(authority: Authority, question: str) -> None:
    assert authority.conditions(question) == Conditions()
