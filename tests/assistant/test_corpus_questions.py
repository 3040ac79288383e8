"""Questions about the corpus are told from questions about practice."""

from pathlib import Path

import pytest
import yaml

from assistant.corpus_questions import Aspect, read
from ingest.organisations import Authority
from ingest.records import Kind

KNOWN = (
    "Mersey Care NHS Foundation Trust",
    "Oxleas NHS Foundation Trust",
    "Barts Health NHS Trust",
)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("what do you have?", Aspect.EVERYTHING),
        ("What's in the library?", Aspect.EVERYTHING),
        ("what can I ask?", Aspect.EVERYTHING),
        ("which trusts are covered?", Aspect.ORGANISATIONS),
        ("how many organisations are indexed", Aspect.ORGANISATIONS),
        ("which mental health trusts do you cover?", Aspect.ORGANISATIONS),
        ("which trusts are in London?", Aspect.ORGANISATIONS),
        ("which trusts have action plans?", Aspect.ORGANISATIONS),
        ("list all trusts", Aspect.ORGANISATIONS),
        ("what years do the documents cover?", Aspect.PERIODS),
        ("how far back do your documents go?", Aspect.PERIODS),
        ("what is the latest report?", Aspect.LATEST),
        ("what's the oldest document you have?", Aspect.EARLIEST),
        ("how many action plans are there?", Aspect.DOCUMENTS),
        ("do you have anything from Mersey Care?", Aspect.DOCUMENTS),
        ("is there anything from Sheffield?", Aspect.DOCUMENTS),
        ("is Barts covered?", Aspect.DOCUMENTS),
        ("which documents are about indicator 9?", Aspect.DOCUMENTS),
        ("do you have any case studies about disciplinary action?", Aspect.DOCUMENTS),
        ("any action plans for 2020/21?", Aspect.DOCUMENTS),
    ],
)
def test_what_of_the_corpus_is_asked(authority: Authority, question: str, aspect: Aspect) -> None:
    asked = read(question, authority, KNOWN)
    assert asked is not None
    assert asked.aspect is aspect


def test_a_kind_of_document_and_a_place_narrow(authority: Authority) -> None:
    asked = read("how many case studies are there from Sheffield?", authority, KNOWN)
    assert asked is not None
    assert asked.kinds == (Kind.CASE_STUDY,)
    assert asked.places == ("sheffield",)


@pytest.mark.parametrize(
    "question",
    [
        "which trusts reduced their ratio?",
        "which trusts have cultural ambassadors?",
        "which trusts are planning to reduce bullying?",
        "do you have anything on reverse mentoring?",
        "do you have any evidence that mediation works?",
        "which documents mention mediation?",
        "what does the action plan say about mentoring?",
        "what plans are there for recruitment?",
        "what reports of discrimination were there?",
        "what is in C&I's plan?",
        "how many actions are there on indicator 3?",
        "list every action about acting up in the 2017/18 action plan",
        "how many staff were disciplined at Barts?",
        "what years did the ratio improve?",
        "how recent are Mersey Care's results?",
        "is bullying covered by the policy?",
        "what did Leeds do?",
        "what reduced disciplinary disparity?",
    ],
)
def test_questions_about_practice_are_not_about_the_corpus(
    authority: Authority, question: str
) -> None:
    assert read(question, authority, KNOWN) is None


@pytest.mark.shared
def test_no_question_of_the_shared_sets_is_about_the_corpus(
    authority: Authority, shared: Path
) -> None:
    asked = [
        case["question"]
        for path in (shared / "questions").glob("*.yaml")
        for case in yaml.safe_load(path.read_text())
    ]
    assert len(asked) > 50
    assert [question for question in asked if read(question, authority, KNOWN)] == []
