"""Tests of how models are held side by side."""

import numpy as np

from training.measure import lines


def test_line_tells_both_their_difference_and_its_interval() -> None:
    (line,) = lines({"dev, hit@5": np.zeros(40)}, {"dev, hit@5": np.ones(40)})
    assert " ".join(line.split()) == "dev, hit@5 n=40 0.000 -> 1.000 +1.000 [+1.000, +1.000]"


def test_interval_is_of_pairs() -> None:
    found = np.array([0.0, 1.0] * 20)
    (line,) = lines({"dev, hit@5": found}, {"dev, hit@5": found})
    assert line.endswith("+0.000 [+0.000, +0.000]")


def test_interval_is_wide_for_few_questions() -> None:
    (line,) = lines({"mrr": np.zeros(4)}, {"mrr": np.array([1.0, 1.0, 1.0, 0.0])})
    assert line.endswith("+0.750 [+0.250, +1.000]")
