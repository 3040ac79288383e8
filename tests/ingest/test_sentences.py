"""Sentences end where a reader would end them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans, sentences


@pytest.mark.parametrize(
    "text",
    [
        "Staff, e.g. Band 5 nurses, were asked.",
        "See No. 4 of the plan.",
        "Dr J. Smith led it.",
        "The ratio fell from 1.70 to 0.82 in a year.",
        "They are 2.6 times more likely to be appointed.",
        "It was i.e. The same.",
        "They attend the weekly Exec. Meeting.",
        "1. Review every case.",
        "A rise of 4.5% (p. 12) was seen.",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == (text,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell. It rose.", ("It fell.", "It rose.")),
        ("Lead: HR. Date: May 2020.", ("Lead: HR.", "Date: May 2020.")),
        ("Did it work? Yes! We saw “less.” Then more.",
         ("Did it work?", "Yes!", "We saw “less.”", "Then more.")),
        ("Posters, talks, etc. We stopped.", ("Posters, talks, etc.", "We stopped.")),
        ("The answer was no. We asked again.", ("The answer was no.", "We asked again.")),
        ("one line\nanother line", ("one line", "another line")),
        ("It rose to 23.5%. The target is 22%.", ("It rose to 23.5%.", "The target is 22%.")),
    ],
)  # fmt: skip
def test_sentences_are_parted(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab. !?\n“”(1)Z", max_size=80), st.integers(0, 50))
def test_spans_cover_every_character_but_white_space(text: str, offset: int) -> None:
    spans = sentence_spans(text, offset)
    covered = "".join(text[span.start - offset : span.end - offset] for span in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("run", ["." * 100_000 + "x", "!?" * 50_000 + "x", ". " * 50_000])
def test_a_page_of_dots_is_read_in_one_pass(run: str) -> None:
    # Quadratic time takes many minutes here.
    assert sentence_spans(run)
