"""Compares what two sentences say: about whom, which way, denied or not, done or planned."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from assistant.figures import Figure, changes, normalise, read_figures
from assistant.words import stem

# Words on either side of a pole that tell which mention in the evidence it corresponds to, and by
# how much (one neighbouring word is 1) another pole must fit better to be held against it.
CONTEXT_WORDS = 5
CONTEXT_MARGIN = 1.0
# A figure tells mentions apart better than a word does.
FIGURE_WEIGHT = 2
# The share of a claim's words from which it is held to be a wording of the evidence itself.
TAKEN_OVER = 0.8
# Content words after "not" that tell what is denied.
DENIED_WORDS = 3

_TOKEN = re.compile(r"\d[\d,.]*\d|\d+|[A-Za-z]+(?:[&+][A-Za-z]*)*(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a normalised text, as printed and as its stem."""

    text: str
    stem: str
    start: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A pole of a scale ("white" of "group") and the content stems around it."""

    scale: str
    pole: str
    printed: str
    before: Mapping[str, int]
    """Each stem to its distance in content words, nearest first."""
    after: Mapping[str, int]

    @property
    def figures(self) -> frozenset[str]:
        """The figures around it."""
        return frozenset(word for word in (*self.before, *self.after) if word[0].isdigit())


@dataclass(frozen=True)
class Lexicon:
    """The words by which meanings are compared; see data/support.yaml."""

    groups: frozenset[str]
    """The scales whose poles are groups of people."""
    scales: Mapping[str, Mapping[tuple[str, ...], str]]
    """For each scale, the words of a wording to its pole."""
    negations: frozenset[str]
    planned: tuple[tuple[str, ...], ...]
    past: Mapping[str, str]
    not_names: frozenset[str]
    stop: frozenset[str]

    @classmethod
    def load(cls) -> "Lexicon":
        """Load the packaged words."""
        import yaml

        text = files("assistant").joinpath("data/support.yaml").read_text(encoding="utf-8")
        words = yaml.safe_load(text)
        return cls(
            groups=frozenset(words["groups"]),
            scales={
                scale: {_form(w): pole for pole, wordings in poles.items() for w in wordings}
                for scale, poles in (words["groups"] | words["scales"]).items()
            },
            negations=frozenset(words["negations"]),
            planned=tuple(tuple(phrase.split()) for phrase in words["planned"]),
            past=words["past"],
            not_names=frozenset(words["not_names"]),
            stop=frozenset(words["stop"]),
        )


def _form(wording: str) -> tuple[str, ...]:
    return tuple(token.text.casefold() for token in read_tokens(wording))


def read_tokens(text: str) -> tuple[Token, ...]:
    """Give the words and numbers of a normalised text."""
    return tuple(
        Token(found[0], stem(found[0].casefold().removesuffix("'s")), found.start())
        for found in _TOKEN.finditer(text)
    )


class Sentence:
    """A text with its words, figures and the poles it mentions, each worked out once."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = normalise(text)
        self._lexicon = lexicon

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words."""
        return read_tokens(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(token.text.casefold() for token in self.tokens)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures."""
        return read_figures(self.text)

    @cached_property
    def changes(self) -> frozenset[tuple[float, float]]:
        """The pairs of values (before, after)."""
        return changes(self.text, self.figures)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems that carry content; a wording of a group counts as the group's name."""
        groups = [pole for pole in self.poles if pole[2] in self._lexicon.groups]
        covered = {place for start, end, _, _ in groups for place in range(start, end)}
        return frozenset(
            token.stem
            for place, token in enumerate(self.tokens)
            if place not in covered
            and self.words[place] not in self._lexicon.stop | self._lexicon.negations
        ) | {pole for _, _, _, pole in groups}

    @cached_property
    def poles(self) -> tuple[tuple[int, int, str, str], ...]:
        """Where each pole stands: first word, past the last, scale, pole; longest wording first."""
        found: list[tuple[int, int, str, str]] = []
        for scale, wordings in self._lexicon.scales.items():
            longest = max(map(len, wordings))
            place = 0
            while place < len(self.words):
                for length in range(min(longest, len(self.words) - place), 0, -1):
                    pole = wordings.get(self.words[place : place + length])
                    if pole:
                        found.append((place, place + length, scale, pole))
                        place += length - 1
                        break
                place += 1
        return tuple(found)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The poles this text mentions, each with its surroundings."""
        return tuple(
            Mention(
                scale,
                pole,
                " ".join(token.text for token in self.tokens[start:end]),
                self._near(range(start - 1, self._bound(scale, before=start) - 1, -1)),
                self._near(range(end, self._bound(scale, after=end))),
            )
            for start, end, scale, pole in self.poles
        )

    @cached_property
    def groups(self) -> tuple[Mention, ...]:
        """The groups of people that this text mentions."""
        return tuple(item for item in self.mentions if item.scale in self._lexicon.groups)

    def _bound(self, scale: str, *, before: int = 0, after: int = 0) -> int:
        """Give where the surroundings of a mention end: at the next one of its scale."""
        rivals = [(start, end) for start, end, other, _ in self.poles if other == scale]
        if after:
            return min((start for start, _ in rivals if start >= after), default=len(self.tokens))
        return max((end for _, end in rivals if end <= before), default=0)

    def _near(self, places: Iterable[int]) -> Mapping[str, int]:
        near: dict[str, int] = {}
        for place in places:
            if self.words[place] not in self._lexicon.stop:
                near.setdefault(self.tokens[place].stem, len(near) + 1)
            if len(near) == CONTEXT_WORDS:
                break
        return near

    @cached_property
    def denials(self) -> tuple[frozenset[str], ...]:
        """For each negation, the roots of the content words that follow it."""
        found = []
        for place, word in enumerate(self.words):
            if word in self._lexicon.negations or word.endswith("n't"):
                following = [
                    self._root(word)
                    for word in self.words[place + 1 :]
                    if word not in self._lexicon.stop
                ]
                found.append(frozenset(following[:DENIED_WORDS]))
        return tuple(found)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The stems of all words, irregular verbs by their infinitive."""
        return frozenset(map(self._root, self.words))

    def _root(self, word: str) -> str:
        return stem(self._lexicon.past.get(word, word).removesuffix("'s"))

    @cached_property
    def is_planned(self) -> bool:
        """Tell whether it has a word for what is meant to happen."""
        return any(
            self.words[place : place + len(phrase)] == phrase
            for phrase in self._lexicon.planned
            for place in range(len(self.words))
        )

    @cached_property
    def done(self) -> frozenset[str]:
        """The stems of verbs in a past form, those of a plan ("to be reviewed") left out."""
        return frozenset(
            stem(self._lexicon.past.get(word, word))
            for place, word in enumerate(self.words)
            if (word in self._lexicon.past or (word.endswith("ed") and len(word) > 4))
            and self.words[max(0, place - 1) : place] != ("be",)
        )

    @cached_property
    def meant(self) -> frozenset[str]:
        """The stems of verbs still to be done: "to X", "will X", "be Xed", "X" at the start."""
        found = set()
        openers = {"to", "will", "shall", "should", "would", "be", "and"}
        for place, token in enumerate(self.tokens):
            before = self.words[place - 1] if place else ""
            is_first = place == 0 or bool(re.search(r"[.:;•|]\s*$", self.text[: token.start]))
            if (is_first and not self.words[place].endswith(("ed", "ing"))) or before in openers:
                found.add(token.stem)
        return frozenset(found)


def contrary_pole(claim: Sentence, evidence: Sentence, scale: str) -> tuple[str, str] | None:
    """Give the claimed wording and the evidence's where they are at opposite poles of a scale.

    Each mention of the claim is compared with the mention of the evidence whose surroundings are
    most alike; another pole has to fit better by CONTEXT_MARGIN to count against it. Where the
    claim takes over the evidence's words, each pole must also occur as often.
    """
    said = [mention for mention in claim.mentions if mention.scale == scale]
    printed = [mention for mention in evidence.mentions if mention.scale == scale]
    for mention in said:
        same = [_likeness(mention, other) for other in printed if other.pole == mention.pole]
        others = [(_likeness(mention, item), item) for item in printed if item.pole != mention.pole]
        if not others:
            continue
        likeness, nearest = max(others, key=lambda pair: pair[0])
        if (not same and likeness > 0) or (same and likeness >= max(same) + CONTEXT_MARGIN):
            return mention.printed, nearest.printed
        if _has_others_figures(mention, printed):
            return mention.printed, nearest.printed
    if is_taken_over(claim, evidence):
        return _exchanged(said, printed)
    return None


def _has_others_figures(mention: Mention, printed: Sequence[Mention]) -> bool:
    """Tell whether the figures beside a mention stand beside other poles only in the evidence."""
    held = {item.pole for item in printed if mention.figures & item.figures}
    return bool(held) and mention.pole not in held


def is_taken_over(claim: Sentence, evidence: Sentence) -> bool:
    """Tell whether the claim's words, its figures apart, are the evidence's: TAKEN_OVER or more."""
    words = {word for word in claim.content if not word[0].isdigit()}
    return len(words & evidence.content) >= TAKEN_OVER * len(words)


def _exchanged(said: Sequence[Mention], printed: Sequence[Mention]) -> tuple[str, str] | None:
    """Give a wording that the claim has too often, and one that it has too rarely instead."""
    surplus = Counter(item.pole for item in said) - Counter(item.pole for item in printed)
    lacking = Counter(item.pole for item in printed) - Counter(item.pole for item in said)
    for mention in said:
        if surplus[mention.pole] and (others := [o for o in printed if lacking[o.pole]]):
            return mention.printed, others[0].printed
    return None


def _likeness(this: Mention, other: Mention) -> float:
    """Weigh the shared surroundings by nearness; a word on the other side counts half."""
    return (
        _shared(this.before, other.before)
        + _shared(this.after, other.after)
        + (_shared(this.before, other.after) + _shared(this.after, other.before)) / 2
    )


def _shared(this: Mapping[str, int], other: Mapping[str, int]) -> float:
    return sum(
        (FIGURE_WEIGHT if word[0].isdigit() else 1) / max(this[word], other[word])
        for word in this.keys() & other.keys()
    )


def is_denied(claim: Sentence, evidence: Sentence) -> bool:
    """Tell whether one denies what the other says: only one has a negation before the words."""
    return _denies(claim, evidence) or _denies(evidence, claim)


def _denies(this: Sentence, other: Sentence) -> bool:
    if not this.denials or other.denials:
        return False
    is_same_wording = is_taken_over(this, other)
    return any(
        len(denied & other.roots) >= len(denied) - (len(denied) > 2)
        and (len(denied) >= 2 or is_same_wording)
        for denied in this.denials
    )


def is_plan_told_as_done(claim: Sentence, evidence: Sentence) -> bool:
    """Tell whether the claim reports as done what its evidence only means to do.

    Either a verb of the claim's past tense stands in the evidence only as something to be done, or
    the evidence speaks of the future and has no verb in the past.
    """
    if claim.is_planned or not claim.done:
        return False
    shared = (claim.done & evidence.meant) - evidence.done
    if shared:
        return True
    return evidence.is_planned and not evidence.done


def missing_groups(claim: Sentence, evidence: Sequence[Sentence]) -> tuple[str, ...]:
    """Give the claim's wordings of groups of people that no evidence mentions."""
    known = {mention.pole for sentence in evidence for mention in sentence.groups}
    return tuple(mention.printed for mention in claim.groups if mention.pole not in known)
