"""Tests of what is kept of one generation."""

from collections.abc import Sequence

from index.kept import Kept


def made(kept: Kept, generation: int, key: str, value: str = "made") -> str:
    """Get a value, and tell by it whether it was made now."""
    return kept.get(generation, key, lambda: value)


def test_a_value_is_made_once_in_a_generation() -> None:
    kept = Kept(100)
    assert made(kept, 1, "a", "first") == "first"
    assert made(kept, 1, "a", "second") == "first"
    assert made(kept, 2, "a", "second") == "second"


def test_a_reader_of_an_older_generation_takes_nothing_and_leaves_nothing() -> None:
    kept = Kept(100)
    made(kept, 2, "a", "new")
    assert made(kept, 1, "a", "old") == "old"
    assert made(kept, 2, "a", "other") == "new"


def test_what_was_used_last_stays_longest() -> None:
    kept = Kept(len("first") + 1 + len("third") + 1)
    made(kept, 1, "a", "first")
    made(kept, 1, "b", "other")
    made(kept, 1, "a")
    made(kept, 1, "c", "third")
    assert made(kept, 1, "a", "again") == "first"
    assert made(kept, 1, "b", "again") == "again"


def test_what_is_larger_than_the_room_drives_nothing_out() -> None:
    kept = Kept(len("first") + 1)
    made(kept, 1, "a", "first")
    assert made(kept, 1, "b", "much too long") == "much too long"
    assert made(kept, 1, "a", "again") == "first"


def test_what_is_empty_takes_room_too() -> None:
    kept = Kept(3)
    for key in "abcde":
        made(kept, 1, key, "")
    assert [made(kept, 1, key, "again") for key in "cde"] == ["", "", ""]
    assert made(kept, 1, "a", "x") == "x", "the first was let go"


def test_of_several_keys_only_the_missing_are_made() -> None:
    kept = Kept(100)
    asked: list[str] = []

    def make(missing: Sequence[str]) -> dict[str, str]:
        asked.extend(missing)
        return {key: key.upper() for key in missing if key != "nothing"} | {"beside": "it"}

    assert kept.some(1, ["a", "b"], make) == {"a": "A", "b": "B"}
    assert kept.some(1, ["b", "c", "nothing", "beside"], make) == {
        "b": "B",
        "c": "C",
        "beside": "it",
    }
    assert asked == ["a", "b", "c", "nothing"]
