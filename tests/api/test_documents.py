"""Documents are added in the background, shown as they were, and gone at once when removed."""

import io
import json
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import docx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.jobs import Job, Jobs, safe_name
from assistant.settings import Settings
from assistant.wiring import open_builder, take_in
from tests.api.conftest import QUESTION, Serve
from tests.conftest import ROOT

TEXT = (
    "Case study: Quokka Mentoring at Alder Hey Children's NHS Foundation Trust\n\n"
    "What did you do?\n\n"
    "We paired every new BME nurse with a quokka mentor for one year.\n\n"
    "What was the impact?\n\n"
    "Turnover of BME nurses fell from 21% in 2019/20 to 9% in 2021/22.\n"
)


@pytest.fixture
def client(serve: Serve) -> TestClient:
    """Give a browser of a server whose documents may be changed."""
    return serve()


def add(client: TestClient, name: str, data: bytes, **form: str) -> dict[str, Any]:
    response = client.post("/api/documents", files={"file": (name, data)}, data=form)
    assert response.status_code == 202, response.text
    assert response.headers["location"] == f"/api/jobs/{response.json()['id']}"
    return wait(client, response.json()["id"])


def wait(client: TestClient, job_id: str) -> dict[str, Any]:
    for _ in range(300):
        job: dict[str, Any] = client.get(f"/api/jobs/{job_id}").json()
        if job["state"] in {"done", "failed"}:
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def one(client: TestClient) -> str:
    documents: list[dict[str, Any]] = client.get("/api/documents").json()
    return str(next(item["id"] for item in documents if item["format"] == "pdf"))


def test_an_added_document_answers_the_next_question(client: TestClient) -> None:
    job = add(client, "quokka.txt", TEXT.encode())

    assert job["state"] == "done"
    assert job["report"]["new"] == ["quokka.txt"]
    answer = client.post("/api/ask", json={"question": "What did quokka mentoring change?"}).json()
    quotes = {c["quote"] for c in answer["citations"] if c["document_id"] == job["document_id"]}
    assert "We paired every new BME nurse with a quokka mentor for one year." in quotes


def test_the_first_document_of_an_empty_library_is_found(empty: TestClient) -> None:
    assert add(empty, "quokka.txt", TEXT.encode())["state"] == "done"

    assert len(empty.get("/api/documents").json()) == 1
    answer = empty.post("/api/ask", json={"question": "What did quokka mentoring change?"}).json()
    assert answer["status"] == "answered"


def test_a_removed_document_is_gone_with_its_uploaded_file(
    client: TestClient, settings: Settings
) -> None:
    job = add(client, "quokka.txt", TEXT.encode())
    document = f"/api/documents/{job['document_id']}"

    assert client.delete(document).status_code == 204

    assert client.get(document).status_code == 404
    assert client.delete(document).status_code == 404
    assert not list((settings.data / "uploads").rglob("quokka.txt"))
    answer = client.post("/api/ask", json={"question": "What did quokka mentoring change?"}).json()
    assert job["document_id"] not in {c["document_id"] for c in answer["citations"]}


def test_what_is_uploaded_while_the_same_is_removed_is_read(
    client: TestClient, settings: Settings
) -> None:
    document = f"/api/documents/{add(client, 'quokka.txt', TEXT.encode())['document_id']}"
    sent = threading.Event()

    def remove() -> None:
        while not sent.is_set():
            assert client.delete(document).status_code in {204, 404, 409}

    with ThreadPoolExecutor(1) as pool:
        removing = pool.submit(remove)
        try:
            jobs = [add(client, "quokka.txt", TEXT.encode()) for _ in range(20)]
        finally:
            sent.set()
        removing.result()
    assert {(job["state"], job["error"]) for job in jobs} == {("done", None)}
    client.delete(document)
    assert [path.name for path in (settings.data / "uploads").iterdir()] == ["jobs"]


def test_the_original_comes_back_byte_for_byte(client: TestClient) -> None:
    job = add(client, "quokka.txt", TEXT.encode())
    response = client.get(f"/api/documents/{job['document_id']}/file")

    assert response.content == TEXT.encode()
    assert response.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in response.headers["content-security-policy"]


def test_an_archive_is_not_given_for_a_document_that_came_in_it(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "plans.zip", "w") as archive:
        archive.writestr("quokka.txt", TEXT)
    take_in(settings, [tmp_path / "plans.zip"], on_progress=lambda _: None)

    listed = client.get("/api/documents").json()
    (found,) = (item for item in listed if item["name"] == "quokka.txt")
    assert client.get(f"/api/documents/{found['id']}/file").status_code == 404


def test_a_pdf_opens_in_the_browser(client: TestClient) -> None:
    response = client.get(f"/api/documents/{one(client)}/file")

    assert response.content.startswith(b"%PDF")
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"].startswith("inline")


def test_what_is_said_of_a_document_is_kept(client: TestClient) -> None:
    job = add(
        client, "plain.txt", b"Mentoring was offered to 40 BME staff in the trust.", year="2019"
    )
    document = client.get(f"/api/documents/{job['document_id']}").json()

    assert document["period"] == "2019"


def test_the_same_file_twice_at_once_is_one_document(client: TestClient) -> None:
    jobs = [
        client.post("/api/documents", files={"file": ("quokka.txt", TEXT.encode())}).json()["id"]
        for _ in range(2)
    ]
    first, second = (wait(client, job) for job in jobs)

    assert first["report"]["new"] == ["quokka.txt"]
    assert second["report"]["unchanged"] == ["quokka.txt"]
    assert first["document_id"] == second["document_id"]


def test_other_bytes_of_the_same_name_replace_nothing(client: TestClient) -> None:
    first = add(client, "quokka.txt", TEXT.encode())
    second = add(client, "quokka.txt", TEXT.replace("quokka", "wombat").encode())

    assert first["document_id"] != second["document_id"]
    assert client.get(f"/api/documents/{first['document_id']}").status_code == 200


def test_an_upload_waits_for_another_writer(client: TestClient, settings: Settings) -> None:
    with open_builder(settings):
        response = client.post("/api/documents", files={"file": ("quokka.txt", TEXT.encode())})
        job_id = response.json()["id"]
        for _ in range(100):
            if client.get(f"/api/jobs/{job_id}").json()["state"] == "waiting":
                break
            time.sleep(0.05)
        assert client.get(f"/api/jobs/{job_id}").json()["state"] == "waiting"
        # Whoever reads does not wait.
        assert client.post("/api/ask", json={"question": QUESTION}).status_code == 200
        assert client.delete(f"/api/documents/{one(client)}").status_code == 409

    assert wait(client, job_id)["state"] == "done"


def test_a_repeated_upload_that_fails_takes_no_original_away(settings: Settings) -> None:
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        document = add(client, "quokka.txt", TEXT.encode())["document_id"]
    with (
        open_builder(settings),  # keeps it from being read until the server ends
        TestClient(create_app(settings), base_url="http://127.0.0.1") as client,
    ):
        again = client.post("/api/documents", files={"file": ("quokka.txt", TEXT.encode())})
        for _ in range(1200):
            job = client.get(f"/api/jobs/{again.json()['id']}").json()
            if job["state"] == "waiting":
                break
            time.sleep(0.05)
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        assert wait(client, job["id"])["state"] == "failed"
        assert client.get(f"/api/documents/{document}/file").content == TEXT.encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("program.exe", b"MZ"),
        ("no-ending", b"text"),
        ("empty.txt", b""),
        ("fake.pdf", b"this is no PDF"),
        ("fake.docx", b"this is no Word file"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n0000"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(
    client: TestClient, settings: Settings, name: str, data: bytes
) -> None:
    response = client.post("/api/documents", files={"file": (name, data)})

    assert response.status_code == 422
    assert not [p for p in (settings.data / "uploads").rglob("*") if p.is_file()]


def test_a_damaged_file_fails_with_its_reason(client: TestClient, settings: Settings) -> None:
    job = add(client, "broken.pdf", b"%PDF-1.7\nbroken")

    assert job["state"] == "failed"
    assert job["error"]
    assert not list((settings.data / "uploads").rglob("broken.pdf"))


def test_a_word_file_is_read(client: TestClient) -> None:
    page, out = docx.Document(), io.BytesIO()
    for line in TEXT.split("\n\n"):
        page.add_paragraph(line)
    page.save(out)

    assert add(client, "quokka.docx", out.getvalue())["state"] == "done"


def test_a_file_that_is_too_large_is_refused(serve: Any) -> None:
    client = serve(max_file_mb=1)
    response = client.post("/api/documents", files={"file": ("big.txt", b"a" * 1_500_000)})

    assert response.status_code == 413


def test_an_unknown_kind_is_refused_before_anything_is_kept(client: TestClient) -> None:
    files = {"file": ("quokka.txt", TEXT.encode())}
    response = client.post("/api/documents", files=files, data={"kind": "poem"})

    assert response.status_code == 422
    assert "case_study" in response.json()["detail"]


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a/b/c.txt", "c.txt"),
        ("..", "document"),
        ("", "document"),
        ("nul\x00l.txt", "nul_l.txt"),
        ("line\nbreak.txt", "line_break.txt"),
        ('"quoted".txt', "_quoted_.txt"),
        ("plän ✔.txt", "plän ✔.txt"),
    ],
)
def test_a_name_stays_in_its_folder(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("ü" * 400 + ".docx")

    assert name.endswith(".docx")
    assert len(name.encode()) <= 150


@pytest.mark.parametrize("part", ["", "/text", "/file"])
def test_an_unknown_document_is_not_found(client: TestClient, part: str) -> None:
    response = client.get(f"/api/documents/0000{part}")

    assert response.status_code == 404
    assert response.json()["status"] == 404


def test_an_unknown_upload_is_not_found(client: TestClient) -> None:
    assert client.get(f"/api/jobs/{'0' * 32}").status_code == 404
    assert client.get("/api/jobs/..%2fkeys").status_code == 404


def test_ingest_from_the_command_line_shows_in_the_next_answer(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    question = {"question": "What did quokka mentoring change?"}
    client.post("/api/ask", json=question)
    path = tmp_path / "quokka.txt"
    path.write_text(TEXT, encoding="utf-8")
    take_in(settings, [path], on_progress=lambda _: None)

    answer = client.post("/api/ask", json=question).json()
    assert answer["citations"][0]["document"] == "quokka.txt"


ADD_AND_STAY = """
import sys, time
from pathlib import Path
from api.jobs import Jobs, Labels
from assistant.settings import load_settings
jobs = Jobs(load_settings(data=Path(sys.argv[1])))
job = jobs.add("local", "quokka.txt", Path(sys.argv[2]).read_bytes(), Labels(year="2019"))
print(job.id, flush=True)
time.sleep(600)
"""


def test_what_a_killed_worker_had_not_read_the_next_one_reads(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "quokka.txt").write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-c", ADD_AND_STAY, str(settings.data), str(tmp_path / "quokka.txt")]
    with (
        open_builder(settings),  # keeps it from being read
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as worker,
    ):
        assert worker.stdout is not None
        job_id = worker.stdout.readline().strip()
        living = Jobs(settings)  # starts beside it, and leaves its upload alone
        assert living.read("local", job_id).tries == 1
        worker.kill()
    living.close()

    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        job = wait(client, job_id)
        assert job["state"] == "done"
        assert client.get(f"/api/documents/{job['document_id']}").json()["period"] == "2019"
    assert not list((settings.data / "uploads" / "jobs").glob("*.lock"))


def test_what_waited_in_a_folder_that_moved_is_read_where_it_lies_now(settings: Settings) -> None:
    path = settings.data / "uploads" / "0123456789abcdef" / "quokka.txt"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    before = settings.data.parent / "before" / "uploads" / "0123456789abcdef" / "quokka.txt"
    before.parent.mkdir(parents=True)
    before.write_text(TEXT, encoding="utf-8")
    notes = settings.data / "uploads" / "jobs"
    notes.mkdir()
    noted = {"id": "a" * 32, "owner": "local", "file": "quokka.txt", "path": str(before)}
    (notes / f"{'a' * 32}.json").write_text(json.dumps({**noted, "worker": "b" * 32}))
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        job = wait(client, "a" * 32)
        assert job["state"] == "done"
        found = client.get(f"/api/documents/{job['document_id']}/file")
        assert found.status_code == 200
    assert before.is_file()


def test_an_upload_that_ends_every_server_is_given_up(settings: Settings) -> None:
    path = settings.data / "uploads" / "0123456789abcdef" / "quokka.txt"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    note = Job("0" * 32, "local", "quokka.txt", str(path), worker="gone", tries=2)
    (settings.data / "uploads" / "jobs").mkdir()
    (settings.data / "uploads" / "jobs" / f"{note.id}.json").write_text(json.dumps(asdict(note)))

    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        job = wait(client, note.id)

    assert job["state"] == "failed"
    assert "ended 2 times" in job["error"]
    assert not path.exists()
