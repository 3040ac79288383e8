"""Reading in other processes: results come back, and whatever a file does costs only itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ingest.errors import UnreadableFile
from ingest.isolate import NoReader, Readers
from ingest.limits import Limits
from ingest.records import Label
from tests.conftest import ROOT
from tests.ingest import tasks

USUAL = Limits(seconds=60.0, memory_mb=400)
SHORT = Limits(seconds=5.0, memory_mb=400)
"""For tasks that never end; long enough for the others on a busy machine."""


def readers(task: Callable[..., Any] = tasks.act, limits: Limits = USUAL, **given: Any) -> Any:
    return Readers(task, limits=limits, count=given.pop("count", 1), **given)


def reason(pool: Any, what: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        pool.submit(what).result()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_a_result_comes_back_with_what_all_tasks_share() -> None:
    with readers(tasks.echo, shared=("!", "?")) as pool:
        assert pool.submit("word").result() == "word!?"


def test_records_come_back_as_they_were() -> None:
    with readers(tasks.label) as pool:
        assert pool.submit("word").result() == Label("word", "because")


def test_no_process_is_started_before_there_is_something_to_read() -> None:
    with readers() as pool:
        assert pool.started == 0
        pool.submit("word").result()
        assert pool.started == 1


def test_one_process_reads_many_files_and_never_more_are_started_than_asked_for() -> None:
    with readers(tasks.process_id, count=2) as pool:
        found = {pool.submit(str(at)).result() for at in range(8)}
        waiting = [pool.submit(str(at)) for at in range(20)]
        found |= {each.result() for each in waiting}

        assert 1 <= len(found) <= 2
        assert os.getpid() not in found


def test_that_this_process_is_large_does_not_wear_out_the_others() -> None:
    held = bytearray(300 << 20)
    held[::4096] = b"x" * len(held[::4096])
    with readers(tasks.process_id) as pool:
        assert pool.submit("").result() == pool.submit("").result()


def test_a_process_that_has_grown_is_replaced() -> None:
    with readers(tasks.keep) as pool:
        assert pool.submit("").result() != pool.submit("").result()


def test_a_refusal_is_passed_on_and_the_process_lives() -> None:
    with readers() as pool:
        assert reason(pool, "refuse") == "the file is damaged; replace it"
        assert pool.started == 1
        assert pool.submit("next").result() == "next"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("hang", "longer than 5 s"),
        ("grow", "more than 400 MB of memory"),
        ("break", "KeyError: 'word/document.xml'"),
        ("kill", "SIGKILL"),
    ],
)
def test_a_file_that_ends_its_reader_costs_only_itself(what: str, said: str) -> None:
    with readers(limits=SHORT) as pool:
        assert pool.submit("before").result() == "before"
        assert said in reason(pool, what)
        assert pool.submit("after").result() == "after"


def test_a_file_that_hangs_holds_up_no_other() -> None:
    with readers(count=2, limits=Limits(seconds=3, memory_mb=400)) as pool:
        stuck = pool.submit("hang")
        others = [pool.submit(str(at)) for at in range(10)]

        assert [each.result() for each in others] == [str(at) for at in range(10)]
        assert not stuck.done()
        with pytest.raises(UnreadableFile, match="longer than 3 s"):
            stuck.result()


def test_a_process_that_is_killed_between_files_is_replaced() -> None:
    with readers(tasks.process_id) as pool:
        first = pool.submit("").result()
        os.kill(first, signal.SIGKILL)
        _wait_for(lambda: not _is_running(first))

        assert pool.submit("").result() != first


def test_a_process_that_is_killed_from_outside_is_named_as_the_reason() -> None:
    limits = Limits(seconds=30, memory_mb=400)
    with readers(limits=limits) as pool:
        pool.submit("warm").result()
        (process,) = pool._all
        stuck = pool.submit("hang")
        threading.Timer(0.2, os.kill, (process._process.pid, signal.SIGKILL)).start()

        with pytest.raises(UnreadableFile, match="SIGKILL"):
            stuck.result()


def test_what_a_reader_started_ends_with_it(tmp_path: Path) -> None:
    note = tmp_path / "child"
    with readers(tasks.hang_with_a_child, SHORT) as pool:
        assert "longer than" in reason(pool, str(note))

    _wait_for(lambda: not _is_running(int(note.read_text())))


def test_what_a_reader_leaves_behind_goes_with_it(tmp_path: Path) -> None:
    note = tmp_path / "name"
    with readers(tasks.leave_a_file, SHORT) as pool:
        assert "longer than" in reason(pool, str(note))

    assert not Path(note.read_text()).exists()


def test_leaving_the_block_ends_what_is_being_read_at_once() -> None:
    begun = time.monotonic()
    with readers(limits=Limits(seconds=60)) as pool:
        pool.submit("warm").result()
        (process,) = pool._all
        pool.submit("hang")
        pool.submit("hang")

    assert time.monotonic() - begun < 10
    assert not _is_running(process._process.pid)


def test_a_reader_cannot_fill_the_disk(tmp_path: Path) -> None:
    code = (
        "from ingest import worker; from tests.ingest import tasks; "
        f"worker._restrict(400, 1 << 20); tasks.write_much({str(tmp_path / 'big')!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)

    assert done.returncode != 0
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_only_records_are_taken_from_a_reading_process() -> None:
    with readers(tasks.intrude) as pool:
        assert "is no record" in reason(pool, "")


def test_what_a_reader_prints_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    with readers(tasks.chatter) as pool:
        assert pool.submit("word").result() == "word"

    assert capfd.readouterr() == ("", "")


def test_that_no_process_can_be_started_is_no_fault_of_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ghost = ModuleType("ghost")
    exec("def task(word): return word", ghost.__dict__)
    monkeypatch.setitem(sys.modules, "ghost", ghost)

    with readers(ghost.task) as pool, pytest.raises(NoReader, match="No module named 'ghost'"):
        pool.submit("word").result()


def test_large_files_go_through_the_pipe() -> None:
    with readers(tasks.echo) as pool:
        word = "x" * 20_000_000
        assert pool.submit(word).result() == word


def test_a_program_without_a_main_guard_can_read(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from ingest.isolate import Readers\n"
        "from ingest.limits import Limits\n"
        "from tests.ingest import tasks\n"
        "with Readers(tasks.echo, limits=Limits()) as pool:\n"
        "    print(pool.submit('word').result())\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("word\n", "")


def test_a_process_whose_parent_is_killed_ends_by_itself(tmp_path: Path) -> None:
    note = tmp_path / "id"
    code = (
        "import os, sys\n"
        "from ingest.isolate import Readers\n"
        "from ingest.limits import Limits\n"
        "from tests.ingest import tasks\n"
        "pool = Readers(tasks.process_id, limits=Limits(seconds=1), count=1)\n"
        f"open({str(note)!r}, 'w').write(str(pool.submit('').result()))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    _wait_for(lambda: not _is_running(int(note.read_text())))


def _is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _wait_for(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
