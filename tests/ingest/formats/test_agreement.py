"""The same plan gives the same actions, whatever format it came as."""

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ingest.formats import writers
from tests.ingest.formats.agreement import agreement, compare
from tests.ingest.formats.plans import PLANS, TALL, WIDE, Plan, expected

WRITERS: dict[str, Callable[[Plan], bytes]] = {
    "docx": writers.write_docx,
    "xlsx": writers.write_xlsx,
    "html": writers.write_html,
    "tsv": writers.write_tsv,
    "pptx": writers.write_pptx,
}
LEAST = {"docx": 0.99, "xlsx": 0.99, "html": 0.99, "tsv": 0.99, "pptx": 0.97}
EACH = pytest.mark.parametrize("plan", PLANS, ids=("wide", "tall"))


@functools.cache
def _printed(plan: Plan, program: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        if program == "chromium":
            return writers.print_with_chromium(writers.write_html(plan), Path(folder))
        return writers.print_with_libreoffice(writers.write_docx(plan), "docx", Path(folder))


def test_the_plans_hold_what_makes_tables_hard() -> None:
    for plan in PLANS:
        cells = [cell for row in plan.rows for cell in row]
        assert None in cells
        assert "" in cells
        assert any(cell and "\n• " in cell for cell in cells)
        assert {char for cell in cells for char in cell or ""} >= set("&£“”")
        assert len(expected(plan)) > len(plan.rows)


def test_a_cell_that_differs_and_an_action_too_many_count() -> None:
    wanted = [("a", "b"), ("c", "d")]
    assert compare(wanted, wanted) == 1
    assert compare(wanted, [("c", "x"), ("a", "b")]) == 0.75
    assert compare(wanted, [*wanted, ("e", "f")]) == 4 / 6
    assert compare(wanted, [("a", "b")]) == 0.5


@EACH
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_file_gives_the_actions_that_were_written(plan: Plan, suffix: str) -> None:
    found = agreement(plan, WRITERS[suffix](plan), f"plan.{suffix}")
    assert found >= LEAST[suffix]


def test_columns_without_labels_are_known_by_their_content() -> None:
    _, _, rows = writers.write_tsv(WIDE).partition(b"\r\n")
    assert agreement(WIDE, rows, "plan.tsv") >= 0.99


@pytest.mark.tools
@EACH
@pytest.mark.parametrize("program", ["libreoffice", "chromium"])
def test_a_printed_file_gives_the_actions_that_were_written(plan: Plan, program: str) -> None:
    data = _printed(plan, program)
    assert agreement(plan, data, "plan.pdf") >= 0.97


@pytest.mark.tools
@pytest.mark.parametrize("suffix", ["odt", "rtf", "doc"])
def test_other_formats_of_a_word_processor_give_the_same_actions(
    suffix: str, tmp_path: Path
) -> None:
    data = writers.print_with_libreoffice(writers.write_docx(TALL), "docx", tmp_path, suffix)
    assert agreement(TALL, data, f"plan.{suffix}") >= 0.99


@pytest.mark.tools
def test_slides_printed_as_pdf_give_the_same_actions(tmp_path: Path) -> None:
    data = writers.print_with_libreoffice(writers.write_pptx(WIDE), "pptx", tmp_path)
    assert agreement(WIDE, data, "plan.pdf") >= 0.97
