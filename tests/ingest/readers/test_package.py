"""Office files with macros, templates and slide shows are read; their properties name makers."""

import pytest

from ingest.errors import UnreadableFile
from ingest.read import read
from tests.ingest import hostile

_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCUMENT = f"{_OFFICE}wordprocessingml.document.main+xml"
_WORKBOOK = f"{_OFFICE}spreadsheetml.sheet.main+xml"
_DECK = f"{_OFFICE}presentationml.presentation.main+xml"
_MACRO = "application/vnd.ms-"


def _as(data: bytes, plain: str, declared: str) -> bytes:
    types = hostile.part(data, "[Content_Types].xml").decode()
    assert plain in types
    return hostile.with_part(data, "[Content_Types].xml", types.replace(plain, declared))


@pytest.mark.parametrize(
    ("data", "plain", "declared"),
    [
        (hostile.docx(), _DOCUMENT, f"{_MACRO}word.document.macroEnabled.main+xml"),
        (hostile.docx(), _DOCUMENT, f"{_MACRO}word.template.macroEnabledTemplate.main+xml"),
        (hostile.docx(), _DOCUMENT, f"{_OFFICE}wordprocessingml.template.main+xml"),
        (hostile.xlsx(), _WORKBOOK, f"{_MACRO}excel.sheet.macroEnabled.main+xml"),
        (hostile.xlsx(), _WORKBOOK, f"{_OFFICE}spreadsheetml.template.main+xml"),
        (hostile.pptx(), _DECK, f"{_MACRO}powerpoint.presentation.macroEnabled.main+xml"),
        (hostile.pptx(), _DECK, f"{_MACRO}powerpoint.slideshow.macroEnabled.main+xml"),
        (hostile.pptx(), _DECK, f"{_OFFICE}presentationml.slideshow.main+xml"),
        (hostile.pptx(), _DECK, f"{_OFFICE}presentationml.template.main+xml"),
    ],
)
def test_templates_and_files_with_macros_read_as_the_plain_ones(
    data: bytes, plain: str, declared: str
) -> None:
    assert read(_as(data, plain, declared), "a") == read(data, "a")


@pytest.mark.parametrize(
    ("data", "folder"), [(hostile.docx(), "word"), (hostile.xlsx(), "xl"), (hostile.pptx(), "ppt")]
)
def test_macros_are_left_out_with_a_warning(data: bytes, folder: str) -> None:
    laden = hostile.with_part(data, f"{folder}/vbaProject.bin", b"Sub AutoOpen()")
    assert read(laden, "a").blocks == read(data, "a").blocks
    assert read(laden, "a").warnings == ("its macros were left out",)


def test_a_binary_workbook_says_what_to_do() -> None:
    data = _as(hostile.xlsx(), _WORKBOOK, f"{_MACRO}excel.sheet.binary.macroEnabled.main")
    with pytest.raises(UnreadableFile, match=r"save it as \.xlsx"):
        read(data, "a.xlsb")


def test_company_and_author_are_given() -> None:
    app = "<Properties><Company>Harrowby &amp; Dale NHS Trust</Company></Properties>"
    data = hostile.with_part(hostile.docx(), "docProps/app.xml", app)
    assert read(data, "a").makers == ("Harrowby & Dale NHS Trust", "python-docx")
