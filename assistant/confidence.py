"""Decides whether what was found answers the question, or whether to say no."""

from collections.abc import Mapping, Sequence

from assistant.select import Candidate
from assistant.understand import Understanding
from assistant.words import coverage

# What the best sentences must reach: half meaning (cosine of the nearest), half words (weighted
# share of the question's terms that the best passages say together). A question that names an
# organisation, an indicator or a period has said most of what it is about by that.
LEAST = 0.36
LEAST_WHEN_NARROWED = 0.16
_READ = 8


def is_answerable(
    question: Understanding,
    found: Sequence[Candidate],
    weights: Mapping[str, float],
    *,
    is_narrowed: bool,
    is_pinned: bool,
) -> bool:
    """Tell whether the best sentences fit the question closely enough in words and in meaning.

    `is_narrowed` says that the question names an organisation, an indicator or a period,
    `is_pinned` that it names two of them: then whatever is left is about what was asked.
    """
    if not found or is_pinned:
        return bool(found)
    best = found[:_READ]
    together = " ".join(
        {
            item.passage.id: f"{item.passage.title} {item.passage.section} {item.passage.text}"
            for item in best
        }.values()
    )
    nearest = max(item.similarity for item in best)
    said = coverage(question.terms, weights, together) if question.terms else nearest
    least = LEAST_WHEN_NARROWED if is_narrowed else LEAST
    return 0.5 * nearest + 0.5 * said >= least
