"""The server lets the language model write that its operator set, and no other."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.settings import load_settings
from tests.api.conftest import LOCAL, QUESTION, Serve
from tests.assistant.test_generate import Handler, server

WRITTEN = (
    "Mersey Care's disciplinary investigations fell by 54% over two years [4]\n"
    "Mersey Care's disciplinary investigations fell by 99% over two years [4]"
)


def write(handler: Handler) -> None:
    """Cite the passage in which the true statement stands, whatever its number."""
    asked = handler.seen[-1]["messages"][-1]["content"].splitlines()
    at = next(n for n, line in enumerate(asked) if line.startswith("> ") and "54%" in line)
    number = asked[at - 1].split("]")[0].strip("[")
    handler.begin()
    handler.send(WRITTEN.replace("[4]", f"[{number}]"))
    handler.wfile.write(b"data: [DONE]\n\n")


@pytest.fixture(scope="module")
def client(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(library, data)
    with server(write) as at:
        settings = load_settings(data=data, llm="openai:m", llm_base_url=at.address)
        with TestClient(create_app(settings), base_url=LOCAL) as client:
            yield client


def ask(client: TestClient, **more: str) -> dict[str, Any]:
    response = client.post("/api/ask", json={"question": QUESTION, **more})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def test_what_the_model_wrote_is_verified(client: TestClient) -> None:
    answer = ask(client)

    assert answer["generator"] == "openai:m"
    assert "model" in {item["origin"] for item in answer["statements"]}
    assert "99%" in str(answer["removed"])
    assert "99%" not in str(answer["statements"])


def test_a_reader_may_choose_quotes_alone_or_the_model_by_name(client: TestClient) -> None:
    assert ask(client, llm="extractive")["generator"] == "extractive"
    assert ask(client, llm="openai:m")["generator"] == "openai:m"


@pytest.mark.parametrize("name", ["openai:gpt-5", "ollama:m", "http://evil.example/v1", "m"])
def test_no_other_model_or_address_can_be_asked_for(client: TestClient, name: str) -> None:
    response = client.post("/api/ask", json={"question": QUESTION, "llm": name})

    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")


def test_a_draft_streams_as_tokens_before_the_statements(client: TestClient) -> None:
    text = client.post("/api/ask/stream", json={"question": QUESTION}).text
    events = [line.removeprefix("event: ") for line in text.splitlines() if line[:6] == "event:"]

    assert events.index("token") < events.index("statement") < events.index("answer")
    assert 'event: token\ndata: {"text": "' in text


def test_what_was_taken_out_is_counted(client: TestClient) -> None:
    def counted() -> float:
        text = client.get("/metrics").text
        return float(text.split("\ngoodpractice_removed_statements_total ")[1].split()[0])

    before = counted()
    ask(client)

    assert counted() == before + 1


def test_a_model_that_is_away_costs_an_answer_its_words_only(serve: Serve) -> None:
    with server(write) as at:
        address = at.address
    client = serve(llm="openai:m", llm_base_url=address)

    answer = ask(client)

    assert answer["generator"] == "extractive"
    assert answer["statements"]
    assert "model_not_used" in str(answer["caveats"])
    assert address not in str(answer)


def test_openai_clients_choose_between_the_model_and_quotes(client: TestClient) -> None:
    models = [item["id"] for item in client.get("/v1/models").json()["data"]]
    assert models == ["goodpractice", "extractive"]

    said = {}
    for model in models:
        body = {"model": model, "messages": [{"role": "user", "content": QUESTION}]}
        completion = client.post("/v1/chat/completions", json=body).json()
        assert completion["model"] == model
        said[model] = completion["choices"][0]["message"]["content"]
    assert said["goodpractice"] != said["extractive"]
    assert "99%" not in said["goodpractice"]
