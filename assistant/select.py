"""Selects evidence: scores the sentences of retrieved passages and keeps what answers."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.question_words import (
    asks_for_aim,
    asks_for_contact,
    asks_for_lessons,
    tells_groups,
)
from assistant.records import QuestionKind
from assistant.understand import Understanding
from assistant.units import leans_on, units
from assistant.words import DIRECTIONS, Term, coverage, stems
from index.matrix import cosines
from index.records import Hit, StoredPassage, StoredSentence, Vector
from ingest import figures
from ingest import indicators as wres
from ingest.furniture import holds_entries, is_formality
from ingest.records import CELL_GAP, Evidence, Role

# Sentences shorter than this are labels ("12 months"), not evidence on their own.
MIN_WORDS = 4
# A sentence further than this share below the best one is not part of the answer.
NEAR_BEST = 0.62
# A sentence about the indicator that was asked about, in its number or in its words.
NAMED = 0.08
# Evidence on another indicator or of another year answers another question.
OFF_TOPIC = 0.15
# What a sentence with a figure counts more where figures are asked for.
FIGURED = 0.04
# What a target counts less where a measured figure is asked for.
AIMED = 0.15
_YEAR = re.compile(r"\b20\d\d\b")
# What a sentence that says that something was brought in counts more among interventions.
BEGINS = 0.2
_BEGINNING = re.compile(
    r"\b(?:began|begun|started|introduced|launched|piloted|set up|established|implemented|adopted"
    r"|rolled out|created|developed|brought in|revived|appointed|trained|redesigned|revised)\b",
    re.IGNORECASE,
)
_OWN_NAME = re.compile(r"^(?:name of )?(?:your )?(?:organisation|trust)(?: name)?:", re.IGNORECASE)
# "Indicator 6 - Percentage of staff …": what is measured, and no measurement.
_ONLY_NAMED = re.compile(
    r"^(?:WRES )?(?:indicator|metric) ?\d\b[^\d]*(?:\d+ months?[^\d]*)?$", re.IGNORECASE
)
_MASKED = re.compile(r"\[[\w-]+ removed\]")
_TO_THE_WRITER = re.compile(r"\b(?:your|you|please)\b", re.IGNORECASE)
# "Affinity bias is …": a reader is told what it is, though it says "you".
_EXPLAINS = re.compile(
    r"^\W*(?!(?:it|this|that|there|what|which|who|please|if|your?|here)\b)(?:[\w’'-]+\W+){1,4}?"
    r"(?:is|are|means?|refers? to)\b(?! (?:your?|please)\b)",
    re.IGNORECASE,
)
# What a sentence about something done counts more where that was asked.
DONE = 0.06
_DOING = re.compile(
    r"\b(?:we|trust|service|team|board|group|hospital|network)"
    r"(?:,? (?:also|have|has|then|recently)){0,2}"
    r" (?:\w+ed|began|ran|set up|brought|held|built|made|gave|put)\b",
    re.IGNORECASE,
)
# What a lesson counts more where lessons were asked for, and a line of a form that names somebody
# where somebody to speak to was.
LEARNT = 0.15
SIGNED = 0.3
_SIGNING = re.compile(
    r"^(?:your |lead |main )?(?:names?|contacts?|job title|author|lead|role|submitted by)\b"
    r"[\w /,&-]{0,40}:"
    r"|\b(?:write|speak|talk|apply|e-?mail|ring|call|contact|(?:names|applications) to"
    r"|(?:get )?in touch with)\b(?-i:(?: to| with)? (?:[a-z]+ ){0,3}[A-Z][\w’'-]+ [A-Z])",
    re.IGNORECASE,
)
# Two sentences that share this much of their words say the same.
SAME = 0.8

# The share of a term's weight that a word of direction keeps.
OF_DIRECTION = 0.3

About = Callable[[StoredPassage, StoredSentence], str | None]
"""Tells which organisation a sentence of a passage is about; None where it is unnamed."""

_ROW_CELLS = frozenset({Role.NUMBER, Role.LEAD, Role.TIMESCALE, Role.STATUS})

_TO_BE_DONE = frozenset({Role.ACTION, Role.OBJECTIVE})
FEW_INDICATORS = 3

# What each kind of question wants to see first; types not named come after, equal.
_PREFERENCE: Mapping[QuestionKind, Mapping[Evidence, float]] = {
    QuestionKind.EFFECT: {
        Evidence.OUTCOME: 0.12,
        Evidence.INTERVENTION: 0.03,
        Evidence.CONTEXT: -0.03,
    },
    QuestionKind.INTERVENTION: {
        Evidence.INTERVENTION: 0.08,
        Evidence.OUTCOME: 0.02,
        Evidence.CONTEXT: -0.02,
    },
    QuestionKind.PLAN: {Evidence.PLAN: 0.08, Evidence.TARGET: 0.06},
    QuestionKind.WHO_WHEN: {Evidence.PLAN: 0.05},
    QuestionKind.FACT: {Evidence.BASELINE: 0.03, Evidence.OUTCOME: 0.03, Evidence.PLAN: -0.1},
    QuestionKind.COMPARE: {
        Evidence.OUTCOME: 0.12,
        Evidence.INTERVENTION: 0.03,
        Evidence.BASELINE: 0.03,
        Evidence.CONTEXT: -0.05,
    },
    QuestionKind.LIST: {Evidence.OUTCOME: 0.04, Evidence.INTERVENTION: 0.02},
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How much each thing counts in a sentence's score (`python -m evaluation.ablate_answers`).

    The first four are weights of values from 0 to 1; the others multiply what is added for the
    evidence type, the indicator and what the wording asks for.
    """

    similarity: float = 0.45
    passage: float = 0.2
    said: float = 0.35
    rank: float = 0.1
    evidence: float = 1.0
    indicator: float = 1.0
    wording: float = 1.0
    whole_lists: bool = True


COUNTS = Counts()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that may be quoted, with whom it is about and what speaks for it.

    `similarity` is the cosine to the question, `coverage` the weighted share of its terms said in
    the sentence and its surroundings, `score` what candidates are ordered by.
    """

    passage: StoredPassage
    sentence: StoredSentence
    organisation: str | None
    similarity: float
    coverage: float
    score: float

    @property
    def relevance(self) -> float:
        """Give how well it fits the question, whatever its evidence type (0 to 1)."""
        return 0.5 * max(self.similarity, 0.0) + 0.5 * self.coverage


def weigh(terms: Sequence[Term], frequency: Mapping[str, int], total: int) -> dict[str, float]:
    """Weigh terms by how rare they are: ln(1 + N / (1 + n)), N passages, n that say the term.

    A term that no passage says weighs most; a direction ("better", "reduced") is no topic and
    weighs little.
    """
    return {
        term.typed: math.log1p(total / (1 + frequency[term.typed]))
        * (OF_DIRECTION if DIRECTIONS & set(term.forms) else 1.0)
        for term in terms
    }


def candidates(
    hits: Sequence[Hit],
    question: Understanding,
    weights: Mapping[str, float],
    vectors: Mapping[str, Vector],
    query: Vector,
    about: About,
    counts: Counts = COUNTS,
) -> tuple[Candidate, ...]:
    """Score every sentence and short list of the hits; best first, ties in reading order.

    Where the question is narrowed to organisations, sentences about others are left out, though
    their passage is about several.
    """
    preference = _PREFERENCE.get(question.kind, {})
    wanted = _Wanted.by(question)
    out = []
    for hit in hits:
        passage = hit.passage
        around = f"{passage.title} {passage.section} {passage.context}"
        heading = passage.section
        cover_around = coverage(question.terms, weights, around + " " + passage.text)
        similarities = _similarities(vectors.get(passage.id), query, len(passage.sentences))
        for unit in units(passage, whole_lists=counts.whole_lists):
            sentence, similarity = unit.sentence, max(similarities[at] for at in unit.places)
            if sentence.role in _ROW_CELLS or _is_heading(passage, sentence):
                continue
            if not _says_something(sentence.text, sentence.evidence, passage.organisations):
                continue
            before = leans_on(passage, unit.places[0])
            other = about(passage, before) if before else None
            # "It" may be another trust, which the sentence before names.
            is_others = bool(other) and other not in passage.organisations
            organisation = other if is_others else about(passage, sentence)
            if question.filters.organisations and (
                organisation not in question.filters.organisations
            ):
                continue
            # What it leans on is quoted with it.
            text = f"{before.text} {sentence.text}" if before else sentence.text
            if before:
                similarity = max(similarity, similarities[unit.places[0] - 1])
            said = coverage(question.terms, weights, f"{heading} {text}")
            covered = 0.6 * said + 0.4 * max(said, cover_around)
            score = (
                counts.similarity * similarity
                + counts.passage * (hit.similarity or 0.0)
                + counts.said * covered
                + counts.rank / hit.rank**0.5
                + counts.evidence * preference.get(sentence.evidence, 0.0)
                + counts.indicator * _on_indicator(question, passage, sentence)
                + counts.wording * wanted.worth(sentence)
            )
            out.append(Candidate(passage, sentence, organisation, similarity, covered, score))
    out.sort(key=lambda item: (-item.score, item.passage.document, item.sentence.span.start))
    return tuple(out)


def distinct(items: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Drop sentences that say the same as an earlier one about the same organisation."""
    kept: list[Candidate] = []
    bags: list[Counter[str]] = []
    for item in items:
        bag = Counter(stems(item.sentence.text))
        if not any(
            item.organisation == before.organisation and _overlap(bag, other) >= SAME
            for other, before in zip(bags, kept, strict=True)
        ):
            kept.append(item)
            bags.append(bag)
    return tuple(kept)


def near_best(items: Sequence[Candidate], share: float = NEAR_BEST) -> tuple[Candidate, ...]:
    """Keep what scores close enough to the best."""
    if not items:
        return ()
    best = max(item.score for item in items)
    return tuple(item for item in items if item.score >= share * best)


def relevant(
    items: Sequence[Candidate], question: Understanding, share: float = NEAR_BEST
) -> tuple[Candidate, ...]:
    """Keep what fits the question about as well as the one that fits best, whatever its type.

    What names the indicator that was asked about fits, in whatever words.
    """
    best = max((item.relevance for item in items), default=0.0)
    return tuple(
        item
        for item in items
        if item.relevance >= share * best or names_indicator(question, item.passage, item.sentence)
    )


def spread(items: Iterable[Candidate], each: int, most: int) -> tuple[Candidate, ...]:
    """Keep at most `each` sentences per organisation and `most` in all, in the given order."""
    counts: Counter[str] = Counter()
    kept: list[Candidate] = []
    for item in items:
        source = item.organisation or item.passage.document
        if counts[source] < each and len(kept) < most:
            counts[source] += 1
            kept.append(item)
    return tuple(kept)


def _similarities(rows: Vector | None, query: Vector, count: int) -> tuple[float, ...]:
    if rows is None or len(rows) != count:
        return (0.0,) * count
    return tuple(cosines(rows, query).tolist())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the wording of a question asks a sentence to hold."""

    figure: bool
    done: bool
    lesson: bool
    contact: bool
    groups: bool
    measured: bool
    years: frozenset[str]

    @classmethod
    def by(cls, question: Understanding) -> "_Wanted":
        """Read it off a question."""
        kind, typed = question.kind, question.wording
        measured = kind is QuestionKind.FACT and not asks_for_aim(typed)
        return cls(
            figure=kind in {QuestionKind.FACT, QuestionKind.EFFECT, QuestionKind.COMPARE},
            done=kind is QuestionKind.INTERVENTION,
            lesson=asks_for_lessons(typed),
            contact=asks_for_contact(typed),
            groups=question.is_about_gap,
            measured=measured,
            years=frozenset(_YEAR.findall(typed)) if measured else frozenset(),
        )

    def worth(self, sentence: StoredSentence) -> float:
        """Give what is added to the score of a sentence that holds it, or taken off."""
        text, evidence = sentence.text, sentence.evidence
        return (
            (FIGURED if self.figure and any(map(str.isdigit, text)) else 0.0)
            + (DONE if self.done and _DOING.search(text) else 0.0)
            + (LEARNT if self.lesson and evidence is Evidence.LEARNING else 0.0)
            + (SIGNED if self.contact and names_contact(text) else 0.0)
            + (NAMED if self.groups and tells_groups(text) else 0.0)
            - (AIMED if self.measured and evidence is Evidence.TARGET else 0.0)
            - (OFF_TOPIC if _is_of_another_year(self.years, text) else 0.0)
        )


def names_contact(text: str) -> bool:
    """Tell whether a text names somebody to turn to, or is a form's line that does."""
    return bool(_SIGNING.search(text))


def _on_indicator(
    question: Understanding, passage: StoredPassage, sentence: StoredSentence
) -> float:
    named = NAMED if names_indicator(question, passage, sentence) else 0.0
    return named - (OFF_TOPIC if _is_on_another(question, passage, sentence) else 0.0)


def named_indicators(passage: StoredPassage, sentence: StoredSentence) -> frozenset[int]:
    """Give the indicators that a sentence itself is about; a row says it in its first cells."""
    header = figures.header_of(passage.context)
    if header and CELL_GAP in sentence.text and sentence.role is None:
        told = figures.indicators_of(sentence.text, header)
        if told:
            return frozenset(told)
    return _told(sentence.text)


# The same passages are read for many questions.
@lru_cache(maxsize=8_192)
def _told(text: str) -> frozenset[int]:
    """Give the indicators that a text is about."""
    return frozenset(item.indicator for item in wres.find(text))


def names_indicator(
    question: Understanding, passage: StoredPassage, sentence: StoredSentence
) -> bool:
    """Tell whether the sentence itself is about an indicator that was asked about.

    What a plan's row says is to be done is about the few that the row gives.
    """
    asked = set(question.indicators)
    named = named_indicators(passage, sentence) if asked else frozenset()
    if not named and sentence.role in _TO_BE_DONE and len(passage.indicators) <= FEW_INDICATORS:
        named = frozenset(passage.indicators)
    return bool(asked & named)


def _is_on_another(
    question: Understanding, passage: StoredPassage, sentence: StoredSentence
) -> bool:
    """Tell whether a sentence, or failing that its passage, is on other indicators than asked."""
    asked = set(question.indicators)
    told = asked and (named_indicators(passage, sentence) or set(passage.indicators))
    return bool(told and not asked & told)


def _is_of_another_year(years: frozenset[str], text: str) -> bool:
    """Tell whether a sentence gives years, and none of those asked about."""
    told = set(_YEAR.findall(text))
    return bool(years and told) and not years & told


def on_topic(items: Sequence[Candidate], question: Understanding) -> tuple[Candidate, ...]:
    """Leave out evidence on other indicators, where there is any on those asked about."""
    kept = tuple(
        item for item in items if not _is_on_another(question, item.passage, item.sentence)
    )
    return kept or tuple(items)


def initiating(items: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Put first what says that something was begun or brought in: it names the intervention."""

    def place(item: Candidate) -> float:
        return -item.score - (BEGINS if _BEGINNING.search(item.sentence.text) else 0.0)

    return tuple(sorted(items, key=place))


def _is_heading(passage: StoredPassage, sentence: StoredSentence) -> bool:
    """Tell whether a sentence is a heading with nothing under it, and no result in itself."""
    is_title = sentence.text.strip() in (passage.section, passage.title)
    return is_title and sentence.evidence is Evidence.CONTEXT


@lru_cache(maxsize=8_192)
def _says_something(text: str, evidence: Evidence, names: tuple[str, ...]) -> bool:
    """Tell a sentence from a label, a lead-in, a form's question, or words to its writer.

    The `names` of organisations count as a word each.
    """
    said = _MASKED.sub("", text)
    for name in names:
        said = said.replace(name, "It")
    if len(said.split()) < MIN_WORDS or said.rstrip().endswith(("?", ":")):
        return False
    if _OWN_NAME.search(said) or is_formality(said) or holds_entries(said):
        return False
    if evidence is Evidence.CONTEXT and _ONLY_NAMED.search(text):
        return False
    is_told = evidence is not Evidence.CONTEXT or _EXPLAINS.search(said)
    return bool(is_told) or not _TO_THE_WRITER.search(text)


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    smaller = min(one.total(), other.total())
    shared = sum(min(count, other[word]) for word, count in one.items() if word in other)
    return shared / smaller if smaller else 0.0
