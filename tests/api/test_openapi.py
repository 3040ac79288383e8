"""Whatever is sent to a route, it answers as its description says, and never breaks."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.settings import load_settings
from tests.api.servers import running

PROMISED = {
    *("/api/ask", "/api/ask/stream", "/api/search", "/api/actions", "/api/outcomes"),
    *("/api/organisations", "/api/indicators", "/api/documents", "/api/documents/{document_id}"),
    *("/api/documents/{document_id}/text", "/api/documents/{document_id}/file"),
    *("/api/conversations", "/api/conversations/{conversation_id}", "/api/feedback"),
    *("/api/answers/{answer_id}.docx", "/api/health", "/api/ready", "/metrics"),
    *("/v1/chat/completions", "/v1/models"),
}


@pytest.fixture(scope="module")
def description(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("described") / "data"
    shutil.copytree(library, folder)
    with running(load_settings(data=folder)) as address:
        yield schemathesis.openapi.from_url(f"{address}/api/openapi.json")


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.slow
def test_every_route_answers_as_described_whatever_is_sent(description: Any) -> None:
    operations = [result.ok() for result in description.get_all_operations()]

    for operation in operations:
        _attack(operation)

    assert len(operations) > 25


def _attack(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=15,
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        case.validate_response(case.call(), checks=CHECKS)

    send()


def test_every_promised_route_is_described(client: TestClient) -> None:
    assert set(client.get("/api/openapi.json").json()["paths"]) >= PROMISED


def test_what_takes_a_body_shows_an_example(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    schemas = described["components"]["schemas"]

    for name in ("AskIn", "FeedbackIn", "ChatIn"):
        assert schemas[name]["examples"], name


def test_errors_are_described_as_problem_documents(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    content = described["paths"]["/api/ask"]["post"]["responses"]["422"]["content"]

    assert set(content) == {"application/problem+json"}
