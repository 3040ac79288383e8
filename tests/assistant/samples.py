"""Records about an invented trust, for tests of how answers and rows are shown."""

from dataclasses import replace

from assistant.records import (
    Answer,
    Basis,
    Caveat,
    CaveatCode,
    Citation,
    QuestionKind,
    Removed,
    Statement,
    Status,
)
from index.records import (
    Hit,
    StoredAction,
    StoredDocument,
    StoredField,
    StoredOutcome,
    StoredPassage,
)
from ingest.records import Evidence, Kind, Span

TRUST = "Ambleford NHS Foundation Trust"
RESULT = "disciplinary cases fell from 40 to 22"
DONE = "every case was reviewed before an investigation began"
PLANNED = "Review every case"


def citation(number: int = 1, quote: str = RESULT, start: int = 10) -> Citation:
    """Give a citation of a case study."""
    return Citation(
        number=number,
        document_id="d1",
        document="ambleford.txt",
        title="Fair cases",
        publisher=TRUST,
        organisation=TRUST,
        organisation_named=True,
        ods_code="RZZ",
        kind=Kind.CASE_STUDY,
        period="2018/19",
        section="Impact",
        page=2,
        indicators=(3,),
        evidence=Evidence.OUTCOME,
        quote=quote,
        start=start,
        end=start + len(quote),
        passage_id="p1",
    )


def statement(
    quote: str = RESULT,
    number: int = 1,
    evidence: Evidence = Evidence.OUTCOME,
    organisation: str | None = TRUST,
    speaker: str = TRUST,
) -> Statement:
    """Give a statement as the extractive draft words it."""
    basis = Basis(
        before_after=True, people=True, period=False, comparison=False, reported_by="self"
    )
    return Statement(
        text=f"{speaker}: “{quote}” [{number}]",
        evidence=evidence,
        organisation=organisation,
        citations=(number,),
        origin="extract",
        support=1.0,
        basis=basis if evidence is Evidence.OUTCOME else None,
    )


def answer() -> Answer:
    """Give an answer with a result, what was done, and an unnamed organisation's plan."""
    unnamed = replace(
        citation(3, PLANNED, 5),
        document_id="d2",
        title="WRES action plan",
        organisation=None,
        organisation_named=False,
        publisher=None,
        kind=Kind.ACTION_PLAN,
        period=None,
        section="",
        page=None,
    )
    return Answer(
        id="a1",
        question="what reduced cases?",
        standalone_question="what reduced cases?",
        kind=QuestionKind.EFFECT,
        status=Status.ANSWERED,
        summary=f"{TRUST} reports a result on this. [1]",
        statements=(
            statement(),
            statement(DONE, 2, Evidence.INTERVENTION),
            statement(PLANNED, 3, Evidence.PLAN, None, "An unnamed organisation"),
        ),
        citations=(citation(), citation(2, DONE, 90), unnamed),
        caveats=(Caveat(CaveatCode.SINGLE_SOURCE, "Only one organisation reports a result."),),
        removed=(Removed("It saved millions.", "no source says so"),),
        timings_ms={"total": 12.5},
    )


def action(number: str = "3.1", lead: str = "HR Operations") -> StoredAction:
    """Give an action of an unnamed organisation's plan."""
    absent = StoredField("", Span(0, 0))
    return StoredAction(
        id=f"d2-{number}",
        document_id="d2",
        document="plan.txt",
        title="WRES action plan",
        organisation=None,
        period="2017/18",
        number=number,
        indicators=(3,),
        page=None,
        section="Indicator 3",
        passage_id="p2",
        span=Span(0, 60),
        indicator=absent,
        objective=absent,
        action=StoredField(PLANNED, Span(5, 5 + len(PLANNED))),
        lead=StoredField(lead, Span(30, 30 + len(lead))) if lead else absent,
        timescale=StoredField("12 months", Span(45, 54)),
        success_measure=absent,
        status=absent,
    )


def outcome() -> StoredOutcome:
    """Give a reported outcome."""
    return StoredOutcome(
        id="o1",
        document_id="d1",
        document="ambleford.txt",
        title="Fair cases",
        organisation=TRUST,
        indicators=(3,),
        measure="disciplinary cases",
        before="40",
        after="22",
        change="",
        unit="",
        group="all staff",
        period="2018/19",
        direction="better",
        page=2,
        passage_id="p1",
        span=Span(10, 47),
        text=RESULT,
    )


def passage() -> StoredPassage:
    """Give a passage of a case study."""
    return StoredPassage(
        id="p1",
        document_id="d1",
        document="ambleford.txt",
        title="Fair cases",
        publisher=TRUST,
        kind=Kind.CASE_STUDY,
        period="2018/19",
        section="Impact",
        page=2,
        organisations=(TRUST,),
        indicators=(3,),
        evidence=Evidence.OUTCOME,
        evidence_reason="heading",
        context="",
        text=RESULT,
        span=Span(10, 47),
        sentences=(),
    )


def hit() -> Hit:
    """Give a hit that lexical search alone found."""
    return Hit(
        passage=passage(), rank=1, score=0.0163, similarity=None, dense_rank=None, lexical_rank=1
    )


def document() -> StoredDocument:
    """Give a document of one passage."""
    return StoredDocument(
        id="d1",
        name="ambleford.txt",
        sources=("folder/ambleford.txt",),
        format="txt",
        title="Fair cases",
        url=None,
        publisher=TRUST,
        organisation=TRUST,
        kind=Kind.CASE_STUDY,
        period="2018/19",
        indicators=(3,),
        passages=1,
        actions=0,
        outcomes=1,
        characters=120,
        warnings=(),
        reasons={"kind": "headings of a case-study template"},
    )
