"""Intake: what changed is read, in other processes, and committed in order."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.intake import Bystander, FileReaders, Progress, Report, readers_of, take_in
from index.build import Builder
from ingest.discover import NoDocuments
from ingest.limits import Limits
from ingest.organisations import Authority
from ingest.run import Options
from tests.fakes import HashingEncoder
from tests.ingest.packing import archive, document, mail

AUTHORITY = Authority.load()


class Desk:
    """A folder of documents and the builder of a data folder."""

    def __init__(self, folder: Path, builder: Builder, readers: FileReaders) -> None:
        self.folder = folder
        self.builder = builder
        self.readers = readers

    def put(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def take(self, *paths: Path, **given: object) -> Report:
        options = given.pop("options", Options())
        assert isinstance(options, Options)
        return take_in(
            paths or (self.folder,),
            builder=self.builder,
            authority=AUTHORITY,
            options=options,
            **({"readers": self.readers} | given),  # type: ignore[arg-type]
        )

    def keys(self) -> list[str]:
        start = f"{self.folder.resolve()}/"
        return [key.removeprefix(start) for key in self.builder.sources()]


@pytest.fixture(scope="module")
def readers() -> Iterator[FileReaders]:
    """Give processes for all runs of this module."""
    with readers_of(AUTHORITY, Limits(unpacked_mb=5, members=10), 2) as pool:
        yield pool


@pytest.fixture
def desk(tmp_path: Path, readers: FileReaders) -> Iterator[Desk]:
    folder = tmp_path / "documents"
    folder.mkdir()
    with Builder(tmp_path / "data", HashingEncoder()) as builder:
        yield Desk(folder, builder, readers)


def failures(report: Report) -> dict[str, str]:
    return {Path(each.path).name: each.reason for each in report.failed}


def test_what_is_new_changed_unchanged_and_broken_is_told_apart(desk: Desk) -> None:
    desk.put("a.md", document("A"))
    desk.put("b.md", document("B"))
    first = desk.take()
    desk.put("b.md", document("B2"))
    desk.put("c.md", document("C"))
    desk.put("d.pdf", b"")
    second = desk.take()

    assert first.new == ("a.md", "b.md")
    assert (second.unchanged, second.changed, second.new) == (("a.md",), ("b.md",), ("c.md",))
    assert "empty" in failures(second)["d.pdf"]
    assert desk.keys() == ["a.md", "b.md", "c.md"]


def test_an_unchanged_folder_starts_no_process(desk: Desk) -> None:
    desk.put("a.md", document("A"))
    desk.put("b.zip", archive({"c.md": document("C"), "d.md": document("D")}))
    desk.put("e.eml", mail(attachments={"f.md": document("F")}))
    desk.take()

    with readers_of(AUTHORITY) as fresh:
        report = desk.take(readers=fresh)
        assert fresh.started == 0

    assert report.unchanged == ("a.md", "b.zip!c.md", "b.zip!d.md", "e.eml", "e.eml!f.md")
    assert report == Report(unchanged=report.unchanged)


def test_a_run_starts_its_own_processes_and_ends_them(desk: Desk) -> None:
    desk.put("a.md", document("A"))
    steps: list[int] = []

    def count(_: Progress) -> None:
        steps.append(len(_children()))

    before = len(_children())
    report = take_in(
        [desk.folder], builder=desk.builder, authority=AUTHORITY, workers=1, on_progress=count
    )

    assert report.new == ("a.md",)
    assert steps == [before + 1]
    assert len(_children()) == before


def _children() -> set[str]:
    """Give the processes that any thread of this one has started."""
    lists = Path("/proc/self/task").glob("*/children")
    return {child for each in lists for child in each.read_text().split()}


def test_the_report_does_not_depend_on_which_file_is_read_first(desk: Desk) -> None:
    for at in range(30):
        # The first is by far the longest to read.
        desk.put(f"{at:02}.md", document(str(at)) * (400 if at == 0 else 1))
    desk.put("10.md", b"")

    report = desk.take()

    assert list(report.new) == [f"{at:02}.md" for at in range(30) if at != 10]
    assert list(failures(report)) == ["10.md"]


def test_two_files_of_one_content_are_one_document_with_two_sources(desk: Desk) -> None:
    desk.put("a.md", document("A"))
    desk.put("b.md", document("A"))
    desk.put("c.zip", archive({"d.md": document("A")}))

    report = desk.take()

    assert report.new == ("a.md",)
    assert report.unchanged == ("b.md", "c.zip!d.md")
    assert desk.keys() == ["a.md", "b.md", "c.zip", "c.zip!d.md"]


def test_a_twin_of_a_file_that_fails_fails_too(desk: Desk) -> None:
    desk.put("a.pdf", b"%PDF-1.4 broken")
    desk.put("b.pdf", b"%PDF-1.4 broken")

    assert list(failures(desk.take())) == ["a.pdf", "b.pdf"]


def test_progress_goes_over_files_and_members(desk: Desk) -> None:
    desk.put("a.md", document("A"))
    desk.put("b.zip", archive({"c.md": document("C"), "d.md": document("D")}))
    seen: list[Progress] = []

    desk.take(on_progress=seen.append)

    assert [step.name for step in seen] == ["a.md", "c.md", "d.md", "b.zip"]
    assert [step.done for step in seen] == [1, 2, 3, 4]
    assert seen[-1].total == 4


# ------------------------------------------------------------------ archives and mails


def test_every_document_in_an_archive_is_one_with_its_own_name(desk: Desk) -> None:
    desk.put("plans.zip", archive({"A/plan.md": document("A"), "logo.png": b"x"}))
    desk.put("note.eml", mail(attachments={"b.md": document("B")}))

    report = desk.take()

    assert report.new == ("note.eml", "note.eml!b.md", "plans.zip!A/plan.md")
    assert report.warnings == ("plans.zip: passed over, as no document: logo.png",)


def test_a_member_that_cannot_be_read_is_named_and_named_again(desk: Desk) -> None:
    desk.put("a.zip", archive({"a.md": document("A"), "broken.pdf": b"%PDF-1.4"}))

    first, second = desk.take(), desk.take()

    assert list(failures(first)) == list(failures(second)) == ["a.zip!broken.pdf"]
    assert (first.new, second.unchanged) == (("a.zip!a.md",), ("a.zip!a.md",))


def test_what_a_changed_archive_holds_no_more_is_removed(desk: Desk) -> None:
    desk.put("a.zip", archive({"a.md": document("A"), "b.md": document("B")}))
    desk.take()
    desk.put("a.zip", archive({"b.md": document("B2"), "c.md": document("C")}))
    report = desk.take()

    assert (report.changed, report.new, report.removed) == (
        *(("a.zip!b.md",), ("a.zip!c.md",), ("a.zip!a.md",)),
    )
    assert desk.keys() == ["a.zip", "a.zip!b.md", "a.zip!c.md"]


def test_an_archive_that_becomes_a_document_and_back_leaves_nothing_behind(desk: Desk) -> None:
    packed = archive({"a.md": document("A")})
    for data, keys in (
        (packed, ["x", "x!a.md"]),
        (document("B"), ["x"]),
        (packed, ["x", "x!a.md"]),
    ):
        desk.put("x", data)
        desk.take()
        assert desk.keys() == keys


def test_copies_of_an_archive_are_read_each(desk: Desk) -> None:
    data = archive({"a.md": document("A")})
    desk.put("one.zip", data)
    desk.put("two.zip", data)
    desk.take()
    (desk.folder / "one.zip").unlink()

    report = desk.take(prune=True)

    assert desk.keys() == ["two.zip", "two.zip!a.md"]
    assert sorted(report.removed) == ["one.zip", "one.zip!a.md"]
    assert report.unchanged == ("two.zip!a.md",)


def test_prune_keeps_what_is_in_archives_that_are_there(desk: Desk) -> None:
    desk.put("a.zip", archive({"a.md": document("A"), "b.zip": archive({"c.md": document()})}))
    desk.put("really!.md", document("B"))
    desk.take()

    assert desk.take(prune=True).removed == ()


def test_prune_keeps_what_may_not_be_looked_at_and_names_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put("a.md", document("A"))
    desk.put("shut/b.md", document("B"))
    desk.put("gone.md", document("C"))
    desk.take()
    (desk.folder / "gone.md").unlink()
    scandir = os.scandir

    def barred(path: str) -> object:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", barred)
    report = desk.take(prune=True)

    assert (report.removed, desk.keys()) == (("gone.md",), ["a.md", "shut/b.md"])
    assert list(failures(report)) == ["shut"]


def test_a_file_named_like_a_member_of_its_neighbour_is_a_file(desk: Desk) -> None:
    desk.put("notes.md", document("A"))
    desk.put("notes.md!draft.md", document("B"))
    desk.take()
    desk.put("notes.md", document("A2"))
    report = desk.take()

    assert (report.changed, report.removed) == (("notes.md",), ())
    assert report.unchanged == ("notes.md!draft.md",)
    assert desk.keys() == ["notes.md", "notes.md!draft.md"]


def test_what_is_said_of_an_archive_counts_for_its_members(desk: Desk) -> None:
    desk.put("a.zip", archive({"a.md": document("A"), "b.md": document("B")}))
    desk.put("corpus.yaml", b"a.zip: {period: 2017/18, title: All}\na.zip!b.md: {period: 2019}\n")
    bystander = Bystander()
    take_in([desk.folder], builder=bystander, authority=AUTHORITY, readers=desk.readers)
    desk.take()
    desk.put("corpus.yaml", b"a.zip: {period: 2017/18, title: All}\na.zip!b.md: {period: 2020}\n")

    periods = [found.period.value for found in bystander.documents if found.period]
    assert periods == ["2017/18", "2019"]
    assert "All" not in {found.title for found in bystander.documents}
    assert desk.take().changed == ("a.zip!b.md",)


# ------------------------------------------------------------------ hostile folders


def test_links_out_of_the_folder_are_not_followed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(document("secret"))
    (desk.folder / "link.md").symlink_to(outside / "secret.md")
    (desk.folder / "folder").symlink_to(outside)
    (desk.folder / "round").symlink_to(desk.folder)
    (desk.folder / "gone.md").symlink_to(outside / "nothing.md")
    desk.put("a.md", document("A"))

    assert desk.take().new == ("a.md",)


def test_a_bomb_costs_only_itself(desk: Desk) -> None:
    desk.put("a.md", document("A"))
    desk.put("bomb.zip", archive({"a.txt": bytes(6_000_000)}))
    desk.put("c.md", document("C"))

    report = desk.take()

    assert report.new == ("a.md", "c.md")
    assert "GOODPRACTICE_UNPACKED_MB" in failures(report)["bomb.zip"]


def test_looking_commits_nothing_and_keeps_what_was_read(desk: Desk) -> None:
    desk.put("a.md", document("A"))
    desk.put("b.md", document("A"))
    desk.put("c.zip", archive({"c.md": document("C")}))
    bystander = Bystander()

    report = take_in([desk.folder], builder=bystander, authority=AUTHORITY)

    assert [found.name for found in bystander.documents] == ["a.md", "c.md"]
    assert report.new == ("a.md", "c.zip!c.md")
    assert desk.keys() == []


@pytest.mark.parametrize("paths", [["nothing here"], []])
def test_nothing_to_read_is_said(desk: Desk, paths: Sequence[str]) -> None:
    with pytest.raises(NoDocuments):
        desk.take(*[desk.folder / path for path in paths])
