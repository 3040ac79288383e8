"""Rows leave as JSON, CSV or a spreadsheet, and nothing in them runs as a formula."""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assistant.export import Format, NotSaved, as_csv, as_xlsx, format_of, harmless, save

COLUMNS = ("number", "action", "indicators", "page")
ROW = {"number": "1.1", "action": "Train panels", "indicators": [2, 7], "page": 3}
FORMULAS = ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


@given(st.text())
def test_no_text_begins_like_a_formula_once_harmless(text: str) -> None:
    assert harmless(text).lstrip()[:1] not in {*"=+-@＝＋－＠"}
    assert harmless(text).endswith(text)


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_and_spreadsheet_hold_no_formula(text: str) -> None:
    row = ROW | {"action": text}

    (cell,) = [line["action"] for line in csv.DictReader(io.StringIO(as_csv([row], COLUMNS)))]
    sheet = load_workbook(io.BytesIO(as_xlsx([row], COLUMNS, "actions"))).worksheets[0]

    assert cell.startswith("'")
    assert sheet["B2"].data_type == "s"
    assert str(sheet["B2"].value).startswith("'")


def test_csv_keeps_line_breaks_commas_and_quotes() -> None:
    text = 'Train "panels",\nthen review'

    (row,) = csv.DictReader(io.StringIO(as_csv([ROW | {"action": text}], COLUMNS)))

    assert row == {"number": "1.1", "action": text, "indicators": "2, 7", "page": "3"}


def test_csv_of_nothing_still_has_its_header() -> None:
    assert as_csv([], COLUMNS) == "number,action,indicators,page\n"


def test_a_spreadsheet_has_a_bold_frozen_header_and_numbers_as_numbers() -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx([ROW], COLUMNS, "actions"))).worksheets[0]

    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet["D2"].value == 3


def test_long_cells_wrap_in_a_column_of_bounded_width() -> None:
    sheet = load_workbook(
        io.BytesIO(as_xlsx([ROW | {"action": "word " * 100}], COLUMNS, "actions"))
    ).worksheets[0]

    assert sheet.column_dimensions["B"].width <= 60
    assert sheet["B2"].alignment.wrap_text


def test_control_characters_do_not_break_a_spreadsheet() -> None:
    sheet = load_workbook(
        io.BytesIO(as_xlsx([ROW | {"action": "a\x00b\x0bc"}], COLUMNS, "actions"))
    ).worksheets[0]

    assert sheet["B2"].value == "abc"


@pytest.mark.parametrize(
    ("name", "form"), [("a.CSV", Format.CSV), ("a.xlsx", Format.XLSX), ("a.txt", None)]
)
def test_the_ending_of_a_file_names_its_format(name: str, form: Format | None) -> None:
    assert format_of(Path(name)) is form


def test_saving_replaces_a_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    path.chmod(0o640)

    save(path, b"new")

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out.csv"]


def test_saving_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")

    save(tmp_path / "link.csv", b"new")

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["missing/out.csv", "."])
def test_a_path_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotSaved, match="name a file that can be written"):
        save(tmp_path / name, b"new")

    assert list(tmp_path.iterdir()) == []
