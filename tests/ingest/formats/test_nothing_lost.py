"""The words that another program finds in a file are in its canonical text."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from ingest.canonical import render
from ingest.read import read
from tests.conftest import ROOT
from tests.ingest.formats import reports, writers
from tests.ingest.formats.plans import PLANS, Plan

pytestmark = pytest.mark.tools

SAMPLE = ROOT / "ingest" / "sample"
_FOOTER = "goodpractice sample"
_TEXT = "txt:Text (encoded):UTF8"


def _words(text: str) -> list[str]:
    text = re.sub(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-z])", "", text.replace("\u2010", "-"))
    return re.findall(r"\w+", re.sub(r"(?<=\w)-(?=\w)", "", text).lower())


def _missing(data: bytes, name: str, independent: str) -> tuple[float, list[str]]:
    """Give the share of the words found by another program that are not in the canonical text.

    A word that the other program has in pieces, as it is broken over lines, is not missing.
    """
    ours = Counter(_words(render(read(data, name), keep_contacts=True).text))
    theirs = _words(independent)
    lost: list[str] = []
    place = 0
    while place < len(theirs):
        joined = ["".join(theirs[place : place + count]) for count in (1, 2, 3)]
        found = next((count for count, word in enumerate(joined, start=1) if ours[word] > 0), 0)
        if found:
            ours[joined[found - 1]] -= 1
        else:
            lost.append(theirs[place])
        place += found or 1
    return len(lost) / len(theirs), lost


def _pdf_text(data: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


def _body(text: str) -> str:
    """Drop page numbers, and lines that come back: headers, footers, labels of tables."""
    lines = [line.strip() for line in re.split(r"[\n\f]", text)]
    numbered = re.compile(r"\W*\d{1,3}\W*|.*\bpage \d+", re.IGNORECASE)
    return "\n".join(dict.fromkeys(line for line in lines if not numbered.fullmatch(line)))


@pytest.mark.parametrize("program", ["libreoffice", "chromium"])
@pytest.mark.parametrize("plan", PLANS, ids=("wide", "tall"))
def test_nothing_of_a_printed_plan_is_lost(plan: Plan, program: str, tmp_path: Path) -> None:
    index = PLANS.index(plan)
    if program == "chromium":
        data = writers.print_with_chromium(writers.write_html(PLANS[index]), tmp_path)
    else:
        data = writers.print_with_libreoffice(writers.write_docx(PLANS[index]), "docx", tmp_path)
    share, lost = _missing(data, "plan.pdf", _body(_pdf_text(data)))
    assert share < 0.005, lost


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "doc"])
def test_nothing_of_a_report_is_lost(suffix: str, tmp_path: Path) -> None:
    source = reports.write_report()
    data = source
    if suffix != "docx":
        data = writers.print_with_libreoffice(source, "docx", tmp_path, suffix)
    (tmp_path / "text").mkdir()
    independent = writers.print_with_libreoffice(source, "docx", tmp_path / "text", _TEXT).decode()
    for word in (*reports.HIDDEN, reports.COMMENT, "discarded"):
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


@pytest.mark.parametrize("suffix", ["xlsx", "pptx"])
def test_nothing_of_sheets_and_slides_is_lost(suffix: str, tmp_path: Path) -> None:
    data = {"xlsx": writers.write_xlsx, "pptx": writers.write_pptx}[suffix](PLANS[0])
    to = "csv:Text - txt - csv (StarCalc):44,34,76" if suffix == "xlsx" else "pdf"
    printed = writers.print_with_libreoffice(data, suffix, tmp_path, to)
    independent = printed.decode() if suffix == "xlsx" else _body(_pdf_text(printed))
    share, lost = _missing(data, f"plan.{suffix}", independent)
    assert share < 0.005, lost


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.pdf")), ids=lambda path: path.stem)
def test_nothing_of_the_sample_is_lost(path: Path) -> None:
    data = path.read_bytes()
    independent = _body(_pdf_text(data)).replace(_FOOTER, "")
    share, lost = _missing(data, path.name, independent)
    assert share < 0.005, lost


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.docx")), ids=lambda path: path.stem)
def test_nothing_of_the_samples_word_documents_is_lost(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    independent = writers.print_with_libreoffice(data, "docx", tmp_path, _TEXT).decode()
    share, lost = _missing(data, path.name, independent)
    assert share < 0.005, lost
