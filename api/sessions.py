"""Remembers the browsers that have signed in: a random token in a cookie, a file for its hash."""

import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.export import NotSaved, save
from index.errors import NotWritable

COOKIE = "goodpractice_session"
LASTS = 12 * 3600
"""Seconds: a working day."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who signed in: by a key, which may be revoked meanwhile, or as a provider named them."""

    key: str = ""
    id: str = ""
    name: str = ""
    role: str = ""


class Sessions:
    """The sessions of a data folder, shared by all workers; ending one ends it everywhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "sessions"

    def begin(self, session: Session) -> str:
        """Make the cookie's value; nothing on the disk leads back to it.

        Raises:
            NotWritable: there is no room for it.
        """
        token = secrets.token_urlsafe(32)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
            save(self._path(token), json.dumps(asdict(session)).encode())
        except (OSError, NotSaved) as error:
            raise NotWritable(f"signing in cannot be noted ({error}): free some space") from error
        return token

    def find(self, token: str) -> Session | None:
        """Give the session of a cookie, unless it is over or not ours."""
        path = self._path(token)
        try:
            if _is_over(path):
                return None
            return Session(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def end(self, token: str) -> None:
        """End a session: its cookie opens nothing any more, wherever it is kept."""
        self._path(token).unlink(missing_ok=True)

    def _path(self, token: str) -> Path:
        return self._folder / hashlib.sha256(token.encode(errors="replace")).hexdigest()

    def _sweep(self) -> None:
        for path in self._folder.iterdir():
            if _is_over(path):
                path.unlink(missing_ok=True)


def _is_over(path: Path) -> bool:
    return path.stat().st_mtime + LASTS < time.time()
