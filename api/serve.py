"""Starts the server, on this machine only unless access control is set."""

import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from api import oidc
from api.rates import SHARED
from api.security import is_loopback
from assistant.conversations import Conversations
from assistant.errors import AssistantError
from assistant.settings import PREFIX, Settings
from assistant.wiring import load_llm
from ingest import heap


class NotSafe(AssistantError):
    """The server would be open to others without knowing who they are."""


def check_address(host: str, settings: Settings) -> None:
    """Refuse an address that others can reach, unless the server asks who they are.

    Raises:
        NotSafe: with what to set.
        NotSetUp: people are to sign in through a provider, and something for that is not set.
    """
    if settings.access == "open" and not is_loopback(host):
        msg = (
            f"{host} can be reached from other machines: set {PREFIX}ACCESS to keys (and make one "
            "with `goodpractice keys create NAME`), to oidc or to proxy, or keep to 127.0.0.1"
        )
        raise NotSafe(msg)
    if settings.access == "oidc":
        oidc.check(settings)


class AddressTaken(AssistantError):
    """The server cannot listen where it was told to."""


def check_free(host: str, port: int) -> None:
    """Refuse an address at which nothing can listen, before anything is started.

    Raises:
        AddressTaken: another program listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        msg = f"cannot listen on {host} port {port}: {reason}; choose another with --port"
        raise AddressTaken(msg) from error


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until interrupted.

    Raises:
        NotSafe: others could reach the server, and it would not ask who they are.
        AddressTaken: it cannot listen there.
        NoLanguageModel: the language model that is set cannot be used here.
        DataError: the data folder cannot be written.
    """
    import uvicorn

    check_address(host, settings)
    check_free(host, port)
    load_llm(settings)
    Conversations(settings.data / "conversations.sqlite", settings.keep_days).close()
    # The workers are processes of their own, which read the settings from the environment.
    os.environ[f"{PREFIX}DATA"] = str(settings.data)
    # uvicorn raises again the signal that ended it: what is tidied up below must not be passed by.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="goodpractice-") as shared:
        if workers > 1:
            os.environ[SHARED] = shared
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(Path(shared))
        uvicorn.run(
            "api.serve:application",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=5,
            # Not 5 s: on a busy machine a worker would be killed amid the answers that it makes.
            timeout_worker_healthcheck=60,
            limit_concurrency=500,
        )


def application() -> object:
    """Make the application in a worker, with its log set up."""
    from api import logs
    from api.app import create_app

    heap.share_one()
    logs.set_up()
    return create_app()
