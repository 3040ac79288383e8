"""What a question demands of a sentence that answers it: what it names, a year, a figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.records import QuestionKind
from assistant.select import Candidate, named_indicators
from assistant.understand import Understanding
from assistant.words import says, stems
from ingest import periods
from ingest.packaged import read_yaml

_NUMBER_WORD = r"\b(?:two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|twice|none)\b"
_ASKS_RATIO = re.compile(r"\bratio\b|\blikel(?:y|ier|ihood)\b|\btimes (?:more|as)\b", re.IGNORECASE)
_ASKS_SHARE = re.compile(r"%|\bper ?cent|\bpercentage\b|\bproportion\b|\bshare of\b", re.IGNORECASE)
_ASKS_MONEY = re.compile(
    r"£|\b(?:costs?|price|spen[dt]|spending|budgets?|sav(?:e|ed|es|ings?)|money|pounds?|funding"
    r"|charged?|paid|fees?|pay (?:its|their|for))\b",
    re.IGNORECASE,
)
_ASKS_DATE = re.compile(
    r"^(?:and |but |so )?(?:since )?when\b|\b(?:what|which) (?:year|month)\b", re.IGNORECASE
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|\b(?:years?|months?|weeks?) (?:ago|earlier|before)\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(r"\bhow long\b", re.IGNORECASE)
_TIME = re.compile(
    r"(?:\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|several)\b)"
    r"[ -](?:\w+[ -])?(?:hour|day|week|month|year|session)s?\b|\b(?:long|length|drag)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"£|\b(?:pounds|pence|[\d.]+ ?k)\b", re.IGNORECASE)
# A bare decimal ("1.24", "1.70 to 0.82%"), not money and not a share.
_RATIO = re.compile(
    r"(?<![£\d.])\b\d{1,2}\.\d+\b(?! ?(?:%|per ?cent|million|billion|m\b|bn\b))"
    r"|\btimes\b|\btwice\b",
    re.IGNORECASE,
)
_SHARE = re.compile(rf"%|\bper ?cent\b|{_NUMBER_WORD}", re.IGNORECASE)
_ANY_FIGURE = re.compile(rf"\d|{_NUMBER_WORD}|\b[A-Z][a-z]+-(?:one|two|six|nine)\b", re.IGNORECASE)
# "A nurse is abused": an example, and no staff group.
_SOMEBODY = re.compile(
    r"\b(?:an?|the|one|each|every|any)(?: \w+)?"
    r" (?:nurse|doctor|midwife|student|porter|volunteer)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IN_YEAR = re.compile(r"\b(?:in|during|for) ((?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Demands:
    """What an answering sentence must have; empty demands are met by anything.

    `concepts` are groups of wordings (as stems), of each of which the passage must say one (the
    names that a question gives are such a group); `years`
    are years of which the passage or its document must be about one; `figure` is what the sentence
    itself must hold.
    """

    concepts: tuple[tuple[tuple[str, ...], ...], ...] = ()
    years: tuple[str, ...] = ()
    figure: re.Pattern[str] | None = None
    indicators: frozenset[int] = frozenset()
    """Of these a sentence must be about one, where it says itself which it is about."""

    def are_met(self, item: Candidate) -> bool:
        """Tell whether a sentence, in its passage, gives what is demanded."""
        passage = item.passage
        if self.figure is not None and not self.figure.search(item.sentence.text):
            return False
        if self.years and not self._is_of_year(item):
            return False
        if self.indicators:
            told = named_indicators(passage, item.sentence)
            if told and not told & self.indicators:
                return False
        if not self.concepts:
            return True
        around = stems(f"{passage.title} {passage.section} {passage.context} {passage.text}")
        present = frozenset(around)
        return all(any(says(form, around, present) for form in group) for group in self.concepts)

    def _is_of_year(self, item: Candidate) -> bool:
        passage = item.passage
        printed = (
            f"{passage.period or ''} {passage.title} {passage.section} {passage.context} "
            f"{passage.text}"
        )
        return any(
            year in printed or (passage.period and periods.covers(year, passage.period))
            for year in self.years
        )


def demands(question: Understanding) -> Demands:
    """Recognise what the question demands; year and figure only where one figure is asked for."""
    asked = stems(_SOMEBODY.sub(" ", question.question))
    present = frozenset(asked)
    concepts = tuple(
        group for group in _concepts() if any(says(form, asked, present) for form in group)
    )
    if question.names:
        concepts += (tuple(stems(name) for name in question.names),)
    if question.kind in {QuestionKind.EFFECT, QuestionKind.INTERVENTION}:
        return Demands(concepts, tuple(dict.fromkeys(_IN_YEAR.findall(question.question))))
    if question.kind is not QuestionKind.FACT:
        return Demands(concepts)
    years = tuple(dict.fromkeys(_YEAR.findall(question.question)))
    return Demands(concepts, years, _figure(question.wording), frozenset(question.indicators))


def meeting(items: Sequence[Candidate], asked: Demands) -> tuple[Candidate, ...]:
    """Keep the sentences that give what is demanded."""
    return tuple(item for item in items if asked.are_met(item))


def _figure(question: str) -> re.Pattern[str] | None:
    if _ASKS_TIME.search(question):
        return _TIME
    if _ASKS_DATE.search(question):
        return _DATE
    if _ASKS_MONEY.search(question):
        return _MONEY
    if _ASKS_RATIO.search(question):
        return _RATIO
    if _ASKS_SHARE.search(question):
        return _SHARE
    return _ANY_FIGURE


@lru_cache(maxsize=1)
def _concepts() -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(
        tuple(stems(wording) for wording in wordings)
        for wordings in read_yaml("assistant", "concepts.yaml").values()
    )
