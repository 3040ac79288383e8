"""Reads the catalogue: passages, actions, outcomes and documents as records.

Every function takes a connection and reads within its transaction. SQLAlchemy Core throughout, so
that a second engine needs another `sqlite.py` and `lexical.py` and no other change.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, String, cast, false, func, or_, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from index.errors import Damaged, NotFound
from index.manifest import Model
from index.records import (
    Filters,
    Held,
    Overview,
    Place,
    PlanWords,
    StoredAction,
    StoredDocument,
    StoredField,
    StoredOrganisation,
    StoredOutcome,
    StoredPassage,
    StoredSentence,
    Vector,
)
from index.tables import (
    FIELDS,
    actions,
    document_organisations,
    documents,
    meta,
    outcomes,
    passage_indicators,
    passage_organisations,
    passages,
    sections,
    sentence_vectors,
    sentences,
    sources,
    vectors,
)
from ingest.periods import covers
from ingest.records import Evidence, Kind, Role, Section, Span

_CHUNK = 500
"""Values in one IN list; SQLite and PostgreSQL both bound how many there may be."""
# To look a value up is four times as fast as to call the enumeration.
_EVIDENCE = {each.value: each for each in Evidence}
_ROLES = {None: None} | {each.value: each for each in Role}
_PART = 5_000
"""Vectors in memory at once where all are read one after another: 4 MB."""
_FEW = 20
"""Documents whose whole texts are in memory at once."""


@dataclass(frozen=True, slots=True)
class State:
    """What the catalogue says of itself."""

    schema: int
    generation: int
    """Raised by one with each change that a reader can see."""
    build: int
    """Which vectors folder is in use."""
    model: Model


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of each kind there are."""

    documents: int
    passages: int
    sentences: int
    actions: int
    outcomes: int
    organisations: int


# ------------------------------------------------------------------ the whole


def schema_version(connection: Connection) -> int:
    """Read which version of the tables this is; the one key that every version keeps."""
    statement = select(meta.c.value).where(meta.c.key == "schema")
    return int(connection.execute(statement).scalar_one())


def state(connection: Connection) -> State:
    """Read what the catalogue says of itself."""
    rows = connection.execute(select(meta.c.key, meta.c.value))
    values: dict[str, str] = {row.key: row.value for row in rows}
    return State(
        schema=int(values["schema"]),
        generation=int(values["generation"]),
        build=int(values["build"]),
        model=Model(
            name=values["model"],
            revision=values["revision"],
            dimension=int(values["dimension"]),
            pooling=values["pooling"],
        ),
    )


def counts(connection: Connection) -> Counts:
    """Count the rows of each kind."""

    def of(column: Any) -> int:
        return connection.execute(select(func.count(column.distinct()))).scalar_one()

    return Counts(
        documents=of(documents.c.number),
        passages=of(passages.c.number),
        sentences=connection.execute(select(func.count()).select_from(sentences)).scalar_one(),
        actions=of(actions.c.number),
        outcomes=of(outcomes.c.number),
        organisations=of(document_organisations.c.name),
    )


def passage_count(connection: Connection) -> int:
    """Count the passages."""
    return connection.execute(select(func.count()).select_from(passages)).scalar_one()


def overview(connection: Connection) -> Overview:
    """Read what every question asks of the corpus as a whole."""
    about = document_organisations.c
    places = (
        select(about.name, func.max(about.type), func.max(about.region))
        .group_by(about.name)
        .order_by(about.name)
    )
    dated = select(documents.c.organisation, documents.c.period).distinct()
    return Overview(
        documents=connection.execute(select(func.count()).select_from(documents)).scalar_one(),
        organisations={
            name: Place(kind, region) for name, kind, region in connection.execute(places)
        },
        periods=frozenset(
            (organisation, period) for organisation, period in connection.execute(dated) if period
        ),
    )


def misquoted(connection: Connection) -> tuple[str, ...]:
    """Give the ids of documents of which a quote is not what their text says at its place.

    Quotes and texts are stored beside each other, so that damage to one of them shows.
    """
    wrong: dict[str, None] = {}
    numbers = list(connection.execute(select(documents.c.number).order_by(documents.c.number)))
    for start in range(0, len(numbers), _FEW):
        some = documents.c.number.in_([row.number for row in numbers[start : start + _FEW]])
        whole = select(documents.c.number, documents.c.id, documents.c.text).where(some)
        held = {row.number: row for row in connection.execute(whole)}
        for statement in _quotes():
            for row in connection.execute(statement.where(some)):
                if held[row.number].text[row.start : row.end] != row.text:
                    wrong[held[row.number].id] = None
    return tuple(wrong)


def check_quotes(connection: Connection) -> None:
    """Refuse texts of which damage shows.

    Raises:
        Damaged: a quote is not what its document says.
    """
    if wrong := misquoted(connection):
        raise Damaged(
            f"The stored text of {len(wrong)} documents is damaged ({', '.join(wrong[:5])}): "
            "restore a backup, or remove them and ingest them again"
        )


def _quotes() -> Iterator[Select[Any]]:
    """Select what is quoted of documents: their numbers, and where each quote begins and ends."""
    number = documents.c.number
    for table in (passages, outcomes):
        columns = (number, table.c.start, table.c.end, table.c.text)
        yield select(*columns).join(table, table.c.document == number)
    own = passages.c.document == number
    columns = (number, sentences.c.start, sentences.c.end, sentences.c.text)
    yield select(*columns).join(passages, own).join(sentences)
    for name in FIELDS:
        cell = (actions.c[f"{name}_{part}"].label(part) for part in ("start", "end", "text"))
        yield select(number, *cell).join(actions, actions.c.document == number)


# ------------------------------------------------------------------ filters


def allowed(connection: Connection, filters: Filters) -> list[int]:
    """Give the numbers of the passages that a filter lets through, in order."""
    statement = select(passages.c.number).order_by(passages.c.number)
    conditions: list[ColumnElement[bool]] = []
    of_document = _of_document(connection, filters)
    if of_document:
        conditions.append(passages.c.document.in_(select(documents.c.number).where(*of_document)))
    if filters.organisations:
        named = select(passage_organisations.c.passage)
        named = named.where(passage_organisations.c.name.in_(filters.organisations))
        conditions.append(passages.c.number.in_(named))
    if filters.indicators:
        numbered = select(passage_indicators.c.passage)
        numbered = numbered.where(passage_indicators.c.indicator.in_(filters.indicators))
        conditions.append(passages.c.number.in_(numbered))
    if filters.evidence:
        conditions.append(passages.c.evidence.in_(filters.evidence))
    return list(connection.execute(statement.where(*conditions)).scalars())


def held(connection: Connection, filters: Filters) -> tuple[Held, ...]:
    """Read the documents with a passage that a filter lets through, by name."""
    statement = (
        select(documents.c.id, passages.c.id.label("passage"), passage_organisations.c.name)
        .join(passages, passages.c.document == documents.c.number)
        .outerjoin(passage_organisations, passage_organisations.c.passage == passages.c.number)
        .order_by(passages.c.number)
    )
    first: dict[str, str] = {}
    about: defaultdict[str, set[str]] = defaultdict(set)
    for row in _by_values(connection, statement, passages.c.number, allowed(connection, filters)):
        first.setdefault(row.id, row.passage)
        about[row.id] |= {row.name} - {None}
    return tuple(
        Held(document, first[document.id], tuple(sorted(about[document.id])))
        for document in read_documents(connection)
        if document.id in first
    )


def _of_document(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """Give the conditions that concern the document as a whole."""
    conditions: list[ColumnElement[bool]] = []
    if filters.kinds:
        conditions.append(documents.c.kind.in_(filters.kinds))
    if filters.documents:
        conditions.append(documents.c.id.in_(filters.documents))
    if filters.periods:
        conditions.append(documents.c.period.in_(_periods(connection, filters)))
    return conditions


def _periods(connection: Connection, filters: Filters) -> list[str]:
    """Give the stored periods that answer to a filter's; few enough to compare one by one."""
    stored = connection.execute(select(documents.c.period).distinct()).scalars()
    return [
        period
        for period in stored
        if period is not None and any(covers(wanted, period) for wanted in filters.periods)
    ]


# ------------------------------------------------------------------ passages


def numbers_of(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Read the numbers of passages; an id that is not there is left out."""
    statement = select(passages.c.id, passages.c.number)
    return {row.id: row.number for row in _by_values(connection, statement, passages.c.id, ids)}


def neighbours(
    connection: Connection, passage_id: str
) -> tuple[StoredPassage | None, StoredPassage | None]:
    """Read the passages before and after one in its document; None at the document's ends.

    Raises:
        NotFound: there is no passage with this id.
    """
    place = select(passages.c.document, passages.c.position).where(passages.c.id == passage_id)
    row = connection.execute(place).one_or_none()
    if row is None:
        raise NotFound(f"There is no passage “{passage_id}”: search again")
    beside = select(passages.c.position, passages.c.number).where(
        passages.c.document == row.document,
        passages.c.position.in_((row.position - 1, row.position + 1)),
    )
    numbers = {row.position: row.number for row in connection.execute(beside)}
    found = passages_by_number(connection, list(numbers.values()))
    before = numbers.get(row.position - 1)
    after = numbers.get(row.position + 1)
    return (
        None if before is None else found[before],
        None if after is None else found[after],
    )


def passages_by_number(
    connection: Connection, numbers: Sequence[int]
) -> Mapping[int, StoredPassage]:
    """Read passages by their numbers; a number that is not there is left out."""
    statement = select(
        passages,
        *(
            documents.c[name].label(f"document_{name}")
            for name in ("id", "name", "title", "publisher", "kind", "period")
        ),
    ).join(documents)
    rows = _by_values(connection, statement, passages.c.number, numbers)
    named = _lists(connection, passage_organisations, "name", numbers)
    numbered = _lists(connection, passage_indicators, "indicator", numbers)
    parts = _sentences(connection, numbers)
    return {
        row.number: _passage(
            row, tuple(named[row.number]), tuple(numbered[row.number]), tuple(parts[row.number])
        )
        for row in rows
    }


def _passage(
    row: Any,
    organisations: tuple[str, ...],
    indicators: tuple[int, ...],
    parts: tuple[StoredSentence, ...],
) -> StoredPassage:
    return StoredPassage(
        id=row.id,
        document_id=row.document_id,
        document=row.document_name,
        title=row.document_title,
        publisher=row.document_publisher,
        kind=Kind(row.document_kind),
        period=row.document_period,
        section=row.section,
        page=row.page,
        organisations=organisations,
        indicators=indicators,
        evidence=_EVIDENCE[row.evidence],
        evidence_reason=row.evidence_reason,
        context=row.context,
        text=row.text,
        span=Span(row.start, row.end),
        sentences=parts,
        organisations_reason=row.organisations_reason,
    )


def _lists(
    connection: Connection, table: Any, value: str, numbers: Sequence[int]
) -> Mapping[int, list[Any]]:
    statement = select(table.c.passage, table.c[value]).order_by(table.c.position)
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for passage, each in _by_values(connection, statement, table.c.passage, numbers):
        found[passage].append(each)
    return found


def _sentences(
    connection: Connection, numbers: Sequence[int]
) -> Mapping[int, list[StoredSentence]]:
    statement = select(sentences).order_by(sentences.c.position)
    found: defaultdict[int, list[StoredSentence]] = defaultdict(list)
    for row in _by_values(connection, statement, sentences.c.passage, numbers):
        found[row.passage].append(
            StoredSentence(
                span=Span(row.start, row.end),
                text=row.text,
                evidence=_EVIDENCE[row.evidence],
                reason=row.reason,
                role=_ROLES[row.role],
            )
        )
    return found


# ------------------------------------------------------------------ vectors


def pack(vector: Vector) -> bytes:
    """Write a vector as it is stored: little-endian float16, which changes a cosine by 0.0001."""
    return vector.astype("<f2").tobytes()


def unpack(values: Sequence[bytes]) -> Vector:
    """Read stored vectors, one row each."""
    if not values:
        return np.zeros((0, 0), dtype=np.float32)
    rows = np.frombuffer(b"".join(values), dtype="<f2").astype(np.float32)
    return rows.reshape(len(values), -1)


def passage_vectors(
    connection: Connection, numbers: Sequence[int] | None = None
) -> tuple[list[int], Vector]:
    """Read the vectors of these passages, or of all: numbers in order and a row for each.

    A passage whose vector is lost is left out.
    """
    statement = select(passages.c.number, vectors.c.value).join(
        vectors, vectors.c.key == passages.c.vector
    )
    if numbers is None:
        rows: Sequence[Any] = connection.execute(statement.order_by(passages.c.number)).all()
    else:
        rows = sorted(_by_values(connection, statement, passages.c.number, numbers))
    return [row.number for row in rows], unpack([row.value for row in rows])


def numbers_and_keys(connection: Connection) -> Sequence[tuple[int, str]]:
    """Read the numbers of all passages, in order, each with the key of its vector."""
    statement = select(passages.c.number, passages.c.vector).order_by(passages.c.number)
    return [tuple(row) for row in connection.execute(statement)]


def keys_of_passages(
    connection: Connection,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bytes_]]:
    """Read the numbers of all passages, in any order, and the keys of their vectors.

    They come as two long texts: as rows they take ten times as long.
    """
    statement = select(
        func.aggregate_strings(cast(passages.c.number, String), ","),
        func.aggregate_strings(passages.c.vector, ","),
    )
    numbers, keys = connection.execute(statement).one()
    if numbers is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bytes_)
    found = np.fromstring(numbers, dtype=np.int64, sep=",")
    return found, np.array(keys.encode().split(b","), dtype=np.bytes_)


def values_of_passages(connection: Connection) -> Iterator[Sequence[tuple[str, bytes]]]:
    """Read the vectors that passages use, each once, by the order of their keys, in parts."""
    return _values(connection, vectors.c.key.in_(select(passages.c.vector)))


def all_values(connection: Connection) -> Iterator[Sequence[tuple[str, bytes]]]:
    """Read all vectors, by the order of their keys, in parts."""
    return _values(connection)


def _values(
    connection: Connection, *conditions: ColumnElement[bool]
) -> Iterator[Sequence[tuple[str, bytes]]]:
    statement = select(vectors.c.key, vectors.c.value).where(*conditions).order_by(vectors.c.key)
    rows = connection.execute(statement.execution_options(yield_per=_PART))
    for part in rows.partitions():
        yield [tuple(row) for row in part]


def passage_vector_count(connection: Connection) -> int:
    """Count the vectors that passages use and that are stored."""
    used = vectors.c.key.in_(select(passages.c.vector))
    return connection.execute(select(func.count()).where(used)).scalar_one()


def vectors_of_keys(connection: Connection, keys: Sequence[str]) -> dict[str, bytes]:
    """Read stored vectors by their keys; a key that is not there is left out."""
    statement = select(vectors.c.key, vectors.c.value)
    return {row.key: row.value for row in _by_values(connection, statement, vectors.c.key, keys)}


def lost_vectors(connection: Connection) -> int:
    """Count the vectors that a passage or its sentences need and that are not stored."""
    return sum(
        connection.execute(
            select(func.count(key.distinct())).where(key.not_in(select(vectors.c.key)))
        ).scalar_one()
        for key in (passages.c.vector, sentence_vectors.c.vector)
    )


def passage_keys(
    connection: Connection, numbers: Sequence[int] | None = None
) -> Mapping[str, list[int]]:
    """Map the keys of the vectors of these passages, or of all, to the passages."""
    return _by_key(connection, passages.c.number, numbers)


def passages_of_keys(connection: Connection, keys: Sequence[str]) -> Mapping[str, list[int]]:
    """Map these keys of vectors to the passages that they stand for; unused ones are left out."""
    return _by_key(connection, passages.c.vector, keys)


def _by_key(
    connection: Connection, column: Any, values: Sequence[Any] | None
) -> Mapping[str, list[int]]:
    statement = select(passages.c.vector, passages.c.number).order_by(passages.c.number)
    if values is None:
        rows: Sequence[Any] = connection.execute(statement).all()
    else:
        rows = _by_values(connection, statement, column, values)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for key, number in rows:
        found[key].append(number)
    return dict(found)


def sentence_rows(
    connection: Connection, numbers: Sequence[int], dimension: int
) -> dict[int, Vector]:
    """Read the vectors of passages' sentences, a row each; a passage that lost them is left out."""
    passage = sentence_vectors.c.passage
    statement = select(passage, vectors.c.value).join(
        vectors, vectors.c.key == sentence_vectors.c.vector
    )
    return {
        number: np.frombuffer(value, dtype="<f2").astype(np.float32).reshape(-1, dimension)
        for number, value in _by_values(connection, statement, passage, numbers)
    }


# ------------------------------------------------------------------ actions and outcomes


def read_actions(
    connection: Connection,
    filters: Filters,
    lead: str | None = None,
    text: str | None = None,
    within: Sequence[str] | None = None,
) -> tuple[StoredAction, ...]:
    """Read the actions that a filter lets through, by document name, then position.

    `lead` must begin at a word of the lead's cell, `text` at words of the row, both folded: case,
    "&" for "and", spaces and punctuation do not count. Evidence is that of the passage that holds
    the row. `within` are the ids of passages to look in, a few hundred at most.
    """
    conditions = _of_action(connection, filters)
    if within is not None:
        conditions.append(passages.c.id.in_(within))
    statement = (
        select(
            actions,
            *_document_labels(),
            documents.c.period.label("document_period"),
            passages.c.id.label("passage_id"),
            passages.c.section,
        )
        .join(documents, documents.c.number == actions.c.document)
        .join(passages, passages.c.number == actions.c.passage)
        .where(*conditions)
        .order_by(documents.c.name, documents.c.id, actions.c.start, actions.c.number)
    )
    found = (_action(row) for row in connection.execute(statement))
    return tuple(each for each in found if _is_wanted(each, filters, lead, text))


def plan_words(connection: Connection, filters: Filters) -> PlanWords:
    """Read what stands in two cells of the actions that a filter lets through, in their order."""
    statement = (
        select(actions.c.lead_text, actions.c.timescale_text)
        .join(documents, documents.c.number == actions.c.document)
        .join(passages, passages.c.number == actions.c.passage)
        .where(*_of_action(connection, filters))
        .order_by(documents.c.name, documents.c.id, actions.c.start, actions.c.number)
    )
    rows = connection.execute(statement).all()
    leads, timescales = (tuple(dict.fromkeys(row[at] for row in rows)) for at in (0, 1))
    return PlanWords(len(rows), leads, timescales)


def _of_action(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """Give the conditions that concern an action and the passage that holds it."""
    conditions = _of_document(connection, filters)
    if filters.organisations:
        conditions.append(actions.c.organisation.in_(filters.organisations))
    if filters.evidence:
        conditions.append(passages.c.evidence.in_(filters.evidence))
    if filters.indicators:
        conditions.append(_on_indicators(actions.c.indicators, filters))
    return conditions


def _on_indicators(column: Any, filters: Filters) -> ColumnElement[bool]:
    """Look for any of the indicators, all of one digit, in a list as it is written."""
    written = type_coerce(column, String)
    return or_(*(written.contains(str(each)) for each in filters.indicators))


def _is_wanted(action: StoredAction, filters: Filters, lead: str | None, text: str | None) -> bool:
    if filters.indicators and not set(filters.indicators) & set(action.indicators):
        return False
    if lead is not None and not _holds(action.lead.text, lead):
        return False
    if text is None:
        return True
    row = " ".join(getattr(action, name).text for name in FIELDS)
    return all(_holds(row, word) for word in fold(text).split())


def _holds(text: str, wanted: str) -> bool:
    return f" {fold(wanted)}" in f" {fold(text)}"


def fold(text: str) -> str:
    """Fold case, "&" and "and", spaces and punctuation."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold().replace("&", " and ")))


def _action(row: Any) -> StoredAction:
    cells = {
        name: StoredField(
            getattr(row, f"{name}_text"),
            Span(getattr(row, f"{name}_start"), getattr(row, f"{name}_end")),
        )
        for name in FIELDS
    }
    return StoredAction(
        id=row.id,
        document_id=row.document_id,
        document=row.document_name,
        title=row.document_title,
        organisation=row.organisation,
        period=row.document_period,
        number=row.label,
        indicators=tuple(row.indicators),
        page=row.page,
        section=row.section,
        passage_id=row.passage_id,
        span=Span(row.start, row.end),
        **cells,
    )


def read_outcomes(
    connection: Connection, filters: Filters, own_periods: Sequence[str] = ()
) -> tuple[StoredOutcome, ...]:
    """Read the outcomes that a filter lets through, by document name, then position.

    A period may be the document's or the outcome's own; `own_periods` are the latter, as written.
    """
    conditions = _of_outcome(filters)
    if own_periods:
        conditions.append(outcomes.c.period.in_(own_periods))
    statement = (
        select(
            outcomes,
            *_document_labels(),
            documents.c.period.label("document_period"),
            passages.c.id.label("passage_id"),
            passages.c.page,
        )
        .join(documents, documents.c.number == outcomes.c.document)
        .join(passages, passages.c.number == outcomes.c.passage)
        .where(*conditions)
        .order_by(documents.c.name, documents.c.id, outcomes.c.start, outcomes.c.number)
    )
    return tuple(
        _outcome(row) for row in connection.execute(statement) if _is_concerned(row, filters)
    )


def reporting(
    connection: Connection, filters: Filters, direction: str | None, most: int
) -> tuple[int, ...]:
    """Give the numbers of the first passages with an outcome that a filter lets through.

    They are in the order of `read_outcomes`; a `direction` leaves out other outcomes.
    """
    conditions = _of_outcome(filters)
    if direction is not None:
        conditions.append(outcomes.c.direction == direction)
    statement = (
        select(outcomes.c.passage, outcomes.c.period, documents.c.period.label("document_period"))
        .join(documents, documents.c.number == outcomes.c.document)
        .where(*conditions)
        .order_by(documents.c.name, documents.c.id, outcomes.c.start, outcomes.c.number)
    )
    found: dict[int, None] = {}
    with connection.execute(statement) as rows:
        for row in rows:
            if len(found) == most:
                break
            if _is_concerned(row, filters):
                found[row.passage] = None
    return tuple(found)


def telling_groups(
    connection: Connection, organisations: Sequence[str], indicators: Sequence[int]
) -> frozenset[str]:
    """Give those of the organisations of which an outcome is about BME or white staff alone."""
    filters = Filters(organisations=tuple(organisations), indicators=tuple(indicators))
    apart = outcomes.c.group.in_(("BME", "white"))
    statement = select(outcomes.c.organisation).where(apart, *_of_outcome(filters)).distinct()
    return frozenset(connection.execute(statement).scalars())


def _of_outcome(filters: Filters) -> list[ColumnElement[bool]]:
    """Give the conditions that concern an outcome, its period apart."""
    conditions: list[ColumnElement[bool]] = []
    if filters.evidence and Evidence.OUTCOME not in filters.evidence:
        conditions.append(false())
    if filters.kinds:
        conditions.append(documents.c.kind.in_(filters.kinds))
    if filters.documents:
        conditions.append(documents.c.id.in_(filters.documents))
    if filters.organisations:
        conditions.append(outcomes.c.organisation.in_(filters.organisations))
    if filters.indicators:
        conditions.append(_on_indicators(outcomes.c.indicators, filters))
    return conditions


def _is_concerned(row: Any, filters: Filters) -> bool:
    own = [period for period in (row.document_period, row.period) if period]
    return not filters.periods or any(
        covers(wanted, period) for wanted in filters.periods for period in own
    )


def _outcome(row: Any) -> StoredOutcome:
    return StoredOutcome(
        id=row.id,
        document_id=row.document_id,
        document=row.document_name,
        title=row.document_title,
        organisation=row.organisation,
        indicators=tuple(row.indicators),
        measure=row.measure,
        before=row.before,
        after=row.after,
        change=row.change,
        unit=row.unit,
        group=row.group,
        period=row.period,
        direction=row.direction,
        page=row.page,
        passage_id=row.passage_id,
        span=Span(row.start, row.end),
        text=row.text,
    )


def _document_labels() -> tuple[Any, ...]:
    return tuple(documents.c[name].label(f"document_{name}") for name in ("id", "name", "title"))


# ------------------------------------------------------------------ documents


def read_documents(connection: Connection, document_id: str | None = None) -> list[StoredDocument]:
    """Read the list of documents by name, or the one line of an id; empty if there is none."""
    columns = [column for column in documents.c if column.name != "text"]
    statement = select(*columns).order_by(documents.c.name, documents.c.id)
    if document_id is not None:
        statement = statement.where(documents.c.id == document_id)
    rows = connection.execute(statement).all()
    paths: defaultdict[int, list[str]] = defaultdict(list)
    for number, source in connection.execute(
        select(sources.c.document, sources.c.source).order_by(sources.c.source)
    ):
        paths[number].append(source)
    numbers = {
        table.name: _per_document(connection, table) for table in (passages, actions, outcomes)
    }
    return [
        _document(
            row, paths[row.number], {name: of.get(row.number, 0) for name, of in numbers.items()}
        )
        for row in rows
    ]


def _per_document(connection: Connection, table: Any) -> dict[int, int]:
    statement = select(table.c.document, func.count().label("rows")).group_by(table.c.document)
    return {row.document: row.rows for row in connection.execute(statement)}


def _document(row: Any, paths: Sequence[str], numbers: Mapping[str, int]) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        name=row.name,
        sources=tuple(paths),
        format=row.format,
        title=row.title,
        url=row.url,
        publisher=row.publisher,
        organisation=row.organisation,
        kind=Kind(row.kind),
        period=row.period,
        indicators=tuple(row.indicators),
        passages=numbers["passages"],
        actions=numbers["actions"],
        outcomes=numbers["outcomes"],
        characters=row.characters,
        warnings=tuple(row.warnings),
        reasons=row.reasons,
    )


def read_document(connection: Connection, document_id: str) -> StoredDocument:
    """Read the line of one document.

    Raises:
        NotFound: there is no document with this id.
    """
    found = read_documents(connection, document_id)
    if not found:
        raise not_found(document_id)
    return found[0]


def passage_counts(connection: Connection, document_ids: Sequence[str]) -> dict[str, int]:
    """Count the passages of documents, by the document's id."""
    statement = (
        select(documents.c.id, func.count().label("passages"))
        .join(passages, passages.c.document == documents.c.number)
        .where(documents.c.id.in_(document_ids))
        .group_by(documents.c.id)
    )
    return {row.id: row.passages for row in connection.execute(statement)}


def document_text(connection: Connection, document_id: str) -> str:
    """Read a document's canonical text.

    Raises:
        NotFound: there is no document with this id.
    """
    statement = select(documents.c.text).where(documents.c.id == document_id)
    text: str | None = connection.execute(statement).scalar_one_or_none()
    if text is None:
        raise not_found(document_id)
    return text


def read_sections(connection: Connection, document_id: str) -> tuple[Section, ...]:
    """Read a document's sections in order.

    Raises:
        NotFound: there is no document with this id.
    """
    read_document(connection, document_id)
    statement = (
        select(sections.c.title, sections.c.start, sections.c.end)
        .join(documents)
        .where(documents.c.id == document_id)
        .order_by(sections.c.position)
    )
    return tuple(
        Section(title, Span(start, end)) for title, start, end in connection.execute(statement)
    )


def not_found(document_id: str) -> NotFound:
    """Say that there is no such document, and how to see which there are."""
    return NotFound(
        f"There is no document “{document_id}”: `goodpractice documents list` shows them all"
    )


# ------------------------------------------------------------------ organisations


def read_organisations(connection: Connection) -> tuple[StoredOrganisation, ...]:
    """Read the organisations that passages are about, by name, with what is held about each."""
    facts = document_organisations
    statement = (
        select(
            facts.c.name,
            func.max(facts.c.ods_code),
            func.max(facts.c.type),
            func.max(facts.c.region),
            func.count(facts.c.document.distinct()),
        )
        .group_by(facts.c.name)
        .order_by(facts.c.name)
    )
    numbers = [
        _per_name(connection, column)
        for column in (
            passage_organisations.c.name,
            actions.c.organisation,
            outcomes.c.organisation,
        )
    ]
    return tuple(
        StoredOrganisation(
            name, ods_code, kind, region, count, *(of.get(name, 0) for of in numbers)
        )
        for name, ods_code, kind, region, count in connection.execute(statement)
    )


def _per_name(connection: Connection, column: Any) -> dict[str, int]:
    statement = select(column.label("name"), func.count().label("rows")).group_by(column)
    return {row.name: row.rows for row in connection.execute(statement)}


def _by_values(
    connection: Connection, statement: Select[Any], column: Any, values: Sequence[Any]
) -> list[Any]:
    """Run a statement for rows whose column is one of the values, a chunk of values at a time."""
    rows: list[Any] = []
    unique = list(dict.fromkeys(values))
    for start in range(0, len(unique), _CHUNK):
        chunk = unique[start : start + _CHUNK]
        rows += connection.execute(statement.where(column.in_(chunk))).all()
    return rows
