"""Talks to the language model that was chosen, through LangChain; drafts come piece by piece."""

import queue
import threading
import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import NoLanguageModel
from assistant.prompts import Prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Ollama reads only so many tokens of a prompt unless told, and forgets the beginning.
OLLAMA_CONTEXT = 8192
INSTALL = "pip install 'goodpractice[llm]'"
_END: Final = object()


class ModelFailed(Exception):
    """The model gave no draft; the text finishes the sentence "the model …"."""


class ChatModel:
    """A chat model of any provider that LangChain knows."""

    def __init__(self, name: str, chat: "BaseChatModel", seconds: float) -> None:
        self.name = name
        self._chat = chat
        self._seconds = seconds

    @classmethod
    def load(
        cls, name: str, *, base_url: str = "", api_key: str = "", seconds: float, tokens: int
    ) -> "ChatModel":
        """Make ready the model named "PROVIDER:MODEL"; nothing is sent yet.

        A name without provider is a model of the OpenAI-compatible server at `base_url`.

        Raises:
            NoLanguageModel: the name says no provider, or what it needs is not installed or set.
        """
        provider, colon, model = name.partition(":")
        if not colon:
            provider, model = "openai", name
        if not (model and provider) or not (colon or base_url):
            msg = (
                f"language model {name!r}: say who runs it, as in ollama:{name} or openai:{name}, "
                "or set GOODPRACTICE_LLM_BASE_URL"
            )
            raise NoLanguageModel(msg)
        given = _options(provider, base_url, api_key, seconds, tokens)
        return cls(name, _made(name, model, provider, given), seconds)

    def stream(self, prompt: Prompt) -> Generator[str, None, None]:
        """Give the draft piece by piece.

        Raises:
            ModelFailed: it did not finish in time, or its server refused, broke off or is away.
        """
        # In a thread: a server may keep a line open for ever without sending a word.
        pieces: queue.Queue[object] = queue.Queue()
        has_left = threading.Event()
        work = threading.Thread(target=self._read, args=(prompt, pieces, has_left), daemon=True)
        ends = time.monotonic() + self._seconds
        work.start()
        try:
            while True:
                item = pieces.get(timeout=max(0.0, ends - time.monotonic()))
                if item is _END:
                    return
                if isinstance(item, Exception):
                    raise ModelFailed(f"did not answer: {_first_line(item)}") from item
                yield str(item)
        except queue.Empty:
            msg = f"did not finish within {self._seconds:g} seconds"
            raise ModelFailed(msg) from None
        finally:
            has_left.set()

    def _read(
        self, prompt: Prompt, pieces: "queue.Queue[object]", has_left: threading.Event
    ) -> None:
        from langsmith import tracing_context

        try:
            # Whatever the environment says: passages go to the model's server and nowhere else.
            with tracing_context(enabled=False):
                for chunk in self._chat.stream([("system", prompt.system), ("human", prompt.user)]):
                    pieces.put(chunk.text)
                    if has_left.is_set():
                        return
        except Exception as error:  # noqa: BLE001  # providers share no base; `stream` raises it
            pieces.put(error)
        else:
            pieces.put(_END)


def _options(
    provider: str, base_url: str, api_key: str, seconds: float, tokens: int
) -> dict[str, Any]:
    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        options |= {"num_predict": tokens, "num_ctx": OLLAMA_CONTEXT}
        options |= {"client_kwargs": {"timeout": seconds}}
    else:
        options |= {"max_tokens": tokens, "timeout": seconds, "max_retries": 0}
    if base_url:
        options["azure_endpoint" if provider == "azure_openai" else "base_url"] = base_url
    if api_key:
        options["api_key"] = api_key
    elif base_url and provider == "openai":
        # Many such servers want none; OPENAI_API_KEY is for OpenAI's own.
        options["api_key"] = "none"
    return options


def _made(name: str, model: str, provider: str, options: dict[str, Any]) -> "BaseChatModel":
    try:
        from langchain.chat_models import init_chat_model

        chat: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        msg = f"language model {name!r} needs more packages: {INSTALL} ({_first_line(error)})"
        raise NoLanguageModel(msg) from error
    except Exception as error:
        msg = f"language model {name!r} cannot be used: {_first_line(error)}"
        raise NoLanguageModel(msg) from error
    return chat


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
