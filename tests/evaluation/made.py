"""Makes what tests of the evaluation need: texts, answers, an assistant that keeps to a script."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.records import Answer, Caveat, CaveatCode, Citation, QuestionKind, Statement, Status
from assistant.support import Verdict
from evaluation.records import CaseFilters, Place, Text
from evaluation.run import Bench
from index.records import Filters
from ingest.records import Evidence, Kind

TEXT = Text(
    "d1", "alpha.txt", "Alpha NHS Trust.\nCases fell by\n54% over two years. Staff like it."
)
QUOTE = "Cases fell by\n54% over two years."


def citation(
    quote: str = QUOTE, number: int = 1, organisation: str = "Alpha NHS Trust"
) -> Citation:
    start = TEXT.text.find(quote)
    return Citation(
        number=number,
        document_id=TEXT.document_id,
        document=TEXT.document,
        title="Alpha",
        publisher=None,
        organisation=organisation,
        organisation_named=True,
        ods_code=None,
        kind=Kind.CASE_STUDY,
        period=None,
        section="",
        page=None,
        indicators=(3,),
        evidence=Evidence.OUTCOME,
        quote=quote,
        start=start,
        end=start + len(quote),
        passage_id="p1",
    )


def statement(
    text: str = "Alpha NHS Trust: “Cases fell by 54% over two years.” [1]",
    citations: tuple[int, ...] = (1,),
) -> Statement:
    return Statement(text, Evidence.OUTCOME, "Alpha NHS Trust", citations, "extract", 1.0)


def answer(
    *statements: Statement,
    citations: Sequence[Citation] = (),
    status: Status = Status.ANSWERED,
    summary: str = "One trust reports a result.",
    caveats: Sequence[CaveatCode] = (),
    question: str = "what worked?",
) -> Answer:
    return Answer(
        id="a",
        question=question,
        standalone_question=question,
        kind=QuestionKind.EFFECT,
        status=status,
        summary=summary,
        statements=statements,
        citations=tuple(citations),
        caveats=tuple(Caveat(code, code.value) for code in caveats),
    )


def good_answer() -> Answer:
    return answer(statement(), citations=[citation()])


def refusal() -> Answer:
    return answer(status=Status.NO_EVIDENCE, summary="I found nothing on this.")


class WordJudge:
    """Supports a claim whose words of four letters or more are all in the evidence."""

    def check(self, claim: str, evidence: Sequence[str]) -> Verdict:
        told = " ".join(evidence).casefold()
        words = [word.strip(".,“”:") for word in claim.casefold().split()]
        missing = [word for word in words if len(word) > 3 and word not in told]
        return Verdict(not missing, float(not missing), ", ".join(missing) or "all there")


class ScriptedAssistant:
    """Answers each question as scripted, raising what is an error, and notes the conversation."""

    def __init__(self, script: Mapping[str, Answer | Exception]) -> None:
        self._script = script
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, question: str, filters: CaseFilters, history: Sequence[Answer]) -> Answer:
        self.asked.append((question, tuple(item.question for item in history)))
        said = self._script[question]
        if isinstance(said, Exception):
            raise said
        return said


class WholeDocumentSearcher:
    """Finds the one document, whole."""

    def search(
        self, query: str, filters: CaseFilters, understood: Filters
    ) -> Mapping[str, Sequence[Place]]:
        return {"whole": (Place(TEXT.document_id, 0, len(TEXT.text)),)}


def bench(asker: ScriptedAssistant) -> Bench:
    return Bench((TEXT,), asker, (WholeDocumentSearcher(),), WordJudge(), "1")


SET = """
- id: one
  question: what worked?
  kind: effect
  answerable: true
  gold: [{document: alpha.txt, quote: "Cases fell by 54% over two years."}]
  organisations: [Alpha NHS Trust]
  must_say: ["54%|54 per cent"]
  evidence: outcome
- id: two
  question: and then?
  kind: follow_up
  after: one
  answerable: true
  gold: [{document: alpha.txt, quote: "Staff like it."}]
- id: three
  question: menopause?
  kind: unanswerable
  answerable: false
"""


def write_set(folder: Path, text: str = SET, name: str = "made.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
