"""The index as users reach it: what was ingested and, beside it, the built-in reference."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from assistant import reference
from index.records import StoredDocument, StoredPassage
from index.search import Index
from ingest.records import Section


class Library(Index):
    """An index that also shows the reference; searches, counts and lists leave it out."""

    @contextmanager
    def pinned(self) -> Iterator["Library"]:
        """Give a view of one generation, whatever is committed meanwhile, for one thread."""
        with super().pinned() as view:
            yield Library(view._opened, view._connection, view._pinned)

    def document(self, document_id: str) -> StoredDocument:
        """Read the line of one document, as the index does."""
        if document_id == reference.DOCUMENT_ID:
            return reference.load().document
        return super().document(document_id)

    def document_text(self, document_id: str) -> str:
        """Read a document's canonical text, as the index does."""
        if document_id == reference.DOCUMENT_ID:
            return reference.load().text
        return super().document_text(document_id)

    def sections(self, document_id: str) -> tuple[Section, ...]:
        """Read a document's sections, as the index does."""
        if document_id == reference.DOCUMENT_ID:
            return reference.load().sections
        return super().sections(document_id)

    def passages(self, passage_ids: Sequence[str]) -> tuple[StoredPassage, ...]:
        """Read passages, in the order of the ids, as the index does."""
        own = {entry.passage.id: entry.passage for entry in reference.load().entries}
        found = super().passages([each for each in passage_ids if each not in own])
        known = own | {passage.id: passage for passage in found}
        return tuple(known[each] for each in passage_ids)
