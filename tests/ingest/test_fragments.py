"""HTML fragments and inline bullets become lines; nothing else changes."""

import pytest

from ingest.fragments import has_markup, plain_cell, plain_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>Why?</p> <ul style='x'> • one thing • another", ("Why?", "• one thing", "• another")),
        ("<ul> a bullet whose marker is missing", ("• a bullet whose marker is missing",)),
        ("<p>Do:</p> <ol> 1. one 2. two 3.5 hours", ("Do:", "1. one", "2. two 3.5 hours")),
        ("run by <i>seven</i> teams", ("run by seven teams",)),
        ("<ul> • • real", ("• real",)),
        ("<u> </u>", ()),
        ("R&amp;D<br/>line", ("R&D", "line")),
        ("<ul><li>one</li><li>two</li></ul> after", ("• one", "• two", "after")),
        ("fewer than < 5 and > 2", ("fewer than < 5 and > 2",)),
        ("a <name@example.org> b", ("a <name@example.org> b",)),
    ],
)  # fmt: skip
def test_lines(text: str, lines: tuple[str, ...]) -> None:
    assert plain_lines(text) == lines
    assert plain_cell(text) == "\n".join(lines)


def test_comparison_signs_are_no_markup() -> None:
    assert not has_markup("x < 5, y > 2")
    assert has_markup("x <b>5</b>")
