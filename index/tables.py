"""The catalogue's tables; nothing here is SQLite's own."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()

FIELDS = (
    *("indicator", "objective", "action", "lead"),
    *("timescale", "success_measure", "status"),
)
"""The cells of an action, each stored as text, start and end."""


def _of(table: str, column: str, *, begins_key: bool = False) -> Column[int]:
    """Point to another table; a column that begins the primary key needs no index of its own."""
    return Column(
        column,
        ForeignKey(f"{table}.number", ondelete="CASCADE"),
        nullable=False,
        index=not begins_key,
    )


meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("format", String, nullable=False),
    Column("title", String, nullable=False),
    Column("url", String),
    Column("publisher", String),
    Column("organisation", String),
    Column("kind", String, nullable=False),
    Column("period", String),
    Column("indicators", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_documents_organisation_period", "organisation", "period"),
)

sources = Table(
    "sources",
    metadata,
    Column("source", String, primary_key=True),
    _of("documents", "document"),
    Column("fingerprint", String, nullable=False, index=True),
)

document_organisations = Table(
    "document_organisations",
    metadata,
    _of("documents", "document", begins_key=True),
    Column("name", String, nullable=False, index=True),
    Column("ods_code", String),
    Column("type", String),
    Column("region", String),
    PrimaryKeyConstraint("document", "name"),
)

sections = Table(
    "sections",
    metadata,
    _of("documents", "document", begins_key=True),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    PrimaryKeyConstraint("document", "position"),
)

passages = Table(
    "passages",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    _of("documents", "document"),
    Column("position", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("section", String, nullable=False),
    Column("page", Integer),
    Column("organisations_reason", String, nullable=False),
    Column("indicators_reason", String, nullable=False),
    Column("evidence", String, nullable=False, index=True),
    Column("evidence_reason", String, nullable=False),
    Column("context", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("vector", String, nullable=False, index=True),
)

passage_organisations = Table(
    "passage_organisations",
    metadata,
    _of("passages", "passage", begins_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String, nullable=False, index=True),
    PrimaryKeyConstraint("passage", "position"),
)

passage_indicators = Table(
    "passage_indicators",
    metadata,
    _of("passages", "passage", begins_key=True),
    Column("position", Integer, nullable=False),
    Column("indicator", Integer, nullable=False, index=True),
    PrimaryKeyConstraint("passage", "position"),
)

sentences = Table(
    "sentences",
    metadata,
    _of("passages", "passage", begins_key=True),
    Column("position", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("evidence", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("role", String),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("passage", "position"),
)

actions = Table(
    "actions",
    metadata,
    Column("number", Integer, primary_key=True),
    _of("documents", "document"),
    _of("passages", "passage"),
    Column("id", String, nullable=False),
    Column("label", String, nullable=False),
    Column("indicators", JSON, nullable=False),
    Column("organisation", String, index=True),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    *(
        column
        for name in FIELDS
        for column in (
            Column(f"{name}_text", Text, nullable=False),
            Column(f"{name}_start", Integer, nullable=False),
            Column(f"{name}_end", Integer, nullable=False),
        )
    ),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("number", Integer, primary_key=True),
    _of("documents", "document"),
    _of("passages", "passage"),
    Column("id", String, nullable=False),
    Column("organisation", String, index=True),
    Column("indicators", JSON, nullable=False),
    Column("measure", String, nullable=False),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("change", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("group", String, nullable=False),
    Column("period", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

sentence_vectors = Table(
    "sentence_vectors",
    metadata,
    _of("passages", "passage", begins_key=True),
    Column("vector", String, nullable=False, index=True),
    PrimaryKeyConstraint("passage"),
)
"""The key of the vectors of a passage's sentences."""

vectors = Table(
    "vectors",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""Vectors as little-endian float16, by the hash of what was embedded: a passage's, or those of all
its sentences, one after the other."""
