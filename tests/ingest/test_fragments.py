"""HTML fragments and inline bullets become lines; nothing else changes."""

import pytest

from ingest.fragments import has_markup, plain_cell, plain_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>Why now?</p> <ul style='x'> • one thing • another", ("Why now?", "• one thing", "• another")),
        ("<ul> a bullet whose marker is missing", ("• a bullet whose marker is missing",)),
        ("<p>Two checks:</p> <ol> 1. before 2. after 3.5 hours", ("Two checks:", "1. before", "2. after 3.5 hours")),
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
