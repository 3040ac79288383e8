"""Tests of the full-text index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from index import lexical, sqlite
from index.lexical import entry


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = sqlite.open_to_write(tmp_path / "catalogue.sqlite")
    with engine.begin() as connection:
        lexical.create(connection)
        yield connection
    engine.dispose()


def add(connection: Connection, *texts: str) -> None:
    entries = [entry(at, "", (), "", "", text) for at, text in enumerate(texts, start=1)]
    lexical.add(connection, entries)


@pytest.mark.parametrize(
    "question",
    [
        '"unbalanced bullying',
        "what about (bullying",
        "AND OR NOT NEAR(bullying, 2)",
        "bullying* ^bullying text:bullying",
        "bullying; DROP TABLE passages_text --",
        "C&I's bullying — 54%?",
        "bullying " * 3000,
        "unlike " + " ".join(f"word{at}" for at in range(3000)),
    ],
)
def test_nothing_in_a_question_is_search_syntax(connection: Connection, question: str) -> None:
    add(connection, "Bullying fell.", "Nothing unlike it.")
    assert lexical.rank(connection, question, 10)


@pytest.mark.parametrize("question", ["", "   ", "?!", "—"])
def test_question_without_words_finds_nothing(connection: Connection, question: str) -> None:
    add(connection, "Bullying fell.")
    assert lexical.rank(connection, question, 10) == ()


def test_words_are_found_by_their_stem_and_without_accents(connection: Connection) -> None:
    add(connection, "Investigations fell.", "A café opened.", "Something else.")
    assert lexical.rank(connection, "investigation", 10) == (1,)
    assert lexical.rank(connection, "CAFE", 10) == (2,)


def test_function_words_find_nothing_unless_there_is_nothing_else(connection: Connection) -> None:
    add(connection, "What the trust did.", "Mentoring for nurses.")
    assert lexical.rank(connection, "what did the mentoring do", 10) == (2,)
    assert lexical.rank(connection, "what did they do", 10) == (1,)


def test_passage_found_by_its_own_words_comes_before_one_found_by_its_title(
    connection: Connection,
) -> None:
    entries = [
        entry(1, "Mentoring plan", (), "", "", "Nurses were asked."),
        entry(2, "A plan", (), "", "", "Nurses had mentoring."),
        entry(3, "A plan", ("Mentoring Trust",), "Panels", "", "Others were asked."),
        entry(4, "A plan", (), "Other", "", "Nothing here at all."),
    ]
    lexical.add(connection, entries)
    assert lexical.rank(connection, "mentoring", 10)[0] == 2
    assert set(lexical.rank(connection, "mentoring", 10)) == {1, 2, 3}


def test_expansion_finds_more_but_counts_less(connection: Connection) -> None:
    add(connection, "Formal cases fell.", "BME nurses spoke.", "Other things.", "More things.")
    found = lexical.rank(connection, "nurses", 10, expansion=["formal cases"])
    assert found == (2, 1)


def test_expansion_of_several_words_is_a_phrase(connection: Connection) -> None:
    add(connection, "Cases that are formal.", "Formal cases.", "Nothing.")
    assert lexical.rank(connection, "nurses", 10, expansion=["formal cases"]) == (2,)


def test_filter_comes_before_ranking(connection: Connection) -> None:
    add(connection, *(["Mentoring, mentoring, mentoring."] * 20), "Once mentoring was tried.")
    assert lexical.rank(connection, "mentoring", 1, allowed=[21]) == (21,)
    assert lexical.rank(connection, "mentoring", 1, allowed=[]) == ()


def test_removed_passage_is_not_found(connection: Connection) -> None:
    add(connection, "Mentoring.", "More mentoring.")
    lexical.remove(connection, [1])
    assert lexical.rank(connection, "mentoring", 10) == (2,)


def test_words_looked_up_one_by_one_rank_as_one_query_does(connection: Connection) -> None:
    words = ("nurses", "mentors", "panels", "formal", "cases", "bands")
    add(connection, *(" ".join(words[at % 6 : at % 6 + 1 + at % 4]) for at in range(60)))
    statement = text(
        'SELECT rowid FROM passages_text WHERE passages_text MATCH \'"nurses" OR "formal"\' '
        "ORDER BY round(bm25(passages_text, 1.0, 0.6, 0.4), 5), rowid LIMIT 20"
    )
    wanted = tuple(connection.execute(statement).scalars())
    assert lexical.rank(connection, "formal nurses", 20) == wanted


def test_a_slip_of_the_keyboard_is_near_a_word_of_the_passages(connection: Connection) -> None:
    add(connection, "Mediation helped the panels.")
    assert lexical.like(connection, ["mediet", "zebra", "med"]) == ("mediat", None, None)
    assert lexical.like(connection, ["mediet"], lambda _, letter: (f"{letter}ediets",)) == (
        "mediets",
    )
