"""Page headers, letterheads and file properties name the organisation, and are no content."""

import io
from typing import Any

import pytest

from ingest.discover import Source
from ingest.organisations import Authority
from ingest.overrides import Override
from ingest.run import read_document
from tests.ingest import hostile

AUTHORITY = Authority.load()
TRUST = "Oxleas NHS Foundation Trust"
OTHER = "Barts Health NHS Trust"
BODY = "We will review our panels. Our staff asked us for it. We visited another trust."


def _understood(data: bytes, tmp_path: Any) -> tuple[str | None, str]:
    document = read_document(Source(tmp_path / "plan", Override()), data, AUTHORITY)
    return (document.organisation.value if document.organisation else None), document.text


def _word(change: Any) -> bytes:
    import docx

    made = docx.Document()
    made.core_properties.author = ""
    made.add_heading("Race equality action plan", 1)
    made.add_paragraph(BODY)
    change(made)
    return hostile.saved(made)


def _first_page_header(made: Any) -> None:
    section = made.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = TRUST


def _header_table(made: Any) -> None:
    header = made.sections[0].header
    header.add_table(1, 2, made.sections[0].page_width).cell(0, 1).text = f"{TRUST} (Oxleas)"


def _footer(made: Any) -> None:
    made.sections[0].footer.paragraphs[0].text = f"{TRUST}: action plan 2021"


def _author(made: Any) -> None:
    made.core_properties.author = f"SMITH, Jo ({TRUST.upper()})"


@pytest.mark.parametrize("change", [_first_page_header, _header_table, _footer, _author])
def test_a_word_document_is_its_letterheads(change: Any, tmp_path: Any) -> None:
    owner, text = _understood(_word(change), tmp_path)
    assert owner == TRUST
    assert TRUST not in text


def test_workbook_slides_and_page_are_their_letterheads(tmp_path: Any) -> None:
    import openpyxl
    from pptx import Presentation

    book: Any = openpyxl.load_workbook(io.BytesIO(hostile.xlsx()))
    book.active.oddHeader.center.text = TRUST
    deck = Presentation(io.BytesIO(hostile.pptx()))
    deck.slide_master.shapes._spTree.append(_box(deck))
    page = (
        f"<html><body><header><img alt='{TRUST} logo'><a>Home</a></header><main><h1>Our plan</h1>"
        f"<p>{BODY}</p></main><footer><p>About us</p></footer></body></html>"
    )
    for data in (hostile.saved(book), hostile.saved(deck), page.encode()):
        owner, text = _understood(data, tmp_path)
        assert owner == TRUST
        assert TRUST not in text


def _box(deck: Any) -> Any:
    """Give a text box with the trust's name, made on a slide and taken off it."""
    box = deck.slides[0].shapes.add_textbox(0, 0, 10, 10)
    box.text_frame.text = TRUST
    element = box._element
    element.getparent().remove(element)
    return element


def test_properties_of_a_template_name_nobody_where_the_text_does(tmp_path: Any) -> None:
    def borrowed(made: Any) -> None:
        made.core_properties.author = OTHER
        made.add_paragraph(f"At {TRUST} we have begun. Across {TRUST}, our managers were trained.")

    assert _understood(_word(borrowed), tmp_path)[0] == TRUST


def test_two_trusts_on_a_letterhead_name_neither(tmp_path: Any) -> None:
    def joint(made: Any) -> None:
        made.core_properties.author = ""
        made.sections[0].header.paragraphs[0].text = TRUST
        made.sections[0].footer.paragraphs[0].text = OTHER

    assert _understood(_word(joint), tmp_path)[0] is None
