"""Cuts a document's text into what a reader sees: a stretch of it, headings, the quote marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records import Section

AROUND = 900
"""Characters shown before and after a quote in the source panel."""

WINDOW = 40_000
"""Characters of a document on one page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: "text", "heading" or "quote"; put together, pieces are the text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a document, with where the parts before and after begin; None at the ends."""

    pieces: tuple[Piece, ...]
    before: int | None
    after: int | None


def excerpt(text: str, sections: Sequence[Section], start: int, end: int) -> tuple[Piece, ...]:
    """Cut out a quote with what stands around it, at the ends of lines."""
    first = max(0, start - AROUND)
    if first:
        first = text.find("\n", first, start) + 1 or first
    last = min(len(text), end + AROUND)
    if last < len(text):
        line_end = text.rfind("\n", end, last)
        last = line_end if line_end > end else last
    return _pieces(text, sections, first, last, (start, end))


def whole(text: str, sections: Sequence[Section], span: tuple[int, int] | None, at: int) -> Window:
    """Cut out a page of a document: the one that holds the span, else the one at a character."""
    first = max(0, span[0] - WINDOW // 2) if span else min(at, len(text))
    if span and first:
        first = text.find("\n", first, span[0]) + 1 or first
    last = max(first + WINDOW, span[1] if span else 0)
    if last < len(text):
        last = text.rfind("\n", max(first, span[1] if span else 0), last) + 1 or last
    last = min(last, len(text))
    return Window(
        _pieces(text, sections, first, last, span),
        max(0, first - WINDOW) if first else None,
        last if last < len(text) else None,
    )


def _pieces(
    text: str,
    sections: Sequence[Section],
    first: int,
    last: int,
    quote: tuple[int, int] | None,
) -> tuple[Piece, ...]:
    marks = [(*quote, "quote")] if quote else []
    for section in sections:
        start = section.span.start
        end = start + len(section.title)
        is_there = bool(section.title) and text.startswith(section.title, start)
        is_free = quote is None or end <= quote[0] or quote[1] <= start
        if is_there and is_free and first <= start and end <= last:
            marks.append((start, end, "heading"))
    pieces, at = [], first
    for marked, until, kind in sorted(marks):
        start, end = max(marked, at), min(until, last)
        if start >= end:
            continue
        pieces += [Piece("text", text[at:start]), Piece(kind, text[start:end])]
        at = end
    pieces.append(Piece("text", text[at:last]))
    return tuple(piece for piece in pieces if piece.text)
