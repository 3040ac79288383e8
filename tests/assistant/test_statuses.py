"""Statuses: what a question asks for and what a cell of a plan says."""

import pytest

from assistant.statuses import COMPLETE, LATE, NOT_STARTED, OPEN, UNDER_WAY, asked, given


@pytest.mark.parametrize(
    ("question", "statuses"),
    [
        ("which actions are red or amber?", ("red", "amber")),
        ("what is rated red?", ("red",)),
        ("which actions are finished?", (COMPLETE,)),
        ("which of them aren't done yet?", (OPEN,)),
        ("what has not yet been completed?", (OPEN,)),
        ("anything outstanding?", (OPEN,)),
        ("which actions haven't started?", (NOT_STARTED,)),
        ("which are running late?", (LATE,)),
        ("what was done about bullying late at night?", ()),
        ("which actions are done?", (COMPLETE,)),
        ("what is on track?", (UNDER_WAY,)),
        ("which promises were not kept?", (OPEN,)),
        ("which pledges were broken?", (OPEN,)),
        ("which commitments have been honoured?", (COMPLETE,)),
        ("what record is kept of leavers?", ()),
        ("what must be done by March 2024?", ()),
        ("what was agreed about the Red-Amber-Green scale?", ()),
        ("who leads on the complete review of appeals?", ()),
    ],
)
def test_what_a_question_asks_for(question: str, statuses: tuple[str, ...]) -> None:
    assert asked(question) == statuses


@pytest.mark.parametrize(
    ("cell", "statuses"),
    [
        ("R", {"red", OPEN}),
        ("G | Two reviews held", {"green", OPEN}),
        ("Green - complete", {"green", COMPLETE}),
        ("Not yet complete", {OPEN}),
        ("Incomplete", {OPEN}),
        ("To be completed", {OPEN}),
        ("Done", {COMPLETE}),
        ("Not started", {NOT_STARTED, OPEN}),
        ("Delayed: post vacant", {LATE, OPEN}),
        ("In progress", {UNDER_WAY, OPEN}),
        ("A review is held", {OPEN}),
        ("Complete | Forms are not done by hand any more", {COMPLETE}),
        ("Amber | Done; two posts are not yet closed", {"amber", OPEN}),
        ("", set()),
    ],
)
def test_what_a_cell_says(cell: str, statuses: set[str]) -> None:
    assert given(cell) == statuses
