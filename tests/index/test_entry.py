"""Tests of what is written of a document."""

from index.entry import key_of, passage_text, text_of
from tests.fakes import a_document


def test_embedded_text_says_what_a_passage_stands_under() -> None:
    text = passage_text(
        "A plan", ("Alder NHS Trust",), "Recruitment", "Indicator 2", "Train panels."
    )
    assert text == "A plan. Alder NHS Trust. Recruitment. Indicator 2\nTrain panels."


def test_embedded_text_says_nothing_twice_and_nothing_empty() -> None:
    assert passage_text("A plan", (), "A plan", "", "Train.") == "A plan\nTrain."


def test_longer_passage_has_less_said_before_it_and_is_whole() -> None:
    context = " ".join(["context"] * 500)
    short = passage_text("Title", (), "", context, "word " * 20)
    long = passage_text("Title", (), "", context, "word " * 170)
    assert short.count("context") == 59
    assert long.count("context") == 11
    assert long.count("word") == 170


def test_key_is_of_the_text_and_nothing_else() -> None:
    one, two = a_document("1.txt"), a_document("2.txt")
    assert key_of(text_of(one, one.passages[0])) == key_of(text_of(two, two.passages[0]))
    assert key_of("a") != key_of("b")
