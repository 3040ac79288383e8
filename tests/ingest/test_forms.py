"""Filled-in templates: prompts become headings."""

import pytest

from ingest.forms import is_label_line, is_prompt, split_prompt, unfold
from ingest.records import Block, Cell, Heading, ListItem, Paragraph, Row, Table


@pytest.mark.parametrize(
    "text",
    [
        "What did you do?",
        "Who was helped and how?",
        "What did you do? What changed?",
        "Please describe your approach and its aims.",
        "Which posts were open to you? Please give details of each.",
        "What obstacles have you met on the way. And who helped. And please describe what you did.",
        "Indicator 8: have you been treated unfairly by a manager?",
        "If you have a report on it, please attach a copy.",
    ],
)
def test_prompts(text: str) -> None:
    assert is_prompt(text)


@pytest.mark.parametrize(
    "text",
    [
        "We described our approach.",
        "When things go wrong, staff are hurt.",
        "Please return the form to the team.",
        "We would be grateful if you could send it.",
        "What we did was simple.",
    ],
)
def test_no_prompts(text: str) -> None:
    assert not is_prompt(text)


def test_the_answer_follows_the_prompts() -> None:
    assert split_prompt("What did you do? What helped? The trust began in 2016. Did it work?") == (
        "What did you do? What helped?",
        "The trust began in 2016. Did it work?",
    )


@pytest.mark.parametrize("text", ["Organisation name: X Trust", "Contact: Jo", "Staff: 3,000"])
def test_label_lines(text: str) -> None:
    assert is_label_line(text)


def test_a_sentence_with_a_colon_far_in_is_no_label_line() -> None:
    assert not is_label_line("We found three things that nobody had told us about before: one")


def _table(header: tuple[str, ...], *lines: tuple[str, ...]) -> Table:
    return Table(header, tuple(Row(tuple(Cell(text) for text in line)) for line in lines))


def test_a_table_of_one_column_is_unfolded() -> None:
    table = _table(("Your details",), ("Name: X",), ("What did you do? We began.\n• one",))
    expected: tuple[Block, ...] = (
        Heading("Your details", 2),
        Paragraph("Name: X"),
        Heading("What did you do?", 2),
        Paragraph("We began."),
        ListItem("one", "•"),
    )
    assert unfold([table]) == expected


def test_a_table_of_questions_and_answers_is_unfolded() -> None:
    table = _table(("", ""), ("What did you do?", "We began."), ("Who helped?", "The board."))
    assert [type(block).__name__ for block in unfold([table])] == [
        "Heading", "Paragraph", "Heading", "Paragraph",
    ]  # fmt: skip


def test_labels_and_values_without_a_header_are_lines() -> None:
    table = _table(("", ""), ("About us", ""), ("Organisation", "X Trust"), ("Staff", "About 400"))
    assert unfold([table]) == (
        Heading("About us", 3), Paragraph("Organisation: X Trust"), Paragraph("Staff: About 400"),
    )  # fmt: skip


def test_tables_of_figures_stay_tables() -> None:
    table = _table(("Year", "Share"), ("2019", "10%"), ("2020", "11%"))
    assert unfold([table]) == (table,)
