"""A server over a copy of the sample's library, and Chromium to look at it with."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.settings import load_settings
from assistant.wiring import export_model, take_in
from tests.api.servers import running
from tests.browser.figures import CHROMIUM
from tests.conftest import ROOT

CHOSEN = (
    "black-country-closing-the-gap.html",
    "camden-and-islington-wres-plan.pdf",
    "mersey-care-just-and-learning.txt",
    "yorkshire-ambulance-disciplinary-gateways.md",
)
PATIENCE = 60_000
"""Milliseconds after which a slow machine counts as a fault."""
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out these tests where there is no Chromium; in CI its absence is a failure."""
    if CHROMIUM and AXE.exists():
        return
    needing = [item for item in items if item.get_closest_marker("browser")]
    if needing and os.environ.get("CI"):
        pytest.exit(f"chromium or {AXE} is missing: `make page` fetches the latter", returncode=1)
    items[:] = [item for item in items if item not in needing]
    config.hook.pytest_deselected(items=needing)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a server whose library tests may add to."""
    settings = load_settings(data=tmp_path_factory.mktemp("browser") / "data")
    export_model(settings)
    sample = ROOT / "ingest" / "sample"
    take_in(settings, [sample / name for name in CHOSEN], on_progress=lambda _: None)
    with running(settings) as address:
        yield address


@pytest.fixture(scope="session")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a server whose library is empty."""
    with running(load_settings(data=tmp_path_factory.mktemp("empty") / "data")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give Chromium without a window."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser window of its own, on a wide screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """Give a tab at the box to ask in; anything asked of another machine fails the test."""
    page = context.new_page()
    outside: list[str] = []
    broken: list[str] = []
    page.on("request", lambda r: None if r.url.startswith(address) else outside.append(r.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda m: broken.append(m.text) if "Content Security" in m.text else None)
    page.goto(address)
    yield page
    assert [url for url in outside if url.startswith("http")] == []
    assert broken == []


@pytest.fixture
def pictures() -> Path:
    """Give the folder that keeps screenshots for somebody to look at."""
    folder = ROOT / "reports" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
