"""Searches and rows over HTTP, also as CSV and spreadsheets."""

import csv
import io

import openpyxl
import pytest
from fastapi.testclient import TestClient


def test_search_gives_ranked_passages(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": "just and learning culture", "k": 3}).json()[
        "hits"
    ]

    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["document"] == "mersey-care-just-and-learning.txt"


def test_search_takes_repeated_filters(client: TestClient) -> None:
    params = {"q": "disciplinary", "organisation": ["Mersey Care", "Yorkshire Ambulance Service"]}
    hits = client.get("/api/search", params=params).json()["hits"]

    assert {hit["document"] for hit in hits} == {
        "mersey-care-just-and-learning.txt",
        "yorkshire-ambulance-disciplinary-gateways.md",
    }


def test_actions_are_complete_in_every_format(client: TestClient) -> None:
    rows = client.get("/api/actions").json()
    text = client.get("/api/actions?format=csv").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/actions?format=xlsx").content))

    assert len(rows) > 10
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows)
    assert book.worksheets[0].max_row == len(rows) + 1


def test_actions_can_be_narrowed_to_a_lead(client: TestClient) -> None:
    rows = client.get("/api/actions", params={"lead": "WRES Lead"}).json()

    assert rows
    assert all("WRES Lead" in row["lead"] for row in rows)


def test_outcomes_keep_their_figures(client: TestClient) -> None:
    rows = client.get("/api/outcomes", params={"indicator": "3"}).json()

    assert ("1.98", "0.59") in {(row["before"], row["after"]) for row in rows}


def test_the_nine_indicators_are_listed(client: TestClient) -> None:
    assert [item["number"] for item in client.get("/api/indicators").json()] == list(range(1, 10))


def test_organisations_are_listed_with_counts(client: TestClient) -> None:
    names = {item["name"]: item for item in client.get("/api/organisations").json()}

    assert names["Camden and Islington NHS Foundation Trust"]["actions"] > 10


@pytest.mark.parametrize("path", ["actions", "outcomes", "organisations", "documents"])
def test_an_empty_library_has_no_rows(empty: TestClient, path: str) -> None:
    assert empty.get(f"/api/{path}").json() == []


@pytest.mark.parametrize(
    "query",
    [
        "search",
        "search?q=",
        "search?q=a&k=0",
        "search?q=a&k=nine",
        "actions?indicator=10",
        "actions?format=exe",
        "actions?kind=poem",
    ],
)
def test_wrong_queries_are_told_in_a_problem_document(client: TestClient, query: str) -> None:
    response = client.get(f"/api/{query}")

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
