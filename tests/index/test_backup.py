"""Tests of backup and restore: the drill, and what must not become of the folder."""

import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import pytest

from index import sqlite
from index.backup import Beside, _seal, back_up, restore
from index.build import Builder
from index.errors import Busy, Damaged, NewerVersion, NoData, NotWritable
from index.manifest import Layout
from index.search import Index
from tests.fakes import HashingEncoder, a_document

BESIDE = Beside({"talk.sqlite": 0}, ("uploads",), ("keys.json",))
QUESTIONS = ("mentors met directors", "idea 3", "cases fell")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a data folder in use: three documents, one of them uploaded, talk and keys."""
    return make(tmp_path / "data")


def make(folder: Path) -> Path:
    """Ingest three documents, one of them uploaded, and put talk and keys beside them."""
    upload = folder / "uploads" / "0123456789abcdef" / "two.txt"
    upload.parent.mkdir(parents=True)
    upload.write_text("Mentors met directors.", encoding="utf-8")
    (folder / "keys.json").write_text("[]", encoding="utf-8")
    with Builder(folder, HashingEncoder()) as builder:
        builder.commit(a_document("one.txt", ["We trained managers. Cases fell."]), "/plans/1")
        builder.commit(a_document("two.txt", ["Mentors met directors."]), str(upload.resolve()))
        builder.commit(a_document("three.txt", ["Idea 3 was tried."]), "/plans/3")
    talk(folder, "before")
    return folder


def talk(folder: Path, *lines: str) -> list[str]:
    """Add lines to what was typed, and give them all."""
    with closing(sqlite3.connect(folder / "talk.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE IF NOT EXISTS talk (line TEXT)")
        connection.executemany("INSERT INTO talk VALUES (?)", [(line,) for line in lines])
        return [line for (line,) in connection.execute("SELECT line FROM talk")]


def answers(folder: Path) -> list[list[tuple[str, float]]]:
    """Search for every question, exactly and through Chroma's index."""
    found = []
    for limit in (5_000, 0):
        with closing(Index.open(folder, HashingEncoder(), exact_limit=limit)) as index:
            for question in QUESTIONS:
                hits = index.search(question, k=50)
                found.append([(hit.passage.id, round(hit.score, 6)) for hit in hits])
    return found


def ingest_until(folder: Path, stop: Path, count: int = 10_000) -> None:
    """Commit documents, one after another, until there is a file that says stop."""
    with Builder(folder, HashingEncoder()) as builder:
        for number in range(count):
            if stop.exists():
                break
            document = a_document(f"more-{number}.txt", [f"Team {number} tried idea 3."])
            builder.commit(document, f"/more/{number}")


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Give a way to start processes that have the slow imports behind them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", __name__])
    return context


def test_drill_backed_up_during_an_ingest_wrecked_and_restored(
    folder: Path, tmp_path: Path, processes: ForkServerContext
) -> None:
    target, stop = tmp_path / "backup.zip", tmp_path / "stop"
    writer = processes.Process(target=ingest_until, args=(folder, stop))
    writer.start()
    _wait_for_generation(folder, 8, writer)
    backup = back_up(folder, target, BESIDE)
    _wait_for_generation(folder, backup.generation + 1, writer)
    stop.touch()
    writer.join()

    shutil.rmtree(folder)
    restore(folder, target, BESIDE)
    with closing(Index.open(folder)) as index:
        assert len(index.documents()) == backup.documents
        assert index.status().is_healthy
    same = make(tmp_path / "same")
    ingest_until(same, tmp_path / "never", backup.documents - 3)
    assert answers(folder) == answers(same)


def _wait_for_generation(folder: Path, generation: int, writer: ForkServerProcess) -> None:
    while _generation(folder) < generation:
        assert writer.is_alive()


def _generation(folder: Path) -> int:
    with closing(Index.open(folder)) as index:
        return index.generation()


def wreck_catalogue(folder: Path) -> None:
    size = Layout(folder).catalogue.stat().st_size
    Layout(folder).catalogue.write_bytes(random.Random(1).randbytes(size))


def wreck_pages(folder: Path) -> None:
    with Layout(folder).catalogue.open("r+b") as file:
        file.seek(8192)
        file.write(random.Random(1).randbytes(60_000))


def wreck_vectors(folder: Path) -> None:
    shutil.rmtree(Layout(folder).vectors)


def wreck_all(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("wreck", [wreck_catalogue, wreck_pages, wreck_vectors, wreck_all])
def test_wrecked_folder_answers_as_before_when_restored(
    folder: Path, tmp_path: Path, wreck: Callable[[Path], None]
) -> None:
    before = answers(folder)
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    wreck(folder)
    _, set_aside = restore(folder, tmp_path / "backup.zip", BESIDE)
    assert answers(folder) == before
    assert talk(folder) == ["before"]
    assert (folder / "uploads" / "0123456789abcdef" / "two.txt").is_file()
    with closing(Index.open(folder, HashingEncoder())) as index:
        assert index.status().is_healthy
    assert all(path.is_file() for path in set_aside)
    assert len(set_aside) == (wreck is wreck_catalogue)


def test_open_reader_goes_on_with_what_was_restored(folder: Path, tmp_path: Path) -> None:
    for limit in (5_000, 0):
        target = tmp_path / f"{limit}.zip"
        back_up(folder, target, BESIDE)
        with closing(Index.open(folder, HashingEncoder(), exact_limit=limit)) as index:
            with Builder(folder, HashingEncoder()) as builder:
                builder.remove(next(d.id for d in index.documents() if d.name == "two.txt"))
                builder.commit(a_document("4.txt", ["Mentors left directors."]), "/plans/4")
            assert index.search("mentors met directors", k=1)[0].passage.document == "4.txt"
            with index.pinned() as pinned:
                restore(folder, target, BESIDE)
                assert "4.txt" in {each.name for each in pinned.documents()}
            assert index.search("mentors met directors", k=1)[0].passage.document == "two.txt"
            assert len(index.documents()) == 3


def test_uploads_are_found_where_the_folder_stands_now(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    elsewhere = tmp_path / "elsewhere"
    restore(elsewhere, tmp_path / "backup.zip", BESIDE)
    with closing(Index.open(elsewhere)) as index:
        (source,) = next(each for each in index.documents() if each.name == "two.txt").sources
        assert Path(source).read_text(encoding="utf-8") == "Mentors met directors."
        assert Path(source).is_relative_to(elsewhere.resolve())
        assert {s for each in index.documents() for s in each.sources} - {source} == {
            *("/plans/1", "/plans/3")
        }


def test_present_keys_stay_and_lost_ones_come_back(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    keys = folder / "keys.json"
    keys.write_text("[1]", encoding="utf-8")
    restore(folder, tmp_path / "backup.zip", BESIDE)
    assert keys.read_text(encoding="utf-8") == "[1]"
    keys.unlink()
    restore(folder, tmp_path / "backup.zip", BESIDE)
    assert keys.read_text(encoding="utf-8") == "[]"
    assert keys.stat().st_mode & 0o777 == 0o600


def test_what_was_typed_stays_where_only_the_corpus_is_restored(
    folder: Path, tmp_path: Path
) -> None:
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    talk(folder, "since")
    restore(folder, tmp_path / "backup.zip", Beside({}))
    assert talk(folder) == ["before", "since"]
    restore(folder, tmp_path / "backup.zip", BESIDE)
    assert talk(folder) == ["before"]


def test_damaged_backup_is_refused_wherever_the_damage_is(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    back_up(folder, target, BESIDE)
    whole = target.read_bytes()
    before = answers(folder)
    places = random.Random(4)
    for number in range(60):
        at = len(whole) - 1 - number if number < 10 else places.randrange(len(whole))
        damaged = bytearray(whole)
        damaged[at] ^= 1 << places.randrange(8)
        target.write_bytes(damaged if number % 3 else whole[:at])
        with pytest.raises(Damaged, match="nothing was changed"):
            restore(folder, target, BESIDE)
    assert answers(folder) == before
    assert not Layout(folder).unpacked.exists()


@pytest.mark.parametrize("key", ["format", "schema"])
def test_newer_backup_is_refused(folder: Path, tmp_path: Path, key: str) -> None:
    target = tmp_path / "backup.zip"
    back_up(folder, target, BESIDE)
    _rewrite(target, key)
    with pytest.raises(NewerVersion, match="update goodpractice"):
        restore(folder, target, BESIDE)


def _rewrite(path: Path, key: str) -> None:
    """Raise a number in the manifest of a backup."""
    with zipfile.ZipFile(path) as archive:
        content = {each: archive.read(each) for each in archive.namelist()}
    said = json.loads(content["manifest.json"])
    content["manifest.json"] = json.dumps({**said, key: said[key] + 1}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
        archive.comment = b"0" * 64
    _seal(path)


def test_backup_with_a_database_of_a_newer_version_is_refused(folder: Path, tmp_path: Path) -> None:
    with sqlite.writing(folder / "talk.sqlite") as connection:
        connection.exec_driver_sql("PRAGMA user_version = 1")
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    with pytest.raises(NewerVersion, match="update goodpractice"):
        restore(folder, tmp_path / "backup.zip", BESIDE)


def test_restore_waits_for_nobody_who_writes(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    with Builder(folder, HashingEncoder()), pytest.raises(Busy, match="is writing"):
        restore(folder, tmp_path / "backup.zip", BESIDE)


def test_damaged_catalogue_is_not_backed_up_over_a_good_backup(
    folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "backup.zip"
    back_up(folder, target, BESIDE)
    good = target.read_bytes()
    wreck_pages(folder)
    with pytest.raises(Damaged):
        back_up(folder, target, BESIDE)
    assert target.read_bytes() == good
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_backup_has_a_place_and_something_to_hold(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="elsewhere"):
        back_up(folder, folder / "backup.zip", BESIDE)
    with pytest.raises(NotWritable, match="no such file or directory"):
        back_up(folder, tmp_path / "missing" / "backup.zip", BESIDE)
    with pytest.raises(NoData, match="--data"):
        back_up(tmp_path / "empty", tmp_path / "backup.zip", BESIDE)


def test_only_files_are_written_and_read_and_links_are_followed(
    folder: Path, tmp_path: Path
) -> None:
    pipe, link, real = tmp_path / "pipe", tmp_path / "link.zip", tmp_path / "real.zip"
    os.mkfifo(pipe)
    link.symlink_to(real)
    for other in (pipe, tmp_path, Path("/dev/null")):
        with pytest.raises(NotWritable, match="is no file"):
            back_up(folder, other, BESIDE)
        with pytest.raises(Damaged, match="is no file"):
            restore(folder, other, BESIDE)
    assert pipe.is_fifo()

    back_up(folder, link, BESIDE)
    assert link.is_symlink()
    restore(folder, real, BESIDE)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"manifest.json": b"{"},
        {"manifest.json": b"[]"},
        {"manifest.json": b"{}"},
        {"manifest.json": b'{"format": "1", "schema": 1}'},
        {"catalogue.sqlite": b"", "manifest.json": None},
        {"catalogue.sqlite": b"junk" * 1000, "manifest.json": None},
        {"manifest.json": None},
    ],
)
def test_a_whole_archive_that_is_no_backup_is_refused(
    folder: Path, tmp_path: Path, content: dict[str, bytes | None]
) -> None:
    made, target = tmp_path / "made.zip", tmp_path / "other.zip"
    back_up(folder, made, BESIDE)
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(target, "w") as other:
        for name, data in content.items():
            other.writestr(name, archive.read(name) if data is None else data)
        other.comment = b"0" * 64
    _seal(target)
    before = answers(folder)
    with pytest.raises(Damaged, match="is no backup: take another; nothing was changed"):
        restore(folder, target, BESIDE)
    assert answers(folder) == before


def test_a_wrong_clock_and_old_files_are_no_obstacle(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = next((folder / "uploads").rglob("*.txt"))
    for seconds in (0.0, 5e9):
        os.utime(upload, (seconds, seconds))
        monkeypatch.setattr(time, "time", lambda seconds=seconds: seconds)
        back_up(folder, tmp_path / "backup.zip", BESIDE)
        restore(tmp_path / f"restored-{seconds}", tmp_path / "backup.zip", BESIDE)
        assert answers(tmp_path / f"restored-{seconds}") == answers(folder)


def test_what_killed_backups_left_goes_after_a_day(folder: Path, tmp_path: Path) -> None:
    old, new = tmp_path / ".goodpractice-backup-a", tmp_path / ".goodpractice-backup-b"
    for left in (old, new):
        left.mkdir()
        (left / "copy.sqlite").write_text("half")
    os.utime(old, (0, 0))
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    assert (old.exists(), new.exists()) == (False, True)


def test_backup_is_for_its_owner_only(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup.zip", BESIDE)
    assert (tmp_path / "backup.zip").stat().st_mode & 0o777 == 0o600
