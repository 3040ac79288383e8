"""Holds a conversation at a terminal, or over a pipe: questions, commands, the same answers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from assistant.conversations import HERE, Conversation, Conversations, Kept
from assistant.errors import AssistantError
from assistant.events import Answered, Drafted, Retrieved, Stated, Understood
from assistant.export import save
from assistant.pipeline import Assistant
from assistant.records import Answer, Citation
from assistant.terminal import Page, answer_text, one_line, source_text, understanding_text
from assistant.understand import Understanding
from index.errors import DataError
from index.records import Filters

REMEMBERED = 6
"""Answers that a follow-up is understood from."""

AROUND = 600
"""Characters shown before and after a quote."""

FILTERS = ("organisation", "indicator", "theme", "year", "kind", "evidence")
HELP = """\
Ask in plain words; a follow-up may lean on what was said before ("and recruitment?").

/filters                  what answers are narrowed to
/filters year=2020/21     narrow; or organisation, indicator, theme, kind, evidence; “;” between two
/filters clear            narrow no more; `/filters year=` drops one
/sources                  the sources of the last answer
/sources 2                the second one in its document, the quote between » and «
/understood               what was understood of the last question
/export FILE              the conversation as .md, .docx or .json
/conversations            those kept on this machine
/resume 2, /delete 2      go on with the second of them, or remove it
/new                      begin a new conversation; the filters stay
/quit                     end (Ctrl-D too); Ctrl-C stops an answer"""

Export = Callable[[Conversation, Sequence[Kept]], bytes]
Given = Mapping[str, Sequence[str]]


class BadCommand(AssistantError):
    """A line beginning with "/" that cannot be carried out."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a chat works with: who answers, where it is kept, how it is shown and taken away."""

    assistant: Assistant
    kept: Conversations
    resolve: Callable[[Given], Filters]
    """Turns filters as typed into resolved ones; UnknownFilter if one is not known."""
    exports: Mapping[str, Export]
    """Writers of conversations, by the ending of a file's name."""
    page: Callable[[], Page]
    out: TextIO
    complain: Callable[[str], None]
    is_live: bool
    """Whether somebody types and watches; else questions come from a pipe, and are repeated."""
    has_status_line: bool
    """Whether a line can be written over, to show what goes on."""


class Chat:
    """One person's conversation, with its filters; `run` reads lines until they end."""

    def __init__(self, desk: Desk, given: Given) -> None:
        self._desk = desk
        self._given = {name: tuple(values) for name, values in given.items() if values}
        self._filters = desk.resolve(self._given)
        self._conversation: Conversation | None = None
        self._kept: tuple[Kept, ...] = ()
        self._last: Understanding | None = None
        self._commands: Mapping[str, Callable[[str], None]] = {
            "/help": lambda _: self._say(HELP),
            "/filters": self._narrow,
            "/sources": self._show_sources,
            "/understood": self._show_understood,
            "/export": self._export,
            "/conversations": self._list,
            "/resume": self._resume,
            "/delete": self._delete,
            "/new": self._begin,
        }

    def run(self, read: Callable[[], str]) -> None:
        """Take lines until `read` raises EOFError or somebody quits.

        An error ends its question and nothing else; so does an interruption.
        """
        while True:
            try:
                line = read().strip()
            except EOFError:
                break
            except KeyboardInterrupt:
                self._say("\nCtrl-D or /quit ends the conversation.")
                continue
            if line in {"/quit", "/exit", "/q"}:
                return
            try:
                self.take(line)
            except KeyboardInterrupt:
                self._status("")
                self._say("\nInterrupted; the conversation goes on.")
            except (AssistantError, DataError) as error:
                self._status("")
                self._desk.complain(str(error))
        if self._desk.is_live:
            self._say("")

    def take(self, line: str) -> None:
        """Carry out one line: a question, or a command.

        Raises:
            AssistantError: it cannot be answered or carried out; the text says why.
            DataError: the data folder cannot serve.
        """
        if not line:
            return
        if not line.startswith("/"):
            self._ask(line)
            return
        name, _, rest = line.partition(" ")
        if name not in self._commands:
            msg = f"unknown command {name}; /help lists them"
            raise BadCommand(msg)
        self._commands[name](rest.strip())

    # -------------------------------------------------------------- questions

    def _ask(self, question: str) -> None:
        history = [item.answer for item in self._kept[-REMEMBERED:]]
        drafted = 0
        for event in self._desk.assistant.events(question, self._filters, history):
            if isinstance(event, Understood):
                self._last = event.understanding
                self._echo(event.understanding)
            elif isinstance(event, Retrieved):
                self._status(f"Reading what was found: {len(event.hits)} …")
            elif isinstance(event, Drafted):
                drafted += len(event.text)
                self._status(f"A language model writes, to be verified: {drafted:,} characters …")
            elif isinstance(event, Stated):
                self._status(event.statement.text)
            elif isinstance(event, Answered):
                self._status("")
                is_headed = not self._desk.is_live
                self._say(answer_text(event.answer, self._desk.page(), is_headed=is_headed))
                self._keep(event.answer)

    def _echo(self, understood: Understanding) -> None:
        """Say at once how a question was taken, where that is not how it was typed."""
        if self._desk.is_live and understood.standalone != understood.question:
            page = self._desk.page()
            self._say(page.dim(page.wrap(f"Understood as: {understood.standalone}")) + "\n")

    def _keep(self, answer: Answer) -> None:
        kept = self._desk.kept
        if self._conversation is None:
            self._conversation = kept.create(HERE)
        count = len(self._desk.assistant.index.documents())
        corpus = f"{count} document{'' if count == 1 else 's'}"
        kept.add(HERE, answer, corpus, self._conversation.id)
        self._load(self._conversation.id)

    def _load(self, conversation_id: str) -> None:
        self._conversation = self._desk.kept.read(HERE, conversation_id)
        self._kept = self._desk.kept.answers(HERE, conversation_id)

    # -------------------------------------------------------------- commands

    def _narrow(self, rest: str) -> None:
        if rest == "clear":
            self._given, self._filters = {}, Filters()
        elif rest:
            given = {**self._given, **_filters(rest)}
            given = {name: values for name, values in given.items() if values}
            self._filters = self._desk.resolve(given)
            self._given = given
        lines = [f"{name}: {'; '.join(values)}" for name, values in self._given.items()]
        self._say("\n".join(lines) or "Nothing is narrowed: all documents are searched.")

    def _show_sources(self, rest: str) -> None:
        citations = self._answer().citations
        if not citations:
            self._say("The last answer cites nothing.")
        elif rest:
            found = [item for item in citations if str(item.number) == rest]
            if not found:
                msg = f"no source {rest}: the last answer has {len(citations)}, from 1"
                raise BadCommand(msg)
            self._say(self._in_context(found[0]))
        else:
            page = self._desk.page()
            for item in citations:
                quote = one_line(item.quote)
                short = quote if len(quote) <= 100 else f"{quote[:99].rstrip()}…"
                self._say(page.wrap(source_text(item), f"[{item.number}] ", "    "))
                self._say(page.dim(page.wrap(f"“{short}”", "    ")))

    def _in_context(self, citation: Citation) -> str:
        """Give a quote, marked, with what stands around it in its document."""
        page = self._desk.page()
        text = self._desk.assistant.index.document_text(citation.document_id)
        if text[citation.start : citation.end] != citation.quote:
            msg = f"{citation.document} has changed since this answer: ask the question again"
            raise BadCommand(msg)
        start = text.rfind("\n", 0, max(0, citation.start - AROUND)) + 1
        end = text.find("\n", min(len(text), citation.end + AROUND))
        after = text[citation.end : None if end < 0 else end]
        marked = f"{text[start : citation.start]}»{citation.quote}«{after}"
        lines = [page.wrap(line, "    ") for line in marked.splitlines() if line.strip()]
        body = "\n".join(lines)
        if page.has_colour:
            head, _, tail = body.partition("»")
            quote, _, tail = tail.partition("«")
            bold = "\n".join(page.bold(f"{line}") for line in f"»{quote}«".splitlines())
            body = f"{head}{bold}{tail}"
        return "\n\n".join([page.bold(page.wrap(source_text(citation))), body])

    def _show_understood(self, _: str) -> None:
        if self._last is None:
            raise BadCommand("nothing has been asked yet")
        self._say(understanding_text(self._last, self._desk.page()))

    def _export(self, rest: str) -> None:
        self._answer()
        write = self._desk.exports.get(Path(rest).suffix.lower())
        if write is None or self._conversation is None:
            msg = f"name a file that ends in {', '.join(self._desk.exports)}: /export board.docx"
            raise BadCommand(msg)
        path = Path(rest).expanduser()
        save(path, write(self._conversation, self._kept))
        count = len(self._kept)
        self._say(f"{path}: {count} answer{'' if count == 1 else 's'}")

    def _list(self, _: str) -> None:
        for number, item in enumerate(self._desk.kept.list(HERE), start=1):
            asked = f"{item.answers} question{'' if item.answers == 1 else 's'}"
            day = f"{item.updated.day} {item.updated:%B %Y}"
            is_this = self._conversation is not None and item.id == self._conversation.id
            here = ", this one" if is_this else ""
            self._say(self._desk.page().wrap(f"{item.title} ({asked}, {day}{here})", f"{number}. "))

    def _resume(self, rest: str) -> None:
        self._load(self._numbered(rest or "1").id)
        title = self._conversation.title if self._conversation else ""
        self._say(f"Going on with “{one_line(title)}”, {len(self._kept)} questions so far.")

    def _delete(self, rest: str) -> None:
        item = self._numbered(rest)
        self._desk.kept.delete(HERE, item.id)
        self._say(f"Removed “{one_line(item.title)}”.")
        if self._conversation is not None and item.id == self._conversation.id:
            self._begin("")

    def _begin(self, _: str) -> None:
        self._conversation, self._kept, self._last = None, (), None
        self._say("A new conversation.")

    # -------------------------------------------------------------- shared

    def _answer(self) -> Answer:
        if not self._kept:
            raise BadCommand("nothing has been asked yet in this conversation")
        return self._kept[-1].answer

    def _numbered(self, rest: str) -> Conversation:
        """Give the conversation of this number in the list, the latest first."""
        kept = self._desk.kept.list(HERE)
        if not rest.isdigit() or not 1 <= int(rest) <= len(kept):
            msg = f"{rest or 'no number'} is no conversation; /conversations lists {len(kept)}"
            raise BadCommand(msg)
        return kept[int(rest) - 1]

    def _say(self, text: str) -> None:
        self._desk.out.write(f"{text}\n")
        self._desk.out.flush()

    def _status(self, text: str) -> None:
        """Show what goes on in a line that the next one replaces."""
        if self._desk.has_status_line:
            width = self._desk.page().width - 1
            self._desk.out.write(f"\r\x1b[K{one_line(text)[:width]}")
            self._desk.out.flush()


def _filters(typed: str) -> dict[str, tuple[str, ...]]:
    """Read `organisation=Mersey Care year=2018/19; 2019/20`; an empty value drops a filter."""
    parts = re.split(r"(?:^|\s+)(\w+)=", f" {typed}")
    if parts[0].strip() or len(parts) < 3:
        msg = f"{typed!r} is no filter; type for example /filters organisation=Mersey Care"
        raise BadCommand(msg)
    found = {}
    for name, values in zip(parts[1::2], parts[2::2], strict=True):
        if name not in FILTERS:
            msg = f"unknown filter {name!r}: choose from {', '.join(FILTERS)}"
            raise BadCommand(msg)
        # Names hold commas ("Bullying, abuse and discrimination"); other values do not.
        parting = ";" if name in {"organisation", "theme"} else "[;,]"
        found[name] = tuple(each.strip() for each in re.split(parting, values) if each.strip())
    return found


def typed_lines() -> Callable[[], str]:
    """Give what reads a line at a terminal, with editing, history and completion of commands.

    The history lasts as long as the chat: nothing typed is written to a file.
    """
    import os

    if os.environ.get("TERM", "dumb") != "dumb":
        import readline

        words = [line.split()[0] for line in HELP.splitlines() if line.startswith("/")]
        words += [f"{name}=" for name in FILTERS]

        def complete(text: str, state: int) -> str | None:
            matching = [word for word in dict.fromkeys(words) if word.startswith(text)]
            return matching[state] if state < len(matching) else None

        readline.set_completer_delims(" ")
        readline.set_completer(complete)
        readline.parse_and_bind("tab: complete")
    return lambda: input("> ")


def piped_lines(stream: TextIO) -> Callable[[], str]:
    """Give what reads lines from a pipe."""

    def read() -> str:
        line = stream.readline()
        if not line:
            raise EOFError
        return line

    return read
