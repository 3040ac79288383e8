"""Guards every request: who asks, from where, how often, how much; and what browsers may do."""

import ipaddress
import logging
import re
import time
import uuid
from collections.abc import Set
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import HTTPException
from fastapi.responses import RedirectResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refused, is_for_a_reader, respond
from api.keys import Keys, Role
from api.metrics import Metrics
from api.rates import Rates
from api.sessions import COOKIE, LASTS, Session, Sessions
from api.tracing import Tracing, end_request
from assistant.settings import Settings

LARGEST_BODY = 1_000_000
"""Bytes of a request that uploads nothing."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PUBLIC = ("/static/", "/sign-in", "/api/health", "/api/ready", "/favicon.ico")
_INSIDE = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path and query of this server: "//evil" and "/\\evil" lead away from it."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
TRIES = 10
"""Wrong keys a minute from one address, before it has to wait."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: `id` owns conversations, `role` says what may be done."""

    id: str
    name: str
    role: Role
    has_session: bool = False


LOCAL = Who("local", "this machine", Role.CURATOR)
NOBODY = Who("", "", Role.READER)


class Guard:
    """The outermost layer: gives each request an id, checks it, and logs what became of it."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        keys: Keys,
        sessions: Sessions,
        metrics: Metrics,
        tracing: Tracing,
        rates: Rates,
        tries: Rates,
    ) -> None:
        self._app = app
        self._settings = settings
        self._keys = keys
        self._sessions = sessions
        self._metrics = metrics
        self._tracing = tracing
        self._rates = rates
        self._tries = tries
        self._largest_upload = (settings.max_file_mb + 1) * 1_000_000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or turn it down with a problem document."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked_id = headers.get("x-request-id", "")
        request_id = asked_id if _REQUEST_ID.fullmatch(asked_id) else uuid.uuid4().hex
        state = scope.setdefault("state", {})
        state |= {"request_id": request_id, "who": NOBODY}
        began, status = time.perf_counter(), 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), request_id)
            await send(message)

        with self._tracing.request(scope["method"], headers) as span:
            try:
                await self._let_in(scope, headers, receive, send_guarded)
            finally:
                end_request(span, *self._note(scope, status, time.perf_counter() - began))

    async def _let_in(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        try:
            self._check_site(scope, headers)
            limit = self._check_size(scope, headers)
            self._identify(scope, headers)
        except Refused as refusal:
            await self._turn_down(refusal, scope, receive, send)
            return
        # A HEAD is answered as a GET, whose body the server then leaves out.
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        await self._app(inner, _limited(receive, limit), send)
        scope["route"] = inner.get("route")

    async def _turn_down(
        self, refusal: Refused, scope: Scope, receive: Receive, send: Send
    ) -> None:
        request = Request(scope, receive)
        if refusal.status == 401 and request.method in _SAFE and is_for_a_reader(request):
            target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            to = "" if target == "/" else f"?to={quote(target, safe='/')}"
            redirect = RedirectResponse(f"/sign-in{to}", 303)
            await redirect(scope, receive, send)
            return
        title = HTTPStatus(refusal.status).phrase
        response = respond(request, refusal.status, title, refusal.detail, headers=refusal.headers)
        await response(scope, receive, send)

    # -------------------------------------------------------------- where from

    def _check_site(self, scope: Scope, headers: Headers) -> None:
        """Refuse what another site makes a browser send, and names that are not this machine's.

        A browser says in Sec-Fetch-Site, or in Origin, which site a request comes from; other
        programs send neither and carry no cookie that could be misused. The check of Host keeps
        out a site whose name was made to point at this machine (DNS rebinding).
        """
        host = headers.get("host", "")
        if self._settings.access == "open" and not is_loopback(_name_of(host)):
            raise Refused(403, f"this server answers on this machine only, not as {host!r}")
        if scope["method"] in _SAFE:
            return
        site = headers.get("sec-fetch-site")
        if site in {"same-origin", "none"}:
            return
        origin = headers.get("origin")
        ours = {host, urlsplit(self._settings.url).netloc} - {""}
        if site is None and (origin is None or urlsplit(origin).netloc in ours):
            return
        raise Refused(403, "the request comes from another site; send it from this server's page")

    def _check_size(self, scope: Scope, headers: Headers) -> int:
        is_upload = scope["method"] == "POST" and scope["path"] in {"/api/documents", "/documents"}
        limit = self._largest_upload if is_upload else LARGEST_BODY
        said = headers.get("content-length", "0")
        if not said.isdigit():
            raise Refused(400, f"Content-Length {said!r} is not a number")
        if int(said) > limit:
            raise Refused(413, _too_large(limit))
        return limit

    # -------------------------------------------------------------- who

    def _identify(self, scope: Scope, headers: Headers) -> None:
        address = scope["client"][0] if scope.get("client") else ""
        who = self._who(scope, headers, address)
        scope["state"]["who"] = who
        if self._settings.access == "open":
            return
        is_public = scope["path"].startswith(_PUBLIC)
        wait = 0.0 if is_public else self._rates.wait(who.id or address)
        if wait:
            retry = {"Retry-After": str(int(wait) + 1)}
            raise Refused(429, f"more than {self._settings.rate} requests in a minute", retry)
        if not who.id and not is_public:
            challenge = {"WWW-Authenticate": 'Bearer realm="goodpractice"'}
            raise Refused(
                401, "show who you are: send a key as `Authorization: Bearer …`", challenge
            )

    def _who(self, scope: Scope, headers: Headers, address: str) -> Who:
        if self._settings.access == "open":
            return LOCAL
        if self._settings.access == "proxy":
            return self._named_by_proxy(headers, address)
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and secret:
            return self.known(secret.strip(), address)
        token = Request(scope).cookies.get(COOKIE)
        session = self._sessions.find(token) if token else None
        return self._remembered(session) if session else NOBODY

    def _remembered(self, session: Session) -> Who:
        """Give who signed in, as long as that way in is still the one in use."""
        if self._settings.access == "oidc" and session.id:
            return Who(session.id, session.name, Role(session.role), has_session=True)
        key = self._keys.by_id(session.key) if self._settings.access == "keys" else None
        return Who(key.id, key.name, key.role, has_session=True) if key else NOBODY

    def known(self, secret: str, address: str) -> Who:
        """Give who a key belongs to; an address that tries many wrong ones has to wait.

        Raises:
            Refused: too many wrong keys from there.
        """
        key = self._keys.find(secret)
        if key is not None:
            return Who(key.id, key.name, key.role)
        wait = self._tries.wait(address)
        if wait:
            retry = {"Retry-After": str(int(wait) + 1)}
            raise Refused(429, "too many wrong keys from this address; wait a minute", retry)
        return NOBODY

    def _named_by_proxy(self, headers: Headers, address: str) -> Who:
        if address not in _listed(self._settings.proxy_addresses):
            return NOBODY
        # Twice means that the proxy has let through what somebody wrote themselves.
        named = headers.getlist(self._settings.proxy_header)
        user = named[0].strip() if len(named) == 1 else ""
        if not user or len(user) > 200:
            return NOBODY
        role = role_of(self._settings, {user})
        return Who(f"user:{user}", user, role) if role else NOBODY

    # -------------------------------------------------------------- what became of it

    def _note(self, scope: Scope, status: int, seconds: float) -> tuple[str, str, int]:
        """Count and log a request; give what may be said of it: method, route, status."""
        route = getattr(scope.get("route"), "path", None) or "other"
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._metrics.request(method, route, status, seconds)
        logging.getLogger("api").info(
            "request",
            extra={
                "request_id": scope["state"]["request_id"],
                "method": method,
                "route": route,
                "status": status,
                "ms": round(1000 * seconds, 1),
                "who": scope["state"]["who"].id,
            },
        )
        return method, route, status


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _name_of(host: str) -> str:
    """Give the name in a Host header, without the port and the brackets of IPv6."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _add_headers(headers: MutableHeaders, request_id: str) -> None:
    headers["x-request-id"] = request_id
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store")


def _limited(receive: Receive, limit: int) -> Receive:
    """Count a body as it comes in: its announced length may be missing or a lie."""
    taken = 0

    async def receive_counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, _too_large(limit))
        return message

    return receive_counted


def _too_large(limit: int) -> str:
    return f"the request is larger than {limit // 1_000_000} MB; send less"


def _listed(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def role_of(settings: Settings, values: Set[str]) -> Role | None:
    """Give the role of somebody with these values (a user's name, or groups), if there is one."""
    if values & _listed(settings.curators):
        return Role.CURATOR
    readers = _listed(settings.readers)
    return Role.READER if not readers or values & readers else None


def inside(address: str) -> str:
    """Give an address of this page to go on to; anything else becomes the page's beginning."""
    return address if _INSIDE.fullmatch(address) else "/"


def signed_in(
    request: Request, settings: Settings, sessions: Sessions, session: Session, to: str
) -> Response:
    """Begin a session under a new name, end the one there was, and lead on."""
    sessions.end(request.cookies.get(COOKIE, ""))
    response = RedirectResponse(to, 303)
    response.set_cookie(
        COOKIE,
        sessions.begin(session),
        max_age=LASTS,
        httponly=True,
        samesite="lax",
        secure=settings.url.startswith("https:"),
    )
    return response
