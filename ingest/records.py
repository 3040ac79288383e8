"""The records of ingest: what a reader gives, what a document is once read and understood."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What sort of document this is."""

    CASE_STUDY = "case_study"
    ACTION_PLAN = "action_plan"
    REPORT = "report"
    GUIDANCE = "guidance"
    WEBPAGE = "webpage"
    OTHER = "other"


class Evidence(StrEnum):
    """What a passage or sentence can be evidence of."""

    OUTCOME = "outcome"
    INTERVENTION = "intervention"
    PLAN = "plan"
    TARGET = "target"
    BASELINE = "baseline"
    LEARNING = "learning"
    CONTEXT = "context"


class Role(StrEnum):
    """What a column of an action plan holds."""

    NUMBER = "number"
    INDICATOR = "indicator"
    OBJECTIVE = "objective"
    ACTION = "action"
    LEAD = "lead"
    TIMESCALE = "timescale"
    SUCCESS_MEASURE = "success_measure"
    STATUS = "status"
    OTHER = "other"


# ------------------------------------------------------------------ what a reader gives


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest."""

    text: str
    level: int = 2
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; white space inside is single spaces."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ListItem:
    """One bullet or numbered item, without its marker."""

    text: str
    marker: str = "•"
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    `text` may hold several lines: one per paragraph or bullet ("• " before a bullet).
    `is_merged` marks a cell that belongs to the merged cell above it (or to its left): its text
    is "" and readers of the table take the text of the cell that it continues.
    """

    text: str
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; as many cells as the table has columns."""

    cells: tuple[Cell, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header; `header` has one label per column, "" where there is none."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    page: int | None = None
    debris: tuple[str, ...] = ()
    """Text that stood in the table but in no cell (OCR ghosts); kept in the text, never a row."""


Block = Heading | Paragraph | ListItem | Table


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader got out of one file: blocks in reading order."""

    blocks: tuple[Block, ...]
    format: str
    title: str | None = None
    """The title the file itself declares (metadata, <title>), if any."""
    warnings: tuple[str, ...] = ()
    letterhead: tuple[str, ...] = ()
    """Lines of page headers and footers: no content, but they may name who publishes."""
    makers: tuple[str, ...] = ()
    """The company and author that the file's properties name."""


# ------------------------------------------------------------------ canonical text


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start (inclusive) to end (exclusive) of a document's canonical text."""

    start: int
    end: int


NOWHERE = Span(0, 0)
CELL_GAP = " | "
"""What stands between the filled cells of a row, in the canonical text."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its span; for a table, that of every cell (rows x columns, NOWHERE if empty).

    A merged cell has the span of the cell that it continues.
    """

    block: Block
    span: Span
    header: tuple[Span, ...] = ()
    rows: tuple[Span, ...] = ()
    cells: tuple[tuple[Span, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Canonical:
    """One document's canonical text and where each block stands in it."""

    text: str
    blocks: tuple[Placed, ...]


# ------------------------------------------------------------------ what was understood


@dataclass(frozen=True, slots=True)
class Label:
    """A value with the reason for it (heading, column, phrase, sidecar)."""

    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; code, type and region are None where the authority list has none."""

    name: str
    ods_code: str | None = None
    type: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading."""

    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or one bullet or cell) of a passage, with its own evidence type.

    `role` says which cell of an action row it stands in; None for running text.
    """

    span: Span
    evidence: Evidence
    reason: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The stored and retrieved unit: a span of one document's canonical text."""

    id: str
    span: Span
    section: str
    page: int | None
    organisations: tuple[str, ...]
    organisations_reason: str
    indicators: tuple[int, ...]
    indicators_reason: str
    evidence: Evidence
    evidence_reason: str
    context: str
    """Text that is not in the span but belongs to it for search: headers, indicator, objective."""
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of an action: its text and its span; ("", NOWHERE) when the cell is absent."""

    text: str = ""
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Action:
    """One row of an action plan (or one bullet of a row's action cell)."""

    id: str
    number: str
    indicators: tuple[int, ...]
    organisation: str | None
    page: int | None
    span: Span
    indicator: Field = field(default_factory=Field)
    objective: Field = field(default_factory=Field)
    action: Field = field(default_factory=Field)
    lead: Field = field(default_factory=Field)
    timescale: Field = field(default_factory=Field)
    success_measure: Field = field(default_factory=Field)
    status: Field = field(default_factory=Field)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change that the source reports as having happened, with its figures as printed."""

    id: str
    span: Span
    organisation: str | None
    indicators: tuple[int, ...]
    measure: str
    before: str
    after: str
    change: str
    """The size of change as printed when before and after are not given: "54%"."""
    unit: str
    group: str
    """"all staff", "BME", "white" or "" where the source does not say."""
    period: str
    direction: str
    """"better", "worse" or "unclear", judged for the measure."""


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, read and understood."""

    id: str
    name: str
    fingerprint: str
    """Changes when the bytes, the overrides, the options or the reader's version do."""
    format: str
    title: str
    url: str | None
    publisher: Label | None
    organisation: Label | None
    """The one organisation that the document as a whole is about; None if several or unnamed."""
    organisations: tuple[Organisation, ...]
    """Every organisation that a passage is about."""
    kind: Label
    period: Label | None
    indicators: tuple[int, ...]
    text: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    actions: tuple[Action, ...]
    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...]
