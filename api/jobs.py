"""Reads uploaded documents in the background, one after another, and says how far it has come.

What a job has come to is a small file in the data folder, so that every worker can tell of it. A
worker holds a lock while it lives: what one that is gone had not finished, the next one does.
"""

import hashlib
import json
import logging
import re
import threading
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from assistant import wiring
from assistant.conversations import NotKept
from assistant.errors import AssistantError
from assistant.export import NotSaved, save
from assistant.settings import Settings
from assistant.wire import report_json
from index.errors import Busy, DataError, NoData, NotWritable
from ingest.errors import IngestError, UnreadableFile
from ingest.read import tell_format

PATIENCE = 600.0
"""Seconds that an upload waits for another writer to finish."""

ENDINGS = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".csv", ".tsv", ".rtf", ".pdf"),
    *(".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt", ".odt", ".ods", ".odp"),
)
"""Files that may be added; the old and the open Office formats need LibreOffice on the server."""
_MOST_TRIES = 2
_OLD = 7 * 24 * 3600
_ID = re.compile(r"[0-9a-f]{32}")


class NoSuchJob(NotKept):
    """There is no upload with this id."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What whoever uploads a document says about it."""

    organisation: str | None = None
    kind: str | None = None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """An upload: queued, waiting for another writer, running, done or failed."""

    id: str
    owner: str
    file: str
    path: str = ""
    labels: Labels = Labels()
    worker: str = ""
    """Which worker reads it."""
    tries: int = 1
    state: str = "queued"
    step: str = "Waiting for its turn"
    document_id: str | None = None
    report: dict[str, Any] | None = None
    error: str | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.state in {"done", "failed"}


class Jobs:
    """The uploads of a data folder."""

    def __init__(self, settings: Settings, pause: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._folder = settings.data / "uploads"
        self._pause = pause
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="upload")
        self._is_closing = threading.Event()
        self._id = uuid.uuid4().hex
        self._alive = self._lock_of(self._id)
        if self._notes().is_dir():
            self._sweep()
            self._take_over()

    def close(self) -> None:
        """Finish the document at hand and begin no other."""
        self._is_closing.set()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._let_go(self._alive)

    def add(self, owner: str, name: str, data: bytes, labels: Labels) -> Job:
        """Keep an uploaded file and read it when its turn comes.

        The same bytes under the same name are one file; other bytes never replace them.

        Raises:
            UnreadableFile: it is of no kind that can be read.
            NotWritable: there is no room for it.
        """
        safe = safe_name(name)
        check(data, safe)
        path = self._folder / hashlib.sha256(data).hexdigest()[:16] / safe
        job = Job(uuid.uuid4().hex, owner, safe, str(path), labels, self._id)
        try:
            with self._alone():
                path.parent.mkdir(parents=True, exist_ok=True)
                save(path, data)
                self._live()
                self._note(job)
        except (OSError, NotSaved) as error:
            raise NotWritable(f"{safe} cannot be stored ({error}): free some space") from error
        self._worker.submit(self._run, job)
        return job

    def read(self, owner: str, job_id: str) -> Job:
        """Say how far an upload has come.

        Raises:
            NoSuchJob: there is none of this owner's.
        """
        try:
            if not _ID.fullmatch(job_id):
                raise FileNotFoundError(job_id)
            job = self._noted(self._state(job_id))
        except FileNotFoundError as error:
            raise _none(job_id) from error
        if job.owner != owner:
            raise _none(job_id)
        return job

    def forget(self, sources: tuple[str, ...]) -> None:
        """Remove the uploaded files among a removed document's sources."""
        own = [path for path in map(Path, sources) if path.is_relative_to(self._folder.resolve())]
        if own:
            with self._alone():
                for path in own:
                    self._unlink(path)

    # -------------------------------------------------------------- the work

    def _run(self, job: Job) -> None:
        path = self._place(job)
        try:
            if job.tries > _MOST_TRIES:
                msg = f"{job.file}: the server has ended {_MOST_TRIES} times while reading it"
                raise UnreadableFile(msg)
            done = self._take_in(replace(job, state="running", step="Reading"), path)
        except (AssistantError, DataError, IngestError, OSError) as error:
            why = str(error).replace(str(path), job.file)
            done = replace(job, state="failed", step="Not added", error=why)
        except Exception as error:  # nobody else would ever hear of it
            logging.getLogger("api").error("upload", exc_info=error, extra={"job": job.id})
            text = "the document could not be read; the reason has been logged"
            done = replace(job, state="failed", step="Not added", error=text)
        try:
            with self._alone():
                self._end(done, path)
        except (OSError, NotSaved) as error:
            logging.getLogger("api").error("upload", exc_info=error, extra={"job": job.id})

    def _take_in(self, job: Job, path: Path) -> Job:
        deadline = time.monotonic() + PATIENCE
        while True:
            self._note(job)
            try:
                report = wiring.take_in(
                    self._settings,
                    [path],
                    on_progress=lambda _: None,
                    **asdict(job.labels),
                )
                break
            except Busy:
                if time.monotonic() > deadline or self._is_closing.is_set():
                    raise
                self._note(replace(job, state="waiting", step="Waiting for another change to end"))
                self._pause(0.5)
        if report.failed:
            raise UnreadableFile(report.failed[0].reason)
        return replace(job, state="done", step="Added", report=report_json(report))

    def _end(self, done: Job, path: Path) -> None:
        """Note what a job has come to; a file goes that no document came from, or has no longer."""
        try:
            found = self._document(path)
        except NoData:
            found = None
        except DataError:
            self._note(done)
            return  # nobody can tell now
        self._note(replace(done, document_id=found) if done.state == "done" else done)
        if found is None:
            self._unlink(path)

    def _unlink(self, path: Path) -> None:
        """Remove a file unless an upload of the same is yet to be read."""
        notes = map(self._noted, self._notes().glob("*.json"))
        mine = (path.parent.name, path.name)
        waiting = (Path(job.path) for job in notes if not job.is_over)
        if all((each.parent.name, each.name) != mine for each in waiting):
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()  # where it was the last

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else, in any worker, add or remove files meanwhile."""
        self._notes().mkdir(parents=True, exist_ok=True)
        with FileLock(self._notes() / "files"):
            yield

    def _document(self, path: Path) -> str | None:
        key = str(path.resolve())
        with wiring.open_index(self._settings) as index:
            return next((item.id for item in index.documents() if key in item.sources), None)

    def _place(self, job: Job) -> Path:
        """Give where a job's file lies in this data folder, which may be a copy or have moved."""
        noted = Path(job.path)
        return self._folder / safe_name(noted.parent.name) / safe_name(noted.name)

    # -------------------------------------------------------------- notes

    def _notes(self) -> Path:
        return self._folder / "jobs"

    def _state(self, job_id: str) -> Path:
        return self._notes() / f"{job_id}.json"

    def _note(self, job: Job) -> None:
        save(self._state(job.id), json.dumps(asdict(job)).encode())

    def _noted(self, path: Path) -> Job:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Job(**{**said, "labels": Labels(**said.get("labels", {}))})

    def _sweep(self) -> None:
        """Remove the notes of long ago, and what was half written then."""
        old = time.time() - _OLD
        for path in (*self._notes().glob("*"), *self._folder.glob("*/.*")):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < old:
                    path.unlink()

    # -------------------------------------------------------------- workers that are gone

    def _lock_of(self, worker: str) -> FileLock:
        return FileLock(self._notes() / f"{worker}.lock", timeout=0, thread_local=False)

    def _live(self) -> None:
        """Show that this worker lives, from its first job on."""
        self._notes().mkdir(parents=True, exist_ok=True)
        if not self._alive.is_locked:
            self._alive.acquire()

    def _let_go(self, lock: FileLock) -> None:
        if lock.is_locked:
            Path(lock.lock_file).unlink(missing_ok=True)
            lock.release()

    def _take_over(self) -> None:
        """Go on with what workers that are gone had not finished."""
        for path in sorted(self._notes().glob("*.json")):
            worker = self._noted(path).worker
            if self._noted(path).is_over or not self._noted(path).path:
                continue
            lock = self._lock_of(worker)
            try:
                lock.acquire()
            except Timeout:
                continue  # it lives
            self._live()
            job = self._noted(path)
            if job.worker == worker:  # nobody else was faster
                job = replace(job, worker=self._id, tries=job.tries + 1)
                self._note(job)
                self._worker.submit(self._run, job)
            self._let_go(lock)


def safe_name(name: str) -> str:
    """Make a file name that stays in its folder, whatever the browser called it."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last)
    kept = kept.encode(errors="replace").decode().strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept.encode()) > 150:
        kept = f"{stem.encode()[:120].decode(errors='ignore')}{dot}{ending[:20]}"
    return kept or "document"


def check(data: bytes, name: str) -> None:
    """Refuse a file whose ending or content is of no kind that can be read.

    Raises:
        UnreadableFile: with what can be read instead.
    """
    if not name.lower().endswith(ENDINGS):
        msg = f"{name}: files that end in {', '.join(ENDINGS)} can be added"
        raise UnreadableFile(msg)
    if not data:
        msg = f"{name}: the file is empty; choose another"
        raise UnreadableFile(msg)
    found = tell_format(data, name)
    wanted = name.rsplit(".", 1)[-1].lower()
    if wanted in {"pdf", "docx", "xlsx", "pptx"} and found != wanted:
        msg = f"{name}: its content is not {wanted} but {found}; rename or convert it"
        raise UnreadableFile(msg)


def _none(job_id: str) -> NoSuchJob:
    return NoSuchJob(f"no upload with the id {job_id!r}; the list of documents shows what is there")
