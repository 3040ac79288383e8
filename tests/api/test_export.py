"""What is taken away holds the statements, exact quotes, references, caveats and the date."""

import io
import re

import docx
import pytest
from fastapi.testclient import TestClient

from api.export import _plain
from tests.api.conftest import QUESTION


def test_a_word_file_reads_back_with_everything(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    response = client.get(f"/api/answers/{answer['id']}.docx")
    page = docx.Document(io.BytesIO(response.content))
    lines = [paragraph.text for paragraph in page.paragraphs]
    text = "\n".join(lines)

    assert lines[0] == QUESTION
    assert page.paragraphs[0].style.name == "Heading 1"
    for statement in answer["statements"]:
        assert statement["text"] in lines
    for citation in answer["citations"]:
        assert citation["quote"] in lines
        assert any(line.startswith(f"[{citation['number']}] ") for line in lines)
    for caveat in answer["caveats"]:
        assert caveat["text"] in text
    assert "4 documents, version" in lines[1]


def test_rows_become_a_table_in_word(client: TestClient) -> None:
    question = {"question": "List the actions that the WRES Lead leads on"}
    answer = client.post("/api/ask", json=question).json()
    response = client.get(f"/api/answers/{answer['id']}.docx")
    (table,) = docx.Document(io.BytesIO(response.content)).tables

    assert len(answer["actions"]) > 2
    assert len(table.rows) == len(answer["actions"]) + 1
    heads = [cell.text for cell in table.rows[0].cells]
    assert "Status" not in heads  # no row has one
    cells = [row.cells[heads.index("Action")].text for row in table.rows[1:]]
    for cell, action in zip(cells, answer["actions"], strict=True):
        assert cell.startswith(action["action"])
    assert re.findall(r"\[\d+\]", " ".join(cells))


def test_what_the_table_shows_is_not_said_twice(client: TestClient) -> None:
    question = {"question": "List the actions that the WRES Lead leads on"}
    answer = client.post("/api/ask", json=question).json()
    page = client.get(f"/answers/{answer['id']}?part=1").text

    assert "</span> What they plan" not in page
    assert page.count("Read the row") == len(answer["actions"])
    assert f"/answers/{answer['id']}/sources/1" in page


def test_markdown_has_numbered_references(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    text = client.get(f"/api/answers/{answer['id']}.md").text

    assert text.startswith(f"# {QUESTION}")
    assert "## References" in text
    assert "1. " in text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("<script>", "\\<script\\>"),
        ("*bold* # head", "\\*bold\\* \\# head"),
        ("[click](javascript:x)", "[click\\](javascript:x)"),
        ("two\nlines", "two lines"),
    ],
)
def test_document_text_cannot_become_markup(hostile: str, shown: str) -> None:
    assert _plain(hostile) == shown


@pytest.mark.parametrize("ending", ["docx", "md"])
def test_an_unknown_answer_is_not_found(client: TestClient, ending: str) -> None:
    assert client.get(f"/api/answers/nope.{ending}").status_code == 404
