"""An encoder that remembers: one evaluation encodes the same passages many times over."""

from collections.abc import Sequence

import numpy as np

from assistant.support import Encoder
from index.records import Vector


class MemoEncoder:
    """Encodes each text once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, Vector] = {}

    def encode(self, texts: Sequence[str]) -> Vector:
        """Give a row for each text, in their order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            self._rows.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._rows[text] for text in texts])
