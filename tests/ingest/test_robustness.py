"""Hostile, broken and mutated files: each is read or refused in one line, in bounded time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.archives import Package
from ingest.discover import Source
from ingest.errors import UnreadableFile
from ingest.isolate import Readers
from ingest.limits import Limits
from ingest.organisations import Authority
from ingest.records import Document
from ingest.run import Options, open_file
from tests.ingest import fuzzing, hostile
from tests.ingest.packing import archive, document

Pool = Readers[Document | Package]
STRICT = Limits(seconds=3, memory_mb=600, unpacked_mb=20, pages=1000)


@pytest.fixture(scope="module")
def readers() -> Iterator[Pool]:
    """Give one reading process for all files of this module; it is replaced when it is lost."""
    shared = (Authority.load(), STRICT)
    with Readers(open_file, limits=STRICT, shared=shared, count=1) as pool:
        yield pool


def read(readers: Pool, name: str, data: bytes) -> Document:
    found = readers.submit(Source(Path(name)), data, False, Options()).result()
    assert isinstance(found, Document)
    return found


def refusal(readers: Pool, name: str, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(readers, name, data)
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 400
    return text


def text_or_reason(readers: Pool, name: str, data: bytes) -> tuple[str, str]:
    """Give the text of a file that may be read or refused, or else the reason."""
    try:
        return read(readers, name, data).text, ""
    except UnreadableFile as error:
        return "", str(error)


def test_an_encrypted_pdf_is_refused(readers: Pool) -> None:
    assert "password" in refusal(readers, "a.pdf", hostile.pdf(password="secret"))
    assert "password" not in refusal(readers, "b.pdf", b"%PDF-1.4\nrubbish")


def test_a_damaged_pdf_is_refused(readers: Pool) -> None:
    assert "damaged" in refusal(readers, "a.pdf", hostile.pdf()[:600])


def test_a_pdf_of_too_many_pages_is_refused_at_once(readers: Pool) -> None:
    text = refusal(readers, "a.pdf", hostile.pdf_of_empty_pages(5000))

    assert "5,000 pages" in text
    assert "GOODPRACTICE_READ_PAGES" in text


@pytest.mark.parametrize(
    ("name", "part"), [("a.docx", "word/document.xml"), ("a.xlsx", "xl/worksheets/sheet1.xml")]
)
def test_an_office_file_that_unpacks_to_too_much_is_refused(
    readers: Pool, name: str, part: str
) -> None:
    whole = hostile.docx() if name == "a.docx" else hostile.xlsx()
    bomb = hostile.with_part(whole, part, bytes(30_000_000))

    assert len(bomb) < 100_000
    assert "GOODPRACTICE_UNPACKED_MB" in refusal(readers, name, bomb)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", hostile.docx_with_entities()), ("a.xlsx", hostile.xlsx_with_entities())],
)
def test_an_entity_bomb_is_refused(readers: Pool, name: str, data: bytes) -> None:
    assert "entit" in refusal(readers, name, data).lower()


def test_an_entity_bomb_in_a_page_stays_as_it_is_written(readers: Pool) -> None:
    page = f"{hostile.BOMB}<html><body><p>&e12; and more text</p></body></html>"

    assert len(read(readers, "a.html", page.encode()).text) < 100


def test_a_sheet_of_ten_thousand_columns_costs_only_itself(readers: Pool) -> None:
    text, reason = text_or_reason(readers, "a.xlsx", hostile.xlsx(3, 10_000))

    assert "cell 0 0" in text or "GOODPRACTICE_READ_" in reason


def test_a_sheet_with_a_cell_in_its_last_corner_costs_only_itself(readers: Pool) -> None:
    text, reason = text_or_reason(readers, "a.xlsx", hostile.xlsx_with_a_far_cell())

    assert "Action" in text or "GOODPRACTICE_READ_" in reason


def test_a_page_of_usual_depth_is_read(readers: Pool) -> None:
    assert "Train panels" in read(readers, "a.html", hostile.html(50)).text


@pytest.mark.parametrize("depth", [5_000, 50_000])
def test_a_deeply_nested_page_costs_only_itself(readers: Pool, depth: int) -> None:
    text, reason = text_or_reason(readers, "a.html", hostile.html(depth))

    assert text or "nested" in reason or "GOODPRACTICE_READ_" in reason


def test_macros_are_never_run_and_never_text(readers: Pool) -> None:
    text, reason = text_or_reason(readers, "a.docm", hostile.docx_with_macros())

    assert "Train panels" in text or "macro" in reason
    assert "vba" not in text.lower()


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.pdf", hostile.docx(), "docx"),
        ("a.docx", hostile.pdf(), "pdf"),
        ("a.txt", hostile.xlsx(), "xlsx"),
        ("a.xlsx", hostile.html(), "html"),
    ],
)
def test_a_wrong_suffix_does_not_mislead(readers: Pool, name: str, data: bytes, form: str) -> None:
    assert read(readers, name, data).format == form


@pytest.mark.parametrize("data", [b"", bytes(1000), b" \n\t"])
def test_an_empty_file_is_said_to_be_empty(readers: Pool, data: bytes) -> None:
    assert "empty" in refusal(readers, "a.pdf", data)


def test_an_archive_is_opened_in_the_reading_process_too(readers: Pool) -> None:
    data = archive({"a.md": document()})

    found = readers.submit(Source(Path("a.zip")), data, False, Options()).result()

    assert type(found).__name__ == "Package"


@pytest.mark.parametrize("word", ["fell from 5% to ", "(", "£1 ", "NHS Trust of ", ". "])
def test_a_long_monotonous_text_is_read(readers: Pool, word: str) -> None:
    data = ("Fair panels.\n\n" + word * (20_000 // len(word))).encode()

    assert len(read(readers, "a.txt", data).text) > 1000


def test_mutated_documents_are_read_or_refused() -> None:
    outcome = fuzzing.fuzz(cases=80, seconds=60)

    assert outcome.faults == {}
    assert outcome.refused < outcome.cases
    assert outcome.largest_mb < fuzzing.MOST_GROWTH_MB
