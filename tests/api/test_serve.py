"""The server starts as a program, says where it is, and says why it cannot start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from api.keys import Keys, Role
from api.serve import AddressTaken, check_free
from assistant.settings import Settings
from tests.api.servers import free_port, wait_for


def command(data: Path, *rest: str) -> list[str]:
    return [sys.executable, "-m", "assistant.cli", "--data", str(data), *rest]


def test_a_taken_port_is_told_with_what_to_do() -> None:
    check_free("127.0.0.1", free_port())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken, match="--port"):
            check_free("127.0.0.1", port)


@pytest.mark.slow
def test_several_processes_serve_one_library_and_count_together(settings: Settings) -> None:
    port, (_, key) = free_port(), Keys(settings.data).create("Ada", Role.READER)
    server = subprocess.Popen(
        command(settings.data, "serve", "--port", str(port), "--workers", "2"),
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"GOODPRACTICE_ACCESS": "keys", "GOODPRACTICE_RATE": "10"},
    )
    sender = {"Authorization": f"Bearer {key}"}
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api/ready")
        began = time.monotonic()
        for _ in range(6):
            body = json.dumps({"question": "what reduced disciplinary disparity?"}).encode()
            headers = sender | {"Content-Type": "application/json"}
            request = urllib.request.Request(f"{address}/api/ask", body, headers)
            with urllib.request.urlopen(request) as response:
                assert json.load(response)["status"] == "answered"
        metrics = urllib.request.Request(f"{address}/metrics", headers=sender)
        with urllib.request.urlopen(metrics) as response:
            assert 'goodpractice_answers_total{status="answered"} 6.0' in response.read().decode()
        more = [status_of(f"{address}/api/indicators", sender) for _ in range(12)]
        allowed = 10 + (time.monotonic() - began) / 6
        assert 7 + more.count(200) <= allowed
    finally:
        server.send_signal(signal.SIGINT)
        _, logged = server.communicate(timeout=30)
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert sum(line.get("route") == "/api/ask" for line in lines) == 6
    assert "disciplinary" not in logged


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_that_is_told_to_end_leaves_nothing_behind(
    settings: Settings, tmp_path: Path, workers: str
) -> None:
    port, room = free_port(), tmp_path / "temporary"
    room.mkdir()
    server = subprocess.Popen(
        command(settings.data, "serve", "--port", str(port), "--workers", workers),
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(room)},
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/api/ready")
    finally:
        server.terminate()
        _, logged = server.communicate(timeout=30)
    assert server.returncode == {"1": 128 + signal.SIGTERM, "2": 0}[workers]
    assert list(room.glob("goodpractice-*")) == []
    assert "Traceback" not in logged


def status_of(address: str, headers: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_another_address_is_refused_in_one_line(settings: Settings) -> None:
    done = subprocess.run(
        command(settings.data, "serve", "--host", "0.0.0.0"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "GOODPRACTICE_ACCESS" in done.stderr


def test_keys_are_made_listed_and_revoked(settings: Settings) -> None:
    def run(*rest: str) -> str:
        env = os.environ | {"NO_COLOR": "1"}
        return subprocess.run(
            command(settings.data, "keys", *rest),
            capture_output=True,
            text=True,
            check=True,
            env=env,
        ).stdout

    secret = run("create", "Ada", "--role", "curator").strip()
    (key,) = json.loads(run("list", "--json"))
    run("revoke", key["id"])

    assert secret.startswith("gp_")
    assert (key["name"], key["role"]) == ("Ada", "curator")
    assert run("list") == ""
