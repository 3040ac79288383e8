"""Examines a data folder: what it holds and whether it is whole."""

from dataclasses import dataclass

from sqlalchemy import Connection

from index import catalogue, lexical, matrix, sqlite
from index.catalogue import Counts, State
from index.errors import MEND, Damaged, DataError, WrongModel
from index.manifest import Layout, Model, check_model
from index.vectors import VectorStore


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a part is whole, and if not, what is wrong with it and what to do."""

    problems: tuple[str, ...] = ()
    strays: int = 0
    """Vectors that no passage uses, left by an interrupted writer: harmless, swept by the next."""

    @property
    def is_healthy(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Status:
    """What a data folder holds and how it is."""

    folder: str
    schema: int
    generation: int
    model: str
    revision: str
    bytes: int
    counts: Counts
    catalogue: Health
    vectors: Health

    @property
    def is_healthy(self) -> bool:
        """Tell whether catalogue and vectors are whole."""
        return self.catalogue.is_healthy and self.vectors.is_healthy


def examine(layout: Layout, connection: Connection, model: Model | None = None) -> Status:
    """Count and check everything; takes a second, most of it to load Chroma.

    With a model, vectors that another one made are a problem.
    """
    state = catalogue.state(connection)
    return Status(
        folder=str(layout.folder),
        schema=state.schema,
        generation=state.generation,
        model=state.model.name,
        revision=state.model.revision,
        bytes=layout.size(),
        counts=catalogue.counts(connection),
        catalogue=_of_catalogue(layout, connection),
        vectors=_of_vectors(layout, connection, state, model or state.model),
    )


def _of_catalogue(layout: Layout, connection: Connection) -> Health:
    found = sqlite.problems(layout.catalogue, connection)
    with sqlite.copy_in_memory(connection) as copy:
        found += lexical.problems(connection, copy)
    try:
        catalogue.check_quotes(connection)
    except Damaged as error:
        found.append(str(error))
    return Health(tuple(found))


def _of_vectors(layout: Layout, connection: Connection, state: State, model: Model) -> Health:
    """Compare the catalogue's keys with the dense index's, and try whether that finds them."""
    wanted = set(catalogue.passage_keys(connection))
    if not wanted and not layout.vectors_of(state.build).exists():
        return Health()
    try:
        check_model(state.model, model, layout.folder)
    except WrongModel as error:
        return Health((str(error),))
    try:
        store = VectorStore.open(layout.vectors_of(state.build), state.model)
    except DataError as error:
        return Health((str(error),))
    try:
        have = store.keys()
        found = store.problems()
    except DataError as error:
        return Health((str(error),))
    finally:
        store.close()
    found += matrix.problems(connection, layout.vectors_of(state.build))
    lost = len(wanted - have) + catalogue.lost_vectors(connection)
    if lost:
        found.append(f"{lost} vectors are missing: {MEND}")
    return Health(tuple(found), strays=len(have - wanted))
