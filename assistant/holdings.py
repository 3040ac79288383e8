"""Answers questions about the corpus itself from the catalogue: what is held, on whom, of when."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.citations import Citations
from assistant.corpus_questions import Aspect, CorpusQuestion
from assistant.extractive import Draft
from assistant.records import Statement, Status
from assistant.understand import Understanding
from index.records import Filters, Held, StoredOrganisation
from index.search import Index
from ingest import indicators as wres
from ingest import periods
from ingest.records import Evidence, Kind

MOST_NAMED = 5
MOST_LISTED = 40
"""More documents than this are counted and not listed one by one."""

_KINDS = {
    Kind.ACTION_PLAN: "action plan",
    Kind.CASE_STUDY: "case study",
    Kind.REPORT: "report",
    Kind.GUIDANCE: "guidance document",
    Kind.WEBPAGE: "web page",
    Kind.OTHER: "other document",
}
_TYPES = {
    "acute": "Acute trusts",
    "mental_health": "Mental health trusts",
    "community": "Community trusts",
    "ambulance": "Ambulance trusts",
    "specialist": "Specialist trusts",
    "combined": "Trusts with acute, mental health and community services",
    "group": "Groups of trusts",
    "icb": "Integrated care boards",
    "public": "Police, councils and other public bodies",
    "national": "National bodies",
    "network": "Networks",
    "welsh": "Welsh health boards",
}
_CAN_ASK = (
    "What you can ask: what worked, what organisations did, what they plan, who leads it and by "
    "when, one figure, a comparison, a list of actions, what a term means."
)


def draft(
    index: Index, question: Understanding, asked: CorpusQuestion, citations: Citations
) -> Draft:
    """Say what the corpus holds of what is asked about; each document that is listed is quoted."""
    filters = _narrowed(index, question, asked)
    held = index.held(filters)
    total = _count(len(index.documents()), "document")
    if not held:
        return Draft(Status.NO_EVIDENCE, f"None of the {total} indexed are {_about(filters)}.")
    organisations = _organisations(index, held, filters)
    if filters.is_empty:
        summary = (
            f"{total} are indexed{_span(held)}, about {_count(len(organisations), 'organisation')}."
        )
    else:
        summary = f"{len(held)} of the {total} indexed are {_about(filters)}{_span(held)}."
    is_whole = asked.aspect is Aspect.EVERYTHING and filters.is_empty
    if asked.aspect is Aspect.ORGANISATIONS:
        summary += " In brackets: how many documents are about each organisation."
        lines = tuple(_by_type(organisations, held))
    elif asked.aspect in {Aspect.PERIODS, Aspect.LATEST, Aspect.EARLIEST}:
        lines = (_by_period(held),)
    elif is_whole:
        lines = (_by_kind(held), _by_period(held), *_by_theme(index), _CAN_ASK)
    else:
        lines = (_by_kind(held),)
    shown = _at_the_end(held, asked.aspect)
    if is_whole or asked.aspect is Aspect.ORGANISATIONS or len(shown) > MOST_LISTED:
        shown = ()
    documents = tuple(_listed(index, shown, citations))
    return Draft(Status.ANSWERED, summary, (*map(_counted, lines), *documents))


# ------------------------------------------------------------------ what is meant


def _narrowed(index: Index, question: Understanding, asked: CorpusQuestion) -> Filters:
    """Add what the question names to its filters; a place stands for all that are named for it."""
    given = question.filters
    organisations = given.organisations
    if asked.places:
        organisations = tuple(
            item.name
            for item in index.organisations()
            if set(asked.places) <= set(item.name.casefold().replace(",", " ").split())
        ) or (" ".join(asked.places).title(),)
    return replace(
        given,
        organisations=organisations,
        indicators=given.indicators or question.indicators,
        periods=given.periods or question.periods,
        kinds=given.kinds or asked.kinds,
    )


def _about(filters: Filters) -> str:
    """Say what was narrowed to."""
    parts = []
    if filters.kinds:
        parts.append(" or ".join(_plural(_KINDS[kind]) for kind in filters.kinds))
    if filters.organisations:
        names = "; ".join(filters.organisations[:MOST_NAMED])
        more = len(filters.organisations) - MOST_NAMED
        parts.append(f"about {names}{f' and {more} more' if more > 0 else ''}")
    if filters.indicators:
        parts.append(f"on {_numbered(filters.indicators)}")
    if filters.periods:
        parts.append(f"of {' or '.join(filters.periods)}")
    return ", ".join(parts)


# ------------------------------------------------------------------ what is counted


def _organisations(
    index: Index, held: Sequence[Held], filters: Filters
) -> list[StoredOrganisation]:
    about = {name for item in held for name in item.organisations}
    wanted = set(filters.organisations) or about
    return [item for item in index.organisations() if item.name in about & wanted]


def _by_type(organisations: Sequence[StoredOrganisation], held: Sequence[Held]) -> Iterator[str]:
    """Give the organisations of each type by name, with how many documents are about each."""
    documents = Counter(name for item in held for name in item.organisations)
    groups: dict[str, list[str]] = {}
    for item in organisations:
        heading = _TYPES.get(item.type or "", "Other organisations")
        groups.setdefault(heading, []).append(f"{item.name} ({documents[item.name]})")
    for heading, names in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield f"{heading}: {'; '.join(names)}."


def _by_kind(held: Sequence[Held]) -> str:
    counts = Counter(item.document.kind for item in held)
    said = ", ".join(_count(number, _KINDS[kind]) for kind, number in counts.most_common())
    rows = sum(item.document.actions for item in held)
    results = sum(item.document.outcomes for item in held)
    return f"By kind: {said}; {_count(rows, 'action')} and {_count(results, 'reported outcome')}."


def _by_period(held: Sequence[Held]) -> str:
    counts = Counter(item.document.period for item in held if item.document.period)
    said = ", ".join(f"{period} ({counts[period]})" for period in _dated(held))
    undated = len(held) - sum(counts.values())
    parts = [said, f"not dated ({undated})" if undated else ""]
    return f"By period: {', '.join(filter(None, parts))}."


def _by_theme(index: Index) -> Iterator[str]:
    for theme in wres.themes():
        held = index.held(Filters(indicators=theme.indicators))
        yield f"{theme.name}, {_numbered(theme.indicators)}: {_count(len(held), 'document')}."


def _at_the_end(held: Sequence[Held], aspect: Aspect) -> Sequence[Held]:
    """Keep the documents of the latest or earliest period, where these are asked for."""
    dated = _dated(held)
    if not dated or aspect not in {Aspect.LATEST, Aspect.EARLIEST}:
        return held
    wanted = dated[-1 if aspect is Aspect.LATEST else 0]
    return [item for item in held if item.document.period == wanted]


def _dated(held: Sequence[Held]) -> list[str]:
    """Give the periods of the documents in order of time."""
    found = {item.document.period for item in held if item.document.period}
    return sorted(found, key=periods.first_month)


def _span(held: Sequence[Held]) -> str:
    dated = _dated(held)
    return f", dated {dated[0]} to {dated[-1]}" if len(dated) > 1 else ""


# ------------------------------------------------------------------ statements


def _counted(text: str) -> Statement:
    """State what the catalogue counts; no passage says it, so none is cited."""
    return Statement(text, Evidence.CONTEXT, None, (), "extract", 1.0)


def _listed(index: Index, held: Sequence[Held], citations: Citations) -> Iterator[Statement]:
    """State each document with how it begins, on what it was asked for."""
    for passage, item in zip(index.passages([item.first for item in held]), held, strict=True):
        document = item.document
        opening = passage.sentences[0]
        name = document.organisation
        number = citations.cite(passage, opening.text, opening.span, opening.evidence, name)
        facts = ", ".join(filter(None, [document.title, _KINDS[document.kind], document.period]))
        yield Statement(
            text=f"{name or document.publisher or 'An unnamed organisation'}: {facts}, "
            f"“{opening.text}” [{number}]",
            evidence=Evidence.CONTEXT,
            organisation=name,
            citations=(number,),
            origin="extract",
            support=1.0,
        )


def _numbered(indicators: Sequence[int]) -> str:
    return (
        f"{'indicator' if len(indicators) == 1 else 'indicators'} {', '.join(map(str, indicators))}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
