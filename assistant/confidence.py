"""Decides whether what was found answers the question, or whether to say no."""

from collections.abc import Mapping, Sequence

from assistant.select import Candidate
from assistant.understand import Understanding

# Below this relevance of the best sentence nothing is offered; `make evaluate` shows the trade.
LEAST_RELEVANCE = 0.40
# The share of the question's terms (by weight) that no passage near the top says may not pass this.
MOST_UNSAID = 0.6


def is_answerable(
    question: Understanding, found: Sequence[Candidate], weights: Mapping[str, float]
) -> bool:
    """Tell whether the best sentences fit the question closely enough in words and in meaning."""
    if not found:
        return False
    best = max(item.relevance for item in found[:8])
    covered = max(item.coverage for item in found[:8])
    if question.terms and 1 - covered > MOST_UNSAID:
        return False
    return best >= LEAST_RELEVANCE
