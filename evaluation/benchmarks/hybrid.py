"""txtai's hybrid index, as its documentation sets one up.

`python -m evaluation.benchmarks.hybrid STORE QUESTION MODEL` asks.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from txtai import Embeddings

from evaluation.benchmarks.naive import kind_of


def new(model: str, transform: Callable[[Sequence[str]], Any] | None = None) -> Any:
    """Make an index that keeps texts and searches by vectors and words."""
    lent = {} if transform is None else {"method": "external", "transform": transform}
    return Embeddings({"path": model, "content": True, "hybrid": True, **lent})


def ingest(folder: Path, store: Path, embeddings: Any) -> int:
    """Split as the naive script does, and index; how many chunks there are is given back."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = [
        {"text": chunk, "source": str(path), "kind": kind_of(path)}
        for path in sorted(folder.rglob("*.md"))
        for chunk in splitter.split_text(path.read_text())
    ]
    embeddings.index(chunks)
    embeddings.save(str(store))
    _forget_lent(store / "config.json")
    return len(chunks)


def _forget_lent(path: Path) -> None:
    """Leave the model alone in the settings of an index, so that questions are asked with it."""
    settings = json.loads(path.read_text(encoding="utf-8"))
    kept = {name: value for name, value in settings.items() if name not in ("method", "transform")}
    path.write_text(json.dumps(kept), encoding="utf-8")


def search(embeddings: Any, question: str, kind: str | None = None) -> Sequence[Any]:
    """Give the four best chunks."""
    also = "" if kind is None else " and kind = :kind"
    statement = f"select text, source, score from txtai where similar(:question){also} limit 4"  # noqa: S608
    found: Sequence[Any] = embeddings.search(
        statement, parameters={"question": question, "kind": kind}
    )
    return found


if __name__ == "__main__":
    opened = Embeddings()
    opened.load(sys.argv[1])
    for each in search(opened, sys.argv[2]):
        sys.stdout.write(f"{each['source']}: {each['text']}\n\n")
