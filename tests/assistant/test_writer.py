"""A model's statements take the place of the quotes that they cite; failing that, quotes stay."""

from collections.abc import Iterator, Sequence

import pytest

from assistant.citations import Citations
from assistant.events import Drafted
from assistant.generate import ModelFailed
from assistant.prompts import Prompt
from assistant.records import Answer, CaveatCode, QuestionKind, Statement, Status
from assistant.support import Formula, SupportChecker
from assistant.verify import Verifier
from assistant.writer import LONGEST_DRAFT, MOST_PASSAGES, Writer
from index.records import StoredPassage
from ingest.organisations import Authority
from ingest.records import Evidence
from tests.assistant.made import passage
from tests.assistant.test_support import EvenEncoder

MERSEY, PENNINE = "Mersey Care NHS Foundation Trust", "Pennine Care NHS Foundation Trust"
FELL = passage(
    "Formal cases fell by 54% in 2019.",
    evidence=Evidence.OUTCOME,
    organisation=MERSEY,
    name="mersey.txt",
)
DONE = passage(
    "The trust trained forty managers.",
    "The board read every case.",
    evidence=Evidence.INTERVENTION,
    organisation=PENNINE,
    name="pennine.txt",
)
MEANT = passage(
    "Review every case before a hearing.",
    evidence=Evidence.PLAN,
    organisation=None,
    name="plan.txt",
)
PASSAGES = (FELL, DONE, MEANT)


class FakeModel:
    """Writes what it is given to write, in pieces, and fails after that if it is to fail."""

    name = "fake:model"

    def __init__(self, *pieces: str, failure: str = "") -> None:
        self._pieces = pieces
        self._failure = failure
        self.prompts: list[Prompt] = []

    def stream(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(prompt)
        yield from self._pieces
        if self._failure:
            raise ModelFailed(self._failure)


class EndlessModel(FakeModel):
    """Never stops."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        while True:
            yield "and so on "


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


@pytest.fixture(scope="module")
def verifier(authority: Authority) -> Verifier:
    formula = Formula(-2.0, {"shared_words": 5.0, "nearest": 0.5, "topic": 0.5}, 0.5)
    return Verifier(SupportChecker(EvenEncoder(), formula=formula), authority)


def extracts(citations: Citations) -> tuple[Statement, ...]:
    """Quote the first sentence of each passage."""
    made = []
    for item in PASSAGES:
        sentence = item.sentences[0]
        name = item.organisations[0] if item.organisations else None
        number = citations.cite(item, sentence.text, sentence.span, sentence.evidence, name)
        text = f"{name}: “{sentence.text}” [{number}]"
        made.append(Statement(text, sentence.evidence, name, (number,), "extract", 1.0))
    return tuple(made)


class Desk:
    """Writes one answer over, and keeps what came of it."""

    def __init__(self, verifier: Verifier, authority: Authority, model: FakeModel) -> None:
        citations = Citations(authority)
        statements = extracts(citations)
        self.before = Answer(
            id="a",
            question="and there?",
            standalone_question="what worked?",
            kind=QuestionKind.EFFECT,
            status=Status.ANSWERED,
            summary="One organisation reports a result on this. [1]",
            statements=statements,
            citations=citations.all(),
        )
        self.drafted: list[str] = []
        self.after = self._write(Writer(model, verifier), citations, PASSAGES)

    def _write(
        self, writer: Writer, citations: Citations, passages: Sequence[StoredPassage]
    ) -> Answer:
        writing = writer.rewrite(self.before, citations, passages, ())
        while True:
            try:
                event = next(writing)
            except StopIteration as end:
                answer: Answer = end.value
                return answer
            assert isinstance(event, Drafted)
            self.drafted.append(event.text)

    @property
    def note(self) -> str:
        (note,) = self.after.caveats
        assert note.code is CaveatCode.MODEL_NOT_USED
        return note.text

    def is_as_it_was(self) -> bool:
        return (
            self.after.statements == self.before.statements
            and self.after.citations == self.before.citations
            and self.after.generator == "extractive"
        )


def test_a_statement_takes_the_place_of_the_quote_that_it_cites(
    verifier: Verifier, authority: Authority
) -> None:
    desk = Desk(verifier, authority, FakeModel("Mersey Care's formal cases ", "fell by 54% [1]"))

    first = desk.after.statements[0]
    assert first.text == "Mersey Care's formal cases fell by 54% [1]"
    assert (first.origin, first.evidence, first.organisation) == ("model", Evidence.OUTCOME, MERSEY)
    assert first.basis is not None
    assert 0 < first.support <= 1
    assert desk.after.statements[1:] == desk.before.statements[1:]
    assert desk.after.citations == desk.before.citations
    assert desk.after.summary == desk.before.summary
    assert desk.after.generator == "fake:model"
    assert not desk.after.caveats
    assert desk.drafted == ["Mersey Care's formal cases ", "fell by 54% [1]"]


def test_what_is_newly_cited_is_quoted_exactly_before_the_plans(
    verifier: Verifier, authority: Authority
) -> None:
    desk = Desk(verifier, authority, FakeModel("Pennine Care's board read every case [2]"))

    assert [item.origin for item in desk.after.statements] == [
        *("extract", "extract", "model", "extract")
    ]
    cited = desk.after.citations[-1]
    assert cited.quote == "The board read every case."
    assert DONE.text[cited.start : cited.end] == cited.quote
    assert desk.after.statements[2].text.endswith(f"[{cited.number}]")


def test_a_statement_that_names_nobody_is_given_its_organisation(
    verifier: Verifier, authority: Authority
) -> None:
    desk = Desk(verifier, authority, FakeModel("Formal cases fell by 54% [1]\nAll is planned [1]"))

    assert desk.after.statements[0].text == f"{MERSEY}: Formal cases fell by 54% [1]"


def test_an_unnamed_organisation_is_called_so(verifier: Verifier, authority: Authority) -> None:
    desk = Desk(verifier, authority, FakeModel("The plan is to review every case [3]"))

    last = desk.after.statements[-1]
    assert last.text == "An unnamed organisation: The plan is to review every case [3]"
    assert last.organisation is None


def test_what_is_taken_out_is_listed_and_the_rest_stands(
    verifier: Verifier, authority: Authority
) -> None:
    desk = Desk(
        verifier, authority, FakeModel("Formal cases fell by 54% [1]\nFormal cases fell by 99% [1]")
    )

    assert desk.after.generator == "fake:model"
    assert [item.text for item in desk.after.removed] == ["Formal cases fell by 99%"]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (FakeModel(), "wrote nothing"),
        (FakeModel(" \n", "NOTHING"), "wrote nothing"),
        (FakeModel("I am sorry, I cannot help with that."), "too little"),
        (FakeModel("Cases rose.\nAll was well.\nFormal cases fell by 54% [1]"), "too little"),
        (FakeModel('[{"statement": "Formal cases fell by 54%", "source": 1}]'), "too little"),
        (FakeModel("Les affaires ont baissé de 54% [1]"), "too little"),
        (FakeModel("Formal cases fell", failure="broke off"), "did not answer"),
        (FakeModel(failure="is away"), "did not answer"),
        (EndlessModel(), "too little"),
    ],
)
def test_where_a_model_is_of_no_use_the_quotes_stay_with_a_note(
    verifier: Verifier, authority: Authority, model: FakeModel, said: str
) -> None:
    desk = Desk(verifier, authority, model)

    assert desk.is_as_it_was()
    assert "fake:model" in desk.note
    assert said in desk.note


def test_no_more_of_a_draft_is_read_than_it_may_be_long(
    verifier: Verifier, authority: Authority
) -> None:
    desk = Desk(verifier, authority, EndlessModel())

    assert len("".join(desk.drafted)) <= LONGEST_DRAFT + len("and so on ")


def test_the_note_does_not_repeat_what_a_server_said(
    verifier: Verifier, authority: Authority
) -> None:
    desk = Desk(verifier, authority, FakeModel(failure="said: bad key sk-secret"))

    assert "sk-secret" not in desk.note


def test_a_model_is_asked_the_question_that_stands_alone(
    verifier: Verifier, authority: Authority
) -> None:
    model = FakeModel()
    Desk(verifier, authority, model)

    assert model.prompts[0].user.endswith("Question: what worked?")


def test_a_model_is_shown_so_many_passages_and_each_once(
    verifier: Verifier, authority: Authority
) -> None:
    model = FakeModel()
    many = [passage("Cases fell.", name=f"{number}.txt") for number in range(30)]
    answer = Desk(verifier, authority, model).before
    list(Writer(model, verifier).rewrite(answer, Citations(authority), [*many, *many], ()))

    assert model.prompts[-1].user.count("\n> ") == MOST_PASSAGES
