"""Holds the open corpus for as long as the server runs; it opens when there is one to open."""

import hashlib
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from assistant import wiring
from assistant.events import Answered, Event
from assistant.pipeline import Assistant
from assistant.records import Answer, CaveatCode
from assistant.settings import Settings
from assistant.understand import resolve_filters
from index.errors import NoData
from index.records import Filters, StoredDocument, StoredOrganisation
from index.search import Index

REMEMBERED = 128
"""Answers that are kept ready, for as long as the corpus does not change."""

_Asked = tuple[int, str, Filters, bool]


class Corpus:
    """The assistant and its index, opened once and shared by every request."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._assistant: Assistant | None = None
        self._answered: dict[_Asked, tuple[Event, ...]] = {}
        self._version = (-1, "")

    def close(self) -> None:
        """Let the data folder go."""
        with self._lock:
            self._open.close()
            self._assistant = None

    @property
    def assistant(self) -> Assistant:
        """Give the assistant.

        Raises:
            NoData: nothing has been added yet.
            DataError: the data folder cannot serve.
        """
        if self._assistant is None:
            with self._lock:
                if self._assistant is None:
                    self._assistant = self._opened()
        return self._assistant

    def _opened(self) -> Assistant:
        with wiring.open_index(self._settings):  # says at once, without a model, if there is none
            pass
        return self._open.enter_context(wiring.open_assistant(self._settings))

    @property
    def index(self) -> Index:
        """Give the index, as `assistant` does."""
        return self.assistant.index

    def documents(self) -> tuple[StoredDocument, ...]:
        """Give the documents; none where nothing has been added yet."""
        try:
            return self.index.documents()
        except NoData:
            return ()

    def organisations(self) -> tuple[StoredOrganisation, ...]:
        """Give the organisations; none where nothing has been added yet."""
        try:
            return self.index.organisations()
        except NoData:
            return ()

    def version(self) -> str:
        """Say which state of the corpus answers come from."""
        generation = self.index.generation()
        known, said = self._version
        if known != generation:
            ids = sorted(document.id for document in self.documents())
            state = hashlib.sha256(" ".join(ids).encode()).hexdigest()[:8]
            said = f"{len(ids)} document{'' if len(ids) == 1 else 's'}, version {state}"
            self._version = (generation, said)
        return said

    def events(
        self,
        question: str,
        filters: Filters,
        history: Sequence[Answer] = (),
        *,
        is_extractive: bool = False,
    ) -> Iterator[Event]:
        """Answer step by step; the same question of the same corpus is gone through once.

        Follow-ups are not remembered: they depend on what was asked before.

        Raises:
            BadQuestion: empty or too long.
            DataError: the data folder cannot serve.
        """
        if history:
            yield from self.assistant.events(
                question, filters, history, is_extractive=is_extractive
            )
            return
        key = (self.index.generation(), question, filters, is_extractive)
        known = self._answered.get(key)
        if known is None:
            made: list[Event] = []
            for event in self.assistant.events(question, filters, is_extractive=is_extractive):
                made.append(event)
                if isinstance(event, Answered):  # now: nobody may ask for what comes after it
                    self._remember(key, tuple(made))
                yield event
            return
        began = time.perf_counter()
        for event in known:
            yield _anew(event, began) if isinstance(event, Answered) else event

    def _remember(self, key: _Asked, made: tuple[Event, ...]) -> None:
        if any(isinstance(event, Answered) and _lacks_model(event.answer) for event in made):
            return  # it may be there again for the next who asks
        with self._lock:
            self._answered[key] = made
            while len(self._answered) > REMEMBERED:
                del self._answered[next(iter(self._answered))]

    def resolve(self, given: dict[str, list[str]]) -> Filters:
        """Turn filters as people type them into resolved ones.

        Raises:
            UnknownFilter: a value is not known; the text names what is near or allowed.
        """
        if not any(given.values()):
            return Filters()
        return resolve_filters(
            authority=self.assistant.authority,
            known=[item.name for item in self.organisations()],
            organisations=given.get("organisation", ()),
            indicators=given.get("indicator", ()),
            themes=given.get("theme", ()),
            years=given.get("year", ()),
            kinds=given.get("kind", ()),
            evidence=given.get("evidence", ()),
        )


def _lacks_model(answer: Answer) -> bool:
    return any(caveat.code is CaveatCode.MODEL_NOT_USED for caveat in answer.caveats)


def _anew(answered: Answered, began: float) -> Answered:
    """Give a remembered answer as one of its own: its id, and the time that it took now."""
    took = {"total": round(1000 * (time.perf_counter() - began), 2)}
    return Answered(replace(answered.answer, id=uuid.uuid4().hex, timings_ms=took))
