"""Paging: numbers of a request and page tokens."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from app.jira.site.answers import Refusal

_WRONG_TOKEN: Final = "The token of the next page is not one that was given for this request."  # noqa: S105 - a sentence


def number(source: Mapping[str, Any], name: str, default: int, *, least: int, most: int | None = None) -> int:
    """Return a whole number from a query or a body; `Refusal` 400 for anything else or outside the limits."""
    value = source.get(name)
    if value is None:
        return default
    text = str(value)
    if isinstance(value, bool) or not text.lstrip("-").isdecimal() or len(text) > len(str(2**63)):
        raise Refusal(400, f"{name} is not a whole number.")
    found = int(text)
    if found < least or (most is not None and found > most):
        raise Refusal(400, f"{name} is outside of its limits.")
    return found


def token(of: str, start: int) -> str:
    """Return the token of the page that begins at `start`, for the request identified by `of`."""
    return base64.urlsafe_b64encode(f"{_digest(of)}.{start}".encode()).decode()


def start_of(of: str, given: Any) -> int:
    """Return where the page of a token begins, 0 without one; `Refusal` 400 for one of another request."""
    if given is None:
        return 0
    try:
        digest, _, start = base64.urlsafe_b64decode(str(given)).decode("ascii").partition(".")
    except ValueError:
        raise Refusal(400, _WRONG_TOKEN) from None
    if digest != _digest(of) or not start.isdecimal():
        raise Refusal(400, _WRONG_TOKEN)
    return int(start)


def _digest(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()[:16]
