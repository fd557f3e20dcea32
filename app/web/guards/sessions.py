"""Keys, their roles, and browser sessions."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from app.settings import Secret, Settings

IDLE_SECONDS: Final = 12 * 3600
"""A session ends after this time without a request."""
RENEWED_AFTER: Final = 600
"""A session younger than this is not renewed."""
SKEW_SECONDS: Final = 60
"""The tolerated clock difference between machines."""


class Role(Enum):
    """The permissions of a caller; the values are part of the API."""

    EDIT = "edit"
    """View and change dashboards."""
    VIEW = "view"
    """View dashboards and call functions."""


class Keys:
    """The keys of the settings. A session is the instant of its last use, signed with its key.

    It ends with its key or after twelve idle hours, and every process with the keys can verify it.
    """

    def __init__(self, settings: Settings) -> None:
        self.keys: Sequence[tuple[Role, Secret]] = [
            *((Role.EDIT, key) for key in settings.access_keys),
            *((Role.VIEW, key) for key in settings.view_keys),
        ]

    def __bool__(self) -> bool:
        return bool(self.keys)

    def role(self, given: str) -> Role | None:
        """Return the role of a key, None for a wrong one; all keys are compared in constant time."""
        return self._matching(given, [key.reveal() for _, key in self.keys])

    def session(self, key: str, now: float) -> str:
        """Return a new session for this key, which reveals nothing about it."""
        return f"{int(now)}.{_proof(key, int(now))}"

    def session_role(self, session: str, now: float) -> tuple[Role, str | None] | None:
        """Return a session's role and, if due, its renewal; None if it has ended."""
        found = re.fullmatch(r"(\d{1,12})\.([0-9a-f]{64})", session, re.ASCII)
        if found is None or not -SKEW_SECONDS <= now - int(found[1]) <= IDLE_SECONDS:
            return None
        seen = int(found[1])
        role = self._matching(found[2], [_proof(key.reveal(), seen) for _, key in self.keys])
        if role is None:
            return None
        if now - seen < RENEWED_AFTER:
            return role, None
        key = next(key for _, key in self.keys if hmac.compare_digest(found[2], _proof(key.reveal(), seen)))
        return role, self.session(key.reveal(), now)

    def _matching(self, given: str, expected: Sequence[str]) -> Role | None:
        same = [_same(given, one) for one in expected]
        return next((role for (role, _), right in zip(self.keys, same, strict=True) if right), None)


def _proof(key: str, seen: int) -> str:
    return hmac.new(key.encode(), f"browser session {seen}".encode(), hashlib.sha256).hexdigest()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
