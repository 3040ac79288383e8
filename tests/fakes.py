"""Fakes that tests share: an encoder without a model, documents without files."""

import re
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from index.manifest import Model
from index.records import Vector
from ingest.records import (
    Action,
    Document,
    Evidence,
    Field,
    Kind,
    Label,
    Organisation,
    Outcome,
    Passage,
    Section,
    Sentence,
    Span,
)


class HashingEncoder:
    """Bags of words as vectors: each word adds its own fixed random direction.

    Texts that share words are near to each other; equal texts have equal vectors.
    """

    def __init__(self, name: str = "hashing", revision: str = "1", dimension: int = 384) -> None:
        self.model = Model(name, revision, dimension, "sum")
        self.texts: list[str] = []
        """Every text that was encoded, in order."""
        self._directions: dict[str, Vector] = {}

    def encode(self, texts: Sequence[str]) -> Vector:
        self.texts += texts
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vector:
        rows = [sum(map(self._direction, _words(text))) for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), self.model.dimension)
        unit: Vector = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vector, list[Vector]]:
        rows, pairs = self.encode(texts), zip(texts, parts, strict=True)
        return rows, [self._vectors([text[slice(*it)] for it in each]) for text, each in pairs]

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        return self.encode(texts)

    def _direction(self, word: str) -> Vector:
        if word not in self._directions:
            seed = int.from_bytes(sha256(word.encode()).digest()[:8], "big")
            direction = np.random.default_rng(seed).normal(size=self.model.dimension)
            self._directions[word] = direction.astype(np.float32)
        return self._directions[word]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower()) or [""]


def a_document(
    name: str = "one.txt",
    paragraphs: Sequence[str] = ("We trained managers. Cases fell by half.",),
    *,
    title: str = "A case study",
    organisation: str | None = "Alder NHS Trust",
    kind: Kind = Kind.CASE_STUDY,
    period: str | None = "2020/21",
    indicators: tuple[int, ...] = (3,),
    evidence: Sequence[Evidence] = (Evidence.OUTCOME,),
    actions: Sequence[tuple[str, str]] = (),
    outcomes: Sequence[str] = (),
    version: str = "1",
) -> Document:
    """Make a document: a passage for each paragraph, then one with a line for each action.

    `evidence` is taken in turn; `actions` are pairs of action and lead; `outcomes` are words that
    stand in a paragraph.
    """
    rows = [f"{action}\t{lead}" for action, lead in actions]
    parts = [*paragraphs, *(["\n".join(rows)] if rows else [])]
    text = "\n\n".join(parts)
    digest = sha256(f"{name}\n{text}".encode()).hexdigest()[:16]
    label = None if organisation is None else Label(organisation, "the title names it")
    named = () if organisation is None else (organisation,)
    passages = []
    at = 0
    for number, part in enumerate(parts):
        is_table = number >= len(paragraphs)
        kind_of = Evidence.PLAN if is_table else evidence[number % len(evidence)]
        span = Span(at, at + len(part))
        passages.append(_passage(f"{digest}-{number}", text, span, named, indicators, kind_of))
        at += len(part) + 2
    return Document(
        id=digest,
        name=name,
        fingerprint=f"{digest}-{version}",
        format="text",
        title=title,
        url=None,
        publisher=label,
        organisation=label,
        organisations=tuple(Organisation(each, "X01", "acute", "London") for each in named),
        kind=Label(kind, "it says so"),
        period=None if period is None else Label(period, "the title says so"),
        indicators=indicators,
        text=text,
        sections=(Section("What was done", Span(0, len(text))),),
        passages=tuple(passages),
        actions=tuple(
            _action(f"{digest}-a{number}", text, *pair, organisation, indicators)
            for number, pair in enumerate(actions)
        ),
        outcomes=tuple(
            _outcome(f"{digest}-o{number}", text, words, organisation, indicators)
            for number, words in enumerate(outcomes)
        ),
        warnings=(),
    )


def _passage(
    passage_id: str,
    text: str,
    span: Span,
    organisations: tuple[str, ...],
    indicators: tuple[int, ...],
    evidence: Evidence,
) -> Passage:
    inside = re.finditer(r"[^.\t\n]+\.?", text[span.start : span.end])
    spans = [Span(span.start + each.start(), span.start + each.end()) for each in inside]
    return Passage(
        id=passage_id,
        span=span,
        section="What was done",
        page=1,
        organisations=organisations,
        organisations_reason="the title names it",
        indicators=indicators,
        indicators_reason="the heading names it",
        evidence=evidence,
        evidence_reason="the heading says so",
        context="Table 1" if evidence is Evidence.PLAN else "",
        sentences=tuple(Sentence(each, evidence, "as the passage") for each in spans),
    )


def _action(
    action_id: str,
    text: str,
    action: str,
    lead: str,
    organisation: str | None,
    indicators: tuple[int, ...],
) -> Action:
    row = f"{action}\t{lead}"
    start = text.index(row)
    return Action(
        id=action_id,
        number="1.1",
        indicators=indicators,
        organisation=organisation,
        page=1,
        span=Span(start, start + len(row)),
        action=Field(action, Span(start, start + len(action))),
        lead=Field(lead, Span(start + len(action) + 1, start + len(row))),
    )


def _outcome(
    outcome_id: str, text: str, words: str, organisation: str | None, indicators: tuple[int, ...]
) -> Outcome:
    start = text.index(words)
    return Outcome(
        id=outcome_id,
        span=Span(start, start + len(words)),
        organisation=organisation,
        indicators=indicators,
        measure="disciplinary cases",
        before="",
        after="",
        change="half",
        unit="",
        group="all staff",
        period="2019/20",
        direction="better",
    )
