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


def test_what_news_counts_over_many_trusts_is_about_none_of_them() -> None:
    lines = (
        "Overall 7 per cent of board members were BME.",
        "Mersey Care rose from 10 to 20 per cent.",
        "At 96 of 231 trusts there were none.",
        "It has a new chair.",
    )
    news = replace(passage(*lines, publisher="HSJ"), organisations=(MERSEY, PENNINE))
    assert [ABOUTS(news, each) for each in news.sentences] == [None, MERSEY, None, MERSEY]

    of_one = replace(news, organisations=(MERSEY,))
    assert [ABOUTS(of_one, each) for each in of_one.sentences] == [None, MERSEY, None, MERSEY]

    its_own = replace(of_one, publisher=MERSEY)
    assert {ABOUTS(its_own, each) for each in its_own.sentences} == {MERSEY}


def test_a_sentence_is_about_whom_it_names_and_else_about_the_last_named() -> None:
    several = replace(
        passage("Mersey Care piloted it.", "Pennine Care reviewed cases.", "It took a year."),
        organisations=(MERSEY, PENNINE),
    )
    found = [ABOUTS(several, sentence) for sentence in several.sentences]
    assert found == [MERSEY, PENNINE, PENNINE]


def test_a_place_stands_for_the_one_that_the_passage_is_about() -> None:
    leeds = "Leeds Teaching Hospitals NHS Trust"
    told = replace(
        passage("Mersey Care piloted it.", "Leeds, for its part, has not begun."),
        organisations=(MERSEY, leeds),
    )
    assert [ABOUTS(told, each) for each in told.sentences] == [MERSEY, leeds]


def test_what_another_trust_did_is_not_the_tellers() -> None:
    told = passage(
        f"The {PENNINE} reported that 30% were promoted.",
        "We read that with interest.",
        f"Our team met {PENNINE} in May.",
        organisation=MERSEY,
    )
    assert [ABOUTS(told, each) for each in told.sentences] == [PENNINE, MERSEY, MERSEY]


def test_a_sentence_that_opens_with_the_teller_and_names_another_is_the_tellers() -> None:
    told = passage(
        f"{MERSEY} copied what {PENNINE} does.",
        f"In 2030 {PENNINE} came to see us.",
        organisation=MERSEY,
    )
    assert [ABOUTS(told, each) for each in told.sentences] == [MERSEY, MERSEY]


def test_a_sentence_of_all_that_a_passage_is_about_is_of_none_of_them() -> None:
    stored = replace(
        passage("Both trusts paid for it.", "Mersey Care went on."), organisations=(PENNINE, MERSEY)
    )
    assert [ABOUTS(stored, each) for each in stored.sentences] == [None, MERSEY]
