"""Keeps API keys: made once, shown once, stored as hashes, with a role each."""

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from filelock import FileLock

from assistant.errors import AssistantError
from assistant.export import save

PREFIX = "gp_"


class Role(StrEnum):
    """What a key may do."""

    READER = "reader"
    """Asks, reads and keeps conversations."""
    CURATOR = "curator"
    """Adds and removes documents too."""


class UnknownKey(AssistantError):
    """There is no key with this id."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as stored; the key itself cannot be got back from it."""

    id: str
    name: str
    role: Role
    created: str
    digest: str


class Keys:
    """The keys of a data folder, in a file that only its owner can read."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "keys.json"
        self._seen: tuple[int, int] | None = None
        self._keys: tuple[Key, ...] = ()

    def create(self, name: str, role: Role) -> tuple[Key, str]:
        """Make a key; its secret is given here and never again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        key = Key(secrets.token_hex(4), name, role, created, _digest(secret))
        with self._locked():
            self._write((*self.list(), key))
        return key, secret

    def revoke(self, key_id: str) -> Key:
        """Take a key away; running servers stop taking it at once.

        Raises:
            UnknownKey: there is none with this id.
        """
        with self._locked():
            keys = self.list()
            found = next((key for key in keys if key.id == key_id), None)
            if found is None:
                msg = f"no key with the id {key_id!r}: `goodpractice keys list` shows them"
                raise UnknownKey(msg)
            self._write(tuple(key for key in keys if key.id != key_id))
        return found

    def list(self) -> tuple[Key, ...]:
        """Read the keys, in the order they were made."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._seen, self._keys = None, ()
            return ()
        seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._seen:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
            self._keys = tuple(Key(**{**each, "role": Role(each["role"])}) for each in entries)
            self._seen = seen
        return self._keys

    def find(self, secret: str) -> Key | None:
        """Give the key that a secret belongs to, if any."""
        digest = _digest(secret)
        return next((k for k in self.list() if hmac.compare_digest(k.digest, digest)), None)

    def by_id(self, key_id: str) -> Key | None:
        """Give the key with an id, if it has not been revoked."""
        return next((key for key in self.list() if key.id == key_id), None)

    def _locked(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"), mode=0o600)

    def _write(self, keys: tuple[Key, ...]) -> None:
        if not self._path.exists():
            self._path.touch(mode=0o600)
        save(self._path, (json.dumps([asdict(key) for key in keys], indent=1) + "\n").encode())


def _digest(secret: str) -> str:
    # A fast hash is enough: the secret is 256 random bits, which nobody can guess their way to.
    return hashlib.sha256(secret.encode()).hexdigest()
