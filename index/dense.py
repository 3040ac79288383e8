"""The dense half of a search: exact while it is small, Chroma's index when it is large.

Up to 5,000 passages (or 5,000 that a filter lets through) every stored vector is compared. That is
exact, it is as fast as the index, and it spares a cold process the import of chromadb. Measured on
2 cores, 384 dimensions:

    ==========================================  ========
    import chromadb, open a collection           1.1 s
    its first query, a later one                 24 ms, 2 to 5 ms
    read 1,500 (5,000) vectors, once a process   10 ms (30 ms)
    compare with 1,500 (5,000) of them           5 ms (8 ms)
    Chroma, 20,000 vectors, 6,000 (19,000) let   12 ms (32 ms)
    through by key
    ==========================================  ========

Beyond, Chroma is asked, narrowed to the keys that the filter lets through: what a filter means is
said once, in the catalogue, and not again in Chroma's own filter language.

What is nearest is put in order by 0.7 of the passage's cosine and 0.3 of its best sentence's: an
answer of one sentence in a long passage is not drowned by its neighbours. Measured on 500 written
questions (the right passage in the first five): 0.50 by passages, 0.55 with 0.3 of the sentence,
0.57 with 0.4, by sentences alone 0.54; on the development sets 0.78 and 0.78, 0.71 and 0.71. To do
so for the nearest 50 only is as good as for all, and reads 250 rows.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from index import catalogue
from index.catalogue import State
from index.manifest import Layout, Model
from index.records import Vector
from index.vectors import VectorStore

EXACT_LIMIT = 5_000
SENTENCE_SHARE = 0.3
"""What a passage's best sentence counts beside the whole passage."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage's number and the cosine of its vector to the query."""

    number: int
    similarity: float


@dataclass(frozen=True, slots=True)
class _Table:
    """The vectors of one generation, read into memory: a row for each number."""

    generation: int
    numbers: npt.NDArray[np.int64]
    rows: Vector


class Dense:
    """Finds the passages nearest to a vector. Safe to share between threads."""

    def __init__(self, layout: Layout, model: Model, exact_limit: int = EXACT_LIMIT) -> None:
        self._layout = layout
        self._model = model
        self._exact_limit = exact_limit
        self._lock = threading.Lock()
        self._table: _Table | None = None
        self._store: VectorStore | None = None
        self._store_generation = -1

    def close(self) -> None:
        """Let the vectors folder go."""
        with self._lock:
            self._table = None
            if self._store is not None:
                self._store.close()
                self._store = None

    def nearest(
        self,
        connection: Connection,
        state: State,
        query: Vector,
        count: int,
        allowed: Sequence[int] | None,
    ) -> tuple[Neighbour, ...]:
        """Give the passages nearest to a vector, nearest first, ties by number.

        `allowed` are the numbers that a filter lets through, in order; None lets all through.
        """
        total = catalogue.passage_count(connection)
        if total <= self._exact_limit:
            table = self._current(connection, state)
            numbers, rows = table.numbers, table.rows
            if allowed is not None:
                kept = np.isin(numbers, np.asarray(allowed, dtype=np.int64))
                numbers, rows = numbers[kept], rows[kept]
            return _exact(numbers, rows, query, count)
        if allowed is not None and len(allowed) <= self._exact_limit:
            found, rows = catalogue.passage_vectors(connection, allowed)
            return _exact(np.asarray(found, dtype=np.int64), rows, query, count)
        return self._from_index(connection, state, query, count, allowed)

    def ordered(
        self, connection: Connection, query: Vector, near: Sequence[Neighbour]
    ) -> tuple[Neighbour, ...]:
        """Put near passages in order by passage and best sentence; the cosines stay the passages'.

        A passage without a sentence counts by itself.
        """
        owners, rows = catalogue.sentence_rows(connection, [each.number for each in near])
        best: dict[int, float] = {}
        for number, nearness in zip(owners, rows @ query if owners else (), strict=True):
            best[number] = max(best.get(number, -1.0), float(nearness))

        def place(each: Neighbour) -> tuple[float, int]:
            sentence = best.get(each.number, each.similarity)
            mixed = (1 - SENTENCE_SHARE) * each.similarity + SENTENCE_SHARE * sentence
            return -mixed, each.number

        return tuple(sorted(near, key=place))

    def similarities(
        self, connection: Connection, query: Vector, numbers: Sequence[int]
    ) -> Mapping[int, float]:
        """Give the cosine of these passages to a vector; one whose vector is lost is left out."""
        found, rows = catalogue.passage_vectors(connection, numbers)
        pairs = _exact(np.asarray(found, dtype=np.int64), rows, query, len(found))
        return {each.number: each.similarity for each in pairs}

    def _current(self, connection: Connection, state: State) -> _Table:
        """Give the table of the generation that the connection sees, read once."""
        with self._lock:
            table = self._table
            if table is None or table.generation != state.generation:
                numbers, rows = catalogue.passage_vectors(connection)
                table = _Table(state.generation, np.asarray(numbers, dtype=np.int64), rows)
                self._table = table
            return table

    def _from_index(
        self,
        connection: Connection,
        state: State,
        query: Vector,
        count: int,
        allowed: Sequence[int] | None,
    ) -> tuple[Neighbour, ...]:
        with self._lock:
            store = self._reopened(state)
            # Asked for twice as many: what another process is about to make visible, or has just
            # taken away, stands in the index and not in this generation.
            if allowed is None:
                near = store.nearest(query, 2 * count)
                known = catalogue.passages_of_keys(connection, [each.key for each in near])
            else:
                known = catalogue.passage_keys(connection, allowed)
                near = store.nearest(query, 2 * count, sorted(known.keys() & store.keys()))
        found = [
            Neighbour(number, each.similarity)
            for each in near
            for number in known.get(each.key, ())
        ]
        return tuple(sorted(found, key=lambda each: (-each.similarity, each.number))[:count])

    def _reopened(self, state: State) -> VectorStore:
        """Give the store as of this generation: one opened before never sees what came after."""
        if self._store is None or self._store_generation != state.generation:
            if self._store is not None:
                self._store.close()
                self._store = None
            folder = self._layout.vectors_of(state.build)
            self._store = VectorStore.open(folder, self._model)
            self._store_generation = state.generation
        return self._store


def _exact(
    numbers: npt.NDArray[np.int64], rows: Vector, query: Vector, count: int
) -> tuple[Neighbour, ...]:
    if not len(numbers):
        return ()
    similarities = rows @ query
    best = np.lexsort((numbers, -similarities))[:count]
    return tuple(Neighbour(int(numbers[at]), float(similarities[at])) for at in best)
