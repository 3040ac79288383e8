"""The application: routes, the guard before them, and what lives as long as the server."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Scope

from api import (
    ask,
    conversations,
    documents,
    errors,
    export,
    feedback,
    health,
    oidc,
    openai,
    page,
    tables,
)
from api.corpus import Corpus
from api.deps import House
from api.jobs import Jobs
from api.keys import Keys
from api.mcp import make_server
from api.metrics import Metrics
from api.rates import Rates, shared
from api.security import TRIES, Guard
from api.sessions import Sessions
from api.tracing import open_tracing
from assistant.conversations import Conversations
from assistant.errors import AssistantError
from assistant.settings import Settings, load_settings
from index.errors import DataError

STATIC = Path(__file__).with_name("web") / "static"
_PATIENCE = 30.0
"""Seconds to wait for the first answer, where the server ends before it is made."""

DESCRIPTION = """
Exact, cited answers about workforce race equality from NHS documents.

A citation is a span of its document's text: `text[start:end] == quote`, counted in Unicode code
points, where `text` is what `/api/documents/{id}/text` gives. Errors are problem documents
(RFC 9457). With access by keys, send `Authorization: Bearer KEY`.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application for a data folder; without settings, from the environment."""
    settings = settings or load_settings()
    house = open_house(settings)
    tools = make_server(house.corpus)
    mcp = tools.streamable_http_app(
        streamable_http_path="/mcp",
        json_response=True,
        stateless_http=True,
        transport_security=_no_second_check(),
    )

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as open_:
            open_.callback(house.corpus.close)
            open_.callback(house.conversations.close)
            open_.callback(house.jobs.close)
            open_.callback(house.rates.close)
            open_.callback(house.tries.close)
            open_.callback(house.tracing.close)
            await open_.enter_async_context(tools.session_manager.run())
            warming = threading.Thread(target=_warm, args=(house,), daemon=True)
            warming.start()
            # A process that ends while native code is being loaded is aborted.
            open_.callback(warming.join, _PATIENCE)
            yield

    app = FastAPI(
        title="goodpractice",
        version=version("goodpractice"),
        description=DESCRIPTION,
        lifespan=life,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would write the Host header into an address
    )
    app.state.house = house
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    errors.install(app)
    for part in (ask, tables, documents, conversations, feedback, export, health, openai):
        app.include_router(part.router)
    app.include_router(page.router)
    app.mount("/static", _Static(directory=STATIC), name="static")
    app.router.routes.extend(mcp.routes)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    if settings.access == "oidc":
        oidc.install(app, settings, settings.data)
    app.add_middleware(
        Guard,
        settings=settings,
        keys=house.keys,
        sessions=house.sessions,
        metrics=house.metrics,
        tracing=house.tracing,
        rates=house.rates,
        tries=house.tries,
    )
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI document, with problem documents under their own media type."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        for path, operations in document["paths"].items():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and not path.startswith("/v1/"):
                        (content,) = response["content"].values()
                        response["content"] = {errors.MEDIA_TYPE: content}
        app.openapi_schema = document
    return app.openapi_schema or {}


def open_house(settings: Settings) -> House:
    """Open what lives as long as the server; the library itself opens when it is first asked."""
    return House(
        settings=settings,
        corpus=Corpus(settings),
        conversations=Conversations(settings.data / "conversations.sqlite", settings.keep_days),
        jobs=Jobs(settings),
        keys=Keys(settings.data),
        sessions=Sessions(settings.data),
        metrics=Metrics(),
        tracing=open_tracing(settings.traces),
        rates=Rates(settings.rate, shared("rates")),
        tries=Rates(TRIES, shared("tries")),
    )


def _warm(house: House) -> None:
    """Load model, vectors and all that answering reads before the first question comes."""
    try:
        house.corpus.assistant.ask("what reduced disciplinary disparity?", is_extractive=True)
    except (AssistantError, DataError) as error:
        logging.getLogger("api").info("nothing to answer from yet: %s", error)


def _no_second_check() -> Any:
    """Leave the check of Host and Origin to the guard, which knows how the server is reached."""
    from mcp.server.transport_security import TransportSecuritySettings

    return TransportSecuritySettings(enable_dns_rebinding_protection=False)


class _Static(StaticFiles):
    """The page's own files; a browser keeps them while their address holds their version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file."""
        response = await super().get_response(path, scope)
        is_versioned = b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if is_versioned else "no-cache"
        )
        return response
