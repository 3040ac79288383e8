"""What goes wrong around a server costs one request: readers leave, disks fill, others rebuild."""

import json
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from assistant.events import Event, Retrieved
from assistant.settings import Settings
from assistant.wiring import open_builder
from tests.api.conftest import QUESTION, Serve
from tests.api.servers import free_port, running, wait_for

PATIENCE = 60.0
"""Seconds after which a slow machine counts as a fault."""
UPLOAD_TYPE = "multipart/form-data; boundary=b"
UPLOAD = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="quokka.txt"\r\n\r\n'
    b"Quokka mentoring at Alder Hey.\r\n--b--\r\n"
)


# ------------------------------------------------------------------ readers


class Endless:
    """An assistant that never comes to an end, and tells when it is stopped."""

    def __init__(self, real: Any) -> None:
        self.index, self.authority, self.llm = real.index, real.authority, ""
        self.is_stopped = threading.Event()

    def events(self, *_: object, **__: object) -> Iterator[Event]:
        try:
            while True:
                yield Retrieved(())
                time.sleep(0.01)
        finally:
            self.is_stopped.set()


def asked(address: str, question: str = QUESTION) -> socket.socket:
    """Begin a stream over a socket of its own."""
    host, port = address.removeprefix("http://").split(":")
    body = json.dumps({"question": question}).encode()
    head = (
        f"POST /api/ask/stream HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
    connection.sendall(head.encode() + body)
    return connection


def read_until(connection: socket.socket, wanted: bytes, read: bytes = b"") -> bytes:
    while wanted not in read:
        more = connection.recv(65_536)
        assert more, read
        read += more
    return read


def test_a_reader_that_leaves_stops_the_work_behind_the_stream(settings: Settings) -> None:
    app = create_app(settings)
    corpus = app.state.house.corpus
    with running(settings, app) as address:
        endless = [Endless(corpus.assistant) for _ in range(12)]  # more than there are workers
        for assistant in endless:
            corpus._assistant = assistant
            with asked(address) as connection:
                read_until(connection, b"event: retrieved")
            assert assistant.is_stopped.wait(PATIENCE)
        with urllib.request.urlopen(f"{address}/api/health", timeout=PATIENCE) as response:
            assert response.status == 200


def test_the_first_event_of_a_stream_comes_before_the_answer_is_made(settings: Settings) -> None:
    seconds = []
    with running(settings) as address:
        with asked(address, "warm") as connection:
            read_until(connection, b"event: answer")
        for number in range(8):
            began = time.perf_counter()
            with asked(address, QUESTION + " " * number) as connection:
                read = read_until(connection, b"event: ")
                seconds.append(time.perf_counter() - began)
                read_until(connection, b"event: answer", read)  # may have come with the first

    # 0.1 s is promised; the best of eight on a busy machine is held to five times that.
    assert min(seconds) < 0.5


def test_half_an_upload_leaves_nothing_behind(settings: Settings) -> None:
    head = (
        "POST /api/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6000000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="quokka.txt"\r\n\r\n'
    )
    with running(settings) as address:
        _, port = address.removeprefix("http://").split(":")
        before = documents_at(address)
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", int(port)), timeout=PATIENCE) as half:
                half.sendall(head.encode() + b"Quokka mentoring. " * 160_000)
        for _ in range(600):
            if "POST /api/documents" in counted(address):
                break
            time.sleep(0.1)

        assert counted(address)["POST /api/documents"] == {"400"}
        assert documents_at(address) == before
        assert not list((settings.data / "uploads").rglob("*"))
        status, job = send(f"{address}/api/documents", UPLOAD, UPLOAD_TYPE)
        assert status == 202
        for _ in range(600):
            with urllib.request.urlopen(f"{address}/api/jobs/{job['id']}") as response:
                if json.load(response)["state"] == "done":
                    break
            time.sleep(0.1)
        assert len(documents_at(address)) == len(before) + 1


def documents_at(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/api/documents", timeout=PATIENCE) as response:
        return [item["id"] for item in json.load(response)]


def counted(address: str) -> dict[str, set[str]]:
    """Read from the metrics which statuses each method and route have had."""
    with urllib.request.urlopen(f"{address}/metrics", timeout=PATIENCE) as response:
        lines = re.findall(r"goodpractice_requests_total\{(.*)\}", response.read().decode())
    found: dict[str, set[str]] = {}
    for line in lines:
        labels = dict(re.findall(r'(\w+)="([^"]*)"', line))
        found.setdefault(f"{labels['method']} {labels['route']}", set()).add(labels["status"])
    return found


# ------------------------------------------------------------------ disks


@contextmanager
def program(settings: Settings) -> Iterator[tuple[str, int]]:
    """Run the server as a program of its own; give its address and its process."""
    port = free_port()
    line = [sys.executable, "-m", "assistant.cli", "--data", str(settings.data), "serve"]
    with subprocess.Popen([*line, "--port", str(port)], stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/api/ready")
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.send_signal(signal.SIGINT)


def send(address: str, body: bytes, kind: str = "application/json") -> tuple[int, Any]:
    request = urllib.request.Request(address, body, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_full_disk_is_told_and_loses_nothing(settings: Settings) -> None:
    question = json.dumps({"question": QUESTION}).encode()
    with program(settings) as (address, process):
        kept = send(f"{address}/api/ask", question)[1]["id"]
        limits = resource.prlimit(process, resource.RLIMIT_FSIZE)
        # No file may grow: to the program the same as a disk without room.
        resource.prlimit(process, resource.RLIMIT_FSIZE, (0, limits[1]))
        for path, body, kind in (
            ("/api/ask", question, "application/json"),
            ("/api/conversations", b"{}", "application/json"),
            ("/api/documents", UPLOAD, UPLOAD_TYPE),
        ):
            status, told = send(address + path, body, kind)
            assert (status, told["status"]) == (507, 507), path
            assert "free some space" in told["detail"]
        resource.prlimit(process, resource.RLIMIT_FSIZE, limits)

        assert send(f"{address}/api/ask", question)[0] == 200
        assert send(f"{address}/api/documents", UPLOAD, UPLOAD_TYPE)[0] == 202
        with urllib.request.urlopen(f"{address}/answers/{kept}", timeout=PATIENCE) as response:
            assert QUESTION in response.read().decode()
    assert not list((settings.data / "uploads").rglob(".*"))


# ------------------------------------------------------------------ others


def test_questions_are_answered_while_the_library_is_rebuilt(
    serve: Serve, settings: Settings
) -> None:
    client = serve()
    is_over = threading.Event()

    def rebuild() -> None:
        try:
            for _ in range(2):
                with open_builder(settings, is_rebuild=True) as builder:
                    builder.rebuild()
        finally:
            is_over.set()

    expected = texts(client, QUESTION)
    rebuilding = threading.Thread(target=rebuild)
    rebuilding.start()
    number = 0
    while not is_over.is_set() or number < 3:
        number += 1
        assert texts(client, QUESTION + " " * number) == expected
    rebuilding.join()
    removed = client.delete("/api/documents/none")

    assert removed.status_code == 404


def texts(client: TestClient, question: str) -> list[str]:
    response = client.post("/api/ask", json={"question": question})
    assert response.status_code == 200, response.text
    return [item["text"] for item in response.json()["statements"]]


def test_a_removal_during_a_rebuild_is_told_to_wait(serve: Serve, settings: Settings) -> None:
    client = serve()
    document = client.get("/api/documents").json()[0]["id"]
    with open_builder(settings):
        refused = client.delete(f"/api/documents/{document}")

    assert refused.status_code == 409
    assert refused.headers["retry-after"] == "5"
    assert client.delete(f"/api/documents/{document}").status_code == 204
