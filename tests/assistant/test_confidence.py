"""Confidence: when to answer and when to say no."""

from dataclasses import replace

from assistant.confidence import Signs, is_answerable, may_be_on_it, signs
from assistant.records import QuestionKind
from assistant.select import Candidate
from index.records import EVERYTHING, Filters
from tests.assistant.made import passage, understanding


def seen(
    nearest: float,
    said: float,
    best: float,
    narrowed: float = 0.0,
    pinned: float = 0.0,
    told: float = 1.0,
) -> bool:
    return is_answerable(Signs(nearest, said, best, narrowed, pinned, 0.0, told))


def test_near_in_words_and_meaning_is_answered() -> None:
    assert seen(0.6, 0.9, 0.8)


def test_far_in_both_is_refused() -> None:
    assert not seen(0.25, 0.2, 0.3)


def test_more_of_anything_never_turns_an_answer_into_a_refusal() -> None:
    steps = [step / 10 for step in range(11)]
    for said in steps:
        for best in steps:
            answers = [seen(nearest, said, best) for nearest in steps]
            assert answers == sorted(answers)


def test_naming_whom_it_is_about_lowers_the_bar() -> None:
    assert not seen(0.35, 0.3, 0.35)
    assert seen(0.35, 0.3, 0.35, narrowed=1.0)


def test_an_indicator_that_some_passages_share_is_not_enough() -> None:
    shared = Signs(0.25, 0.1, 0.35, 0.0, 0.0, 0.67, 1.0)
    assert not is_answerable(shared)
    assert is_answerable(replace(shared, is_on_indicator=1.0))


def test_only_a_question_that_describes_is_offered_what_is_near_in_meaning() -> None:
    described = "turbans plaits and headwear worn on duty, who wrote fair guidance?"
    near = Signs(0.4, 0.1, 0.4, 0.0, 0.0, 0.0, 1.0)
    assert may_be_on_it(understanding(described), near)
    assert not may_be_on_it(understanding(described), replace(near, nearest=0.2))
    assert not may_be_on_it(understanding("canteen hours"), near)
    assert not may_be_on_it(understanding(described, QuestionKind.FACT), near)


def test_a_figure_of_something_else_is_no_answer() -> None:
    question = understanding("how many grievances did staff raise?", QuestionKind.FACT)
    weights = {term.typed: 2.0 for term in question.terms}

    def told(text: str) -> float:
        each = passage(text, name=text)
        found = [Candidate(each, each.sentences[0], None, 0.6, 0.9, 0.8)]
        return signs(question, found, weights, EVERYTHING).told

    assert not seen(0.6, 0.9, 0.8, told=told("It has 7,200 staff."))
    assert seen(0.6, 0.9, 0.8, told=told("Staff raised 14 grievances."))


def test_an_indicator_or_a_programme_says_what_is_counted() -> None:
    asked = understanding("how many finished it?", QuestionKind.FACT)
    assert signs(asked, (), {}, EVERYTHING).told == 0.0
    named = replace(asked, names=("Stepping Up",))
    assert signs(named, (), {}, EVERYTHING).told == 1.0


def test_what_was_learnt_need_not_be_called_lessons() -> None:
    asked = understanding("what were the challenges?")
    each = passage("Managers saw it as a delay.")
    found = [Candidate(each, each.sentences[0], None, 0.4, 0.3, 0.4)]
    assert signs(asked, found, {}, EVERYTHING).said == 0.5


def test_terms_must_stand_together_in_one_passage() -> None:
    question = understanding("knife crime")
    apart = [passage("crime fell", name="a.txt"), passage("a knife", name="b.txt")]
    found = [Candidate(each, each.sentences[0], None, 0.3, 0.5, 0.5) for each in apart]
    assert signs(question, found, {}, EVERYTHING).said == 0.5


def test_two_things_named_pin_the_question() -> None:
    question = understanding("")
    narrowed = Filters(organisations=("A",), indicators=(3,))
    both = signs(question, (), {}, narrowed)
    assert (both.is_narrowed, both.is_pinned) == (1.0, 1.0)
    assert signs(question, (), {}, Filters(indicators=(3,))).is_pinned == 0.0


def test_a_programme_that_was_found_narrows_the_question() -> None:
    question = replace(understanding("Stepping Up"), names=("Stepping Up",))
    assert signs(question, (), {}, EVERYTHING).is_narrowed == 1.0


def test_passages_on_the_indicator_speak_for_an_answer() -> None:
    question = replace(understanding("mediation"), indicators=(3,))
    found = [
        Candidate(replace(passage(name), indicators=on), passage(name).sentences[0], None, 0, 0, 0)
        for name, on in (("one", (3,)), ("two", (5,)))
    ]
    assert signs(question, found, {}, EVERYTHING).is_on_indicator == 0.5
