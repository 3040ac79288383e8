"""Offers the assistant's tools over the Model Context Protocol, by HTTP and on standard streams."""

from typing import TYPE_CHECKING, Annotated, Any

import anyio.to_thread
from pydantic import Field

from assistant.wire import action_json, answer_json, document_json, hits_json, outcome_json

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from api.corpus import Corpus

LONGEST_READ = 20_000
"""Characters of a document that one call gives."""

INSTRUCTIONS = (
    "Good practice on workforce race equality from NHS documents. Quotes are word for word: "
    "text[start:end] of a document equals the quote. Evidence of the types plan and target reports "
    "no result. Give the organisation and the document with whatever you pass on, and the caveats."
)

Organisations = Annotated[list[str] | None, Field(description="Organisations, by any name")]
Indicators = Annotated[list[int] | None, Field(description="WRES indicators, 1 to 9")]
Themes = Annotated[
    list[str] | None, Field(description="recruitment, disciplinary, bullying or board")
]
Years = Annotated[list[str] | None, Field(description="Periods as printed, such as 2017/18")]


def make_server(corpus: "Corpus") -> "MCPServer":
    """Make the server with its tools."""
    from mcp.server import MCPServer

    server = MCPServer("goodpractice", instructions=INSTRUCTIONS, log_level="WARNING")
    _add_asking(server, corpus)
    _add_rows(server, corpus)
    _add_reading(server, corpus)
    return server


def _filters(corpus: "Corpus", **given: Any) -> Any:
    return corpus.resolve({name: [str(v) for v in values or ()] for name, values in given.items()})


def _add_asking(server: "MCPServer", corpus: "Corpus") -> None:
    @server.tool()
    async def ask(
        question: Annotated[str, Field(description="In plain words")],
        organisation: Organisations = None,
        indicator: Indicators = None,
        theme: Themes = None,
        year: Years = None,
    ) -> dict[str, Any]:
        """Answer a question with exact quotes, their sources, and what they do not show."""

        def work() -> dict[str, Any]:
            filters = _filters(
                corpus, organisation=organisation, indicator=indicator, theme=theme, year=year
            )
            return answer_json(corpus.assistant.ask(question, filters))

        return await _run(work)

    @server.tool()
    async def search(
        query: Annotated[str, Field(description="Words to look for")],
        count: Annotated[int, Field(ge=1, le=50)] = 10,
        organisation: Organisations = None,
        indicator: Indicators = None,
        theme: Themes = None,
        year: Years = None,
    ) -> dict[str, Any]:
        """Find passages, best first, with their documents and places."""

        def work() -> dict[str, Any]:
            filters = _filters(
                corpus, organisation=organisation, indicator=indicator, theme=theme, year=year
            )
            return hits_json(corpus.index.search(query, filters, k=count))

        return await _run(work)


def _add_rows(server: "MCPServer", corpus: "Corpus") -> None:
    @server.tool()
    async def list_actions(
        organisation: Organisations = None,
        indicator: Indicators = None,
        theme: Themes = None,
        year: Years = None,
        lead: Annotated[str | None, Field(description="Text in the lead's cell")] = None,
    ) -> dict[str, Any]:
        """List every row of the action plans that the filters let through."""

        def work() -> dict[str, Any]:
            filters = _filters(
                corpus, organisation=organisation, indicator=indicator, theme=theme, year=year
            )
            return {"actions": [action_json(a) for a in corpus.index.actions(filters, lead=lead)]}

        return await _run(work)

    @server.tool()
    async def list_outcomes(
        organisation: Organisations = None,
        indicator: Indicators = None,
        theme: Themes = None,
        year: Years = None,
    ) -> dict[str, Any]:
        """List every reported outcome that the filters let through, figures as printed."""

        def work() -> dict[str, Any]:
            filters = _filters(
                corpus, organisation=organisation, indicator=indicator, theme=theme, year=year
            )
            return {"outcomes": [outcome_json(item) for item in corpus.index.outcomes(filters)]}

        return await _run(work)


def _add_reading(server: "MCPServer", corpus: "Corpus") -> None:
    @server.tool()
    async def read_document(
        document_id: Annotated[str, Field(description="As answers and searches give it")],
        start: Annotated[int, Field(ge=0, description="Character to begin at")] = 0,
        length: Annotated[int, Field(ge=1, le=LONGEST_READ)] = LONGEST_READ,
    ) -> dict[str, Any]:
        """Read a document's text, from a character on, with its labels."""

        def work() -> dict[str, Any]:
            text = corpus.index.document_text(document_id)
            end = min(start + length, len(text))
            return {
                "document": document_json(corpus.index.document(document_id)),
                "text": text[start:end],
                "start": start,
                "end": end,
                "characters": len(text),
            }

        return await _run(work)


async def _run(work: Any) -> dict[str, Any]:
    """Run a tool in a thread; what a person can mend becomes the tool's error text."""
    from mcp.server.mcpserver.exceptions import ToolError

    from assistant.errors import AssistantError
    from index.errors import DataError
    from ingest.errors import IngestError

    try:
        result: dict[str, Any] = await anyio.to_thread.run_sync(work)
    except (AssistantError, DataError, IngestError) as error:
        raise ToolError(str(error)) from error
    return result
