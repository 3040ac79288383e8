"""Measures what a reader waits for: python -m tests.browser.figures.

Prints one JSON object: the page's weight, its first paint (the median of nine, each with nothing
kept from before), and the first event of a stream (the median of twenty new questions, warm).
"""

import http.client
import json
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from assistant.settings import load_settings
from assistant.wiring import take_in
from tests.api.servers import running
from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_PAINTED = """() => new Promise(seen => new PerformanceObserver(list => {
  for (const entry of list.getEntriesByName('first-contentful-paint')) seen(entry.startTime);
}).observe({type: 'paint', buffered: true}))"""
"""Waits in the page itself: the page's policy forbids a wait that is asked as text again."""


def weight(page: Page, address: str) -> int:
    """Add up the bytes of the first page and all that it asks for, compressed."""
    seen: list[str] = []
    page.on("requestfinished", lambda request: seen.append(request.url))
    page.goto(f"{address}/?fresh=1")
    page.wait_for_load_state("networkidle")
    return sum(_compressed(url) for url in seen)


def _compressed(url: str) -> int:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        return len(response.read())


def paints(browser: Browser, address: str, times: int) -> list[float]:
    """Give the milliseconds to the first paint, each in a window with nothing kept."""
    found = []
    for _ in range(times):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        found.append(page.evaluate(_PAINTED))
        context.close()
    return found


def first_events(address: str, times: int) -> list[float]:
    """Give the milliseconds to the first event of a stream, for questions not asked before."""
    found = []
    for number in range(times + 1):
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        body = json.dumps({"question": f"what reduced disciplinary disparity in {1950 + number}?"})
        began = time.perf_counter()
        connection.request("POST", "/api/ask/stream", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        while not response.readline().startswith(b"event:"):
            pass  # a comment that opens the stream
        found.append(1000 * (time.perf_counter() - began))
        response.read()
        connection.close()
    return found[1:]  # the first one warmed it up


def main() -> None:
    """Measure on the bundled sample, and print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = load_settings(data=Path(folder) / "data")
        take_in(settings, [ROOT / "ingest" / "sample"], on_progress=lambda _: None)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with running(settings) as address:
            result = {
                "page_bytes_compressed": weight(browser.new_page(), address),
                "first_paint_ms": round(statistics.median(paints(browser, address, 9))),
                "first_event_ms": round(statistics.median(first_events(address, 20)), 1),
            }
        browser.close()
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
