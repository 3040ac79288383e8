"""Tests of what the model is trained on: it must not be what it is measured on."""

from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from training.material import (
    STORIES,
    BadMaterial,
    Reference,
    hash_of,
    is_held_out,
    read_examples,
    read_references,
    story_of,
)

QUESTIONS = ROOT.parent / "shared" / "questions"
TEXT = "We trained managers, and cases fell by half.\n"


def gold_documents() -> set[str]:
    return {
        gold["document"]
        for path in sorted(QUESTIONS.glob("dev*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
        for gold in case.get("gold") or []
    }


def reference(text: str, *, source: str = "written", document: str = "a.txt") -> Reference:
    return Reference(source, document, 0, len(text), hash_of(text), ("did cases fall?",))


@pytest.mark.shared
def test_nothing_is_learned_from_documents_that_hold_gold() -> None:
    gold = gold_documents()
    assert len(gold) > 30
    assert not {each.document for each in read_references()} & gold


@pytest.mark.shared
def test_nothing_is_learned_from_summaries_of_documents_that_hold_gold() -> None:
    numbers = {name.split("_")[0] for name in gold_documents()}
    learned = {Path(each.document).stem for each in read_references() if each.source == "sample"}
    assert learned == set(STORIES)
    assert not {number for story in STORIES.values() for number in story} & numbers


@pytest.mark.shared
def test_no_question_is_one_of_a_development_set() -> None:
    asked = {
        case["question"].casefold().strip("? ")
        for path in sorted(QUESTIONS.glob("dev*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    }
    written = {
        question.casefold().strip("? ") for each in read_references() for question in each.questions
    }
    assert not asked & written


@pytest.mark.shared
def test_every_passage_is_still_what_was_written_for() -> None:
    references = read_references()
    examples = read_examples(references)
    assert len(examples) == len(references)
    assert all(each.text.strip() and each.heading for each in examples)


def test_there_are_two_thousand_questions_and_none_twice_for_a_passage() -> None:
    references = read_references()
    assert sum(len(each.questions) for each in references) >= 2_000
    assert all(len(set(each.questions)) == len(each.questions) for each in references)
    places = [(each.source, each.document, each.start) for each in references]
    assert len(set(places)) == len(places)


def test_a_part_of_the_stories_is_held_out() -> None:
    stories = {story_of(each) for each in read_references()}
    assert 0.08 <= sum(map(is_held_out, stories)) / len(stories) <= 0.25


def test_a_digest_and_the_summary_of_it_are_one_story() -> None:
    digest = reference(TEXT, source="digests", document="020_derbyshire_remedi.txt")
    summary = reference(TEXT, source="sample", document="derbyshire-reverse-mentoring.txt")
    assert story_of(digest) == story_of(summary) == "020"


def test_passage_is_read_as_the_product_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (example,) = read_examples([reference(TEXT.strip())], {"written": tmp_path})
    assert example.text == TEXT.strip()
    assert example.questions == ("did cases fall?",)


def test_changed_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.replace("half", "a third"), encoding="utf-8")
    with pytest.raises(BadMaterial, match=r"a\.txt.*has changed"):
        read_examples([reference(TEXT.strip())], {"written": tmp_path})


def test_missing_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(BadMaterial, match=r"a\.txt is not in"):
        read_examples([reference(TEXT.strip())], {"written": tmp_path})


def kept_apart() -> list[dict[str, str]]:
    path = ROOT / "evaluation" / "questions" / "apart.yaml"
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [{"question": case["question"], **gold} for case in cases for gold in case["gold"]]


def test_nothing_is_learned_from_documents_of_the_questions_kept_apart() -> None:
    apart = {each["document"] for each in kept_apart()}
    learned = {each.document for each in read_references() if not is_held_out(story_of(each))}
    assert len(apart) > 30
    assert not apart & learned


@pytest.mark.shared
def test_questions_kept_apart_ask_of_other_sentences_than_the_development_sets() -> None:
    gold = [
        (each["document"], each["quote"])
        for path in sorted(QUESTIONS.glob("dev*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
        for each in case.get("gold") or []
    ]
    for case in kept_apart():
        text = (QUESTIONS.parent / "digests" / case["document"]).read_text(encoding="utf-8")
        assert case["quote"] in " ".join(text.split())
        assert not any(
            document == case["document"] and (quote in case["quote"] or case["quote"] in quote)
            for document, quote in gold
        )
