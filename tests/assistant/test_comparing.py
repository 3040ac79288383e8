"""Figures of several organisations side by side: of one indicator, group and year, or why not."""

from dataclasses import replace

import pytest

from assistant.comparing import Reading, asks_for_order, side_by_side, verdict
from assistant.select import Candidate
from ingest.records import Evidence
from tests.assistant.made import passage

ALPHA, BETA = "Alpha NHS Trust", "Beta NHS Trust"


def said(
    *sentences: str,
    name: str = ALPHA,
    period: str | None = None,
    evidence: Evidence = Evidence.BASELINE,
) -> list[Candidate]:
    """Give the sentences of a document as what was found, each by itself."""
    stored = replace(
        passage(*sentences, evidence=evidence, organisation=name, name=f"{name}.txt"),
        period=period,
    )
    return [Candidate(stored, each, name, 0.5, 0.5, 0.5) for each in stored.sentences]


def readings(alpha: list[Candidate], beta: list[Candidate], indicator: int) -> dict[str, Reading]:
    sides = {ALPHA: [(item, ()) for item in alpha], BETA: [(item, ()) for item in beta]}
    return side_by_side(sides, [indicator])


LIKELY = "BME staff were {} times as likely to enter the formal disciplinary process in {}."


def test_figures_of_one_year_say_whose_is_lower_and_nearer_to_parity() -> None:
    found = readings(said(LIKELY.format("1.4", "2020")), said(LIKELY.format("0.9", "2020")), 3)
    assert {name: item.printed for name, item in found.items()} == {
        ALPHA: "1.4 times",
        BETA: "0.9 times",
    }
    assert verdict(found).startswith(f"The lower is that of {BETA}")
    assert f"{BETA} is nearest to it" in verdict(found)


@pytest.mark.parametrize(
    ("first", "second", "indicator", "reason"),
    [
        (LIKELY.format("1.4", "2019"), LIKELY.format("0.9", "2020"), 3, "different years"),
        (LIKELY.format("1.4", "2019"), "BME staff were 1.2 times as likely to enter the formal "
         "disciplinary process.", 3, "dated"),
        (LIKELY.format("1.4", "2019"), LIKELY.format("1.4", "2019"), 3, "the same"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_said_with_the_reason(
    first: str, second: str, indicator: int, reason: str
) -> None:
    told = verdict(readings(said(first), said(second), indicator))
    assert reason in told
    assert "lower" not in told


def test_the_figure_of_the_same_year_is_chosen_though_another_stands_first() -> None:
    alpha = said(LIKELY.format("1.7", "2019"), LIKELY.format("1.4", "2021"))
    beta = said(LIKELY.format("1.1", "2021"))
    assert readings(alpha, beta, 3)[ALPHA].printed == "1.4 times"


def test_the_document_s_year_dates_a_figure_without_one() -> None:
    bullied = "Of BME staff {} experienced harassment, bullying or abuse from the public."
    found = readings(
        said(bullied.format("28.1%"), period="2021"), said(bullied.format("31%"), period="2021"), 5
    )
    assert [item.period for item in found.values()] == ["2021", "2021"]
    assert "less is better" in verdict(found)


@pytest.mark.parametrize(
    "sentence",
    [
        "The national likelihood of BME staff entering a formal disciplinary process was 1.14.",
        "White applicants were 1.6 times as likely to be appointed from shortlisting in 2020.",
        "Half of the BME staff in the formal disciplinary process in 2020 had no case to answer.",
        "Twelve BME staff entered the formal disciplinary process in 2020.",
        "We aim for a disciplinary likelihood ratio of 1.25 for BME staff by 2022.",
    ],
)
def test_another_s_figure_another_indicator_a_count_or_an_aim_is_no_reading(sentence: str) -> None:
    assert ALPHA not in readings(said(sentence), said(LIKELY.format("1.1", "2020")), 3)


def test_a_target_is_no_reading() -> None:
    target = said(LIKELY.format("1.2", "2022"), evidence=Evidence.TARGET)
    assert ALPHA not in readings(target, said(LIKELY.format("1.1", "2020")), 3)


def test_an_order_is_asked_for_in_many_words() -> None:
    assert asks_for_order("whose ratio is nearer to parity?")
    assert not asks_for_order("compare Alpha and Beta on bullying")


def test_the_figures_of_one_group_do_not_say_how_wide_a_gap_is() -> None:
    bullied = "In 2021 {} of BME staff experienced harassment, bullying or abuse from the public."
    found = readings(said(bullied.format("28.1%")), said(bullied.format("31%")), 5)
    told = verdict(found, is_of_gap=True)
    assert "BME staff alone" in told
    assert "lower" not in told


def test_the_latest_figure_is_compared_and_no_size_of_a_change() -> None:
    bullied = "In {} {} of BME staff experienced harassment, bullying or abuse from the public."
    fell = "BME staff who had harassment or abuse from the public fell by four percentage points."
    alpha = said(bullied.format(2018, "31%"), bullied.format(2022, "27%"))
    found = readings(alpha, said(fell, bullied.format(2021, "25%")), 5)
    assert [item.printed for item in found.values()] == ["27%", "25%"]
