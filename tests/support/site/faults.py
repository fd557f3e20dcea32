"""What can go wrong between a site and its reader, caused on purpose."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from app.jira.site.answers import Call

Drift = Callable[[Any], Any]
Ask = Callable[[Call], Call]


class Wire(Enum):
    """What happens to an answer on its way, as far as a server can cause it."""

    TRUNCATED = "half of the body, under the length of the whole"
    DRIP = "a byte a second"
    RESET = "the connection breaks after half of the body"
    BOMB = "gzip that unpacks to more than anybody wants"
    TRUNCATED_GZIP = "gzip that ends in its middle"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in place of the site's own, byte for byte."""

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to the requests that it matches.

    `path` is a regular expression to search for in the path, empty for every path; `method` is None for every
    method. Of the matching requests the first `after` are spared and the next `times` are hit, all for None. `latency`
    is in seconds of the site's clock, before anything else. `ask` changes the request before the site sees it, `drift`
    the site's decoded answer; `reply` takes the answer's place.
    """

    path: str = ""
    method: str | None = None
    times: int | None = None
    after: int = 0
    latency: float = 0.0
    reply: Reply | None = None
    ask: Ask | None = None
    drift: Drift | None = None
    wire: Wire | None = None

    def matches(self, method: str, path: str) -> bool:
        """Return whether the fault applies to a request."""
        return self.method in {None, method} and re.search(self.path, path) is not None


class Faults:
    """The faults of a site, each with a count of what it matched."""

    def __init__(self, *faults: Fault) -> None:
        self._faults = faults
        self._matched = [0] * len(faults)

    def on(self, method: str, path: str) -> list[Fault]:
        """Return the faults that hit this request, and count it."""
        hit = []
        for at, fault in enumerate(self._faults):
            if fault.matches(method, path):
                seen = self._matched[at]
                self._matched[at] += 1
                if fault.after <= seen and (fault.times is None or seen < fault.after + fault.times):
                    hit.append(fault)
        return hit


def refused(status: int, message: str = "Refused on purpose.", **headers: str) -> Reply:
    """Return a status with the body of Jira's errors; `retry_after="5"` becomes the header `retry-after: 5`."""
    body = f'{{"errorMessages":["{message}"],"errors":{{}}}}'.encode()
    return Reply(status, body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def page(html: str = "<!doctype html><title>Log in</title><form></form>") -> Reply:
    """Return a page for people in place of data, with status 200, as a log-in proxy sends it."""
    return Reply(200, html.encode(), content_type="text/html; charset=utf-8")
