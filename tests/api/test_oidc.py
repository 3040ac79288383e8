"""Signing in through a provider: over HTTP, with signed tokens, roles, faults and a way out."""

import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.keys import Keys, Role
from api.oidc import NotSetUp, check
from api.security import inside
from api.serve import check_address
from api.sessions import COOKIE
from assistant.settings import Settings, load_settings
from tests.api.conftest import LOCAL, Serve
from tests.api.provider import CLIENT, SECRET, Provider, providing

PAGE = {"accept": "text/html"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give the settings of a library that holds nothing: who comes in is all that matters here."""
    return load_settings(data=tmp_path / "data")


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


def given(provider: Provider, **changes: object) -> dict[str, Any]:
    return {
        "access": "oidc",
        "url": LOCAL,
        "oidc_issuer": provider.address,
        "oidc_client": CLIENT,
        "oidc_secret": SecretStr(SECRET),
        **changes,
    }


@pytest.fixture
def client(serve: Serve, provider: Provider) -> TestClient:
    return serve(**given(provider, curators="GP.Curators"))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def asked_of_the_provider(client: TestClient, to: str = "/") -> str:
    begun = client.get("/sign-in/start", params={"to": to}, follow_redirects=False)
    return begun.headers["location"]


def sent_back(address: str) -> str:
    try:
        urllib.request.build_opener(_Stay).open(address)
    except urllib.error.HTTPError as redirect:
        return str(redirect.headers["Location"])
    raise AssertionError(address)


def sign_in(client: TestClient, to: str = "/") -> Any:
    back = sent_back(asked_of_the_provider(client, to))
    return client.get(back, headers=PAGE, follow_redirects=False)


def test_a_reader_comes_in_and_arrives_where_they_were_going(client: TestClient) -> None:
    away = client.get("/actions?lead=HR%20Operations", headers=PAGE, follow_redirects=False)
    shown = client.get(away.headers["location"], headers=PAGE)
    assert "Sign in with your work account" in shown.text
    assert "to=%2Factions%3Flead%3DHR%2520Operations" in shown.text

    entered = sign_in(client, "/actions?lead=HR%20Operations")

    assert (entered.status_code, entered.headers["location"]) == (
        303,
        "/actions?lead=HR%20Operations",
    )
    cookie = next(v for v in entered.headers.get_list("set-cookie") if v.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    home = client.get("/", headers=PAGE)
    assert "Ada Lovelace" in home.text
    assert client.delete("/api/documents/x").status_code == 403


def test_the_cookie_travels_over_https_only_where_the_page_does(
    serve: Serve, provider: Provider
) -> None:
    client = serve(**given(provider, url="https://practice.example.nhs.uk"))
    begun = client.get("/sign-in/start", follow_redirects=False)

    assert "secure" in begun.headers["set-cookie"].lower()
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["redirect_uri"] == ["https://practice.example.nhs.uk/sign-in/done"]


def test_the_provider_is_asked_with_state_nonce_and_a_challenge(client: TestClient) -> None:
    asked = parse_qs(urlsplit(asked_of_the_provider(client)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["scope"] == ["openid profile"]


@pytest.mark.parametrize("roles", [["GP.Curators", "other"], "GP.Curators"])
def test_a_value_of_the_claim_makes_a_curator(
    client: TestClient, provider: Provider, roles: object
) -> None:
    provider.claims["roles"] = roles
    sign_in(client)

    assert client.delete("/api/documents/x").status_code == 404


@pytest.mark.parametrize(
    ("groups", "status"), [(["hr-leads"], 303), (["estates"], 403), ([], 403), (None, 403)]
)
def test_only_the_named_groups_come_in(
    serve: Serve, provider: Provider, groups: object, status: int
) -> None:
    client = serve(**given(provider, readers="hr-leads, wres", oidc_claim="groups"))
    provider.claims["groups"] = groups
    entered = sign_in(client)

    assert entered.status_code == status
    assert client.get("/api/documents").status_code == (200 if status == 303 else 401)
    if status == 403:
        assert "none of the roles" in entered.text


@pytest.mark.parametrize(("is_verified", "status"), [(True, 303), (False, 403)])
def test_an_address_that_nobody_verified_gives_no_role(
    serve: Serve, provider: Provider, is_verified: bool, status: int
) -> None:
    client = serve(**given(provider, readers="ada@example.nhs.uk", oidc_claim="email"))
    provider.claims |= {"email": "ada@example.nhs.uk", "email_verified": is_verified}

    assert sign_in(client).status_code == status


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
    ],
    ids=["nonce", "audience", "issuer", "expired"],
)
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(
    client: TestClient, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims |= claims

    refused = sign_in(client)

    assert refused.status_code == 403
    assert "begin it again" in refused.text
    assert client.get("/api/documents").status_code == 401


def test_a_token_of_another_signer_opens_nothing(client: TestClient, provider: Provider) -> None:
    provider.is_forging = True

    assert sign_in(client).status_code == 403
    assert client.get("/api/documents").status_code == 401


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(
    client: TestClient, serve: Serve, provider: Provider
) -> None:
    back = sent_back(asked_of_the_provider(client))
    another = serve(**given(provider))

    assert another.get(back, headers=PAGE).status_code == 403
    assert client.get(back, follow_redirects=False).status_code == 303
    assert client.get(back, headers=PAGE).status_code == 403  # a second time


def test_a_refusal_by_the_provider_is_told_without_its_words(client: TestClient) -> None:
    asked_of_the_provider(client)
    said = {"error": "access_denied", "error_description": "Call 0900 123"}
    refused = client.get("/sign-in/done", params=said, headers=PAGE)
    odd = client.get("/sign-in/done", params={"error": "Call 0900 123"}, headers=PAGE)

    assert refused.status_code == odd.status_code == 403
    assert "access_denied" in refused.text
    assert "0900" not in refused.text + odd.text


def test_a_provider_that_is_away_is_named(serve: Serve, provider: Provider) -> None:
    with providing() as gone:
        settings = given(gone)
    refused = serve(**settings).get("/sign-in/start", headers=PAGE, follow_redirects=False)

    assert refused.status_code == 502
    assert "127.0.0.1 cannot be reached" in refused.text


def test_signing_out_ends_the_session_wherever_its_cookie_is_kept(
    client: TestClient, provider: Provider
) -> None:
    sign_in(client)
    kept = client.cookies[COOKIE]
    out = client.post("/sign-out")

    assert "You are signed out" in out.text
    client.cookies.set(COOKIE, kept)
    assert client.get("/api/documents").status_code == 401
    led = client.get("/sign-in/out", follow_redirects=False).headers["location"]
    assert led.startswith(f"{provider.address}/logout?")
    assert f"client_id={CLIENT}" in led


def test_a_session_that_was_planted_is_not_taken_over(client: TestClient) -> None:
    client.cookies.set(COOKIE, "planted")
    sign_in(client)
    first = client.cookies.get(COOKIE, domain="127.0.0.1")
    sign_in(client)

    assert "planted" not in {first, client.cookies.get(COOKIE, domain="127.0.0.1")}
    assert first != client.cookies.get(COOKIE, domain="127.0.0.1")


def test_programs_still_come_with_a_key(client: TestClient, settings: Settings) -> None:
    _, secret = Keys(settings.data).create("Reporting", Role.READER)

    assert client.get("/api/documents").status_code == 401
    bearer = {"authorization": f"Bearer {secret}"}
    assert client.get("/api/documents", headers=bearer).status_code == 200
    assert client.post("/sign-in", data={"key": secret}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"oidc_issuer": ""}, "GOODPRACTICE_OIDC_ISSUER"),
        ({"oidc_client": ""}, "GOODPRACTICE_OIDC_CLIENT"),
        ({"url": ""}, "GOODPRACTICE_URL"),
        ({"url": "http://practice.example.nhs.uk"}, "https"),
        ({"oidc_issuer": "http://login.example"}, "https"),
    ],
)
def test_what_is_missing_is_named_before_anything_starts(
    settings: Settings, changes: dict[str, str], named: str
) -> None:
    whole = {
        "access": "oidc",
        "url": "https://practice.example.nhs.uk",
        "oidc_issuer": "https://login.example/tenant/v2.0",
        "oidc_client": CLIENT,
    }
    check_address("0.0.0.0", settings.model_copy(update=whole))
    with pytest.raises(NotSetUp, match=named):
        check(settings.model_copy(update=whole | changes))


@pytest.mark.parametrize(
    "address",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil", "", "evil", "/a\n/b"],
)
def test_nothing_leads_out_of_the_page(address: str) -> None:
    assert inside(address) == "/"
    assert inside("/answers/1/sources/2?part=1#q") == "/answers/1/sources/2?part=1#q"
