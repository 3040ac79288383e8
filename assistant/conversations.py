"""Keeps conversations, their answers and what readers thought of them, apart from the corpus.

Whoever asks is an `owner`; nobody reads, changes or removes what is another owner's.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    literal_column,
    select,
    update,
)

from assistant.errors import AssistantError
from assistant.records import Answer
from index import sqlite
from index.errors import NewerVersion
from index.migrations import Step, take_steps

FILE = "conversations.sqlite"
HERE = "local"
"""The owner of what is asked on this machine: at its terminal, or on its page without keys."""

LONGEST_TITLE = 120
KEPT_ALONE = timedelta(days=1)
"""How long an answer that belongs to no conversation can still be taken away."""

_tables = MetaData()
_conversations = Table(
    "conversations",
    _tables,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("title", String, nullable=False),
    Column("created", String, nullable=False),
    Column("updated", String, nullable=False, index=True),
)
_answers = Table(
    "answers",
    _tables,
    Column("id", String, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
    Column("owner", String, nullable=False),
    Column("created", String, nullable=False),
    Column("corpus", String, nullable=False),
    Column("body", String, nullable=False),
)
_feedback = Table(
    "feedback",
    _tables,
    Column("answer_id", ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("is_helpful", Boolean, nullable=False),
    Column("reason", String, nullable=False),
    Column("created", String, nullable=False),
)
Index("conversations_by_owner", _conversations.c.owner, _conversations.c.updated)
_ANSWER = TypeAdapter(Answer)

STEPS: Mapping[int, Step] = {}
"""What leads from each version of these tables to the next; version 0.1.0 made number 0."""


class NotKept(AssistantError):
    """There is no such conversation or answer, or it is not the asker's."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of the list of conversations."""

    id: str
    title: str
    created: datetime
    updated: datetime
    answers: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given, when, and from which state of the corpus."""

    answer: Answer
    created: datetime
    corpus: str
    conversation_id: str | None
    is_helpful: bool | None = None
    reason: str = ""


class Conversations:
    """The store of conversations, safe to share between threads and processes."""

    def __init__(
        self,
        path: Path,
        keep_days: int = 90,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open the store, made if need be; what nobody touched for `keep_days` is removed.

        Raises:
            DataError: the file cannot be read or written, or a newer version made it.
        """
        self._path = path
        self._keep = timedelta(days=keep_days)
        self._now = now
        path.parent.mkdir(parents=True, exist_ok=True)
        bring_up_to_date(path)
        self._engine = _open(path)
        path.chmod(0o600)
        self.expire()

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -------------------------------------------------------------- conversations

    def create(self, owner: str, title: str = "") -> Conversation:
        """Begin a conversation; without a title, its first question becomes one."""
        self.expire()
        now = self._now()
        values = {
            "id": uuid.uuid4().hex,
            "owner": owner,
            "title": _short(title),
            "created": now.isoformat(),
            "updated": now.isoformat(),
        }
        with self._transaction() as connection:
            connection.execute(insert(_conversations).values(values))
        return Conversation(values["id"], values["title"], now, now, 0)

    def list(self, owner: str) -> tuple[Conversation, ...]:
        """Read the owner's conversations, the latest first."""
        with self._transaction() as connection:
            rows = connection.execute(_lines(owner)).all()
        return tuple(_conversation(row) for row in rows)

    def read(self, owner: str, conversation_id: str) -> Conversation:
        """Read one conversation's line.

        Raises:
            NotKept: there is none of this owner's.
        """
        with self._transaction() as connection:
            query = _lines(owner).where(_conversations.c.id == conversation_id)
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _no_conversation(conversation_id)
        return _conversation(row)

    def answers(self, owner: str, conversation_id: str) -> tuple[Kept, ...]:
        """Read the answers of a conversation, in the order they were given.

        Raises:
            NotKept: there is no such conversation of this owner's.
        """
        self.read(owner, conversation_id)
        with self._transaction() as connection:
            query = _kept().where(_answers.c.conversation_id == conversation_id)
            in_order = query.order_by(_answers.c.created, literal_column("answers.rowid"))
            rows = connection.execute(in_order).all()
        return tuple(_as_kept(row) for row in rows)

    def rename(self, owner: str, conversation_id: str, title: str) -> Conversation:
        """Give a conversation another title.

        Raises:
            NotKept: there is none of this owner's.
        """
        with self._transaction() as connection:
            mine = update(_conversations).where(*_mine(owner, conversation_id))
            found = connection.execute(mine.values(title=_short(title)))
        if not found.rowcount:
            raise _no_conversation(conversation_id)
        return self.read(owner, conversation_id)

    def delete(self, owner: str, conversation_id: str) -> None:
        """Remove a conversation with its answers and what was thought of them.

        Raises:
            NotKept: there is none of this owner's.
        """
        with self._transaction() as connection:
            found = connection.execute(delete(_conversations).where(*_mine(owner, conversation_id)))
        if not found.rowcount:
            raise _no_conversation(conversation_id)

    def expire(self) -> int:
        """Remove what has not been touched for too long, and say how many conversations went."""
        now = self._now()
        with self._transaction() as connection:
            old = (now - self._keep).isoformat()
            gone = connection.execute(delete(_conversations).where(_conversations.c.updated < old))
            alone = (now - KEPT_ALONE).isoformat()
            connection.execute(
                delete(_answers).where(
                    _answers.c.conversation_id.is_(None), _answers.c.created < alone
                )
            )
        return gone.rowcount

    # -------------------------------------------------------------- answers

    def add(
        self, owner: str, answer: Answer, corpus: str = "", conversation_id: str | None = None
    ) -> None:
        """Keep an answer, in a conversation or, for a day, on its own.

        Raises:
            NotKept: there is no such conversation of this owner's.
        """
        now = self._now().isoformat()
        with self._transaction() as connection:
            if conversation_id is not None:
                now = self._touch(connection, owner, conversation_id, answer.question, now)
            connection.execute(
                insert(_answers).values(
                    id=answer.id,
                    conversation_id=conversation_id,
                    owner=owner,
                    created=now,
                    corpus=corpus,
                    body=_ANSWER.dump_json(answer).decode(),
                )
            )

    def answer(self, owner: str, answer_id: str) -> Kept:
        """Read one answer.

        Raises:
            NotKept: there is none of this owner's.
        """
        with self._transaction() as connection:
            query = _kept().where(_answers.c.owner == owner, _answers.c.id == answer_id)
            row = connection.execute(query).one_or_none()
        if row is None:
            msg = f"no answer with the id {answer_id!r} is kept: ask the question again"
            raise NotKept(msg)
        return _as_kept(row)

    # -------------------------------------------------------------- feedback

    def rate(self, owner: str, answer_id: str, *, is_helpful: bool, reason: str = "") -> None:
        """Keep what a reader thought of an answer; a later opinion replaces an earlier one.

        Raises:
            NotKept: there is no such answer of this owner's.
        """
        self.answer(owner, answer_id)
        with self._transaction() as connection:
            connection.execute(delete(_feedback).where(_feedback.c.answer_id == answer_id))
            connection.execute(
                insert(_feedback).values(
                    answer_id=answer_id,
                    is_helpful=is_helpful,
                    reason=reason,
                    created=self._now().isoformat(),
                )
            )

    def rated(self) -> tuple[Kept, ...]:
        """Read every answer that somebody rated, whoever asked, in order of time."""
        with self._transaction() as connection:
            query = _kept().where(_feedback.c.answer_id.is_not(None))
            rows = connection.execute(query.order_by(_answers.c.created)).all()
        return tuple(_as_kept(row) for row in rows)

    # -------------------------------------------------------------- the file

    def _touch(
        self, connection: Connection, owner: str, conversation_id: str, question: str, now: str
    ) -> str:
        """Note that a conversation goes on; give when: never before what was said last."""
        last = select(_conversations.c.updated).where(*_mine(owner, conversation_id))
        now = max(now, connection.execute(last).scalar_one_or_none() or "")
        mine = update(_conversations).where(*_mine(owner, conversation_id))
        if not connection.execute(mine.values(updated=now)).rowcount:
            raise _no_conversation(conversation_id)
        connection.execute(mine.where(_conversations.c.title == "").values(title=_short(question)))
        return now

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with sqlite.translated(self._path), self._engine.begin() as connection:
            yield connection


def bring_up_to_date(path: Path, steps: Mapping[int, Step] = STEPS) -> None:
    """Make the tables, or change those of an older version into today's, in one transaction.

    Raises:
        NewerVersion: a newer version made them.
    """
    with sqlite.writing(path) as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version > len(steps):
            raise NewerVersion(
                f"The conversations in {path} were made by a newer version: update goodpractice, "
                "or name another folder with --data"
            )
        if inspect(connection).has_table(_conversations.name):
            take_steps(connection, version, steps)
        _tables.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {len(steps)}")


def _open(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10.0})

    def prepare(raw: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("PRAGMA secure_delete=ON")

    event.listen(engine, "connect", prepare)
    return engine


def _mine(owner: str, conversation_id: str) -> tuple[Any, Any]:
    return _conversations.c.owner == owner, _conversations.c.id == conversation_id


def _lines(owner: str) -> Any:
    counted = (
        select(func.count())
        .where(_answers.c.conversation_id == _conversations.c.id)
        .scalar_subquery()
    )
    return (
        select(_conversations, counted.label("answers"))
        .where(_conversations.c.owner == owner)
        .order_by(_conversations.c.updated.desc(), _conversations.c.id)
    )


def _kept() -> Any:
    return select(_answers, _feedback.c.is_helpful, _feedback.c.reason).outerjoin(
        _feedback, _feedback.c.answer_id == _answers.c.id
    )


def _conversation(row: Row[Any]) -> Conversation:
    created, updated = (datetime.fromisoformat(each) for each in (row.created, row.updated))
    return Conversation(row.id, row.title, created, updated, row.answers)


def _as_kept(row: Row[Any]) -> Kept:
    try:
        answer = _ANSWER.validate_json(row.body)
    except ValidationError as error:
        msg = f"the answer {row.id!r} was kept by another version: ask the question again"
        raise NotKept(msg) from error
    return Kept(
        answer,
        datetime.fromisoformat(row.created),
        row.corpus,
        row.conversation_id,
        row.is_helpful,
        row.reason or "",
    )


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def _no_conversation(conversation_id: str) -> NotKept:
    return NotKept(f"no conversation with the id {conversation_id!r}: begin a new one")
