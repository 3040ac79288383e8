"""Pipe tables, closed or not."""

from ingest.pipes import is_pipe_line, is_rule, read_pipe_table
from ingest.records import Cell, Row, Table


def test_header_and_rows() -> None:
    table = read_pipe_table(["| A | B |", "|---|:-:|", "| 1 | 2 \\| 3 |", "| 4 |"])
    assert table == Table(("A", "B"), (Row((Cell("1"), Cell("2 | 3"))), Row((Cell("4"), Cell("")))))


def test_without_a_ruling_there_is_no_header() -> None:
    table = read_pipe_table(["| a | b |", "| c | d |"])
    assert table.header == ("", "")
    assert len(table.rows) == 2


def test_markup_in_cells_becomes_lines() -> None:
    table = read_pipe_table(["| A |", "|--|", "| <p>one</p><p>two</p> |"])
    assert table.rows[0].cells[0].text == "one\ntwo"


def test_lines_are_known_by_their_bar() -> None:
    assert is_pipe_line("  | a")
    assert not is_pipe_line("a | b")
    assert is_rule("|---|---|")
    assert not is_rule("| a - b |")
