"""The dense half of a search: exact up to 200,000 passages, Chroma's index beyond.

Every vector is compared, in one matrix that the writer leaves in a file and all readers share
(`matrix.py`). That is exact, it takes filters of any kind, and it spares a cold process the import
of chromadb. Measured on 2 cores, 384 dimensions:

    ==========================================  ========
    import chromadb, open a collection           1.1 s
    its first query, a later one                 24 ms, 2 to 5 ms
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
from index.leading import leading
from index.manifest import Layout, Model
from index.matrix import Matrix, cosines
from index.records import Vector
from index.vectors import VectorStore

EXACT_LIMIT = 200_000
_FEW = 5_000
"""Vectors that are read from the catalogue for one question."""
SENTENCE_SHARE = 0.3
"""What a passage's best sentence counts beside the whole passage."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage's number and the cosine of its vector to the query."""

    number: int
    similarity: float


class Dense:
    """Finds the passages nearest to a vector. Safe to share between threads."""

    def __init__(self, layout: Layout, model: Model, exact_limit: int = EXACT_LIMIT) -> None:
        self._layout = layout
        self._model = model
        self._exact_limit = exact_limit
        self._lock = threading.Lock()
        self._matrix: Matrix | None = None
        self._build = -1
        self._store: VectorStore | None = None
        self._store_generation = -1

    def close(self) -> None:
        """Let the vectors folder go."""
        with self._lock:
            self._matrix = None
            if self._store is not None:
                self._store.close()
                self._store = None

    def nearest(
        self,
        connection: Connection,
        state: State,
        query: Vector,
        count: int,
        allowed: npt.NDArray[np.int64] | None,
    ) -> tuple[Neighbour, ...]:
        """Give the passages nearest to a vector, nearest first, ties by number.

        `allowed` are the numbers that a filter lets through, in order; None lets all through.
        """
        if self._is_compared_whole(connection, state):
            matrix = self._current(connection, state)
            return _nearest(*matrix.nearest(query, count, allowed), count)
        if allowed is not None and len(allowed) <= min(_FEW, self._exact_limit):
            found, rows = catalogue.passage_vectors(connection, allowed.tolist())
            similarities = cosines(rows, query) if found else np.zeros(0, dtype=np.float32)
            return _nearest(np.asarray(found, dtype=np.int64), similarities, count)
        return self._from_index(connection, state, query, count, allowed)

    def similarities(
        self, connection: Connection, state: State, query: Vector, numbers: Sequence[int]
    ) -> Mapping[int, float]:
        """Give the cosine of these passages to a vector; one whose vector is lost is left out."""
        if self._is_compared_whole(connection, state):
            wanted = np.array(sorted(numbers), dtype=np.int64)
            held, near = self._current(connection, state).similarities(query, wanted)
            return dict(zip(held.tolist(), near.tolist(), strict=True))
        found, rows = catalogue.passage_vectors(connection, numbers)
        return dict(zip(found, cosines(rows, query).tolist(), strict=True)) if found else {}

    @staticmethod
    def ordered(
        query: Vector, near: Sequence[Neighbour], sentences: Mapping[int, Vector]
    ) -> tuple[Neighbour, ...]:
        """Put near passages in order by passage and best sentence; the cosines stay the passages'.

        `sentences` are the vectors of passages' sentences, by number; a passage without any counts
        by itself.
        """

        def place(each: Neighbour) -> tuple[float, int]:
            rows = sentences.get(each.number)
            if rows is None or not len(rows):
                return -each.similarity, each.number
            sentence = float(cosines(rows, query).max())
            mixed = (1 - SENTENCE_SHARE) * each.similarity + SENTENCE_SHARE * sentence
            return -mixed, each.number

        return tuple(sorted(near, key=place))

    def _is_compared_whole(self, connection: Connection, state: State) -> bool:
        """Tell whether every passage is compared; what has been read already is not counted."""
        matrix = self._matrix
        is_read = matrix is not None and matrix.generation == state.generation
        return is_read or catalogue.passage_count(connection) <= self._exact_limit

    def _current(self, connection: Connection, state: State) -> Matrix:
        """Give the matrix of the generation that the connection sees, read once."""
        with self._lock:
            if self._matrix is None or self._matrix.generation != state.generation:
                # A rebuild makes vectors anew under the keys that they had.
                before = self._matrix if self._build == state.build else None
                folder = self._layout.vectors_of(state.build)
                self._matrix = Matrix.read(connection, state.generation, folder, before)
                self._build = state.build
            return self._matrix

    def _from_index(
        self,
        connection: Connection,
        state: State,
        query: Vector,
        count: int,
        allowed: npt.NDArray[np.int64] | None,
    ) -> tuple[Neighbour, ...]:
        with self._lock:
            store = self._reopened(state)
            # Asked for twice as many: what another process is about to make visible, or has just
            # taken away, stands in the index and not in this generation.
            if allowed is None:
                near = store.nearest(query, 2 * count)
                known = catalogue.passages_of_keys(connection, [each.key for each in near])
            else:
                known = catalogue.passage_keys(connection, allowed.tolist())
                near = store.nearest(query, 2 * count, known.keys())
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


def _nearest(
    numbers: npt.NDArray[np.int64], similarities: Vector, count: int
) -> tuple[Neighbour, ...]:
    """Give the highest, highest first, ties by number."""
    kept = leading(similarities, count)
    numbers, similarities = numbers[kept], similarities[kept]
    best = np.lexsort((numbers, -similarities))[:count]
    return tuple(Neighbour(int(numbers[at]), float(similarities[at])) for at in best)
