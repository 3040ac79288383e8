"""Turns every error into a problem document (RFC 9457): the one place where that is done."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.schemas import Problem
from assistant.conversations import NotKept
from assistant.errors import AssistantError
from index.errors import Busy, DataError, NoData, NotFound, NotWritable
from ingest.errors import IngestError

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (NotKept, 404, "Not found"),
    (NotFound, 404, "Not found"),
    (NoData, 409, "Nothing has been added yet"),
    (Busy, 409, "The library is being changed"),
    (NotWritable, 507, "Cannot be stored"),
    (DataError, 503, "The library cannot be read"),
    (AssistantError, 422, "The question cannot be taken as it is"),
    (IngestError, 422, "The document cannot be taken as it is"),
)

DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507)
}
"""What any route may answer besides success, for the OpenAPI document."""


class Refused(Exception):
    """A request that is turned down, with its status and what to do."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def describe(error: Exception) -> tuple[int, str, str]:
    """Give status, title and detail of an error that a person can do something about."""
    if isinstance(error, Refused):
        return error.status, HTTPStatus(error.status).phrase, error.detail
    for kind, status, title in _STATUS:
        if isinstance(error, kind):
            return status, title, _on_the_page(str(error))
    return 500, "Something went wrong here", "The error has been logged under this request's id."


def _on_the_page(text: str) -> str:
    """Say where to look as a reader of the page would, who has no command line."""
    for command, instead in _INSTEAD:
        text = text.replace(command, instead)
    return text


_INSTEAD = (
    ("`goodpractice organisations` lists those indexed", "the filter suggests those held here"),
    ("`goodpractice documents list` shows them all", "the library shows them all"),
)


def problem(
    status: int,
    title: str,
    detail: str,
    request_id: str = "",
    errors: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Make a problem document."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail.encode(errors="replace").decode(),
    }
    if request_id:
        body["request_id"] = request_id
    if errors:
        body["errors"] = errors
    return body


def respond(
    request: Request,
    status: int,
    title: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Make the response that carries a problem document.

    Clients of OpenAI's interface look for an `error` in plain JSON: there it is added.
    """
    body = problem(status, title, detail, _request_id(request), errors)
    is_openai = request.url.path.startswith("/v1/")
    if is_openai:
        body["error"] = {"message": body["detail"], "type": title, "code": status, "param": None}
    media_type = "application/json" if is_openai else MEDIA_TYPE
    return JSONResponse(
        body, status_code=status, headers=dict(headers or {}), media_type=media_type
    )


def install(app: FastAPI) -> None:
    """Have the application answer errors with problem documents, or with a page for a reader."""
    for kind in (Refused, AssistantError, DataError, IngestError):
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unknown)


def is_for_a_reader(request: Request) -> bool:
    """Tell whether a browser asked for a page, not a program for data."""
    path = request.url.path
    is_page = not path.startswith(("/api/", "/v1/", "/mcp", "/metrics", "/static/"))
    return is_page and "text/html" in request.headers.get("accept", "")


def _answer(
    request: Request,
    status: int,
    title: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    if is_for_a_reader(request):
        from api.page import error_page

        return error_page(request, status, title, detail, headers)
    return respond(request, status, title, detail, errors, headers)


def _request_id(request: Request) -> str:
    return getattr(request.state, "request_id", "")


async def _known(request: Request, error: Exception) -> Response:
    status, title, detail = describe(error)
    headers = error.headers if isinstance(error, Refused) else {}
    if isinstance(error, Busy):
        headers = {"Retry-After": "5"}
    return _answer(request, status, title, detail, headers=headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {
            "where": ".".join(str(part) for part in item["loc"]).encode(errors="replace").decode(),
            "message": str(item["msg"]).encode(errors="replace").decode(),
        }
        for item in error.errors()[:20]
    ]
    detail = "; ".join(f"{item['where']}: {item['message']}" for item in errors[:5])
    return _answer(request, 422, "The request is not as it should be", detail, errors)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    phrase = HTTPStatus(status).phrase
    detail = error.detail if error.detail != phrase else _DETAIL.get(status, phrase)
    return _answer(request, status, phrase, detail, headers=error.headers)


_DETAIL = {
    404: "There is nothing at this address; check it, or begin at /.",
    405: "This address does not take that method.",
}


async def _unknown(request: Request, error: Exception) -> Response:
    logging.getLogger("api").error(
        "unexpected error", exc_info=error, extra={"request_id": _request_id(request)}
    )
    return _answer(request, *describe(error))
