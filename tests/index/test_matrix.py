"""Tests of the passages' vectors as one matrix, with and without its file."""

from pathlib import Path

import numpy as np
import pytest

from index import catalogue, matrix, sqlite
from index.build import Builder
from index.manifest import Layout
from index.matrix import Matrix, _Block
from index.rough import Rough
from index.search import Index
from tests.fakes import HashingEncoder, a_document

TEXTS = [f"Nurses of ward {at} met mentor {at * 7}." for at in range(12)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    commit(tmp_path, "1.txt", TEXTS[:8])
    write_file(tmp_path, 1)
    return tmp_path


def commit(folder: Path, name: str, texts: list[str]) -> None:
    with Builder(folder, HashingEncoder()) as builder:
        builder.commit(a_document(name, texts), f"/{name}")


def write_file(folder: Path, build: int) -> None:
    """Write the file although there are few passages."""
    engine = sqlite.open_to_read(Layout(folder).catalogue)
    with engine.connect() as connection:
        matrix.renew(connection, Layout(folder).vectors_of(build), 384, least=1)
    engine.dispose()


def file_of(folder: Path) -> Path:
    return Layout(folder).vectors_of(1) / "nearest.bin"


def read(folder: Path, before: Matrix | None = None) -> tuple[Matrix, dict[int, float]]:
    """Read the matrix and compare it with a question; cosines by passage number."""
    query = HashingEncoder().encode(["mentors of nurses"])[0]
    engine = sqlite.open_to_read(Layout(folder).catalogue)
    with engine.connect() as connection:
        found = Matrix.read(connection, 1, Layout(folder).vectors_of(1), before)
        numbers, similarities = found.similarities(query)
        # What the catalogue holds is the truth.
        stored, rows = catalogue.passage_vectors(connection)
        assert list(numbers) == stored
        assert np.allclose(similarities, rows @ query, atol=1e-6)
    engine.dispose()
    return found, dict(zip(numbers.tolist(), similarities.tolist(), strict=True))


def test_the_file_and_the_catalogue_give_the_same(folder: Path) -> None:
    assert file_of(folder).is_file()
    _, with_file = read(folder)
    file_of(folder).unlink()
    _, without = read(folder)
    assert with_file == pytest.approx(without)


@pytest.mark.parametrize("part", ["rows", "codes", "scales"])
@pytest.mark.parametrize("harm", ["zeroed", "shifted"])
def test_a_file_of_other_vectors_shows_in_the_status(folder: Path, part: str, harm: str) -> None:
    index = Index.open(folder)
    assert index.status().is_healthy

    places = matrix._Places.of(8, 384)
    start = getattr(places, part)
    end = {"rows": places.codes, "codes": places.scales, "scales": places.end}[part]
    data = bytearray(file_of(folder).read_bytes())
    body = data[start:end]
    # By a row, or by a number where each row has one.
    step = len(body) // (16 if part == "scales" else 8)
    data[start:end] = bytes(len(body)) if harm == "zeroed" else body[step:] + body[:step]
    file_of(folder).write_bytes(data)

    (said,) = index.status().vectors.problems
    assert "vectors to search in are not those stored: run `goodpractice rebuild`" in said


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"gpnear1\0" + bytes(16)])
def test_a_file_that_is_not_whole_is_passed_over(folder: Path, damage: bytes) -> None:
    file_of(folder).write_bytes(damage)
    read(folder)


def test_what_came_and_went_after_the_file_was_written_counts(folder: Path) -> None:
    before, _ = read(folder)
    commit(folder, "2.txt", TEXTS[8:])
    commit(folder, "1.txt", TEXTS[4:8])
    after, _ = read(folder, before)
    assert len(after.numbers) == 8
    assert read(folder)[1] == read(folder, after)[1]


def test_allowed_passages_only_are_compared(folder: Path) -> None:
    found, everything = read(folder)
    query = HashingEncoder().encode(["mentors of nurses"])[0]
    for allowed in ([1], [2, 3, 4, 5, 6, 999], []):
        numbers, similarities = found.similarities(query, np.array(allowed, dtype=np.int64))
        wanted = {number: everything[number] for number in allowed if number in everything}
        assert dict(zip(numbers.tolist(), similarities.tolist(), strict=True)) == pytest.approx(
            wanted
        )


def test_the_file_goes_with_the_vectors_of_its_build(folder: Path) -> None:
    with Builder(folder, HashingEncoder(), is_any_model_allowed=True) as builder:
        builder.rebuild()
    assert not file_of(folder).exists()


def test_the_file_is_written_where_it_is_worth_it_and_out_of_date_only(folder: Path) -> None:
    written = file_of(folder).stat().st_mtime_ns
    write_file(folder, 1)
    assert file_of(folder).stat().st_mtime_ns == written
    commit(folder, "2.txt", TEXTS[8:])
    assert file_of(folder).stat().st_mtime_ns == written
    write_file(folder, 1)
    assert file_of(folder).stat().st_mtime_ns != written


def test_the_nearest_by_8_bits_and_by_all_are_the_same() -> None:
    made = np.random.default_rng(5)
    rows = made.normal(size=(6_000, 32))
    rows[::3] = rows[0] + made.normal(scale=0.01, size=(2_000, 32))  # much alike
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    numbers = np.arange(6_000)
    block = _Block(np.array([b""] * 6_000), rows, Rough.of(rows))
    compared = Matrix(1, numbers, numbers, (block,))
    for allowed in (None, numbers[300:]):
        whole = dict(zip(*compared.similarities(rows[0], allowed), strict=True))
        near = dict(zip(*compared.nearest(rows[0], 50, allowed), strict=True))
        best = sorted(whole, key=lambda number: (-whole[number], number))[:50]
        assert sorted(near, key=lambda number: (-near[number], number))[:50] == best
        assert len(near) < 4_000
        assert all(near[number] == whole[number] for number in best)


def test_a_file_of_an_older_version_is_read_and_replaced(folder: Path) -> None:
    path, (rows, dimension) = file_of(folder), (8, 384)
    new = path.read_bytes()
    older = b"gpnear1" + new[len("gpnear1") : 24 + rows * 32 + 4 * rows * dimension]
    path.write_bytes(older)
    assert len(read(folder)[0].numbers) == rows
    write_file(folder, 1)
    assert path.read_bytes() == new
