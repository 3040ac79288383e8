"""The records of the assistant: a question as understood, an answer with its citations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.records import Filters, StoredAction
from ingest.records import Evidence, Kind


class QuestionKind(StrEnum):
    """What sort of answer the question asks for."""

    EFFECT = "effect"
    INTERVENTION = "intervention"
    PLAN = "plan"
    LIST = "list"
    FACT = "fact"
    COMPARE = "compare"
    WHO_WHEN = "who_when"
    DEFINITION = "definition"
    CORPUS = "corpus"
    OUT_OF_SCOPE = "out_of_scope"


class Status(StrEnum):
    """How far the question was answered."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"
    OUT_OF_SCOPE = "out_of_scope"


class CaveatCode(StrEnum):
    """What the evidence of an answer does not show (DESIGN.md, section 2)."""

    GAP_NOT_REPORTED = "gap_not_reported"
    PLAN_ONLY = "plan_only"
    ORGANISATION_UNNAMED = "organisation_unnamed"
    SINGLE_SOURCE = "single_source"
    CONFLICT = "conflict"
    MODEL_NOT_USED = "model_not_used"


@dataclass(frozen=True, slots=True)
class Basis:
    """What the source gives a reader to weigh an outcome by."""

    before_after: bool
    people: bool
    period: bool
    comparison: bool
    reported_by: str
    """"self" or "other"."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of one document: `text[start:end] == quote` of its canonical text."""

    number: int
    document_id: str
    document: str
    title: str
    publisher: str | None
    organisation: str | None
    organisation_named: bool
    ods_code: str | None
    kind: Kind
    period: str | None
    section: str
    page: int | None
    indicators: tuple[int, ...]
    evidence: Evidence
    quote: str
    start: int
    end: int
    passage_id: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; `citations` are numbers of the answer's citations."""

    text: str
    evidence: Evidence
    organisation: str | None
    citations: tuple[int, ...]
    origin: str
    """"extract" or "model"."""
    support: float
    """0 to 1; an extract is 1."""
    basis: Basis | None = None
    columns: str = ""
    """Headings of the columns, as printed, where a row of a table is quoted."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """One limit of the evidence, in plain words."""

    code: CaveatCode
    text: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A statement that verification took out of a model's draft."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question; the answers so far are the history of a conversation."""

    id: str
    question: str
    standalone_question: str
    kind: QuestionKind
    status: Status
    summary: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    actions: tuple[StoredAction, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    removed: tuple[Removed, ...] = ()
    filters: Filters = field(default_factory=Filters)
    generator: str = "extractive"
    timings_ms: Mapping[str, float] = field(default_factory=dict)
