"""Who may come in, from where, how often, how much; and what a browser is told."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.keys import Keys, Role, UnknownKey
from api.rates import Rates
from api.security import LARGEST_BODY
from api.serve import NotSafe, check_address
from assistant.settings import Settings
from tests.api.conftest import QUESTION, Serve

OPEN = ("/api/health", "/api/ready", "/sign-in", "/static/page.css")
CLOSED = ("/api/documents", "/api/conversations", "/metrics", "/v1/models", "/api/openapi.json")


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_an_address_that_others_reach_needs_access_control(settings: Settings, host: str) -> None:
    with pytest.raises(NotSafe, match="GOODPRACTICE_ACCESS"):
        check_address(host, settings)
    check_address(host, settings.model_copy(update={"access": "keys"}))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.5"])
def test_this_machine_needs_none(settings: Settings, host: str) -> None:
    check_address(host, settings)


def test_a_key_opens_what_is_closed(serve: Serve, settings: Settings) -> None:
    client = serve(access="keys")
    _, secret = Keys(settings.data).create("Ada", Role.READER)

    for path in OPEN:
        assert client.get(path).status_code == 200, path
    for path in CLOSED:
        refused = client.get(path)
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert client.get(path, headers=bearer("gp_wrong")).status_code == 401
        assert client.get(path, headers=bearer(secret)).status_code == 200, path
    assert client.post("/mcp", json={}).status_code == 401


def test_a_revoked_key_opens_nothing_any_more(serve: Serve, settings: Settings) -> None:
    client, keys = serve(access="keys"), Keys(settings.data)
    key, secret = keys.create("Ada", Role.READER)
    assert client.get("/api/documents", headers=bearer(secret)).status_code == 200

    keys.revoke(key.id)

    assert client.get("/api/documents", headers=bearer(secret)).status_code == 401
    with pytest.raises(UnknownKey):
        keys.revoke(key.id)


def test_only_a_curator_changes_documents(serve: Serve, settings: Settings) -> None:
    client, keys = serve(access="keys"), Keys(settings.data)
    _, reader = keys.create("Ada", Role.READER)
    _, curator = keys.create("Bea", Role.CURATOR)
    files = {"file": ("a.txt", b"Something about mentoring.")}

    assert client.post("/api/documents", files=files, headers=bearer(reader)).status_code == 403
    assert client.delete("/api/documents/x", headers=bearer(reader)).status_code == 403
    assert client.get("/api/feedback/questions", headers=bearer(reader)).status_code == 403
    assert client.delete("/api/documents/x", headers=bearer(curator)).status_code == 404
    assert client.post("/api/documents", files=files, headers=bearer(curator)).status_code == 202


def test_conversations_of_one_key_are_hidden_from_another(serve: Serve, settings: Settings) -> None:
    client, keys = serve(access="keys"), Keys(settings.data)
    _, ada = keys.create("Ada", Role.READER)
    _, bea = keys.create("Bea", Role.CURATOR)
    made = client.post("/api/conversations", json={}, headers=bearer(ada)).json()["id"]

    assert client.get("/api/conversations", headers=bearer(bea)).json() == []
    assert client.get(f"/api/conversations/{made}", headers=bearer(bea)).status_code == 404


def test_keys_are_stored_as_hashes_that_only_their_owner_reads(settings: Settings) -> None:
    _, secret = Keys(settings.data).create("Ada", Role.READER)
    path = settings.data / "keys.json"

    assert secret not in path.read_text(encoding="utf-8")
    assert secret[3:20] not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0


def test_a_browser_signs_in_with_a_key(serve: Serve, settings: Settings) -> None:
    client, keys = serve(access="keys"), Keys(settings.data)
    key, secret = keys.create("Ada", Role.READER)
    page = {"accept": "text/html"}

    away = client.get("/", headers=page, follow_redirects=False)
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in")
    assert client.post("/sign-in", data={"key": "gp_wrong"}).status_code == 403
    entered = client.post("/sign-in", data={"key": secret}, follow_redirects=False)
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert secret not in cookie
    assert "Sign out" in client.get("/", headers=page).text

    keys.revoke(key.id)
    assert client.get("/", headers=page, follow_redirects=False).status_code == 303


def test_a_forged_cookie_opens_nothing(serve: Serve, settings: Settings) -> None:
    client = serve(access="keys")
    key, _ = Keys(settings.data).create("Ada", Role.READER)
    client.cookies.set("goodpractice_session", f"{key.id}.AAAA.forged")

    assert client.get("/api/documents").status_code == 401


def test_wrong_keys_are_slowed_down(serve: Serve) -> None:
    client = serve(access="keys")
    statuses = [
        client.get("/api/documents", headers=bearer(f"gp_{n}")).status_code for n in range(12)
    ]

    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429


def test_a_proxy_names_the_user(serve: Serve) -> None:
    client = serve(access="proxy", proxy_addresses="testclient", curators="bea@x, cy@x")

    assert client.get("/api/documents").status_code == 401
    ada, bea = {"x-forwarded-user": "ada@x"}, {"x-forwarded-user": "bea@x"}
    assert client.get("/api/documents", headers=ada).status_code == 200
    assert client.delete("/api/documents/x", headers=ada).status_code == 403
    assert client.delete("/api/documents/x", headers=bea).status_code == 404


def test_a_user_named_twice_is_nobody(serve: Serve) -> None:
    client = serve(access="proxy", proxy_addresses="testclient", curators="bea@x")
    twice = [("x-forwarded-user", "bea@x"), ("x-forwarded-user", "ada@x")]

    assert client.get("/api/documents", headers=twice).status_code == 401


def test_a_proxy_lets_in_those_who_are_named(serve: Serve) -> None:
    client = serve(access="proxy", proxy_addresses="testclient", readers="ada@x", curators="bea@x")

    statuses = {
        user: client.get("/api/documents", headers={"x-forwarded-user": f"{user}@x"}).status_code
        for user in ("ada", "bea", "cy")
    }
    assert statuses == {"ada": 200, "bea": 200, "cy": 401}


def test_only_the_proxy_may_name_a_user(serve: Serve) -> None:
    client = serve(access="proxy")

    assert client.get("/api/documents", headers={"x-forwarded-user": "ada"}).status_code == 401


def test_too_many_requests_have_to_wait(serve: Serve, settings: Settings) -> None:
    client = serve(access="keys", rate=5)
    _, secret = Keys(settings.data).create("Ada", Role.READER)
    responses = [client.get("/api/conversations", headers=bearer(secret)) for _ in range(7)]

    assert [r.status_code for r in responses[:5]] == [200] * 5
    assert responses[-1].status_code == 429
    assert int(responses[-1].headers["retry-after"]) >= 1
    assert client.get("/api/health").status_code == 200


def test_rates_are_counted_for_each_asker() -> None:
    rates = Rates(2)

    assert [rates.wait("a") > 0 for _ in range(3)] == [False, False, True]
    assert rates.wait("b") == 0


def test_rates_are_counted_by_all_workers_together(tmp_path: Path) -> None:
    workers = [Rates(6, str(tmp_path / "rates.sqlite")) for _ in range(3)]

    waits = [workers[turn % 3].wait("a") for turn in range(8)]

    assert waits[:6] == [0.0] * 6
    assert all(0 < wait <= 10 for wait in waits[6:])


def test_rates_let_everyone_through_where_nothing_can_be_written(tmp_path: Path) -> None:
    rates = Rates(1, str(tmp_path / "rates.sqlite"))
    with closing(sqlite3.connect(tmp_path / "rates.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")

        assert [rates.wait("a") for _ in range(2)] == [0.0, 0.0]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.8:8000", ""])
def test_a_name_that_is_not_this_machines_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/api/documents", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/conversations", "/ask", "/api/documents", "/mcp"])
def test_another_site_cannot_make_a_browser_act(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    before = len(client.get("/api/conversations").json())

    assert client.post(path, json={}, headers=headers).status_code == 403
    assert len(client.get("/api/conversations").json()) == before


def test_the_page_itself_may_act(client: TestClient) -> None:
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://127.0.0.1"}, {}):
        assert client.post("/api/conversations", json={}, headers=headers).status_code == 201


def test_a_large_body_is_refused_whether_announced_or_not(client: TestClient) -> None:
    body = json.dumps({"question": "x" * LARGEST_BODY}).encode()

    def in_parts() -> Any:
        for at in range(0, len(body), 65_536):
            yield body[at : at + 65_536]

    headers = {"content-type": "application/json"}
    for content in (body, in_parts()):
        response = client.post("/api/ask", content=content, headers=headers)
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/api/documents", "/nothing", "/documents/x"])
def test_every_answer_carries_the_headers_that_protect(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"accept": "text/html"}).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


def test_a_request_id_is_kept_if_it_is_harmless(client: TestClient) -> None:
    kept = client.get("/api/health", headers={"x-request-id": "abc-123"})
    made = client.get("/api/health", headers={"x-request-id": "a b<script>"})

    assert kept.headers["x-request-id"] == "abc-123"
    assert len(made.headers["x-request-id"]) == 32


@pytest.mark.parametrize("is_asked_for", [False, True])
def test_the_log_holds_a_question_only_if_that_is_asked_for(
    serve: Serve, caplog: pytest.LogCaptureFixture, is_asked_for: bool
) -> None:
    client = serve(log_questions=is_asked_for)
    with caplog.at_level("INFO", logger="api"):
        client.post("/api/ask", json={"question": "what did quokkas do?"})
        client.get("/api/search", params={"q": "quokkas"})

    logged = json.dumps([record.__dict__ for record in caplog.records], default=str)
    assert ("quokka" in logged) == is_asked_for


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"]
)
def test_no_path_leads_out_of_the_static_files(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_address_is_written_with_a_hostile_host(serve: Serve, settings: Settings) -> None:
    _, secret = Keys(settings.data).create("Ada", Role.READER)
    asked = {"model": "goodpractice", "messages": [{"role": "user", "content": QUESTION}]}
    hostile = bearer(secret) | {"host": "evil.example"}
    for url, begin in (("", "/documents/"), ("https://gp.example/", "https://gp.example/doc")):
        client = serve(access="keys", url=url)
        told = client.post("/v1/chat/completions", json=asked, headers=hostile)
        noted = told.json()["choices"][0]["message"]["annotations"]
        assert noted
        assert all(item["url_citation"]["url"].startswith(begin) for item in noted)
        assert "evil" not in told.text

    for path in ("/sign-in/", "/static", "/api/documents/", "/sign-in", "/", "/nothing"):
        told = client.get(path, headers={"host": "evil.example", "accept": "text/html"})
        assert "evil" not in told.text + str(told.headers) + str([r.headers for r in told.history])
