"""Following a folder: changes are ingested, errors outlived, Ctrl-C is quiet."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.watch import changes
from tests.conftest import ROOT
from tests.ingest.packing import document


class Watcher:
    """A running `ingest --watch` and what it has said."""

    def __init__(self, process: subprocess.Popen[bytes], out: Path) -> None:
        self.process = process
        self._out = out

    def said(self) -> str:
        return self._out.read_text()

    def wait_for(self, is_true: Callable[[str], bool]) -> None:
        deadline = time.monotonic() + 60
        while not is_true(self.said()):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@contextmanager
def watching(tmp_path: Path, folder: Path, data: Path) -> Iterator[Watcher]:
    out = tmp_path / "out.txt"
    words = ["--data", str(data), "ingest", "--watch", "--prune", str(folder)]
    with out.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", *words],
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    try:
        yield Watcher(process, out)
    finally:
        process.kill()
        process.wait()


def test_a_folder_is_followed_through_errors_until_it_is_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.md").write_bytes(document("A"))
    # The data folder lies in the folder that is followed: what is written there is no change.
    with watching(tmp_path, folder, folder / ".data") as watcher:
        watcher.wait_for(lambda said: "1 new" in said and said.count("Watching") == 1)

        (folder / "b.md").write_bytes(document("B"))
        watcher.wait_for(lambda said: "1 new, 1 unchanged" in said)

        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_bytes(document("C"))
        watcher.wait_for(lambda said: "not UTF-8" in said and said.count("Watching") > 2)

        (folder / "corpus.yaml").write_text("a.md: {colour: red}\n")
        watcher.wait_for(lambda said: "colour" in said)

        (folder / "corpus.yaml").unlink()
        (folder / "b.md").unlink()
        watcher.wait_for(lambda said: "1 removed" in said)

        said = watcher.said()
        time.sleep(2)
        assert watcher.said() == said
        assert watcher.stop() == 0
        assert watcher.said() == said
        assert "Traceback" not in said


def test_what_is_not_there_cannot_be_followed(tmp_path: Path) -> None:
    with watching(tmp_path, tmp_path / "nothing", tmp_path / "data") as watcher:
        assert watcher.process.wait(30) == 1

        assert "no such file or folder" in watcher.said()
        assert watcher.said().count("\n") == 1


def test_a_change_made_while_the_last_one_is_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    told = changes([folder], but=tmp_path / "data")

    next(told)
    (folder / "a.md").write_bytes(document("A"))
    next(told)
    (folder / "b.md").write_bytes(document("B"))
    next(told)
