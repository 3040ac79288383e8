"""A model is reached as users reach it, and what its server does wrong is told as a failure."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from assistant.errors import NoLanguageModel
from assistant.generate import ChatModel, ModelFailed
from assistant.prompts import Prompt
from assistant.settings import load_settings
from assistant.wiring import load_llm

PROMPT = Prompt("Rules.", "What worked?")
Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as the test says, and keeps what it was sent."""

    address: ClassVar[str]
    seen: ClassVar[list[dict[str, Any]]]
    keys: ClassVar[list[str]]

    def answer(self) -> None:
        raise NotImplementedError

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.seen.append(json.loads(self.rfile.read(length)))
        self.keys.append(self.headers.get("Authorization", ""))
        self.answer()

    def begin(self, status: int = 200, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def send(self, text: str) -> None:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
        head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.wfile.write(f"data: {json.dumps(head | {'choices': [choice]})}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Keep standard error for tests."""


@contextmanager
def server(reply: Reply) -> Iterator[type[Handler]]:
    """Serve on a free port until the test is over; the address is in `address`."""

    class Own(Handler):
        seen: ClassVar[list[dict[str, Any]]] = []
        keys: ClassVar[list[str]] = []

        def answer(self) -> None:
            reply(self)

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    serving.daemon_threads = True
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    Own.address = f"http://127.0.0.1:{serving.server_address[1]}/v1"
    try:
        yield Own
    finally:
        serving.shutdown()
        serving.server_close()


def model(address: str, seconds: float = 60, name: str = "openai:m", key: str = "") -> ChatModel:
    return ChatModel.load(name, base_url=address, api_key=key, seconds=seconds, tokens=50)


def say(handler: Handler) -> None:
    handler.begin()
    handler.send("Cases ")
    handler.send("fell [1].")
    handler.wfile.write(b"data: [DONE]\n\n")


def test_a_draft_comes_piece_by_piece() -> None:
    with server(say) as at:
        pieces = list(model(at.address).stream(PROMPT))

    assert "".join(pieces) == "Cases fell [1]."
    assert len([piece for piece in pieces if piece]) == 2


def test_what_is_sent_is_the_prompt_with_its_limit() -> None:
    with server(say) as at:
        list(model(at.address).stream(PROMPT))

    (sent,) = at.seen
    assert [item["content"] for item in sent["messages"]] == ["Rules.", "What worked?"]
    assert [item["role"] for item in sent["messages"]] == ["system", "user"]
    assert 50 in {sent.get("max_tokens"), sent.get("max_completion_tokens")}


def test_a_bare_name_is_a_model_of_the_server_that_is_set() -> None:
    with server(say) as at:
        list(model(at.address, name="m").stream(PROMPT))

    assert at.seen[0]["model"] == "m"


def test_a_key_is_sent_only_where_one_was_given_for_that_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    with server(say) as at:
        list(model(at.address).stream(PROMPT))
        list(model(at.address, key="own").stream(PROMPT))

    assert at.keys == ["Bearer none", "Bearer own"]


def refuse(status: int) -> Reply:
    def reply(handler: Handler) -> None:
        handler.begin(status, "application/json")
        handler.wfile.write(b'{"error": {"message": "no, sk-secret"}}')

    return reply


def break_off(handler: Handler) -> None:
    handler.begin()
    handler.send("Cases ")
    handler.wfile.write(b'data: {"choices": [{"del')
    handler.wfile.flush()


def send_nonsense(handler: Handler) -> None:
    handler.begin(kind="text/html")
    handler.wfile.write(b"data: <html>it works</html>\n\n")


@pytest.mark.parametrize(
    "reply", [refuse(401), refuse(404), refuse(429), refuse(500), send_nonsense]
)
def test_what_a_server_does_wrong_is_a_failure_of_the_model(reply: Reply) -> None:
    with server(reply) as at, pytest.raises(ModelFailed):
        list(model(at.address).stream(PROMPT))


def test_a_draft_that_breaks_off_is_read_as_far_as_it_came() -> None:
    with server(break_off) as at:
        assert "".join(model(at.address).stream(PROMPT)) == "Cases "


def test_a_server_that_is_away_is_a_failure_of_the_model() -> None:
    with server(say) as at:
        address = at.address

    with pytest.raises(ModelFailed, match="did not answer"):
        list(model(address).stream(PROMPT))


def test_a_server_that_keeps_the_line_open_is_left_in_time() -> None:
    left = threading.Event()

    def wait(handler: Handler) -> None:
        handler.begin()
        while not left.wait(0.05):
            handler.wfile.write(b": still here\n\n")
            handler.wfile.flush()

    with server(wait) as at:
        try:
            with pytest.raises(ModelFailed, match="did not finish within 1 seconds"):
                list(model(at.address, seconds=1).stream(PROMPT))
        finally:
            left.set()


def test_who_stops_reading_stops_the_model() -> None:
    left = threading.Event()

    def go_on(handler: Handler) -> None:
        handler.begin()
        try:
            while not left.is_set():
                handler.send("and so on ")
        except OSError:
            left.set()

    with server(go_on) as at:
        pieces = model(at.address).stream(PROMPT)
        next(pieces)
        pieces.close()

        assert left.wait(60)


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(say) as tracing, server(say) as at:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracing.address)
        list(model(at.address).stream(PROMPT))

        from langsmith.run_helpers import get_tracing_context

        assert not tracing.seen
        assert get_tracing_context()["enabled"] is None


# ------------------------------------------------------------------ names


@pytest.mark.parametrize("name", ["llama3", "", ":x", "ollama:"])
def test_a_name_without_provider_is_refused_with_what_to_write(name: str) -> None:
    with pytest.raises(NoLanguageModel, match="say who runs it"):
        model("", name=name)


def test_a_provider_that_is_not_known_is_named() -> None:
    with pytest.raises(NoLanguageModel, match="nobody:m"):
        model("", name="nobody:m")


def test_a_package_that_is_missing_is_named_with_how_to_install() -> None:
    with pytest.raises(NoLanguageModel, match=r"pip install 'goodpractice\[llm\]'.*mistral"):
        model("", name="mistralai:m")


def test_a_missing_extra_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)

    with pytest.raises(NoLanguageModel, match=r"pip install 'goodpractice\[llm\]'") as error:
        model("", name="ollama:m")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "name", ["ollama:llama3.2:1b", "openai:gpt-5-mini", "azure_openai:my-deployment"]
)
def test_a_model_of_a_known_provider_is_made_ready_without_asking_it(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")

    made = model("http://127.0.0.1:9", name=name, key="k")

    assert made.name == name


def test_the_settings_name_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GOODPRACTICE_LLM")]:
        monkeypatch.delenv(name)
    assert load_llm(load_settings()) is None

    settings = load_settings(llm="m", llm_base_url="http://127.0.0.1:9/v1", llm_api_key="sk-own")

    found = load_llm(settings)
    assert found is not None
    assert found.name == "m"
    assert load_llm(settings, "extractive") is None
    assert "sk-own" not in repr(settings)
