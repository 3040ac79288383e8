"""Runs an exported transformer: texts in, a row of numbers for each out.

It needs onnxruntime and tokenizers only (0.2 s to import, and 0.1 s to load a model).

Each text is run by itself, on one core, as many at once as there are cores. In a batch the 8-bit
activations of all its texts share one scale, so that a text's row depended on its company (cosine
0.99 between two companies). By itself it is the same whenever it is made. Tokens a second of one
core: 8 in a text 4,900, in batches 11,000; 25: 7,700 and 9,900; 60: 9,500 and 9,000; 120: 9,600
and 8,000; and several texts at once use all cores, where one small batch does not.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.errors import NoModel
from index.records import Vector
from ingest.cores import core_count

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MEND = "run `make setup`, or `pip install 'goodpractice[export]'` and then `goodpractice model`"
_BATCH_TOKENS = 1024
"""Tokens of a batch, padding included, on a graphics processor."""
_LEAST_FILLED = 0.6
"""The shortest text of a batch has at least this share of the tokens of the longest."""

# From 1.29 on, onnxruntime tells its makers of each session, unless this is set before it loads.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_GPUS = ("CUDAExecutionProvider", "ROCMExecutionProvider")


class Transformer:
    """The files of one export. Loads itself at the first text; safe to share between threads."""

    def __init__(self, folder: Path, max_tokens: int, threads: int = 0) -> None:
        """Prepare to run with so many threads; 0 is one for each core that may be used."""
        self._folder = folder
        self._max_tokens = max_tokens
        self._threads = threads
        self._lock = threading.Lock()
        self._running: tuple[Tokenizer, InferenceSession] | None = None

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]], width: int) -> Vector:
        """Give a row of `width` numbers for each text, or pair of texts, in their order.

        What is longer than the model takes is cut; of a pair, its second text.

        Raises:
            NoModel: the model's files are damaged.
        """
        rows = np.zeros((len(texts), width), dtype=np.float32)

        def take(batch: list[int], _: "Sequence[Encoding]", found: Sequence[Any]) -> None:
            rows[batch] = found[0].reshape(len(batch), width)

        self._each(texts, 1, take)
        return rows

    def run_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]], width: int
    ) -> tuple[Vector, list[Vector]]:
        """Give what `run` gives, and for each text a row for each of its parts.

        A part's row is the mean of its tokens, which the model gives beside the text's row, at unit
        length; it is NaN where the text was cut before the part.

        Raises:
            NoModel: the model's files are damaged.
        """
        rows = np.zeros((len(texts), width), dtype=np.float32)
        parted = [np.zeros((len(each), width), dtype=np.float32) for each in parts]

        def take(batch: list[int], tokens: "Sequence[Encoding]", found: Sequence[Any]) -> None:
            rows[batch] = found[0]
            for at, read, states in zip(batch, tokens, found[1], strict=True):
                parted[at][:] = _means(read.offsets, states, parts[at])

        self._each(texts, 2, take)
        return rows, parted

    def _each(
        self,
        texts: Sequence[str] | Sequence[tuple[str, str]],
        count: int,
        take: "Callable[[list[int], Sequence[Encoding], Sequence[Any]], None]",
    ) -> None:
        """Run every text, and hand over the first `count` of what the model gives for it."""
        if not texts:
            return
        tokenizer, session = self._started()
        wanted = {each.name for each in session.get_inputs()}
        names = [each.name for each in session.get_outputs()][:count]
        tokens = tokenizer.encode_batch(list(texts))

        def fill(batch: list[int]) -> None:
            read = [tokens[at] for at in batch]
            inputs = _padded(read)
            take(batch, read, session.run(names, {name: inputs[name] for name in wanted}))

        if session.get_providers()[0] in _GPUS:
            for batch in _batches([len(each.ids) for each in tokens]):
                fill(batch)
        elif len(texts) == 1:
            fill([0])
        else:
            with ThreadPoolExecutor(self._threads or core_count()) as pool:
                list(pool.map(fill, ([at] for at in range(len(texts)))))

    def _started(self) -> "tuple[Tokenizer, InferenceSession]":
        with self._lock:
            if self._running is None:
                self._running = self._start()
            return self._running

    def _start(self) -> "tuple[Tokenizer, InferenceSession]":
        import onnxruntime
        from onnxruntime.capi.onnxruntime_pybind11_state import (
            Fail,
            InvalidGraph,
            InvalidProtobuf,
            NoSuchFile,
        )
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            text = (self._folder / "tokenizer.json").read_text(encoding="utf-8")
            _check_tokenizer(text)
            tokenizer = Tokenizer.from_str(text)
            session = onnxruntime.InferenceSession(
                str(self._folder / "model.onnx"),
                options,
                providers=providers(onnxruntime.get_available_providers()),
            )
        except (Fail, InvalidGraph, InvalidProtobuf, NoSuchFile, OSError, ValueError) as error:
            raise NoModel(
                f"The model in {self._folder} is damaged ({error}): delete it and {MEND}"
            ) from error
        tokenizer.enable_truncation(self._max_tokens)
        tokenizer.no_padding()
        return tokenizer, session


def _means(
    offsets: Sequence[tuple[int, int]], states: Vector, parts: Sequence[tuple[int, int]]
) -> Vector:
    """Give the mean of the tokens of each part, unit length; NaN for a part without any."""
    rows = np.full((len(parts), states.shape[1]), np.nan, dtype=np.float32)
    if not parts:
        return rows
    starts, ends = np.array(offsets).T
    held = np.flatnonzero(ends > starts)  # no marks, as of a text's beginning
    begin = np.searchsorted(ends[held], [start for start, _ in parts], side="right")
    until = np.searchsorted(starts[held], [end for _, end in parts], side="left")
    for at, (first, last) in enumerate(zip(begin, until, strict=True)):
        if first < last:
            mean = states[held[first:last]].mean(axis=0)
            rows[at] = mean / np.linalg.norm(mean)
    return rows


def _check_tokenizer(text: str) -> None:
    """Raise ValueError for what is no tokenizer: the library raises a bare Exception."""
    if "model" not in json.loads(text):
        raise ValueError("tokenizer.json holds no tokenizer")


def providers(available: Sequence[str]) -> list[str]:
    """Choose where a model runs: on a graphics processor if onnxruntime was built for one here."""
    return [*(each for each in _GPUS if each in available), "CPUExecutionProvider"]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group texts, by their places, into batches of about one length."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lambda place: lengths[place]):
        longest = lengths[at]
        is_full = (len(batch) + 1) * longest > _BATCH_TOKENS
        if batch and (is_full or lengths[batch[0]] < _LEAST_FILLED * longest):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _padded(tokens: "Sequence[Encoding]") -> dict[str, npt.NDArray[np.int64]]:
    """Write texts' tokens as tables, the shorter ones filled up and masked."""
    shape = (len(tokens), max(len(each.ids) for each in tokens))
    names = ("input_ids", "attention_mask", "token_type_ids")
    tables = {name: np.zeros(shape, dtype=np.int64) for name in names}
    for row, each in enumerate(tokens):
        size = len(each.ids)
        tables["input_ids"][row, :size] = each.ids
        tables["attention_mask"][row, :size] = 1
        tables["token_type_ids"][row, :size] = each.type_ids
    return tables
