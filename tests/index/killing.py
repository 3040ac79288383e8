"""Kills writers at random moments and checks what they leave (`make faults` does it 200 times).

Documents are ingested in two versions by turns, removed, rebuilt and restored from a backup. After
each kill every document is whole, as it was before or as it was to be, character by character; what
nobody touched answers as ever; nothing is there twice. What was cut off is then done again, and the
folder answers as one that never saw a fault.
"""

import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from index.backup import Beside, back_up, restore
from index.build import Builder
from index.records import Filters
from index.search import Index
from tests.fakes import HashingEncoder, a_document

STEADY = ("steady-0.txt", "steady-1.txt")
MOVING = tuple(f"moving-{number}.txt" for number in range(5))
QUESTIONS = ("team 1 idea 3", "steady idea 2", "leads on panels", "round 1")

Dump = Mapping[str, Any]
"""Everything that is stored of each document, by name."""
Answers = list[list[tuple[str, str, float]]]
Job = Callable[[Path], None]


def made(name: str, version: int) -> Any:
    """Make a version of a document."""
    paragraphs = [f"{name} tried idea {at} in round {version}. Cases fell." for at in range(6)]
    return a_document(name, paragraphs, actions=[("Train panels", "HR")], outcomes=["Cases fell"])


def ingest(folder: Path, version: int, names: tuple[str, ...] = MOVING) -> None:
    """Commit a version of documents."""
    with Builder(folder, HashingEncoder()) as builder:
        for name in names:
            builder.commit(made(name, version), f"/plans/{name}")


def ingest_first(folder: Path) -> None:
    """Bring every moving document to its first version."""
    ingest(folder, 1)


def ingest_second(folder: Path) -> None:
    """Bring every moving document to its second version."""
    ingest(folder, 2)


def remove(folder: Path) -> None:
    """Remove every moving document."""
    with Builder(folder, HashingEncoder()) as builder, closing(Index.open(folder)) as index:
        for document in index.documents():
            if document.name in MOVING:
                builder.remove(document.id)


def rebuild(folder: Path) -> None:
    """Make the vectors anew."""
    with Builder(folder, HashingEncoder(), is_any_model_allowed=True) as builder:
        builder.rebuild()


def put_back(folder: Path) -> None:
    """Restore the backup that stands beside the folder."""
    restore(folder, folder.with_suffix(".zip"), Beside({}))


def dump(folder: Path) -> Dump:
    """Read all that is stored of every document."""
    filters = Filters()
    with closing(Index.open(folder)) as index:
        found: dict[str, Any] = {}
        for document in index.documents():
            assert document.name not in found, f"{document.name} is there twice"
            hits = range(document.passages)
            found[document.name] = (
                document,
                index.document_text(document.id),
                index.sections(document.id),
                index.passages([f"{document.id}-{number}" for number in hits]),
                [each for each in index.actions(filters) if each.document_id == document.id],
                [each for each in index.outcomes(filters) if each.document_id == document.id],
            )
    return found


def answers(
    folder: Path, names: tuple[str, ...] | None = None, limits: tuple[int, ...] = (5_000, 0)
) -> Answers:
    """Search exactly and through Chroma's index; in some documents only by likeness.

    How well words match depends on all the documents there are, likeness does not.
    """
    found = []
    for limit in limits:
        with closing(Index.open(folder, HashingEncoder(), exact_limit=limit)) as index:
            ids = tuple(each.id for each in index.documents() if each.name in (names or ()))
            for question in QUESTIONS:
                hits = index.search(question, Filters(documents=ids), k=200, pool=200)
                score = [hit.score if names is None else hit.similarity or 0.0 for hit in hits]
                lines = zip(hits, score, strict=True)
                found.append(
                    [(hit.passage.document, hit.passage.text, round(at, 5)) for hit, at in lines]
                )
                found[-1] = found[-1] if names is None else sorted(found[-1])
    return found


@dataclass(frozen=True, slots=True)
class State:
    """What a folder that never saw a fault holds and answers."""

    dump: Dump
    answers: Answers


def state(folder: Path) -> State:
    """Read what a folder holds and answers."""
    with closing(Index.open(folder, HashingEncoder())) as index:
        status = index.status()
        assert status.is_healthy, status
        assert status.vectors.strays == 0, status
    return State(dump(folder), answers(folder))


class Killing:
    """A folder, the states that it may be in, and what is done to it."""

    def __init__(self, room: Path) -> None:
        """Make the folder, and what it is to be in each state, from jobs that nobody disturbs."""
        self._folder = room / "data"
        self._processes = processes()
        self._whole: dict[Job, float] = {}
        self._target: dict[Job, State] = {}
        ingest(self._folder, 0, STEADY)
        for job in (ingest_first, ingest_second, remove):
            self._timed(job)
            self._target[job] = state(self._folder)
        self._timed(ingest_first)
        back_up(self._folder, self._folder.with_suffix(".zip"), Beside({}))
        self._timed(put_back)
        self._target[put_back] = self._target[ingest_first]
        self._timed(rebuild)
        self._now = self._target[ingest_first]
        self._steady = answers(self._folder, STEADY)

    def run(self, kills: int, seed: int) -> Counter[str]:
        """Kill so many writers, and say how many of each kind it was."""
        chance = random.Random(seed)
        jobs = list(self._whole)
        killed: Counter[str] = Counter()
        while killed.total() < kills:
            job = jobs[killed.total() % len(jobs)]
            wanted = self._now if job is rebuild else self._target[job]
            if self._kill(job, chance.uniform(0, self._whole[job])):
                killed[job.__name__] += 1
                self._check_fragments(wanted)
            job(self._folder)
            assert state(self._folder) == wanted, job.__name__
            self._now = wanted
        return killed

    def _timed(self, job: Job) -> None:
        began = time.monotonic()
        process = self._processes.Process(target=job, args=(self._folder,))
        process.start()
        process.join()
        assert process.exitcode == 0
        self._whole[job] = time.monotonic() - began

    def _kill(self, job: Job, seconds: float) -> bool:
        process = self._processes.Process(target=job, args=(self._folder,))
        process.start()
        process.join(seconds)
        process.kill()
        process.join()
        assert process.exitcode in {0, -9}
        return process.exitcode == -9

    def _check_fragments(self, wanted: State) -> None:
        """Check that each document is whole in one of two versions, and the others untouched."""
        now = dump(self._folder)
        for name in {*now, *self._now.dump, *wanted.dump}:
            assert now.get(name) in (self._now.dump.get(name), wanted.dump.get(name)), name
        assert answers(self._folder, STEADY) == self._steady
        with closing(Index.open(self._folder, HashingEncoder())) as index:
            status = index.status()
            assert status.is_healthy, status


def processes() -> ForkServerContext:
    """Give a way to start processes that have the slow imports behind them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "tests.index.killing"])
    return context


def main(kills: int) -> None:
    """Kill so many writers, at moments of their own each time."""
    room = Path(tempfile.mkdtemp(prefix="goodpractice-"))
    seed = time.time_ns() % 1_000_000
    sys.stdout.write(f"seed {seed}\n")
    try:
        killed = Killing(room).run(kills, seed)
    finally:
        shutil.rmtree(room)
    sys.stdout.write(f"{killed.total()} killed, nothing lost: {dict(killed)}\n")
