"""Understanding: what a question names, what it is narrowed to, what it leans on."""

from dataclasses import replace

import pytest

from assistant.errors import UnknownFilter
from assistant.records import Answer, QuestionKind, Status
from assistant.understand import Understanding, resolve_filters, understand
from assistant.words import Vocabulary
from index.records import EVERYTHING, Filters, Place
from ingest.organisations import Authority
from ingest.records import Evidence, Kind
from tests.assistant.made import citation, statement

AUTHORITY = Authority.load()
VOCABULARY = Vocabulary.load()
MERSEY = "Mersey Care NHS Foundation Trust"
CHESTERFIELD = "Chesterfield Royal NHS Foundation Trust"
YORKSHIRE = "Yorkshire Ambulance Service NHS Trust"
KNOWN = {
    name: Place(kind, region)
    for name, kind, region in (
        (MERSEY, "mental_health", "North West"),
        (CHESTERFIELD, "acute", "Midlands"),
        (YORKSHIRE, "ambulance", "North East and Yorkshire"),
    )
}


def read(question: str, *history: Answer, filters: Filters = EVERYTHING) -> Understanding:
    return understand(
        question,
        filters,
        history,
        authority=AUTHORITY,
        vocabulary=VOCABULARY,
        known=KNOWN,
        document_periods={(MERSEY, "2017/18"), (CHESTERFIELD, "2017/18"), (None, "2020/21")},
    )


def answered(question: str, filters: Filters = EVERYTHING, organisation: str = MERSEY) -> Answer:
    return Answer(
        id="1",
        question=question,
        standalone_question=question,
        kind=QuestionKind.PLAN,
        status=Status.ANSWERED,
        summary="",
        statements=(statement("x", organisation=organisation),),
        citations=(replace(citation(organisation=organisation), passage_id="p1"),),
        filters=filters,
    )


@pytest.mark.parametrize("name", ["Mersey Care", "mersey care", "merseycare", "Mersy Care"])
def test_an_organisation_is_known_by_any_of_its_names(name: str) -> None:
    assert read(f"what did {name} do about mediation?").filters.organisations == (MERSEY,)


def test_an_organisation_that_is_not_indexed_is_missing_and_narrows_nothing() -> None:
    found = read("what did Pennine Care do?")
    assert found.missing == ("Pennine Care NHS Foundation Trust",)
    assert found.filters.organisations == ()


def test_national_bodies_are_named_in_passing() -> None:
    found = read("what does NHS England say about themes?")
    assert found.missing == ()
    assert found.filters == EVERYTHING


def test_conditions_narrow_to_the_organisations_that_meet_them() -> None:
    assert read("which ambulance trusts improved?").filters.organisations == (YORKSHIRE,)


def test_a_condition_that_none_meets_is_missing() -> None:
    assert read("what did community trusts do about panels?").missing


def test_an_indicator_by_number_narrows_and_by_wording_does_not() -> None:
    assert read("who improved on WRES 3?").filters.indicators == (3,)
    worded = read("who has fewer BME staff in formal disciplinary processes?")
    assert worded.filters.indicators == ()
    assert worded.indicators == (3,)


def test_a_printed_period_narrows_and_a_year_does_not() -> None:
    assert read("what is in the 2017/18 plan?").filters.periods == ("2017/18",)
    assert read("what happened in 2018?").filters.periods == ()
    assert read("what is in the 2011/12 plan?").filters.periods == ()


def test_given_filters_come_before_what_the_question_names() -> None:
    given = Filters(organisations=(CHESTERFIELD,))
    assert read("what did Mersey Care do?", filters=given).filters.organisations == (CHESTERFIELD,)


def test_names_and_conditions_are_no_terms() -> None:
    found = read("which mental health trusts and Mersey Care cut bullying?")
    assert {term.typed for term in found.terms} == {"cut", "bullying"}


def test_programmes_named_are_kept() -> None:
    assert read("how many finished the Stepping Up programme?").names == ("Stepping Up",)
    assert read("could the 'be yourself' group help?").names == ("be yourself",)


def test_a_follow_up_about_it_carries_topic_and_whom() -> None:
    last = answered("what is planned on reverse mentoring?")
    found = read("who leads it?", last)
    assert found.filters.organisations == (MERSEY,)
    assert "reverse mentoring" in found.standalone


def test_and_what_about_keeps_the_filters_and_the_kind() -> None:
    last = answered("what is planned on panels?", Filters(indicators=(2,), periods=("2020/21",)))
    found = read("and recruitment?", last)
    assert found.filters.indicators == (2,)
    assert found.filters.periods == ("2020/21",)
    assert found.kind is QuestionKind.PLAN


def test_a_relative_that_does_not_point_back() -> None:
    last = answered("what is planned on panels?")
    whole = "list the actions that managers in HR operations lead on"
    assert read(whole, last).standalone == whole
    assert "panels" in read("what came of that?", last).standalone


def test_a_follow_up_that_only_names_somebody_keeps_the_topic() -> None:
    last = answered("what did Mersey Care do about reverse mentoring?")
    found = read("and at Chesterfield Royal?", last)
    assert found.filters.organisations == (CHESTERFIELD,)
    assert "reverse mentoring" in {term.typed for term in found.terms}


def test_a_new_question_carries_nothing() -> None:
    last = answered("what is planned on panels?", Filters(indicators=(2,)))
    found = read("which trusts reduced bullying from patients and public?", last)
    assert found.filters == EVERYTHING
    assert found.standalone == found.question


def test_an_unnamed_document_is_followed_by_its_id() -> None:
    last = replace(
        answered("list actions on mediation"),
        statements=(statement("x", organisation=None),),
        citations=(replace(citation(organisation=None), passage_id="p1"),),
    )
    assert read("and the helpline?", last).filters.documents == ("alpha",)


def test_two_organisations_are_compared_and_narrow_nothing() -> None:
    found = read("Mersey Care and Chesterfield Royal on bullying?")
    assert found.kind is QuestionKind.COMPARE
    assert found.organisations == (MERSEY, CHESTERFIELD)
    assert found.filters.organisations == ()


def test_filters_are_resolved_from_what_people_type() -> None:
    found = resolve_filters(
        authority=AUTHORITY,
        known=KNOWN,
        organisations=["mersey care"],
        indicators=["3"],
        themes=["bullying"],
        years=["17/18"],
        kinds=["action plan"],
        evidence=["Outcome"],
    )
    assert found.organisations == (MERSEY,)
    assert found.indicators == (3, 5, 6, 8)
    assert found.periods == ("2017/18",)
    assert found.kinds == (Kind.ACTION_PLAN,)
    assert found.evidence == (Evidence.OUTCOME,)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"organisations": ["Mersy Cares"]}, "Mersey Care"),
        ({"indicators": ["10"]}, "1 to 9"),
        ({"themes": ["parking"]}, "recruitment"),
        ({"kinds": ["novel"]}, "case_study"),
        ({"evidence": ["rumour"]}, "outcome"),
    ],
)
def test_an_unknown_filter_says_what_is_near_or_allowed(
    given: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(UnknownFilter, match=said):
        resolve_filters(authority=AUTHORITY, known=KNOWN, **given)


def test_a_whole_question_with_a_topic_of_its_own_leans_on_nothing() -> None:
    last = answered("what about panels?", Filters(organisations=(MERSEY,)))

    assert read("does reverse mentoring help?", last).filters.organisations == ()


def test_what_is_new_in_a_follow_up_replaces_what_was_narrowed_before() -> None:
    last = answered("and indicator 3?", Filters(indicators=(3,), periods=("2020/21",)))

    assert read("what about indicator 5?", last).filters.indicators == (5,)
    assert read("same for 2017/18", last).filters.periods == ("2017/18",)


def test_a_condition_on_organisations_lets_go_of_the_one_spoken_of() -> None:
    last = answered("who mediates?", organisation=MERSEY)

    assert read("only ambulance trusts", last).filters.organisations == (YORKSHIRE,)


def test_a_new_organisation_takes_the_topic_without_the_old_ones_name() -> None:
    last = answered("what did Mersey Care do about mediation?", Filters(organisations=(MERSEY,)))

    understood = read("what about Chesterfield?", last)

    assert understood.filters.organisations == (CHESTERFIELD,)
    assert "mediation" in understood.standalone
    assert "Mersey" not in understood.standalone


def test_they_are_all_of_whom_the_answer_was() -> None:
    last = replace(
        answered("who mediates?"),
        statements=(
            statement("x", organisation=MERSEY),
            statement("y", organisation=YORKSHIRE),
            statement("z", organisation=YORKSHIRE),
        ),
    )

    assert read("how did they pay for it?", last).filters.organisations == (MERSEY, YORKSHIRE)


def test_a_long_talk_keeps_what_it_began_with_and_does_not_grow() -> None:
    standalone = "is mediation used?"
    for _ in range(4):
        last = answered(standalone)
        standalone = read("and what about that?", last).standalone

    assert standalone.count("what about that") == 2
    assert "mediation" in standalone


def test_a_town_stands_for_its_trusts_and_one_not_indexed_is_missing() -> None:
    assert read("what is Mersy Care in Bradford doing?").missing == ()
    assert read("what is Bradford doing on mediation?").missing == ("Bradford",)


@pytest.mark.parametrize("question", ["what was the impact?", "what changed?", "any tips?"])
def test_asking_what_came_of_it_is_about_what_was_spoken_of(question: str) -> None:
    last = answered("what did Mersey Care do about mediation?", Filters(organisations=(MERSEY,)))

    assert "mediation" in read(question, last).standalone


def test_the_last_two_spoken_of_are_compared_without_naming_them() -> None:
    talk = (
        answered("what did Mersey Care do on mediation?", Filters(organisations=(MERSEY,))),
        answered("and Chesterfield?", Filters(organisations=(CHESTERFIELD,))),
    )

    understood = read("compare the two on mediation", *talk)

    assert understood.kind is QuestionKind.COMPARE
    assert understood.organisations == (MERSEY, CHESTERFIELD)


def test_many_organisations_are_counted_and_not_read_out() -> None:
    names = (MERSEY, CHESTERFIELD, YORKSHIRE, "A NHS Trust", "B NHS Trust")
    last = answered("which trusts mediate?", Filters(organisations=names))

    understood = read("which of them mediate early?", last)

    assert "5 organisations" in understood.standalone
    assert understood.filters.organisations == (MERSEY, CHESTERFIELD, YORKSHIRE)


def test_two_programmes_named_together_are_two_names() -> None:
    assert read("how does Level Up differ from Rise Together?").names == (
        "Level Up",
        "Rise Together",
    )
    assert read("compare Level Up and Rise Together").names == ("Level Up", "Rise Together")
    assert read("tell me of Just and Learning Culture").names == ("Just and Learning Culture",)


TWO = (statement("x", organisation=MERSEY), statement("y", organisation=YORKSHIRE))


@pytest.mark.parametrize(
    ("question", "organisation"),
    [
        ("what did the second one do?", YORKSHIRE),
        ("and the first?", MERSEY),
        ("tell me about the last of those", YORKSHIRE),
    ],
)
def test_the_second_one_is_whom_the_answer_named_second(question: str, organisation: str) -> None:
    last = replace(answered("which trusts use mediation?"), statements=TWO)

    understood = read(question, last)

    assert understood.filters.organisations == (organisation,)
    assert "mediation" in understood.standalone


def test_there_is_no_fifth_of_two() -> None:
    last = replace(answered("which trusts use mediation?"), statements=TWO)

    whom = read("what did they do?", last).filters.organisations
    assert read("what did the fifth one do?", last).filters.organisations == whom


@pytest.mark.parametrize("question", ["and for white staff?", "what about nurses?", "and in 2020?"])
def test_another_group_or_year_keeps_the_topic(question: str) -> None:
    last = answered("how many people used mediation in 2019?")

    understood = read(question, last)

    assert "mediation" in understood.standalone
    assert understood.wording.endswith(
        "mediation in 2019" if "2020" not in question else "mediation"
    )


def test_more_is_what_was_not_shown_before() -> None:
    understood = read("tell me more", answered("what did Mersey Care do about mediation?"))

    assert understood.carried.wants_more
    assert understood.carried.cited == (("alpha", 0),)
    assert not read("what more can be done on panels?").carried.wants_more


def test_why_asks_for_reasons_and_not_for_a_definition() -> None:
    understood = read("why?", answered("did mediation cut cases?"))

    assert understood.carried.asks_why
    assert understood.kind is QuestionKind.INTERVENTION


def test_what_goes_on_after_asking_who_asks_what_was_asked_before() -> None:
    first = answered("what does Mersey Care plan on mediation?")
    second = replace(
        first,
        standalone_question=read("who leads it?", first).standalone,
        kind=QuestionKind.WHO_WHEN,
    )

    assert read("and recruitment?", first, second).kind is QuestionKind.PLAN


def test_a_question_that_is_whole_leaves_out_what_was_only_asked_of_the_topic() -> None:
    first = answered("what did Mersey Care do about mediation?")
    second = replace(first, standalone_question=read("why?", first).standalone)

    understood = read("what will they do about it?", first, second)

    assert "why" not in understood.standalone
    assert "mediation" in understood.standalone


@pytest.mark.parametrize("question", ["who else has them?", "which other trusts use them?"])
def test_who_else_is_everybody_besides(question: str) -> None:
    found = read(question, answered("did body cameras help?", Filters(organisations=(MERSEY,))))
    assert found.filters.organisations == (CHESTERFIELD, YORKSHIRE)
    assert found.standalone.endswith(f"(besides: {MERSEY}; following: did body cameras help)")


def test_a_period_narrows_only_where_one_of_their_documents_has_it() -> None:
    assert read("what did Mersey Care plan for 2017/18?").filters.periods == ("2017/18",)
    assert read("what did Yorkshire Ambulance plan for 2017/18?").filters.periods == ()


def test_lessons_are_asked_of_somebody_else_whatever_they_did() -> None:
    first = answered("did mediation at Mersey Care work?")
    second = replace(first, standalone_question=read("what were the challenges?", first).standalone)

    understood = read("and at Chesterfield Royal?", first, second)

    assert "challenges" in understood.standalone
    assert "mediation" not in understood.standalone


def test_a_pronoun_stands_for_a_name_that_is_left_out() -> None:
    last = answered("what did Mersey Care do about mediation?")

    assert "what did they do about mediation" in read("what about Chesterfield?", last).standalone


@pytest.mark.parametrize(
    "question",
    [
        "which trusts trained mediators, and what did they do with them afterwards?",
        "is there any proof that mentoring circles work?",
        "how many trusts have it now?",
    ],
)
def test_what_is_asked_of_every_trust_is_not_narrowed_to_the_one_before(question: str) -> None:
    last = answered("what did Mersey Care do about mediation?", Filters(organisations=(MERSEY,)))
    assert read(question, last).filters.organisations == ()


@pytest.mark.parametrize("question", ["what happened there?", "which of their aims were met?"])
def test_there_and_their_stay_with_whom_it_was_about(question: str) -> None:
    last = answered("what did Mersey Care do about mediation?", Filters(organisations=(MERSEY,)))
    assert read(question, last).filters.organisations == (MERSEY,)


@pytest.mark.parametrize(
    "question",
    ["apart from Mersey Care, who has cut cases?", "who other than Mersey Care has cut cases?"],
)
def test_whoever_is_left_out_is_not_narrowed_to(question: str) -> None:
    found = read(question)
    assert found.filters.organisations == (CHESTERFIELD, YORKSHIRE)
    assert found.standalone == question
    assert "mersey" not in found.searched.lower()


def test_a_year_that_only_others_have_narrows_nothing() -> None:
    assert read("what did Mersey Care plan in 2020/21?").filters.periods == ()
    assert read("what is planned in 2020/21?").filters.periods == ("2020/21",)
    assert read("what did Barts plan in 2020/21?").filters.periods == ("2020/21",)


def test_a_place_that_is_left_out_stands_for_its_trusts() -> None:
    found = read("which trusts besides Chesterfield have cut cases?")
    assert found.filters.organisations == (MERSEY, YORKSHIRE)
