"""Vectors that cost next to nothing, so that a large corpus can be stored and searched quickly.

A text's vector is the sum of its words', and a word's is drawn by chance from its letters. What is
near to what means little; how long it takes to store and compare them is as with any others.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.manifest import Encoder, Model
from index.records import Vector

DIMENSION = 384


@lru_cache(maxsize=10_000)  # 15 MB
def _word(word: str) -> Vector:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(DIMENSION, np.float32)


def encode(texts: Sequence[str]) -> Vector:
    """Make vectors: a row for each text, unit length."""
    rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for at, text in enumerate(texts):
        for word in re.findall(r"\w+", text.lower()):
            rows[at] += _word(word)
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    unit: Vector = (rows / lengths).astype(np.float32)
    return unit


class LentEncoder:
    """Stands where the model does, under its name, while a large corpus is ingested."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def model(self) -> Model:
        """Say that the vectors are the model's, so that its questions can be asked."""
        return self._encoder.model

    def encode(self, texts: Sequence[str]) -> Vector:
        """Make vectors: a row for each text."""
        return encode(texts)

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vector, list[Vector]]:
        """Make vectors of texts and of their parts."""
        pairs = zip(texts, parts, strict=True)
        return encode(texts), [encode([text[slice(*it)] for it in each]) for text, each in pairs]

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        """Make vectors as the model does."""
        return self._encoder.encode_questions(texts)
