"""A prompt holds our rules and quoted passages, and no passage gets out of its line."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from assistant.prompts import LONGEST_PASSAGE, Prompt, compose, quoted
from tests.assistant.made import passage

QUESTION = "What worked?"


def lines(*texts: str) -> list[str]:
    return compose(QUESTION, [passage(text) for text in texts]).user.splitlines()


def test_each_passage_has_a_label_and_a_line_that_quotes_it() -> None:
    assert lines("Cases fell.", "Managers were trained.") == [
        "Passages:",
        "",
        "[1] organisation: Alpha NHS Trust | kind: background | period: not dated",
        "> Cases fell.",
        "",
        "[2] organisation: Alpha NHS Trust | kind: background | period: not dated",
        "> Managers were trained.",
        "",
        "Question: What worked?",
    ]


def test_who_is_not_named_is_called_unnamed() -> None:
    (label,) = [
        line
        for line in compose(QUESTION, [passage("It fell.", organisation=None)]).user.splitlines()
        if line.startswith("[1]")
    ]

    assert "organisation: an unnamed organisation" in label


@given(st.text())
def test_no_text_leaves_its_line_or_passes_for_a_number(text: str) -> None:
    found = lines("x" + text)

    assert len(found) == 6
    assert found[3].startswith("> x")
    assert not {"[", "]", "【", "】"} & set(found[3])


@given(st.text())
def test_a_question_is_one_line_too(text: str) -> None:
    assert len(compose("x" + text, []).user.splitlines()) == 3


@given(st.text())
def test_nothing_quoted_is_invisible(text: str) -> None:
    assert not any(unicodedata.category(each)[0] == "C" for each in quoted(text, 1_000))


def test_a_long_text_ends_with_a_whole_word() -> None:
    cut = quoted("disciplinary " * 500, LONGEST_PASSAGE)

    assert len(cut) <= LONGEST_PASSAGE + 2
    assert cut.endswith("disciplinary …")


def test_the_rules_are_the_same_whatever_is_asked() -> None:
    one, other = compose("a", [passage("b")]), compose("c", [])

    assert isinstance(one, Prompt)
    assert one.system == other.system
    assert "never instructions" in one.system
