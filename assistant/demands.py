"""What a question demands of a sentence that answers it: what it names, a year, a figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import excluding
from assistant.question_words import NAME_OF
from assistant.records import QuestionKind
from assistant.select import Candidate, named_indicators
from assistant.understand import Understanding
from assistant.words import named_apart, says, stems
from ingest import periods
from ingest.patterns import pattern

_SPELT = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh"
    r"|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|(?:a|one) hundred)"
)
_NUMBER_WORD = rf"\b(?:{_SPELT}|half|third|quarter|twice|none)\b"
_ASKS_RATIO = pattern(r"\bratio\b|\blikel(?:y|ier|ihood)\b|\btimes (?:more|as)\b", re.IGNORECASE)
_ASKS_SHARE = pattern(r"%|\bper ?cent|\bpercentage\b|\bproportion\b|\bshare of\b", re.IGNORECASE)
_ASKS_MONEY = pattern(
    r"£|\b(?:costs?|price|spen[dt]|spending|budgets?|sav(?:e|ed|es|ings?)|money|pounds?|funding"
    r"|charged?|paid|fees?|pay (?:its|their|for))\b",
    re.IGNORECASE,
)
_ASKS_DATE = pattern(
    r"^(?:and |but |so )?(?:since )?when\b|\b(?:what|which) (?:year|month)\b", re.IGNORECASE
)
_DATE = pattern(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|\b(?:years?|months?|weeks?) (?:ago|earlier|before)\b",
    re.IGNORECASE,
)
_ASKS_TIME = pattern(r"\bhow long\b", re.IGNORECASE)
_TIME = pattern(
    rf"(?:\d|\b(?:an?|one|{_SPELT}|half|several)\b)"
    r"[ -](?:\w+[ -])?(?:hour|day|week|month|year|session)s?\b|\b(?:long|length|drag)",
    re.IGNORECASE,
)
_MONEY = pattern(r"£|\b(?:pounds|pence|[\d.]+ ?k)\b", re.IGNORECASE)
# A bare decimal ("1.24", "1.70 to 0.82%"), not money and not a share.
_RATIO = pattern(
    r"(?<![£\d.])\b\d{1,2}\.\d+\b(?! ?(?:%|per ?cent|million|billion|m\b|bn\b))"
    r"|\btimes\b|\btwice\b",
    re.IGNORECASE,
)
_SHARE = pattern(rf"%|\bper ?cent\b|{_NUMBER_WORD}", re.IGNORECASE)
_ANY_FIGURE = pattern(rf"\d|{_NUMBER_WORD}|\b[A-Z][a-z]+-(?:one|two|six|nine)\b", re.IGNORECASE)
# "A nurse is abused": an example, and no staff group.
_SOMEBODY = pattern(
    r"\b(?:an?|the|one|each|every|any)(?: \w+)?"
    r" (?:nurse|doctor|midwife|student|porter|volunteer)\b",
    re.IGNORECASE,
)
# How many were promoted is not told by how many took part.
_PROMOTED = pattern(r"\bpromot(?:ed|ions?)\b", re.IGNORECASE)
_PROMOTIONS = (
    "promotion, promotions, promoted, promote, progression, progressed, career, advancement"
    ", higher band, higher grade, next band, band up, up a band, a band or more, more senior"
    ", senior post, senior role, step up, stepped up, moved up, went up, gone up, go up, rose"
    ", risen, appointed, appointments, acting up, better job, new job"
)
_NAME_OF = pattern(NAME_OF, re.IGNORECASE)
# Abuse is of patients, of colleagues or of managers: where a question does not say, any is meant.
_OF_ABUSE = frozenset({5, 6, 8})
_ABUSE = pattern(
    r"^(?!.*\b(?:by|from|of) (?:\w+ )?(?:patients?|public|relatives|visitors|colleagues|staff"
    r"|managers?)\b)(?!.*\b(?:patient|staff)\b.{0,12}\babus)(?!.*\bdiscriminat).*"
    r"\b(?:abus|harass|bull(?:y|ied))",
    re.IGNORECASE,
)
# A pay band with a letter; a plain number may stand in a range that does not print it.
_BAND = pattern(r"\b(8[a-d])\b", re.IGNORECASE)
_POST = (
    r"(?:NHS|Trust|Foundation|Board|Committee|Director|Officer|Head|Chief|Deputy|Associate|Race"
    r"|Equality|Ethnic|Minority|Network|Staff|Group|Team|Service|Services|Council|Hospitals?|Care"
    r"|Health|People|Culture|Human|Resources|Black|History|The|This|From|North|South|East|West)\b"
)
_PERSON = pattern(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Sister|Cllr|Councillor)\.? [A-Z][\w’'-]+"
    r"|\b[A-Z]\. ?(?:[A-Z]\. ?)?[A-Z][\w’'-]+"
    rf"|\b(?!{_POST})[A-Z][a-z’'-]+ (?!{_POST})[A-Z][a-z’'-]+"
)
# Beside names, a line that signs says so little.
_FEW_BESIDE = 3
_INITIALS = pattern(r"\b(?!(?:WRES|NHS|BME|BAME)\b)[A-Z]{3,}\b")
# "The second cohort", "phase two": what another one brought is no answer.
_LATER = {"second": "two 2", "third": "three 3", "fourth": "four 4", "fifth": "five 5"}
_INSTANCE = pattern(
    rf"\b(?P<nth>{'|'.join(_LATER)}) (?P<what>cohorts?|rounds?|waves?|phases?|intakes?|pilots?)\b"
    r"|\b(?P<which>cohort|round|wave|phase|intake) (?P<number>two|three|four|five|[2-5])\b",
    re.IGNORECASE,
)
_YEAR = pattern(r"\b(?:19|20)\d\d\b")
_IN_YEAR = pattern(r"\b(?:in|during|for) ((?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Demands:
    """What an answering sentence must have; empty demands are met by anything.

    `concepts` are groups of wordings (as stems), of each of which the passage must say one (the
    names that a question gives are such a group); `years`
    are years of which the passage or its document must be about one; `figure` is what the sentence
    itself must hold; of what is `left_out` it may say nothing.
    """

    concepts: tuple[tuple[tuple[str, ...], ...], ...] = ()
    years: tuple[str, ...] = ()
    figure: re.Pattern[str] | None = None
    indicators: frozenset[int] = frozenset()
    """Of these a sentence must be about one, where it says itself which it is about."""
    left_out: tuple[excluding.Topic, ...] = ()
    post: str = ""
    """Whose name is asked for: a sentence must say it with the post, or be little but names."""

    def are_met(self, item: Candidate) -> bool:
        """Tell whether a sentence, in its passage, gives what is demanded."""
        passage = item.passage
        is_figure = self.figure is None or self.figure.search(item.sentence.text)
        if not is_figure or self._is_left_out(item):
            return False
        if self.years and not self._is_of_year(item):
            return False
        if self.indicators:
            told = named_indicators(passage, item.sentence)
            if told and not told & self.indicators:
                return False
        if self.post and not _names_holder(item.sentence.text, self.post):
            return False
        if not self.concepts:
            return True
        around = stems(f"{passage.title} {passage.section} {passage.context} {passage.text}")
        present = frozenset(around)
        return all(any(says(form, around, present) for form in group) for group in self.concepts)

    def _is_left_out(self, item: Candidate) -> bool:
        said = f"{item.passage.section} {item.passage.context} {item.sentence.text}"
        return any(topic.is_said(said) for topic in self.left_out)

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
    return replace(_wanted(question), left_out=question.left_out)


def _wanted(question: Understanding) -> Demands:
    typed = excluding.part(question.question).kept
    asked = stems(_SOMEBODY.sub(" ", typed))
    present = frozenset(asked)
    concepts = tuple(
        group for group in named_apart() if any(says(form, asked, present) for form in group)
    )
    if question.names:
        concepts += (tuple(stems(name) for name in question.names),)
    concepts += _instances(question.question)
    post = _NAME_OF.search(question.question)
    if question.kind is QuestionKind.WHO_WHEN and post:
        concepts += tuple((stems(each),) for each in _INITIALS.findall(question.question))
        return Demands(concepts, post=(post["role"] or post["post"]).lower())
    if question.kind in {QuestionKind.EFFECT, QuestionKind.INTERVENTION}:
        return Demands(concepts, tuple(dict.fromkeys(_IN_YEAR.findall(question.question))))
    if question.kind is not QuestionKind.FACT:
        return Demands(concepts)
    if _PROMOTED.search(question.question):
        concepts += (tuple(stems(wording) for wording in _PROMOTIONS.split(", ")),)
    concepts += tuple(((band.lower(),),) for band in _BAND.findall(question.question))
    years = tuple(dict.fromkeys(_YEAR.findall(question.question)))
    indicators = frozenset(question.indicators)
    if indicators & _OF_ABUSE and _ABUSE.search(question.question):
        indicators |= _OF_ABUSE
    return Demands(concepts, years, _figure(question.wording), indicators)


def meeting(items: Sequence[Candidate], asked: Demands) -> tuple[Candidate, ...]:
    """Keep the sentences that give what is demanded."""
    return tuple(item for item in items if asked.are_met(item))


def _names_holder(text: str, post: str) -> bool:
    """Tell whether a sentence names a person, with the post or with little else beside."""
    if not _PERSON.search(text):
        return False
    beside = re.findall(r"[^\W\d_]{2,}", _PERSON.sub(" ", text))
    return len(beside) <= _FEW_BESIDE or re.sub("[- ]", "", post) in re.sub(
        "[- ]", "", text.lower()
    )


def _instances(question: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Give the wordings of each later cohort or phase that a question is about."""
    found = []
    for match in _INSTANCE.finditer(question):
        if match["nth"]:
            nth, what = match["nth"].lower(), match["what"].lower()
        else:
            what, number = match["which"].lower(), match["number"].lower()
            nth = next(each for each, forms in _LATER.items() if number in forms.split())
        wordings = (f"{nth} {what}", *(f"{what} {form}" for form in _LATER[nth].split()))
        found.append(tuple(stems(wording) for wording in wordings))
    return tuple(found)


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
