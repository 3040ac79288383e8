"""Cuts a passage into what may be quoted: its sentences, and short lists kept whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.records import StoredPassage, StoredSentence
from ingest.changes import later_figure
from ingest.records import Evidence, Span

# What stands between the cells of a row.
BAR = " | "
# A longer list is quoted item by item.
MOST_OF_LIST = 500
# A list with its lead-in; the first item of a passage may stand without its mark.
_LIST = re.compile(
    r"(?:^[^\n]+:[ \t]*\n+|\A[^\n]+\n)?(?:[ \t]*(?:[-•*]|\d{1,2}[.)])[ \t]+[^\n]+(?:\n|\Z))+",
    re.MULTILINE,
)
# Openings that lean on the sentence before: what they say of it says nothing alone.
_LEANING = re.compile(
    r"(?:this|these|that|those|it|they|both|he|she|such|since then|by then|at the same time"
    r"|the (?:year|month) (?:before|after)|in the same (?:period|year|time)"
    r"|the (?:same )?(?:figure|equivalent|rest|others?|former|latter)s?)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?:[-•*]|\d[.)])[ \t]")


@dataclass(frozen=True, slots=True)
class Unit:
    """What may be quoted as one: a sentence, or a list; `places` are its sentences' places."""

    sentence: StoredSentence
    places: tuple[int, ...]


def leans_on(passage: StoredPassage, place: int) -> StoredSentence | None:
    """Give the sentence before the one at a place, where that one says nothing without it."""
    sentence = passage.sentences[place]
    if place == 0 or sentence.role is not None:
        return None
    before = passage.sentences[place - 1]
    return before if before.role is None and _leans(sentence.text, before.text) else None


# The same passages are read for many questions.
@lru_cache(maxsize=8_192)
def _leans(text: str, before: str) -> bool:
    return bool(_LEANING.match(text) or later_figure(text, before))


def leaned_on(passage: StoredPassage, sentence: StoredSentence) -> StoredSentence | None:
    """Give the sentence that one of a passage leans on."""
    starts = [other.span.start for other in passage.sentences]
    return leans_on(passage, starts.index(sentence.span.start))


def columns(passage: StoredPassage, text: str) -> str:
    """Give the headings of the columns where a text is a row of a table, "" where it is none."""
    headings = passage.context.rpartition("\n")[2]
    cells = text.count(BAR)
    return headings if cells and headings.count(BAR) == cells and "\n" not in text else ""


def units(passage: StoredPassage, *, whole_lists: bool = True) -> tuple[Unit, ...]:
    """Cut a passage into sentences and, with `whole_lists`, short lists, in reading order.

    An item says little without the line that leads to it and the items beside it. Cells of tables,
    lists that mix what was done with results or plans and those of several organisations' doings
    stay apart.
    """
    sentences = passage.sentences
    is_of_one = len(passage.organisations) < 2
    lists = list(_lists(passage)) if whole_lists and is_of_one else []
    taken = {place for item in lists for place in item.places}
    single = [Unit(each, (at,)) for at, each in enumerate(sentences) if at not in taken]
    return tuple(sorted((*lists, *single), key=lambda item: item.places[0]))


def _lists(passage: StoredPassage) -> Iterator[Unit]:
    offset = passage.span.start
    for first, last in _list_spans(passage.text):
        start, end = first + offset, last + offset
        places = tuple(
            at
            for at, each in enumerate(passage.sentences)
            if start <= each.span.start and each.span.end <= end
        )
        held = [passage.sentences[at] for at in places]
        if len(held) > 1 and _is_one(held):
            span = Span(held[0].span.start, held[-1].span.end)
            text = passage.text[span.start - offset : span.end - offset]
            if len(text) <= MOST_OF_LIST:
                yield Unit(replace(held[-1], span=span, text=text, evidence=_type(held)), places)


# The same passages are read for many questions.
@lru_cache(maxsize=4_096)
def _list_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Find the lists of a text, each with the line that leads to it."""
    return tuple(match.span() for match in _LIST.finditer(text)) if _MARK.search(text) else ()


def _is_one(held: Sequence[StoredSentence]) -> bool:
    types = {each.evidence for each in held} - {Evidence.CONTEXT}
    return len(types) <= 1 and all(each.role is None and BAR not in each.text for each in held)


def _type(held: Sequence[StoredSentence]) -> Evidence:
    """Give the one type that is more than background, if there is one."""
    types = [each.evidence for each in held if each.evidence is not Evidence.CONTEXT]
    return types[0] if types else Evidence.CONTEXT
