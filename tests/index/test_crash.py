"""Tests of what is left of a data folder when its writer is killed or cannot write."""

import resource
from pathlib import Path

import pytest

from index.build import Builder
from index.errors import NotWritable
from index.search import Index
from tests.fakes import HashingEncoder, a_document
from tests.index.killing import Killing, processes

KILLS = 10
DOCUMENTS = 6
PASSAGES = 8


def ingest(folder: Path, version: int) -> None:
    """Commit a version of every document."""
    with Builder(folder, HashingEncoder()) as builder:
        for number in range(DOCUMENTS):
            name = f"{number}.txt"
            paragraphs = [
                f"Team{number} tried idea{at} in round{version}." for at in range(PASSAGES)
            ]
            builder.commit(a_document(name, paragraphs), f"/plans/{name}")


def ingest_until_full(folder: Path, limit: int) -> None:
    """Ingest while no file may grow beyond a limit, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with pytest.raises(NotWritable, match=r"free some space"):
        ingest(folder, 2)


def versions(index: Index) -> list[set[str]]:
    """Give, for each document by name, the versions that its passages are of."""
    found = []
    for document in index.documents():
        hits = index.search(f"team{document.name[0]}", k=1000, pool=1000)
        own = [hit.passage for hit in hits if hit.passage.document_id == document.id]
        assert len(own) == PASSAGES
        found.append({passage.text.rsplit(" ", 1)[1] for passage in own})
    return found


@pytest.mark.slow
def test_writers_killed_at_any_moment_lose_and_double_nothing(tmp_path: Path) -> None:
    killed = Killing(tmp_path).run(KILLS, seed=20)
    assert set(killed) == {"ingest_first", "ingest_second", "remove", "put_back", "rebuild"}


def _run(folder: Path, version: int) -> None:
    writer = processes().Process(target=ingest, args=(folder, version))
    writer.start()
    writer.join()
    assert writer.exitcode == 0


@pytest.mark.parametrize("share", [0.5, 1.0, 1.1])
def test_full_disk_is_one_line_and_loses_nothing(tmp_path: Path, share: float) -> None:
    ingest(tmp_path, 1)
    largest = max(path.stat().st_size for path in tmp_path.rglob("*"))
    limited = processes().Process(target=ingest_until_full, args=(tmp_path, int(share * largest)))
    limited.start()
    limited.join()
    assert limited.exitcode == 0
    index = Index.open(tmp_path, HashingEncoder())
    assert all(len(each) == 1 for each in versions(index))
    assert index.status().is_healthy
    ingest(tmp_path, 2)
    assert versions(index) == [{"round2."}] * DOCUMENTS


def test_another_process_shows_in_the_next_search(tmp_path: Path) -> None:
    ingest(tmp_path, 1)
    for limit in (5_000, 0):  # exact search, and Chroma's index
        index = Index.open(tmp_path, HashingEncoder(), exact_limit=limit)
        before = versions(index)
        _run(tmp_path, 3 if limit else 4)
        assert versions(index) != before
        index.close()
