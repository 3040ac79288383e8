"""The built-in reference stands beside what was ingested, and is counted among nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import reference
from assistant.library import Library
from assistant.understood import of_stored
from index.build import Builder
from index.errors import NotFound
from tests.fakes import HashingEncoder, a_document


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    encoder = HashingEncoder()
    with Builder(tmp_path, encoder) as builder:
        builder.commit(a_document(), "one.txt")
    opened = Library.open(tmp_path, encoder)
    yield opened
    opened.close()


def test_the_reference_is_shown_like_a_document(library: Library) -> None:
    found = of_stored(library, reference.DOCUMENT_ID)
    text = library.document_text(reference.DOCUMENT_ID)
    assert found.document.characters == len(text)
    assert found.sections[0].title == "WRES indicator 1 (Workforce representation)"
    for section in library.sections(reference.DOCUMENT_ID):
        assert text[section.span.start : section.span.end].startswith(section.title)


def test_the_reference_is_counted_among_nothing(library: Library) -> None:
    assert [item.name for item in library.documents()] == ["one.txt"]
    ids = {hit.passage.document_id for hit in library.search("relative likelihood", k=50)}
    assert reference.DOCUMENT_ID not in ids


def test_what_was_ingested_is_read_as_ever(library: Library) -> None:
    (document,) = library.documents()
    assert library.document(document.id) == document
    assert library.passage(f"{document.id}-0").document_id == document.id
    with pytest.raises(NotFound):
        library.document("no-such-document")
