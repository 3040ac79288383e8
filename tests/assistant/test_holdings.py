"""What the corpus holds is counted from the catalogue, within the filters, and quoted exactly."""

from collections.abc import Iterator

import pytest

from assistant.pipeline import Assistant
from assistant.records import Answer, QuestionKind, Status
from index.build import Builder
from index.records import Filters
from index.search import Index
from ingest.organisations import Authority
from ingest.records import Kind
from tests.fakes import HashingEncoder, a_document

MERSEY, OXLEAS = "Mersey Care NHS Foundation Trust", "Oxleas NHS Foundation Trust"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("data")
    documents = (
        a_document("case.txt", title="A case", organisation=MERSEY, period="2018/19"),
        a_document("page.txt", title="A page", organisation=MERSEY, kind=Kind.WEBPAGE, period=None),
        a_document(
            "plan.txt",
            ["We plan ahead. Nothing is done."],
            title="A plan",
            organisation=OXLEAS,
            kind=Kind.ACTION_PLAN,
            period="2020/21",
            indicators=(9,),
        ),
    )
    encoder = HashingEncoder()
    with Builder(folder, encoder) as builder:
        for document in documents:
            builder.commit(document, document.name)
    index = Index.open(folder, encoder)
    yield Assistant(index, Authority.load())
    index.close()


def said(answer: Answer) -> str:
    return " ".join([answer.summary, *(statement.text for statement in answer.statements)])


def test_all_that_is_held_is_counted(assistant: Assistant) -> None:
    answer = assistant.ask("what do you have?")
    assert answer.kind is QuestionKind.CORPUS
    assert answer.status is Status.ANSWERED
    assert "3 documents are indexed, dated 2018/19 to 2020/21, about 2 organisations" in said(
        answer
    )
    assert "1 action plan" in said(answer)
    assert "not dated (1)" in said(answer)


def test_every_organisation_is_listed_with_its_documents(assistant: Assistant) -> None:
    answer = assistant.ask("which trusts are covered?")
    assert f"{MERSEY} (2)" in said(answer)
    assert f"{OXLEAS} (1)" in said(answer)
    assert not answer.citations


def test_filters_hold_for_what_is_counted(assistant: Assistant) -> None:
    narrowed = Filters(kinds=(Kind.ACTION_PLAN,))
    answer = assistant.ask("which trusts are covered?", narrowed)
    assert OXLEAS in said(answer)
    assert MERSEY not in said(answer)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("do you have anything from Mersey Care?", {"A case", "A page"}),
        ("which documents are about indicator 9?", {"A plan"}),
        ("how many action plans are there?", {"A plan"}),
        ("what is the latest document?", {"A plan"}),
        ("do you have any documents from 2018/19?", {"A case"}),
    ],
)
def test_documents_are_listed_and_quoted(
    assistant: Assistant, question: str, titles: set[str]
) -> None:
    answer = assistant.ask(question)
    assert {item.title for item in answer.citations} == titles
    for item in answer.citations:
        text = assistant.index.document_text(item.document_id)
        assert text[item.start : item.end] == item.quote


def test_a_follow_up_asks_of_somebody_else(assistant: Assistant) -> None:
    first = assistant.ask("do you have anything from Mersey Care?")
    second = assistant.ask("and Oxleas?", history=[first])
    assert {item.title for item in second.citations} == {"A plan"}


@pytest.mark.parametrize(
    "question", ["is there anything from Sheffield?", "do you have any web pages from Oxleas?"]
)
def test_nothing_held_is_said_to_be_nothing(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.NO_EVIDENCE
    assert "3 documents" in answer.summary
    assert not answer.citations


def test_a_new_question_about_the_corpus_leaves_the_conversation(assistant: Assistant) -> None:
    first = assistant.ask("do you have anything from Mersey Care?")
    second = assistant.ask("which trusts are covered?", history=[first])
    assert OXLEAS in said(second)


def test_a_follow_up_keeps_the_kind_of_document(assistant: Assistant) -> None:
    first = assistant.ask("how many action plans are there?")
    second = assistant.ask("and from Mersey Care?", history=[first])
    assert second.kind is QuestionKind.CORPUS
    assert second.status is Status.NO_EVIDENCE
