"""Counts how often each asker comes; workers of one server count together, in a small file."""

import os
import sqlite3
import threading
import time
from pathlib import Path

SHARED = "GOODPRACTICE_SHARED"
"""Variable by which `serve` tells its workers of a folder that goes when the server ends."""

_MINUTE = 60.0
_PATIENCE = 1.0
"""Seconds that a worker waits for another one that is writing."""

_MAKE = "CREATE TABLE IF NOT EXISTS rates (asker TEXT PRIMARY KEY, full REAL NOT NULL)"
_TAKE = """
    INSERT INTO rates VALUES (:asker, :now + :step)
    ON CONFLICT DO UPDATE SET full = max(full, :now) + :step
    WHERE max(full, :now) + :step <= :now + 60 RETURNING full
"""


def shared(name: str) -> str:
    """Give a file that all workers of this server share; where there are none, one in memory."""
    folder = os.environ.get(SHARED)
    return str(Path(folder) / f"{name}.sqlite") if folder else ":memory:"


class Rates:
    """A bucket for each asker that fills again with time; `full` is when it will be full.

    One statement looks and takes, so that two workers cannot both give the last request away.
    Where the file cannot be written (a full disk), everyone is let through: asking goes on.
    """

    def __init__(self, per_minute: int, file: str = ":memory:") -> None:
        self._step = _MINUTE / per_minute
        self._lock = threading.Lock()
        self._file = sqlite3.connect(
            file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        # The file ends with the server: nothing is forced to the disk.
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute(_MAKE)
        self._swept = time.monotonic()

    def wait(self, asker: str) -> float:
        """Take one request; give the seconds to wait where there is none left, else 0."""
        now = time.monotonic()  # the same in every process of a machine
        values = {"asker": asker, "now": now, "step": self._step}
        with self._lock:
            try:
                self._sweep(now)
                if self._file.execute(_TAKE, values).fetchone():
                    return 0.0
                found = self._file.execute("SELECT full FROM rates WHERE asker = :asker", values)
                full = float(found.fetchone()[0])
            except sqlite3.OperationalError:
                return 0.0
        return max(0.01, full + self._step - now - _MINUTE)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _sweep(self, now: float) -> None:
        """Forget, once a minute, those who may take as much as anybody."""
        if now - self._swept >= _MINUTE:
            self._file.execute("DELETE FROM rates WHERE full <= ?", (now,))
            self._swept = now
