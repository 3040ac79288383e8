"""An answer is remembered for as long as the corpus stays as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.corpus import REMEMBERED, Corpus
from assistant.events import Answered, Event
from assistant.records import Answer
from assistant.settings import Settings
from assistant.wiring import take_in
from index.errors import NoData
from index.records import EVERYTHING, Filters
from tests.api.conftest import QUESTION


@pytest.fixture
def corpus(settings: Settings) -> Iterator[Corpus]:
    corpus = Corpus(settings)
    yield corpus
    corpus.close()


def ask(corpus: Corpus, filters: Filters = EVERYTHING) -> tuple[list[Event], Answer]:
    steps: list[Event] = []
    for event in corpus.events(QUESTION, filters):
        if isinstance(event, Answered):
            return steps, event.answer  # as a server does, which asks for nothing after it
        steps.append(event)
    raise AssertionError


def test_the_same_question_gets_the_same_answer_under_an_id_of_its_own(corpus: Corpus) -> None:
    steps, first = ask(corpus)
    again, second = ask(corpus)

    assert again == steps
    assert (second.summary, second.citations) == (first.summary, first.citations)
    assert second.id != first.id
    assert set(second.timings_ms) == {"total"}


def test_other_filters_are_another_question(corpus: Corpus) -> None:
    _, first = ask(corpus)
    _, second = ask(corpus, Filters(organisations=("Mersey Care NHS Foundation Trust",)))

    assert second.citations != first.citations


def test_a_change_of_the_corpus_is_seen_at_once(
    corpus: Corpus, settings: Settings, tmp_path: Path
) -> None:
    _, first = ask(corpus)
    before = corpus.version()
    path = tmp_path / "numbat.txt"
    path.write_text(
        "Case study: Alder Hey Children's NHS Foundation Trust\n\nWhat was the impact?\n\n"
        "The relative likelihood of BME staff entering the formal disciplinary process fell from "
        "2.5 in 2019/20 to 1.1 in 2021/22.\n",
        encoding="utf-8",
    )
    take_in(settings, [path], on_progress=lambda _: None)

    _, second = ask(corpus)

    assert "numbat.txt" not in {item.document for item in first.citations}
    assert "numbat.txt" in {item.document for item in second.citations}
    assert corpus.version() != before


def test_only_so_many_answers_are_remembered(corpus: Corpus) -> None:
    for number in range(REMEMBERED + 5):
        corpus._remember((1, str(number), EVERYTHING, False), ())

    assert len(corpus._answered) == REMEMBERED
    assert (1, "0", EVERYTHING, False) not in corpus._answered


def test_a_corpus_without_documents_says_so(tmp_path: Path, settings: Settings) -> None:
    empty = Corpus(settings.model_copy(update={"data": tmp_path / "none"}))

    assert empty.documents() == ()
    with pytest.raises(NoData):
        ask(empty)
