"""What was understood of one document, so that a person can check it and correct it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.records import (
    Filters,
    StoredAction,
    StoredDocument,
    StoredField,
    StoredOutcome,
)
from ingest.records import Action, Document, Field, Kind, Outcome, Passage, Span

if TYPE_CHECKING:
    from index.search import Index


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, first page, and its passages by evidence type."""

    title: str
    page: int | None
    evidence: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation that passages are about, in how many, and why."""

    name: str
    passages: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """One document with all that was understood of it."""

    document: StoredDocument
    sections: tuple[Part, ...]
    organisations: tuple[Mention, ...]
    actions: tuple[StoredAction, ...]
    outcomes: tuple[StoredOutcome, ...]


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels of one passage."""

    section: str
    page: int | None
    organisations: tuple[str, ...]
    reason: str
    evidence: str


def of_stored(index: "Index", document_id: str) -> Understood:
    """Gather what is stored of a document.

    Raises:
        NotFound: there is none with this id.
    """
    with index.pinned() as pinned:
        document = pinned.document(document_id)
        ids = [f"{document_id}-{at:04d}" for at in range(document.passages)]
        labels = [
            _Labels(
                each.section,
                each.page,
                each.organisations,
                each.organisations_reason,
                each.evidence.value,
            )
            for each in pinned.passages(ids)
        ]
        mine = Filters(documents=(document_id,))
        return Understood(
            document,
            _sections(labels),
            _mentions(labels),
            pinned.actions(mine),
            pinned.outcomes(mine),
        )


def of_read(document: Document) -> Understood:
    """Gather what was just read of a document that is not stored."""
    labels = [
        _Labels(
            each.section,
            each.page,
            each.organisations,
            each.organisations_reason,
            each.evidence.value,
        )
        for each in document.passages
    ]
    return Understood(
        _line(document),
        _sections(labels),
        _mentions(labels),
        tuple(_action(document, each) for each in document.actions),
        tuple(_outcome(document, each) for each in document.outcomes),
    )


def _sections(labels: Iterable[_Labels]) -> tuple[Part, ...]:
    """Count the passages of each section, in the order of the document."""
    pages: dict[str, int | None] = {}
    counts: dict[str, Counter[str]] = {}
    for each in labels:
        pages.setdefault(each.section, each.page)
        counts.setdefault(each.section, Counter())[each.evidence] += 1
    return tuple(Part(title, pages[title], dict(counts[title])) for title in counts)


def _mentions(labels: Sequence[_Labels]) -> tuple[Mention, ...]:
    """Count the passages about each organisation, with every reason that was given."""
    reasons: dict[str, Counter[str]] = {}
    for each in labels:
        for name in each.organisations:
            reasons.setdefault(name, Counter())[each.reason] += 1
    return tuple(
        Mention(name, why.total(), tuple(reason for reason, _ in why.most_common()))
        for name, why in reasons.items()
    )


# ------------------------------------------------------------------ what is not stored


def _line(document: Document) -> StoredDocument:
    labels = {
        "publisher": document.publisher,
        "organisation": document.organisation,
        "kind": document.kind,
        "period": document.period,
    }
    values = {name: label.value if label else None for name, label in labels.items()}
    return StoredDocument(
        id=document.id,
        name=document.name,
        sources=(),
        format=document.format,
        title=document.title,
        url=document.url,
        publisher=values["publisher"],
        organisation=values["organisation"],
        kind=Kind(document.kind.value),
        period=values["period"],
        indicators=document.indicators,
        passages=len(document.passages),
        actions=len(document.actions),
        outcomes=len(document.outcomes),
        characters=len(document.text),
        warnings=document.warnings,
        reasons={name: label.reason for name, label in labels.items() if label},
    )


def _action(document: Document, action: Action) -> StoredAction:
    passage = _holding(document, action.span)
    return StoredAction(
        id=action.id,
        document_id=document.id,
        document=document.name,
        title=document.title,
        organisation=action.organisation,
        period=document.period.value if document.period else None,
        number=action.number,
        indicators=action.indicators,
        page=action.page,
        section=passage.section if passage else "",
        passage_id=passage.id if passage else "",
        span=action.span,
        indicator=_field(action.indicator),
        objective=_field(action.objective),
        action=_field(action.action),
        lead=_field(action.lead),
        timescale=_field(action.timescale),
        success_measure=_field(action.success_measure),
        status=_field(action.status),
    )


def _field(field: Field) -> StoredField:
    return StoredField(field.text, field.span)


def _outcome(document: Document, outcome: Outcome) -> StoredOutcome:
    passage = _holding(document, outcome.span)
    return StoredOutcome(
        id=outcome.id,
        document_id=document.id,
        document=document.name,
        title=document.title,
        organisation=outcome.organisation,
        indicators=outcome.indicators,
        measure=outcome.measure,
        before=outcome.before,
        after=outcome.after,
        change=outcome.change,
        unit=outcome.unit,
        group=outcome.group,
        period=outcome.period,
        direction=outcome.direction,
        page=passage.page if passage else None,
        passage_id=passage.id if passage else "",
        span=outcome.span,
        text=document.text[outcome.span.start : outcome.span.end],
    )


def _holding(document: Document, span: Span) -> Passage | None:
    """Give the passage that holds a span's start."""
    for passage in document.passages:
        if passage.span.start <= span.start < passage.span.end:
            return passage
    return None
