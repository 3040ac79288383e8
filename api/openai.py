"""Speaks the interface of OpenAI's chat completions, so that existing front ends can ask."""

import json
import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from api.ask import STREAM_HEADERS, in_worker, streamed
from api.deps import Asker, House, InHouse
from api.errors import DOCUMENTED, Refused
from api.export import grouped, reference
from api.schemas import ChatIn, ChatOut, ModelsOut
from assistant.records import Answer, Citation
from assistant.wire import citation_json
from assistant.wiring import EXTRACTIVE
from index.records import EVERYTHING

MODEL = "goodpractice"
FOLLOWED = 3
"""Earlier questions of a chat that are gone through again, to understand a follow-up."""

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"], responses=DOCUMENTED)


@router.get("/models", response_model=ModelsOut, summary="List models")
async def models(house: InHouse, who: Asker) -> dict[str, Any]:
    """List the ways to be answered: as the server is set up, and in quotes alone."""
    listed = [
        {"id": name, "object": "model", "created": 0, "owned_by": "goodpractice"}
        for name in _offered(house)
    ]
    return {"object": "list", "data": listed}


def _offered(house: House) -> tuple[str, ...]:
    return (MODEL, EXTRACTIVE) if house.settings.llm not in {"", EXTRACTIVE} else (MODEL,)


@router.post(
    "/chat/completions",
    response_model=ChatOut,
    summary="Complete a chat",
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def complete(body: ChatIn, request: Request, house: InHouse, who: Asker) -> Response:
    """Answer a chat's last message, with numbered references in the text and as annotations."""
    if body.model not in _offered(house):
        raise Refused(404, f"there is no model {body.model!r} here; the model is {MODEL!r}")
    questions = [message.words for message in body.messages if message.role == "user"]
    if not questions:
        raise Refused(422, "no message has the role `user`: ask something")
    base = _base(request, house)
    if body.stream:
        return StreamingResponse(
            streamed(
                lambda: _chunks(house, questions, base, body),
                request.state.request_id,
                lambda problem: f"data: {json.dumps({'error': _error(problem)})}\n\n",
            ),
            media_type="text/event-stream",
            headers=STREAM_HEADERS,
        )
    answer = await in_worker(lambda: _answer(house, questions, body.model))
    return JSONResponse(_completion(answer, base, body.model))


def _base(request: Request, house: House) -> str:
    """Give what addresses begin with: a Host header is believed only if it is this machine."""
    is_ours = house.settings.access == "open"  # the guard has turned every other name away
    return (house.settings.url or (str(request.base_url) if is_ours else "")).rstrip("/")


def _answer(house: House, questions: list[str], model: str) -> Answer:
    """Answer the last question; those before it are gone through in quotes, which is enough."""
    assistant = house.corpus.assistant
    history: list[Answer] = []
    for question in questions[-1 - FOLLOWED : -1]:
        if question.strip():
            history.append(assistant.ask(question, EVERYTHING, history, is_extractive=True))
    is_extractive = model == EXTRACTIVE
    answer = assistant.ask(questions[-1], EVERYTHING, history, is_extractive=is_extractive)
    house.metrics.answer(answer)
    return answer


def _completion(answer: Answer, base: str, model: str) -> dict[str, Any]:
    text = message_text(answer)
    message = {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": annotations(text, answer.citations, base),
        "citations": [citation_json(item) for item in answer.citations],
    }
    return {
        "id": f"chatcmpl-{answer.id}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(answer.question, text),
    }


def _chunks(house: House, questions: list[str], base: str, body: ChatIn) -> Iterator[str]:
    head = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": body.model,
    }

    def chunk(delta: dict[str, Any], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return f"data: {json.dumps(head | {'choices': [choice]}, ensure_ascii=False)}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    answer = _answer(house, questions, body.model)
    text = message_text(answer)
    for part in re.findall(r".*?(?:\n\n|\Z)", text, re.DOTALL):
        if part:
            yield chunk({"content": part})
    cited = [citation_json(item) for item in answer.citations]
    noted = annotations(text, answer.citations, base)
    yield chunk({"annotations": noted, "citations": cited}, "stop")
    if body.stream_options and body.stream_options.include_usage:
        last = head | {"choices": [], "usage": _usage(answer.question, text)}
        yield f"data: {json.dumps(last)}\n\n"
    yield "data: [DONE]\n\n"


def message_text(answer: Answer) -> str:
    """Write an answer as one message: summary, statements, caveats, numbered references."""
    parts = [answer.summary]
    for group, statements in grouped(answer):
        lines = "\n".join(f"- {item.text}" for item in statements)
        parts.append(f"**{group.heading}**\n{lines}")
    if answer.caveats:
        lines = "\n".join(f"- {item.text}" for item in answer.caveats)
        parts.append(f"**What this does not show**\n{lines}")
    if answer.citations:
        lines = "\n".join(f"[{item.number}] {reference(item)}" for item in answer.citations)
        parts.append(f"**References**\n{lines}")
    return "\n\n".join(parts)


def annotations(text: str, citations: tuple[Citation, ...], base: str) -> list[dict[str, Any]]:
    """Give the place of each marker in a message, with the address of what it cites."""
    known = {item.number: item for item in citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": marker.start(),
                "end_index": marker.end(),
                "title": known[int(marker[1])].title,
                "url": f"{base}{address(known[int(marker[1])])}",
            },
        }
        for marker in re.finditer(r"\[(\d{1,4})\]", text)
        if int(marker[1]) in known
    ]


def address(citation: Citation) -> str:
    """Give the address of a quote in its document."""
    return f"/documents/{citation.document_id}?start={citation.start}&end={citation.end}#quote"


def _usage(question: str, text: str) -> dict[str, int]:
    """Count words for tokens: clients want numbers, and no model need have been run."""
    asked, answered = len(question.split()), len(text.split())
    return {
        "prompt_tokens": asked,
        "completion_tokens": answered,
        "total_tokens": asked + answered,
    }


def _error(problem: dict[str, Any]) -> dict[str, Any]:
    return {"message": problem["detail"], "type": problem["title"], "code": problem["status"]}
