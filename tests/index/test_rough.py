"""Tests of cosines guessed from vectors in 8 bits."""

import numpy as np
import pytest

from index.records import Vector
from index.rough import Rough


def unit(rows: Vector) -> Vector:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("peak", [0.0, 5.0, 500.0])
def test_a_guess_is_no_further_off_than_it_says(peak: float) -> None:
    made = np.random.default_rng(7)
    rows = made.normal(size=(500, 64))
    rows[:, 0] += peak  # the less even a vector, the coarser its scale
    rows, query = unit(rows), unit(made.normal(size=(1, 64)))[0]
    guessed, off = Rough.of(rows).guess(query)
    assert np.abs(guessed - rows @ query).max() <= off < 0.2


def test_a_row_of_nothing_is_like_nothing() -> None:
    guessed, _ = Rough.of(np.zeros((1, 8), dtype=np.float32)).guess(np.eye(8, dtype=np.float32)[0])
    assert guessed.tolist() == [0.0]
