"""The dense index: a thin wrapper of an embedded Chroma collection; nothing else knows Chroma.

It holds keys and vectors only, no text and no metadata of passages: what a filter allows is worked
out once, in the catalogue, and comes here as keys.
"""

import shutil
import threading
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

from index.errors import Damaged, NotWritable, WrongModel
from index.manifest import Model
from index.records import Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_Item = TypeVar("_Item")

_COLLECTION = "passages"
_FILE = "chroma.sqlite3"
_SQLITE_HEADER = b"SQLite format 3\x00"
_UNWRITABLE = (
    *("disk is full", "no space left", "disk i/o error", "file too large", "quota"),
    *("readonly", "read-only", "permission denied", "unable to open database file"),
)
_LEAST_ROOM = 1_000_000
"""Bytes; Chroma writes in pages and needs about so much to write at all."""
_SAMPLE = 32
_OPENED = count()
_MEND = "run `goodpractice rebuild`"


@dataclass(frozen=True, slots=True)
class Near:
    """A key and the cosine of its vector to the query."""

    key: str
    similarity: float


def looks_readable(folder: Path) -> bool:
    """Tell, without loading Chroma, whether a vectors folder is there and begins as it should."""
    try:
        with (folder / _FILE).open("rb") as file:
            return file.read(len(_SQLITE_HEADER)) == _SQLITE_HEADER
    except OSError:
        return False


class VectorStore:
    """One open collection. Safe to share between threads."""

    def __init__(self, folder: Path, client: "ClientAPI", collection: Any) -> None:
        self._folder = folder
        self._client = client
        self._collection = collection
        self._lock = threading.Lock()

    @classmethod
    def create(cls, folder: Path, model: Model) -> Self:
        """Open the collection of a folder for writing, made new if it is not there.

        Raises:
            WrongModel: its vectors were made with another model.
            Damaged: it cannot be read.
            NotWritable: the disk is full or the folder may not be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWritable(
                f"Cannot write to {folder} ({error.strerror}): free some space or allow writing"
            ) from error
        return cls._open(folder, model, is_new_allowed=True)

    @classmethod
    def open(cls, folder: Path, model: Model) -> Self:
        """Open the collection of a folder that is there.

        Raises:
            WrongModel: its vectors were made with another model.
            Damaged: it is not there or cannot be read.
        """
        if not looks_readable(folder):
            raise Damaged(f"The vectors in {folder} are missing or cannot be read: {_MEND}")
        return cls._open(folder, model, is_new_allowed=False)

    @classmethod
    def _open(cls, folder: Path, model: Model, *, is_new_allowed: bool) -> Self:
        import chromadb  # 0.7 to 0.9 s
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        settings = Settings(anonymized_telemetry=False)
        try:
            client = chromadb.PersistentClient(path=_own_path(folder), settings=settings)
        except (ChromaError, ValueError, OSError) as error:
            _raise_as_ours(error, folder)
        try:
            if is_new_allowed:
                collection = client.get_or_create_collection(
                    _COLLECTION,
                    embedding_function=None,
                    configuration={
                        "hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 200}
                    },
                    metadata=_as_metadata(model),
                )
            else:
                collection = client.get_collection(_COLLECTION, embedding_function=None)
            _check_model(folder, dict(collection.metadata or {}), model)
        except (ChromaError, ValueError) as error:
            client.close()
            _raise_as_ours(error, folder)
        except WrongModel:
            client.close()
            raise
        return cls(folder, client, collection)

    def close(self) -> None:
        """Let the folder go; what another process wrote meanwhile shows after opening again."""
        with self._lock:
            self._client.close()

    def upsert(self, keys: Sequence[str], vectors: Vector) -> None:
        """Write vectors, one row per key; a key that is there is replaced."""
        rows = range(len(keys))
        for batch in _batches(rows, self._client.get_max_batch_size()):
            self._call("upsert", ids=[keys[row] for row in batch], embeddings=vectors[list(batch)])

    def delete(self, keys: Sequence[str]) -> None:
        """Remove vectors; a key that is not there is passed over."""
        for batch in _batches(keys, self._client.get_max_batch_size()):
            self._call("delete", ids=list(batch))

    def keys(self) -> Set[str]:
        """Give every key."""
        return frozenset(self._call("get", include=[])["ids"])

    def nearest(
        self, query: Vector, wanted: int, among: Sequence[str] | None = None
    ) -> tuple[Near, ...]:
        """Give the keys nearest to a vector, nearest first; `among` narrows before ranking.

        Measured against exact search with 20,000 vectors: the nearest 50 hold 98.7 % of the true
        ones. A key of `among` that is not there is an error.
        """
        narrowed = {} if among is None else {"ids": list(among)}
        found = self._call(
            "query",
            query_embeddings=query.reshape(1, -1),
            n_results=wanted,
            include=["distances"],
            **narrowed,
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return tuple(Near(key, 1.0 - float(distance)) for key, distance in pairs)

    def problems(self) -> list[str]:
        """Look for vectors that are listed but lost; an empty list is a healthy folder.

        Chroma lists and counts keys from one file and keeps vectors in others. Those are read here
        and not searched: it crashes the process that searches a file of rubbish.
        """
        try:
            keys = sorted(self.keys())
            sample = keys[:: max(1, len(keys) // _SAMPLE)]
            found = self._call("get", ids=sample, include=["embeddings"])["ids"] if sample else ()
        except Damaged as error:
            return [str(error)]
        lost = len(sample) - len(found)
        return [f"{lost} of {len(sample)} vectors looked for are lost: {_MEND}"] if lost else []

    def _call(self, method: str, **arguments: Any) -> Any:
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                return getattr(self._collection, method)(**arguments)
            except (ChromaError, OSError) as error:
                _raise_as_ours(error, self._folder)


def _own_path(folder: Path) -> str:
    """Write a folder's path as no other open client of this process has it.

    Clients of one path share one engine, which is opened and closed with the first and the last of
    them: closing and opening again would show nothing new while another is open, and an engine that
    failed to start (a full disk) would be handed out again.
    """
    return f"{folder}{'/.' * (next(_OPENED) % 100)}"


def _batches(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """Cut a sequence into runs of at most `size` (Chroma refuses more than its largest batch)."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _as_metadata(model: Model) -> dict[str, str | int]:
    return {
        "model": model.name,
        "revision": model.revision,
        "dimension": model.dimension,
        "pooling": model.pooling,
    }


def _check_model(folder: Path, metadata: dict[str, Any], model: Model) -> None:
    wanted = _as_metadata(model)
    have = {key: metadata.get(key) for key in wanted}
    if have != wanted:
        raise WrongModel(
            f"The vectors in {folder} were made with {have['model']} ({have['revision']}), "
            f"the model in use is {model}: {_MEND}"
        )


def _is_full(folder: Path) -> bool:
    """Tell whether the disk has no room left: what Chroma says of a full one names other causes."""
    return shutil.disk_usage(folder).free < _LEAST_ROOM


def _raise_as_ours(error: Exception, folder: Path) -> NoReturn:
    reason = str(error)
    if any(phrase in reason.lower() for phrase in _UNWRITABLE) or _is_full(folder):
        raise NotWritable(
            f"Cannot write to {folder} ({reason}): free some space or allow writing there; "
            "what was ingested before is kept"
        ) from error
    raise Damaged(f"The vectors in {folder} cannot be read ({reason}): {_MEND}") from error
