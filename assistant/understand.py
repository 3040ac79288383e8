"""Understands a question: its kind, what it names, what it is narrowed to, and its terms."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeVar

from assistant import corpus_questions, excluding, personal, reference
from assistant.errors import BadQuestion, UnknownFilter
from assistant.follow_up import NOTHING, Carried, carry, compared, has_topic, standing_alone
from assistant.parts import parts
from assistant.question_words import is_about_gap, recognise_kind, without_lessons
from assistant.records import Answer, QuestionKind
from assistant.words import Term, Vocabulary
from index.records import EVERYTHING, Filters, Place
from ingest import indicators as wres
from ingest import periods
from ingest.conditions import Conditions, without_conditions
from ingest.organisations import Authority
from ingest.records import Evidence, Kind

MAX_QUESTION = 2_000

_E = TypeVar("_E", bound=StrEnum)

_QUOTED = re.compile(r"(?:(?<=\s)|^)[\"'‘“]([^\"'‘’“”]{3,60})[\"'’”](?=[\s?.,!]|$)")
_CAPITALISED = re.compile(
    r"\b[A-Z][a-z]+(?:[ -](?:[A-Z][a-z]+|to|of|for|and)){0,3}[ -][A-Z][a-z]+\b"
)
_TWO_NAMES = re.compile(r"(\S+ \S+) and (\S+ \S+)")
_TOWARDS = re.compile(r"\b(?:at|in|from|by|of|for|with) (?:the )?$", re.IGNORECASE)
_OWN = re.compile(r"^['’]s\b")
_DOES = re.compile(
    r"\b(?:do|does|did|has|have|had|is|are|was|were|will|can|could) $", re.IGNORECASE
)
# Who publishes or regulates is named in passing more often than asked about.
_NATIONAL = frozenset({"national", "network", "other"})


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as understood."""

    question: str
    standalone: str
    searched: str
    """What is searched for: the question with the topic that it carries.

    Without the names where sides are compared, each by itself: they would find title pages.
    """
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
    goes_on_from: str = ""
    """The question that "and in 2020?" asks again."""
    left_out: tuple[excluding.Topic, ...] = ()
    """What it wants to hear nothing of."""
    carried: Carried = NOTHING
    """What it takes over from the conversation."""

    @property
    def wording(self) -> str:
        """Give what is asked in words, also where the question goes on from another."""
        return f"{self.question} {self.goes_on_from}"


def understand(
    question: str,
    filters: Filters,
    history: Sequence[Answer],
    *,
    authority: Authority,
    vocabulary: Vocabulary,
    known: Mapping[str, Place],
    document_periods: Collection[tuple[str | None, str]],
    max_characters: int = MAX_QUESTION,
) -> Understanding:
    """Recognise what a question asks.

    `known` are the organisations that the corpus holds evidence about, by name;
    `document_periods` whom each of its documents is about, with its period.

    Raises:
        BadQuestion: empty, or longer than `max_characters`.
    """
    shown = personal.mask(_checked(question, max_characters), authority)
    parted = excluding.part(personal.bare(shown))
    typed = parted.kept
    is_explained = bool(reference.asked_for(typed, is_alone=_is_alone(history)))
    is_of_corpus = corpus_questions.read(typed, authority, known) is not None
    history = () if is_explained or is_of_corpus else history
    places = authority.places(typed, known)
    own = _organisations(typed, authority, known) or _meant(places) or compared(typed, history)
    wanted = authority.conditions(typed)
    without_names = partial(_without_names, authority=authority, known=known)
    carried = carry(
        typed,
        history,
        is_topical=lambda text: _is_topical(without_names(text), vocabulary),
        is_narrowed=bool(own or wanted.types or wanted.regions),
        without_names=without_names,
    )
    named = own or carried.organisations
    present = tuple(name for name in named if name in known)
    besides = (*carried.besides, *_spared("; ".join(parted.left_out), authority, known))
    meant = present or _meeting(wanted, known, besides)
    searched = f"{typed} {carried.topic}".strip()
    standalone = standing_alone(typed, carried, named)
    found = _indicators(typed, standalone)
    explicit = tuple(item.indicator for item in found if item.is_explicit)
    asked = periods.find_in_question(typed)
    plans = tuple(period for period in asked if "/" in period)
    kind = _kind(typed, 0 if places else len(own), len(plans))
    goes_on = carried.kind is not None and kind is QuestionKind.INTERVENTION
    kind = carried.kind if carried.kind and goes_on else kind
    if is_explained or is_of_corpus:
        kind = QuestionKind.DEFINITION if is_explained else QuestionKind.CORPUS
    kind = QuestionKind.OUT_OF_SCOPE if personal.is_individual(shown) else kind
    kept = _inherited(filters, carried, named, explicit, plans)
    return Understanding(
        question=shown,
        standalone=standing_alone(parted.question, carried, named),
        kind=kind,
        filters=_narrowed(kept, meant, explicit, plans, document_periods, kind),
        organisations=present,
        missing=_missing(named, wanted, meant, known) or _absent(places, named),
        indicators=tuple(dict.fromkeys(item.indicator for item in found)),
        periods=asked,
        terms=vocabulary.terms(without_names(searched)),
        expansion=vocabulary.expand(searched),
        names=_names(without_names(typed)),
        is_about_gap=is_about_gap(standalone),
        goes_on_from=carried.topic if goes_on else "",
        searched=without_names(searched) if kind is QuestionKind.COMPARE else searched,
        left_out=excluding.topics(map(without_names, parted.left_out), vocabulary),
        carried=carried,
    )


def _is_alone(history: Sequence[Answer]) -> bool:
    """Tell whether nothing but definitions was asked for just before."""
    return not history or history[-1].kind is QuestionKind.DEFINITION


def _kind(typed: str, sides: int, plans: int) -> QuestionKind:
    """Recognise what the first part of a question asks; "who …, and by when?" asks one thing."""
    first, *_ = (*parts(typed), typed)
    kinds = [recognise_kind(each, sides=sides, plans=plans) for each in (first, typed)]
    is_who = first.lower().startswith("who ") and kinds[1] is QuestionKind.WHO_WHEN
    return kinds[is_who]


def _is_topical(text: str, vocabulary: Vocabulary) -> bool:
    return any(map(has_topic, vocabulary.terms(without_lessons(text))))


def _checked(question: str, max_characters: int) -> str:
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
    return typed


def _indicators(typed: str, standalone: str) -> tuple[wres.Found, ...]:
    """Find what is asked about; a number in the question itself beats what is carried over."""
    own = wres.find(typed, is_question=True)
    if any(item.is_explicit for item in own):
        return own
    return wres.find(standalone, is_question=True)


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


def _spared(text: str, authority: Authority, known: Mapping[str, Place]) -> tuple[str, ...]:
    """Give the organisations that a question leaves out, by name or by their place."""
    return _organisations(text, authority, known) or _meant(authority.places(text, known))


def _without_names(text: str, authority: Authority, known: Collection[str]) -> str:
    """Leave out the names and conditions that narrow the search: they are no topic.

    A pronoun stands for a name where the sentence would fall apart without.
    """
    for mention in reversed(authority.find(text, is_question=True, among=known)):
        before, after = text[: mention.start], text[mention.end :]
        if _OWN.search(after):
            text = f"{before}their{_OWN.sub('', after)}"
        elif _DOES.search(before):
            text = f"{before}they{after}"
        else:
            text = f"{_TOWARDS.sub('', before)} {after}"
    return without_conditions(text)


def _names(question: str) -> tuple[str, ...]:
    """Give what stands in quotation marks, and capitalised words in a row after the first word."""
    quoted = _QUOTED.findall(question)
    rest = _QUOTED.sub(" , ", question)
    after_first = rest.split(maxsplit=1)[1] if len(rest.split()) > 1 else ""
    printed: list[str] = []
    for run in _CAPITALISED.findall(after_first):
        two = _TWO_NAMES.fullmatch(run)
        printed.extend(two.groups() if two else (run,))
    return tuple(dict.fromkeys((*quoted, *printed)))


def _inherited(
    filters: Filters,
    carried: Carried,
    named: tuple[str, ...],
    explicit: tuple[int, ...],
    plans: tuple[str, ...],
) -> Filters:
    """Keep narrowing by what the exchange before was narrowed to, where nothing new is given."""
    kept = carried.filters if named == carried.organisations else EVERYTHING
    return Filters(
        organisations=filters.organisations,
        indicators=filters.indicators or (() if explicit else kept.indicators),
        periods=filters.periods or (() if plans else kept.periods),
        kinds=filters.kinds or kept.kinds,
        evidence=filters.evidence,
        documents=filters.documents or kept.documents,
    )


def _meeting(
    wanted: Conditions, known: Mapping[str, Place], besides: Collection[str]
) -> tuple[str, ...]:
    """Give the organisations of the corpus that are of a type and in a region asked for.

    "Who else?" means all `besides` those named before.
    """
    if not (wanted.types or wanted.regions or besides):
        return ()
    return tuple(
        name
        for name, item in known.items()
        if name not in besides
        and (not wanted.types or item.type in wanted.types)
        and (not wanted.regions or item.region in wanted.regions)
    )


def _missing(
    named: tuple[str, ...],
    wanted: Conditions,
    meant: tuple[str, ...],
    known: Mapping[str, Place],
) -> tuple[str, ...]:
    """Say what the question asks about and nothing indexed is about."""
    absent = tuple(name for name in named if name not in known)
    if not named and not meant and (wanted.types or wanted.regions):
        return (" ".join((*wanted.types, "organisations", *wanted.regions)).replace("_", " "),)
    return absent


def _meant(places: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for held in places.values() for name in held))


def _absent(places: Mapping[str, tuple[str, ...]], named: tuple[str, ...]) -> tuple[str, ...]:
    """Give the places of whose trusts nothing is indexed, where nobody else is named."""
    return () if named else tuple(place for place, held in places.items() if not held)


def _narrowed(
    filters: Filters,
    organisations: tuple[str, ...],
    explicit_indicators: tuple[int, ...],
    plans: tuple[str, ...],
    document_periods: Collection[tuple[str | None, str]],
    kind: QuestionKind,
) -> Filters:
    """Add what the question itself names to the filters that were given, which come first.

    A comparison is not narrowed to the organisations: each side is searched for on its own.
    A year narrows only where it is the printed period of a plan or report ("2017/18") of theirs.
    """
    if not filters.organisations and kind is not QuestionKind.COMPARE:
        filters = replace(filters, organisations=organisations)
    if not filters.indicators and len(explicit_indicators) == 1:
        filters = replace(filters, indicators=explicit_indicators)
    own = [held for name, held in document_periods if name in filters.organisations]
    # Of whom no document is held, one that is nobody's may tell.
    shared = [held for name, held in document_periods if name is None or not filters.organisations]
    printed = tuple(
        period for period in plans if any(periods.covers(period, held) for held in own or shared)
    )
    if not filters.periods and kind is not QuestionKind.COMPARE:
        filters = replace(filters, periods=printed)
    return filters
