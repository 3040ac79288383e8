"""Puts a trained model's folder into the package: `python -m training.ship FOLDER`.

The 8-bit export, tokenizer and manifest replace those under index/models; the model card beside
them is written by hand and stays.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from index.embedding import PACKAGED, export


def ship(trained: Path, models: Path = PACKAGED) -> Path:
    """Export a trained model and copy it to where the package keeps it, under its folder's name."""
    target = models / trained.name
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = export(str(trained), Path(folder))
        for name in ("model.onnx", "tokenizer.json", "manifest.json"):
            shutil.copyfile(made / name, target / name)
    return target


def main(arguments: Sequence[str]) -> None:
    """Read the command line and ship."""
    parser = argparse.ArgumentParser(description="Put a trained model into the package.")
    parser.add_argument("trained", type=Path)
    sys.stdout.write(f"{ship(parser.parse_args(arguments).trained)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
