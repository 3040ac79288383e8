"""Fuses rankings by reciprocal rank.

Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank
learning methods", SIGIR 2009: score(d) = sum over rankings of 1 / (k + rank(d)), with k = 60. With
60, the twentieth of both rankings beats the first of one; here the two often disagree, and one of
them is right. Measured on 500 written questions kept apart from the two development sets (a gold
passage in the first five): 0.65 with 60, 0.68 with 20, 0.70 with 10, 0.72 with 5; on the
development sets 0.83, 0.85, 0.88, 0.90 and four times 0.82.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

CONSTANT = 10

Item = TypeVar("Item", bound=Hashable)


def fuse(*rankings: Sequence[Item]) -> Mapping[Item, float]:
    """Give each item the sum of 1 / (10 + rank) over the rankings that hold it, ranks from 1.

    Unordered: whoever sorts decides about ties.
    """
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (CONSTANT + rank)
    return scores
