"""How other clients read the same board: histories inline, a hundred issues a page, one page after another.

Many public clients read this way: configuration, the pages of sprints in turn, then a search with `expand=changelog`
that follows its page tokens. Jira cuts such a history (to the newest 40 entries here), so no exact figure results.
"""

from datetime import datetime, timedelta
from typing import Any

import httpx

PAGE = 100


async def read(site: httpx.AsyncClient, board: int, sprints: int) -> int:
    """Read what a chart of this many sprints needs, and return the number of issues received."""
    configuration = (await site.get(f"/rest/agile/1.0/board/{board}/configuration")).json()
    last = (await _closed(site, board))[-sprints:]
    since = min(datetime.fromisoformat(each["startDate"]) for each in last) - timedelta(days=1)
    listed = ", ".join(str(each["id"]) for each in last)
    scope = f"filter = {configuration['filter']['id']}"
    body: dict[str, Any] = {
        "jql": f'{scope} AND (updated >= "{since:%Y-%m-%d}" OR sprint in ({listed})) ORDER BY id ASC',
        "fields": ["*all"],
        "expand": "changelog",
        "maxResults": PAGE,
    }
    count = 0
    while True:
        page = (await site.post("/rest/api/3/search/jql", json=body)).raise_for_status().json()
        count += len(page["issues"])
        if not (token := page.get("nextPageToken")):
            return count
        body["nextPageToken"] = token


async def _closed(site: httpx.AsyncClient, board: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        where = f"/rest/agile/1.0/board/{board}/sprint?state=closed&startAt={len(found)}"
        page = (await site.get(where)).raise_for_status().json()
        found += page["values"]
        if page["isLast"]:
            return sorted(found, key=lambda each: str(each["completeDate"]))
