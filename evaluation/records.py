"""The records of an evaluation: what is asked, what came back, how it scored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class CaseKind(StrEnum):
    """What sort of question a case asks."""

    EFFECT = "effect"
    INTERVENTION = "intervention"
    PLAN = "plan"
    LIST = "list"
    FACT = "fact"
    COMPARE = "compare"
    WHO_WHEN = "who_when"
    DEFINITION = "definition"
    FOLLOW_UP = "follow_up"
    UNANSWERABLE = "unanswerable"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """Filters as a person types them; each is a list of alternatives."""

    organisation: tuple[str, ...] = ()
    indicator: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """A passage that answers: a file name and a verbatim quote, white space folded."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer has; see questions/README of the schema."""

    id: str
    question: str
    kind: CaseKind
    answerable: bool
    after: str | None = None
    filters: CaseFilters = field(default_factory=CaseFilters)
    gold: tuple[Gold, ...] = ()
    organisations: tuple[str, ...] = ()
    must_say: tuple[tuple[str, ...], ...] = ()
    """Each required fact as its alternatives."""
    must_not_say: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    """Accepted evidence types; any will do."""
    caveat: tuple[str, ...] = ()
    """Codes of the caveats that are due; all of them."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """One file of cases, in order."""

    name: str
    """File name without its suffix."""
    fingerprint: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One document's canonical text."""

    document_id: str
    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a document (by its id) that a retriever gave or a gold quote stands in."""

    document_id: str
    start: int
    end: int

    def overlaps(self, other: "Place") -> bool:
        """Tell whether the two share at least one character."""
        return (
            self.document_id == other.document_id
            and self.start < other.end
            and other.start < self.end
        )


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as the report shows it."""

    number: int
    document: str
    organisation: str
    page: int | None
    quote: str
    is_exact: bool
    is_gold: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as the report shows it; `verdict` is the judge's reason."""

    text: str
    evidence: str
    is_supported: bool
    verdict: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case gave."""

    set: str
    id: str
    question: str
    understood: str
    kind: str
    answerable: bool
    status: str
    """The answer's status, or "failed"."""
    summary: str
    statements: tuple[Said, ...]
    citations: tuple[Cited, ...]
    caveats: tuple[str, ...]
    gold: tuple[Gold, ...]
    gold_found: tuple[bool, ...]
    scores: Mapping[str, float]
    """Metric to value (evaluation/answers.py); one that does not apply to the case is absent."""
    counts: Mapping[str, int]
    """Citations and statements, counted for the shares that are taken over all cases."""
    retrieval: Mapping[str, Mapping[str, float]]
    """System to metric to value; empty where there is no gold."""
    reasons: tuple[str, ...]
    """Why it is wrong, in plain words; empty when right."""
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run: sets, corpus and version it belongs to, its cases and what they come to."""

    sets: Mapping[str, str]
    """Name of each set to its fingerprint."""
    corpus: str
    """Fingerprint of the names and canonical texts of its documents."""
    documents: int
    version: str
    cases: tuple[CaseResult, ...]
    overall: Mapping[str, float]
    by_kind: Mapping[str, Mapping[str, float]]
    by_set: Mapping[str, Mapping[str, float]]
    retrieval: Mapping[str, Mapping[str, float]]
    times: Mapping[str, float]
    """Milliseconds and seconds: the only values that differ between two runs."""
