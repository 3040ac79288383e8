"""Lets one process at a time write to a data folder, and remembers one that did not end well."""

import os
from datetime import datetime
from typing import TYPE_CHECKING

from index.errors import Busy, NotWritable
from index.manifest import Layout

if TYPE_CHECKING:
    from filelock import FileLock


class WriterLock:
    """The writer's lock of a data folder: taken, then noted, then let go.

    A writer that does not come to its end leaves the note of who it is behind; that is how the next
    one knows that there may be strays to sweep.
    """

    def __init__(self, layout: Layout, wait_seconds: float = 0.0) -> None:
        """Prepare to take the lock, waiting that long for another writer."""
        self._layout = layout
        self._wait_seconds = wait_seconds
        self._lock: FileLock | None = None

    def take(self) -> bool:
        """Take the lock, and tell whether the writer before left without coming to its end.

        Raises:
            Busy: another process is writing.
            NotWritable: the folder cannot be made or written.
        """
        from filelock import FileLock, Timeout

        try:
            self._layout.folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self._layout.lock, timeout=self._wait_seconds)
            self._lock.acquire()
            return self._layout.writer.exists()
        except Timeout as error:
            raise Busy(
                f"Another process{self._who_writes()} is writing to {self._layout.folder}: "
                "wait until it has ended, or stop it, and try again"
            ) from error
        except OSError as error:
            raise self._not_writable(error) from error

    def note(self) -> None:
        """Note who writes, before anything is changed.

        Raises:
            NotWritable: the folder cannot be written.
        """
        note = f"process {os.getpid()}, since {datetime.now().astimezone():%H:%M:%S}"
        try:
            self._layout.writer.write_text(note, encoding="utf-8")
        except OSError as error:
            raise self._not_writable(error) from error

    def release(self, *, is_done: bool = False) -> None:
        """Let the lock go; the note goes only if all that was to be written is."""
        if self._lock is not None:
            if is_done:
                self._layout.writer.unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    def _who_writes(self) -> str:
        try:
            return f" ({self._layout.writer.read_text(encoding='utf-8')})"
        except FileNotFoundError:
            return ""

    def _not_writable(self, error: OSError) -> NotWritable:
        return NotWritable(
            f"Cannot write to {self._layout.folder} ({error.strerror}): free some space, allow "
            "writing there, or name another folder with --data"
        )
