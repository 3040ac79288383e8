"""Checks whether evidence supports a claim: figures, names, groups, direction, tense, wording."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from assistant.figures import MONTHS, Figure, is_same
from assistant.meaning import (
    Lexicon,
    Sentence,
    contrary_pole,
    is_denied,
    is_plan_told_as_done,
    is_taken_over,
    missing_groups,
    read_tokens,
)
from index.records import Vector

# Sentences to a window: a claim may draw on two neighbouring sentences.
WINDOW = 2
# Windows this close to the best one in shared words may speak for the claim as well as it does.
NEAR_BEST = 0.8
# Windows that are encoded, those that share most words first: long evidence would take minutes.
MAX_ENCODED = 5
_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9£\"'“‘•])|\n+|(?<=;)\s+|\s•\s")
_NAME = re.compile(
    r"(?:[A-Z][\w&']*(?:-[A-Z]\w*)*)(?:\s+(?:(?:of|and|the|for|&)\s+)*[A-Z][\w&']*(?:-[A-Z]\w*)*)*"
)
_CONNECTORS = frozenset({"of", "and", "the", "for", "&", "in"})
_MONTHS = frozenset(month[:3] for month in MONTHS)
_GENERIC = frozenset({"nhs", "foundation", "trust", "ft", "ltd", "plc"})


class Encoder(Protocol):
    """What turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> Vector:
        """Encode texts as rows of unit length."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the evidence supports the claim; the reason names what first does not fit."""

    is_supported: bool
    score: float
    """0 to 1; at or above the checker's threshold is supported."""
    reason: str


class Judge(Protocol):
    """The seam for a support checker: ours, a cross-encoder or a language model."""

    def check(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Tell whether the evidence supports the claim."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the score is made of: one share (0 to 1) and two cosines (-1 to 1).

    Weighting the shared words by rarity was measured and adds nothing (ROC-AUC on ExpertQA 0.57
    with and without).
    """

    shared_words: float
    """Share of the claim's content words in the best window of WINDOW sentences."""
    nearest: float
    """Cosine of the claim to the nearest window."""
    topic: float
    """Cosine of the claim to the evidence as a whole."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Logistic formula over the features, as calibrated; see data/support_formula.yaml."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    @classmethod
    def load(cls) -> "Formula":
        """Load the packaged formula."""
        import yaml

        text = files("assistant").joinpath("data/support_formula.yaml").read_text(encoding="utf-8")
        values = yaml.safe_load(text)
        return cls(values["intercept"], values["weights"], values["threshold"])

    def score(self, features: Features) -> float:
        """Give the probability of support."""
        total = self.intercept + sum(
            weight * float(getattr(features, name)) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-total))


class SupportChecker:
    """Judges support on the CPU, offline, by what can be compared and then by wording.

    Evidence should say who it is about: a caller puts the organisation and section before a quote
    that says only "we". `aliases` maps other names of organisations to their full names.
    """

    def __init__(
        self,
        encoder: Encoder,
        *,
        aliases: Mapping[str, str] | None = None,
        lexicon: Lexicon | None = None,
        formula: Formula | None = None,
    ) -> None:
        self._encoder = encoder
        self._lexicon = lexicon or Lexicon.load()
        self._formula = formula or Formula.load()
        self._aliases = {alias.casefold(): name for alias, name in (aliases or {}).items()}

    def check(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Tell whether the evidence supports the claim.

        A conflict (figure, name, group, direction, negation, plan told as done) makes it
        unsupported whatever the wording; the wording's score is scaled to below the threshold.
        """
        said = Sentence(claim, self._lexicon)
        if not said.tokens:
            return Verdict(False, 0.0, "the claim has no words")
        read = self._read(evidence)
        if not read.sentences:
            return Verdict(False, 0.0, "there is no evidence")
        score = self._formula.score(self._features(said, read))
        conflict = self._conflict(said, read)
        if conflict:
            return Verdict(False, score * self._formula.threshold, conflict)
        if score < self._formula.threshold:
            return Verdict(False, score, "the evidence does not say this in like words")
        return Verdict(True, score, "figures, names and meaning agree with the evidence")

    def features(self, claim: str, evidence: Sequence[str]) -> Features:
        """Give what the score is made of, for calibration."""
        return self._features(Sentence(claim, self._lexicon), self._read(evidence))

    def conflict(self, claim: str, evidence: Sequence[str]) -> str:
        """Give the first thing in which claim and evidence disagree; "" where none is found."""
        return self._conflict(Sentence(claim, self._lexicon), self._read(evidence))

    def _read(self, evidence: Sequence[str]) -> "_Evidence":
        parts = [[part for part in _BREAK.split(text) if part.strip()] for text in evidence]
        sentences = [Sentence(part, self._lexicon) for text in parts for part in text]
        windows = [
            Sentence(" ".join(text[place : place + WINDOW]), self._lexicon)
            for text in parts
            for place in range(max(1, len(text) - WINDOW + 1))
            if text
        ]
        whole = Sentence(" ".join(part for text in parts for part in text), self._lexicon)
        return _Evidence(whole, tuple(s for s in sentences if s.tokens), tuple(windows))

    def _features(self, claim: Sentence, read: "_Evidence") -> Features:
        if not read.windows:
            return Features(0.0, 0.0, 0.0)
        shared = [_recall(claim, window) for window in read.windows]
        order = sorted(range(len(shared)), key=lambda place: -shared[place])[:MAX_ENCODED]
        if shared[order[0]] == 1.0:
            # Nothing is left for the encoder to find.
            return Features(1.0, 1.0, 1.0)
        nearest = [read.windows[place].text for place in order]
        vectors = self._encoder.encode([claim.text, *nearest])
        # Apart, or every short text would be padded to the length of the whole.
        whole = (
            vectors[1]
            if nearest == [read.whole.text]
            else self._encoder.encode([read.whole.text])[0]
        )
        cosines = vectors[1:] @ vectors[0]
        return Features(shared[order[0]], float(cosines.max()), float(whole @ vectors[0]))

    def _conflict(self, claim: Sentence, read: "_Evidence") -> str:
        if not read.sentences:
            return "there is no evidence"
        return (
            _figure_conflict(claim, read.whole)
            or self._name_conflict(claim, read.whole)
            or _group_conflict(claim, read.sentences)
            or self._meaning_conflict(claim, read.sentences)
        )

    def _meaning_conflict(self, claim: Sentence, evidence: Sequence[Sentence]) -> str:
        """Compare each part of the claim by itself: two clauses may rest on two sentences."""
        parts = (part for part in _BREAK.split(claim.text) if part.strip())
        conflicts = (_contradiction(Sentence(part, self._lexicon), evidence) for part in parts)
        return next(filter(None, conflicts), "")

    def _name_conflict(self, claim: Sentence, evidence: Sentence) -> str:
        known = tuple(token.stem for token in evidence.tokens if token.stem not in _CONNECTORS)
        initials = "".join(token.text[0].casefold() for token in evidence.tokens)
        for name in self._names(claim):
            if not self._is_named(name, known, initials):
                return f"the evidence does not name “{name}”"
        return ""

    def _names(self, claim: Sentence) -> tuple[str, ...]:
        """Give the capitalised sequences that may be names; no lone first word in lower case."""
        grouped = "|".join(re.escape(item.printed) for item in claim.groups) or "(?!)"
        found = []
        text = re.sub(rf"\b(?:{grouped})", lambda group: "," * len(group[0]), claim.text)
        for match in _NAME.finditer(text):
            words = match[0].split()
            is_first = not re.search(r"[\w,)]\s*$", text[: match.start()])
            if is_first and (
                words[0].casefold() in self._lexicon.stop
                or (len(words) == 1 and words[0][1:].islower())
            ):
                words = words[1:]
            content = [
                w for w in words if w.casefold() not in self._lexicon.not_names | _CONNECTORS
            ]
            if content and not all(w[:3].casefold() in _MONTHS for w in content):
                found.append(" ".join(words))
        return tuple(found)

    def _is_named(self, name: str, known: Sequence[str], initials: str) -> bool:
        full = self._aliases.get(name.casefold(), "")
        if any(_stands_in(_core(form), known) for form in (name, full) if form):
            return True
        if name.isupper() and name.casefold() in initials:
            return True
        letters = "".join(word[0] for word in name.split() if word[0].isupper()).casefold()
        if len(letters) > 2 and any(letters in (w, w + "ft") for w in known):
            return True
        parts = re.split(r"\s+(?:of|and|the|for|&|in)\s+", name)
        return len(parts) > 1 and all(self._is_named(part, known, initials) for part in parts)


@dataclass(frozen=True, slots=True)
class _Evidence:
    whole: Sentence
    sentences: tuple[Sentence, ...]
    windows: tuple[Sentence, ...]


def _core(name: str) -> tuple[str, ...]:
    words = [token.stem for token in read_tokens(name)]
    core = [word for word in words if word not in _CONNECTORS and word not in _GENERIC]
    return tuple(core)


def _stands_in(core: Sequence[str], known: Sequence[str]) -> bool:
    size = len(core)
    return any(tuple(known[i : i + size]) == tuple(core) for i in range(len(known) - size + 1))


def _recall(claim: Sentence, evidence: Sentence) -> float:
    """Give the share of the claim's content words that the evidence has; 1 where it has none."""
    if not claim.content:
        return 1.0
    return len(claim.content & evidence.content) / len(claim.content)


def _figure_conflict(claim: Sentence, evidence: Sentence) -> str:
    for figure in _absent_figures(claim, evidence):
        return f"the figure {claim.text[figure.start : figure.end].strip()} is not in the evidence"
    for before, after in claim.changes:
        if (after, before) in evidence.changes and (before, after) not in evidence.changes:
            return f"the evidence has the change from {after:g} to {before:g}, not the other way"
    return ""


def _group_conflict(claim: Sentence, evidence: Sequence[Sentence]) -> str:
    missing = missing_groups(claim, evidence)
    return f"the evidence does not speak of {missing[0]} staff apart" if missing else ""


def _contradiction(claim: Sentence, evidence: Sequence[Sentence]) -> str:
    """Compare with the sentences nearest in figures, then wording; one that agrees is enough."""
    held = [len(claim.figures) - len(_absent_figures(claim, item)) for item in evidence]
    most = [item for item, count in zip(evidence, held, strict=True) if count == max(held)]
    recalls = [_recall(claim, sentence) for sentence in most]
    best = max(recalls)
    near = [s for s, recall in zip(most, recalls, strict=True) if recall >= NEAR_BEST * best]
    reasons = [_disagreement(claim, sentence) for sentence in near] if best > 0 else []
    return reasons[0] if reasons and all(reasons) else ""


def _absent_figures(claim: Sentence, evidence: Sentence) -> tuple[Figure, ...]:
    is_header_percent = bool(re.search(r"(?<!\d)\s?%|percentage", evidence.text))
    return tuple(
        figure
        for figure in claim.figures
        if not any(
            is_same(figure, printed, is_header_percent=is_header_percent)
            for printed in evidence.figures
        )
    )


def _exchanged_figure(claim: Sentence, evidence: Sentence) -> str:
    """Give the first figure that stands where a sentence of the same words has another."""
    if not is_taken_over(claim, evidence):
        return ""
    unsaid = {figure.unit for figure in _absent_figures(evidence, claim)}
    for figure in _absent_figures(claim, evidence):
        if figure.unit in unsaid:
            return claim.text[figure.start : figure.end].strip()
    return ""


def _disagreement(claim: Sentence, evidence: Sentence) -> str:
    figure = _exchanged_figure(claim, evidence)
    if figure:
        return f"where the claim has {figure} the evidence has another figure"
    for scale in dict.fromkeys(mention.scale for mention in claim.mentions):
        poles = contrary_pole(claim, evidence, scale)
        if poles:
            return f"the claim says “{poles[0]}” where the evidence says “{poles[1]}”"
    if is_denied(claim, evidence):
        return "one denies what the other says"
    if is_plan_told_as_done(claim, evidence):
        return "the evidence plans it; the claim reports it as done"
    return ""
