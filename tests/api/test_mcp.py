"""The official MCP client finds and uses the tools, over HTTP and on standard streams."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import StdioServerParameters
from mcp.client import Client

from assistant.settings import Settings
from tests.api.conftest import QUESTION
from tests.api.servers import running

TOOLS = {"ask", "search", "list_actions", "list_outcomes", "read_document"}


def use(server: Any, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        async with Client(server, read_timeout_seconds=60) as client:
            return await work(client)

    return asyncio.run(main())


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    content: dict[str, Any] = result.structured_content
    return content


async def everything(client: Client) -> None:
    assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
    answer = await call(client, "ask", question=QUESTION)
    citation = answer["citations"][0]
    read = await call(
        client,
        "read_document",
        document_id=citation["document_id"],
        start=citation["start"],
        length=citation["end"] - citation["start"],
    )
    assert read["text"] == citation["quote"]
    hits = await call(client, "search", query="mentoring", count=3)
    assert len(hits["hits"]) == 3
    actions = await call(client, "list_actions", lead="WRES Lead")
    assert all("WRES Lead" in row["lead"] for row in actions["actions"])
    outcomes = await call(client, "list_outcomes", indicator=[3])
    assert outcomes["outcomes"]


def test_every_tool_works_over_http(settings: Settings) -> None:
    with running(settings) as address:
        use(f"{address}/mcp", everything)


def test_every_tool_works_on_standard_streams(settings: Settings) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant.cli", "--data", str(settings.data), "mcp"],
    )
    use(server, everything)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "empty"),
        ("ask", {"question": "why?", "theme": ["weather"]}, "weather"),
        ("read_document", {"document_id": "nope"}, "nope"),
    ],
)
def test_what_can_be_mended_is_told_to_the_client(
    settings: Settings, tool: str, arguments: dict[str, Any], said: str
) -> None:
    async def work(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    with running(settings) as address:
        result = use(f"{address}/mcp", work)

    assert result.is_error
    assert said in str(result.content)
