"""A stretch of a document holds its quote exactly, whatever stands around it."""

from hypothesis import given
from hypothesis import strategies as st

from api.reading import WINDOW, excerpt, whole
from ingest.records import Section, Span


@given(st.text(alphabet="ab \n😀é<&", min_size=1, max_size=400), st.data())
def test_a_quote_is_marked_exactly_and_nothing_is_lost(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    sections = (Section("a", Span(0, len(text))),)

    for pieces in (
        excerpt(text, sections, start, end),
        whole(text, sections, (start, end), 0).pieces,
    ):
        assert [piece.text for piece in pieces if piece.kind == "quote"] == [text[start:end]]
        assert "".join(piece.text for piece in pieces) in text


def test_a_heading_is_told_from_the_text() -> None:
    text = "Impact\n\nIt fell."
    pieces = excerpt(text, (Section("Impact", Span(0, len(text))),), 8, 16)

    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("heading", "Impact"),
        ("text", "\n\n"),
        ("quote", "It fell."),
    ]


def test_a_long_document_is_read_in_parts_that_join() -> None:
    text = "".join(f"line {number}\n" for number in range(20_000))
    at: int | None = 0
    read = ""
    while at is not None:
        window = whole(text, (), None, at)
        read += "".join(piece.text for piece in window.pieces)
        at = window.after

    assert read == text


def test_the_part_with_the_quote_is_shown() -> None:
    text = "x" * (3 * WINDOW) + "quote" + "y" * WINDOW
    window = whole(text, (), (3 * WINDOW, 3 * WINDOW + 5), 0)

    assert [piece.text for piece in window.pieces if piece.kind == "quote"] == ["quote"]
    assert window.before is not None
    assert window.after is not None
