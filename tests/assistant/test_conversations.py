"""Conversations are kept whole, each for its owner, and only for so long."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from assistant.conversations import LONGEST_TITLE, Conversations, NotKept, bring_up_to_date
from assistant.records import Answer, Basis, Caveat, CaveatCode, QuestionKind, Statement, Status
from index import sqlite
from index.errors import Damaged, NewerVersion
from index.records import Filters
from ingest.records import Evidence, Kind
from tests.assistant.made import action, citation


@dataclass
class Clock:
    """A clock that tests turn."""

    time: datetime = field(default_factory=lambda: datetime(2026, 3, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(tmp_path: Path, clock: Clock) -> Iterator[Conversations]:
    with Conversations(tmp_path / "conversations.sqlite", keep_days=30, now=clock) as kept:
        yield kept


def an_answer(question: str = "what worked?", answer_id: str = "a1") -> Answer:
    return Answer(
        id=answer_id,
        question=question,
        standalone_question=question,
        kind=QuestionKind.EFFECT,
        status=Status.ANSWERED,
        summary="It fell. [1]",
        statements=(
            Statement(
                "“It fell.” [1]",
                Evidence.OUTCOME,
                "Alpha NHS Trust",
                (1,),
                "extract",
                1.0,
                Basis(
                    before_after=True,
                    people=False,
                    period=True,
                    comparison=False,
                    reported_by="self",
                ),
            ),
        ),
        citations=(citation(),),
        actions=(action("Train managers", lead="HR"),),
        caveats=(Caveat(CaveatCode.SINGLE_SOURCE, "One only."),),
        filters=Filters(organisations=("Alpha NHS Trust",), kinds=(Kind.REPORT,)),
        timings_ms={"total": 1.5},
    )


def test_an_answer_comes_back_as_it_was(kept: Conversations) -> None:
    conversation = kept.create("me")
    kept.add("me", an_answer(), "3 documents", conversation.id)

    (found,) = kept.answers("me", conversation.id)

    assert found.answer == an_answer()
    assert found.corpus == "3 documents"
    assert kept.answer("me", "a1").conversation_id == conversation.id


def test_the_first_question_becomes_the_title(kept: Conversations) -> None:
    conversation = kept.create("me")
    kept.add("me", an_answer("first?\n now " + "x" * 300), "", conversation.id)
    kept.add("me", an_answer("second?", "a2"), "", conversation.id)

    title = kept.read("me", conversation.id).title

    assert title.startswith("first? now x")
    assert len(title) == LONGEST_TITLE


def test_answers_stand_in_the_order_they_were_given(kept: Conversations) -> None:
    conversation = kept.create("me")
    for number in range(3):
        kept.add("me", an_answer(f"question {number}", f"a{number}"), "", conversation.id)

    questions = [item.answer.question for item in kept.answers("me", conversation.id)]

    assert questions == ["question 0", "question 1", "question 2"]


def test_the_latest_conversation_comes_first(kept: Conversations) -> None:
    one, two = kept.create("me", "one"), kept.create("me", "two")
    kept.add("me", an_answer(), "", one.id)

    assert [item.id for item in kept.list("me")] == [one.id, two.id]
    assert [item.answers for item in kept.list("me")] == [1, 0]


def test_nobody_sees_or_changes_what_is_anothers(kept: Conversations) -> None:
    conversation = kept.create("me")
    kept.add("me", an_answer(), "", conversation.id)

    assert kept.list("you") == ()
    for meddle in (
        lambda: kept.read("you", conversation.id),
        lambda: kept.answers("you", conversation.id),
        lambda: kept.rename("you", conversation.id, "mine"),
        lambda: kept.delete("you", conversation.id),
        lambda: kept.add("you", an_answer("?", "a9"), "", conversation.id),
        lambda: kept.answer("you", "a1"),
        lambda: kept.rate("you", "a1", is_helpful=True),
    ):
        with pytest.raises(NotKept):
            meddle()
    assert kept.read("me", conversation.id).answers == 1


def test_a_renamed_conversation_keeps_its_title(kept: Conversations) -> None:
    conversation = kept.create("me")
    kept.rename("me", conversation.id, "Board paper")
    kept.add("me", an_answer(), "", conversation.id)

    assert kept.read("me", conversation.id).title == "Board paper"


def test_a_deleted_conversation_takes_its_answers_along(
    kept: Conversations, tmp_path: Path
) -> None:
    conversation = kept.create("me")
    kept.add("me", an_answer("quokka?"), "", conversation.id)
    kept.rate("me", "a1", is_helpful=True)

    kept.delete("me", conversation.id)

    assert kept.rated() == ()
    with pytest.raises(NotKept):
        kept.answer("me", "a1")
    kept.close()
    assert b"quokka" not in (tmp_path / "conversations.sqlite").read_bytes()


def test_what_is_not_used_expires(kept: Conversations, clock: Clock) -> None:
    old = kept.create("me")
    kept.add("me", an_answer(), "", old.id)
    clock.time += timedelta(days=20)
    new = kept.create("me")
    clock.time += timedelta(days=15)

    assert kept.expire() == 1
    assert [item.id for item in kept.list("me")] == [new.id]


def test_an_answer_on_its_own_is_kept_for_a_day(kept: Conversations, clock: Clock) -> None:
    kept.add("me", an_answer())
    clock.time += timedelta(hours=23)
    kept.expire()
    assert kept.answer("me", "a1").conversation_id is None

    clock.time += timedelta(hours=2)
    kept.expire()
    with pytest.raises(NotKept):
        kept.answer("me", "a1")


def test_a_later_opinion_replaces_an_earlier_one(kept: Conversations) -> None:
    kept.add("me", an_answer())
    kept.rate("me", "a1", is_helpful=True)
    kept.rate("me", "a1", is_helpful=False, reason="all staff")

    (rated,) = kept.rated()

    assert (rated.is_helpful, rated.reason) == (False, "all staff")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    path.write_bytes(b"this is no database" * 100)

    with pytest.raises(Damaged):
        Conversations(path)


def test_only_its_owner_can_read_the_file(kept: Conversations, tmp_path: Path) -> None:
    assert (tmp_path / "conversations.sqlite").stat().st_mode & 0o077 == 0


def add_a_note(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE conversations ADD COLUMN note TEXT")


def test_a_file_of_an_older_version_is_brought_up_to_date_once(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    with Conversations(path) as kept:
        conversation = kept.create("ada", "Kept from before")
    for _ in range(2):
        bring_up_to_date(path, {0: add_a_note})
    with sqlite.writing(path) as connection:
        found = connection.exec_driver_sql("SELECT id, title, note FROM conversations").all()
        assert [tuple(row) for row in found] == [(conversation.id, "Kept from before", None)]


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    with Conversations(path):
        bring_up_to_date(path, {0: add_a_note})
    with pytest.raises(NewerVersion, match="update goodpractice"):
        Conversations(path)


def test_answers_stay_in_order_when_the_clock_goes_back(kept: Conversations, clock: Clock) -> None:
    conversation = kept.create("ada")
    for number in range(4):
        clock.time -= timedelta(hours=number)
        kept.add("ada", an_answer(answer_id=f"a{9 - number}"), conversation_id=conversation.id)
    found = [each.answer.id for each in kept.answers("ada", conversation.id)]
    assert found == ["a9", "a8", "a7", "a6"]
