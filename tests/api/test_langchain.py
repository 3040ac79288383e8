"""The retriever and the tool work in a small LangChain chain."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from api.langchain import GoodPracticeRetriever, make_tool
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.wiring import open_assistant
from index.records import Filters
from ingest.records import Kind
from tests.api.conftest import QUESTION


@pytest.fixture(scope="module")
def assistant(library: Path) -> Iterator[Assistant]:
    with open_assistant(load_settings(data=library)) as assistant:
        yield assistant


def test_the_retriever_feeds_a_chain(assistant: Assistant) -> None:
    def joined(documents: list[Document]) -> str:
        return "\n".join(f"{d.metadata['document']}: {d.page_content}" for d in documents)

    retriever = GoodPracticeRetriever(index=assistant.index, k=3)
    chain = {"context": retriever | joined, "question": RunnablePassthrough()} | RunnableLambda(
        lambda given: f"{given['question']}\n{given['context']}"
    )

    text = chain.invoke("just and learning culture")

    assert text.startswith("just and learning culture\n")
    assert "mersey-care-just-and-learning.txt: " in text


def test_the_metadata_say_where_a_text_stands(assistant: Assistant) -> None:
    retriever = GoodPracticeRetriever(index=assistant.index)
    for document in retriever.invoke("disciplinary"):
        found = document.metadata
        text = assistant.index.document_text(found["document_id"])
        assert text[found["start"] : found["end"]] == document.page_content


def test_the_retriever_takes_filters(assistant: Assistant) -> None:
    filters = Filters(kinds=(Kind.ACTION_PLAN,))
    retriever = GoodPracticeRetriever(index=assistant.index, filters=filters)

    names = {document.metadata["document"] for document in retriever.invoke("disciplinary")}

    assert names == {"camden-and-islington-wres-plan.pdf"}


def test_the_tool_answers_with_references_and_the_whole_answer(assistant: Assistant) -> None:
    tool = make_tool(assistant)
    call = {"name": tool.name, "args": {"question": QUESTION}, "id": "1", "type": "tool_call"}

    message = tool.invoke(call)

    assert "**References**" in message.content
    assert message.artifact["citations"]
    assert list(tool.args) == ["question"]
