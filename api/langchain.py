"""A LangChain retriever and a LangChain tool over one data folder.

from api.langchain import GoodPracticeRetriever, make_tool
from assistant.wiring import open_assistant

with open_assistant(settings) as assistant:
    documents = GoodPracticeRetriever(index=assistant.index).invoke("reverse mentoring")
    text = make_tool(assistant).invoke({"question": "what worked on bullying?"})
"""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, tool
from pydantic import Field

from assistant.pipeline import Assistant
from assistant.wire import answer_json, hit_json
from index.records import EVERYTHING, Filters


class GoodPracticeRetriever(BaseRetriever):
    """Finds passages; metadata say where a text stands and what it is evidence of."""

    index: Any
    """An `index.search.Index` that was opened to search."""
    filters: Filters = EVERYTHING
    k: int = Field(default=10, ge=1, le=200)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        documents = []
        for hit in self.index.search(query, self.filters, k=self.k):
            found = hit_json(hit)
            text = found.pop("text")
            documents.append(Document(id=found["passage_id"], page_content=text, metadata=found))
        return documents


def make_tool(assistant: Assistant) -> BaseTool:
    """Make the tool `good_practice`, which answers a question with quotes and references."""
    from api.openai import message_text

    @tool(response_format="content_and_artifact")
    def good_practice(question: str) -> tuple[str, dict[str, Any]]:
        """Answer a question on workforce race equality in the NHS with exact quotes."""
        answer = assistant.ask(question)
        return message_text(answer), answer_json(answer)

    return good_practice
