"""Fuses rankings by reciprocal rank.

Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank
learning methods", SIGIR 2009: score(d) = sum over rankings of 1 / (k + rank(d)), k = 60.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

CONSTANT = 60

Item = TypeVar("Item", bound=Hashable)


def fuse(*rankings: Sequence[Item]) -> Mapping[Item, float]:
    """Give each item the sum of 1 / (60 + rank) over the rankings that hold it, ranks from 1.

    Unordered: whoever sorts decides about ties.
    """
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (CONSTANT + rank)
    return scores
