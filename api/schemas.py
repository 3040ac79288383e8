"""What goes in and out over HTTP, checked; the keys are those of DESIGN.md, section 4."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ingest.records import Evidence, Kind

LONGEST_NAME = 300
MANY = 50
EXAMPLE_QUESTION = "What reduced disciplinary disparity?"


def _storable(text: str) -> str:
    if "\x00" in text:
        msg = "holds a null character; leave it out"
        raise ValueError(msg)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        msg = "holds half a character (a lone surrogate); leave it out"
        raise ValueError(msg) from error
    return text


Text = Annotated[str, AfterValidator(_storable)]
Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_storable)]
Names = Annotated[list[Name], Field(max_length=MANY)]


class Strict(BaseModel):
    """A model that takes no key it does not know."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str | None = None
    errors: list[dict[str, str]] | None = None
    error: dict[str, Any] | None = Field(default=None, description="Under /v1 only")


# ------------------------------------------------------------------ asking


class FiltersIn(Strict):
    """What to narrow by; values of one filter are alternatives."""

    organisation: Names = []
    indicator: Annotated[
        list[int | Annotated[str, Field(max_length=10), AfterValidator(_storable)]],
        Field(max_length=MANY),
    ] = []
    theme: Names = []
    year: Names = []
    kind: Names = []
    evidence: Names = []


class AskIn(Strict):
    """A question; all but the question is optional."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": EXAMPLE_QUESTION},
                {
                    "question": "What is planned on bullying?",
                    "filters": {"theme": ["bullying"], "evidence": ["plan"]},
                },
            ]
        },
    )

    question: Text
    filters: FiltersIn = Field(default_factory=FiltersIn)
    conversation_id: Name | None = None
    llm: Name | None = Field(
        default=None, description="`extractive` for quotes alone, or leave it out."
    )


class BasisOut(Strict):
    """What a reader can weigh an outcome by."""

    before_after: bool
    people: bool
    period: bool
    comparison: bool
    reported_by: Literal["self", "other"]


class StatementOut(Strict):
    """One sentence of an answer."""

    text: str
    evidence: Evidence
    organisation: str | None
    citations: list[int]
    origin: Literal["extract", "model"]
    support: float
    basis: BasisOut | None
    columns: str


class CitationOut(Strict):
    """A span of one document: `text[start:end] == quote`, counted in Unicode code points."""

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
    indicators: list[int]
    evidence: Evidence
    quote: str
    start: int
    end: int
    passage_id: str


class ActionOut(Strict):
    """One row of an action plan; an absent cell is ""."""

    id: str
    document_id: str
    document: str
    organisation: str | None
    period: str | None
    number: str
    indicators: list[int]
    objective: str
    action: str
    lead: str
    timescale: str
    success_measure: str
    status: str
    page: int | None
    start: int
    end: int


class OutcomeOut(Strict):
    """One reported outcome, figures as printed in the source."""

    id: str
    document_id: str
    document: str
    organisation: str | None
    indicators: list[int]
    measure: str
    before: str
    after: str
    change: str
    unit: str
    group: str
    period: str
    direction: str
    text: str
    page: int | None
    start: int
    end: int


class CaveatOut(Strict):
    """One limit of the evidence."""

    code: str
    text: str


class RemovedOut(Strict):
    """A statement that verification took out of a model's draft."""

    text: str
    reason: str


class FiltersOut(Strict):
    """The filters in use; a theme has become its indicators."""

    organisation: list[str]
    indicator: list[int]
    theme: list[str]
    year: list[str]
    kind: list[str]
    evidence: list[str]


class AnswerOut(Strict):
    """An answer, as `ask --json` gives it."""

    id: str
    question: str
    standalone_question: str
    status: Literal["answered", "partial", "no_evidence", "out_of_scope"]
    summary: str
    statements: list[StatementOut]
    citations: list[CitationOut]
    actions: list[ActionOut]
    caveats: list[CaveatOut]
    removed: list[RemovedOut]
    filters: FiltersOut
    generator: str
    timings_ms: dict[str, float]


# ------------------------------------------------------------------ reading


class HitOut(Strict):
    """A passage with its rank and scores."""

    rank: int
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    passage_id: str
    document_id: str
    document: str
    title: str
    organisation: str | None
    section: str
    page: int | None
    indicators: list[int]
    evidence: Evidence
    text: str
    start: int
    end: int


class HitsOut(Strict):
    """The hits of a search, best first."""

    hits: list[HitOut]


class DocumentOut(Strict):
    """One document with the reasons for its labels."""

    id: str
    name: str
    sources: list[str]
    format: str
    title: str
    url: str | None
    publisher: str | None
    organisation: str | None
    kind: Kind
    period: str | None
    indicators: list[int]
    passages: int
    actions: int
    outcomes: int
    characters: int
    warnings: list[str]
    reasons: dict[str, str]


class OrganisationOut(Strict):
    """An organisation with counts of what is held about it."""

    name: str
    ods_code: str | None
    type: str | None
    region: str | None
    documents: int
    passages: int
    actions: int
    outcomes: int


class IndicatorOut(Strict):
    """One of the nine indicators, in plain words."""

    number: int
    name: str
    definition: str
    theme: str


class FailureOut(Strict):
    """A file that could not be read, and why."""

    path: str
    reason: str


class ReportOut(Strict):
    """What an upload changed."""

    new: list[str]
    changed: list[str]
    unchanged: list[str]
    removed: list[str]
    failed: list[FailureOut]
    passages: int
    actions: int
    outcomes: int
    kinds: dict[str, int]
    evidence: dict[str, int]
    warnings: list[str]


class JobOut(Strict):
    """An upload that is read in the background."""

    id: str
    state: Literal["queued", "waiting", "running", "done", "failed"]
    file: str
    step: str
    document_id: str | None
    report: ReportOut | None
    error: str | None


# ------------------------------------------------------------------ conversations


class ConversationIn(Strict):
    """A new conversation; its first question becomes the title if none is given."""

    title: Annotated[Name, Field(examples=["Board paper, March"])] = ""


class TitleIn(Strict):
    """Another title for a conversation."""

    title: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_NAME, examples=["Board paper, March"]),
        AfterValidator(_storable),
    ]


class ConversationOut(Strict):
    """One line of the list of conversations."""

    id: str
    title: str
    created: datetime
    updated: datetime
    questions: int


class WholeConversationOut(ConversationOut):
    """A conversation with its answers."""

    answers: list[AnswerOut]


class FeedbackIn(Strict):
    """What a reader thought of an answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "answer_id": "4f1c0ffee5",
                    "helpful": False,
                    "reason": "The figure is about all staff.",
                }
            ]
        },
    )

    answer_id: Name
    helpful: bool
    reason: Annotated[str, Field(max_length=2000), AfterValidator(_storable)] = ""


# ------------------------------------------------------------------ health


class HealthOut(Strict):
    """The server is up."""

    status: Literal["ok"]
    version: str


class ReadyOut(Strict):
    """The server can answer."""

    status: Literal["ready"]
    documents: int


# ------------------------------------------------------------------ the interface of OpenAI


class MessagePart(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: Text = ""


class Message(BaseModel):
    """One message of a chat."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[MessagePart] | None = None

    @property
    def words(self) -> str:
        """Give the text of the message."""
        if isinstance(self.content, str) or self.content is None:
            return self.content or ""
        return "\n".join(part.text for part in self.content if part.type == "text")


class StreamOptions(BaseModel):
    """What a stream ends with."""

    include_usage: bool = False


class ChatIn(BaseModel):
    """A chat completion as OpenAI's clients ask for it; unknown settings are passed over."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "model": "goodpractice",
                    "messages": [{"role": "user", "content": EXAMPLE_QUESTION}],
                }
            ]
        },
    )

    model: Name = "goodpractice"
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: bool = False
    stream_options: StreamOptions | None = None


class ModelOut(BaseModel):
    """One model of the list."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelsOut(BaseModel):
    """The list of models."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class ChatOut(BaseModel):
    """A chat completion."""

    model_config = ConfigDict(extra="allow")

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, Any]
