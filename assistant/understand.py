"""Understands a question: its kind, what it names, what it is narrowed to, and its terms."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from assistant import personal
from assistant.errors import BadQuestion, UnknownFilter
from assistant.question_words import is_about_gap, recognise_kind
from assistant.records import Answer, QuestionKind
from assistant.words import Term, Vocabulary
from index.records import EVERYTHING, Filters, StoredOrganisation
from ingest import indicators as wres
from ingest import periods
from ingest.conditions import Conditions, without_conditions
from ingest.organisations import Authority
from ingest.records import Evidence, Kind

MAX_QUESTION = 2_000

_E = TypeVar("_E", bound=StrEnum)

# Words that point back in the conversation: to its topic, or only to whom it was about.
# "That" points back after a verb or preposition ("what came of that?"), not in "actions that …".
_TO_TOPIC = re.compile(
    r"\b(?:it|this|these|those|them|same|ones?)\b"
    r"|(?:^|\b(?:about|after|and|at|by|did|do|does|for|from|has|is|like|of|on|since|than|to|was"
    r"|with) )that\b",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"\b(?:its|they|their|theirs|there|he|she|his|her|who else)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:and|or|but|so|what about|how about|only|just)\b", re.IGNORECASE)
_FEW_WORDS = 4
_QUOTED = re.compile(r"(?:(?<=\s)|^)[\"'‘“]([^\"'‘’“”]{3,60})[\"'’”](?=[\s?.,!]|$)")
_CAPITALISED = re.compile(
    r"\b[A-Z][a-z]+(?:[ -](?:[A-Z][a-z]+|to|of|for|and)){0,3}[ -][A-Z][a-z]+\b"
)
# Who publishes or regulates is named in passing more often than asked about.
_NATIONAL = frozenset({"national", "network", "other"})


@dataclass(frozen=True, slots=True)
class _Carried:
    """What a follow-up takes over from the conversation."""

    topic: str = ""
    organisations: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    kind: QuestionKind | None = None
    anchors: tuple[str, ...] = ()


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
    names: tuple[str, ...]
    """Programmes and the like that it names: "Stepping Up", 'Be Yourself'."""
    is_about_gap: bool
    """Whether it asks about a difference between groups."""
    anchors: tuple[str, ...] = ()
    """Passages that the answer before leaned on, for a follow-up about them."""


def understand(
    question: str,
    filters: Filters,
    history: Sequence[Answer],
    *,
    authority: Authority,
    vocabulary: Vocabulary,
    known: Mapping[str, StoredOrganisation],
    document_periods: Collection[str],
    max_characters: int = MAX_QUESTION,
) -> Understanding:
    """Recognise what a question asks.

    `known` are the organisations that the corpus holds evidence about, by name;
    `document_periods` the periods of its documents.

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
    shown = personal.mask(typed, authority)
    typed = personal.bare(shown)
    has_topic = bool(vocabulary.terms(_without_names(typed, authority, known)))
    carried = _carry(typed, history, has_topic=has_topic)
    named = _organisations(typed, authority, known) or carried.organisations
    present = tuple(name for name in named if name in known)
    wanted = authority.conditions(typed)
    meant = present or _meeting(wanted, known)
    standalone = _standing_alone(typed, carried, named)
    found = wres.find(standalone, is_question=True)
    explicit = tuple(item.indicator for item in found if item.is_explicit)
    asked = periods.find_in_question(typed)
    plans = tuple(period for period in asked if "/" in period)
    kind = recognise_kind(typed, sides=len(named), plans=len(plans))
    if carried.kind is not None and kind is QuestionKind.INTERVENTION:
        kind = carried.kind
    if personal.is_individual(shown):
        kind = QuestionKind.OUT_OF_SCOPE
    searched = f"{typed} {carried.topic}"
    return Understanding(
        question=shown,
        standalone=standalone,
        kind=kind,
        filters=_narrowed(
            _inherited(filters, carried, named), meant, explicit, plans, document_periods, kind
        ),
        organisations=present,
        missing=_missing(named, wanted, meant, known),
        indicators=tuple(dict.fromkeys(item.indicator for item in found)),
        periods=asked,
        terms=vocabulary.terms(_without_names(searched, authority, known)),
        expansion=vocabulary.expand(searched),
        names=_names(_without_names(typed, authority, known)),
        is_about_gap=is_about_gap(standalone),
        anchors=carried.anchors,
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
    except wres.UnknownTheme as error:
        raise UnknownFilter(str(error)) from error


def _member(values: type[_E], value: str, what: str) -> _E:
    try:
        return values(value.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError as error:
        msg = f"unknown {what} {value!r}: choose from {', '.join(item.value for item in values)}"
        raise UnknownFilter(msg) from error


def _organisations(text: str, authority: Authority, known: Collection[str]) -> tuple[str, ...]:
    mentions = authority.find(text, is_question=True, among=known)
    return tuple(
        dict.fromkeys(
            mention.organisation.name
            for mention in mentions
            if mention.organisation.type not in _NATIONAL
        )
    )


def _without_names(text: str, authority: Authority, known: Collection[str]) -> str:
    """Leave out the names and conditions that narrow the search: they are no topic."""
    for mention in reversed(authority.find(text, is_question=True, among=known)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return without_conditions(text)


def _names(question: str) -> tuple[str, ...]:
    """Give what stands in quotation marks, and capitalised words in a row after the first word."""
    quoted = _QUOTED.findall(question)
    rest = _QUOTED.sub(" , ", question)
    after_first = rest.split(maxsplit=1)[1] if len(rest.split()) > 1 else ""
    return tuple(dict.fromkeys((*quoted, *_CAPITALISED.findall(after_first))))


def _carry(question: str, history: Sequence[Answer], *, has_topic: bool) -> _Carried:
    """Take over from the last exchange what the question leans on; nothing if it stands alone.

    A question that only names somebody ("and at Pennine Care?") takes over the topic.
    """
    if not history:
        return _Carried()
    last = history[-1]
    to_topic = bool(_TO_TOPIC.search(question)) or not has_topic
    goes_on = bool(_GOES_ON.search(question)) or len(question.split()) <= _FEW_WORDS
    if not (to_topic or goes_on or _TO_WHOM.search(question)):
        return _Carried()
    lead = last.statements[0] if last.statements else None
    cited = {item.number: item for item in last.citations}
    first = cited.get(lead.citations[0]) if lead and lead.citations else None
    organisations = last.filters.organisations or (
        (lead.organisation,) if lead and lead.organisation else ()
    )
    # "And recruitment?" stays where the conversation was; "could it take the credit?" may find its
    # answer elsewhere in the same account.
    kept = last.filters if goes_on else replace(last.filters, indicators=())
    filters = replace(kept, organisations=(), evidence=())
    if not organisations and first is not None:
        filters = replace(filters, documents=(first.document_id,))
    return _Carried(
        topic=last.standalone_question.rstrip(" ?.!") if to_topic else "",
        organisations=organisations,
        filters=filters,
        kind=last.kind if goes_on else None,
        anchors=tuple(item.passage_id for item in last.citations[:3]) if to_topic else (),
    )


def _standing_alone(question: str, carried: _Carried, named: tuple[str, ...]) -> str:
    """Put what is carried over into the question, in brackets."""
    whom = ", ".join(named) if named and named == carried.organisations else ""
    if not (whom or carried.topic):
        return question
    about = "; following: ".join(part for part in (whom, carried.topic) if part)
    return f"{question.rstrip(' ?.!')}? (about: {about})"


def _inherited(filters: Filters, carried: _Carried, named: tuple[str, ...]) -> Filters:
    """Keep narrowing by what the exchange before was narrowed to, where nothing new is given."""
    kept = carried.filters if named == carried.organisations else EVERYTHING
    return Filters(
        organisations=filters.organisations,
        indicators=filters.indicators or kept.indicators,
        periods=filters.periods or kept.periods,
        kinds=filters.kinds or kept.kinds,
        evidence=filters.evidence,
        documents=filters.documents or kept.documents,
    )


def _meeting(wanted: Conditions, known: Mapping[str, StoredOrganisation]) -> tuple[str, ...]:
    """Give the organisations of the corpus that are of a type and in a region asked for."""
    if not (wanted.types or wanted.regions):
        return ()
    return tuple(
        name
        for name, item in known.items()
        if (not wanted.types or item.type in wanted.types)
        and (not wanted.regions or item.region in wanted.regions)
    )


def _missing(
    named: tuple[str, ...],
    wanted: Conditions,
    meant: tuple[str, ...],
    known: Mapping[str, StoredOrganisation],
) -> tuple[str, ...]:
    """Say what the question asks about and nothing indexed is about."""
    absent = tuple(name for name in named if name not in known)
    if not named and not meant and (wanted.types or wanted.regions):
        return (" ".join((*wanted.types, "organisations", *wanted.regions)).replace("_", " "),)
    return absent


def _narrowed(
    filters: Filters,
    organisations: tuple[str, ...],
    explicit_indicators: tuple[int, ...],
    plans: tuple[str, ...],
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
        period for period in plans if any(periods.covers(period, held) for held in document_periods)
    )
    if not filters.periods and kind is not QuestionKind.COMPARE:
        filters = replace(filters, periods=printed)
    return filters
