"""Traces reach a collector over HTTP, with the steps of an answer and without the question."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from api.app import create_app
from assistant.settings import Settings
from tests.api.conftest import LOCAL, QUESTION

CALLER = "0af7651916cd43dd8448eb211c80319c"


@contextmanager
def collecting() -> Iterator[tuple[str, list[Any]]]:
    """Run a collector on a port of this machine; give its address and the spans that come."""
    spans: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent = ExportTraceServiceRequest.FromString(body)
            spans.extend(s for r in sent.resource_spans for c in r.scope_spans for s in c.spans)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", spans
    finally:
        server.shutdown()
        server.server_close()


def traced(settings: Settings, **changes: object) -> list[Any]:
    """Ask in each way there is; give the spans that have come once the server has ended."""
    with collecting() as (address, spans):
        app = create_app(settings.model_copy(update={"traces": address, **changes}))
        with TestClient(app, base_url=LOCAL) as client:
            caller = {"traceparent": f"00-{CALLER}-b7ad6b7169203331-01"}
            client.post("/api/ask", json={"question": QUESTION}, headers=caller)
            client.post("/api/ask/stream", json={"question": f"{QUESTION} Please."})
            client.get("/api/search", params={"q": QUESTION})
            client.get("/", params={"q": QUESTION})
    return spans


def test_each_step_of_an_answer_is_a_span_of_its_request(settings: Settings) -> None:
    spans = traced(settings)
    names = {span.name for span in spans}

    assert {"POST /api/ask", "POST /api/ask/stream", "GET /api/search", "GET /"} <= names
    for route in ("POST /api/ask", "POST /api/ask/stream"):
        whole = next(span for span in spans if span.name == route)
        steps = [span for span in spans if span.parent_span_id == whole.span_id]
        assert {"understand", "retrieve", "select", "draft"} <= {span.name for span in steps}
        for step in steps:
            assert step.start_time_unix_nano <= step.end_time_unix_nano
            assert step.end_time_unix_nano <= whole.end_time_unix_nano
    asked = next(span for span in spans if span.name == "POST /api/ask")
    assert asked.trace_id.hex() == CALLER
    said = {item.key: item.value for item in asked.attributes}
    assert said["http.route"].string_value == "/api/ask"
    assert said["http.response.status_code"].int_value == 200
    assert said["goodpractice.status"].string_value == "answered"


@pytest.mark.parametrize("is_asked_for", [False, True])
def test_a_trace_holds_a_question_only_if_that_is_asked_for(
    settings: Settings, is_asked_for: bool
) -> None:
    spans = traced(settings, log_questions=is_asked_for)

    assert ("disciplinary" in str(spans)) == is_asked_for


def test_a_collector_that_is_away_harms_nobody(settings: Settings) -> None:
    with collecting() as (address, _):
        pass
    app = create_app(settings.model_copy(update={"traces": address}))
    with TestClient(app, base_url=LOCAL) as client:
        assert client.post("/api/ask", json={"question": QUESTION}).status_code == 200
