"""Enters a document into the catalogue and takes it out again, within one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from index import lexical
from index.embedded import Embedded, of_passage
from index.manifest import SCHEMA_VERSION, Model
from index.tables import (
    FIELDS,
    actions,
    document_organisations,
    documents,
    meta,
    metadata,
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
from ingest.records import Document, Passage, Span

_CHUNK = 500


# ------------------------------------------------------------------ the tables


def create(connection: Connection, model: Model) -> None:
    """Make the tables of an empty catalogue."""
    metadata.create_all(connection)
    lexical.create(connection)
    values = {"schema": SCHEMA_VERSION, "generation": 0, "build": 1, **_model_values(model)}
    rows = [{"key": key, "value": str(value)} for key, value in values.items()]
    connection.execute(insert(meta), rows)


def set_meta(connection: Connection, values: Mapping[str, object]) -> None:
    """Change what the catalogue says of itself."""
    for key, value in values.items():
        connection.execute(update(meta).where(meta.c.key == key).values(value=str(value)))


def set_model(connection: Connection, model: Model) -> None:
    """Note which model made the vectors."""
    set_meta(connection, _model_values(model))


def _model_values(model: Model) -> dict[str, object]:
    return {
        "model": model.name,
        "revision": model.revision,
        "dimension": model.dimension,
        "pooling": model.pooling,
    }


# ------------------------------------------------------------------ in


def add_document(connection: Connection, document: Document) -> int:
    """Enter a document with all that belongs to it; its number is given back."""
    number = _add_head(connection, document)
    _add_all(
        connection,
        document_organisations,
        [
            {
                "document": number,
                "name": each.name,
                "ods_code": each.ods_code,
                "type": each.type,
                "region": each.region,
            }
            for each in document.organisations
        ],
    )
    _add_all(
        connection,
        sections,
        [
            {"document": number, "position": at, "title": each.title, **_span(each.span)}
            for at, each in enumerate(document.sections)
        ],
    )
    numbers = _add_passages(connection, number, document)
    lexical.add(
        connection,
        [
            lexical.entry(
                row,
                document.title,
                each.organisations,
                each.section,
                each.context,
                _cut(document, each.span),
            )
            for row, each in zip(numbers, document.passages, strict=True)
        ],
    )
    _add_all(connection, actions, _action_rows(document, number, numbers))
    _add_all(connection, outcomes, _outcome_rows(document, number, numbers))
    return number


def _add_head(connection: Connection, document: Document) -> int:
    labels = {
        "publisher": document.publisher,
        "organisation": document.organisation,
        "kind": document.kind,
        "period": document.period,
    }
    row = {name: None if label is None else label.value for name, label in labels.items()}
    statement = insert(documents).values(
        id=document.id,
        name=document.name,
        format=document.format,
        title=document.title,
        url=document.url,
        indicators=list(document.indicators),
        warnings=list(document.warnings),
        reasons={name: label.reason for name, label in labels.items() if label is not None},
        characters=len(document.text),
        text=document.text,
        **row,
    )
    return _inserted(connection, statement)


def _add_passages(connection: Connection, number: int, document: Document) -> list[int]:
    """Enter the passages of a document with their labels and sentences; their numbers come back."""
    last = connection.execute(select(func.max(passages.c.number))).scalar_one() or 0
    numbers = list(range(last + 1, last + 1 + len(document.passages)))
    placed = list(zip(numbers, document.passages, strict=True))
    _add_all(
        connection,
        passages,
        [
            _passage_row(document, passage, at) | {"number": row, "document": number}
            for at, (row, passage) in enumerate(placed)
        ],
    )
    _add_all(
        connection,
        passage_organisations,
        [
            {"passage": row, "position": at, "name": name}
            for row, passage in placed
            for at, name in enumerate(passage.organisations)
        ],
    )
    _add_all(
        connection,
        passage_indicators,
        [
            {"passage": row, "position": at, "indicator": each}
            for row, passage in placed
            for at, each in enumerate(passage.indicators)
        ],
    )
    keys = (_embedded(document, passage).parts_key for passage in document.passages)
    named = [{"passage": row, "vector": key} for row, key in zip(numbers, keys, strict=True)]
    _add_all(connection, sentence_vectors, named)
    rows = (_sentence_rows(document, passage, row) for row, passage in placed)
    _add_all(connection, sentences, [each for part in rows for each in part])
    return numbers


def _passage_row(document: Document, passage: Passage, at: int) -> dict[str, Any]:
    return {
        "id": passage.id,
        "position": at,
        "section": passage.section,
        "page": passage.page,
        "organisations_reason": passage.organisations_reason,
        "indicators_reason": passage.indicators_reason,
        "evidence": passage.evidence,
        "evidence_reason": passage.evidence_reason,
        "context": passage.context,
        "text": _cut(document, passage.span),
        "vector": _embedded(document, passage).key,
        **_span(passage.span),
    }


def embedded_passages(document: Document) -> list[Embedded]:
    """Write what is embedded of a document's passages, in order."""
    return [_embedded(document, passage) for passage in document.passages]


def _embedded(document: Document, passage: Passage) -> Embedded:
    start = passage.span.start
    return of_passage(
        document.title,
        passage.organisations,
        passage.section,
        passage.context,
        _cut(document, passage.span),
        [(each.span.start - start, each.span.end - start) for each in passage.sentences],
    )


def _sentence_rows(document: Document, passage: Passage, number: int) -> list[dict[str, Any]]:
    return [
        {
            "passage": number,
            "position": at,
            "evidence": sentence.evidence,
            "reason": sentence.reason,
            "role": sentence.role,
            "text": _cut(document, sentence.span),
            **_span(sentence.span),
        }
        for at, sentence in enumerate(passage.sentences)
    ]


def _action_rows(document: Document, number: int, numbers: Sequence[int]) -> list[dict[str, Any]]:
    rows = []
    for action in document.actions:
        row: dict[str, Any] = {
            "document": number,
            "passage": _holder(document, numbers, action.span),
            "id": action.id,
            "label": action.number,
            "indicators": list(action.indicators),
            "organisation": action.organisation,
            "page": action.page,
            **_span(action.span),
        }
        for name in FIELDS:
            cell = getattr(action, name)
            row[f"{name}_text"] = cell.text
            row[f"{name}_start"], row[f"{name}_end"] = cell.span.start, cell.span.end
        rows.append(row)
    return rows


def _outcome_rows(document: Document, number: int, numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {
            "document": number,
            "passage": _holder(document, numbers, each.span),
            "id": each.id,
            "organisation": each.organisation,
            "indicators": list(each.indicators),
            "measure": each.measure,
            "before": each.before,
            "after": each.after,
            "change": each.change,
            "unit": each.unit,
            "group": each.group,
            "period": each.period,
            "direction": each.direction,
            "text": _cut(document, each.span),
            **_span(each.span),
        }
        for each in document.outcomes
    ]


def _holder(document: Document, numbers: Sequence[int], span: Span) -> int:
    """Find the passage that holds most of a span; the nearest one if none overlaps it.

    Raises:
        ValueError: the document has no passages.
    """

    def closeness(at: int) -> tuple[int, int]:
        passage = document.passages[at].span
        overlap = min(passage.end, span.end) - max(passage.start, span.start)
        return overlap, -at

    if not numbers:
        raise ValueError(f"{document.name}: rows without any passage to stand in")
    return numbers[max(range(len(numbers)), key=closeness)]


def _cut(document: Document, span: Span) -> str:
    return document.text[span.start : span.end]


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _inserted(connection: Connection, statement: Any) -> int:
    keys: Any = connection.execute(statement).inserted_primary_key
    return int(keys[0])


def _add_all(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


# ------------------------------------------------------------------ sources


def set_source(connection: Connection, source: str, number: int, fingerprint: str) -> None:
    """Note that a document was read from a source, instead of what was read from it before."""
    connection.execute(delete(sources).where(sources.c.source == source))
    connection.execute(
        insert(sources).values(source=source, document=number, fingerprint=fingerprint)
    )


def sources_of(connection: Connection, number: int) -> list[tuple[str, str]]:
    """Read the sources of a document with their fingerprints."""
    statement = select(sources.c.source, sources.c.fingerprint)
    rows = connection.execute(statement.where(sources.c.document == number))
    return [(source, fingerprint) for source, fingerprint in rows]


def document_of(connection: Connection, source: str) -> int | None:
    """Find the number of the document that a source gave; None if it gave none."""
    statement = select(sources.c.document).where(sources.c.source == source)
    number: int | None = connection.execute(statement).scalar_one_or_none()
    return number


def number_of(connection: Connection, document_id: str) -> int | None:
    """Find the number of a document; None if there is none with this id."""
    statement = select(documents.c.number).where(documents.c.id == document_id)
    number: int | None = connection.execute(statement).scalar_one_or_none()
    return number


# ------------------------------------------------------------------ out


def remove_document(connection: Connection, number: int) -> set[str]:
    """Take out a document with all that belongs to it; the keys of its vectors are given back."""
    statement = select(passages.c.number, passages.c.vector).where(passages.c.document == number)
    held = {row.number: row.vector for row in connection.execute(statement)}
    lexical.remove(connection, held)
    inner = select(passages.c.number).where(passages.c.document == number)
    spoken = select(sentence_vectors.c.vector).where(sentence_vectors.c.passage.in_(inner))
    keys = {*held.values(), *connection.execute(spoken).scalars()}
    for table in (sentences, sentence_vectors, passage_organisations, passage_indicators):
        connection.execute(delete(table).where(table.c.passage.in_(inner)))
    for table in (actions, outcomes, sections, document_organisations, sources, passages):
        connection.execute(delete(table).where(table.c.document == number))
    connection.execute(delete(documents).where(documents.c.number == number))
    return keys


# ------------------------------------------------------------------ vectors


def add_vectors(connection: Connection, values: Mapping[str, bytes]) -> None:
    """Store the values of new vectors by their keys."""
    rows = [{"key": key, "value": value} for key, value in values.items()]
    _add_all(connection, vectors, rows)


def set_keys(connection: Connection, items: Mapping[int, Embedded]) -> None:
    """Change which vectors are passages' and their sentences', by the numbers of the passages."""
    whole = [{"of": number, "key": each.key} for number, each in items.items()]
    parted = [{"of": number, "key": each.parts_key} for number, each in items.items()]
    for table, number, keys in (
        (passages, passages.c.number, whole),
        (sentence_vectors, sentence_vectors.c.passage, parted),
    ):
        statement = update(table).where(number == bindparam("of"))
        connection.execute(statement.values(vector=bindparam("key")), keys)


def stored_keys(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Tell which of these vectors are stored."""
    return _found(connection, vectors.c.key, keys)


def drop_unused_vectors(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Remove those of these vectors that nothing uses; the ones no passage uses are given back."""
    candidates = set(keys)
    without_passage = candidates - _found(connection, passages.c.vector, candidates)
    unused = sorted(
        without_passage - _found(connection, sentence_vectors.c.vector, without_passage)
    )
    for start in range(0, len(unused), _CHUNK):
        chunk = unused[start : start + _CHUNK]
        connection.execute(delete(vectors).where(vectors.c.key.in_(chunk)))
    return without_passage


def _found(connection: Connection, column: Any, keys: Iterable[str]) -> set[str]:
    wanted = sorted(set(keys))
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        chosen = select(column).where(column.in_(wanted[start : start + _CHUNK]))
        found.update(connection.execute(chosen).scalars())
    return found
