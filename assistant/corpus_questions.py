"""Tells a question about the corpus ("which trusts are covered?") from one about practice."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from assistant.words import stop_words, tokens
from ingest.conditions import without_conditions
from ingest.organisations import Authority
from ingest.records import Kind


class Aspect(StrEnum):
    """What of the corpus is asked about."""

    EVERYTHING = "everything"
    ORGANISATIONS = "organisations"
    PERIODS = "periods"
    LATEST = "latest"
    EARLIEST = "earliest"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class CorpusQuestion:
    """What is asked about the corpus, beside what narrows any question."""

    aspect: Aspect
    kinds: tuple[Kind, ...] = ()
    places: tuple[str, ...] = ()
    """Words of organisations' names that mean no single one: "Leeds"."""


ANY_DOCUMENT = CorpusQuestion(Aspect.DOCUMENTS)
"""What a follow-up asks ("and Mersey Care?")."""

_BODIES = r"(?:trusts?|organisations?|employers?|providers?|hospitals?|councils?|bodies)"
# "What plans are there?" asks what is intended; these words are for papers alone.
_PAPERS = (
    r"(?:documents|sources|files|papers|publications|case studies|action plans|web ?pages|articles)"
)
_MORE_PAPERS = (
    r"(?:documents?|sources?|papers?|case stud(?:y|ies)|(?:action |wres )?plans?|reports?|guidance)"
)
_LIBRARY = r"(?:library|corpus|collection|database|index|knowledge base|documents|sources|data)"
_HELD = r"(?:covered|included|indexed|represented|held|ingested|loaded|available|in (?:here|there))"
_HOLD = r"(?:have|got|hold|cover|include|contain|know)"
_ASK = r"(?:which|what|how many|list|show|name)"

_ASPECTS = tuple(
    (aspect, re.compile("|".join(patterns), re.IGNORECASE))
    for aspect, patterns in (
        (
            Aspect.PERIODS,
            (
                r"\b(?:what|which) (?:\w+ )?(?:years?|periods?|dates?)\b.*"
                rf"\b(?:{_LIBRARY}|{_PAPERS}|you|{_HELD})\b",
                r"\bhow (?:far back|recent|old|new|current|up[ -]to[ -]date)\b.*"
                rf"\b(?:you|it|this|{_LIBRARY}|{_PAPERS})\b",
            ),
        ),
        (
            Aspect.LATEST,
            (
                rf"\bwhat(?:['’]?s| is| are) (?:the|your) (?:latest|newest|most recent) (?:\w+ )?"
                rf"{_MORE_PAPERS}\b",
            ),
        ),
        (
            Aspect.EARLIEST,
            (
                rf"\bwhat(?:['’]?s| is| are) (?:the|your) (?:oldest|earliest) (?:\w+ )?"
                rf"{_MORE_PAPERS}\b",
            ),
        ),
        (
            Aspect.ORGANISATIONS,
            (
                rf"\b{_ASK}\b.{{0,25}}\b{_BODIES}\b.*\b(?:{_HELD}|{_LIBRARY}|you|are there|have"
                r"|are in|are from)\b",
                rf"\b(?:list|show|name)\b.{{0,25}}\b{_BODIES}\W*$",
                rf"\b(?:who|whom)\b.*\b(?:{_HELD}|{_LIBRARY}|you (?:have|got|cover|hold))\b",
            ),
        ),
        (
            Aspect.EVERYTHING,
            (
                r"\bwhat(?: else)? (?:do|have|can) you "
                r"(?:have|got|hold|cover|know|contain|do|answer|tell|help)\b",
                rf"\bwhat(?:['’]?s| is| are) (?:{_HELD}|in (?:the |this |your )?{_LIBRARY})\b",
                r"\bwhat can (?:i|we) ask\b",
                rf"\bwhat does (?:the |this |your )?(?:{_LIBRARY}|tool|assistant) {_HOLD}\b",
            ),
        ),
        (
            Aspect.DOCUMENTS,
            (
                rf"\b(?:{_ASK}|any|is there|are there)\b.{{0,30}}\b{_PAPERS}\b",
                rf"\bhow many\b.{{0,30}}\b{_MORE_PAPERS}\b",
                rf"\b(?:do|have) you {_HOLD}\b",
                r"\b(?:is|are) there (?:anything|something)\b",
                rf"\b(?:is|are)\b.*\b{_HELD}\b",
                r"^(?:and )?any(?:thing)? (?:from|by)\b",
            ),
        ),
    )
)
# What a document says is asked of its passages.
_SAYS = re.compile(
    r"\b(?:says?|said|mentions?|recommends?)\b|\bdoes\b.*\b(?:show|find|report)\b", re.IGNORECASE
)
_KINDS = {
    Kind.ACTION_PLAN: re.compile(r"\b(?:action |wres )?plans?\b", re.IGNORECASE),
    Kind.CASE_STUDY: re.compile(r"\bcase stud(?:y|ies)\b", re.IGNORECASE),
    Kind.REPORT: re.compile(r"\breports?\b", re.IGNORECASE),
    Kind.GUIDANCE: re.compile(r"\bguidance\b", re.IGNORECASE),
    Kind.WEBPAGE: re.compile(r"\bweb ?pages?\b", re.IGNORECASE),
}
_THEMES = re.compile(
    r"\b(?:recruitment|staff development|disciplin\w+|bullying|harassment|abuse|discrimination"
    r"|boards?(?: representation)?|culture)\b",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"\b(?:from|by|at|in)\b", re.IGNORECASE)


def read(question: str, authority: Authority, known: Collection[str]) -> CorpusQuestion | None:
    """Read a question about the corpus; None where it is about practice.

    It is about the corpus if its wording asks for what is held, and if nothing is left of it once
    that wording, organisations, indicators, themes and periods are taken away: "which trusts
    reduced their ratio?" leaves a topic.
    """
    aspect = next((aspect for aspect, asks in _ASPECTS if asks.search(question)), None)
    if aspect is None or _SAYS.search(question):
        return None
    bare = question
    for mention in reversed(authority.find(question, is_question=True, among=known)):
        bare = f"{bare[: mention.start]} {bare[mention.end :]}"
    if re.search(rf"\b{_PAPERS}\b", question, re.IGNORECASE):
        bare = _THEMES.sub(" ", bare)
    about_it = _corpus_words()
    rest = tuple(
        word
        for word in tokens(without_conditions(bare))
        if not (word in about_it or word in stop_words() or word[0].isdigit() or len(word) == 1)
    )
    if rest and not (_BY_WHOM.search(question) and _are_places(rest, authority)):
        return None
    kinds = tuple(kind for kind, named in _KINDS.items() if named.search(question))
    return CorpusQuestion(aspect, kinds, rest)


def _are_places(words: tuple[str, ...], authority: Authority) -> bool:
    names = {word for entry in authority.entries for word in tokens(entry.organisation.name)}
    return set(words) <= names


@lru_cache(maxsize=1)
def _corpus_words() -> frozenset[str]:
    """Give the words that ask about the corpus, or narrow it, and name no topic of their own."""
    text = (files("assistant") / "data" / "corpus_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
