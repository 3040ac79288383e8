"""What a reader does on the page works in a real browser, with and without scripts."""

import io
import json
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect
from reportlab.pdfgen.canvas import Canvas

from assistant.conversations import Conversations
from assistant.records import Answer, QuestionKind, Removed, Status
from assistant.settings import load_settings
from tests.api.servers import running
from tests.browser.conftest import AXE
from tests.browser.figures import paints, weight

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "What reduced disciplinary disparity?"
WRITTEN = Answer(
    "a-written",
    "What reduced disciplinary disparity?",
    "What reduced disciplinary disparity?",
    QuestionKind.EFFECT,
    Status.PARTIAL,
    "One sentence of the draft was borne out.",
    generator="ollama:small",
    removed=(
        Removed("The ratio fell by 90 %.", "the figure is in none of the sources"),
        Removed("Every trust did so.", "it cites nothing"),
    ),
)
WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=375, height=740)
PLACES = ("/", "/actions", "/outcomes", "/map", "/documents", "/conversations", "/nothing")


def ask(page: Page, question: str = QUESTION) -> None:
    before = page.locator(".gp-answer[data-answer]").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    expect(page.locator(".gp-answer[data-answer]")).to_have_count(before + 1)


def api(page: Page, path: str) -> Any:
    return json.loads(page.request.get(re.sub(r"(//[^/]+)/.*", r"\1", page.url) + path).text())


def last_answer(page: Page) -> dict[str, Any]:
    conversation = page.url.rsplit("/", 1)[-1]
    answers: list[dict[str, Any]] = api(page, f"/api/conversations/{conversation}")["answers"]
    return answers[-1]


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
    )
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]


class Looks:
    """Takes a picture of each state, and keeps what axe, the policy and the width object to."""

    def __init__(self, page: Page, pictures: Path, width: str) -> None:
        self._page, self._pictures, self._width = page, pictures, width
        self._told: list[str] = []
        self.found: dict[str, list[str]] = {}
        page.on("console", lambda m: self._told.append(m.text))
        page.on("pageerror", lambda error: self._told.append(f"Content Security {error}"))

    def __call__(self, name: str) -> None:
        self._page.screenshot(path=self._pictures / f"{name}-{self._width}.png")
        overflow = self._page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = [text for text in self._told if "Content Security" in text]
        found += faults(self._page) + ([f"{overflow}px too wide"] if overflow > 0 else [])
        self._told.clear()
        if found:
            self.found[name] = found


# ------------------------------------------------------------------ asking


def test_an_answer_appears_grouped_by_evidence(page: Page) -> None:
    ask(page)
    answer = last_answer(page)

    expect(page.locator("h3", has_text="What trusts report happened")).to_be_visible()
    assert page.locator(".gp-group--outcome .gp-statement").count() == sum(
        item["evidence"] == "outcome" for item in answer["statements"]
    )
    expect(page.locator("#live")).to_contain_text("statements")
    expect(page.locator(".gp-answer h2")).to_be_focused()


def test_statements_come_before_the_answer_is_complete(page: Page) -> None:
    page.route("**/answers/*?part=1", lambda route: None)  # the complete answer never comes
    page.fill("#question", QUESTION)
    page.click("text=Ask >> nth=-1")

    expect(page.locator(".gp-waiting .gp-group--outcome li").first).to_be_visible()


def test_an_example_asks_itself(page: Page) -> None:
    example = page.locator("[data-example]").first
    question = example.inner_text()
    example.click()

    expect(page.locator(".gp-answer[data-answer] h2")).to_have_text(question)


def test_every_highlighted_quote_is_the_citation_character_by_character(page: Page) -> None:
    ask(page)
    citations = {item["number"]: item["quote"] for item in last_answer(page)["citations"]}
    page.locator(".gp-cite").first.click()

    for _ in citations:
        shown = page.locator("#source-panel .gp-source__count").inner_text()
        number = int(shown.split()[1])
        assert (
            page.locator("#source-panel mark").evaluate("e => e.textContent") == citations[number]
        )
        after = page.locator("#source-panel a[rel=next]")
        if after.count():
            after.click()
            expect(page.locator("#source-panel .gp-source__count")).to_contain_text(
                f"Source {number + 1} "
            )


def test_the_address_of_a_source_leads_to_it_and_closing_leads_back(page: Page) -> None:
    ask(page)
    home = page.url
    marker = page.locator(".gp-cite").first
    marker.click()
    expect(page.locator("#source-panel mark")).to_be_visible()
    quote, source = page.locator("#source-panel mark").inner_text(), page.url

    page.keyboard.press("Escape")
    expect(page.locator("#source-panel")).to_be_hidden()
    expect(marker).to_be_focused()
    page.wait_for_url(home)
    page.goto(source)
    assert page.locator("main mark").inner_text() == quote


def test_filters_narrow_and_can_be_changed(page: Page) -> None:
    page.click("text=Narrow by organisation")
    page.fill("#ask-organisation", "Mersey Care NHS Foundation Trust")
    ask(page)

    assert {c["document"] for c in last_answer(page)["citations"]} == {
        "mersey-care-just-and-learning.txt"
    }
    page.click(".gp-narrowed >> text=Change and ask again")
    expect(page.locator("#ask-organisation")).to_have_value("Mersey Care NHS Foundation Trust")
    expect(page.locator("#question")).to_have_value(QUESTION)


def test_a_filter_takes_several_values(page: Page) -> None:
    names = ["Mersey Care NHS Foundation Trust", "Yorkshire Ambulance Service NHS Trust"]
    page.click("text=Narrow by organisation")
    page.fill("#ask-organisation", names[0])
    page.click("text=Add another organisation")
    page.keyboard.type(names[1])
    page.click(".gp-fold >> text=WRES indicator")
    page.check("input[name=indicator][value='3']")
    page.check("input[name=indicator][value='6']")
    ask(page)

    filters = last_answer(page)["filters"]
    assert filters["organisation"] == names
    assert filters["indicator"] == [3, 6]
    page.click(".gp-narrowed >> text=Change and ask again")
    shown = page.locator("input[name=organisation]").evaluate_all("e => e.map(x => x.value)")
    assert [name for name in shown if name] == names
    expect(page.locator("input[name=indicator]:checked")).to_have_count(2)


def test_back_closes_a_source_and_then_leaves_the_conversation(page: Page, address: str) -> None:
    ask(page)
    conversation = page.url
    page.locator(".gp-cite").first.click()
    expect(page.locator("#source-panel mark")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#source-panel .gp-source__count")).to_contain_text("Source 2")

    page.go_back()
    expect(page.locator("#source-panel")).to_be_hidden()
    expect(page).to_have_url(conversation)
    page.go_back()
    expect(page).to_have_url(f"{address}/")
    expect(page.locator(".gp-answer")).to_have_count(0)
    expect(page.locator("#question")).to_be_visible()
    page.go_forward()
    expect(page.locator(".gp-answer h2")).to_have_text(QUESTION)


def test_a_draft_is_never_shown_and_the_live_region_speaks_once(page: Page) -> None:
    events = 'event: token\ndata: {"text": "a draft of numbats"}\n\n'
    page.route(
        "**/api/ask/stream",
        lambda route: route.fulfill(content_type="text/event-stream", body=events),
    )
    said = page.evaluate_handle(
        "() => { const said = []; new MutationObserver(() => said.push("
        "document.getElementById('live').textContent)).observe("
        "document.getElementById('live'), {childList: true}); return said; }"
    )
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#answers [role=alert]")).to_contain_text("broke off")

    assert "numbats" not in page.content()
    assert said.json_value() == ["Searching"]
    page.unroute("**/api/ask/stream")
    ask(page)
    assert len(said.json_value()) == 3


def test_a_follow_up_says_how_it_was_understood(page: Page) -> None:
    ask(page, "What happened at Mersey Care?")
    ask(page, "What did they plan?")

    expect(page.locator("text=Begin a new conversation")).to_be_visible()
    expect(page.locator(".gp-understood").last).to_contain_text("Mersey Care")


def test_a_refusal_an_error_and_a_lost_server_are_told_apart(page: Page) -> None:
    ask(page, "What is the capital of France?")
    expect(page.locator(".gp-refused")).to_contain_text("Nothing found")

    page.click("text=Narrow by organisation")
    page.fill("#ask-organisation", "No Such Trust Anywhere")
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#answers [role=alert]")).to_contain_text("No Such Trust Anywhere")

    page.route("**/api/**", lambda route: route.abort())
    page.keyboard.press("Enter")
    page.click("#ask-form button[type=submit]")
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#question")).to_have_value(QUESTION)


def test_hostile_text_stays_text(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)> <script>alert(2)</script> bullying?")

    expect(page.locator(".gp-answer h2")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("main img").count() == 0


# ------------------------------------------------------------------ taking away


def test_a_word_file_holds_what_the_page_shows(page: Page) -> None:
    ask(page)
    with page.expect_download() as download:
        page.click("text=Word file")
    lines = [p.text for p in docx.Document(str(download.value.path())).paragraphs]

    assert QUESTION in lines
    assert {item["quote"] for item in last_answer(page)["citations"]} <= set(lines)


def test_copying_takes_the_references_along(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    page.click("text=Copy with references")
    expect(page.locator("[data-copy]")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")

    assert text.startswith(QUESTION)
    assert "\n[1] " in text


def test_an_opinion_is_kept(page: Page) -> None:
    ask(page)
    page.fill(".gp-feedback input[name=reason]", "the figure is about all staff")
    page.check(".gp-feedback input[value=no]")
    page.click(".gp-feedback button")
    expect(page.locator("[data-thanks]")).to_contain_text("Saved")
    page.reload()

    expect(page.locator(".gp-feedback input[value=no]")).to_be_checked()


def test_rows_are_narrowed_sorted_and_downloaded(page: Page, address: str) -> None:
    page.goto(f"{address}/actions?lead=WRES+Lead")
    count = int(page.locator(".gp-table-head strong").inner_text())
    page.click("th >> text=Timescale")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Timescale")
    shown = page.locator("tbody td[data-label=Timescale]").all_inner_texts()
    with page.expect_download() as download:
        page.click("text=CSV")

    assert len(shown) == count
    assert len(api(page, "/api/actions?lead=WRES+Lead")) == count
    assert download.value.suggested_filename == "actions.csv"


def test_a_row_leads_to_its_place_in_the_document(page: Page, address: str) -> None:
    page.goto(f"{address}/outcomes?indicator=3")
    words = page.locator("tbody td >> nth=8").inner_text()
    page.click("tbody tr >> nth=0 >> text=Read")

    assert page.locator("mark").inner_text() == words


# ------------------------------------------------------------------ library and conversations


def a_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setTitle("Numbat mentoring")
    for at, line in enumerate(
        (
            "Case study: numbat mentoring at Alder Hey Children's NHS Foundation Trust",
            "What did you do?",
            "Each new BME nurse was paired with a numbat mentor for a whole year.",
        )
    ):
        canvas.drawString(60, 780 - 40 * at, line)
    canvas.save()
    return out.getvalue()


def test_a_pdf_is_added_asked_about_and_removed(page: Page, address: str) -> None:
    page.goto(f"{address}/documents")
    file = FilePayload(name="numbat.pdf", mimeType="application/pdf", buffer=a_pdf())
    page.set_input_files("#file", file)
    page.click("#upload-form button")
    expect(page.locator("#uploads")).to_contain_text("added")
    expect(page.locator("#documents")).to_contain_text("numbat.pdf")

    page.goto(address)
    ask(page, "Who was paired with a numbat mentor?")
    expect(page.locator(".gp-statement").first).to_contain_text("numbat mentor")

    page.goto(f"{address}/documents")
    page.locator("tr", has_text="numbat").locator("text=Remove").click()
    page.click("main button >> text=Remove")
    expect(page.locator("tr", has_text="numbat")).to_have_count(0)


def test_a_file_that_cannot_be_read_is_told(page: Page, address: str) -> None:
    page.goto(f"{address}/documents")
    file = FilePayload(name="fake.pdf", mimeType="application/pdf", buffer=b"no PDF")
    page.set_input_files("#file", file)
    page.click("#upload-form button")

    expect(page.locator("#uploads")).to_contain_text("its content is not pdf")


def test_a_conversation_is_found_renamed_and_deleted(page: Page, address: str) -> None:
    ask(page, "What happened at Yorkshire Ambulance Service?")
    page.goto(f"{address}/conversations")
    first = page.locator(".gp-conversations > li").first
    first.locator("summary", has_text="Rename").click()
    first.locator("input").fill("For the March board")
    first.locator("button", has_text="Rename").click()
    page.click("text=For the March board")
    expect(page.locator("h1")).to_have_text("For the March board")
    expect(page.locator(".gp-answer h2")).to_have_text(
        "What happened at Yorkshire Ambulance Service?"
    )

    page.goto(f"{address}/conversations")
    first.locator("summary", has_text="Delete").click()
    first.locator("button", has_text="Delete for good").click()
    expect(page.locator("text=For the March board")).to_have_count(0)


# ------------------------------------------------------------------ for everyone


def test_asking_and_reading_sources_work_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.fill("#question", QUESTION)
    page.click("#ask-form button[type=submit]")
    page.wait_for_url("**/conversations/*")
    quote = last_answer_without_fragment(page)["citations"][0]["quote"]
    page.locator(".gp-cite").first.click()

    assert page.locator("mark").inner_text() == quote
    page.click("text=Back to the answer")
    page.fill("#question", "What did Mersey Care do?")
    page.click("#ask-form button[type=submit]")
    expect(page.locator(".gp-answer")).to_have_count(2)
    context.close()


def last_answer_without_fragment(page: Page) -> dict[str, Any]:
    conversation = page.url.split("#", maxsplit=1)[0].rsplit("/", 1)[-1]
    answers: list[dict[str, Any]] = api(page, f"/api/conversations/{conversation}")["answers"]
    return answers[-1]


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".nhsuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".gp-answer[data-answer] h2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".gp-cite").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source-panel mark")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#source-panel .gp-source__count")).to_contain_text("Source 2")
    page.keyboard.press("Escape")
    expect(page.locator(".gp-cite").first).to_be_focused()


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_no_page_has_a_fault_that_axe_finds_or_scrolls_sideways(
    browser: Browser, address: str, pictures: Path, width: str
) -> None:
    context = browser.new_context(viewport=WIDE if width == "wide" else PHONE)
    page = context.new_page()
    look = Looks(page, pictures, width)

    for place in PLACES:
        page.goto(address + place)
        look(place.strip("/") or "home")
    page.goto(address)
    page.click("text=Narrow by organisation")
    look("filters")
    ask(page)
    look("answer")
    page.locator(".gp-cite").first.click()
    expect(page.locator("#source-panel mark")).to_be_visible()
    look("source")
    page.goto(address)
    ask(page, "List the actions that the WRES Lead leads on")
    look("rows")
    ask(page, "What is the capital of France?")
    look("refused")
    page.route("**/api/ask/stream", lambda route: None)
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".gp-progress")).to_be_visible()
    look("waiting")
    page.unroute("**/api/ask/stream")
    page.goto(address)
    page.route("**/api/**", lambda route: route.abort())
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#answers [role=alert]")).to_be_visible()
    look("offline")
    page.unroute("**/api/**")
    document = api(page, "/api/documents")[0]["id"]
    page.goto(f"{address}/documents/{document}")
    look("document")
    page.goto(f"{address}/documents/{document}/remove")
    look("remove")
    page.goto(f"{address}/actions?organisation=Nosuch")
    look("wrong-filter")
    page.goto(f"{address}/conversations")
    page.locator("summary", has_text="Rename").first.click()
    page.locator("summary", has_text="Delete").first.click()
    look("conversations")
    context.close()

    assert look.found == {}


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_signing_in_and_what_was_taken_out_have_no_faults(
    browser: Browser, tmp_path: Path, pictures: Path, width: str
) -> None:
    page = browser.new_page(viewport=WIDE if width == "wide" else PHONE)
    look = Looks(page, pictures, width)
    ways: dict[str, dict[str, Any]] = {
        "keys": {"access": "keys"},
        "oidc": {
            "access": "oidc",
            "url": "https://practice.example.nhs.uk",
            "oidc_issuer": "https://login.example.nhs.uk",
            "oidc_client": "goodpractice",
        },
    }
    for name, way in ways.items():
        with running(load_settings(data=tmp_path / name, **way)) as address:
            for place in ("/", "/sign-in?out=1", "/sign-in/done?error=access_denied"):
                page.goto(address + place)
                look(f"{name}-{re.sub('[^a-z]+', '-', place).strip('-') or 'sign-in'}")
            if name == "keys":
                page.goto(address)
                page.fill("#key", "gp_wrong")
                page.keyboard.press("Enter")
                expect(page.locator("main [role=alert]")).to_contain_text("no such key")
                look("keys-wrong")

    settings = load_settings(data=tmp_path / "written")
    with running(settings) as address:
        kept = Conversations(settings.data / "conversations.sqlite", settings.keep_days)
        kept.add("local", WRITTEN, "4 documents", None)
        kept.close()
        page.goto(f"{address}/answers/{WRITTEN.id}")
        page.click("text=2 sentences were taken out")
        expect(page.locator("del").first).to_be_visible()
        look("taken-out")
    page.close()

    assert look.found == {}


def test_an_empty_library_says_what_to_do(
    browser: Browser, empty_address: str, pictures: Path
) -> None:
    page = browser.new_page()
    for place in PLACES:
        page.goto(empty_address + place)
        assert faults(page) == []
    page.goto(empty_address)
    page.screenshot(path=pictures / "empty.png")
    expect(page.locator("main")).to_contain_text("nothing to ask about yet")
    page.click("text=Go to the library")
    expect(page.locator("h1")).to_have_text("Library")
    page.close()


def test_the_first_page_is_light(browser: Browser, address: str) -> None:
    assert 20_000 < weight(browser.new_page(), address) < 100_000


def test_the_first_page_is_painted_soon(browser: Browser, address: str) -> None:
    # 300 ms is promised (`python -m tests.browser.figures`); the best of five on a busy machine
    # is held to 2 s.
    assert min(paints(browser, address, 5)) < 2000
