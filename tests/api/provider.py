"""A small OpenID Connect provider over HTTP: it signs everyone in at once, as told, with faults."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "goodpractice", "a client's secret"


@dataclass(slots=True)
class Provider:
    """What the provider says of whoever signs in, and what was asked of it."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "ada", "name": "Ada Lovelace"})
    is_forging: bool = False
    """Sign with a key that is not published."""
    begun: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "end_session_endpoint": f"{self.address}/logout",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Give where the browser is sent back to."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        code = secrets.token_urlsafe()
        self.begun[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str], authorization: str) -> dict[str, Any]:
        """Give the tokens for a code, once, to whoever began with it."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        begun = self.begun.pop(given["code"])
        challenge = hashlib.sha256(given["code_verifier"].encode()).digest()
        expected = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        is_theirs = (
            authorization == f"Basic {basic}"
            and begun["code_challenge_method"] == "S256"
            and begun["code_challenge"] == expected
            and begun["redirect_uri"] == given["redirect_uri"]
        )
        if not is_theirs:
            return {"error": "invalid_grant"}
        now = int(time.time())
        usual = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = {**usual, "nonce": begun["nonce"], **self.claims}
        key = RSAKey.generate_key(2048, {"kid": "1"}) if self.is_forging else self.key
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)
        return {"access_token": "unused", "token_type": "Bearer", "id_token": token}


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider on a port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif parts.path == "/jwks":
                self._give({"keys": [provider.key.as_dict(private=False)]})
            else:
                assert parts.path == "/.well-known/openid-configuration"
                self._give(provider.metadata())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self._give(provider.token(given, self.headers.get("Authorization", "")))

        def _give(self, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(400 if "error" in value else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
