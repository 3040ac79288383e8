"""What is said of files that are not there is named: a name in corpus.yaml is easily misspelt."""

import os
from pathlib import Path

import pytest

from ingest.discover import NoDocuments, discover, unmatched


def test_entries_and_sidecars_without_a_file_are_named(tmp_path: Path) -> None:
    for name in ("plan.txt", "report.txt", "plans.zip"):
        (tmp_path / name).write_text("text")
    (tmp_path / "corpus.yaml").write_text(
        "plan.txt: {period: 2020}\nplans.zip!a.docx: {period: 2021}\nplann.txt: {period: 2022}\n"
    )
    for name in ("plan.txt", "report", "gone.txt"):
        (tmp_path / f"{name}.meta.yaml").write_text("period: 2020\n")
    (said,) = unmatched(discover([tmp_path]))
    assert said.startswith(f"{tmp_path}: ")
    assert said.endswith(": plann.txt, gone.txt.meta.yaml")


def test_a_folder_in_which_all_is_matched_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("text")
    (tmp_path / "corpus.yaml").write_text("plan.txt: {period: 2020}\n")
    assert unmatched(discover([tmp_path])) == ()


@pytest.fixture
def barred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a file and with two folders: one not listed, one not entered."""
    for name in ("a.txt", "unlisted/b.txt", "unentered/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    scandir, is_file = os.scandir, Path.is_file

    def bar(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(
        os, "scandir", lambda path: bar(path) if "unlisted" in str(path) else scandir(path)
    )
    monkeypatch.setattr(
        Path, "is_file", lambda path: bar(path) if "unentered" in str(path) else is_file(path)
    )
    return tmp_path


def test_what_may_not_be_looked_at_is_told_and_the_rest_is_found(barred: Path) -> None:
    told: dict[Path, str] = {}
    (found,) = discover([barred], told.__setitem__)

    assert found.path == barred / "a.txt"
    assert set(told) == {barred / "unlisted", barred / "unentered/c.txt"}
    assert set(told.values()) == {
        "cannot be opened (permission denied); check that you may read it"
    }


def test_a_folder_of_which_nothing_may_be_looked_at_says_so(barred: Path) -> None:
    with pytest.raises(NoDocuments, match="permission denied"):
        discover([barred / "unlisted"])


def test_names_that_are_not_utf_8_are_told_and_the_rest_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    odd = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(odd)
    for name in (b"/b\xff.txt", b"/caf\xe9/c.txt"):
        with open(os.fsencode(tmp_path) + name, "w") as file:
            file.write("text")
    told: list[str] = []
    (found,) = discover([tmp_path], lambda path, why: told.append(f"{path.name}: {why}"))

    assert found.path == tmp_path / "a.txt"
    assert [each.partition(": ")[2] for each in told] == ["its name is not UTF-8; rename it"] * 2
