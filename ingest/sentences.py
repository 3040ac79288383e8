"""Cuts running text into sentences without stumbling over abbreviations, initials and decimals."""

import re

from ingest.patterns import pattern
from ingest.records import Span

# Runs are read whole and once: a page of dots is no work.
_END = pattern(r"(?:(?<![.!?])[.!?]++|…)[\"'”’)\]]*+(?=\s|$)|\n")
_ABBREVIATION = pattern(
    r"(?:^|[\s(/\[“\"'])(?:e\.g|i\.e|cf|vs|v|etc|approx|no|nos|dr|mr|mrs|ms|prof|rev|sir|st|fig|exec"
    r"|dept|ref|para|pp|p|ed|eds|al|inc|ltd|co|incl|min|max|tel|ext|est|jan|feb|mar|apr|aug|sept?"
    r"|oct|nov|dec|u\.k|u\.s|a\.m|p\.m|[a-z])$",
    re.IGNORECASE,
)
_ENDS_WHEN_CAPITAL = pattern(r"(?:^|\W)(?:etc|al|a\.m|p\.m|co|inc|ltd|min|max|est)$", re.IGNORECASE)
_NUMBERED_BY = pattern(r"(?:^|\W)(?:nos?|p|pp|para|fig|ref|v|ext|tel)$", re.IGNORECASE)
_OPENS = pattern(r"[A-Z0-9“\"'‘(\[£•\-–]")
_FOLLOWING = pattern(r"[^ ]")
_LAST_WORD = 40
_LIST_NUMBER = pattern(r"(?:^|\n)\s*(?:[a-z]{0,2}\d{1,3}|[a-z])$", re.IGNORECASE)


def sentence_spans(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Give the span of every sentence of `text`, moved by `offset`; a line end always ends one."""
    spans: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        if end.group() != "\n" and not _is_end(text, start, end.start(), end.end()):
            continue
        _append(spans, text, start, end.end(), offset)
        start = end.end()
    _append(spans, text, start, len(text), offset)
    return tuple(spans)


def sentences(text: str) -> tuple[str, ...]:
    """Give the sentences of `text`, without the white space around them."""
    return tuple(text[span.start : span.end] for span in sentence_spans(text))


def _append(spans: list[Span], text: str, start: int, end: int, offset: int) -> None:
    """Add the span from start to end without its outer white space, unless nothing is left."""
    part = text[start:end]
    left = start + len(part) - len(part.lstrip())
    right = end - (len(part) - len(part.rstrip()))
    if left < right:
        spans.append(Span(left + offset, right + offset))


def _is_end(text: str, start: int, stop: int, after: int) -> bool:
    """Tell whether the punctuation between stop and after ends a sentence begun at start."""
    following = _FOLLOWING.search(text, after)
    first = following.group() if following else "\n"
    if first == "\n" or not _OPENS.match(first):
        return first == "\n"
    # What ends a text of any length shows in its last word; more would be read again and again.
    before = text[max(start, stop - _LAST_WORD) : stop]
    if text[stop] == "." and stop - start < _LAST_WORD and _LIST_NUMBER.search(before):
        return False
    if text[stop] != "." or not _ABBREVIATION.search(before):
        return True
    if _NUMBERED_BY.search(before):
        return not first.isdigit()
    return bool(_ENDS_WHEN_CAPITAL.search(before)) and first.isupper()
