"""Measures reading: a hundred documents of ten pages, embedding excluded.

`python -m tests.ingest.bench [COUNT]` is `make bench`; it fails above the time that is allowed.
"""

import io
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.intake import Bystander, take_in
from ingest.organisations import Authority
from tests.ingest.hostile import saved

PAGES = 10
LONGEST_SECONDS = 60.0
"""For a hundred documents on two cores."""

_VOCABULARY = (
    "the trust reviewed its formal process with managers and staff networks each quarter so that "
    "panels of trained members support fair recruitment training career conversations mentoring "
    "equality data reports board leads local teams action learning culture in wards community "
    "services and the share of BME colleagues in senior roles was discussed by directors"
)
_WORDS = _VOCABULARY.split()
_LEADS = ("HR Operations", "Head of EDI", "Director of Workforce", "Chief Nurse", "")

Block = str | list[list[str]]


def pages(seed: int) -> Iterator[list[Block]]:
    """Give the pages of an invented document: headings, paragraphs with figures, a plan."""
    chance = random.Random(seed)
    for at in range(PAGES):
        yield [
            f"# Section {at + 1} of report {seed}",
            *(_paragraph(chance) for _ in range(4)),
            [
                ["No.", "WRES indicator", "Action", "Lead", "Timescale", "Success measure"],
                *(_row(chance, f"{at + 1}.{row}") for row in range(1, 6)),
            ],
        ]


def _sentence(chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=chance.randint(10, 22))).capitalize()
    if chance.random() < 0.2:
        low, high = sorted(chance.sample(range(2, 60), 2))
        return f"{words} and cases fell from {high} to {low} in {chance.randint(2015, 2024)}."
    return f"{words}."


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(4))


def _row(chance: random.Random, number: str) -> list[str]:
    return [
        number,
        f"Indicator {chance.randint(1, 9)}",
        " ".join(chance.choices(_WORDS, k=12)).capitalize(),
        chance.choice(_LEADS),
        f"March {chance.randint(2018, 2025)}",
        " ".join(chance.choices(_WORDS, k=6)).capitalize(),
    ]


# ------------------------------------------------------------------ formats


def _markdown(seed: int) -> bytes:
    parts = []
    for block in (block for page in pages(seed) for block in page):
        if isinstance(block, str):
            parts.append(block)
        else:
            lines = [block[0], ["---"] * 6, *block[1:]]
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in lines))
    return "\n\n".join(parts).encode()


def _html(seed: int) -> bytes:
    parts = []
    for block in (block for page in pages(seed) for block in page):
        if isinstance(block, str):
            parts.append(f"<h2>{block[2:]}</h2>" if block[0] == "#" else f"<p>{block}</p>")
        else:
            rows = ["".join(f"<td>{cell}</td>" for cell in row) for row in block]
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    return f"<html><body><main>{''.join(parts)}</main></body></html>".encode()


def _docx(seed: int) -> bytes:
    import docx

    made = docx.Document()
    for block in (block for page in pages(seed) for block in page):
        if isinstance(block, list):
            table = made.add_table(len(block), 6, style="Table Grid")
            for row, cells in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
        elif block[0] == "#":
            made.add_heading(block[2:], 1)
        else:
            made.add_paragraph(block)
    return saved(made)


def _xlsx(seed: int) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for at, page in enumerate(pages(seed)):
        sheet = book.create_sheet(f"Plan {at + 1}")
        for block in page:
            if isinstance(block, list):
                for row in (block[0], *block[1:] * 6):
                    sheet.append(row)
    return saved(book)


def _pptx(seed: int) -> bytes:
    from pptx import Presentation
    from pptx.util import Inches

    made = Presentation()
    for page in pages(seed):
        for block in page[1:]:
            slide = made.slides.add_slide(made.slide_layouts[5])
            slide.shapes.title.text = str(page[0])[2:]
            place = (Inches(1), Inches(2), Inches(8), Inches(3))
            if isinstance(block, str):
                slide.shapes.add_textbox(*place).text_frame.text = block
                continue
            table = slide.shapes.add_table(len(block), 6, *place).table
            for row, cells in enumerate(block):
                for column, text in enumerate(cells):
                    table.cell(row, column).text = text
    return saved(made)


def _pdf(seed: int) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table

    styles = getSampleStyleSheet()
    flow: list[Flowable] = []
    for page in pages(seed):
        for block in page:
            if isinstance(block, list):
                cells = [[Paragraph(text, styles["BodyText"]) for text in row] for row in block]
                widths = [30, 60, 150, 80, 60, 100]
                flow.append(Table(cells, widths, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]))
            elif block[0] == "#":
                flow.append(Paragraph(block[2:], styles["Heading1"]))
            else:
                flow.append(Paragraph(block, styles["BodyText"]))
        flow.append(PageBreak())
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4).build(flow)
    return target.getvalue()


_MIX: tuple[tuple[str, Callable[[int], bytes]], ...] = (
    *(("pdf", _pdf), ("docx", _docx), ("pdf", _pdf), ("docx", _docx), ("html", _html)),
    *(("pdf", _pdf), ("docx", _docx), ("xlsx", _xlsx), ("pptx", _pptx), ("md", _markdown)),
)
"""Of ten documents: three PDF, three Word, one each of the others."""


def main() -> int:
    """Make documents, read them, print what it took, and fail if that is too long."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    authority = Authority.load()
    with tempfile.TemporaryDirectory() as folder:
        for at in range(count):
            suffix, make = _MIX[at % len(_MIX)]
            (Path(folder) / f"report-{at:03}.{suffix}").write_bytes(make(at))
        bystander = Bystander()
        begun = time.perf_counter()
        report = take_in([Path(folder)], builder=bystander, authority=authority, workers=2)
        seconds = time.perf_counter() - begun
    formats = Counter(document.format for document in bystander.documents)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [
        f"{len(report.new)} documents ({', '.join(f'{n} {name}' for name, n in formats.items())})",
        f"{report.passages} passages, {report.actions} actions, {report.outcomes} outcomes",
        f"{seconds:.1f} s, {seconds / count * 1000:.0f} ms a document; processor time of readers "
        f"{children.ru_utime:.1f} s; largest reader {children.ru_maxrss >> 10} MB",
        *(f"failed: {failure.path}: {failure.reason}" for failure in report.failed),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return bool(report.failed) or seconds > LONGEST_SECONDS * count / 100


if __name__ == "__main__":
    sys.exit(main())
