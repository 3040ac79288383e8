"""The records of the index: filters in, hits and stored rows out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.records import Evidence, Kind, Role, Span

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Filters:
    """What passages, actions and outcomes are narrowed by; values of one field are alternatives.

    Values are resolved already: full organisation names, indicator numbers, periods as printed.
    A theme has become its indicators. An empty tuple does not narrow.
    """

    organisations: tuple[str, ...] = ()
    indicators: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    documents: tuple[str, ...] = ()
    """Document ids."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is narrowed."""
        return self == Filters()


EVERYTHING = Filters()
"""Filters that narrow nothing."""


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence of a stored passage; `text` is the canonical text of its span."""

    span: Span
    text: str
    evidence: Evidence
    reason: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the catalogue gives it, with what a citation needs of its document."""

    id: str
    document_id: str
    document: str
    """File name."""
    title: str
    publisher: str | None
    kind: Kind
    period: str | None
    section: str
    page: int | None
    organisations: tuple[str, ...]
    indicators: tuple[int, ...]
    evidence: Evidence
    evidence_reason: str
    context: str
    text: str
    span: Span
    sentences: tuple[StoredSentence, ...]
    organisations_reason: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its rank (from 1) and scores for one query.

    `score` is the reciprocal-rank-fusion score; `similarity` the cosine to the query (-1 to 1),
    None where the passage came from lexical search only; ranks count from 1, None where absent;
    `reranked` is the cross-encoder's number, None where none has read the passage.
    """

    passage: StoredPassage
    rank: int
    score: float
    similarity: float | None
    dense_rank: int | None
    lexical_rank: int | None
    reranked: float | None = None


@dataclass(frozen=True, slots=True)
class StoredField:
    """One cell of a stored action; ("", Span(0, 0)) when absent."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class StoredAction:
    """An action as the catalogue gives it."""

    id: str
    document_id: str
    document: str
    title: str
    organisation: str | None
    period: str | None
    number: str
    indicators: tuple[int, ...]
    page: int | None
    section: str
    passage_id: str
    """The passage that holds the action's span."""
    span: Span
    indicator: StoredField
    objective: StoredField
    action: StoredField
    lead: StoredField
    timescale: StoredField
    success_measure: StoredField
    status: StoredField


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What stands in the leads' and timescales' cells of actions, each text once, in order."""

    actions: int
    """How many actions there are."""
    leads: tuple[str, ...]
    timescales: tuple[str, ...]

    def __len__(self) -> int:
        """Count the texts."""
        return len(self.leads) + len(self.timescales)


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """A reported outcome as the catalogue gives it."""

    id: str
    document_id: str
    document: str
    title: str
    organisation: str | None
    indicators: tuple[int, ...]
    measure: str
    before: str
    after: str
    change: str
    unit: str
    group: str
    period: str
    direction: str
    page: int | None
    passage_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One line of the list of documents."""

    id: str
    name: str
    sources: tuple[str, ...]
    """Paths it was ingested from."""
    format: str
    title: str
    url: str | None
    publisher: str | None
    organisation: str | None
    kind: Kind
    period: str | None
    indicators: tuple[int, ...]
    passages: int
    actions: int
    outcomes: int
    characters: int
    warnings: tuple[str, ...]
    reasons: Mapping[str, str]
    """Why: "publisher", "organisation", "kind", "period" to the reason."""


@dataclass(frozen=True, slots=True)
class Held:
    """A document with passages that a filter lets through, as far as these go."""

    document: StoredDocument
    first: str
    """The id of the first of these passages."""
    organisations: tuple[str, ...]
    """Whom these passages are about, by name."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of an organisation without looking at what is held about it."""

    type: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What every question asks of the corpus as a whole."""

    documents: int
    """How many there are."""
    organisations: Mapping[str, Place]
    """Those that passages are about, by name."""
    periods: frozenset[tuple[str | None, str]]
    """Whom each document with a period is about, and the period."""


@dataclass(frozen=True, slots=True)
class StoredOrganisation:
    """An organisation that the corpus holds evidence about, with counts."""

    name: str
    ods_code: str | None
    type: str | None
    region: str | None
    documents: int
    passages: int
    actions: int
    outcomes: int
