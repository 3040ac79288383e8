"""Mixed traffic for a long time: nothing fails, and nothing grows (`make soak`).

Askers, readers that leave in the middle of a stream, curators that add and remove documents, people
who begin and delete conversations, and now and then a rebuild, all at once against a server of two
workers. Once that is warm, memory may grow by a fifth and 60 MB, open files by 20, and the data
folder, conversations apart, by a fifth and 5 MB after a last rebuild.
"""

import http.client
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from assistant.settings import load_settings
from assistant.wiring import sample_folder, take_in
from tests.api.programs import Program, command, program

QUESTIONS = (
    "what reduced disciplinary disparity?",
    "who leads on bullying?",
    "what did trusts do about recruitment panels?",
    "which trusts report a smaller gap in formal disciplinary action?",
    "what is planned on board representation?",
    "what is the best recipe for soup?",
    "how many BME staff are in senior roles?",
)
WARM = 200
"""Answers after which a server is warm enough for a look; there is one rebuild to so many."""
STEADY = 600
"""Answers after which its memory hardly grows: each thread has had its largest task by then."""
BUSY = 409
"""Somebody else writes just now: said, and tried again."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a server takes."""

    memory: int
    files: int
    disk: int

    def exceeds(self, before: "Size") -> list[str]:
        """Say what has grown beyond its bound."""
        bounds = {
            "memory": before.memory * 1.2 + 60e6,
            "files": before.files + 20,
            "disk": before.disk * 1.2 + 5e6,
        }
        return [
            f"{name}: {getattr(before, name):,} to {getattr(self, name):,}"
            for name, bound in bounds.items()
            if getattr(self, name) > bound
        ]


def size(server: Program, data: Path) -> Size:
    """Measure a server's processes, and its data folder without the conversations."""
    processes = [server.process, *_children(server.process)]
    kept = [path for path in data.rglob("*") if not path.name.startswith("conversations.")]
    return Size(
        memory=sum(_resident(process) for process in processes),
        files=sum(len(list(Path(f"/proc/{process}/fd").iterdir())) for process in processes),
        disk=sum(path.stat().st_size for path in kept if path.is_file()),
    )


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def _resident(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@dataclass(slots=True)
class Soak:
    """A server under mixed traffic."""

    server: Program
    data: Path
    done: Counter[str] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)

    def keep_on(self, act: Callable[[random.Random], None], seed: int) -> None:
        """Do something over and over until the time is over."""
        chance = random.Random(seed)
        try:
            while not self.is_over.is_set():
                act(chance)
                self.done[act.__name__] += 1
        finally:
            self.is_over.set()

    def ask(self, chance: random.Random) -> None:
        """Ask, with a filter or without."""
        filters = {"indicator": [chance.randint(1, 9)]} if chance.random() < 0.3 else {}
        self.server.ask(chance.choice(QUESTIONS), filters=filters)

    def leave(self, chance: random.Random) -> None:
        """Begin to read a stream, and leave."""
        host = urlsplit(self.server.address)
        connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=120)
        body = json.dumps({"question": f"{chance.choice(QUESTIONS)} {chance.random()}"})
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/api/ask/stream", body, headers)
        response = connection.getresponse()
        assert response.status == 200
        response.read(chance.choice((1, 200, 2_000)))
        connection.close()

    def curate(self, chance: random.Random) -> None:
        """Add a document, wait until it is there, and remove it."""
        number = chance.randrange(10**9)
        text = f"Alder NHS Trust mentored {number} BME nurses. Turnover fell to {number % 50}%."
        form = (
            f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{number}.txt"\r\n'
            f"\r\n{text}\r\n--edge--\r\n"
        ).encode()
        headers = {"Content-Type": "multipart/form-data; boundary=edge"}
        status, job = self.server.call("POST", "/api/documents", form, headers)
        assert status == 202, job
        while not job["document_id"]:
            status, job = self.server.call("GET", f"/api/jobs/{job['id']}")
            assert status == 200, job
            assert job["state"] != "failed", job
            time.sleep(0.05)
        while (
            status := self.server.call("DELETE", f"/api/documents/{job['document_id']}")[0]
        ) == BUSY:
            time.sleep(0.2)
        assert status == 204, status

    def talk(self, chance: random.Random) -> None:
        """Begin a conversation, ask twice, read it and delete it."""
        _, conversation = self.server.call("POST", "/api/conversations", {})
        for question in (chance.choice(QUESTIONS), "and what was planned?"):
            self.server.ask(question, conversation_id=conversation["id"])
        path = f"/api/conversations/{conversation['id']}"
        assert self.server.call("GET", path)[0] == 200
        assert self.server.call("DELETE", path)[0] == 204

    def rebuild(self, _: random.Random) -> None:
        """Rebuild from the command line, unless somebody writes; then pause."""
        done = subprocess.run(
            command(self.data, "rebuild"), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or "is writing" in done.stderr, done.stderr
        self.is_over.wait(10)


def run(
    room: Path, library: Path, seconds: float, warm: int = WARM
) -> tuple[Counter[str], Size, Size]:
    """Let traffic run; give what was done, and sizes once it is warm and so much later."""
    data = Path(shutil.copytree(library, room / "data"))
    with program(data, workers=2) as server:
        soak = Soak(server, data)
        acts = (soak.ask, soak.ask, soak.leave, soak.curate, soak.talk, soak.rebuild)
        with ThreadPoolExecutor(len(acts)) as threads:
            traffic = [threads.submit(soak.keep_on, act, seed) for seed, act in enumerate(acts)]
            while soak.done["ask"] < warm or soak.done["rebuild"] < warm // WARM:
                if soak.is_over.wait(0.1):
                    break
            before = size(server, data)
            soak.is_over.wait(seconds)
            soak.is_over.set()
        for each in traffic:
            each.result()
        soak.rebuild(random.Random())
        after = size(server, data)
    return soak.done, before, after


def main(minutes: float) -> None:
    """Let traffic run against the bundled sample, and say what became of it."""
    with tempfile.TemporaryDirectory(prefix="goodpractice-") as room, sample_folder() as sample:
        library = Path(room) / "library"
        take_in(load_settings(data=library), [sample], on_progress=lambda _: None)
        done, before, after = run(Path(room), library, minutes * 60, STEADY)
    sys.stdout.write(f"{dict(done)}\n{before}\n{after}\n")
    if grown := after.exceeds(before):
        sys.exit("; ".join(grown))
