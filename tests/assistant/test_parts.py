"""Questions that ask several things are taken apart."""

import pytest

from assistant.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who leads it, and by when?", ("who leads it?", "by when?")),
        ("what did they do and did it work?", ("what did they do?", "did it work?")),
        (
            "Plan: what share think so, where should it get to?",
            ("Plan: what share think so?", "where should it get to?"),
        ),
        ("Who runs it? How much does it cost?", ("Who runs it?", "How much does it cost?")),
    ],
)
def test_each_question_is_one_part(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "what did they do about bullying and harassment?",
        "did training and mentoring help?",
        "We are stuck in a blame culture. What did they change?",
        "",
        "how? what? why? who? where?",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert parts(question) == ()
