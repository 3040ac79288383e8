"""Puts the first of a ranking in a better order with a cross-encoder, as far as time allows.

A cross-encoder reads question and passage together: it tells more than two vectors do, and costs as
much for each passage as a vector of it, at every question. So it reads the first 50 only, and only
while its time lasts. It is exported as the embedding model is, and runs without torch.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np

from index.configuration import SMOKE
from index.errors import NoModel
from index.export import quantise, revision_of, weights_folder, write_graph, written_whole
from index.runtime import MEND, Transformer

MOST = 50
"""How many passages are read at most."""
_AT_ONCE = 4
"""Passages between two looks at the clock."""
_MOST_TOKENS = 256
_LEAST_RIGHT = 6
_LEAST_CORRELATION = 0.98


class Scorer(Protocol):
    """Says how well each text answers a question."""

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Give a score for each text, in their order; more is better."""


@dataclass(frozen=True, slots=True)
class Reranker:
    """A cross-encoder and the time that it has for one question."""

    scorer: Scorer
    milliseconds: int
    clock: Callable[[], float] = time.monotonic
    """Seconds."""

    def scores(self, question: str, texts: Sequence[str]) -> tuple[float, ...]:
        """Score the first texts, as many as time allows; what has begun is finished."""
        until = self.clock() + self.milliseconds / 1000
        found: list[float] = []
        for start in range(0, min(len(texts), MOST), _AT_ONCE):
            if self.clock() >= until:
                break
            found += self.scorer.score(question, texts[start : min(start + _AT_ONCE, MOST)])
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in an exported cross-encoder's reranker.json."""

    name: str
    revision: str
    max_tokens: int


class CrossEncoder:
    """An exported cross-encoder; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        text = (folder / "reranker.json").read_text(encoding="utf-8")
        self._transformer = Transformer(folder, Manifest(**json.loads(text)).max_tokens)

    @classmethod
    def load(cls, model: str, folder: Path) -> Self:
        """Open a model's export in a cache folder; the first time, make it.

        `model` is a folder or a hub name that has been downloaded before: the network is not asked.

        Raises:
            NoModel: the model, torch or transformers is not there, or it does not rank.
            NotWritable: the folder cannot be written.
        """
        os.environ["HF_HUB_OFFLINE"] = "1"
        weights = weights_folder(model)
        manifest = Manifest(Path(model).name, revision_of(weights), _MOST_TOKENS)
        target = folder / f"{manifest.name}-{manifest.revision}"
        if not (target / "reranker.json").is_file():
            if find_spec("transformers") is None or find_spec("onnxscript") is None:
                raise NoModel(f"To export {model}, torch and transformers are needed: {MEND}")
            with written_whole(target) as partial:
                write(weights, manifest, partial)
                check_order(manifest.name, _smoke(cls(partial)))
        return cls(target)

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Give the model's own number for each text, not a probability.

        Raises:
            NoModel: the model's files are damaged.
        """
        pairs = [(question, text) for text in texts]
        return [float(value) for value in self._transformer.run(pairs, 1)[:, 0]]


def write(weights: Path, manifest: Manifest, folder: Path) -> None:
    """Write model.onnx, tokenizer.json and reranker.json.

    Raises:
        NoModel: it gives more than one number for a pair.
    """
    from transformers import AutoModelForSequenceClassification
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    model = AutoModelForSequenceClassification.from_pretrained(weights, local_files_only=True)
    if model.config.num_labels != 1:
        raise NoModel(
            f"The model {manifest.name} gives {model.config.num_labels} numbers for a pair, and a "
            "cross-encoder for ranking gives one: name another"
        )
    inputs = ["input_ids", "attention_mask"]
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs.append("token_type_ids")
    write_graph(_numbered(model), inputs, folder / "model.onnx")
    shutil.copy(weights / "tokenizer.json", folder / "tokenizer.json")
    (folder / "reranker.json").write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    plain = _smoke(CrossEncoder(folder))
    quantise(folder / "model.onnx", lambda: _is_like(_smoke(CrossEncoder(folder)), plain))


def _numbered(model: Any) -> Any:
    """Wrap a sequence classifier so that it gives one number for each pair."""
    import torch

    class Numbered(torch.nn.Module):  # type: ignore[misc]
        """The classifier, its logit."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any = None) -> Any:
            types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
            found = self.model(input_ids=input_ids, attention_mask=attention_mask, **types)
            return found.logits

    return Numbered().eval()


def _smoke(scorer: Scorer) -> np.ndarray[Any, Any]:
    """Score each answer of SMOKE for each of its questions: a row for each question."""
    answers = [answer for _, answer in SMOKE]
    return np.array([scorer.score(question, answers) for question, _ in SMOKE])


def check_order(name: str, scores: np.ndarray[Any, Any]) -> None:
    """Refuse a model that does not put plain answers first; `scores` are those of SMOKE.

    Raises:
        NoModel: fewer than six of eight answers come first.
    """
    right = int((scores.argmax(axis=1) == np.arange(len(scores))).sum())
    if right < _LEAST_RIGHT:
        raise NoModel(
            f"The model {name} puts {right} of {len(scores)} plain answers first: it is not a "
            "cross-encoder for ranking; name another"
        )


def _is_like(scores: np.ndarray[Any, Any], plain: np.ndarray[Any, Any]) -> bool:
    return bool(np.corrcoef(scores.ravel(), plain.ravel())[0, 1] >= _LEAST_CORRELATION)
