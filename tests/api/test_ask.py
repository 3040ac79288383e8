"""Answers over HTTP are those of the pipeline, whole or event by event."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import QUESTION

KEYS = {
    *("id", "question", "standalone_question", "status", "summary", "statements", "citations"),
    *("actions", "caveats", "removed", "filters", "generator", "timings_ms"),
}


def asked(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/api/ask", json={"question": QUESTION} | body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def streamed(client: TestClient, **body: Any) -> list[tuple[str, Any]]:
    response = client.post("/api/ask/stream", json={"question": QUESTION} | body)
    blocks = [block.split("\n") for block in response.text.split("\n\n") if "event: " in block]
    return [(name[len("event: ") :], json.loads(data[len("data: ") :])) for name, data in blocks]


def test_an_answer_has_the_promised_keys_and_exact_quotes(client: TestClient) -> None:
    answer = asked(client)

    assert set(answer) == KEYS
    assert answer["status"] == "answered"
    assert len(answer["citations"]) >= 3
    for citation in answer["citations"]:
        text = client.get(f"/api/documents/{citation['document_id']}/text").text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_filters_narrow_what_is_searched(client: TestClient) -> None:
    answer = asked(client, filters={"organisation": ["Mersey Care"]})

    assert {c["document"] for c in answer["citations"]} == {"mersey-care-just-and-learning.txt"}
    assert answer["filters"]["organisation"] == ["Mersey Care NHS Foundation Trust"]


def test_a_question_without_evidence_is_answered_with_no(client: TestClient) -> None:
    assert asked(client, question="what is the capital of France?")["status"] == "no_evidence"


def test_a_stream_gives_events_in_order_and_ends_with_the_answer(client: TestClient) -> None:
    events = streamed(client)
    names = [name for name, _ in events]
    answer = events[-1][1]

    assert names[0] == "retrieved"
    assert names[-1] == "answer"
    assert [data for name, data in events if name == "statement"] == answer["statements"]
    assert len(events[0][1]["hits"]) > 3


def test_a_stream_is_not_held_back_by_proxies(client: TestClient) -> None:
    response = client.post("/api/ask/stream", json={"question": QUESTION})

    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in response.headers


def test_an_error_becomes_the_last_event_of_a_stream(client: TestClient) -> None:
    ((name, data),) = streamed(client, filters={"indicator": [12]})

    assert name == "error"
    assert data["status"] == 422
    assert "1 to 9" in data["detail"]


def test_a_follow_up_is_understood_from_its_conversation(client: TestClient) -> None:
    conversation = client.post("/api/conversations", json={}).json()["id"]
    asked(client, question="What happened at Mersey Care?", conversation_id=conversation)

    answer = asked(client, question="What did they plan?", conversation_id=conversation)

    assert "Mersey Care" in answer["standalone_question"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": ""},
        {"question": "   "},
        {"question": "x" * 2001},
        {"question": 7},
        {"question": None},
        {"question": "why?", "unknown": 1},
        {"question": "why?", "filters": {"colour": ["red"]}},
        {"question": "why?", "filters": {"organisation": ["No Such Trust Anywhere"]}},
        {"question": "why?", "filters": {"evidence": ["gossip"]}},
        {"question": "why?", "filters": {"organisation": ["a"] * 51}},
        {"question": "why?", "llm": "gpt"},
        {"question": "null \x00 inside"},
        [],
        "text",
    ],
)
def test_what_cannot_be_asked_is_told_in_a_problem_document(client: TestClient, body: Any) -> None:
    response = client.post("/api/ask", json=body)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 422
    assert problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]


def test_half_a_character_is_refused(client: TestClient) -> None:
    content = b'{"question": "why \\ud800?"}'
    response = client.post(
        "/api/ask", content=content, headers={"content-type": "application/json"}
    )

    assert response.status_code == 422


def test_an_unknown_conversation_is_not_found(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": QUESTION, "conversation_id": "nope"})

    assert response.status_code == 404


def test_an_empty_library_says_what_to_do(empty: TestClient) -> None:
    response = empty.post("/api/ask", json={"question": QUESTION})

    assert response.status_code == 409
    assert "ingest" in response.json()["detail"]


def test_a_reader_that_leaves_stops_the_stream() -> None:
    import asyncio
    import threading

    from api.ask import streamed as stream

    made: list[int] = []
    has_left = threading.Event()

    def make() -> Any:
        for number in range(1000):
            made.append(number)
            yield f"data: {number}\n\n"
            if number == 2:
                has_left.wait(5)

    async def read_a_little() -> None:
        events = stream(make, "id")
        for _ in range(3):
            await anext(events)
        await events.aclose()  # type: ignore[attr-defined]
        has_left.set()
        await asyncio.sleep(0.2)

    asyncio.run(read_a_little())

    assert len(made) <= 4


def test_a_silent_stream_says_that_it_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    import time

    from api import ask

    monkeypatch.setattr(ask, "HEARTBEAT", 0.05)

    def make() -> Any:
        time.sleep(0.2)
        yield "data: 1\n\n"

    async def read() -> list[str]:
        return [text async for text in ask.streamed(make, "id")]

    texts = asyncio.run(read())

    assert texts.count(": still here\n\n") >= 2
    assert texts[-1] == "data: 1\n\n"
