"""Tests of a data folder on a full or read-only disk, and of one that is damaged or half lost."""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import pytest

from index.build import Builder
from index.errors import Damaged, DataError, NotWritable
from index.manifest import Layout
from index.search import Index
from index.vectors import VectorStore
from tests.fakes import HashingEncoder, a_document
from tests.index.killing import (
    MOVING,
    QUESTIONS,
    answers,
    dump,
    ingest_first,
    ingest_second,
    rebuild,
    state,
)

SMALL = "3m"
EXACT = (5_000,)
"""Chroma opens no folder that it cannot write to; smaller libraries are searched without it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a data folder with a few documents."""
    ingest_first(tmp_path / "data")
    return tmp_path / "data"


# ------------------------------------------------------------------ the disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={SMALL}", "none", str(place))
    yield place
    subprocess.run(["umount", str(place)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def fill(folder: Path, written: list[str]) -> None:
    """Commit documents for ever, and note which are in."""
    with Builder(folder, HashingEncoder()) as builder:
        for number in count():
            paragraphs = [f"Filling {number} with idea {at} and more." for at in range(20)]
            document = a_document(f"filling-{number}.txt", paragraphs)
            builder.commit(document, f"/filling/{number}")
            written.append(document.id)


@pytest.mark.mount
def test_disk_that_fills_up_costs_only_what_did_not_fit(small_disk: Path) -> None:
    folder = small_disk / "data"
    ingest_first(folder)
    before, near = state(folder), answers(folder, MOVING, EXACT)
    written: list[str] = []
    with pytest.raises(NotWritable, match="free some space"):
        fill(folder, written)

    now = dump(folder)
    assert len(now) == len(before.dump) + len(written)
    assert {name: now[name] for name in before.dump} == before.dump
    assert answers(folder, MOVING, EXACT) == near
    _mount("-o", "remount,size=30m", str(small_disk))  # room again
    with Builder(folder, HashingEncoder()) as builder:
        for document_id in written:
            builder.remove(document_id)
    rebuild(folder)
    assert state(folder) == before


@pytest.mark.mount
def test_read_only_disk_answers_and_says_that_it_cannot_be_written(small_disk: Path) -> None:
    folder = small_disk / "data"
    ingest_first(folder)
    before = state(folder)
    _mount("-o", "remount,ro", str(small_disk))
    for job in (ingest_second, rebuild):
        with pytest.raises(NotWritable, match="allow writing"):
            job(folder)
    assert dump(folder) == before.dump
    assert answers(folder, limits=EXACT) == before.answers[: len(QUESTIONS)]
    _mount("-o", "remount,rw", str(small_disk))
    assert state(folder) == before


# ------------------------------------------------------------------ the clock


def test_clock_that_went_back_changes_nothing(folder: Path) -> None:
    before = state(folder)
    since = time.time() + 400 * 24 * 3600
    for path in folder.rglob("*"):
        os.utime(path, (since, since))
    assert state(folder) == before
    for job in (ingest_second, rebuild, ingest_first):
        job(folder)
    assert state(folder) == before


# ------------------------------------------------------------------ damage


def lose(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(path: Path) -> None:
    path.write_bytes(random.Random(3).randbytes(max(64, path.stat().st_size)))


DAMAGES = pytest.mark.parametrize("damage", [lose, empty, halve, garble])


@DAMAGES
def test_damaged_vectors_are_told_and_rebuilt_without_the_files(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    before = state(folder)
    damage(Layout(folder).vectors_of(1) / "chroma.sqlite3")

    with closing(Index.open(folder)) as index:
        (problem,) = index.status().vectors.problems
    assert "goodpractice rebuild" in problem
    with pytest.raises(Damaged, match="goodpractice rebuild"):
        answers(folder)
    rebuild(folder)
    assert state(folder) == before


_CHROMAS_FILES = 5
"""Files of one collection's index, written one after another."""


def _build_large(folder: Path) -> None:
    with Builder(folder, HashingEncoder()) as builder:
        paragraphs = [f"Team {number} tried idea {number % 7}." for number in range(1_200)]
        builder.commit(a_document("large.txt", paragraphs), "/plans/large.txt")
    # Chroma writes its files when it is next read, and what it has not written it reads elsewhere.
    encoder = HashingEncoder()
    with closing(VectorStore.open(Layout(folder).vectors_of(1), encoder.model)) as store:
        store.nearest(encoder.encode(["Team 3"])[0], 1)
        until = time.monotonic() + 10
        while (
            len(list(folder.rglob("vectors/*/*/*"))) < _CHROMAS_FILES and time.monotonic() < until
        ):
            time.sleep(0.05)


@DAMAGES
@pytest.mark.slow
def test_damaged_files_of_chromas_index_are_told_before_they_are_searched(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    # Chroma may write its files once more while its process lives, damaged or not.
    writer = get_context("spawn").Process(target=_build_large, args=(tmp_path,))
    writer.start()
    writer.join()
    (file,) = Layout(tmp_path).vectors.rglob("data_level0.bin")
    damage(file)

    with closing(Index.open(tmp_path, HashingEncoder())) as index:
        (problem,) = index.status().vectors.problems
        assert "goodpractice rebuild" in problem
        assert index.search("team 3", k=1)[0].passage.text == "Team 3 tried idea 3."
    rebuild(tmp_path)
    with closing(Index.open(tmp_path, HashingEncoder())) as index:
        assert index.status().is_healthy


@pytest.mark.parametrize("job", [rebuild, ingest_first, ingest_second])
def test_lost_vectors_come_back_from_the_catalogue(
    folder: Path, job: Callable[[Path], None]
) -> None:
    before = state(folder)
    shutil.rmtree(Layout(folder).vectors)
    with pytest.raises(Damaged, match="goodpractice rebuild"):
        answers(folder)
    job(folder)
    ingest_first(folder)
    assert state(folder) == before


@DAMAGES
def test_damaged_catalogue_is_told_by_every_command(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    damage(Layout(folder).catalogue)
    with pytest.raises(Damaged, match="restore a backup"):
        Index.open(folder)


def test_a_few_damaged_pages_are_told(folder: Path) -> None:
    catalogue = Layout(folder).catalogue
    content = bytearray(catalogue.read_bytes())
    at = content.index(b"moving-3.txt tried idea 2")
    content[at - 2000 : at + 2000] = bytes(4000)
    catalogue.write_bytes(content)
    try:
        with closing(Index.open(folder)) as index:
            problems = index.status().catalogue.problems
    except DataError as error:
        problems = (str(error),)
    assert problems
