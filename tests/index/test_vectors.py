"""Tests of the dense index."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
import pytest

from index import vectors
from index.errors import Damaged, WrongModel
from index.manifest import Model
from index.records import Vector
from index.vectors import VectorStore, looks_readable

MODEL = Model("hashing", "1", 8, "sum")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vectors" / "1"


@pytest.fixture
def store(folder: Path) -> Iterator[VectorStore]:
    store = VectorStore.create(folder, MODEL)
    yield store
    store.close()


def axes(count: int) -> Vector:
    """Give unit vectors that lean more and more from the first axis to the second."""
    angles = np.linspace(0, np.pi / 2, count)
    rows = np.zeros((count, MODEL.dimension), dtype=np.float32)
    rows[:, 0], rows[:, 1] = np.cos(angles), np.sin(angles)
    return rows


def test_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    store.upsert(["a", "b", "c"], axes(3))
    found = store.nearest(axes(3)[0], 2)
    assert [each.key for each in found] == ["a", "b"]
    assert [each.similarity for each in found] == pytest.approx([1.0, 0.7071], abs=1e-4)


def test_keys_narrow_before_ranking(store: VectorStore) -> None:
    store.upsert(["a", "b", "c"], axes(3))
    assert [each.key for each in store.nearest(axes(3)[0], 1, {"c", "z"})] == ["c"]


def test_more_than_the_largest_batch_is_written_and_removed(store: VectorStore) -> None:
    keys = [f"k{at}" for at in range(6000)]
    store.upsert(keys, axes(6000))
    assert store.keys() == set(keys)
    store.delete(keys)
    assert store.keys() == set()


@pytest.fixture
def parted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VectorStore]:
    """Give a folder of seven vectors, k0 to k6, three to a collection, opened to read."""
    monkeypatch.setattr(vectors, "_FULL", 3)
    writer = VectorStore.create(folder, MODEL)
    for at, row in enumerate(axes(7)):
        writer.upsert([f"k{at}"], row[np.newaxis])
    writer.close()
    with closing(chromadb.PersistentClient(str(folder))) as client:
        names = {each.name for each in client.list_collections()}
    assert names == {"passages", "passages-1", "passages-2"}
    store = VectorStore.open(folder, MODEL)
    yield store
    store.close()


def test_all_collections_are_one_folder(parted: VectorStore) -> None:
    assert parted.keys() == {f"k{at}" for at in range(7)}
    assert next(iter(parted.nearest(axes(7)[3], 3))).key == "k3"
    assert {each.key for each in parted.nearest(axes(7)[3], 3)} == {"k2", "k3", "k4"}
    assert [each.key for each in parted.nearest(axes(7)[0], 3, {"k6", "k2"})] == ["k2", "k6"]
    assert parted.problems() == []


def test_what_is_removed_is_removed_from_every_collection(parted: VectorStore) -> None:
    parted.delete(["k0", "k4", "k9"])
    assert parted.keys() == {"k1", "k2", "k3", "k5", "k6"}
    assert [each.key for each in parted.nearest(axes(7)[0], 1)] == ["k1"]


def test_what_an_earlier_collection_holds_already_is_found_once(parted: VectorStore) -> None:
    parted.upsert(["k0"], axes(7)[:1])
    assert [each.key for each in parted.nearest(axes(7)[0], 3)] == ["k0", "k1", "k2"]
    parted.delete(["k0"])
    assert [each.key for each in parted.nearest(axes(7)[0], 2)] == ["k1", "k2"]


def test_collections_of_another_model_are_refused(parted: VectorStore, folder: Path) -> None:
    parted.close()
    with closing(chromadb.PersistentClient(str(folder))) as client:
        last = client.get_collection("passages-2", embedding_function=None)
        last.modify(metadata={"model": "another"})
    with pytest.raises(WrongModel, match="another"):
        VectorStore.open(folder, MODEL)


def test_removal_of_what_is_not_there_is_passed_over(store: VectorStore) -> None:
    store.delete(["nothing"])
    assert store.keys() == set()


def test_folder_of_another_model_is_refused(store: VectorStore, folder: Path) -> None:
    store.close()
    with pytest.raises(WrongModel, match="hashing"):
        VectorStore.open(folder, Model("hashing", "2", 8, "sum"))


def test_missing_folder_is_damage_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="goodpractice rebuild"):
        VectorStore.open(tmp_path / "none", MODEL)
    assert not (tmp_path / "none").exists()
    assert not looks_readable(tmp_path / "none")


@pytest.mark.parametrize("size", [0, 7, 5000])
def test_file_cut_short_is_damage(store: VectorStore, folder: Path, size: int) -> None:
    store.upsert(["a", "b", "c"], axes(3))
    store.close()
    file = folder / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(Damaged, match="goodpractice rebuild"):
        VectorStore.open(folder, MODEL)


def test_whole_folder_has_no_problems(store: VectorStore) -> None:
    assert store.problems() == []
    store.upsert(["a", "b", "c"], axes(3))
    assert store.problems() == []


@pytest.mark.parametrize("junk", [b"", b"junk" * 30])
def test_damaged_index_files_are_a_problem(store: VectorStore, folder: Path, junk: bytes) -> None:
    # More than Chroma keeps in its log, so that it has to read its index files.
    store.upsert([f"k{at}" for at in range(2500)], axes(2500))
    store.close()
    for file in folder.glob("*/*"):
        file.write_bytes(junk) if junk else file.unlink()
    store = VectorStore.open(folder, MODEL)
    assert store.problems()
    store.close()
