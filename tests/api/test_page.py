"""The page as the server renders it: complete without scripts, hostile text escaped."""

import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.labels import reason
from api.page import basis_words, marked, number_of, who_says
from assistant.records import Answer, Basis, QuestionKind, Removed, Statement, Status
from ingest.records import Evidence
from tests.api.conftest import QUESTION, Serve

HTML = {"accept": "text/html"}
ANSWER = Answer("a1", "why?", "why?", QuestionKind.FACT, Status.ANSWERED, "")


@pytest.mark.parametrize(
    "path", ["/", "/actions", "/outcomes", "/map", "/documents", "/conversations", "/sign-in"]
)
def test_every_page_is_there_with_and_without_documents(
    client: TestClient, empty: TestClient, path: str
) -> None:
    for server in (client, empty):
        response = server.get(path, headers=HTML)
        assert response.status_code == 200
        assert response.text.count("<h1") == 1
        assert "<script>" not in response.text
        assert " style=" not in response.text
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', response.text)


def test_a_question_is_answered_without_scripts(client: TestClient) -> None:
    form = {"question": QUESTION, "theme": "", "organisation": ""}
    response = client.post("/ask", data=form, headers=HTML)

    assert response.url.path.startswith("/conversations/")
    assert "What trusts report happened" in response.text
    assert "/sources/1" in response.text


def test_a_wrong_filter_gives_the_form_back_as_it_was_filled_in(client: TestClient) -> None:
    before = len(client.get("/api/conversations").json())
    form = {"question": QUESTION, "organisation": "No Such Trust Anywhere"}
    response = client.post("/ask", data=form, headers=HTML)

    assert response.status_code == 422
    assert "Unknown organisation" in response.text
    assert QUESTION in response.text
    assert 'value="No Such Trust Anywhere"' in response.text
    assert len(client.get("/api/conversations").json()) == before


@pytest.mark.parametrize("question", ["", "   ", "x" * 3000])
def test_what_cannot_be_asked_is_told_on_the_page(client: TestClient, question: str) -> None:
    response = client.post("/ask", data={"question": question}, headers=HTML)

    assert response.status_code == 422
    assert "That did not work" in response.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/documents/none", 404),
        ("/answers/none", 404),
        ("/answers/none/sources/1", 404),
        ("/conversations/none", 404),
        ("/documents?job=none", 404),
        ("/actions?start=-1", 422),
        ("/documents/none?start=abc", 422),
    ],
)
def test_an_error_is_a_page_for_a_reader_and_a_document_for_a_program(
    client: TestClient, path: str, status: int
) -> None:
    page, problem = client.get(path, headers=HTML), client.get(path)

    assert (page.status_code, problem.status_code) == (status, status)
    assert "<h1" in page.text
    assert problem.headers["content-type"] == "application/problem+json"


def test_hostile_questions_and_titles_are_escaped(client: TestClient) -> None:
    hostile = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> bullying?"
    page = client.post("/ask", data={"question": hostile}, headers=HTML).text
    listed = client.get("/conversations", headers=HTML).text

    for text in (page, listed, client.get("/", params={"q": hostile}, headers=HTML).text):
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "&lt;script&gt;" in text


def test_markers_become_links_and_nothing_else_does() -> None:
    text = str(marked("“a <b> [9] c” [1]", ANSWER, [1]))

    assert "&lt;b&gt; [9] c” " not in text.split("<a")[1]
    assert text.startswith("“a &lt;b&gt; [9] c”<a")
    assert 'href="/answers/a1/sources/1"' in text
    assert text.count("<a ") == 1


def test_a_source_that_an_answer_does_not_have_is_told(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    response = client.get(f"/answers/{answer['id']}/sources/99", headers=HTML)

    assert response.status_code == 404
    assert f"it has {len(answer['citations'])}" in response.text


@pytest.mark.parametrize(
    ("text", "name"),
    [("Alpha NHS Trust: “It fell.” [1]", "Alpha NHS Trust:"), ("“It fell: a lot” [1]", "")],
)
def test_who_says_something_is_told_from_what_is_said(text: str, name: str) -> None:
    assert who_says(text) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.98", 1.98), ("5.7%", 5.7), ("1,200", 1200), ("Three", None), ("", None)],
)
def test_a_figure_is_read_as_printed(text: str, number: float | None) -> None:
    assert number_of(text) == number


def test_what_a_model_wrote_and_nothing_bears_out_is_shown_as_taken_out(client: TestClient) -> None:
    written = replace(
        ANSWER,
        id="a2",
        generator="ollama:small",
        removed=(Removed("<b>It fell by 90 %.</b>", "the figure is in none of the sources"),),
    )
    client.app.state.house.conversations.add("local", written)  # type: ignore[attr-defined]
    page = client.get("/answers/a2", headers=HTML).text

    assert "1 sentence was taken out" in page
    assert "<del>&lt;b&gt;It fell by 90 %.&lt;/b&gt;</del>" in page
    assert "Written by ollama:small and checked by goodpractice" in page
    assert "90" not in client.get("/api/answers/a2.md").text


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (QuestionKind.CORPUS, "What is in the library"),
        (QuestionKind.DEFINITION, "What it means"),
        (QuestionKind.FACT, "Background"),
    ],
)
def test_a_statement_without_a_source_is_shown_under_a_heading_that_fits(
    client: TestClient, kind: QuestionKind, heading: str
) -> None:
    said = Statement("There are 4 documents.", Evidence.CONTEXT, None, (), "extract", 1.0, None)
    known = replace(ANSWER, id=f"a-{kind}", kind=kind, statements=(said,))
    client.app.state.house.conversations.add("local", known)  # type: ignore[attr-defined]

    for path in (f"/answers/a-{kind}", f"/api/answers/a-{kind}.md"):
        text = client.get(path, headers=HTML).text
        assert heading in text
        assert "There are 4 documents." in text
    assert client.get(f"/api/answers/a-{kind}.docx").status_code == 200


def test_a_source_whose_document_is_gone_still_shows_its_quote(serve: Serve) -> None:
    client = serve()
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    cited = answer["citations"][0]
    client.delete(f"/api/documents/{cited['document_id']}")
    page = client.get(f"/answers/{answer['id']}/sources/{cited['number']}", headers=HTML)

    assert page.status_code == 200
    assert "has been removed since" in page.text
    assert "/file" not in page.text


@pytest.mark.parametrize("path", ["/", "/api/documents", "/api/health", "/static/page.css"])
def test_the_head_of_everything_can_be_asked_for(client: TestClient, path: str) -> None:
    head, whole = client.head(path), client.get(path)

    assert head.status_code == whole.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert client.head("/nothing").status_code == 404
    assert client.head("/api/ask").status_code == 405


def test_a_definition_comes_first_and_from_the_built_in_reference(client: TestClient) -> None:
    asked = {"question": "What does WRES indicator 3 mean?"}
    answer = client.post("/api/ask", json=asked).json()
    page = client.get(f"/answers/{answer['id']}", headers=HTML).text
    source = client.get(f"/answers/{answer['id']}/sources/1", headers=HTML).text

    headings = re.findall(r'<h3 class="gp-group__heading">.*</span> (.*)</h3>', page)
    assert headings[0] == "What it means"
    assert "Built-in reference: " in page
    assert answer["citations"][0]["quote"] in html.unescape(source)
    assert "/file" not in source
    assert "Built-in reference" in client.get(f"/api/answers/{answer['id']}.md").text


def test_every_number_of_the_map_leads_to_as_many_rows(client: TestClient) -> None:
    shown = client.get("/map", headers=HTML).text
    cells = re.findall(r'href="(/(?:outcomes|actions)\?[^"]+)">\s*<span[^>]*>.</span> (\d+)', shown)

    assert len(cells) > 3
    for address, number in cells:
        rows = client.get(f"/api{html.unescape(address)}").json()
        assert len(rows) == int(number), address


def test_the_map_leads_to_a_question_about_what_was_done(client: TestClient) -> None:
    shown = client.get("/map", headers=HTML).text
    address = next(a for a in re.findall(r'href="(/\?q=[^"]+)"', shown) if "Mersey" in a)
    asked = client.get(html.unescape(address), headers=HTML).text

    assert "What did Mersey Care NHS Foundation Trust do?" in asked
    assert re.search(r'name="evidence" value="intervention" checked', asked)


@pytest.mark.parametrize("path", ["/actions?organisation=Nosuch", "/documents/nosuch"])
def test_no_reader_of_the_page_is_sent_to_a_command_line(client: TestClient, path: str) -> None:
    assert "`goodpractice" not in client.get(path, headers=HTML).text


def test_an_error_is_headed_in_plain_words(client: TestClient) -> None:
    assert (
        '<h1 class="nhsuk-heading-l">There is nothing here'
        in client.get("/nothing", headers=HTML).text
    )


def test_what_a_result_can_be_weighed_by_is_one_sentence() -> None:
    known = Basis(
        before_after=True, people=False, period=True, comparison=False, reported_by="self"
    )

    assert basis_words(known) == (
        "Reported by the organisation itself; with before and after, period; "
        "without numbers of people, comparison"
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("the sidecar or corpus.yaml", "whoever added it said so"),
        ('its own document: title: "Alpha title: x"', 'it is about itself: the title says "Alpha'),
        ("it holds a table of actions", "it holds a table of actions"),
    ],
)
def test_a_reason_is_told_in_plain_words(told: str, words: str) -> None:
    assert reason(told).startswith(words)
