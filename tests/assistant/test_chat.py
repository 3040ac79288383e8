"""Conversations at a terminal and over a pipe: the real program, driven from outside."""

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from api.security import LOCAL
from assistant import cli
from assistant.chat import BadCommand, Chat, Desk
from assistant.conversations import FILE, HERE, Conversations
from assistant.errors import UnknownFilter
from assistant.events import Event, Understood
from assistant.export import NotSaved
from assistant.pipeline import Assistant
from assistant.records import Answer
from assistant.terminal import Page, answer_text
from assistant.understand import resolve_filters
from index.build import Builder
from index.errors import DataError
from index.records import EVERYTHING, Filters
from index.search import Index
from ingest.organisations import Authority
from tests.conftest import ROOT
from tests.fakes import HashingEncoder, a_document

ALDER = "Mersey Care NHS Foundation Trust"
QUESTION = "what did trusts do about training managers?"
DONE = "We trained forty managers."
PATIENCE = 120.0
"""Seconds that a slow machine may take for what takes one on another."""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder, encoder = tmp_path_factory.mktemp("data"), HashingEncoder()
    with Builder(folder, encoder) as builder:
        builder.commit(a_document("one.txt", [DONE], organisation=ALDER), "one.txt")
    index = Index.open(folder, encoder)
    yield Assistant(index, Authority.load())
    index.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    with Conversations(tmp_path / FILE) as opened:
        yield opened


class Talk:
    """A chat in this process, with what it says and complains of."""

    def __init__(self, assistant: Assistant, kept: Conversations, *, is_live: bool = False) -> None:
        self.out = io.StringIO()
        self.complaints: list[str] = []
        self.desk = Desk(
            assistant=assistant,
            kept=kept,
            resolve=lambda given: resolve_filters(
                authority=assistant.authority,
                known=[ALDER],
                organisations=given.get("organisation", ()),
                indicators=given.get("indicator", ()),
                years=given.get("year", ()),
            ),
            exports={".json": lambda item, answers: f"{item.title}: {len(answers)}".encode()},
            page=Page,
            out=self.out,
            complain=self.complaints.append,
            is_live=is_live,
            has_status_line=False,
        )
        self.chat = Chat(self.desk, {})

    def say(self, *lines: str | BaseException) -> str:
        """Give what is printed for these lines; an exception is what reading a line raises."""
        self.out.seek(0)
        self.out.truncate()
        waiting = iter(lines)

        def read() -> str:
            line = next(waiting, EOFError())
            if isinstance(line, BaseException):
                raise line
            return line

        self.chat.run(read)
        return self.out.getvalue()


@pytest.fixture
def talk(assistant: Assistant, kept: Conversations) -> Talk:
    return Talk(assistant, kept)


# ------------------------------------------------------------------ questions


def test_answers_are_those_of_ask(talk: Talk, assistant: Assistant) -> None:
    said = talk.say(QUESTION)
    assert said == f"{answer_text(assistant.ask(QUESTION), Page())}\n"
    assert DONE in said


def test_a_follow_up_says_how_it_was_understood(talk: Talk) -> None:
    assert "Understood as:" in talk.say(QUESTION, "and who leads it?")


def test_at_a_terminal_the_question_is_not_repeated(
    assistant: Assistant, kept: Conversations
) -> None:
    said = Talk(assistant, kept, is_live=True).say(QUESTION, "and who leads it?")
    assert not said.startswith(QUESTION)
    assert said.count("Understood as:") == 1


def test_an_error_ends_its_question_and_nothing_else(talk: Talk) -> None:
    said = talk.say("?!", "x" * 5_000, QUESTION)
    assert len(talk.complaints) == 2
    assert DONE in said


def test_an_interruption_ends_an_answer_and_keeps_the_conversation(
    kept: Conversations, assistant: Assistant
) -> None:
    class Interrupted(Assistant):
        """An assistant that somebody stops at the second question."""

        asked = 0

        def events(
            self,
            question: str,
            filters: Filters = EVERYTHING,
            history: Sequence[Answer] = (),
            *,
            is_extractive: bool = False,
        ) -> Iterator[Event]:
            Interrupted.asked += 1
            for event in super().events(question, filters, history, is_extractive=is_extractive):
                yield event
                if isinstance(event, Understood) and Interrupted.asked == 2:
                    raise KeyboardInterrupt

    talk = Talk(Interrupted(assistant.index, assistant.authority), kept)
    said = talk.say(QUESTION, "does it work?", "and who leads it?")
    (line,) = kept.list(HERE)
    assert "Interrupted" in said
    assert "Understood as:" in said
    assert line.answers == 2


def test_ctrl_c_at_the_prompt_does_not_end(talk: Talk) -> None:
    assert DONE in talk.say(KeyboardInterrupt(), QUESTION)


def test_quit_ends_before_what_follows(talk: Talk) -> None:
    assert talk.say("/quit", QUESTION) == ""


def test_what_is_ingested_meanwhile_is_in_the_next_answer(
    tmp_path: Path, kept: Conversations
) -> None:
    encoder = HashingEncoder()
    with Builder(tmp_path / "d", encoder) as builder:
        builder.commit(a_document("one.txt", [DONE], organisation=ALDER), "one.txt")
    index = Index.open(tmp_path / "d", encoder)
    talk = Talk(Assistant(index, Authority.load()), kept)
    assert "1 document " in talk.say("what do you have?").replace("\n", " ")
    with Builder(tmp_path / "d", HashingEncoder()) as builder:
        builder.commit(a_document("two.txt", ["Another one."]), "two.txt")
    assert "2 documents " in talk.say("what do you have?").replace("\n", " ")
    index.close()


# ------------------------------------------------------------------ commands


def test_help_names_every_command(talk: Talk) -> None:
    said = talk.say("/help")
    assert [name for name in talk.chat._commands if name not in said and name != "/help"] == []


def test_filters_are_shown_set_dropped_and_cleared(talk: Talk) -> None:
    assert "all documents" in talk.say("/filters")
    assert "organisation: Mersey Care" in talk.say("/filters organisation=Mersey Care year=2020/21")
    assert "organisation" not in talk.say("/filters organisation=")
    assert "year: 2018/19; 2019/20" in talk.say("/filters year=2018/19, 2019/20")
    assert "all documents" in talk.say("/filters clear")


def test_filters_narrow_the_answers(talk: Talk) -> None:
    assert "None of the 1 document" in talk.say("/filters year=2011/12", "what do you have?")


@pytest.mark.parametrize(
    "typed", ["/filters nonsense", "/filters colour=blue", "/filters organisation=Nowhere at all"]
)
def test_a_filter_that_is_none_is_refused_and_changes_nothing(talk: Talk, typed: str) -> None:
    with pytest.raises((BadCommand, UnknownFilter)):
        talk.chat.take(typed)
    assert "all documents" in talk.say("/filters")


def test_a_source_is_shown_in_its_document_with_the_quote_marked(talk: Talk) -> None:
    said = talk.say(QUESTION, "/sources 1")
    assert f"»{DONE}«" in said.replace("\n    ", " ")
    assert f"“{DONE}”" in talk.say("/sources")


@pytest.mark.parametrize(
    "typed",
    ["/sources", "/export a.json", "/understood", "/bogus", "/resume 1", "/delete", "/delete x"],
)
def test_a_command_that_cannot_be_carried_out_says_why(talk: Talk, typed: str) -> None:
    with pytest.raises(BadCommand):
        talk.chat.take(typed)


def test_a_source_that_is_not_there_is_refused(talk: Talk) -> None:
    talk.say(QUESTION)
    with pytest.raises(BadCommand, match="no source 99"):
        talk.chat.take("/sources 99")


def test_what_was_understood_is_shown(talk: Talk) -> None:
    said = talk.say("what did Mersey Care do about cases?", "/understood")
    assert f"organisations   {ALDER}" in said


def test_a_conversation_is_exported(talk: Talk, tmp_path: Path) -> None:
    talk.say(QUESTION, "and who leads it?", f"/export {tmp_path / 'talk.json'}")
    assert (tmp_path / "talk.json").read_text(encoding="utf-8") == f"{QUESTION}: 2"
    with pytest.raises(BadCommand, match="ends in"):
        talk.chat.take("/export talk.pdf")
    with pytest.raises(NotSaved):
        talk.chat.take(f"/export {tmp_path}/no/such/folder.json")


def test_conversations_are_kept_listed_resumed_and_deleted(
    assistant: Assistant, kept: Conversations
) -> None:
    Talk(assistant, kept).say(QUESTION)
    talk = Talk(assistant, kept)
    assert f"1. {QUESTION} (1 question" in talk.say("/conversations")
    assert "Understood as:" in talk.say("/resume 1", "and who leads it?")
    assert "Removed" in talk.say("/delete 1")
    assert kept.list(HERE) == ()


def test_a_new_conversation_leans_on_nothing_before(talk: Talk, kept: Conversations) -> None:
    said = talk.say(QUESTION, "/new", "who leads it?")
    assert "Understood as:" not in said
    assert len(kept.list(HERE)) == 2


def test_old_conversations_are_gone_when_a_chat_opens(tmp_path: Path, assistant: Assistant) -> None:
    past = datetime.now(UTC) - timedelta(days=91)
    with Conversations(tmp_path / FILE, 90, now=lambda: past) as old:
        Talk(assistant, old).say(QUESTION)
    with Conversations(tmp_path / FILE, 90) as opened:
        assert opened.list(HERE) == ()


def test_the_page_without_keys_shows_the_terminals_conversations() -> None:
    assert LOCAL.id == HERE


def test_an_answer_that_cannot_be_kept_is_still_shown(
    assistant: Assistant, kept: Conversations, tmp_path: Path
) -> None:
    talk = Talk(assistant, kept)
    kept.close()
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    said = talk.say(QUESTION)
    assert DONE in said
    assert talk.complaints


# ------------------------------------------------------------------ the program


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with two documents, made with the model that users have."""
    from assistant.settings import load_settings
    from assistant.wiring import open_builder

    data = tmp_path_factory.mktemp("sample")
    with open_builder(load_settings(data=data)) as builder:
        builder.commit(a_document("one.txt", [DONE], organisation=ALDER), "one.txt")
    return data


def command(data: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "assistant.cli", "--data", str(data), "chat", *options]


def test_over_a_pipe_there_is_no_prompt_and_the_status_is_0(sample: Path, tmp_path: Path) -> None:
    lines = [
        "what did Mersey Care do about managers?",
        "/bogus",
        "?!",
        "/sources 1",
        *(f"/export {tmp_path}/talk{ending}" for ending in (".md", ".docx", ".json")),
    ]
    done = subprocess.run(
        command(sample, "--organisation", "Mersey Care"),
        cwd=ROOT,
        input="\n".join(lines).encode() + b"\n\xff\xfe\n",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    said = done.stdout.decode()
    assert f"»{DONE}«" in said.replace("\n    ", " ")
    assert "\x1b" not in said
    assert "> " not in said
    assert "unknown command /bogus" in done.stderr.decode()
    assert (tmp_path / "talk.md").read_text(encoding="utf-8").startswith("# what did Mersey")
    assert len(docx.Document(str(tmp_path / "talk.docx")).paragraphs) > 5
    exported = json.loads((tmp_path / "talk.json").read_text(encoding="utf-8"))
    assert exported["answers"][0]["citations"][0]["quote"] == DONE


def test_nothing_ingested_is_said_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.app, ["--data", str(tmp_path), "chat"], input="")
    assert done.exit_code == 1
    assert "Nothing has been ingested" in done.stderr


class Terminal:
    """The program in a terminal of its own, typed to and read from as a person would."""

    def __init__(self, arguments: Sequence[str], term: str) -> None:
        environment = {**os.environ, "TERM": term}
        environment.pop("NO_COLOR", None)
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execve(arguments[0], list(arguments), environment)
        self.shown = ""

    def type(self, text: str) -> None:
        os.write(self._handle, text.encode())

    def wait(
        self, is_there: Callable[[str], bool], again: Callable[[], None] = lambda: None
    ) -> str:
        """Read until something is shown, and give what came since the last wait.

        `again` is done first, and whenever nothing came for a while, as a person would.
        """
        began, deadline = len(self.shown), time.monotonic() + PATIENCE
        again()
        while not is_there(self.shown[began:]):
            assert time.monotonic() < deadline, self.shown[began:]
            if not select.select([self._handle], [], [], 2.0)[0]:
                again()
            elif not self._read():
                break
        return self.shown[began:]

    def _read(self) -> bool:
        try:
            self.shown += os.read(self._handle, 65_536).decode(errors="replace")
        except OSError:  # the other end is closed: the program has ended
            return False
        return True

    def status(self) -> int:
        self.wait(lambda _: False)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_at_a_terminal_one_asks_and_asks_on(sample: Path, term: str) -> None:
    terminal = Terminal(command(sample), term)
    terminal.wait(lambda shown: "> " in shown)
    terminal.type("what did Mersey Care do about managers?\r")
    answer = terminal.wait(lambda shown: "Sources" in shown and shown.rstrip().endswith(">"))
    assert DONE in answer
    assert ("\x1b[1m" in answer) is (term != "dumb")
    terminal.type("/filters\r")
    terminal.wait(lambda shown: "documents are searched" in shown and shown.rstrip().endswith(">"))
    # Python misses a Ctrl-C between showing the prompt and reading.
    terminal.wait(
        lambda shown: "Ctrl-D or /quit" in shown,
        again=lambda: os.kill(terminal.pid, signal.SIGINT),
    )
    terminal.type("and when?\r")
    terminal.wait(lambda shown: "Understood as:" in shown and shown.rstrip().endswith(">"))
    terminal.type("\x04")
    assert terminal.status() == 0
    with Conversations(sample / FILE) as kept:
        assert kept.list(HERE)[0].answers == 2


def test_the_latest_conversation_is_resumed(sample: Path, assistant: Assistant) -> None:
    with Conversations(sample / FILE) as kept:
        Talk(assistant, kept).say(QUESTION)
    done = subprocess.run(
        command(sample, "--resume"),
        cwd=ROOT,
        input=b"and when?\n",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0
    assert "Going on with" in done.stdout.decode()
    assert "Understood as:" in done.stdout.decode()


def test_errors_of_the_data_folder_are_outlived(talk: Talk) -> None:
    def fail(_: str) -> None:
        raise DataError("the folder cannot be read; look at it")

    talk.chat._commands = {**talk.chat._commands, "/fail": fail}
    assert DONE in talk.say("/fail", QUESTION)
    assert talk.complaints == ["the folder cannot be read; look at it"]
