"""Turns text into comparable terms: stems without stop words, joined to the field's vocabulary."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.packaged import read_yaml

_TOKEN = re.compile(r"([^\W_]+)(?:['’][^\W_]+)?")


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Give the words that say nothing of what a text is about."""
    text = (files("assistant") / "data" / "stop_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Give the Porter stem of one lower-case word (Porter 1980), as the full-text index does."""
    from Stemmer import Stemmer

    # A stemmer holds the word that it is at: threads that shared one would stem each other's.
    return str(Stemmer("porter", 0).stemWord(word))


def tokens(text: str) -> tuple[str, ...]:
    """Give the words of a text, lower case, without endings such as 's and 're."""
    return tuple(_TOKEN.findall(text.casefold()))


# The same passages are read for many questions.
@lru_cache(maxsize=16_384)
def stems(text: str) -> tuple[str, ...]:
    """Give the stems of every word of a text, stop words included."""
    return tuple(map(stem, tokens(text)))


DIRECTIONS = frozenset({stems("reduce"), stems("increase")})
"""Forms of which each term of a direction ("fewer", "rose") has one: it is no topic."""


@dataclass(frozen=True, slots=True)
class Term:
    """One idea of a question: the words as typed, and the stem sequences that express it."""

    typed: str
    forms: tuple[tuple[str, ...], ...]
    wordings: tuple[str, ...] = ()
    """The wordings themselves, for the full-text index; the typed one alone when none is known."""


class Vocabulary:
    """The groups of wordings that mean the same in this field."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._groups: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        self._wordings: dict[tuple[str, ...], tuple[str, ...]] = {}
        for group in groups:
            wordings = tuple(group)
            forms = tuple(dict.fromkeys(stems(wording) for wording in wordings))
            for form in forms:
                self._groups.setdefault(form, forms)
                self._wordings.setdefault(form, wordings)
        self._longest = max((len(form) for form in self._groups), default=1)

    @classmethod
    def load(cls) -> "Vocabulary":
        """Load the packaged vocabulary."""
        return cls(read_yaml("assistant", "vocabulary.yaml"))

    def terms(self, text: str) -> tuple[Term, ...]:
        """Cut a text into terms: longest wordings of the vocabulary first, then single words."""
        words = tokens(text)
        stemmed = [stem(word) for word in words]
        found: dict[tuple[tuple[str, ...], ...], Term] = {}
        at = 0
        while at < len(words):
            size = self._wording_at(stemmed, at)
            if size:
                forms = self._groups[tuple(stemmed[at : at + size])]
                typed = " ".join(words[at : at + size])
                found.setdefault(forms, Term(typed, forms, self._wordings[forms[0]]))
                at += size
                continue
            if words[at] not in stop_words() and len(words[at]) > 1:
                forms = ((stemmed[at],),)
                found.setdefault(forms, Term(words[at], forms, (words[at],)))
            at += 1
        return tuple(found.values())

    def expand(self, text: str) -> tuple[str, ...]:
        """Give the other wordings of what a text says, none that it says already."""
        present = text.casefold()
        out: dict[str, None] = {}
        for term in self.terms(text):
            for wording in self._wordings.get(term.forms[0], ()):
                if wording.casefold() not in present:
                    out.setdefault(wording)
        return tuple(out)

    def _wording_at(self, stemmed: list[str], at: int) -> int:
        for size in range(min(self._longest, len(stemmed) - at), 0, -1):
            if tuple(stemmed[at : at + size]) in self._groups:
                return size
        return 0


def says(form: tuple[str, ...], stemmed: tuple[str, ...], present: Container[str]) -> bool:
    """Tell whether a stemmed text holds a form as neighbouring words."""
    if form[0] not in present:
        return False
    if len(form) == 1:
        return True
    size = len(form)
    return any(stemmed[i : i + size] == form for i in range(len(stemmed) - size + 1))


@lru_cache(maxsize=1)
def named_apart() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Give the wordings, as stems, of each concept that is about something else, however near."""
    return tuple(
        tuple(stems(wording) for wording in wordings)
        for wordings in read_yaml("assistant", "concepts.yaml").values()
    )


@lru_cache(maxsize=16_384)
def _different(text: str) -> Mapping[str, None]:
    """Give the stems of a text, each once: keys take half of the room of a set."""
    return dict.fromkeys(stems(text))


def coverage(terms: Iterable[Term], weights: Mapping[str, float], text: str) -> float:
    """Give the share (0 to 1, by weight) of the terms that a text expresses in any wording."""
    stemmed, present = stems(text), _different(text)
    total = said = 0.0
    for term in terms:
        weight = weights.get(term.typed, 1.0)
        total += weight
        # Written out: this is asked some thousand times for each question.
        for form in term.forms:
            if form[0] in present and (len(form) == 1 or says(form, stemmed, present)):
                said += weight
                break
    return said / total if total else 0.0
