"""Tests of how the catalogue is read."""

import numpy as np
import pytest

from index.catalogue import fold, pack, unpack
from tests.fakes import HashingEncoder


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Learning & Development", "learning and development"),
        ("L&D", "L and D"),
        ("HR  Operations/\nL&D", "hr operations l & d"),
        ("Head of E.D.I.", "head of e d i"),
    ],
)
def test_folding_makes_one_of_what_differs_in_print_only(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_stored_vectors_come_back_within_half_precision() -> None:
    rows = HashingEncoder().encode(["one thing", "another", "and a third"])
    back = unpack([pack(row) for row in rows])
    assert back.dtype == np.float32
    assert np.abs(rows @ back.T - rows @ rows.T).max() < 5e-4


def test_no_vectors_are_no_rows() -> None:
    assert len(unpack([])) == 0
