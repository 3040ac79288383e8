"""Conversations and feedback over HTTP."""

import io
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient

from evaluation.cases import read_set
from tests.api.conftest import QUESTION, Serve


@pytest.fixture
def client(serve: Serve) -> TestClient:
    """Give a browser of a server on which nobody asked before."""
    return serve()


def ask(client: TestClient, question: str = QUESTION) -> tuple[str, str]:
    conversation = client.post("/api/conversations", json={}).json()["id"]
    body = {"question": question, "conversation_id": conversation}
    return conversation, client.post("/api/ask", json=body).json()["id"]


def test_a_conversation_is_listed_shown_renamed_exported_and_removed(client: TestClient) -> None:
    conversation, answer = ask(client)
    address = f"/api/conversations/{conversation}"

    (line,) = client.get("/api/conversations").json()
    assert (line["id"], line["title"], line["questions"]) == (conversation, QUESTION, 1)
    assert [item["id"] for item in client.get(address).json()["answers"]] == [answer]
    assert client.patch(address, json={"title": "Board"}).json()["title"] == "Board"
    exported = client.get(f"{address}/export").text
    assert exported.startswith("# Board")
    assert "## References" in exported.replace("###", "##")
    word = docx.Document(io.BytesIO(client.get(f"{address}/export?format=docx").content))
    assert QUESTION in [paragraph.text for paragraph in word.paragraphs]
    assert client.get(f"{address}/export?format=json").json()["answers"][0]["question"] == QUESTION
    assert client.get(f"{address}/export?format=exe").status_code == 422
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.get("/api/conversations").json() == []


def test_an_answer_without_a_conversation_can_still_be_taken_away(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()["id"]

    assert client.get(f"/api/answers/{answer}.docx").status_code == 200
    assert client.get("/api/conversations").json() == []


def test_feedback_becomes_a_question_set_that_the_harness_reads(
    client: TestClient, tmp_path: Path
) -> None:
    _, good = ask(client)
    _, bad = ask(client, "what is planned on the board?")
    rate = {"answer_id": good, "helpful": True}
    assert client.post("/api/feedback", json=rate).status_code == 204
    rate = {"answer_id": bad, "helpful": False, "reason": "too: many\nrows"}
    assert client.post("/api/feedback", json=rate).status_code == 204

    path = tmp_path / "rated.yaml"
    path.write_text(client.get("/api/feedback/questions").text, encoding="utf-8")

    (case,) = read_set(path).cases
    assert case.question == QUESTION
    assert case.gold
    assert "# why:" in path.read_text(encoding="utf-8")


def test_feedback_on_an_unknown_answer_is_not_found(client: TestClient) -> None:
    body = {"answer_id": "nope", "helpful": True}

    assert client.post("/api/feedback", json=body).status_code == 404


@pytest.mark.parametrize("body", [{}, {"title": ""}, {"title": "x" * 301}, {"name": "x"}])
def test_a_title_is_needed_to_rename(client: TestClient, body: dict[str, str]) -> None:
    conversation = client.post("/api/conversations", json={}).json()["id"]

    assert client.patch(f"/api/conversations/{conversation}", json=body).status_code == 422
