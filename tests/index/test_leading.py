"""Tests of finding the highest of many scores."""

import numpy as np
import pytest

from index.leading import leading


@pytest.mark.parametrize("size", [0, 1, 40, 5_000])
@pytest.mark.parametrize("count", [0, 1, 50, 6_000])
@pytest.mark.parametrize("slack", [0.0, 3.0])
def test_the_highest_and_their_ties_lead(size: int, count: int, slack: float) -> None:
    scores = np.random.default_rng(3).integers(0, 200, size).astype(np.float64)  # many ties
    ordered = sorted(scores.tolist(), reverse=True)
    least = ordered[count - 1] - slack if 0 < count <= size else -np.inf
    wanted = [at for at, score in enumerate(scores) if score >= least]
    assert leading(scores, count, slack).tolist() == wanted
