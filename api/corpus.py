"""Holds the open corpus for as long as the server runs; it opens when there is one to open."""

import hashlib
import threading
from contextlib import ExitStack

from assistant import wiring
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.understand import resolve_filters
from index.errors import NoData
from index.records import Filters, StoredDocument, StoredOrganisation
from index.search import Index


class Corpus:
    """The assistant and its index, opened once and shared by every request."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._assistant: Assistant | None = None

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
        ids = sorted(document.id for document in self.documents())
        state = hashlib.sha256(" ".join(ids).encode()).hexdigest()[:8]
        return f"{len(ids)} document{'' if len(ids) == 1 else 's'}, state {state}"

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
