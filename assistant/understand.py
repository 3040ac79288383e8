"""Understands a question: its kind, what it names, what it is narrowed to, and its terms."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from ingest.organisations import Authority

from assistant.errors import BadQuestion, UnknownFilter
from assistant.question_words import is_about_gap, recognise_kind
from assistant.records import QuestionKind, Turn
from assistant.words import Term, Vocabulary
from index.records import Filters
from ingest import indicators as wres
from ingest import periods
from ingest.records import Evidence, Kind

MAX_QUESTION = 2_000

_E = TypeVar("_E", bound=StrEnum)

_LEANS_BACK = re.compile(
    r"\b(?:it|its|that|those|these|this|them|they|their|there|he|she|his|her|same|ones?)\b"
    r"|^(?:and|or|but|so|what about|how about|only)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as understood."""

    question: str
    standalone: str
    kind: QuestionKind
    filters: Filters
    organisations: tuple[str, ...]
    """Named in the question (or carried over from the conversation)."""
    missing: tuple[str, ...]
    """Named in the question, but nothing indexed is about them."""
    indicators: tuple[int, ...]
    periods: tuple[str, ...]
    terms: tuple[Term, ...]
    expansion: tuple[str, ...]
    is_about_gap: bool
    """Whether it asks about a difference between groups."""


def understand(
    question: str,
    filters: Filters,
    history: Sequence[Turn],
    *,
    authority: Authority,
    vocabulary: Vocabulary,
    known: Collection[str],
    document_periods: Collection[str],
    max_characters: int = MAX_QUESTION,
) -> Understanding:
    """Recognise what a question asks.

    `known` are the organisations that the corpus holds evidence about, `document_periods` the
    periods of its documents.

    Raises:
        BadQuestion: empty, or longer than `max_characters`.
    """
    typed = " ".join(question.split())
    if not re.search(r"\w", typed):
        msg = "the question is empty; ask for example: what reduced disciplinary disparity?"
        raise BadQuestion(msg)
    if len(typed) > max_characters:
        msg = (
            f"the question has {len(typed):,} characters; "
            f"the limit is {max_characters:,}: ask something shorter"
        )
        raise BadQuestion(msg)
    standalone, carried = _stand_alone(typed, history, authority, known)
    named = _organisations(typed, authority, known) or carried
    present = tuple(name for name in named if name in known)
    found = wres.find(standalone, is_question=True)
    explicit = tuple(item.indicator for item in found if item.is_explicit)
    asked = periods.find_in_question(typed)
    plans = tuple(period for period in asked if "/" in period)
    kind = recognise_kind(typed, sides=len(present), plans=len(plans))
    return Understanding(
        question=typed,
        standalone=standalone,
        kind=kind,
        filters=_narrowed(filters, present, explicit, asked, document_periods, kind),
        organisations=present,
        missing=tuple(name for name in named if name not in known),
        indicators=tuple(dict.fromkeys(item.indicator for item in found)),
        periods=asked,
        terms=vocabulary.terms(_without_names(standalone, authority, known)),
        expansion=vocabulary.expand(standalone),
        is_about_gap=is_about_gap(standalone),
    )


def resolve_filters(
    *,
    authority: Authority,
    known: Collection[str],
    organisations: Sequence[str] = (),
    indicators: Sequence[str | int] = (),
    themes: Sequence[str] = (),
    years: Sequence[str] = (),
    kinds: Sequence[str] = (),
    evidence: Sequence[str] = (),
) -> Filters:
    """Turn filters as people type them into resolved ones.

    Raises:
        UnknownFilter: a value is not known; the text names what is near or allowed.
    """
    numbers = [_indicator(value) for value in indicators]
    for theme in themes:
        numbers.extend(_theme(theme))
    return Filters(
        organisations=tuple(_organisation(name, authority, known) for name in organisations),
        indicators=tuple(dict.fromkeys(numbers)),
        periods=tuple(periods.normalise(year) for year in years),
        kinds=tuple(_member(Kind, value, "kind") for value in kinds),
        evidence=tuple(_member(Evidence, value, "evidence type") for value in evidence),
    )


def _organisation(name: str, authority: Authority, known: Collection[str]) -> str:
    folded = {item.casefold(): item for item in known}
    if name.strip().casefold() in folded:
        return folded[name.strip().casefold()]
    organisation = authority.resolve(name)
    if organisation is not None:
        return organisation.name
    near = authority.suggest(name)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    msg = f"unknown organisation {name!r}{hint} (`goodpractice organisations` lists those indexed)"
    raise UnknownFilter(msg)


def _indicator(value: str | int) -> int:
    text = str(value).strip()
    if text.isdigit() and 1 <= int(text) <= 9:
        return int(text)
    msg = f"unknown indicator {text!r}: the WRES indicators are 1 to 9"
    raise UnknownFilter(msg)


def _theme(name: str) -> tuple[int, ...]:
    try:
        return wres.indicators_of(name)
    except ValueError as error:
        raise UnknownFilter(str(error)) from error


def _member(values: type[_E], value: str, what: str) -> _E:
    try:
        return values(value.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        msg = f"unknown {what} {value!r}: choose from {', '.join(item.value for item in values)}"
        raise UnknownFilter(msg) from error


def _organisations(text: str, authority: Authority, known: Collection[str]) -> tuple[str, ...]:
    mentions = authority.find(text, is_question=True, among=known)
    return tuple(dict.fromkeys(mention.organisation.name for mention in mentions))


def _without_names(text: str, authority: Authority, known: Collection[str]) -> str:
    """Leave out organisations' names: they narrow the search and are no topic of their own."""
    for mention in reversed(authority.find(text, is_question=True, among=known)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _stand_alone(
    question: str, history: Sequence[Turn], authority: Authority, known: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    """Give the question with what it leans on, and the organisations carried over."""
    if not history:
        return question, ()
    last = history[-1]
    is_short = len(question.split()) <= 4
    if not (_LEANS_BACK.search(question) or is_short):
        return question, ()
    carried = () if _organisations(question, authority, known) else last.organisations
    names = f" at {', '.join(carried)}" if carried else ""
    topic = last.standalone_question.rstrip(" ?.!")
    return f"{question.rstrip(' ?.!')}{names}? (following: {topic})", carried


def _narrowed(
    filters: Filters,
    organisations: tuple[str, ...],
    explicit_indicators: tuple[int, ...],
    asked_periods: tuple[str, ...],
    document_periods: Collection[str],
    kind: QuestionKind,
) -> Filters:
    """Add what the question itself names to the filters that were given, which come first.

    A comparison is not narrowed to the organisations: each side is searched for on its own.
    A year narrows only where it is the printed period of a plan or report ("2017/18").
    """
    if not filters.organisations and kind is not QuestionKind.COMPARE:
        filters = replace(filters, organisations=organisations)
    if not filters.indicators and len(explicit_indicators) == 1:
        filters = replace(filters, indicators=explicit_indicators)
    printed = tuple(
        period
        for period in asked_periods
        if "/" in period and any(periods.covers(period, held) for held in document_periods)
    )
    if not filters.periods and kind is not QuestionKind.COMPARE:
        filters = replace(filters, periods=printed)
    return filters
