"""Asks a server of several workers while another process changes its documents (`make stress`).

One document goes through versions, is removed and comes back, and all is rebuilt, as fast as
another process can. What each state of the library answers is known beforehand, to the character.
Every answer has to be that of a state that was current while it was asked for: never older than
what was committed before the question, never a mixture of two.
"""

import itertools
import json
import multiprocessing
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from assistant.settings import load_settings
from assistant.wire import answer_json
from assistant.wiring import look_at, open_assistant, open_builder, sample_folder, take_in
from evaluation.benchmarks import corpus
from ingest.records import Document
from tests.api.programs import Program, program

QUESTIONS = (
    "What did quokka mentoring change?",
    "What did Alder Hey do about turnover of BME nurses?",
    "what reduced disciplinary disparity?",
)
ASKERS = 2
VERSIONS = (9, 11, 13)
REMOVED = 0
"""The state in which the document is not there."""
REBUILT = -1
"""The step that makes the vectors anew and leaves the state as it was."""
STEPS = (9, 11, REMOVED, 13, REBUILT, 11, 9, 13, REMOVED)
PASSAGES = 6_000
"""Invented, beside the sample, in the long form."""

TEXT = (
    "Case study: Quokka Mentoring at Alder Hey Children's NHS Foundation Trust\n\n"
    "What did you do?\n\n"
    "We paired every new BME nurse with one of {0} quokka mentors for one year.\n\n"
    "What was the impact?\n\n"
    "Turnover of BME nurses fell from 21% in 2019/20 to {0}% in 2021/22.\n"
)

Documents = Mapping[int, Document]
"""The versions of the document that changes, as read."""


def read(room: Path) -> Documents:
    """Read every version of the document that changes."""
    found = {}
    for version in VERSIONS:
        path = room / "quokka.txt"
        path.write_text(TEXT.format(version), encoding="utf-8")
        (found[version],), _ = look_at(load_settings(), [path], on_progress=lambda _: None)
    return found


def bring_to(data: Path, documents: Documents, step: int) -> None:
    """Take a library one step on."""
    with open_builder(load_settings(data=data), is_rebuild=step == REBUILT) as builder:
        if step == REBUILT:
            builder.rebuild()
        elif step == REMOVED:
            builder.forget_source("/plans/quokka.txt")
        else:
            builder.commit(documents[step], "/plans/quokka.txt")


def essence(answer: Mapping[str, Any]) -> str:
    """Give all of an answer but what is another each time."""
    return json.dumps({k: v for k, v in answer.items() if k not in {"id", "timings_ms"}})


def expected(data: Path, documents: Documents) -> dict[tuple[int, str], str]:
    """Find what each state answers to each question, with nobody else about."""
    found = {}
    for version in (*VERSIONS, REMOVED):
        bring_to(data, documents, version)
        with open_assistant(load_settings(data=data)) as assistant:
            for question in QUESTIONS:
                answer = json.loads(json.dumps(answer_json(assistant.ask(question))))
                found[version, question] = essence(answer)
    for question in QUESTIONS[:2]:
        assert len({found[version, question] for version in VERSIONS}) == len(VERSIONS)
    return found


def change(data: Path, documents: Documents, orders: Connection) -> None:
    """Take the library one step on after another as told, and tell when it is there."""
    while (step := orders.recv()) is not None:
        bring_to(data, documents, step)
        orders.send(step)


@dataclass(slots=True)
class Stress:
    """A server that is asked, and what it may answer now."""

    server: Program
    known: Mapping[tuple[int, str], str]
    history: list[int]
    """Every state so far; the last one may still be on its way."""
    sure: int = 0
    """The place in the history that was surely reached."""
    answers: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def ask_on(self, number: int) -> None:
        """Ask one question after another, and check each answer."""
        while not self.is_over.is_set():
            question = QUESTIONS[number % len(QUESTIONS)]
            number += 1
            oldest = self.sure
            answer = essence(self.server.ask(question))
            current = self.history[oldest:]
            self.answers += 1
            fitting = [state for state in current if self.known[state, question] == answer]
            assert fitting, f"{question} {current}: {answer}"

    def change_on(self, writer: Connection, changes: int, seconds: float) -> None:
        """Let the other process change the library so often, and for so long."""
        until = time.monotonic() + seconds
        for number in itertools.count():
            step = STEPS[number % len(STEPS)]
            self.history.append(self.history[-1] if step == REBUILT else step)
            writer.send(step)
            assert writer.recv() == step
            self.sure = len(self.history) - 1
            if self.is_over.is_set() or (number + 1 >= changes and time.monotonic() > until):
                return


def run(
    room: Path, library: Path, workers: int, changes: int = len(STEPS), seconds: float = 0
) -> Stress:
    """Ask while the library changes so often, and for so long; give back how much was done."""
    documents = read(room)
    known = expected(Path(shutil.copytree(library, room / "known")), documents)
    data = Path(shutil.copytree(library, room / "data"))
    bring_to(data, documents, STEPS[-1])
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    writer = context.Process(target=change, args=(data, documents, there), daemon=True)
    writer.start()
    with program(data, workers) as server, ThreadPoolExecutor(ASKERS) as threads:
        stress = Stress(server, known, [STEPS[-1]])
        asking = [threads.submit(stress.ask_on, number) for number in range(ASKERS)]
        for each in asking:
            each.add_done_callback(lambda _: stress.is_over.set())
        try:
            stress.change_on(here, changes, seconds)
        finally:
            stress.is_over.set()
        for each in asking:
            each.result()
    here.send(None)
    writer.join()
    return stress


def main(seconds: float, workers: int = 4) -> None:
    """Ask and change the bundled sample among many invented documents."""
    with tempfile.TemporaryDirectory(prefix="goodpractice-") as room, sample_folder() as sample:
        library, invented = Path(room) / "library", Path(room) / "invented"
        corpus.write(invented, PASSAGES)
        take_in(load_settings(data=library), [sample, invented], on_progress=lambda _: None)
        stress = run(Path(room), library, workers, seconds=seconds)
    changes = len(stress.history) - 1
    sys.stdout.write(f"{stress.answers} answers during {changes} changes, each of one state\n")
