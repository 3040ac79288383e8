"""The vectors of all passages as one matrix, so that every one of them can be compared.

The writer leaves it in a file of the vectors folder; readers map that file into memory and share
it. The file is a cache of the catalogue, by the keys of the vectors: what it lacks is read from the
catalogue, what it holds too much is passed over, and without it everything is read. So it need not
be of the reader's generation, and losing it loses nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from index import catalogue
from index.errors import MEND
from index.leading import leading
from index.records import Vector
from index.rough import Rough

_NAME = "nearest.bin"
_HEAD = np.dtype([("mark", "S8"), ("rows", "<i8"), ("dimension", "<i8")])
_MARK = b"gpnear2"
_WHOLE_ONLY = b"gpnear1"
"""The mark of a file that holds no vectors in 8 bits, as older versions wrote it."""
_KEY = np.dtype("S32")
WORTH_A_FILE = 2_000
"""Passages; fewer are read from the catalogue in 15 ms."""
_STALE = 0.1
"""The file is written anew when the passages have become so much more or fewer."""
_MOST_BLOCKS = 8
"""One for each generation that a reader has followed; then it looks for a newer file."""
_GATHERED = 0.2
"""A smaller share of the rows is compared by itself, a larger one with all the others."""
_MANY = 5_000
"""Of more rows those that cannot be among the nearest are first passed over by 8 bits."""
_COMPARED = 2_000
"""Vectors in memory at once where the file is examined."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Vectors by their keys, which are in order."""

    keys: npt.NDArray[np.bytes_]
    rows: Vector
    rough: Rough | None = None

    def guess(self, query: Vector) -> tuple[Vector, float]:
        """Give about the cosine of each row to a vector, and how far off it is at most."""
        return (cosines(self.rows, query), 0.0) if self.rough is None else self.rough.guess(query)

    def is_like(self, rows: Vector, places: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Tell of each of these rows whether the one at its place is the same, and in 8 bits too.

        Processors round differently: 8 bits are the same within one step.
        """
        same: npt.NDArray[np.bool_] = (self.rows[places] == rows).all(axis=1)
        if self.rough is not None:
            wanted, held = Rough.of(rows), self.rough
            same &= (np.abs(held.codes[places].astype(int) - wanted.codes) <= 1).all(axis=1)
            same &= np.isclose(held.scales[places], wanted.scales, rtol=1e-4)
            same &= np.isclose(held.lost[places], wanted.lost, rtol=1e-2)
        return same


@dataclass(frozen=True, slots=True)
class Matrix:
    """The vectors of one generation's passages."""

    generation: int
    numbers: npt.NDArray[np.int64]
    """Of the passages, in order."""
    _places: npt.NDArray[np.int64]
    """For each, the row of its vector, counted through the blocks."""
    _blocks: tuple[_Block, ...]

    @classmethod
    def read(
        cls, connection: Connection, generation: int, folder: Path, before: "Matrix | None" = None
    ) -> Self:
        """Read what a generation holds, as far as can be from the one before and from the file.

        A passage whose vector is lost is left out.
        """
        numbers, keys = catalogue.keys_of_passages(connection)
        keys = keys.astype(_KEY)
        followed = () if before is None else before._blocks
        blocks = list(followed if 0 < len(followed) < _MOST_BLOCKS else _from_file(folder))
        places = _places_of(keys, blocks)
        missing = np.unique(keys[places < 0])
        if len(missing):
            blocks += _from_catalogue(connection, missing)
            places = _places_of(keys, blocks)
        order = np.argsort(numbers)
        kept = order[places[order] >= 0]
        return cls(generation, numbers[kept], places[kept], tuple(blocks))

    def similarities(
        self, query: Vector, allowed: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], Vector]:
        """Give the numbers of the passages (of the allowed ones), and their cosines to a vector."""
        numbers, places = self._let_through(allowed)
        return numbers, self._cosines(places, query)

    def nearest(
        self, query: Vector, count: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], Vector]:
        """Give the numbers and cosines of the `count` nearest passages, ties, and maybe others.

        What is left out is guessed to be so far behind that it cannot be among them.
        """
        numbers, places = self._let_through(allowed)
        if len(places) > _MANY and any(block.rough for block in self._blocks):
            guesses, off = zip(*(block.guess(query) for block in self._blocks), strict=True)
            # Both this passage and the last of the nearest may be off.
            kept = leading(np.concatenate(guesses)[places], count, 2 * max(off))
            numbers, places = numbers[kept], places[kept]
        return numbers, self._cosines(places, query)

    def _let_through(
        self, allowed: npt.NDArray[np.int64] | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Give the numbers of the passages (of the allowed ones) and the places of their rows."""
        if allowed is None:
            return self.numbers, self._places
        kept = _found(self.numbers, allowed)
        return self.numbers[kept], self._places[kept]

    def _cosines(self, places: npt.NDArray[np.int64], query: Vector) -> Vector:
        if len(places) > _GATHERED * len(self.numbers):
            everything = [cosines(block.rows, query) for block in self._blocks]
            return np.concatenate(everything)[places]
        similarities = np.zeros(len(places), dtype=np.float32)
        first = 0
        for block in self._blocks:
            held = (places >= first) & (places < first + len(block.keys))
            similarities[held] = cosines(block.rows[places[held] - first], query)
            first += len(block.keys)
        return similarities


def cosines(rows: Vector, query: Vector) -> Vector:
    """Compare unit vectors with one, on this core alone.

    `rows @ query` shares even 2,000 rows between threads, and waits for them: 0.1 ms on a machine
    with nothing else to do, 28 ms where other processes answer too. This takes 0.16 ms on both.
    """
    found: Vector = np.einsum("ij,j->i", rows, query)
    return found


def _found(numbers: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give the places of the wanted numbers that are there; both are in order."""
    if not len(numbers):
        return np.zeros(0, dtype=np.int64)
    at = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
    found: npt.NDArray[np.int64] = at[numbers[at] == wanted]
    return found


def _places_of(keys: npt.NDArray[np.bytes_], blocks: Sequence[_Block]) -> npt.NDArray[np.int64]:
    """Find the row of each key, counted through the blocks; -1 where no block has it."""
    places = np.full(len(keys), -1, dtype=np.int64)
    first = 0
    for block in blocks:
        if len(block.keys):
            at = np.minimum(np.searchsorted(block.keys, keys), len(block.keys) - 1)
            held = (block.keys[at] == keys) & (places < 0)
            places[held] = first + at[held]
        first += len(block.keys)
    return places


def _from_catalogue(connection: Connection, keys: npt.NDArray[np.bytes_]) -> Iterator[_Block]:
    """Give a block of the vectors with these keys; none if none is stored."""
    values = catalogue.vectors_of_keys(connection, [key.decode() for key in keys])
    found = sorted(values)
    if found:
        rows = catalogue.unpack([values[key] for key in found])
        yield _Block(np.array(found, dtype=_KEY), rows)


# ------------------------------------------------------------------ the file


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of the file begin, after head and keys; what each row lost is last."""

    rows: int
    codes: int
    scales: int
    end: int

    @classmethod
    def of(cls, rows: int, dimension: int) -> Self:
        start = _HEAD.itemsize + rows * _KEY.itemsize
        codes = start + 4 * rows * dimension
        scales = codes + rows * dimension
        return cls(start, codes, scales, scales + 8 * rows)


def _from_file(folder: Path) -> Iterator[_Block]:
    """Give the block that the file holds; none if there is no file, or one that is not whole."""
    path = folder / _NAME
    with suppress(OSError, ValueError):
        (head,) = np.fromfile(path, dtype=_HEAD, count=1)
        rows, dimension = int(head["rows"]), int(head["dimension"])
        is_rough = head["mark"] == _MARK
        places = _Places.of(rows, dimension)
        size = places.end if is_rough else places.codes
        if rows and head["mark"] in {_MARK, _WHOLE_ONLY} and path.stat().st_size == size:
            keys = np.fromfile(path, dtype=_KEY, count=rows, offset=_HEAD.itemsize)
            shape = (rows, dimension)
            whole = _mapped(path, "<f4", places.rows, shape)
            if not is_rough:
                yield _Block(keys, whole)
                return
            codes = _mapped(path, "i1", places.codes, shape)
            scales, lost = np.fromfile(
                path, dtype="<f4", count=2 * rows, offset=places.scales
            ).reshape(2, rows)
            yield _Block(keys, whole, Rough(codes, scales, lost))


def _mapped(path: Path, kind: str, offset: int, shape: tuple[int, int]) -> npt.NDArray[Any]:
    """Map a part of a file as a plain array: a `memmap` takes three times as long for its rows."""
    return np.asarray(np.memmap(path, dtype=kind, mode="r", offset=offset, shape=shape))


def renew(connection: Connection, folder: Path, dimension: int, least: int = WORTH_A_FILE) -> None:
    """Write the file anew if there are `least` passages and it is far from them.

    A disk without room is no failure: readers do without the file.
    """
    count = catalogue.passage_count(connection)
    held = sum(len(block.keys) for block in _from_file(folder) if block.rough)
    if count < least or abs(count - held) <= _STALE * count:
        return
    partial = folder / f"{_NAME}.part"
    try:
        _write(connection, partial, dimension)
        partial.replace(folder / _NAME)
    except OSError:
        partial.unlink(missing_ok=True)


def problems(connection: Connection, folder: Path) -> list[str]:
    """Compare the file with the vectors that are stored; an empty list is a healthy file."""
    wrong = 0
    for block in _from_file(folder):
        names = [key.decode(errors="replace") for key in block.keys]
        for start in range(0, len(names), _COMPARED):
            some = names[start : start + _COMPARED]
            stored = catalogue.vectors_of_keys(connection, some)
            places = [start + at for at, name in enumerate(some) if name in stored]
            if places:
                rows = catalogue.unpack([stored[names[at]] for at in places]).astype("<f4")
                wrong += int(np.count_nonzero(~block.is_like(rows, places)))
    return [f"{wrong} vectors to search in are not those stored: {MEND}"] if wrong else []


def _write(connection: Connection, path: Path, dimension: int) -> None:
    """Write head, keys, rows and the same in 8 bits; of these, few are in memory at once."""
    keys: list[str] = []
    scales, lost = [], []
    with path.open("wb") as file:
        count = catalogue.passage_vector_count(connection)
        places = _Places.of(count, dimension)
        np.array([(_MARK, count, dimension)], dtype=_HEAD).tofile(file)
        for part in catalogue.values_of_passages(connection):
            rows = catalogue.unpack([value for _, value in part]).astype("<f4")
            rough = Rough.of(rows)
            file.seek(places.rows + 4 * dimension * len(keys))
            rows.tofile(file)
            file.seek(places.codes + dimension * len(keys))
            rough.codes.tofile(file)
            keys += [key for key, _ in part]
            scales.append(rough.scales)
            lost.append(rough.lost)
        np.concatenate([*scales, *lost]).tofile(file)
        file.seek(_HEAD.itemsize)
        np.array(keys, dtype=_KEY).tofile(file)
