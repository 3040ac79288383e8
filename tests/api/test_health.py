"""Health, readiness and counts."""

from fastapi.testclient import TestClient

from tests.api.conftest import QUESTION


def test_the_server_says_that_it_is_up_and_ready(client: TestClient) -> None:
    assert client.get("/api/health").json()["status"] == "ok"
    assert client.get("/api/ready").json() == {"status": "ready", "documents": 4}


def test_an_empty_library_is_ready_for_documents(empty: TestClient) -> None:
    assert empty.get("/api/ready").json() == {"status": "ready", "documents": 0}


def test_requests_answers_steps_and_the_library_are_counted(client: TestClient) -> None:
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={"question": "what is the capital of France?"})
    text = client.get("/metrics").text

    assert 'goodpractice_corpus{part="documents"} 4.0' in text
    assert 'goodpractice_requests_total{method="POST",route="/api/ask",status="200"}' in text
    assert 'goodpractice_answers_total{status="no_evidence"}' in text
    assert 'goodpractice_stage_seconds_count{stage="retrieve"}' in text
    assert "goodpractice_removed_statements_total 0.0" in text


def test_unknown_addresses_and_methods_make_no_series_of_their_own(client: TestClient) -> None:
    client.get("/quokka-address")
    client.request("QUOKKA", "/api/health")

    assert "quokka" not in client.get("/metrics").text.lower()
