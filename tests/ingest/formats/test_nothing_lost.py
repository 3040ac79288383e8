"""The words that another program finds in a file are in its canonical text."""

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.canonical import render
from ingest.read import read
from tests.conftest import ROOT
from tests.ingest.formats import reports, writers
from tests.ingest.formats.plans import PLANS

pytestmark = pytest.mark.tools

SAMPLE = ROOT / "ingest" / "sample"
_TEXT = "txt:Text (encoded):UTF8"


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub(r"-\s*\n\s*", "", text).replace("-", "").lower()))


def _missing(data: bytes, name: str, independent: str) -> tuple[float, Counter[str]]:
    """Give the share of the words found by another program that are not in the canonical text."""
    ours = _words(render(read(data, name), keep_contacts=True).text)
    theirs = _words(independent)
    lost = theirs - ours
    return lost.total() / theirs.total(), lost


def _pdf_text(data: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


def _without_edges(text: str) -> str:
    """Drop lines that are nothing but a page's number."""
    return "\n".join(line for line in text.split("\n") if not re.fullmatch(r"\W*\d{1,3}\W*", line))


@pytest.mark.parametrize("program", ["libreoffice", "chromium"])
@pytest.mark.parametrize("plan", PLANS, ids=("wide", "tall"))
def test_nothing_of_a_printed_plan_is_lost(plan: object, program: str, tmp_path: Path) -> None:
    index = PLANS.index(plan)  # type: ignore[arg-type]
    if program == "chromium":
        data = writers.print_with_chromium(writers.write_html(PLANS[index]), tmp_path)
    else:
        data = writers.print_with_libreoffice(writers.write_docx(PLANS[index]), "docx", tmp_path)
    share, lost = _missing(data, "plan.pdf", _once(_pdf_text(data), PLANS[index].header))
    assert share < 0.005, lost


def _once(text: str, header: tuple[str, ...]) -> str:
    """Leave out the labels of the header, which come back on every page."""
    flat = " ".join(text.split())
    for label in header:
        for word in label.split():
            flat = re.sub(rf"\b{re.escape(word)}(?!\w)", "", flat)
    return flat


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "doc"])
def test_nothing_of_a_report_is_lost(suffix: str, tmp_path: Path) -> None:
    source = reports.write_report()
    data = source
    if suffix != "docx":
        data = writers.print_with_libreoffice(source, "docx", tmp_path, suffix)
    (tmp_path / "text").mkdir()
    independent = writers.print_with_libreoffice(source, "docx", tmp_path / "text", _TEXT).decode()
    for word in (*reports.HIDDEN, reports.COMMENT):
        independent = independent.replace(word, "")
    share, lost = _missing(data, f"report.{suffix}", independent)
    assert share < 0.005, lost


def test_hidden_words_and_comments_are_left_out_and_counted() -> None:
    reading = read(reports.write_report(), "report.docx")
    text = render(reading).text
    assert not any(word in text for word in (*reports.HIDDEN, reports.COMMENT, "discarded"))
    assert reading.warnings == ("2 hidden words were left out", "1 comments were left out")


def test_nothing_of_a_printed_report_is_lost(tmp_path: Path) -> None:
    data = writers.print_with_libreoffice(reports.write_report(), "docx", tmp_path)
    independent = _pdf_text(data).replace("Harbour & Vale\n", "")
    for word in reports.HIDDEN:
        independent = independent.replace(word, "")
    share, lost = _missing(data, "report.pdf", independent)
    assert share < 0.005, lost


@pytest.mark.parametrize(
    "write", [writers.write_xlsx, writers.write_pptx], ids=("xlsx", "pptx")
)
def test_nothing_of_sheets_and_slides_is_lost(
    write: Callable[..., bytes], tmp_path: Path
) -> None:
    plan = PLANS[0]
    suffix = "xlsx" if write is writers.write_xlsx else "pptx"
    data = write(plan)
    pdf = writers.print_with_libreoffice(data, suffix, tmp_path)
    words = " ".join(_once(_pdf_text(pdf), (*plan.header, plan.title)).split())
    ours = render(read(data, f"plan.{suffix}")).text
    whole = {word for word in _words(ours) if len(word) > 3}
    source = " ".join(cell or "" for row in plan.rows for cell in row)
    assert _words(source) - _words(ours) == Counter()
    assert whole & set(_words(words))


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.pdf")), ids=lambda path: path.stem)
def test_nothing_of_the_sample_is_lost(path: Path) -> None:
    data = path.read_bytes()
    share, lost = _missing(data, path.name, _without_edges(_pdf_text(data)))
    assert share < 0.005, lost


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.docx")), ids=lambda path: path.stem)
def test_nothing_of_the_samples_word_documents_is_lost(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    independent = writers.print_with_libreoffice(data, "docx", tmp_path, _TEXT).decode()
    share, lost = _missing(data, path.name, independent)
    assert share < 0.005, lost
