"""Question words: kinds told apart, and what is out of scope."""

from collections.abc import Callable

import pytest

from assistant.question_words import (
    asks_for_change,
    asks_for_contact,
    asks_for_deeds,
    asks_for_lessons,
    asks_for_ranking,
    asks_for_worse,
    asks_which_way,
    asks_who,
    explains,
    is_about_gap,
    recognise_kind,
)
from assistant.records import QuestionKind


def kind(question: str, sides: int = 0, plans: int = 0) -> QuestionKind:
    return recognise_kind(question, sides=sides, plans=plans)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what worked to lower bullying from patients?", QuestionKind.EFFECT),
        ("did diverse panels make a difference?", QuestionKind.EFFECT),
        ("any evidence that mentoring helps?", QuestionKind.EFFECT),
        ("by how much did X lower its ratio after opening the clinic?", QuestionKind.EFFECT),
        ("how much did sickness fall?", QuestionKind.EFFECT),
        ("what happened when they tried hot desks?", QuestionKind.EFFECT),
        ("did the course get porters promoted?", QuestionKind.EFFECT),
        ("what difference have the coaches made?", QuestionKind.EFFECT),
        ("did the clinic save any money?", QuestionKind.EFFECT),
        ("what has the forum achieved?", QuestionKind.EFFECT),
        ("badges with names - do they help?", QuestionKind.EFFECT),
        ("are the coffee mornings doing any good?", QuestionKind.EFFECT),
        ("how did moving the desks change who speaks up?", QuestionKind.EFFECT),
        ("how did Kettering change its desks?", QuestionKind.INTERVENTION),
        ("will the trust run the course again?", QuestionKind.PLAN),
        ("summer school: closing date and contact", QuestionKind.WHO_WHEN),
        ("what is the ratio after the merger?", QuestionKind.FACT),
        ("what's the name of the chair of the disability forum?", QuestionKind.WHO_WHEN),
        ("who is the vice chair of the network?", QuestionKind.WHO_WHEN),
        ("how did the network get its funding?", QuestionKind.INTERVENTION),
        ("tell us about sponsorship schemes", QuestionKind.INTERVENTION),
        ("what do they plan for grievance cases?", QuestionKind.PLAN),
        ("what will happen with exit interviews?", QuestionKind.PLAN),
        ("list all actions about appraisal", QuestionKind.LIST),
        ("actions owned by the company secretary", QuestionKind.LIST),
        ("all the commitments on bullying please", QuestionKind.LIST),
        ("everything due by May 2022 at Oxleas", QuestionKind.LIST),
        ("which trusts use talent boards?", QuestionKind.LIST),
        ("how many actions sit with HR?", QuestionKind.LIST),
        ("which actions have no deadline?", QuestionKind.LIST),
        ("which actions are without a deadline?", QuestionKind.LIST),
        ("what at Barts is running behind schedule?", QuestionKind.LIST),
        ("what did the board agree to do about bullying?", QuestionKind.PLAN),
        ("what did they say they'd do about the panels?", QuestionKind.PLAN),
        ("what is coming for paramedics?", QuestionKind.PLAN),
        ("the likelihood of BME staff being disciplined at Barts?", QuestionKind.FACT),
        ("what percentage of managers are BME?", QuestionKind.FACT),
        ("how many ambassadors were trained?", QuestionKind.FACT),
        ("what was the budget for reverse mentoring?", QuestionKind.FACT),
        ("what is the network's yearly budget?", QuestionKind.FACT),
        ("which funding did the plan get?", QuestionKind.FACT),
        ("who leads on mediation?", QuestionKind.WHO_WHEN),
        ("who is bringing bank staff in, and when is it due?", QuestionKind.WHO_WHEN),
        ("who is responsible for the charter?", QuestionKind.WHO_WHEN),
        ("mentoring scheme - by when?", QuestionKind.WHO_WHEN),
        ("what does WRES measure?", QuestionKind.DEFINITION),
        ("what is a cultural ambassador?", QuestionKind.DEFINITION),
        ("VSM?", QuestionKind.DEFINITION),
        ("what did the trust do to bring its ratio down?", QuestionKind.INTERVENTION),
        ("what did the trust do and did it work?", QuestionKind.EFFECT),
        ("what are trusts planning to do on panels?", QuestionKind.PLAN),
        ("what targets are set for senior bands?", QuestionKind.PLAN),
        ("which trust has the lowest ratio?", QuestionKind.FACT),
        ("how did the coaching affect morale?", QuestionKind.EFFECT),
        ("is the breakfast club any good?", QuestionKind.EFFECT),
        ("what's in the porters' plan on rotas?", QuestionKind.LIST),
        ("the catering plan - only the open actions please", QuestionKind.LIST),
        ("what are the board's priorities on rotas?", QuestionKind.PLAN),
        ("where did things slip: which measures went backwards?", QuestionKind.EFFECT),
    ],
)
def test_kind_follows_the_wording(question: str, expected: QuestionKind) -> None:
    assert kind(question) is expected


def test_two_organisations_are_compared() -> None:
    assert kind("what did A and B do?", sides=2) is QuestionKind.COMPARE


def test_an_organisation_and_a_plan_are_compared_only_when_asked() -> None:
    assert kind("compare A with the 2018/19 plan", sides=1, plans=1) is QuestionKind.COMPARE
    assert kind("what will A do in 2018/19?", sides=1, plans=1) is not QuestionKind.COMPARE


def test_comparing_groups_is_not_comparing_organisations() -> None:
    assert kind("what is the ratio of BME vs white staff?", sides=1) is QuestionKind.FACT


@pytest.mark.parametrize(
    "question",
    [
        "I've been dismissed, what can I do?",
        "am I entitled to see my file?",
        "can I sue my employer?",
        "write a letter to my manager",
        "please draft a policy for us",
        "what's the weather like?",
        "hello",
        "how much maternity pay would she get?",
        "what time does the last bus leave?",
        "could you ring the ward and ask?",
    ],
)
def test_not_this_assistants_business(question: str) -> None:
    assert kind(question) is QuestionKind.OUT_OF_SCOPE


@pytest.mark.parametrize(
    "question",
    [
        "did training make a difference to staff?",
        "how did they draft the new policy?",
        "what changed for staff who were suspended?",
        "which trusts created a network?",
    ],
)
def test_the_field_is_in_scope(question: str) -> None:
    assert kind(question) is not QuestionKind.OUT_OF_SCOPE


def test_gap_questions_are_told_from_counts() -> None:
    assert is_about_gap("what closed the gap in appointments?")
    assert is_about_gap("are BME staff disproportionately disciplined?")
    assert not is_about_gap("what reduced the number of grievances?")


def test_a_list_of_what_was_done_asks_for_no_change() -> None:
    assert asks_for_change("which trusts brought the ratio down?")
    assert not asks_for_change("which trusts trained people to sit on panels?")


@pytest.mark.parametrize(
    ("asks", "question", "other"),
    [
        (asks_for_lessons, "any tips?", "a just and learning culture"),
        (asks_for_contact, "who can I talk to about it?", "who runs it?"),
        (asks_for_ranking, "who has the worst figures?", "which trusts use panels?"),
        (asks_for_worse, "did bullying get worse anywhere?", "did bullying fall?"),
        (asks_for_worse, "what's gone backwards at Oxleas?", "what goes to the board?"),
        (asks_who, "who runs it, and by when?", "by when is it due?"),
    ],
)
def test_what_is_wanted_shows_in_the_wording(
    asks: Callable[[str], bool], question: str, other: str
) -> None:
    assert asks(question)
    assert not asks(other)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (
            "what is a stay interview?",
            "Stay interviews are short. A stay interview is a talk.",
            True,
        ),
        ("what's Datix?", "Datix: the system in which incidents are logged.", True),
        ("what is unconscious bias?", "*Unconscious bias* means judging before you think.", True),
        ("what is unconscious bias?", "We trained panels in unconscious bias.", False),
        ("what is the Bridge scheme?", "Bridge is a year of shadowing.", True),
        ("what worked?", "What worked is a mystery.", False),
    ],
)
def test_a_definition_says_of_its_subject_what_it_is(
    question: str, text: str, expected: bool
) -> None:
    assert explains(question, text) is expected


def test_what_somebody_is_there_to_do_is_no_deed() -> None:
    assert asks_for_deeds("what are they doing about bullying?")
    assert asks_for_deeds("what did the trust do?")
    assert not asks_for_deeds("what does a guardian do?")


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("where did the disciplinary ratio go up?", "up"),
        ("which trusts' ratio has risen?", "up"),
        ("whose share fell?", "down"),
        ("where did it rise and then fall?", ""),
        ("what reduced disciplinary disparity?", ""),
    ],
)
def test_which_way_a_figure_is_said_to_have_moved(question: str, way: str) -> None:
    assert asks_which_way(question) == way


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what about its disciplinary numbers? Plans only, I know the figures", QuestionKind.PLAN),
        ("bullying at Oxleas, results only please", QuestionKind.EFFECT),
        ("list the plans only", QuestionKind.LIST),
        ("the mentoring programme: what comes next?", QuestionKind.PLAN),
        ("which promises were not kept?", QuestionKind.LIST),
    ],
)
def test_what_alone_is_asked_for_decides(question: str, kind: QuestionKind) -> None:
    assert recognise_kind(question, sides=1, plans=0) is kind
