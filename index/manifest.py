"""What a data folder is: its layout, its schema version and the model of its vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.errors import NewerVersion, WrongModel
from index.records import Vector

SCHEMA_VERSION = 4
"""Raised by one with each change of the catalogue's tables; the step is in `migrations.py`."""


@dataclass(frozen=True, slots=True)
class Model:
    """Which model made the vectors; two models are one only if all four values agree."""

    name: str
    revision: str
    """Twelve hexadecimal digits of the hash of its weights and of how they were exported."""
    dimension: int
    pooling: str

    def __str__(self) -> str:
        """Give name and revision, as messages show them."""
        return f"{self.name} ({self.revision})"


class TextEncoder(Protocol):
    """What turns texts into vectors: one row per text, unit length, in the order of the texts."""

    @property
    def model(self) -> Model:
        """Say which model this is."""
        ...

    def encode(self, texts: Sequence[str]) -> Vector:
        """Give an array of len(texts) rows and `model.dimension` columns, float32, unit length."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        """Give the like for questions: some models want them marked as such."""
        ...


class Encoder(TextEncoder, Protocol):
    """What turns passages into vectors, and their sentences."""

    def encode_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vector, list[Vector]]:
        """Give what `encode` gives, and for each text an array of a row for each of its parts.

        A part is where it begins and ends in its text, in characters.
        """
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a data folder.

    Each rebuild makes a vectors folder of its own, `vectors/1`, `vectors/2` …; the catalogue names
    the one in use, so that one catalogue transaction switches vectors and text together.
    """

    folder: Path

    @property
    def catalogue(self) -> Path:
        """The SQLite file that is the truth."""
        return self.folder / "catalogue.sqlite"

    @property
    def vectors(self) -> Path:
        """The folder that holds the vectors folders."""
        return self.folder / "vectors"

    def vectors_of(self, build: int) -> Path:
        """Give the vectors folder of one build."""
        return self.vectors / str(build)

    @property
    def lock(self) -> Path:
        """The file that a writer holds locked."""
        return self.folder / "writer.lock"

    @property
    def writer(self) -> Path:
        """The file in which a writer says who it is."""
        return self.folder / "writer.txt"

    def builds(self) -> tuple[int, ...]:
        """Give the builds whose vectors folders are there, finished or not."""
        found = self.vectors.iterdir() if self.vectors.is_dir() else ()
        return tuple(int(each.name) for each in found if each.name.isdecimal())

    @property
    def unpacked(self) -> Path:
        """Where a restore or a rebuild works; the next writer removes what was left of it."""
        return self.vectors / "unpacked"

    def size(self) -> int:
        """Add up the bytes of all files; one that goes away meanwhile counts nothing."""
        total = 0
        for path in self.folder.rglob("*"):
            try:
                total += path.stat().st_size if path.is_file() else 0
            except FileNotFoundError:
                continue
        return total


def check_schema(version: int, folder: Path) -> None:
    """Refuse tables that this version does not know.

    Raises:
        NewerVersion: a newer version made the folder.
    """
    if version > SCHEMA_VERSION:
        raise NewerVersion(
            f"The data folder {folder} was made by a newer version (schema {version}, this one "
            f"reads up to {SCHEMA_VERSION}): update goodpractice or name another folder with --data"
        )


def check_model(have: Model, wanted: Model, folder: Path) -> None:
    """Refuse vectors of another model.

    Raises:
        WrongModel: the vectors were made with another model than the one in use.
    """
    if have != wanted:
        raise WrongModel(
            f"The vectors in {folder} were made with {have}, the model in use is {wanted}: "
            "run `goodpractice rebuild`, or set the model back"
        )
