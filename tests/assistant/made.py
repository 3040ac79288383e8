"""Makes stored records for tests, with only what a test cares about named."""

from collections.abc import Sequence

from assistant.records import Citation, QuestionKind, Statement
from assistant.understand import Understanding
from assistant.words import Vocabulary
from index.records import (
    EVERYTHING,
    Filters,
    StoredAction,
    StoredField,
    StoredPassage,
    StoredSentence,
)
from ingest.records import Evidence, Kind, Role, Span

VOCABULARY = Vocabulary([["BME", "ethnic minority"], ["cut", "reduce", "fell", "fall"]])
ABSENT = StoredField("", Span(0, 0))


def passage(
    *sentences: str,
    evidence: Evidence | Sequence[Evidence] = Evidence.CONTEXT,
    organisation: str | None = "Alpha NHS Trust",
    name: str = "alpha.txt",
    publisher: str | None = None,
    kind: Kind = Kind.CASE_STUDY,
    role: Role | None = None,
    at: int = 0,
    section: str = "",
    context: str = "",
) -> StoredPassage:
    kinds = [evidence] * len(sentences) if isinstance(evidence, Evidence) else list(evidence)
    stored = []
    start = at
    for text, label in zip(sentences, kinds, strict=True):
        stored.append(StoredSentence(Span(start, start + len(text)), text, label, "test", role))
        start += len(text) + 1
    text = " ".join(sentences)
    return StoredPassage(
        id=f"{name}-{at}",
        document_id=name,
        document=name,
        title=name,
        publisher=publisher,
        kind=kind,
        period=None,
        section=section,
        page=None,
        organisations=(organisation,) if organisation else (),
        indicators=(),
        evidence=kinds[0],
        evidence_reason="test",
        context=context,
        text=text,
        span=Span(at, at + len(text)),
        sentences=tuple(stored),
    )


def action(
    text: str,
    *,
    lead: str = "",
    timescale: str = "",
    objective: str = "",
    number: str = "",
    at: int = 0,
    name: str = "plan.txt",
    organisation: str | None = None,
) -> StoredAction:
    def cell(words: str) -> StoredField:
        return StoredField(words, Span(at, at + len(words))) if words else ABSENT

    return StoredAction(
        id=f"{name}-a{at}",
        document_id=name,
        document=name,
        title=name,
        organisation=organisation,
        period=None,
        number=number,
        indicators=(3,),
        page=None,
        section="",
        passage_id=f"{name}-{at}",
        span=Span(at, at + len(text)),
        indicator=ABSENT,
        objective=cell(objective),
        action=cell(text),
        lead=cell(lead),
        timescale=cell(timescale),
        success_measure=ABSENT,
        status=ABSENT,
    )


def understanding(
    question: str,
    kind: QuestionKind = QuestionKind.EFFECT,
    *,
    organisations: tuple[str, ...] = (),
    is_about_gap: bool = False,
    filters: Filters = EVERYTHING,
) -> Understanding:
    return Understanding(
        question=question,
        standalone=question,
        searched=question,
        kind=kind,
        filters=filters,
        organisations=organisations,
        missing=(),
        indicators=(),
        periods=(),
        terms=VOCABULARY.terms(question),
        expansion=(),
        names=(),
        is_about_gap=is_about_gap,
    )


def statement(
    text: str,
    evidence: Evidence = Evidence.OUTCOME,
    organisation: str | None = "Alpha NHS Trust",
    citations: tuple[int, ...] = (1,),
) -> Statement:
    return Statement(text, evidence, organisation, citations, "extract", 1.0)


def citation(
    number: int = 1,
    *,
    organisation: str | None = "Alpha NHS Trust",
    publisher: str | None = None,
    kind: Kind = Kind.CASE_STUDY,
    title: str = "alpha",
) -> Citation:
    return Citation(
        number=number,
        document_id=title,
        document=f"{title}.txt",
        title=title,
        publisher=publisher,
        organisation=organisation,
        organisation_named=organisation is not None,
        ods_code=None,
        kind=kind,
        period=None,
        section="",
        page=None,
        indicators=(),
        evidence=Evidence.OUTCOME,
        quote="",
        start=0,
        end=0,
        passage_id="",
    )
