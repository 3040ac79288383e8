"""A small library, ingested once with the real model, and servers over copies of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.settings import Settings, load_settings
from assistant.wiring import export_model, take_in
from tests.conftest import ROOT

LOCAL = "http://127.0.0.1"
QUESTION = "what reduced disciplinary disparity?"
CHOSEN = (
    "black-country-closing-the-gap.html",
    "camden-and-islington-wres-plan.pdf",
    "mersey-care-just-and-learning.txt",
    "yorkshire-ambulance-disciplinary-gateways.md",
)

Serve = Callable[..., TestClient]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder that holds a few documents of the sample; nobody may change it."""
    settings = load_settings(data=tmp_path_factory.mktemp("library") / "data")
    export_model(settings)
    sample = ROOT / "ingest" / "sample"
    take_in(settings, [sample / name for name in CHOSEN], on_progress=lambda _: None)
    return settings.data


@pytest.fixture
def settings(library: Path, tmp_path: Path) -> Settings:
    """Give the settings of a copy of the library, which a test may change."""
    shutil.copytree(library, tmp_path / "data")
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """Give what starts a server over the copy, with other settings if need be."""
    with ExitStack() as started:

        def start(**changes: object) -> TestClient:
            app = create_app(settings.model_copy(update=changes))
            client = TestClient(app, base_url=LOCAL, raise_server_exceptions=False)
            return started.enter_context(client)

        yield start


@pytest.fixture(scope="session")
def client(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a browser of a server on this machine, for tests that change no document."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(library, folder)
    app = create_app(load_settings(data=folder))
    with TestClient(app, base_url=LOCAL, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    """Give a browser of a server whose library holds nothing yet."""
    app = create_app(load_settings(data=tmp_path / "empty"))
    with TestClient(app, base_url=LOCAL, raise_server_exceptions=False) as client:
        yield client
