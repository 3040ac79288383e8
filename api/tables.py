"""Searches passages and lists actions, outcomes, organisations and indicators."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from api.deps import Asker, InHouse, Narrowed
from api.errors import DOCUMENTED, Refused
from api.schemas import ActionOut, HitsOut, IndicatorOut, Name, OrganisationOut, OutcomeOut
from assistant.export import Format, as_csv, as_xlsx
from assistant.wire import KEYS, Json, action_json, hits_json, organisation_json, outcome_json
from index.errors import NoData
from ingest import indicators as wres

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES: dict[int | str, dict[str, Any]] = {
    **DOCUMENTED,
    200: {
        "description": "The rows, as JSON, CSV or a spreadsheet",
        "content": {"text/csv": {"schema": {"type": "string"}}, XLSX: {}},
    },
}

router = APIRouter(prefix="/api", tags=["read"], responses=DOCUMENTED)

As = Annotated[str, Query(pattern="^(json|csv|xlsx)$", description="json, csv or xlsx")]


@router.get("/search", response_model=HitsOut, summary="Find passages")
def search(
    house: InHouse,
    who: Asker,
    narrowed: Narrowed,
    q: Annotated[str, Query(max_length=2000, examples=["reverse mentoring"])],
    k: Annotated[int, Query(ge=1, le=200)] = 10,
) -> Json:
    """Find the passages that come nearest to a query, best first, with their scores."""
    if not q.strip():
        raise Refused(422, "the query is empty: give words to look for in q")
    filters = narrowed.resolve(house)
    return hits_json(house.corpus.index.search(q, filters, k=k))


@router.get("/actions", response_model=list[ActionOut], summary="List actions", responses=_FILES)
def actions(
    house: InHouse,
    who: Asker,
    narrowed: Narrowed,
    request: Request,
    lead: Annotated[Name | None, Query()] = None,
    format: As = "json",  # noqa: A002  # the parameter's name is a promise
) -> Response:
    """List every row of an action plan that the filters let through."""

    def rows() -> list[Json]:
        found = house.corpus.index.actions(narrowed.resolve(house), lead=lead or None)
        return [action_json(item) for item in found]

    return give(_or_none(rows), format, "actions")


@router.get("/outcomes", response_model=list[OutcomeOut], summary="List outcomes", responses=_FILES)
def outcomes(
    house: InHouse,
    who: Asker,
    narrowed: Narrowed,
    format: As = "json",  # noqa: A002
) -> Response:
    """List every reported outcome that the filters let through."""

    def rows() -> list[Json]:
        found = house.corpus.index.outcomes(narrowed.resolve(house))
        return [outcome_json(item) for item in found]

    return give(_or_none(rows), format, "outcomes")


@router.get("/organisations", response_model=list[OrganisationOut], summary="List organisations")
def organisations(house: InHouse, who: Asker) -> list[Json]:
    """List the organisations that the documents are about."""
    return [organisation_json(item) for item in house.corpus.organisations()]


@router.get("/indicators", response_model=list[IndicatorOut], summary="List indicators")
def indicators(who: Asker) -> list[Json]:
    """List the nine indicators of the Workforce Race Equality Standard."""
    return [
        {
            "number": item.number,
            "name": item.name,
            "definition": item.definition,
            "theme": item.theme,
        }
        for item in wres.indicators()
    ]


def give(rows: Sequence[Json], form: str, title: str) -> Response:
    """Give rows in a format; files are named for what they hold."""
    if form == Format.JSON:
        return JSONResponse(list(rows))
    named = {"Content-Disposition": f'attachment; filename="{title}.{form}"'}
    if form == Format.CSV:
        # The mark at the beginning has Excel read the file as UTF-8.
        text = "\ufeff" + as_csv(rows, KEYS[title])
        return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=named)
    return Response(as_xlsx(rows, KEYS[title], title), media_type=XLSX, headers=named)


def _or_none(rows: Callable[[], list[Json]]) -> list[Json]:
    """Give the rows; an empty library has none."""
    try:
        return rows()
    except NoData:
        return []
