"""A text that never ends, opens marks that it never closes, or holds no space is read in time."""

import time
from pathlib import Path

import pytest

from ingest.discover import Source
from ingest.limits import Limits
from ingest.organisations import Authority
from ingest.run import read_document

SIZE = 50_000


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("long.txt", "a"),
        ("long.txt", "A. "),
        ("long.txt", "from 1 to "),
        ("long.txt", "Action 1: do "),
        ("long.md", "a | "),
        ("long.md", "[("),
        ("long.md", "*a"),
    ],
)
def test_a_hostile_line_is_read_well_within_the_workers_time(name: str, unit: str) -> None:
    # Quadratic time takes minutes here, linear time a second: the limit leaves room for any noise.
    text = "A title\n\n" + (unit * SIZE)[:SIZE]
    begun = time.perf_counter()
    read_document(Source(Path(name)), text.encode(), Authority.load())
    assert time.perf_counter() - begun < Limits().seconds
