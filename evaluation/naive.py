"""The naive baseline: chunks of fixed length, the same model, the nearest by cosine."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from evaluation.records import CaseFilters, Place, Text
from evaluation.retrieval import DEPTH
from index.records import EVERYTHING, Filters, Vector

CHUNK = 1_000
BATCH = 64


class Encoder(Protocol):
    """Makes vectors of chunks and of questions."""

    def encode(self, texts: Sequence[str]) -> Vector:
        """Make vectors: a row for each text."""

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        """Make vectors of questions: a row for each."""


class NaiveSearcher:
    """Ranks chunks of CHUNK characters, blind to structure and to filters."""

    def __init__(self, texts: Iterable[Text], encoder: Encoder) -> None:
        import numpy as np

        self._encoder = encoder
        chunks = [
            (Place(text.document_id, start, min(start + CHUNK, len(text.text))), text)
            for text in texts
            for start in range(0, len(text.text), CHUNK)
        ]
        self._places = [place for place, _ in chunks]
        contents = [text.text[place.start : place.end] for place, text in chunks]
        self._vectors = np.concatenate(
            [encoder.encode(contents[i : i + BATCH]) for i in range(0, len(contents), BATCH)]
        )

    def search(
        self, query: str, filters: CaseFilters, understood: Filters = EVERYTHING
    ) -> Mapping[str, Sequence[Place]]:
        """Give the nearest chunks; ties by their order in the corpus."""
        import numpy as np

        cosines = self._vectors @ self._encoder.encode_questions([query])[0]
        nearest = np.argsort(-cosines, kind="stable")[:DEPTH]
        return {"naive": tuple(self._places[place] for place in nearest)}
