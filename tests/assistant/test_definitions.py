"""Documents follow the reference only where they say what the term means."""

from dataclasses import replace

import pytest

from assistant import definitions, reference
from assistant.citations import Citations
from assistant.records import Status
from assistant.select import Candidate
from ingest.organisations import Authority
from ingest.records import Evidence, Kind
from tests.assistant.made import passage


def candidate(text: str, evidence: Evidence = Evidence.CONTEXT, section: str = "") -> Candidate:
    made = passage(text, evidence=evidence, section=section)
    return Candidate(
        passage=made,
        sentence=made.sentences[0],
        organisation=None,
        score=1.0,
        coverage=1.0,
        similarity=1.0,
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is a just culture?", "A just culture is a balance of fairness and learning."),
        ("what is a just culture?", "The guidance defines a just culture as fairness."),
        ("what does 'second victim' mean?", "We took up the concept of second victim, the carer."),
        ("what is the non-adverse range?", "The non-adverse range is a ratio of 0.8 to 1.25."),
        ("whats WRES 4", "WRES indicator 4, the relative likelihood of training, is ours."),
    ],
)
def test_sentences_that_define_follow(question: str, text: str) -> None:
    item = candidate(text)
    assert definitions.defining(reference.asked_for(question), [item]) == (item,)


@pytest.mark.parametrize(
    ("question", "text", "evidence"),
    [
        ("what is a just culture?", "Their just culture charter was signed.", Evidence.CONTEXT),
        ("what is a just culture?", "Just culture is to cut cases by half.", Evidence.TARGET),
        ("what is indicator 3?", "BME staff (indicator 3) | 1.56 | 1.22", Evidence.BASELINE),
        ("what is indicator 3?", "WRES indicator 3 is now 1.2.", Evidence.OUTCOME),
    ],
)
def test_sentences_that_only_use_the_term_do_not(
    question: str, text: str, evidence: Evidence
) -> None:
    item = candidate(text, evidence)
    assert definitions.defining(reference.asked_for(question), [item]) == ()


@pytest.mark.parametrize(
    ("text", "kind", "is_listed"),
    [
        ("4 | How likely white staff are to take up training | Learning system", "guidance", True),
        ("4 | Likelihood of training | 1.12", "guidance", False),
        ("5 | Harassment by the public | Survey", "guidance", False),
        ("4 | Offer more training | HR", "action_plan", False),
    ],
)
def test_a_guide_may_list_the_indicators(text: str, kind: str, is_listed: bool) -> None:
    item = candidate(text)
    item = replace(item, passage=replace(item.passage, kind=Kind(kind)))
    found = definitions.defining(reference.asked_for("what does indicator 4 measure?"), [item])
    assert bool(found) is is_listed


def test_the_first_sentence_under_a_heading_that_asks_is_an_answer() -> None:
    item = candidate("It is a balance between four things.", section="1. What is a just culture?")
    assert definitions.defining(reference.asked_for("define just culture"), [item]) == (item,)
    assert definitions.defining(reference.asked_for("define secondment"), [item]) == ()


def test_the_reference_is_quoted_whole_and_named() -> None:
    entries = reference.asked_for("what do VSM and FTSU stand for?")
    citations = Citations(Authority(()))
    stated = definitions.state(entries, citations)
    draft = definitions.draft(entries, stated, None)
    assert draft.status is Status.ANSWERED
    assert [item.quote for item in citations.all()] == [entry.passage.text for entry in entries]
    assert all(statement.text.startswith(reference.SPEAKER) for statement in draft.statements)
    assert "VSM" in draft.summary
    assert "FTSU" in draft.summary


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("NfC?", "The Network for Change leads it", ("Network for Change",)),
        ("what does REACH stand for?", "a Race, Ethnicity and Culture group", ()),
        ("what is the EEN?", "It asked the Ethnic Equality Network", ("Ethnic Equality Network",)),
        ("NfC?", "new for cases", ()),
        ("what did the EEN do?", "It asked the Ethnic Equality Network", ()),
    ],
)
def test_an_abbreviation_is_spelt_out_by_words_of_its_letters(
    question: str, text: str, expected: tuple[str, ...]
) -> None:
    found = definitions.spelt_out(question, (candidate(text),))

    assert tuple(wording for _, wording in found) == expected
