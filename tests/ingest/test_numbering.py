"""Row numbers are found by their succession."""

from ingest.numbering import find_numbering


def _numbers(*cells: str) -> list[str]:
    found = find_numbering([["", cell] for cell in cells])
    return [start.number for start in found.starts] if found else []


def test_numbers_in_succession_start_rows() -> None:
    assert _numbers("1.1 Do", "the thing", "1.2 Then", "2.1 Last") == ["1.1", "1.2", "2.1"]


def test_a_number_glued_to_the_sentence_before_starts_a_row() -> None:
    assert _numbers("1.1.1 Do", "1.1.2 Post it.1.1.3 Check it", "1.1.4 End") == [
        "1.1.1", "1.1.2", "1.1.3", "1.1.4",
    ]  # fmt: skip


def test_decimals_start_no_row() -> None:
    cells = ("1.1 Staff are", "1.2 times more likely to", "1.2 Review", "2.05 times", "1.3 End")
    found = _numbers(*cells)
    assert found == ["1.1", "1.2", "1.3"]


def test_a_garbled_line_above_its_row_is_a_ghost() -> None:
    grid = [
        ["", "1.1.1 Review every case of staff"],
        ["", "4.4.Z"],
        ["", "1.1.2 Train every manager"],
        ["", "7.1.9 Xqdlo vvarn"],
        ["", "1.1.3 Review the case of managers"],
    ]
    found = find_numbering(grid)
    assert found is not None
    assert [start.number for start in found.starts] == ["1.1.1", "1.1.2", "1.1.3"]
    assert found.ghosts == {3}


def test_a_misnumbered_row_is_a_row() -> None:
    cells = (
        "1.1.1 Review every case", "1.1.2 Train every manager", "1.2.3 Review the staff",
        "1.1.4 Train staff", "1.1.5 Review it",
    )  # fmt: skip
    assert "1.2.3" in _numbers(*cells)


def test_whole_numbers_count_only_in_a_column_of_their_own() -> None:
    alone = find_numbering([["1", "Do this"], ["", "and that"], ["2", "Then"], ["3", "End"]])
    assert alone is not None
    assert alone.is_alone
    assert find_numbering([["1", "a"], ["2", "b"], ["8a", "c"], ["3", "d"]]) is None


def test_years_are_no_numbering() -> None:
    assert find_numbering([["2018", "1.2"], ["2019", "1.4"], ["2020", "0.9"]]) is None
