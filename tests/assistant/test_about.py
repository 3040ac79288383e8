"""Whom a sentence is about, in a passage about several."""

from dataclasses import replace

from assistant.about import Abouts
from ingest.organisations import Authority
from tests.assistant.made import passage

MERSEY = "Mersey Care NHS Foundation Trust"
PENNINE = "Pennine Care NHS Foundation Trust"
ABOUTS = Abouts(Authority.load())


def test_one_organisation_is_about_all() -> None:
    stored = passage("They improved.", organisation=MERSEY)
    assert ABOUTS(stored, stored.sentences[0]) == MERSEY


def test_nobody_stays_nobody() -> None:
    stored = passage("They improved.", organisation=None)
    assert ABOUTS(stored, stored.sentences[0]) is None


def test_a_sentence_is_about_whom_it_names_and_else_about_the_last_named() -> None:
    several = replace(
        passage("Mersey Care piloted it.", "Pennine Care reviewed cases.", "It took a year."),
        organisations=(MERSEY, PENNINE),
    )
    found = [ABOUTS(several, sentence) for sentence in several.sentences]
    assert found == [MERSEY, PENNINE, PENNINE]
