"""Asks a server as many readers do at once: python -m tests.api.load [CLIENTS [SECONDS [WORKERS]]].

Every question is one that the server has not met (the sample's questions, each time with another
number of spaces behind it), so no answer comes from its memory. Prints one JSON object; the exit
status is 1 where a request failed.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from assistant.settings import load_settings
from assistant.wiring import take_in
from evaluation.cases import read_set
from tests.api.servers import free_port, wait_for
from tests.conftest import ROOT

QUESTIONS = ROOT / "evaluation" / "questions" / "sample.yaml"
PATIENCE = 30.0
"""Seconds that a reader waits before it counts as an error."""


@dataclass(slots=True)
class Tally:
    """What the readers met."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Give the time within which this share was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def ask_on(port: int, questions: "Questions", until: float, tally: Tally) -> None:
    """Ask one question after another over one connection, without a pause."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    while time.monotonic() < until:
        body = json.dumps({"question": questions.fresh()})
        began = time.perf_counter()
        try:
            connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as error:
            tally.errors.append(repr(error))
            connection.close()
            continue
        if response.status == 200:
            tally.seconds.append(time.perf_counter() - began)
        else:
            tally.errors.append(f"status {response.status}")
    connection.close()


class Questions:
    """The sample's questions, over and over, no two alike to a byte."""

    def __init__(self) -> None:
        self._texts = [case.question for case in read_set(QUESTIONS).cases]
        self._numbers = count()

    def fresh(self) -> str:
        """Give a question that was not asked before."""
        turn, place = divmod(next(self._numbers), len(self._texts))
        return self._texts[place] + " " * (turn % 1500)


def memory_of(process: int) -> float:
    """Add up the resident megabytes of a process and its children."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    resident = int(status.partition("VmRSS:")[2].split()[0]) / 1024
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return resident + sum(memory_of(int(child)) for child in children.split())


def run(clients: int, seconds: float, workers: int) -> dict[str, object]:
    """Serve the sample in processes of its own, ask for a while, and say what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data=Path(folder) / "data")
        take_in(settings, [ROOT / "ingest" / "sample"], on_progress=lambda _: None)
        port = free_port()
        rest = ["--port", str(port), "--workers", str(workers)]
        command = [sys.executable, "-m", "assistant.cli", "--data", str(settings.data), "serve"]
        server = subprocess.Popen([*command, *rest], stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/api/ready")
            questions = Questions()
            ask_all(port, questions, clients, min(seconds, 5.0))
            before = memory_of(server.pid)
            tally = ask_all(port, questions, clients, seconds)
            after = memory_of(server.pid)
        finally:
            server.terminate()
            server.wait(30)
    return {
        "clients": clients,
        "seconds": seconds,
        "workers": workers,
        "answers": len(tally.seconds),
        "answers_per_second": round(len(tally.seconds) / seconds, 1),
        "p50_seconds": round(tally.percentile(0.5), 3),
        "p95_seconds": round(tally.percentile(0.95), 3),
        "longest_seconds": round(tally.percentile(1), 3),
        "errors": len(tally.errors),
        "first_errors": tally.errors[:3],
        "megabytes_before": round(before),
        "megabytes_after": round(after),
    }


def ask_all(port: int, questions: Questions, clients: int, seconds: float) -> Tally:
    """Have all readers ask at once, until the time is over."""
    tally, until = Tally(), time.monotonic() + seconds
    readers = [
        threading.Thread(target=ask_on, args=(port, questions, until, tally))
        for _ in range(clients)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return tally


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    result = run(*(given + [50, 60, 2][len(given) :]))
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    sys.exit(1 if result["errors"] else 0)
