"""The script of a tutorial: LangChain over Chroma, the four nearest chunks.

`python -m evaluation.benchmarks.naive STORE QUESTION MODEL` asks. The class of embeddings stands
here because langchain-huggingface wants an older huggingface_hub; it does no more than this.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

BATCH = 2_000


class SentenceTransformerEmbeddings(Embeddings):
    """Embeds with sentence-transformers, as langchain-huggingface does."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed chunks."""
        rows: list[list[float]] = self._model.encode(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        row: list[float] = self._model.encode(text).tolist()
        return row


def open_store(store: Path, embeddings: Embeddings) -> Any:
    """Open the collection."""
    return Chroma(persist_directory=str(store), embedding_function=embeddings)


def ingest(folder: Path, store: Path, embeddings: Embeddings) -> int:
    """Load, split, embed and store; how many chunks there are is given back."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    loaded = [
        Document(path.read_text(), metadata={"source": str(path), "kind": kind_of(path)})
        for path in sorted(folder.rglob("*.md"))
    ]
    chunks = splitter.split_documents(loaded)
    chroma = open_store(store, embeddings)
    for start in range(0, len(chunks), BATCH):
        chroma.add_documents(chunks[start : start + BATCH])
    return len(chunks)


def kind_of(path: Path) -> str:
    """Give what stands before the number in a file's name."""
    return path.stem.rpartition("-")[0]


def search(chroma: Any, question: str, kind: str | None = None) -> Sequence[Document]:
    """Give the four nearest chunks."""
    narrowed = {} if kind is None else {"filter": {"kind": kind}}
    found: Sequence[Document] = chroma.similarity_search(question, k=4, **narrowed)
    return found


if __name__ == "__main__":
    store = open_store(Path(sys.argv[1]), SentenceTransformerEmbeddings(sys.argv[3]))
    for document in search(store, sys.argv[2]):
        sys.stdout.write(f"{document.metadata['source']}: {document.page_content}\n\n")
