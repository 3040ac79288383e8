"""Tests of cosines guessed from vectors in 8 bits."""

import numpy as np
import numpy.typing as npt
import pytest

from index.records import Vector
from index.rough import Rough


def unit(rows: npt.NDArray[np.float64]) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / lengths, dtype=np.float32)


@pytest.mark.parametrize("peak", [0.0, 5.0, 500.0])
def test_a_guess_is_no_further_off_than_it_says(peak: float) -> None:
    made = np.random.default_rng(7)
    uneven = made.normal(size=(500, 64))
    uneven[:, 0] += peak  # the less even a vector, the coarser its scale
    rows, query = unit(uneven), unit(made.normal(size=(1, 64)))[0]
    guessed, off = Rough.of(rows).guess(query)
    assert np.abs(guessed - rows @ query).max() <= off < 0.2


def test_a_row_of_nothing_is_like_nothing() -> None:
    guessed, _ = Rough.of(np.zeros((1, 8), dtype=np.float32)).guess(np.eye(8, dtype=np.float32)[0])
    assert guessed.tolist() == [0.0]
