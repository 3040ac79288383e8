"""CSV and TSV files."""

import pytest

from ingest.readers.delimited import find_delimiter, read
from ingest.records import Cell, Heading, Row, Table


def test_quoted_fields_may_hold_lines_and_delimiters() -> None:
    data = b'Action,Lead,By when\r\n"Check, then act\r\n\xe2\x80\xa2 one",HR,\r\n'
    assert read(data).blocks == (
        Table(
            ("Action", "Lead", "By when"),
            (Row((Cell("Check, then act\n• one"), Cell("HR"), Cell(""))),),
        ),
    )


def test_a_title_may_stand_above_the_table() -> None:
    title, table = read(b"The plan;;\nAction;Lead;By when\nCheck;HR;May 2020\nTrain;OD;\n").blocks
    assert title == Heading("The plan", 2)
    assert isinstance(table, Table)
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("text", "is_named", "delimiter"),
    [
        ("Action\tLead\tBy when\na\tb\tc\n", False, "\t"),
        ("Action,Lead,By when\na,b\n", False, ""),
        ("One, two, three.\nFour, five, six.\n", False, ""),
        ("a;b\nc;d\n", True, ";"),
        ("a;b\nc;d\n", False, ""),
        ("no table at all", True, ""),
    ],
)
def test_a_table_is_told_from_prose(text: str, is_named: bool, delimiter: str) -> None:
    assert find_delimiter(text, is_named=is_named) == delimiter
