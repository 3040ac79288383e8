"""Tells which organisation a sentence is about, in a passage that is about several."""

import re

from index.records import StoredPassage, StoredSentence
from ingest.mentions import is_of_many
from ingest.organisations import Authority

# A trust's name in full, with which a sentence opens.
_FULL_NAME = re.compile(r"\bNHS\b")
_OPENING = re.compile(r"\W*(?:the )?", re.IGNORECASE)
_OF_ALL = re.compile(
    r"\b(?:both|all|either|the two) (?:sites?|trusts?|organisations?|cases?)\b", re.IGNORECASE
)
_OVERALL = re.compile(r"\W*(?:overall|in total|nationally)\b", re.IGNORECASE)


class Abouts:
    """Answers for the sentences of one question's passages; the names come from the authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def __call__(self, passage: StoredPassage, sentence: StoredSentence) -> str | None:
        """Give the organisation that the sentence names, else the last one named before it.

        A name counts only if the passage is about it, or if the sentence opens with it in full:
        what another trust did is not the teller's doing. None where the passage is about nobody,
        and where somebody else's text counts trusts, or a sentence speaks of all that it is about.
        """
        names = passage.organisations
        other = self._opens_with_other(sentence, names) if names else ""
        if other:
            return other
        is_told = bool(passage.publisher) and passage.publisher not in names
        is_general = is_told and (is_of_many(sentence.text) or _OVERALL.match(sentence.text))
        if len(names) < 2 and not is_general:
            return names[0] if names else None
        own = self._named(sentence.text, names)
        is_general = is_general or bool(_OF_ALL.search(sentence.text))
        if own or is_general:
            return own[0] if own else None
        earlier = self._named(passage.text[: sentence.span.start - passage.span.start], names)
        return earlier[-1] if earlier else names[0]

    def _opens_with_other(self, sentence: StoredSentence, names: tuple[str, ...]) -> str:
        """Give the trust, none of these, whose name in full opens a sentence; "" for none."""
        opening = _OPENING.match(sentence.text)
        start = opening.end() if opening else 0
        if sentence.role is not None or not _FULL_NAME.search(sentence.text[start : start + 80]):
            return ""
        if any(_FULL_NAME.search(each) and sentence.text.startswith(each, start) for each in names):
            return ""
        first = self._authority.opening(sentence.text, start)
        if first is None or not _FULL_NAME.search(first.text):
            return ""
        return "" if first.organisation.name in names else first.organisation.name

    def _named(self, text: str, names: tuple[str, ...]) -> list[str]:
        """Give those of the names that a text gives, as a place too ("Leeds tried it first")."""
        found = self._authority.find(text, is_question=True, among=names)
        return [
            item.organisation.name
            for item in found
            if item.organisation.name in names and item.text[:1].isupper()
        ]
