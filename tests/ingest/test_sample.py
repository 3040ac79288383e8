"""The bundled sample: complete, ours in its words, reproducible; and the questions asked of it."""

import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "ingest" / "sample"
QUESTIONS = ROOT / "evaluation" / "questions" / "sample.yaml"
SHARED = ROOT.parent / "shared"

DOCUMENTS = sorted(path for path in SAMPLE.iterdir() if path.name != "corpus.yaml")
MADE = [path for path in DOCUMENTS if path.suffix in {".docx", ".xlsx", ".pdf"}]
BY_NAME = {path.name: path for path in DOCUMENTS}

NO_ADDRESS = {"camden-and-islington-wres-plan.pdf", "wres-action-plan-2017-18.xlsx"}
"""Summaries of publications whose address we do not have."""

WORD = re.compile(r"\w+")
LONGEST_RUN = 11

KINDS = {
    "effect",
    "intervention",
    "plan",
    "list",
    "fact",
    "compare",
    "who_when",
    "definition",
    "follow_up",
    "unanswerable",
    "out_of_scope",
}
CAVEATS = {
    "gap_not_reported",
    "plan_only",
    "organisation_unnamed",
    "single_source",
    "conflict",
}
EVIDENCE = {"outcome", "intervention", "plan", "target", "baseline", "learning", "context"}


def fold(text: str) -> str:
    return " ".join(text.split())


def read_docx(path: Path) -> list[str]:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def read_xlsx(path: Path) -> list[str]:
    from openpyxl import load_workbook

    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    return [as_shown(cell.value, cell.number_format) for cell in cells if cell.value is not None]


def as_shown(value: Any, number_format: str) -> str:
    if number_format.endswith("%"):
        return f"{value:.{number_format.count('0') - 1}%}"
    return value.strftime("%B %Y") if number_format == "mmmm yyyy" else str(value)


def read_pdf(path: Path) -> list[str]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        cells = [
            cell
            for page in pdf.pages
            for table in page.extract_tables()
            for row in table
            for cell in row
            if cell
        ]
        return [page.extract_text() for page in pdf.pages] + cells


def read_html(path: Path) -> list[str]:
    from bs4 import BeautifulSoup

    return [BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text()]


@cache
def pieces(path: Path) -> tuple[str, ...]:
    """Read a document as pieces of text, white space folded; read without our own readers."""
    readers = {".docx": read_docx, ".xlsx": read_xlsx, ".pdf": read_pdf, ".html": read_html}
    reader = readers.get(path.suffix, lambda p: [p.read_text(encoding="utf-8")])
    return tuple(fold(piece) for piece in reader(path))


def source(path: Path) -> str:
    """Give the text with the addresses of its links, which are not shown in HTML and PDF."""
    if path.suffix in {".html", ".pdf"}:
        return path.read_text(encoding="utf-8", errors="replace")
    return " ".join(pieces(path))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = [word.lower() for word in WORD.findall(text)]
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def cases() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    return loaded


# ------------------------------------------------------------------ the documents


def test_there_are_enough_documents_of_each_format() -> None:
    suffixes = [path.suffix for path in DOCUMENTS]
    assert len(suffixes) >= 28
    assert all(
        suffixes.count(suffix) >= 3 for suffix in (".txt", ".md", ".html", ".docx", ".xlsx", ".pdf")
    )


def test_sample_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_000_000


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_document_says_that_it_is_a_summary_near_its_top(path: Path) -> None:
    opening = " ".join(pieces(path))[:600].lower()
    assert "summary:" in opening
    assert "goodpractice sample" in opening
    assert path.name in NO_ADDRESS or "http" in source(path)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_document_holds_no_contact_details(path: Path) -> None:
    text = " ".join(pieces(path))
    assert not re.search(r"[\w.]+@[\w.]+|\b0\d{4} ?\d{6}\b|\btel\b", text, re.IGNORECASE)


def test_overrides_name_documents_that_exist_and_known_keys() -> None:
    overrides = yaml.safe_load((SAMPLE / "corpus.yaml").read_text(encoding="utf-8"))
    assert set(overrides) <= set(BY_NAME)
    known = {"title", "url", "organisation", "publisher", "kind", "period", "indicators"}
    assert set().union(*overrides.values()) <= known
    assert set(BY_NAME) - set(overrides), "some documents are to be understood without overrides"


def test_making_the_sample_again_changes_nothing(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_sample.py"
    for folder in ("once", "twice"):
        subprocess.run([sys.executable, script, tmp_path / folder], check=True)
    assert sorted(os.listdir(tmp_path / "once")) == [path.name for path in MADE]
    for path in MADE:
        once = tmp_path / "once" / path.name
        assert once.read_bytes() == (tmp_path / "twice" / path.name).read_bytes()
        assert unpacked(once) == unpacked(path), f"{path.name}: run scripts/make_sample.py"


def unpacked(path: Path) -> dict[str, bytes]:
    """Give what a file holds; how well a zip is compressed differs from one zlib to another."""
    if path.suffix == ".pdf":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.shared
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_sentence_is_copied_from_the_reference_material(path: Path) -> None:
    ours = set().union(*(runs(piece, LONGEST_RUN + 1) for piece in pieces(path)))
    assert not ours & reference_runs()


@cache
def reference_runs() -> frozenset[tuple[str, ...]]:
    files = [*(SHARED / "digests").glob("*.txt"), *(SHARED / "corpus").glob("*.txt")]
    assert files, f"the reference material is not at {SHARED}"
    texts = (path.read_text(encoding="utf-8") for path in files)
    return frozenset().union(*(runs(text, LONGEST_RUN + 1) for text in texts))


# ------------------------------------------------------------------ the questions


def test_there_are_enough_questions_of_each_kind() -> None:
    kinds = [case["kind"] for case in cases()]
    assert len(kinds) >= 64
    assert set(kinds) == KINDS
    assert min(kinds.count(kind) for kind in KINDS) >= 3


def test_ids_are_unique_and_follow_ups_come_after_what_they_follow() -> None:
    seen: set[str] = set()
    for case in cases():
        assert case["id"] not in seen
        assert ("after" in case) == (case["kind"] == "follow_up"), case["id"]
        assert case.get("after") is None or case["after"] in seen, case["id"]
        seen.add(case["id"])


def test_cases_follow_the_schema() -> None:
    known = {
        "id", "question", "kind", "after", "filters", "answerable", "gold", "organisations",
        "must_say", "must_not_say", "evidence", "caveat",
    }  # fmt: skip
    for case in cases():
        assert set(case) <= known, case["id"]
        assert case["answerable"] == bool(case["gold"]), case["id"]
        assert case["answerable"] == (case["kind"] not in {"unanswerable", "out_of_scope"})
        assert as_set(case.get("evidence", [])) <= EVIDENCE, case["id"]
        assert as_set(case.get("caveat", [])) <= CAVEATS, case["id"]


def as_set(value: str | list[str]) -> set[str]:
    return {value} if isinstance(value, str) else set(value)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_gold_quotes_stand_in_the_documents_word_for_word(case: dict[str, Any]) -> None:
    for gold in case["gold"]:
        quote = fold(gold["quote"])
        assert quote == gold["quote"].strip()
        assert any(quote in piece for piece in pieces(BY_NAME[gold["document"]])), quote


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_what_an_answer_must_say_is_in_the_documents_it_is_taken_from(case: dict[str, Any]) -> None:
    text = " ".join(" ".join(pieces(BY_NAME[gold["document"]])) for gold in case["gold"]).lower()
    for wanted in case.get("must_say", []):
        assert any(form.lower() in text for form in wanted.split("|")), wanted
