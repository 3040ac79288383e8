"""The official client of OpenAI's interface asks and reads the references."""

from collections.abc import Iterator

import openai
import pytest

from assistant.settings import Settings
from tests.api.conftest import QUESTION
from tests.api.servers import running


@pytest.fixture
def client(settings: Settings) -> Iterator[openai.OpenAI]:
    with running(settings) as address:
        yield openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


def test_the_one_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["goodpractice"]


def test_a_completion_has_numbered_references_and_annotations(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="goodpractice",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
        temperature=0.2,
    )
    message = completion.choices[0].message
    text = message.content or ""

    assert completion.choices[0].finish_reason == "stop"
    assert "**References**\n[1] " in text
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert text[cited.start_index : cited.end_index].startswith("[")
        assert "/documents/" in cited.url
    quotes = [item["quote"] for item in message.citations]  # type: ignore[attr-defined]
    assert all(quote in text for quote in quotes[:3])


def test_a_stream_adds_up_to_the_completion(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(
        model="goodpractice", messages=[{"role": "user", "content": QUESTION}]
    )
    chunks = list(
        client.chat.completions.create(
            model="goodpractice",
            messages=[{"role": "user", "content": QUESTION}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)

    assert text == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    assert len(chunks) > 4


def test_a_conversation_is_understood_from_its_messages(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="goodpractice",
        messages=[
            {"role": "user", "content": "What happened at Mersey Care?"},
            {"role": "assistant", "content": "…"},
            {"role": "user", "content": "What did they plan?"},
        ],
    )
    cited = completion.choices[0].message.citations  # type: ignore[attr-defined]

    assert {item["document"] for item in cited} == {"mersey-care-just-and-learning.txt"}


def test_errors_are_those_the_client_knows(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="gpt-4"):
        client.chat.completions.create(
            model="gpt-4", messages=[{"role": "user", "content": QUESTION}]
        )
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(
            model="goodpractice", messages=[{"role": "user", "content": " "}]
        )
    with pytest.raises(openai.APIError, match="empty"):
        list(
            client.chat.completions.create(
                model="goodpractice", messages=[{"role": "user", "content": " "}], stream=True
            )
        )
