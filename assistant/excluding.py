"""Reads what a question leaves out: "other than Mersey Care", "everything except recruitment"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.follow_up import has_topic
from assistant.words import DIRECTIONS, Term, Vocabulary, named_apart, says, stems
from ingest.patterns import pattern

# "The disability ones": what of a wording is left out is said by its other words.
_GENERIC = frozenset(
    stems("one ones action actions plan plans trust trusts organisation thing things stuff part")
)

_GOES_ON = (
    r"(?:who|which|what|that|with|ha[sd]|have|is|are|was|were|do|does|did|can|could|should|would)"
)
_NO_TOPIC = (
    r"(?:just|only|merely|simply|yet|all|sure|even|so|always|necessarily|what|how|why|who|when|if"
    r"|whether|an?|due|because|including|counting"
    r"|(?:a |the )?(?:plan\w*|targets?|results?|outcomes?))\b"
)
_LEFT_OUT = pattern(
    r"(?:(?:^|[\s,;:(–-])(?:(?:apart|aside) from|other than|with the exception of|except(?:ing)?"
    r"|excluding|besides|leaving (?:out|aside)|not (?:including|counting))"
    rf"|(?:[,;–-]\s*(?:but )?|\bbut )not(?! {_NO_TOPIC}))"
    r"\s+(?:(?:the|any|those|anything|that|on|about|for|in|at)\s+)*"
    rf"(?P<what>[^,;:?!()–]{{2,80}}?)(?=\s*(?:$|[,;:?!()–])|\.(?:\s|$)|\s+-\s|\s+{_GOES_ON}\b),?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question wants to hear nothing of: terms, each in all its forms as stems."""

    terms: tuple[tuple[tuple[str, ...], ...], ...]

    def is_said(self, text: str) -> bool:
        """Tell whether a text says every term, in any form."""
        stemmed = stems(text)
        present = frozenset(stemmed)
        return all(any(says(form, stemmed, present) for form in term) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Parted:
    """A question, what is kept of it, and the wordings of what it leaves out."""

    question: str
    kept: str
    left_out: tuple[str, ...] = ()


def part(question: str) -> Parted:
    """Take what a question leaves out from what it asks for; a question of nothing else is kept."""
    left_out = tuple(match["what"] for match in _LEFT_OUT.finditer(question))
    kept = " ".join(_LEFT_OUT.sub(" ", question).split())
    kept = re.sub(r"^[\s,;:–-]+|[\s,;:–-]+(?=\W?$)", "", kept)
    if not left_out or not re.search(r"\w{4}", kept):
        return Parted(question, question)
    return Parted(question, kept, left_out)


def _is_topic(term: Term) -> bool:
    """Tell whether a term names what work is about: no staff, no change, no "ones"."""
    is_generic = set(stems(term.typed)) <= _GENERIC or DIRECTIONS & set(term.forms)
    return has_topic(term) and not is_generic


def topics(wordings: Iterable[str], vocabulary: Vocabulary) -> tuple[Topic, ...]:
    """Give the topics that wordings name; of those that name none, none."""
    found = (topic(vocabulary.terms(wording)) for wording in wordings)
    return tuple(each for each in found if each is not None)


def topic(terms: Sequence[Term]) -> Topic | None:
    """Give the topic that a wording in terms is about; None where it names none."""
    forms = (term.forms for term in terms if _is_topic(term))
    concepts = [frozenset(concept) for concept in named_apart()]
    found = tuple(
        tuple(set(form).union(*(each for each in concepts if not each.isdisjoint(form))))
        for form in forms
    )
    return Topic(found) if found else None
