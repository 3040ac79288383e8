"""Reads a sentence as ideas, so that a statement may put its source into other words."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from assistant.figures import normalise
from assistant.meaning import Lexicon, Sentence, read_tokens
from assistant.words import stem


@dataclass(frozen=True, slots=True)
class Idea:
    """A word of content, or several that are one wording, under every name that it goes by."""

    printed: str
    start: int
    """Where it stands in the sentence's text."""
    names: frozenset[str]
    """Its stem, its pole ("change:up") and the groups of synonyms that it is in."""
    is_light: bool
    """It is a stop word that stands for something in other places: "with" for "together"."""


class Thesaurus:
    """Wordings that say the same in a report; see data/synonyms.yaml."""

    def __init__(self, groups: Mapping[tuple[str, ...], frozenset[str]]) -> None:
        self._groups = groups
        self._longest = max(map(len, groups), default=1)

    @classmethod
    def load(cls) -> "Thesaurus":
        """Load the packaged groups."""
        import yaml

        text = files("assistant").joinpath("data/synonyms.yaml").read_text(encoding="utf-8")
        groups: dict[tuple[str, ...], frozenset[str]] = {}
        for number, group in enumerate(yaml.safe_load(text)):
            for wording in group:
                form = tuple(token.stem for token in read_tokens(normalise(wording)))
                groups[form] = groups.get(form, frozenset()) | {f"={number}"}
        return cls(groups)

    def read(self, sentence: Sentence, lexicon: Lexicon) -> tuple[Idea, ...]:
        """Give the ideas of a sentence in reading order, the longest wording first."""
        stems = tuple(token.stem for token in sentence.tokens)
        poles = {start: (end, f"{scale}:{pole}") for start, end, scale, pole in sentence.poles}
        empty = lexicon.stop | lexicon.negations
        found: list[Idea] = []
        place = 0
        while place < len(stems):
            token = sentence.tokens[place]
            end, pole = poles.get(place, (place + 1, ""))
            names = {pole} - {""}
            for length in range(min(self._longest, len(stems) - place), 0, -1):
                groups = self._groups.get(stems[place : place + length], frozenset())
                if groups and length >= end - place:
                    names |= groups
                    end = place + length
                    break
            words = [w for w in sentence.words[place:end] if w not in empty]
            is_light = not words
            stems_here = {stem(lexicon.past.get(word, word).removesuffix("'s")) for word in words}
            names |= stems_here | {each.removesuffix("li") for each in stems_here if len(each) > 5}
            if names:
                last = sentence.tokens[end - 1]
                printed = sentence.text[token.start : last.start + len(last.text)]
                found.append(Idea(printed, token.start, frozenset(names), is_light))
            place = end
        return tuple(found)
