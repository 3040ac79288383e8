"""Indicators and themes: by number, by wording, and in the words of questions."""

import pytest

from ingest import indicators
from ingest.indicators import UnknownTheme, find, indicators_of, resolve_theme


def numbers(text: str, *, is_cell: bool = False, is_question: bool = False) -> list[int]:
    return [each.indicator for each in find(text, is_cell=is_cell, is_question=is_question)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WRES 3", [3]),
        ("#WRES2", [2]),
        ("WRES1-4", [1, 2, 3, 4]),
        ("Indicator 3: relative likelihood", [3]),
        ("metric three fell", [3]),
        ("WRES indicators 1, 2, 4 and 7", [1, 2, 4, 7]),
        ("metrics 5 to 8 come from the survey", [5, 6, 7, 8]),
        ("better on all WRES indicators", [*range(1, 10)]),
        ("Reduce WRES 3 from 1.70 to 0.82%", [3]),
    ],
)
def test_an_indicator_is_found_by_number(text: str, expected: list[int]) -> None:
    assert numbers(text) == expected
    assert all(each.is_explicit for each in find(text))


@pytest.mark.parametrize(
    "text",
    [
        "WRES 2018 report",
        "WRES 2016/17",
        "WRES 2.6",
        "WDES metric 3",
        "indicator 3 of the WDES",
        "all WDES metrics",
        "the nine WRES indicators",
        "indicator 12",
        "multidisciplinary teams",
        "The WDES shows that disabled staff are more likely to enter capability processes.",
    ],
)
def test_what_only_looks_like_an_indicator_is_none(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2, 7, 5, 6, 8 & 9", [2, 5, 6, 7, 8, 9]),
        ("All 1-9", [*range(1, 10)]),
        ("All", [*range(1, 10)]),
        ("3", [3]),
        ("", []),
        ("2017", []),
    ],
)
def test_a_cell_of_the_indicator_column_may_hold_bare_numbers(
    cell: str, expected: list[int]
) -> None:
    assert numbers(cell, is_cell=True) == expected


def test_bare_numbers_are_no_indicators_elsewhere() -> None:
    assert numbers("2, 7, 5, 6, 8 & 9") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("share of BME nurses at band 8a and above", 1),
        ("white applicants are likelier to be appointed from shortlisting", 2),
        ("the formal disciplinary process", 3),
        ("a just & learning culture", 3),
        ("access to non-mandatory training", 4),
        ("abuse of staff by patients and visitors", 5),
        ("bullying by colleagues", 6),
        ("equal opportunities for career progression", 7),
        ("discrimination from a manager or team leader", 8),
        ("BME voting members of the board", 9),
    ],
)
def test_an_indicator_is_found_by_wording(text: str, expected: int) -> None:
    assert numbers(text) == [expected]
    assert not find(text)[0].is_explicit
    assert find(text)[0].reason.startswith("the words “")


def test_a_number_beats_wording() -> None:
    assert numbers("Indicator 7, after the disciplinary review") == [7]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("people from some backgrounds keep ending up in front of a panel", 3),
        ("how do we stop getting passed over?", 7),
        ("staff being picked on by workmates", 6),
        ("who managed to sack fewer people?", 3),
        ("bullying and harrasment training", 6),
        ("discplinary cases", 3),
    ],
)
def test_everyday_words_and_misspellings_count_in_questions(question: str, expected: int) -> None:
    assert expected in numbers(question, is_question=True)


def test_everyday_words_do_not_count_in_documents() -> None:
    assert numbers("The patient sat in front of a panel of lights.") == []


def test_there_are_nine_indicators_with_definition_theme_and_source() -> None:
    nine = indicators.indicators()
    assert [each.number for each in nine] == [*range(1, 10)]
    assert all(each.definition and each.name and each.theme for each in nine)
    assert {each.source for each in nine} == {"NHS England, Workforce Race Equality Standard"}
    assert indicators.indicator(3).name == "Formal disciplinary process"
    with pytest.raises(ValueError, match="1 to 9"):
        indicators.indicator(10)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recruitment", (1, 2, 4, 7)),
        ("Recruitment & Staff Development", (1, 2, 4, 7)),
        ("DISCIPLINARY", (3,)),
        ("Bullying, abuse and discrimination", (5, 6, 8)),
        ("board", (9,)),
    ],
)
def test_a_theme_goes_by_its_name_or_short_name(name: str, expected: tuple[int, ...]) -> None:
    assert indicators_of(name) == expected
    assert resolve_theme(name).indicators == expected


def test_an_unknown_theme_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        UnknownTheme, match=r"menopause.*recruitment.*disciplinary.*bullying.*board"
    ):
        resolve_theme("menopause")


def test_a_box_that_is_not_ticked_names_no_indicator() -> None:
    assert numbers("☒ Indicator 3\n☐ Indicator 5\n☑ Indicator 8") == [3, 8]
    assert numbers("☐ WRES 1 ☒ WRES 2 ☐ WRES 4") == [2]


def test_the_standards_own_wording_in_an_indicator_column_goes_by_its_number() -> None:
    cell = "9. Percentage difference between the board and the overall workforce"
    assert numbers(cell, is_cell=True) == [9]
