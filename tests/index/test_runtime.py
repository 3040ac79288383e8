"""Tests of where a model runs, and in what company its texts are."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.embedding import DEFAULT_MODEL, PACKAGED
from index.runtime import Transformer, providers


def test_a_graphics_processor_is_used_where_there_is_one() -> None:
    assert providers(["CPUExecutionProvider"]) == ["CPUExecutionProvider"]
    assert providers(["AzureExecutionProvider", "CPUExecutionProvider"]) == ["CPUExecutionProvider"]
    both = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    assert providers(["TensorrtExecutionProvider", *both]) == both


class Session:
    """Stands where a model does; a row is the number of a text's tokens."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self.batches: list[list[int]] = []

    def get_inputs(self) -> list[Any]:
        return [SimpleNamespace(name="attention_mask")]

    def get_outputs(self) -> list[Any]:
        return [SimpleNamespace(name="found")]

    def get_providers(self) -> list[str]:
        return [self._provider]

    def run(self, _: list[str], inputs: dict[str, Any]) -> list[Any]:
        counts = inputs["attention_mask"].sum(axis=1)
        self.batches.append(sorted(counts.tolist()))
        return [counts.astype(np.float32)]


@pytest.mark.parametrize("provider", ["CUDAExecutionProvider", "CPUExecutionProvider"])
def test_texts_of_about_one_length_share_a_batch_on_a_graphics_processor_only(
    provider: str,
) -> None:
    session = Session(provider)
    transformer = Transformer(Path("nowhere"), 256)
    tokenizer = Tokenizer.from_file(str(PACKAGED / DEFAULT_MODEL / "tokenizer.json"))
    tokenizer.no_padding()
    transformer._running = (tokenizer, session)
    lengths = [word % 90 + 1 for word in range(0, 2_000, 7)]
    rows = transformer.run(["word " * length for length in lengths], 1)
    assert rows[:, 0].tolist() == [length + 2 for length in lengths]  # and two marks
    if provider == "CPUExecutionProvider":
        assert all(len(batch) == 1 for batch in session.batches)
    else:
        assert len(session.batches) < len(lengths) / 4
        assert all(batch[0] >= 0.6 * batch[-1] for batch in session.batches)
