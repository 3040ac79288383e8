"""Says whether the server is up and can answer, and counts for Prometheus."""

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api import metrics
from api.deps import Asker, InHouse
from api.errors import DOCUMENTED
from api.schemas import HealthOut, ReadyOut
from index.errors import NoData

router = APIRouter(tags=["health"], responses=DOCUMENTED)


@router.get("/api/health", response_model=HealthOut, summary="Tell that the server is up")
async def health() -> dict[str, Any]:
    """Tell that the server is up."""
    return {"status": "ok", "version": version("goodpractice")}


@router.get("/api/ready", response_model=ReadyOut, summary="Tell that questions can be answered")
def ready(house: InHouse) -> dict[str, Any]:
    """Tell that model and library are open; a library without documents is ready too."""
    try:
        documents = len(house.corpus.index.documents())
    except NoData:
        documents = 0
    return {"status": "ready", "documents": documents}


@router.get(
    "/metrics",
    summary="Give counts for Prometheus",
    response_class=Response,
    responses={200: {"description": "Prometheus's text format", "content": {"text/plain": {}}}},
)
def count(house: InHouse, who: Asker) -> Response:
    """Give requests, latency by step, refusals, removed statements and the library's size."""
    documents = house.corpus.documents()
    house.metrics.corpus(
        [
            ("documents", len(documents)),
            ("passages", sum(item.passages for item in documents)),
            ("actions", sum(item.actions for item in documents)),
            ("outcomes", sum(item.outcomes for item in documents)),
        ]
    )
    return Response(house.metrics.text(), headers={"Content-Type": metrics.CONTENT_TYPE})
