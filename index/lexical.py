"""The lexical index: SQLite's full-text search (FTS5) over the passages; all that is SQLite's own.

Three columns, best match by bm25: the passage's text, its heading (section and context) and its
document's title with the organisations it is about. Words are folded to lower case without accents
and stemmed (Porter).
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from index.errors import MEND
from index.leading import leading

_WEIGHTS = {"text": 1.0, "heading": 0.6, "title": 0.4}
"""A passage is found by its own words first."""
_SCORED = np.dtype([("number", np.int32), ("score", np.float32)])
_MATCH = text(
    "SELECT rowid, -bm25(passages_text, :text, :heading, :title) AS score "
    "FROM passages_text WHERE passages_text MATCH :match"
)
_EXPANSION_WEIGHT = 0.3
"""What a match of an added word counts beside one of the asker's own."""
_MOST_TERMS = 128
"""A question of 20,000 characters is cut here; real ones have ten words."""
_LEAST_LETTERS = 5
_NEAR_ENOUGH = 82
"""Share (per cent) of the letters of two words that agree: one slip in a word of six letters."""
_WORD = re.compile(r"[^\W_]+")
_STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been being but by can could did do
    does doing for from had has have having he her him his how i if in into is it its just me more
    most my no nor not of on or our out over please she should so some such tell than that the
    their them then there these they this those to too up us was we were what when where which
    while who whom whose why will with would you your""".split()  # noqa: SIM905 - a list of 150 literals reads worse
)


@dataclass(frozen=True, slots=True)
class Matches:
    """The passages that have a word or phrase: numbers, rising, and what each scores for it."""

    numbers: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]

    def __len__(self) -> int:
        """Count the passages."""
        return len(self.numbers)


Find = Callable[[Connection, str], Matches]
Listed = Callable[[Connection, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one passage."""

    number: int
    text: str
    heading: str
    title: str


def entry(
    number: int,
    title: str,
    organisations: Sequence[str],
    section: str,
    context: str,
    text: str,
) -> Entry:
    """Write what is indexed of a passage."""
    return Entry(number, text, f"{section}\n{context}", "\n".join([title, *organisations]))


def create(connection: Connection) -> None:
    """Make the full-text table, and the list of its words, if they are not there."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5"
        "(text, heading, title, tokenize='porter unicode61 remove_diacritics 2')"
    )
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS passages_words USING fts5vocab(passages_text, row)"
    )


def add(connection: Connection, entries: Sequence[Entry]) -> None:
    """Index passages by their numbers."""
    if entries:
        connection.exec_driver_sql(
            "INSERT INTO passages_text(rowid, text, heading, title) VALUES (?, ?, ?, ?)",
            [(each.number, each.text, each.heading, each.title) for each in entries],
        )


def remove(connection: Connection, numbers: Iterable[int]) -> None:
    """Take passages out of the index."""
    rows = [(number,) for number in numbers]
    if rows:
        connection.exec_driver_sql("DELETE FROM passages_text WHERE rowid = ?", rows)


def clear(connection: Connection) -> None:
    """Drop the table with all it holds, merged or not, and make it anew."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS passages_words")
    connection.exec_driver_sql("DROP TABLE IF EXISTS passages_text")
    create(connection)


def rank(
    connection: Connection,
    question: str,
    count: int,
    allowed: Sequence[int] | npt.NDArray[np.int64] | None = None,
    expansion: Sequence[str] = (),
    find: Find | None = None,
) -> tuple[int, ...]:
    """Give the numbers of the passages that match best, best first; ties by number.

    A passage matches if it has any content word of the question or of the expansion. An entry of
    the expansion of several words matches as a phrase. bm25 is a sum over words, so the weighted
    sum of two queries is one query whose words have weights; and so `find` may remember words.
    """
    find = find or matches
    asked = _words(question)
    added = _added(expansion, asked)
    found = [(find(connection, term), 1.0) for term in asked[:_MOST_TERMS]]
    found += [(find(connection, term), _EXPANSION_WEIGHT) for term in added[:_MOST_TERMS]]
    scores = np.zeros(_span(each for each, _ in found))
    for each, weight in found:
        scores[each.numbers] += weight * each.scores
    if allowed is not None:
        scores[_others(allowed, len(scores))] = 0.0
    # Every match scores more than nothing: FTS5 gives no word a share of less than a millionth.
    return _best(scores, count)


def frequencies(
    connection: Connection, terms: Sequence[Sequence[str]], find: Find | None = None
) -> tuple[int, ...]:
    """Count, for each term, the passages that hold any of its wordings."""
    find = find or matches
    counts = []
    for wordings in terms:
        phrases = (" ".join(_WORD.findall(each.lower())) for each in wordings)
        found = [find(connection, each) for each in phrases if each]
        held = np.zeros(_span(found), dtype=bool)
        for each in found:
            held[each.numbers] = True
        counts.append(int(held.sum()))
    return tuple(counts)


def _span(found: Iterable[Matches]) -> int:
    """Give the length of an array that has a place for each passage's number."""
    return max((int(each.numbers[-1]) + 1 for each in found if len(each.numbers)), default=0)


def _others(allowed: Sequence[int] | npt.NDArray[np.int64], span: int) -> npt.NDArray[np.bool_]:
    """Mark the numbers that are not allowed."""
    others = np.ones(span, dtype=bool)
    numbers = np.asarray(allowed, dtype=np.int64)
    others[numbers[numbers < span]] = False
    return others


def _best(scores: npt.NDArray[np.float64], count: int) -> tuple[int, ...]:
    """Give the places of the highest scores above nothing, highest first, ties by place."""
    held = np.flatnonzero(scores > 0.0)  # a fifth of the time that the scores themselves take
    held = held[leading(scores[held], count)]
    order = np.lexsort((held, -scores[held]))[:count]
    return tuple(held[order].tolist())


def beginning(connection: Connection, letter: str) -> tuple[str, ...]:
    """List the stems of the passages that begin with a letter."""
    rows = connection.execute(
        text("SELECT term FROM passages_words WHERE term >= :first AND term < :next"),
        {"first": letter, "next": chr(ord(letter) + 1)},
    )
    return tuple(rows.scalars())


def like(
    connection: Connection, stems: Sequence[str], listed: Listed = beginning
) -> tuple[str | None, ...]:
    """Give, for each stem, the nearest in the passages, a slip of the keyboard away, or None.

    Short stems have too many neighbours, and the first letter is hardly ever mistyped. `listed` may
    remember what begins with a letter.
    """
    from rapidfuzz import fuzz, process

    found: list[str | None] = []
    for stem in stems:
        if len(stem) < _LEAST_LETTERS:
            found.append(None)
            continue
        near = [each for each in listed(connection, stem[0]) if abs(len(each) - len(stem)) <= 2]
        best = process.extractOne(stem, near, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
        found.append(best[0] if best else None)
    return tuple(found)


def size(connection: Connection) -> int:
    """Count the passages."""
    return int(connection.execute(text("SELECT count(*) FROM passages_text_docsize")).scalar_one())


def problems(connection: Connection, copy: sqlite3.Connection) -> list[str]:
    """Check that the index is whole and holds every passage; an empty list is a healthy index."""
    found = []
    try:
        copy.execute("INSERT INTO passages_text(passages_text) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        found.append(f"full-text index: {error}: {MEND}")
    lost = connection.execute(
        text(
            "SELECT count(*) FROM passages "
            "WHERE number NOT IN (SELECT id FROM passages_text_docsize)"
        )
    ).scalar_one()
    if lost:
        found.append(f"full-text index: {lost} passages are not in it: {MEND}")
    return found


def _words(question: str) -> tuple[str, ...]:
    """Give the words worth searching for, each once; all of them if none is a content word."""
    words = tuple(dict.fromkeys(word.lower() for word in _WORD.findall(question)))
    return tuple(word for word in words if word not in _STOP_WORDS) or words


def _added(expansion: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    phrases = (" ".join(_WORD.findall(each.lower())) for each in expansion)
    return tuple(dict.fromkeys(each for each in phrases if each and each not in asked))


def matches(connection: Connection, term: str) -> Matches:
    """Score every passage that has a word or phrase; more is better.

    The term stands in quotation marks and holds letters and digits only, so that nothing in a
    question is read as search syntax.
    """
    found = connection.execute(_MATCH, {**_WEIGHTS, "match": f'"{term}"'})
    # From the driver's cursor: a common word has tens of thousands of rows, and as SQLAlchemy's
    # they take three times as long.
    rows = np.fromiter(cast("Iterable[tuple[int, float]]", found.cursor), dtype=_SCORED)
    found.close()
    return Matches(rows["number"].copy(), rows["score"].copy())
