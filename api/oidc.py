"""Signs people in on the page through their organisation's OpenID Connect provider."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.middleware.sessions import SessionMiddleware

from api.deps import House, InHouse
from api.errors import Refused
from api.security import inside, is_loopback, role_of, signed_in
from api.sessions import Session
from assistant.errors import AssistantError
from assistant.settings import PREFIX, Settings

PATIENCE = 600
"""Seconds in which a sign-in that was begun can be finished."""

router = APIRouter(prefix="/sign-in", include_in_schema=False)

_GOING_ON: Final = "to"
_CODE = re.compile(r"[a-z_]{1,60}")


class NotSetUp(AssistantError):
    """Signing in through a provider is asked for, and something that it needs is not set."""


def install(app: FastAPI, settings: Settings, folder: Path) -> None:
    """Let people sign in through the provider; a short-lived cookie holds what must come back.

    Raises:
        NotSetUp: with what to set.
    """
    check(settings)
    app.state.provider = _provider(settings)
    app.include_router(router)
    app.add_middleware(
        SessionMiddleware,
        secret_key=_secret(folder / "sign-in.secret"),
        session_cookie="goodpractice_signing_in",
        max_age=PATIENCE,
        path="/sign-in",
        same_site="lax",
        https_only=settings.url.startswith("https:"),
    )


def check(settings: Settings) -> None:
    """Refuse to start without what signing in needs.

    Raises:
        NotSetUp: with what to set.
    """
    for name in ("url", "oidc_issuer", "oidc_client"):
        if not getattr(settings, name):
            msg = f"{PREFIX}ACCESS=oidc needs {PREFIX}{name.upper()}: the README says what it is"
            raise NotSetUp(msg)
    for name in ("url", "oidc_issuer"):
        address = urlsplit(getattr(settings, name))
        if address.scheme != "https" and not is_loopback(address.hostname or ""):
            msg = f"{PREFIX}{name.upper()} has to begin with https://, so that nobody listens in"
            raise NotSetUp(msg)


def _provider(settings: Settings) -> Any:
    """Describe the provider; it is asked for the rest when somebody signs in."""
    try:
        from authlib.integrations.starlette_client import OAuth
    except ImportError as error:
        msg = "signing in needs Authlib: pip install 'goodpractice[oidc]'"
        raise NotSetUp(msg) from error
    issuer = settings.oidc_issuer.rstrip("/")
    return OAuth().register(
        name="provider",
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret.get_secret_value() or None,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.oidc_scope,
            "code_challenge_method": "S256",
            "timeout": 10,
        },
    )


# ------------------------------------------------------------------ the way in


@router.get("/start")
async def start(request: Request, house: InHouse, to: str = "/") -> Response:
    """Send the browser to the provider; where it was going waits in a cookie."""
    from httpx2 import HTTPError

    request.session.clear()
    request.session[_GOING_ON] = inside(to)
    try:
        response: Response = await request.app.state.provider.authorize_redirect(
            request, _our(house, "/sign-in/done")
        )
    except (HTTPError, ValueError, RuntimeError) as error:
        raise _unreachable(house) from error
    return response


@router.get("/done")
async def done(request: Request, house: InHouse) -> Response:
    """Take the browser back from the provider, and let in whoever has a role here."""
    claims = await _claims(request, house)
    to = inside(str(request.session.get(_GOING_ON, "/")))
    request.session.clear()
    settings = house.settings
    found = claims.get(settings.oidc_claim, ())
    if settings.oidc_claim == "email" and claims.get("email_verified") is False:
        found = ()  # anybody's own word
    values = {str(each) for each in ([found] if isinstance(found, str) else found or ())}
    role = role_of(settings, values)
    name = str(claims.get("name") or claims.get("preferred_username") or claims["sub"])[:100]
    if role is None:
        detail = (
            f"{name} is signed in, but has none of the roles that may use this; "
            "ask whoever runs this server"
        )
        raise Refused(403, detail)
    session = Session(id=f"oidc:{claims['sub']}", name=name, role=role)
    return signed_in(request, house.settings, house.sessions, session, to)


async def _claims(request: Request, house: House) -> Mapping[str, Any]:
    """Give what the provider's signed token says, once everything about it has been checked."""
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError
    from joserfc.errors import JoseError

    settings = house.settings
    said = request.query_params.get("error", "")
    if said:
        reason = said if _CODE.fullmatch(said) else "an error"
        raise Refused(403, f"the sign-in was not completed ({reason}); try again, or ask for help")
    expected = {
        "iss": {"essential": True, "value": settings.oidc_issuer},
        "aud": {"essential": True, "value": settings.oidc_client},
    }
    try:
        token = await request.app.state.provider.authorize_access_token(
            request, claims_options=expected
        )
    except (AuthlibBaseError, JoseError) as error:
        detail = (
            f"the sign-in cannot be trusted or took too long ({type(error).__name__}); "
            "begin it again"
        )
        raise Refused(403, detail) from error
    except (HTTPError, ValueError, RuntimeError, KeyError) as error:
        raise _unreachable(house) from error
    claims: Mapping[str, Any] | None = token.get("userinfo")
    if not claims:
        raise Refused(403, "the provider did not say who signed in; ask whoever runs this server")
    return claims


@router.get("/out")
async def out(request: Request, house: InHouse) -> Response:
    """Lead to where the provider ends its own session."""
    from httpx2 import HTTPError

    try:
        metadata = await request.app.state.provider.load_server_metadata()
    except (HTTPError, ValueError, RuntimeError) as error:
        raise _unreachable(house) from error
    if not metadata.get("end_session_endpoint"):
        return RedirectResponse("/sign-in", 303)
    response: Response = await request.app.state.provider.logout_redirect(
        request, _our(house, "/sign-in"), client_id=house.settings.oidc_client
    )
    return response


def _our(house: House, path: str) -> str:
    """Give an address as the browser knows it; the Host header is anybody's to write."""
    return house.settings.url.rstrip("/") + path


def _unreachable(house: House) -> Refused:
    where = urlsplit(house.settings.oidc_issuer).hostname
    return Refused(502, f"{where} cannot be reached or does not answer as it should; try again")


def _secret(path: Path) -> str:
    """Give the secret that signs the short-lived cookie, made whole at the first start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
    return path.read_text(encoding="ascii")
