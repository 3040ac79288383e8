"""The reading process: does one task after another for `ingest.isolate`, within its limits."""

import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ingest.errors import IngestError

DONE, REFUSED, NO_MEMORY = "done", "refused", "no memory"
"""What a reply says of a task: its value follows, or the reason, or nothing."""

_MEBIBYTE = 1 << 20
_LARGEST_FILE = 1024 * _MEBIBYTE
"""Bytes that a reader may write into one temporary file."""

_MOST_TASKS = 200
"""Tasks after which a process is replaced: the PDF libraries leak."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a reading process is told first; `task` is called with a job and then `shared`."""

    task: Callable[..., object]
    shared: tuple[object, ...]
    memory_mb: int
    alarm_seconds: float


def main(descriptor: int) -> None:
    """Serve the process at the other end of a pipe until that end is closed.

    Any error that a task raises and that is not ours ends the process: whoever asked sees the
    pipe close, and what was printed last.
    """
    with Connection(descriptor) as connection:
        orders: Orders = connection.recv()
        _restrict(orders.memory_mb)
        connection.send(True)
        for done in range(1, _MOST_TASKS + 1):
            try:
                job: tuple[object, ...] = connection.recv()
            except EOFError:
                return
            # A process whose parent has gone, or whose library hangs, does not outlive this.
            signal.setitimer(signal.ITIMER_REAL, orders.alarm_seconds)
            reply = _answer(orders, job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            is_spent = done == _MOST_TASKS or reply[0] == NO_MEMORY or _is_swollen(orders.memory_mb)
            connection.send_bytes(pickle.dumps((*reply, is_spent), pickle.HIGHEST_PROTOCOL))
            if is_spent:
                return


def _answer(orders: Orders, job: tuple[object, ...]) -> tuple[str, Any]:
    try:
        return DONE, orders.task(*job, *orders.shared)
    except IngestError as error:
        return REFUSED, str(error)
    except MemoryError:
        return NO_MEMORY, None


def _restrict(memory_mb: int, largest_file: int = _LARGEST_FILE) -> None:
    """Hold this process, and what it starts, to a limit of memory and of file size.

    RLIMIT_DATA counts what is really this process's own: RLIMIT_AS would also count libraries
    that are only mapped, and starve converters.
    """
    _lower(resource.RLIMIT_DATA, memory_mb * _MEBIBYTE)
    _lower(resource.RLIMIT_FSIZE, largest_file)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (limit, limit))


def _is_swollen(memory_mb: int) -> bool:
    """Tell whether this process holds so much that the next file would lack memory.

    `getrusage` is no use: its peak begins with that of the process that started this one.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    held_kib = sum(int(line.split()[1]) for line in lines if line.startswith("VmData:"))
    return held_kib * 1024 > memory_mb * _MEBIBYTE // 2
