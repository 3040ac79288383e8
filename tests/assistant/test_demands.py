"""Demands: what a sentence must have to answer."""

from dataclasses import replace

import pytest

from assistant.demands import demands
from assistant.records import QuestionKind
from assistant.select import Candidate
from tests.assistant.made import passage, understanding


def candidate(text: str, title: str = "alpha") -> Candidate:
    stored = passage(text, name=title)
    return Candidate(stored, stored.sentences[0], None, 0.5, 0.5, 0.5)


def is_met(question: str, text: str, kind: QuestionKind = QuestionKind.FACT) -> bool:
    return demands(understanding(question, kind)).are_met(candidate(text))


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("what is the ratio for BME staff?", "BME staff are 1.7 times more likely", True),
        ("what is the ratio for BME staff?", "it went from 2.35 to 1.5", True),
        ("what is the ratio for BME staff?", "it saved £1.7 million", False),
        ("what is the ratio for BME staff?", "it is 44.3% of staff", False),
        ("what percentage are BME?", "BME staff are 24.7% of the workforce", True),
        ("what percentage are BME?", "BME staff are valued", False),
        ("how many were trained?", "sixty nurses and seven managers", True),
        ("how many were trained?", "managers were trained", False),
    ],
)
def test_a_figure_of_the_kind_asked_for(question: str, text: str, expected: bool) -> None:
    assert is_met(question, text) is expected


def test_the_year_asked_about() -> None:
    assert is_met("how many cases in 2019?", "there were 12 cases in 2019")
    assert not is_met("how many cases in 2019?", "there were 12 cases in 2016")
    assert not is_met("what changed in 2019?", "mediation began in 2016", QuestionKind.EFFECT)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("when did it begin?", "three cohorts have run since May 2018", True),
        ("when did it begin?", "three cohorts have run", False),
        ("how long does it take?", "cases close within 12 weeks", True),
        ("how long does it take?", "cases close within sixteen weeks", True),
        ("how long does it take?", "in 2019 cases were closed", False),
        ("what was the supplier paid?", "the supplier was paid £5,000", True),
        ("what was the supplier paid?", "the supplier ran 12 courses", False),
    ],
)
def test_a_date_a_length_of_time_or_money(question: str, text: str, expected: bool) -> None:
    assert is_met(question, text) is expected


@pytest.mark.parametrize("kind", [QuestionKind.EFFECT, QuestionKind.INTERVENTION])
def test_the_group_that_the_question_names(kind: QuestionKind) -> None:
    assert not is_met("what helped disabled staff?", "what helped BME staff", kind)
    assert is_met("what helped disabled staff?", "a network for staff with a disability", kind)


def test_belief_in_promotion_is_no_religion_and_the_promoted_are_no_members() -> None:
    assert is_met("compare belief in fair promotion", "49% think it fair", QuestionKind.COMPARE)
    asked = "how many of the circle were promoted?"
    assert not is_met(asked, "12 joined the circle", QuestionKind.FACT)
    assert is_met(asked, "3 of the circle have moved up", QuestionKind.FACT)


def test_a_figure_on_another_indicator_is_not_the_one_asked_for() -> None:
    asked = demands(replace(understanding("what share?", QuestionKind.FACT), indicators=(5,)))
    assert asked.are_met(candidate("abuse by patients rose to 31%"))
    assert asked.are_met(candidate("it rose to 31%"))
    assert not asked.are_met(candidate("indicator 7: belief in equal opportunities, 31%"))


def test_a_figure_for_a_band_comes_from_where_the_band_is_named() -> None:
    asked = "how many of the porters are at band 8b?"
    assert is_met(asked, "Of the 40 porters 2 are at 8b")
    assert not is_met(asked, "Of the 40 porters 9 have a higher band")


def test_abuse_by_nobody_in_particular_is_anybodys() -> None:
    by_patients = candidate("reports of abuse by patients rose to 31")
    for question, expected in (
        ("how many reports of racist abuse were there?", True),
        ("how many reports of abuse by managers were there?", False),
        ("how many said that they were discriminated against?", False),
    ):
        asked = replace(understanding(question, QuestionKind.FACT), indicators=(8,))
        assert demands(asked).are_met(by_patients) is expected


def test_no_demand_where_no_figure_is_asked_for() -> None:
    assert is_met("what helped after 2019?", "a network", QuestionKind.EFFECT)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("who is the chair of the forum?", "The forum is chaired by Mrs Adebayo", True),
        ("who is the chair of the forum?", "Grace Adebayo and Tom Lund", True),
        ("who is the chair of the forum?", "The forum's chair spoke to the board", False),
        ("who is the chair of the forum?", "Mr Lund's post in the forum ended soon",
         False),
        ("what is the name of the head of the LGBT forum?", "Dr Lund is head of the forum", False),
    ],
)  # fmt: skip
def test_a_name_is_answered_with_a_person(question: str, text: str, expected: bool) -> None:
    assert is_met(question, text, QuestionKind.WHO_WHEN) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A second cohort of 30 nurses starts in May", True),
        ("Cohort two starts in May", True),
        ("Nine of the cohort were promoted", False),
    ],
)
def test_what_another_cohort_brought_is_no_answer(text: str, expected: bool) -> None:
    asked = "how did the second cohort do?"
    assert is_met(asked, text, QuestionKind.EFFECT) is expected
