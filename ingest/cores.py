"""Counts the cores that this process may use: of the machine, and of its container's share."""

import math
import os
from contextlib import suppress
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_QUOTAS = (
    ("cpu.max",),
    ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us"),
)
"""Where Linux says how many microseconds of a period a container gets, in its two versions."""


def core_count(groups: Path = _GROUPS) -> int:
    """Give the number of cores, one at least."""
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    for names in _QUOTAS:
        with suppress(OSError, ValueError):  # no such files, or "max": no limit
            text = " ".join((groups / name).read_text(encoding="ascii") for name in names)
            quota, period = map(int, text.split())
            if quota > 0:  # -1 is no limit
                count = min(count, max(1, math.ceil(quota / period)))
    return count
