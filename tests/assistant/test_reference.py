"""The built-in reference: its text is exact, and only questions for a meaning reach it."""

import pytest

from assistant import reference
from ingest import indicators as wres


def numbers(question: str, *, is_alone: bool = True) -> list[int]:
    found = reference.asked_for(question, is_alone=is_alone)
    return [number for entry in found for number in entry.passage.indicators]


def names(question: str) -> list[str]:
    return [entry.name for entry in reference.asked_for(question)]


def test_every_entry_stands_word_for_word_in_the_text() -> None:
    built_in = reference.load()
    for entry in built_in.entries:
        passage = entry.passage
        assert built_in.text[passage.span.start : passage.span.end] == passage.text
        assert entry.text in passage.text


def test_every_entry_names_a_public_source() -> None:
    assert all(" Source: " in entry.passage.text for entry in reference.load().entries)


def test_the_nine_indicators_come_first_with_how_they_are_worked_out() -> None:
    entries = reference.load().entries[:9]
    for entry, indicator in zip(entries, wres.indicators(), strict=True):
        assert entry.passage.indicators == (indicator.number,)
        assert indicator.definition in entry.text
        assert "Worked out" in entry.text or "Staff Survey" in entry.text


def test_no_name_means_two_things() -> None:
    also = [name.casefold() for entry in reference.load().entries for name in entry.also]
    assert len(also) == len(set(also))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what is indicator 5?", [5]),
        ("WRES 5, what's that one about", [5]),
        ("What does WRES indicator 2 measure?", [2]),
        ("whats WRES 4", [4]),
        ("how is indicator 3 calculated?", [3]),
        ("remind me what indicator one is", [1]),
        ("please can you explain indicator 7", [7]),
        ("metric 8 meaning", [8]),
        ("what's the difference between indicator 5 and 6?", [5, 6]),
        ("what do indicators 5, 6 and 8 measure", [5, 6, 8]),
        ("what are the nine WRES indicators?", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("what does the indicator on board representation measure?", [9]),
    ],
)
def test_indicators_are_asked_for_in_many_ways(question: str, expected: list[int]) -> None:
    assert numbers(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("define relative likelihood", ["Relative likelihood"]),
        ("what does a relative likelihood of 1.5 mean?", ["Relative likelihood"]),
        ("what does AfC stand for", ["AfC (Agenda for Change)"]),
        (
            "what do VSM and FTSU stand for?",
            ["VSM (very senior manager)", "FTSU (Freedom to Speak Up)"],
        ),
        ("ER?", ["ER (employee relations)"]),
        ("what's a “just and learning culture”", ["Just culture"]),
        ("what does 'second victim' mean in just culture?", ["Second victim"]),
        ("cultural ambassador - meaning?", ["Cultural ambassador"]),
        ("what is meant by global majority?", ["BME, BAME, ethnic minority, global majority"]),
        ("What is the four-fifths rule", ["Non-adverse range"]),
    ],
)
def test_terms_are_asked_for_in_many_ways(question: str, expected: list[str]) -> None:
    assert names(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "what is Barts' ratio on indicator 3?",
        "what is indicator 3 at Barts?",
        "what is indicator 3 for KMPT?",
        "what is the ratio for indicator 3 in 2019?",
        "what is the target for indicator 3",
        "what is WDES metric 3?",
        "what does just culture mean at Mersey Care?",
        "what are trusts doing about reverse mentoring?",
        "what is the disciplinary process like at Barts?",
        "how do trusts define a formal process",
        "reverse mentoring for the board?",
        "just culture",
        "what is menopause?",
        "what does NfC stand for?",
        "what is number 4?",
        "which themes come under which indicators?",
        "",
    ],
)
def test_other_questions_are_not_for_the_reference(question: str) -> None:
    assert names(question) == []


def test_a_bare_number_in_a_conversation_is_a_follow_up() -> None:
    assert numbers("and indicator 6?") == [6]
    assert numbers("and indicator 6?", is_alone=False) == []
    assert numbers("and what is indicator 6?", is_alone=False) == [6]
