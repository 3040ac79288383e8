"""Reads files in processes of their own, so that a hostile or broken file costs only itself.

Every file goes to such a process, also a small text: time is lost in patterns as easily as in
parsers, and no thread of this process could stop either. A process is started when there is
something to read, so that a run over unchanged files starts none.
"""

import io
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import IO, Any, Generic, Self, TypeVar, cast

from ingest.cores import core_count
from ingest.errors import IngestError, UnreadableFile
from ingest.limits import Limits
from ingest.worker import DONE, REFUSED, Orders

_Result = TypeVar("_Result")

_START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from ingest.worker import main
main(int(sys.argv[2]))
"""
_START_SECONDS = 60.0
_GRACE_SECONDS = 5.0
_LONGEST_REASON = 200
_MEMORY_SIGNS = ("MemoryError", "bad_alloc", "annot allocate memory", "ut of memory")
_MALFORMED = (
    *(AttributeError, EOFError, ImportError, IndexError),
    *(KeyError, TypeError, UnicodeDecodeError, ValueError),
)
_RECORDS = ("ingest.records", "ingest.archives")
"""Modules whose records a reading process may send; anything else it sends is refused."""


class NoReader(IngestError):
    """No reading process can be started; that is no fault of a file."""


class Readers(Generic[_Result]):
    """Processes that do one task each at a time, from `with` to the end of its block.

    `task` is a function of a module; it is called with what `submit` is given and then `shared`.
    What it gives may hold records of `ingest.records` and `ingest.archives`, and plain values.
    """

    def __init__(
        self,
        task: Callable[..., _Result],
        *,
        limits: Limits,
        shared: tuple[object, ...] = (),
        count: int | None = None,
    ) -> None:
        """Prepare; nothing is started before the first task."""
        alarm = limits.seconds + _GRACE_SECONDS
        self._orders = Orders(task, shared, limits.memory_mb, alarm)
        self._limits = limits
        self._threads = ThreadPoolExecutor(count or core_count(), "reading")
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every process, also one in the middle of a file."""
        with self._lock:
            self._is_closed = True
            processes = list(self._all)
        for process in processes:
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in processes:
            process.close()

    @property
    def started(self) -> int:
        """Give the number of processes that are there now."""
        with self._lock:
            return len(self._all)

    def submit(self, *job: object) -> Future[_Result]:
        """Do the task with `job` in a process; the result comes in the future.

        The future raises UnreadableFile where the task refuses the file, takes too long, needs too
        much memory or ends its process; NoReader where no process can be started.
        """
        return self._threads.submit(self._read, job)

    def _read(self, job: tuple[object, ...]) -> _Result:
        process = self._take()
        is_fit = False
        try:
            status, value, is_spent = process.ask(job, self._limits.seconds)
            is_fit = not is_spent
        except _Late as error:
            msg = (
                f"reading it took longer than {self._limits.seconds:g} s and was stopped; "
                "leave it out, split it or raise GOODPRACTICE_READ_SECONDS"
            )
            raise UnreadableFile(msg) from error
        except _Dead as error:
            raise UnreadableFile(self._said_of(error)) from error
        finally:
            self._give_back(process, is_fit=is_fit)
        if status == DONE:
            return cast("_Result", value)
        raise UnreadableFile(str(value) if status == REFUSED else self._no_memory())

    def _take(self) -> "_Process":
        """Give an idle process that is alive, else a new one."""
        while True:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            if process is None:
                return self._start()
            if process.is_alive:
                return process
            self._give_back(process, is_fit=False)

    def _start(self) -> "_Process":
        with self._lock:
            if self._is_closed:
                msg = "reading was stopped"
                raise NoReader(msg)
            process = _Process()
            self._all.add(process)
        try:
            process.ask(self._orders, _START_SECONDS)
        except (_Late, _Dead) as error:
            self._give_back(process, is_fit=False)
            msg = (
                f"the process that reads files cannot be started ({error or 'no answer'}); "
                "free some memory, or raise GOODPRACTICE_READ_MEMORY_MB"
            )
            raise NoReader(msg) from error
        return process

    def _give_back(self, process: "_Process", *, is_fit: bool) -> None:
        with self._lock:
            if is_fit:
                self._idle.append(process)
                return
            self._all.discard(process)
        process.kill()
        process.close()

    def _said_of(self, death: "_Dead") -> str:
        said = str(death)
        if any(sign in said for sign in _MEMORY_SIGNS):
            return self._no_memory()
        if "RecursionError" in said:
            return "it is nested too deeply to be read; save it again as plain text or PDF"
        return f"the reader broke on it ({said}); open and save it again, or leave it out"

    def _no_memory(self) -> str:
        return (
            f"reading it needs more than {self._limits.memory_mb:,} MB of memory; "
            "leave it out, split it or raise GOODPRACTICE_READ_MEMORY_MB"
        )


# ------------------------------------------------------------------ one process


class _Late(Exception):
    """A process did not answer in time; it is dead now."""


class _Dead(Exception):
    """A process ended instead of answering; the text says what it said last."""


class _Process:
    """A reading process and the pipe to it, in a session of its own.

    Started by its command and not by `multiprocessing`, which would run the main module of
    whoever uses this again.
    """

    def __init__(self) -> None:
        ours, theirs = Pipe()
        self._connection: Connection = ours
        # What a reader that is killed leaves behind goes with its folder.
        self._folder = tempfile.TemporaryDirectory(
            prefix="goodpractice-read-", ignore_cleanup_errors=True
        )
        self._said: IO[bytes] = tempfile.TemporaryFile(dir=self._folder.name)  # noqa: SIM115
        path = json.dumps([os.path.abspath(entry) for entry in sys.path])
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-c", _START, path, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                env={**os.environ, "TMPDIR": self._folder.name},
                pass_fds=(theirs.fileno(),),
                # Ctrl-C is ours to deal with, and what a reader starts ends with it.
                start_new_session=True,
            )
        finally:
            theirs.close()

    @property
    def is_alive(self) -> bool:
        """Tell whether the process is there."""
        return self._process.poll() is None

    def ask(self, question: object, seconds: float) -> Any:
        """Send something and wait for the answer.

        At the deadline the process is killed, which also frees a send that it does not take in.

        Raises:
            _Late: there was no answer in time.
            _Dead: the process ended, or answered with something that is no record.
        """
        is_late = threading.Event()

        def end_it() -> None:
            is_late.set()
            self.kill()

        timer = threading.Timer(seconds, end_it)
        timer.daemon = True
        timer.start()
        try:
            self._connection.send(question)
            answer = _unpack(self._connection.recv_bytes())
        except (OSError, EOFError) as error:
            if is_late.is_set():
                raise _Late from error
            raise _Dead(self._last_words()) from error
        finally:
            timer.cancel()
        return answer

    def kill(self) -> None:
        """End the process and all that it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let go of a process that was killed."""
        self._process.wait()
        self._connection.close()
        self._said.close()
        self._folder.cleanup()

    def _last_words(self) -> str:
        """Say how the process ended: the last line of what it printed, else its signal."""
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        status = self._process.returncode
        if status < 0:
            return f"{signal.Signals(-status).name}: the process was ended"
        self._said.seek(max(0, self._said.seek(0, os.SEEK_END) - 10_000))
        lines = self._said.read().decode("utf-8", "replace").split("\n")
        spoken = [" ".join(line.split()) for line in lines if line.strip()]
        return spoken[-1][:_LONGEST_REASON] if spoken else f"exit status {status}"


class _Records(pickle.Unpickler):
    """Takes records and nothing else: a process that a file has got hold of may send anything."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a record's class."""
        if module in _RECORDS and name.isidentifier():
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        msg = f"the reading process sent {module}.{name}, which is no record"
        raise pickle.UnpicklingError(msg)


def _unpack(answer: bytes) -> Any:
    """Read an answer.

    Raises:
        _Dead: it is no answer.
    """
    try:
        return _Records(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, *_MALFORMED) as error:
        raise _Dead(str(error)) from error
