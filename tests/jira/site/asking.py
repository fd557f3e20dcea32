"""Asks an in-memory site over HTTP, as a reader does."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.support.clock import FakeClock
from tests.support.site.faults import Fault, Faults
from tests.support.site.faulty import FaultySite

SEARCH = "/rest/api/3/search/jql"
LOGS = "/rest/api/3/changelog/bulkfetch"
ISSUES = "/rest/api/3/issue/bulkfetch"
NOW = 1_795_512_600.0
"""2026-11-24T09:30:00Z."""


class Asker:
    """A site and a client for it."""

    def __init__(self, data: Mapping[str, Any], *faults: Fault, granted: frozenset[str] | None = None) -> None:
        self.clock = FakeClock(NOW)
        self.site = FaultySite(data, clock=self.clock, granted=granted, faults=Faults(*faults))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.site), base_url="https://site.example")

    async def get(self, path: str) -> httpx.Response:
        """Send a GET request."""
        return await self.http.get(path)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        """Send a POST request."""
        return await self.http.post(path, json=body)

    async def keys(self, jql: str) -> list[str]:
        """Return the keys that a search finds."""
        answer = await self.post(SEARCH, jql=jql, fields=["key"])
        assert answer.status_code == 200, answer.text
        return [issue["key"] for issue in answer.json()["issues"]]

    async def refused(self, jql: str) -> str:
        """Return the sentence with which a search is refused."""
        answer = await self.post(SEARCH, jql=jql)
        assert (answer.status_code, answer.json()["errors"]) == (400, {})
        (sentence,) = answer.json()["errorMessages"]
        return str(sentence)
