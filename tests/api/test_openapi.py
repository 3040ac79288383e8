"""Whatever is sent to a route, it answers as its description says, and never breaks."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from assistant.settings import load_settings
from tests.api.conftest import LOCAL

PROMISED = {
    *("/api/ask", "/api/ask/stream", "/api/search", "/api/actions", "/api/outcomes"),
    *("/api/organisations", "/api/indicators", "/api/documents", "/api/documents/{document_id}"),
    *("/api/documents/{document_id}/text", "/api/documents/{document_id}/file"),
    *("/api/conversations", "/api/conversations/{conversation_id}", "/api/feedback"),
    *("/api/answers/{answer_id}.docx", "/api/health", "/api/ready", "/metrics"),
    *("/v1/chat/completions", "/v1/models"),
}


@pytest.fixture(scope="module")
def app(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("described") / "data"
    shutil.copytree(library, folder)
    app = create_app(load_settings(data=folder))
    with TestClient(app, base_url=LOCAL):
        yield app


@pytest.fixture(scope="module")
def description(app: FastAPI) -> Any:
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, headers={"Host": "localhost"})


schema = schemathesis.pytest.from_fixture("description")


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_a_route_answers_as_described(case: schemathesis.Case) -> None:
    response = case.call(headers={"Host": "localhost"})

    case.validate_response(
        response,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_every_promised_route_is_described(client: TestClient) -> None:
    assert PROMISED <= set(client.get("/api/openapi.json").json()["paths"])


def test_what_takes_a_body_shows_an_example(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    schemas = described["components"]["schemas"]

    for name in ("AskIn", "FeedbackIn", "ChatIn"):
        assert schemas[name]["examples"], name


def test_errors_are_described_as_problem_documents(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    content = described["paths"]["/api/ask"]["post"]["responses"]["422"]["content"]

    assert set(content) == {"application/problem+json"}
