"""Runs the server as people run it, as a program with workers, and talks to it as they do."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.api.servers import free_port


def command(data: Path, *rest: str) -> list[str]:
    """Give a command line of goodpractice on a data folder."""
    return [sys.executable, "-m", "assistant.cli", "--data", str(data), *rest]


@dataclass(frozen=True, slots=True)
class Program:
    """A server that runs."""

    address: str
    process: int

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Send a request on a connection of its own; give status and content."""
        given = {"Content-Type": "application/json"} if headers is None else headers
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            self.address + path, None if body is None else data, given, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                content = response.read()
                is_json = "json" in response.headers.get("content-type", "")
                return response.status, json.loads(content) if is_json else content
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def ask(self, question: str, **rest: object) -> dict[str, Any]:
        """Give the answer to a question."""
        status, answer = self.call("POST", "/api/ask", {"question": question, **rest})
        assert status == 200, answer
        found: dict[str, Any] = answer
        return found


@contextmanager
def program(data: Path, workers: int) -> Iterator[Program]:
    """Start a server, and stop it as Ctrl-C does; its log stands beside the data folder."""
    port = free_port()
    line = command(data, "serve", "--port", str(port), "--workers", str(workers))
    log = data.with_suffix(".log")
    with log.open("wb") as written, subprocess.Popen(line, stderr=written) as process:
        try:
            server = Program(f"http://127.0.0.1:{port}", process.pid)
            _wait(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            _show_errors(log)


def _wait(server: Program, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            if server.call("GET", "/api/ready")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server ended with {process.returncode}")


def _show_errors(log: Path) -> None:
    """Print the ends of the errors that the server logged, so that a failing test shows why."""
    for line in log.read_text(encoding="utf-8").splitlines():
        if '"level": "error"' in line:
            sys.stdout.write(f"{json.loads(line).get('error', line)[-1_500:]}\n")
