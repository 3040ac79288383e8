"""Tasks for reading processes: some well-behaved, some that fail in each way there is."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

from ingest.discover import Source
from ingest.errors import UnreadableFile
from ingest.limits import Limits
from ingest.organisations import Authority
from ingest.records import Label
from ingest.run import Options, open_file

LIMITS = Limits(seconds=20, memory_mb=800, unpacked_mb=50, pages=200, members=50)
"""What mutated and hostile files may take."""


def echo(word: str, *shared: str) -> str:
    return word + "".join(shared)


def process_id(_: str) -> int:
    return os.getpid()


def label(word: str) -> Label:
    return Label(word, "because")


def act(what: str) -> str:
    """Do what is named, which may be the end of this process."""
    return {"refuse": refuse, "hang": hang, "grow": grow, "break": break_, "kill": kill}.get(
        what, lambda: what
    )()


def refuse() -> NoReturn:
    msg = "the file is damaged; replace it"
    raise UnreadableFile(msg)


def hang() -> NoReturn:
    while True:
        time.sleep(60)


def grow() -> NoReturn:
    """Take memory until there is no more."""
    held = []
    while True:
        held.append(bytearray(1 << 24))


def break_() -> NoReturn:
    raise KeyError("word/document.xml")


def kill() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def hang_with_a_child(note: str) -> NoReturn:
    """Start a process, note its id, and hang."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(note).write_text(str(child.pid))
    hang()


KEPT: list[bytearray] = []


def keep(_: str) -> int:
    """Keep memory, as a library that leaks does."""
    KEPT.append(bytearray(220 << 20))
    return os.getpid()


def leave_a_file(note: str) -> NoReturn:
    """Note the place of a temporary file, and hang."""
    _, name = tempfile.mkstemp()
    Path(note).write_text(name)
    hang()


def write_much(path: str) -> NoReturn:
    """Write without end into a file."""
    with Path(path).open("wb") as file:
        while True:
            file.write(bytes(1 << 24))


class Intruder:
    """What a process that a file has got hold of might send."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def intrude(_: str) -> Intruder:
    return Intruder()


def chatter(word: str) -> str:
    """Print where a command's output must not be disturbed."""
    sys.stdout.write(word)
    sys.stderr.write(word)
    sys.stdout.flush()
    return word


def attempt(name: str, data: bytes, authority: Authority) -> tuple[bool, int]:
    """Read a document; tell whether it could be, and how much memory this process holds now."""
    try:
        open_file(Source(Path(name)), data, False, Options(), authority, LIMITS)
        is_read = True
    except UnreadableFile:
        is_read = False
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return is_read, pages * 4096 >> 20
