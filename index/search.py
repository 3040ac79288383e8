"""The reader of a data folder: searches passages and reads actions, outcomes and documents.

index = Index.open(folder, encoder)
with index.pinned() as now:            # several reads of one question, from one generation
    hits = now.search("what worked?", Filters())
    rows = now.sentence_vectors([hit.passage.id for hit in hits])
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, inspect

from index import catalogue, health, lexical, sqlite
from index.catalogue import State
from index.dense import EXACT_LIMIT, Dense
from index.embedded import embed, of_stored
from index.errors import Damaged, DataError, NoData, NoModel, NotFound
from index.fuse import fuse
from index.health import Status
from index.kept import Kept
from index.manifest import SCHEMA_VERSION, Encoder, Layout, Model, check_model, check_schema
from index.migrations import upgrade_folder
from index.records import (
    EVERYTHING,
    Filters,
    Held,
    Hit,
    Overview,
    PlanWords,
    StoredAction,
    StoredDocument,
    StoredOrganisation,
    StoredOutcome,
    StoredPassage,
    Vector,
)
from index.rerank import MOST, Reranker
from index.vectors import looks_readable
from ingest.records import Section

_T = TypeVar("_T")
_MOST_ROWS = 20_000
"""Documents, actions and outcomes that are kept in memory: 40 MB."""
_MOST_SENTENCES = 40_000
"""Sentences of passages that are kept in memory: 30 MB, and 60 MB for their vectors."""
_MOST_IDS = 100_000
"""Ids of passages that are kept in memory: 15 MB."""
_MOST_COUNTS = 10_000
"""Terms whose passages have been counted: 3 MB."""
_MOST_STEMS = 50_000
"""Stems that are kept in memory: 4 MB."""
_MOST_NUMBERS = 4_000_000
"""Passages' numbers that are kept in memory, with a score each: 32 MB."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What all views of one open index share."""

    layout: Layout
    engine: Engine
    encoder: Encoder | None
    dense: Dense | None
    lists: Kept = field(default_factory=lambda: Kept(_MOST_ROWS))
    """Lists of actions, outcomes and documents."""
    overviews: Kept = field(default_factory=lambda: Kept(1, lambda _: 1))
    """What every question asks of the whole."""
    counts: Kept = field(default_factory=lambda: Kept(_MOST_COUNTS, lambda _: 1))
    """How many passages there are, and how many have a term."""
    stems: Kept = field(default_factory=lambda: Kept(_MOST_STEMS))
    """The stems of the passages by their first letter."""
    numbers: Kept = field(default_factory=lambda: Kept(_MOST_NUMBERS, _numbers_in))
    """The passages that have a word, or that a filter lets through."""
    passages: Kept = field(default_factory=lambda: Kept(_MOST_SENTENCES, _sentences_in))
    """Passages by number."""
    ids: Kept = field(default_factory=lambda: Kept(_MOST_IDS, lambda _: 1))
    """The numbers of passages by id."""
    sentences: Kept = field(default_factory=lambda: Kept(_MOST_SENTENCES))
    """The vectors of passages' sentences, by number."""
    reranker: Reranker | None = None


def _numbers_in(found: Sized) -> int:
    """Weigh what has a word: a word that no passage has takes room too, as 100 numbers do."""
    return 100 + len(found)


def _sentences_in(passage: StoredPassage) -> int:
    return 1 + len(passage.sentences)


class Index:
    """An open data folder, safe to share between threads; another process's changes show at once.

    Each method reads from one generation; `pinned` gives a view whose methods all read from the
    same one.
    """

    def __init__(
        self, opened: _Opened, connection: Connection | None = None, state: State | None = None
    ) -> None:
        self._opened = opened
        self._connection = connection
        self._pinned = state
        self._encoded: dict[tuple[str, ...], Vector] = {}

    @classmethod
    def open(
        cls,
        folder: Path,
        encoder: Encoder | None = None,
        *,
        exact_limit: int = EXACT_LIMIT,
        reranker: Reranker | None = None,
    ) -> Self:
        """Open a data folder; without an encoder, for everything but `search` and `encode`.

        What an older version made is brought up to date first.

        Raises:
            NoData: nothing has been ingested into it yet.
            NewerVersion: a newer version made it.
            Busy: an older version made it, and another process is writing.
            WrongModel: its vectors are not the encoder's.
            Damaged: catalogue or vectors cannot be read.
        """
        layout = Layout(folder)
        if not layout.catalogue.is_file():
            raise _no_catalogue(layout)
        engine = sqlite.open_to_read(layout.catalogue)
        dense = None if encoder is None else Dense(layout, encoder.model, exact_limit)
        index = cls(_Opened(layout, engine, encoder, dense, reranker=reranker))
        try:
            with index._reading() as connection:
                if not inspect(connection).get_table_names():
                    raise _no_catalogue(layout)
                version = catalogue.schema_version(connection)
                check_schema(version, folder)
            if version < SCHEMA_VERSION:
                upgrade_folder(layout)
            with index._reading() as connection:
                if index._state(connection).generation == 0:
                    raise _no_data(folder)
        except BaseException:
            index.close()
            raise
        return index

    def close(self) -> None:
        """Let the folder go."""
        if self._opened.dense is not None:
            self._opened.dense.close()
        self._opened.engine.dispose()

    @contextmanager
    def pinned(self) -> Iterator["Index"]:
        """Give a view of one generation, whatever is committed meanwhile, for one thread."""
        with self._reading() as connection:
            yield Index(self._opened, connection, self._state(connection))

    # -------------------------------------------------------------- search

    def search(
        self,
        text: str,
        filters: Filters = EVERYTHING,
        k: int = 10,
        pool: int = 50,
        expansion: Sequence[str] = (),
    ) -> tuple[Hit, ...]:
        """Find the k passages that answer best, best first.

        The nearest `pool` by vector (of passages, then of their sentences) and the best `pool` by
        words, of those that the filter lets through, are fused by reciprocal rank; ties by document
        name, then start. `expansion` are further words or phrases to look for, counting less than
        the asker's own. A reranker, if there is one, puts the first of them in its own order.
        """
        reranker = self._opened.reranker
        query = self.encode_questions([text])[0]
        with self._reading() as connection:
            state = self._state(connection)
            allowed = self._allowed(connection, state, filters)
            near = self._dense().nearest(connection, state, query, pool, allowed)
            spoken = self._sentence_rows(connection, state, [each.number for each in near])
            near = self._dense().ordered(query, near, spoken)
            worded = lexical.rank(connection, text, pool, allowed, expansion, self._find(state))
            scores = fuse([each.number for each in near], worded)
            leading = _leading(scores, k if reranker is None else max(k, MOST))
            passages = self._numbered(connection, state, leading)
            similar = {each.number: each.similarity for each in near}
            rest = [number for number in passages if number not in similar]
            similar |= self._dense().similarities(connection, state, query, rest)
        dense_ranks = {each.number: rank for rank, each in enumerate(near, start=1)}
        lexical_ranks = {number: rank for rank, number in enumerate(worded, start=1)}
        order = sorted(passages, key=lambda number: _place(scores[number], passages[number]))
        hits = [
            Hit(
                passage=passages[number],
                rank=rank,
                score=scores[number],
                similarity=similar.get(number),
                dense_rank=dense_ranks.get(number),
                lexical_rank=lexical_ranks.get(number),
            )
            for rank, number in enumerate(order, start=1)
        ]
        return tuple((hits if reranker is None else _reranked(reranker, text, hits))[:k])

    def frequencies(self, terms: Sequence[Sequence[str]]) -> tuple[int, ...]:
        """Count, for each term, the passages that hold any of its wordings."""
        with self._reading() as connection:
            state = self._state(connection)

            def count(missing: Sequence[tuple[str, ...]]) -> Mapping[tuple[str, ...], int]:
                counts = lexical.frequencies(connection, missing, self._find(state))
                return dict(zip(missing, counts, strict=True))

            keys = [tuple(term) for term in terms]
            found = self._opened.counts.some(state.generation, keys, count)
            return tuple(found[key] for key in keys)

    def like(self, stems: Sequence[str]) -> tuple[str | None, ...]:
        """Give, for each stem, the nearest stem that the passages hold, or None."""
        with self._reading() as connection:
            generation = self._now(connection).generation
            return lexical.like(
                connection,
                stems,
                lambda connection, letter: self._opened.stems.get(
                    generation, letter, lambda: lexical.beginning(connection, letter)
                ),
            )

    def size(self) -> int:
        """Count the passages."""
        with self._reading() as connection:
            generation = self._now(connection).generation
            return self._opened.counts.get(generation, "", lambda: lexical.size(connection))

    def encode(self, texts: Sequence[str]) -> Vector:
        """Make vectors with the model of this index: a row for each text."""
        return self._encoder().encode(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vector:
        """Make vectors of questions with the model of this index: a row for each."""
        if self._connection is None:
            return self._encoder().encode_questions(texts)
        key = tuple(texts)  # a pinned view serves one question, which is searched for several times
        if key not in self._encoded:
            self._encoded[key] = self._encoder().encode_questions(texts)
        return self._encoded[key]

    def sentence_vectors(self, passage_ids: Sequence[str]) -> Mapping[str, Vector]:
        """Give the vectors of passages' sentences, made at ingest: rows in the sentences' order."""
        with self._reading() as connection:
            state = self._now(connection)
            numbers = self._numbers(connection, state, passage_ids)
            rows = self._sentence_rows(connection, state, list(numbers.values()))
            lost = [number for number in numbers.values() if number not in rows]
            found = self._numbered(connection, state, lost)
            made = embed(self._encoder(), [of_stored(found[number]) for number in lost])[1]
            rows = {**rows, **dict(zip(lost, made, strict=True))}
            return {each: rows[number] for each, number in numbers.items()}

    # -------------------------------------------------------------- passages

    def passage(self, passage_id: str) -> StoredPassage:
        """Read one passage.

        Raises:
            NotFound: there is none with this id.
        """
        return self.passages([passage_id])[0]

    def passages(self, passage_ids: Sequence[str]) -> tuple[StoredPassage, ...]:
        """Read passages, in the order of the ids.

        Raises:
            NotFound: there is none with one of the ids.
        """
        with self._reading() as connection:
            state = self._now(connection)
            numbers = self._numbers(connection, state, passage_ids)
            for each in passage_ids:
                if each not in numbers:
                    raise NotFound(
                        f"There is no passage “{each}”: search again, its document has changed"
                    )
            found = self._numbered(connection, state, list(numbers.values()))
            return tuple(found[numbers[each]] for each in passage_ids)

    def _numbered(
        self, connection: Connection, state: State, numbers: Sequence[int]
    ) -> Mapping[int, StoredPassage]:
        """Read passages by their numbers, once in a generation."""

        def read(missing: Sequence[int]) -> Mapping[int, StoredPassage]:
            found = catalogue.passages_by_number(connection, missing)
            ids = {passage.id: number for number, passage in found.items()}
            self._opened.ids.some(state.generation, ids, lambda _: ids)
            return found

        return self._opened.passages.some(state.generation, numbers, read)

    def _numbers(
        self, connection: Connection, state: State, ids: Sequence[str]
    ) -> Mapping[str, int]:
        """Find the numbers of passages, once in a generation; an unknown id is left out."""
        return self._opened.ids.some(
            state.generation, ids, lambda missing: catalogue.numbers_of(connection, missing)
        )

    def _sentence_rows(
        self, connection: Connection, state: State, numbers: Sequence[int]
    ) -> Mapping[int, Vector]:
        """Read the vectors of numbered passages' sentences, once in a generation."""
        dimension = self._encoder().model.dimension
        return self._opened.sentences.some(
            state.generation,
            numbers,
            lambda missing: catalogue.sentence_rows(connection, missing, dimension),
        )

    def neighbours(self, passage_id: str) -> tuple[StoredPassage | None, StoredPassage | None]:
        """Read the passages before and after one in its document; None at the document's ends.

        Raises:
            NotFound: there is none with this id.
        """
        with self._reading() as connection:
            return catalogue.neighbours(connection, passage_id)

    # -------------------------------------------------------------- rows

    def actions(
        self,
        filters: Filters = EVERYTHING,
        lead: str | None = None,
        text: str | None = None,
        within: Sequence[str] | None = None,
    ) -> tuple[StoredAction, ...]:
        """Read every action that a filter lets through, by document name, then position.

        `lead` is looked for in the lead's cell and each word of `text` in the whole row, at the
        beginnings of words; case, "&" for "and", spaces and punctuation do not count. `within`
        are the ids of passages to look in, a few hundred at most.
        """
        held = None if within is None else tuple(within)
        return self._listed(
            lambda connection: catalogue.read_actions(connection, filters, lead, text, held),
            *("actions", filters, lead, text, held),
        )

    def plan_words(self, filters: Filters = EVERYTHING) -> PlanWords:
        """Read the leads and timescales of the actions that a filter lets through."""
        return self._listed(
            lambda connection: catalogue.plan_words(connection, filters), "plan words", filters
        )

    def outcomes(self, filters: Filters = EVERYTHING) -> tuple[StoredOutcome, ...]:
        """Read every outcome that a filter lets through, by document name, then position."""
        return self._listed(
            lambda connection: catalogue.read_outcomes(connection, filters), "outcomes", filters
        )

    def actions_of(self, document_ids: Sequence[str]) -> Mapping[str, Sequence[StoredAction]]:
        """Read the actions of documents, by the document's id and in its order."""
        return self._listed_by(
            "actions of",
            document_ids,
            lambda connection, ids: catalogue.read_actions(connection, Filters(documents=ids)),
            lambda action: action.document_id,
        )

    def outcomes_of(self, document_ids: Sequence[str]) -> Mapping[str, Sequence[StoredOutcome]]:
        """Read the outcomes of documents, by the document's id and in its order."""
        return self._listed_by(
            "outcomes of",
            document_ids,
            lambda connection, ids: catalogue.read_outcomes(connection, Filters(documents=ids)),
            lambda outcome: outcome.document_id,
        )

    def outcomes_about(
        self, organisations: Sequence[str], periods: Sequence[str]
    ) -> tuple[StoredOutcome, ...]:
        """Read the outcomes about organisations of periods as written, as `outcomes` does."""
        if not (organisations and periods):
            return ()
        about = Filters(organisations=tuple(organisations))
        return self._listed(
            lambda connection: catalogue.read_outcomes(connection, about, periods),
            *("outcomes about", about, tuple(periods)),
        )

    def telling_groups(
        self, organisations: Sequence[str], indicators: Sequence[int] = ()
    ) -> frozenset[str]:
        """Give those of the organisations with an outcome about BME or white staff alone."""
        if not organisations:
            return frozenset()
        with self._reading() as connection:
            return catalogue.telling_groups(connection, organisations, indicators)

    def reporting(
        self,
        filters: Filters,
        most: int,
        direction: str | None = None,
        besides: Collection[str] = (),
    ) -> tuple[StoredPassage, ...]:
        """Read the passages with an outcome that a filter lets through, in the outcomes' order.

        `most` of them, and none of those whose ids are in `besides`; with a `direction`, of such
        outcomes only.
        """
        enough = most + len(besides)
        numbers = self._listed(
            lambda connection: catalogue.reporting(connection, filters, direction, enough),
            *("reporting", filters, direction, enough),
        )
        with self._reading() as connection:
            state = self._now(connection)
            held = set(self._numbers(connection, state, tuple(besides)).values())
            wanted = [each for each in numbers if each not in held][:most]
            found = self._numbered(connection, state, wanted)
            return tuple(found[each] for each in wanted)

    # -------------------------------------------------------------- documents

    def held(self, filters: Filters = EVERYTHING) -> tuple[Held, ...]:
        """Read the documents with a passage that a filter lets through, by name."""
        return self._listed(lambda connection: catalogue.held(connection, filters), "held", filters)

    def overview(self) -> Overview:
        """Read what every question asks of the corpus as a whole."""
        with self._reading() as connection:
            generation = self._now(connection).generation
            return self._opened.overviews.get(
                generation, "overview", lambda: catalogue.overview(connection)
            )

    def passage_counts(self, document_ids: Sequence[str]) -> Mapping[str, int]:
        """Count the passages of documents, by the document's id."""
        with self._reading() as connection:
            return catalogue.passage_counts(connection, document_ids)

    def documents(self) -> tuple[StoredDocument, ...]:
        """Read the list of documents, by name."""
        return self._listed(
            lambda connection: tuple(catalogue.read_documents(connection)), "documents"
        )

    def document(self, document_id: str) -> StoredDocument:
        """Read the line of one document.

        Raises:
            NotFound: there is none with this id.
        """
        with self._reading() as connection:
            return catalogue.read_document(connection, document_id)

    def document_text(self, document_id: str) -> str:
        """Read a document's canonical text.

        Raises:
            NotFound: there is none with this id.
        """
        with self._reading() as connection:
            return catalogue.document_text(connection, document_id)

    def sections(self, document_id: str) -> tuple[Section, ...]:
        """Read a document's sections, in order.

        Raises:
            NotFound: there is none with this id.
        """
        with self._reading() as connection:
            return catalogue.read_sections(connection, document_id)

    def organisations(self) -> tuple[StoredOrganisation, ...]:
        """Read the organisations that passages are about, by name, with what is held about each."""
        return self._listed(catalogue.read_organisations, "organisations")

    def generation(self) -> int:
        """Read the number that every change to the folder raises."""
        with self._reading() as connection:
            return self._state(connection).generation

    def status(self, model: Model | None = None) -> Status:
        """Examine the folder: counts, size, and whether catalogue and vectors are whole.

        With the model in use, vectors that another one made are a problem.
        """
        with self._reading() as connection:
            return health.examine(self._opened.layout, connection, model)

    # -------------------------------------------------------------- one generation

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Give the pinned connection, or a new one in a transaction of its own."""
        if self._connection is not None:
            yield self._connection
            return
        path = self._opened.layout.catalogue
        with sqlite.translated(path), self._opened.engine.connect() as connection:
            yield connection

    def _listed(self, read: Callable[[Connection], _T], *what: Hashable) -> _T:
        """Give a list as it was read before, if that was in the same generation."""
        with self._reading() as connection:
            generation = self._now(connection).generation
            return self._opened.lists.get(generation, what, lambda: read(connection))

    def _listed_by(
        self,
        what: str,
        keys: Sequence[str],
        read: Callable[[Connection, tuple[str, ...]], Sequence[_T]],
        key_of: Callable[[_T], str],
    ) -> Mapping[str, Sequence[_T]]:
        """Give a list for each key; those not read before in this generation are read at once."""
        with self._reading() as connection:

            def make(missing: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], list[_T]]:
                lists: dict[tuple[str, str], list[_T]] = {each: [] for each in missing}
                for item in read(connection, tuple(key for _, key in missing)):
                    lists[what, key_of(item)].append(item)
                return lists

            generation = self._now(connection).generation
            found = self._opened.lists.some(generation, [(what, key) for key in keys], make)
            return {key: items for (_, key), items in found.items()}

    def _allowed(
        self, connection: Connection, state: State, filters: Filters
    ) -> npt.NDArray[np.int64] | None:
        """Give the numbers of the passages that a filter lets through; None if it narrows nothing.

        They are read once in a generation.
        """
        if filters.is_empty:
            return None
        return self._opened.numbers.get(
            state.generation,
            filters,
            lambda: np.array(catalogue.allowed(connection, filters), dtype=np.int64),
        )

    def _find(self, state: State) -> lexical.Find:
        """Look a word or phrase up, once in a generation."""
        return lambda connection, term: self._opened.numbers.get(
            state.generation, term, lambda: lexical.matches(connection, term)
        )

    def _now(self, connection: Connection) -> State:
        """Read the generation in use, whatever its vectors are like."""
        return self._pinned or catalogue.state(connection)

    def _state(self, connection: Connection) -> State:
        """Read the generation in use; with an encoder, make sure that its vectors can serve."""
        if self._pinned is not None:
            return self._pinned
        state = catalogue.state(connection)
        check_schema(state.schema, self._opened.layout.folder)
        layout, encoder = self._opened.layout, self._opened.encoder
        if encoder is not None and state.generation > 0:
            check_model(state.model, encoder.model, layout.folder)
            folder = layout.vectors_of(state.build)
            if not looks_readable(folder):
                raise Damaged(
                    f"The vectors in {folder} are missing or cannot be read: "
                    "run `goodpractice rebuild`"
                )
        return state

    def _encoder(self) -> Encoder:
        if self._opened.encoder is None:
            raise NoModel("This index was opened without a model: open it with one to search")
        return self._opened.encoder

    def _dense(self) -> Dense:
        if self._opened.dense is None:
            raise NoModel("This index was opened without a model: open it with one to search")
        return self._opened.dense


def _leading(scores: Mapping[int, float], k: int) -> list[int]:
    """Give the numbers of the k best, and of all that tie with the last of them."""
    ordered = sorted(scores.values(), reverse=True)
    if k < 1 or not ordered:
        return []
    least = ordered[min(k, len(ordered)) - 1]
    return [number for number, score in scores.items() if score >= least]


def _place(score: float, passage: StoredPassage) -> tuple[float, str, int]:
    return -score, passage.document, passage.span.start


def _reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Put the hits that the reranker has read in its order; the others follow as they stand."""
    scores = reranker.scores(question, [_read_out(hit.passage) for hit in hits[:MOST]])
    read = [replace(hit, reranked=score) for hit, score in zip(hits, scores, strict=False)]
    order = sorted(read, key=lambda hit: (-(hit.reranked or 0.0), hit.rank))
    return [
        replace(hit, rank=rank) for rank, hit in enumerate([*order, *hits[len(read) :]], start=1)
    ]


def _read_out(passage: StoredPassage) -> str:
    """Give what a cross-encoder reads of a passage: its heading and its text."""
    it = of_stored(passage)
    return ". ".join((*it.heading, it.text))


def _no_catalogue(layout: Layout) -> DataError:
    """Say that nothing is there yet, or that what was there is lost."""
    if layout.builds():
        return Damaged(
            f"The catalogue {layout.catalogue} is lost and its vectors are there: restore a "
            "backup, or ingest your documents again"
        )
    return _no_data(layout.folder)


def _no_data(folder: Path) -> NoData:
    return NoData(
        f"Nothing has been ingested into {folder} yet: run `goodpractice demo`, "
        "or `goodpractice ingest FOLDER` with your documents"
    )
