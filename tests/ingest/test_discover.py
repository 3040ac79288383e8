"""What is said of files that are not there is named: a name in corpus.yaml is easily misspelt."""

from pathlib import Path

from ingest.discover import discover, unmatched


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
