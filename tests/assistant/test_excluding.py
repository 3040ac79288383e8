"""Tests of what a question leaves out."""

import time

import pytest

from assistant.excluding import part, topic
from assistant.words import Vocabulary

VOCABULARY = Vocabulary.load()


@pytest.mark.parametrize(
    ("question", "kept", "left_out"),
    [
        ("Apart from Barts, who has a panel?", "who has a panel?", "Barts"),
        ("who other than Barts has a panel?", "who has a panel?", "Barts"),
        ("which trusts, except for Barts and Oxleas, hold panels?",
         "which trusts, hold panels?", "Barts and Oxleas"),
        ("what else besides training has helped?", "what else has helped?", "training"),
        ("the plan, everything except recruitment", "the plan, everything", "recruitment"),
        ("race actions please, not the disability ones", "race actions please", "disability ones"),
        ("mentoring, but not reverse mentoring", "mentoring", "reverse mentoring"),
        ("did anyone hit a target, not counting Barts?", "did anyone hit a target?", "Barts"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_parted_from_what_is_asked(
    question: str, kept: str, left_out: str
) -> None:
    parted = part(question)
    assert (parted.kept, parted.left_out) == (kept, (left_out,))


@pytest.mark.parametrize(
    "question",
    [
        "has it worked or not?",
        "what was achieved, not just planned?",
        "results, not plans",
        "is the fall real, not due to chance?",
        "why do BME staff not report abuse?",
        "is that a quote, not a summary?",
        "apart from Barts?",
    ],
)
def test_a_question_that_leaves_nothing_out_stays_as_it_is(question: str) -> None:
    assert part(question).kept == question
    assert part(question).left_out == ()


def test_a_topic_is_said_by_all_its_terms_in_any_of_their_wordings() -> None:
    disability = topic(VOCABULARY.terms("disability ones"))
    assert disability is not None
    assert disability.is_said("Reviewed with the disabled staff network")
    assert disability.is_said("A WDES metric")
    assert not disability.is_said("Move the career clinics to evenings")
    both = topic(VOCABULARY.terms("reverse mentoring of the board"))
    assert both is not None
    assert not both.is_said("Mentoring for nurses")


@pytest.mark.parametrize("wording", ["the other trusts", "increased them", "staff", "the ones"])
def test_staff_and_directions_are_no_topic_to_leave_out(wording: str) -> None:
    assert topic(VOCABULARY.terms(wording)) is None


def test_a_hostile_question_is_parted_at_once() -> None:
    begun = time.perf_counter()
    for text in ("not " * 500, ", not the " * 200, "besides " * 250, "except for the any " * 100):
        part(text)
    assert time.perf_counter() - begun < 1
