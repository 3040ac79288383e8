"""Decides whether what was found answers the question, or whether to say no."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache

from assistant.question_words import without_lessons
from assistant.records import QuestionKind
from assistant.select import Candidate
from assistant.understand import Understanding
from assistant.words import coverage, stems, tokens
from index.records import Filters
from ingest.packaged import read_yaml

# Of how many of the best sentences the nearest counts, and of how many passages what they say.
_READ = 8
_AGREE = 3
# The least share of what is counted or measured that a sentence with the figure must say.
LEAST_TOLD = 0.15
# The least cosine and score of a sentence that may be on the question in other words, and the least
# share of the question that is said in its own.
LEAST_NEAR = 0.3
LEAST_SAID = 0.25
# A question of so many terms describes what it is about; one of fewer names it, and what is on it
# would say the name.
_DESCRIBING = 5
_OF_ANY_FIGURE = frozenset(
    stems(
        "staff people employees colleagues workers bme bame white ethnic minority number many "
        "trust year figure ratio likelihood likely percentage proportion share rate"
    )
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer.

    `nearest` is the cosine of the nearest sentence (-1 to 1), `said` the weighted share of the
    question's terms that the passages of the three best sentences say, on average (0 to 1), `best`
    the score of the best sentence (select.py; about 0 to 1.3), `is_narrowed` whether the question
    names an organisation, an indicator, a period or a programme that was found, `is_pinned` whether
    it names two of them, `is_on_indicator` the share of those three passages that are on an
    indicator that the question is about in whatever words. `told` is asked of figures only, else 1:
    the weighted share of what is counted or measured that the sentence saying most of it says.
    """

    nearest: float
    said: float
    best: float
    is_narrowed: float
    is_pinned: float
    is_on_indicator: float
    told: float


WEIGHED = Signs.__slots__[:-1]
"""The signs that are weighed against each other; `told` decides by itself."""


def signs(
    question: Understanding,
    found: Sequence[Candidate],
    weights: Mapping[str, float],
    narrowed: Filters,
) -> Signs:
    """Read off what speaks for an answer from these sentences, best first.

    `found` meet the question's demands: where it names a programme, they say that name.
    """
    asked = set(question.indicators)
    topical = set(tokens(without_lessons(question.searched)))
    terms = tuple(term for term in question.terms if topical & set(tokens(term.typed)))
    passages = [item.passage for item in found[:_AGREE]]
    shares = [
        coverage(terms, weights, f"{each.title} {each.section} {each.context} {each.text}")
        for each in passages
    ]
    given = (narrowed.organisations, narrowed.indicators, narrowed.periods, question.names)
    named = sum(map(bool, given))
    on_indicator = [float(bool(asked & set(each.indicators))) for each in passages]
    return Signs(
        nearest=max((item.similarity for item in found[:_READ]), default=0.0),
        said=sum(shares) / len(shares) if shares and terms else 0.5,
        best=found[0].score if found else 0.0,
        is_narrowed=float(bool(question.names) or not narrowed.is_empty),
        is_pinned=float(named > 1),
        is_on_indicator=sum(on_indicator) / len(on_indicator) if on_indicator else 0.0,
        told=_told(question, found[:_READ], weights),
    )


def _told(
    question: Understanding, found: Sequence[Candidate], weights: Mapping[str, float]
) -> float:
    """Give how much of what is counted a sentence says; an indicator or a programme says it too."""
    counted = tuple(
        term
        for term in question.terms
        if not (set(stems(term.typed)) <= _OF_ANY_FIGURE or term.typed.isdigit())
    )
    is_named = bool(question.names or question.filters.indicators)
    if question.kind is not QuestionKind.FACT or is_named or not counted:
        return 1.0
    said = [f"{item.passage.section} {item.sentence.text}" for item in found]
    return max((coverage(counted, weights, text) for text in said), default=0.0)


def is_answerable(seen: Signs) -> bool:
    """Tell whether the signs are good enough.

    A logistic regression, calibrated on questions with and without an answer in the bundled sample
    (`python -m evaluation.calibrate`).
    """
    if seen.told < LEAST_TOLD or is_faint(seen):
        return False
    formula = _formula()
    total = formula["intercept"] + sum(
        formula[name] * value for name, value in zip(WEIGHED, astuple(seen)[:-1], strict=True)
    )
    return 1 / (1 + math.exp(-total)) >= formula["threshold"]


def may_be_on_it(question: Understanding, seen: Signs) -> bool:
    """Tell whether what came nearest is worth showing as no more than that.

    A figure is not: one of something else would be taken for the one asked for.
    """
    describes = len(question.terms) >= _DESCRIBING and question.kind is not QuestionKind.FACT
    return describes and min(seen.nearest, seen.best) >= LEAST_NEAR


def is_faint(seen: Signs) -> bool:
    """Tell whether no more than an indicator that some of the passages share speaks for it."""
    is_near = seen.nearest >= LEAST_NEAR or seen.said >= LEAST_SAID
    return not (is_near or seen.is_narrowed or seen.is_on_indicator == 1)


@lru_cache(maxsize=1)
def _formula() -> Mapping[str, float]:
    formula: Mapping[str, float] = read_yaml("assistant", "confidence.yaml")
    return formula
