"""A small Jira site: two projects, boards of every kind, sprints in every state, a few issues with histories."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.support.clock import FakeClock
from tests.support.site.faults import Faults
from tests.support.site.faulty import FaultySite

Json = dict[str, Any]
SPRINT_FIELD = "customfield_10020"
POINTS = "customfield_10031"
ORIGIN = "https://tests.atlassian.net"


def project_id(key: str) -> int:
    """Return the id of a project with this key."""
    return 10_000 + ord(key[0])


def sprint_entry(number: int, state: str = "closed", board: int = 1) -> Json:
    """Return a sprint with the dates of its state."""
    dates = {
        "closed": ("startDate", "endDate", "completeDate"),
        "active": ("startDate", "endDate"),
        "future": (),
    }[state]
    return {
        "id": number,
        "name": f"Sprint {number}",
        "state": state,
        "originBoardId": board,
        **{name: f"2026-03-0{day}T09:00:00.000Z" for day, name in enumerate(dates, 1)},
    }


def history(number: int, created: str, *changes: tuple[str, Any, Any]) -> Json:
    """Return a history of changes (field id, before, after): points have texts only, other fields ids too."""
    items = []
    for name, before, after in changes:
        ids = (None, None) if name == POINTS else (before, after)
        items.append(
            {
                "field": {SPRINT_FIELD: "Sprint", POINTS: "Story Points"}.get(name, name),
                "fieldtype": "custom" if name.startswith("custom") else "jira",
                "fieldId": name,
                "from": ids[0],
                "fromString": before,
                "to": ids[1],
                "toString": after,
            }
        )
    return {"id": str(number), "created": created, "items": items}


def issue(number: int, key: str, *histories: Json, **fields: Any) -> Json:
    """Return an issue; `sprints` are ids, every other argument is the field of its name."""
    sprints = [{"id": one} for one in fields.pop("sprints", ())] or None
    project = key.partition("-")[0]
    return {
        "id": str(number),
        "key": key,
        "fields": {
            "created": "2026-03-01T09:00:00.000+0000",
            "issuetype": {"id": "10001", "name": "Story", "subtask": False},
            "project": {"id": str(project_id(project)), "key": project, "name": project},
            "resolution": None,
            "status": {"id": "1"},
            SPRINT_FIELD: sprints,
            POINTS: None,
            **fields,
        },
        "changelog": {"histories": list(histories)},
    }


def board_entry(number: int, project: str = "A", **more: Any) -> Json:
    """Return a scrum board of a project."""
    return {
        "id": number,
        "name": f"Board {number}",
        "type": "scrum",
        "location": {"projectId": project_id(project), "projectKey": project, "projectName": project},
        "configuration": {
            "columnConfig": {"columns": [{"name": "Done", "statuses": [{"id": "3"}]}]},
            "estimation": {"type": "field", "field": {"fieldId": POINTS, "displayName": "Story Points"}},
        },
        **more,
    }


def site_data(**more: Any) -> Json:
    """Return a site's data; the arguments replace the defaults."""
    return {
        "fields": [
            {
                "id": SPRINT_FIELD,
                "name": "Sprint",
                "custom": True,
                "clauseNames": ["cf[10020]", "Sprint"],
                "schema": {"type": "array", "items": "json", "custom": "com.pyxis.greenhopper.jira:gh-sprint"},
            },
            {"id": POINTS, "name": "Story Points", "custom": True, "schema": {"type": "number"}},
            {"id": "status", "name": "Status", "custom": False, "schema": {"type": "status"}},
        ],
        "statuses": [
            {"id": "1", "name": "Open", "statusCategory": {"id": 2, "key": "new", "name": "Por fazer"}},
            {"id": "3", "name": "Closed", "statusCategory": {"id": 3, "key": "done", "name": "Feito"}},
        ],
        "boards": [board_entry(1), board_entry(2, "B")],
        "sprints": [sprint_entry(10), sprint_entry(11, "active"), sprint_entry(12, "future")],
        "issues": [issue(20001, "A-1", sprints=[10]), issue(20002, "A-2"), issue(20003, "B-1")],
        **more,
    }


@dataclass(frozen=True)
class Asker:
    """Sends requests to a site over HTTP."""

    http: httpx.AsyncClient
    site: FaultySite
    clock: FakeClock

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Send a GET request."""
        return await self.http.get(path, params={name: str(value) for name, value in query.items()})

    async def post(self, path: str, body: Any) -> httpx.Response:
        """Send a POST request."""
        return await self.http.post(path, json=body)

    async def ids(self, jql: str, **body: Any) -> list[str]:
        """Return the ids on the first page of a search."""
        answer = await self.post("/rest/api/3/search/jql", {"jql": jql, "maxResults": 5000, **body})
        assert answer.status_code == 200, answer.text
        return [entry["id"] for entry in answer.json()["issues"]]

    async def fault(self, jql: str) -> str:
        """Return the sentence with which a search is refused."""
        answer = await self.post("/rest/api/3/search/jql", {"jql": jql})
        assert answer.status_code == 400, answer.text
        assert answer.json()["errors"] == {}
        (sentence,) = answer.json()["errorMessages"]
        return str(sentence)


Ask = Callable[..., Asker]


@pytest.fixture
def asking() -> Ask:
    """Return a function that makes a site from data, and a client for it."""

    def made(
        data: Mapping[str, Any] | None = None, *, granted: frozenset[str] | None = None, faults: Faults | None = None
    ) -> Asker:
        clock = FakeClock()
        site = FaultySite(site_data() if data is None else data, clock=clock, granted=granted, faults=faults)
        return Asker(httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=ORIGIN), site, clock)

    return made
