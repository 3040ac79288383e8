"""Answers questions over HTTP: whole, or event by event as the pipeline makes them."""

import asyncio
import contextvars
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from api.deps import Asker, House, InHouse, Narrowing, from_body
from api.errors import DOCUMENTED, Refused, describe, problem
from api.schemas import AnswerOut, AskIn
from api.security import Who
from assistant.errors import AssistantError
from assistant.events import Answered, Drafted, Event, Retrieved, Stated
from assistant.personal import mask
from assistant.records import Answer
from assistant.wire import answer_json, filters_json, hits_json, statement_json
from assistant.wiring import EXTRACTIVE
from index.errors import DataError
from ingest.errors import IngestError

HEARTBEAT = 10.0
"""Seconds of silence after which a stream says that it is still there."""

REMEMBERED = 6
"""Answers of a conversation that a follow-up is understood from."""

router = APIRouter(prefix="/api", tags=["ask"], responses=DOCUMENTED)
_END: Final = object()
T = TypeVar("T")
_workers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="ask")

STREAM_HEADERS = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}


@router.post("/ask", response_model=AnswerOut, summary="Answer a question")
async def ask(body: AskIn, house: InHouse, who: Asker) -> Response:
    """Answer with exact quotes, their sources and what they do not show."""
    return await in_worker(lambda: JSONResponse(answer_json(answer(house, who, body))))


@router.post(
    "/ask/stream",
    summary="Answer a question, event by event",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events `retrieved`, `token`, `statement`, `answer`, `error`",
            "content": {
                "text/event-stream": {
                    "example": 'event: statement\ndata: {"text": "…", "evidence": "outcome"}\n\n',
                }
            },
        }
    },
)
async def stream(body: AskIn, request: Request, house: InHouse, who: Asker) -> StreamingResponse:
    """Answer as server-sent events; the last one is `answer` or `error`."""

    def make() -> Iterator[str]:
        for event in events(house, who, body):
            text = _sent(event)
            if text:
                yield text

    return StreamingResponse(
        streamed(make, request.state.request_id),
        media_type="text/event-stream",
        headers=STREAM_HEADERS,
    )


# ------------------------------------------------------------------ the pipeline


def answer(house: House, who: Who, body: AskIn) -> Answer:
    """Answer, and keep the answer."""
    for event in events(house, who, body):
        if isinstance(event, Answered):
            return event.answer
    msg = "the pipeline ended without an answer"
    raise AssertionError(msg)


def events(house: House, who: Who, body: AskIn) -> Iterator[Event]:
    """Answer step by step; the answer is kept before it is given."""
    # A name is only compared, never looked up: nobody makes the server call another address.
    if body.llm not in {None, "", EXTRACTIVE} and body.llm != house.corpus.assistant.llm:
        raise Refused(422, f"no language model {body.llm!r} is set up here: leave `llm` out")
    if house.settings.log_questions:
        asked = mask(body.question, house.corpus.assistant.authority)
        logging.getLogger("api").info("question", extra={"question": asked, "who": who.id})
    narrowing: Narrowing = from_body(body.filters)
    filters = narrowing.resolve(house)
    history = _history(house, who, body.conversation_id)
    version = house.corpus.version()
    is_extractive = body.llm == EXTRACTIVE
    for event in house.corpus.events(body.question, filters, history, is_extractive=is_extractive):
        if isinstance(event, Answered):
            house.metrics.answer(event.answer)
            house.tracing.answer(event.answer, is_question_told=house.settings.log_questions)
            house.conversations.add(who.id, event.answer, version, body.conversation_id)
        yield event


def _history(house: House, who: Who, conversation_id: str | None) -> tuple[Answer, ...]:
    if conversation_id is None:
        return ()
    kept = house.conversations.answers(who.id, conversation_id)
    return tuple(item.answer for item in kept[-REMEMBERED:])


async def in_worker(work: Callable[[], T]) -> T:
    """Run what takes long in one of the few threads that answer, so that none starves another."""
    here = contextvars.copy_context()  # holds the request's span
    return await asyncio.get_running_loop().run_in_executor(_workers, here.run, work)


# ------------------------------------------------------------------ the stream


def _sent(event: Event) -> str:
    if isinstance(event, Retrieved):
        return server_sent("retrieved", hits_json(event.hits))
    if isinstance(event, Drafted):
        return server_sent("token", {"text": event.text})
    if isinstance(event, Stated):
        return server_sent("statement", statement_json(event.statement))
    if isinstance(event, Answered):
        return server_sent("answer", answer_json(event.answer))
    return ""


def server_sent(name: str, data: Any) -> str:
    """Write one server-sent event; JSON holds no line break of its own."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def streamed(
    make: Callable[[], Iterator[str]],
    request_id: str,
    on_error: Callable[[dict[str, Any]], str] = lambda body: server_sent("error", body),
) -> AsyncIterator[str]:
    """Run a generator in a thread of its own and pass on what it makes, as it makes it.

    A reader that leaves stops the generator at its next step. Errors become the last event.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[object] = asyncio.Queue()
    has_left = threading.Event()

    def put(item: object) -> None:
        if not has_left.is_set():
            loop.call_soon_threadsafe(queue.put_nowait, item)

    def work() -> None:
        try:
            for text in make():
                put(text)
                if has_left.is_set():
                    return
        except (Refused, AssistantError, DataError, IngestError) as error:
            put(on_error(problem(*describe(error), request_id)))
        except Exception as error:  # the response has begun: only an event can tell
            extra = {"request_id": request_id}
            logging.getLogger("api").error("stream", exc_info=error, extra=extra)
            put(on_error(problem(*describe(error), request_id)))
        finally:
            put(_END)

    try:
        # At once: proxies and browsers then know that the stream has begun.
        yield ": begun\n\n"
        loop.run_in_executor(_workers, contextvars.copy_context().run, work)
        while True:
            try:
                item = await asyncio.wait_for(queue.get(), HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if item is _END:
                return
            yield str(item)
    finally:
        has_left.set()


def filters_of(answer: Answer) -> dict[str, list[str]]:
    """Give an answer's filters as they are typed, for asking again."""
    return {name: [str(v) for v in values] for name, values in filters_json(answer.filters).items()}
