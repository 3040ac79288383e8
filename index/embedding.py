"""Makes vectors of texts: exports a sentence-transformers model to ONNX, once, and runs it."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.configuration import (
    LEAST_COSINE,
    SMOKE,
    Prefixes,
    check_likeness,
    check_ranking,
    likeness,
    prefixes_of,
)
from index.errors import NoModel
from index.export import quantise, revision_of, weights_folder, write_graph, written_whole
from index.manifest import Model
from index.records import Vector
from index.runtime import MEND, Transformer

DEFAULT_MODEL = "goodpractice-minilm"
BASE_MODEL = "all-MiniLM-L6-v2"
"""What the default was trained from."""
PACKAGED = Path(__file__).parent / "models"
"""Where the package keeps models that are exported already, each in a folder of its name."""


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """What stands in an exported model's manifest.json."""

    name: str
    revision: str
    dimension: int
    pooling: str
    max_tokens: int
    is_normalised: bool = True
    question_prefix: str = ""
    """What the model wants before a question, as "query: " for those of the family E5."""
    passage_prefix: str = ""
    gives_tokens: bool = False
    """It gives the vector of each token beside the text's, which is their mean."""


# ------------------------------------------------------------------ find and load


def find(model: str, folder: Path) -> Path:
    """Find a model that the package holds, or else its newest export in a cache folder.

    Raises:
        NoModel: it has not been exported.
    """
    if is_packaged(model):
        return PACKAGED / model
    wanted = _short_name(model)
    found = [path for path in folder.glob("*/manifest.json") if _read(path).name == wanted]
    if not found:
        raise NoModel(f"The embedding model {wanted} is not in {folder}: {MEND}")
    return max(found, key=lambda path: (path.stat().st_mtime, path)).parent


def is_packaged(model: str) -> bool:
    """Tell whether the package holds a model, ready to run; a path is never one of them."""
    return Path(model).name == model and (PACKAGED / model / "manifest.json").is_file()


class OnnxEncoder:
    """An exported model. Loads itself at the first text; safe to share between threads."""

    def __init__(self, folder: Path, manifest: ModelManifest, threads: int = 0) -> None:
        self._manifest = manifest
        self._transformer = Transformer(folder, manifest.max_tokens, threads)

    @classmethod
    def load(cls, folder: Path, threads: int = 0) -> Self:
        """Open an exported model's folder, to run with so many threads; 0 is one for each core.

        Raises:
            NoModel: there is no model in it.
        """
        manifest = folder / "manifest.json"
        if not manifest.is_file():
            raise NoModel(f"There is no embedding model in {folder}: {MEND}")
        return cls(folder, _read(manifest), threads)

    @property
    def model(self) -> Model:
        """Say which model this is."""
        given = self._manifest
        return Model(given.name, given.revision, given.dimension, given.pooling)

    def encode(self, texts: Sequence[str]) -> Vector:
        """Make vectors: a row for each text, in their order, float32, unit length.

        A text is cut at the model's longest (256 tokens).

        Raises:
            NoModel: the model's files are damaged.
        """
        return self._run([self._manifest.passage_prefix + text for text in texts])

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vector, list[Vector]]:
        """Make vectors of texts and of their parts: for each text an array, a row for each part.

        A part is where it begins and ends in its text; its vector is the mean of its tokens there.
        It is read by itself where the model pools otherwise, or is too short to reach it.

        Raises:
            NoModel: the model's files are damaged.
        """
        prefix, width = self._manifest.passage_prefix, self._manifest.dimension
        if self._manifest.gives_tokens:
            moved = [[(len(prefix) + a, len(prefix) + b) for a, b in each] for each in parts]
            rows, parted = self._transformer.run_parts([prefix + it for it in texts], moved, width)
        else:
            rows = self.encode(texts)
            parted = [np.full((len(each), width), np.nan, dtype=np.float32) for each in parts]
        lacking = [
            (at, part)
            for at, found in enumerate(parted)
            for part in np.flatnonzero(np.isnan(found).any(axis=1)).tolist()
        ]
        alone = [texts[at][slice(*parts[at][part])] for at, part in lacking]
        for (at, part), row in zip(lacking, self.encode(alone), strict=True):
            parted[at][part] = row
        return rows, parted

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        """Make vectors of questions, to be compared with those of `encode`.

        Raises:
            NoModel: the model's files are damaged.
        """
        return self._run([self._manifest.question_prefix + text for text in texts])

    def _run(self, texts: Sequence[str]) -> Vector:
        return self._transformer.run(texts, self._manifest.dimension)


def _read(manifest: Path) -> ModelManifest:
    return ModelManifest(**json.loads(manifest.read_text(encoding="utf-8")))


# ------------------------------------------------------------------ export


def export(model: str, folder: Path) -> Path:
    """Export a model into a cache folder, `folder/<name>-<revision>/`, unless it is there.

    What the package holds is not exported but given as it is. Else, `model` is `all-MiniLM-L6-v2`
    (from its package), the path of a sentence-transformers folder, or a hub name that has been
    downloaded before: the network is not asked. Weights are 8 bits where the vectors stay what they
    were (cosine to the original 0.991 on average for `all-MiniLM-L6-v2`), and else left as they are
    (`all-mpnet-base-v2`: 0.90 with 8 bits).

    Raises:
        NoModel: the model, torch or sentence-transformers is not there.
        NotWritable: the folder cannot be written.
    """
    if is_packaged(model):
        return PACKAGED / model
    os.environ["HF_HUB_OFFLINE"] = "1"
    weights = weights_folder(model)
    prefixes = prefixes_of(_short_name(model), weights)
    revision = revision_of(weights, prefixes.question + prefixes.passage)
    target = folder / f"{_short_name(model)}-{revision}"
    if (target / "manifest.json").is_file():
        return target
    if find_spec("sentence_transformers") is None or find_spec("onnxscript") is None:
        raise NoModel(f"To export {model}, torch and sentence-transformers are needed: {MEND}")
    with written_whole(target) as partial:
        _export_to(weights, _short_name(model), revision, prefixes, partial)
    return target


def _short_name(model: str) -> str:
    """Give the last part of a path or hub name."""
    return Path(model).name


def _export_to(weights: Path, name: str, revision: str, prefixes: Prefixes, folder: Path) -> None:
    """Write model.onnx, tokenizer.json and manifest.json; 20 s on 2 cores.

    Raises:
        NoModel: the model pools in a way that is not known, or its export does not rank.
    """
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    model = SentenceTransformer(str(weights), device="cpu", local_files_only=True).eval()
    pooling = model[1].get_config_dict()["pooling_mode"]
    if pooling not in ("mean", "cls"):
        raise NoModel(f"The model {name} pools by {pooling}; mean and cls are known: name another")
    graph = folder / "model.onnx"
    outputs = ("found", "tokens") if pooling == "mean" else ("found",)
    inputs = ("input_ids", "attention_mask")
    write_graph(_pooled(model[0].auto_model, pooling), inputs, graph, outputs)
    shutil.copy(weights / "tokenizer.json", folder / "tokenizer.json")
    manifest = ModelManifest(
        name=name,
        revision=revision,
        dimension=int(model.get_embedding_dimension()),
        pooling=pooling,
        max_tokens=int(model.max_seq_length),
        question_prefix=prefixes.question,
        passage_prefix=prefixes.passage,
        gives_tokens=pooling == "mean",
    )
    text = json.dumps(asdict(manifest), indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    original = model.encode([answer for _, answer in SMOKE], prompt=prefixes.passage)
    check_likeness(OnnxEncoder.load(folder), original)
    quantise(graph, lambda: likeness(OnnxEncoder.load(folder), original) >= LEAST_COSINE)
    check_ranking(OnnxEncoder.load(folder))


def _pooled(transformer: Any, pooling: str) -> Any:
    """Wrap a transformer: a unit vector for each text, and beside their mean the tokens' own."""
    import torch

    class Pooled(torch.nn.Module):  # type: ignore[misc]
        """Transformer, pooling, unit length."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            tokens = self.transformer(
                input_ids=input_ids, attention_mask=attention_mask
            ).last_hidden_state
            if pooling == "cls":
                return torch.nn.functional.normalize(tokens[:, 0], p=2, dim=1)
            kept = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * kept).sum(1) / kept.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1), tokens

    return Pooled().eval()
