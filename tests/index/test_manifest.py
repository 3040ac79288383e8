"""Tests of what a data folder is."""

from pathlib import Path

import pytest

from index.errors import NewerVersion, WrongModel
from index.manifest import SCHEMA_VERSION, Layout, Model, check_model, check_schema

MODEL = Model("a-model", "abc", 384, "mean")


def test_schema_of_this_version_and_older_is_taken(tmp_path: Path) -> None:
    check_schema(SCHEMA_VERSION, tmp_path)
    with pytest.raises(NewerVersion, match="update goodpractice"):
        check_schema(SCHEMA_VERSION + 1, tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        Model("b-model", "abc", 384, "mean"),
        Model("a-model", "abd", 384, "mean"),
        Model("a-model", "abc", 512, "mean"),
        Model("a-model", "abc", 384, "cls"),
    ],
)
def test_any_difference_makes_another_model(tmp_path: Path, other: Model) -> None:
    check_model(MODEL, MODEL, tmp_path)
    with pytest.raises(WrongModel, match=r"a-model \(abc\).*goodpractice rebuild"):
        check_model(MODEL, other, tmp_path)


def test_size_counts_files_in_folders_too(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert layout.size() == 0
    layout.vectors_of(3).mkdir(parents=True)
    (layout.vectors_of(3) / "file").write_bytes(b"12345")
    layout.catalogue.write_bytes(b"123")
    assert layout.size() == 8
