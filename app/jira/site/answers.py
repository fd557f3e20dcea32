"""The answers of a site in memory, in Jira Cloud's format: error bodies and envelopes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from app.jira.site.index import Index, Json, Row, board_filter, millis

ORIGIN: Final = "https://site-in-memory.atlassian.net"
"""The site's address in `self` links, which is never requested."""

PEOPLE_CANARY: Final = "person-canary"
"""A canary in all values about people: its appearance means that data about people leaked."""

PEOPLE: Final = 12
PERSON_FIELDS: Final = ("assignee", "reporter", "creator")


@dataclass(frozen=True, slots=True)
class Call:
    """A request for handlers; `placeholder` is the value of the placeholder in the path."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body to encode as JSON."""

    value: Any
    status: int = 200


class Refusal(Exception):  # noqa: N818 - it is an answer, not a mistake
    """An answer that is an error of Jira's: `ErrorCollection` of the platform API."""

    def __init__(self, status: int, *messages: str, errors: Json | None = None) -> None:
        super().__init__(*messages)
        self.answer = Answer({"errorMessages": list(messages), "errors": dict(errors or {})}, status)


class GatewayRefusal(Refusal):
    """The answer for a token without a scope that an operation needs; it does not name the scope."""

    def __init__(self) -> None:
        super().__init__(401)
        self.answer = Answer({"code": 401, "message": "Unauthorized; scope does not match"}, 401)


def no_board() -> Refusal:
    """Return the answer for a missing or hidden board, which Jira does not distinguish."""
    return Refusal(
        404,
        errors={
            "rapidViewId": "The requested board cannot be viewed because it either does not exist or you do not have "
            "permission to view it."
        },
    )


def no_issue() -> Refusal:
    """Return the answer for an issue that does not exist or cannot be seen."""
    return Refusal(404, "Issue does not exist or you do not have permission to see it.")


def person(number: int) -> dict[str, Any]:
    """Return a user in Jira's format, with canaries as values."""
    name = f"{PEOPLE_CANARY}-{number % PEOPLE}"
    return {
        "self": f"{ORIGIN}/rest/api/3/user?accountId={name}",
        "accountId": name,
        "accountType": f"{name}-type",
        "emailAddress": f"{name}@example.com",
        "displayName": f"{name} Name",
        "avatarUrls": {"48x48": f"{ORIGIN}/avatar/{name}"},
        "active": True,
        "timeZone": f"{name}/Zone",
    }


PERSONS: Final = tuple(person(number) for number in range(PEOPLE))


def board(one: Json) -> dict[str, Any]:
    """Return a board as the list of boards has it."""
    location = {"location": one["location"]} if one.get("location") else {}
    return {
        "id": one["id"],
        "self": f"{ORIGIN}/rest/agile/1.0/board/{one['id']}",
        "name": one["name"],
        "type": one["type"],
        "isPrivate": False,
        **location,
    }


def private_board(one: Json) -> dict[str, Any]:
    """Return a private board as the list of boards has it: without name and type."""
    return {name: value for name, value in board(one).items() if name not in {"name", "type"}} | {"isPrivate": True}


def project(one: Json, *, team_managed: bool) -> dict[str, Any]:
    """Return a project as the list of a board's projects has it; its id is a text."""
    return {
        "self": f"{ORIGIN}/rest/api/2/project/{one['key']}",
        "id": str(one.get("id", "")),
        "key": one["key"],
        "name": one.get("name", one["key"]),
        "projectTypeKey": "software",
        "simplified": team_managed,
    }


def configuration(one: Json) -> dict[str, Any]:
    """Return a board's configuration: what the data tells, and around it what follows from the board."""
    location = one.get("location") or {}
    filter_id = board_filter(one)["id"]
    here = f"{ORIGIN}/rest/agile/1.0/board/{one['id']}/configuration"
    place = {
        "type": "project",
        "key": location.get("projectKey"),
        "id": str(location.get("projectId", "")),
        "name": location.get("projectName"),
    }
    return {
        "id": one["id"],
        "name": one["name"],
        "type": one["type"],
        "self": here,
        "location": place,
        **one["configuration"],
        "filter": {"id": str(filter_id), "self": f"{ORIGIN}/rest/api/3/filter/{filter_id}"},
    }


SPRINT_DATES: Final[tuple[str, ...]] = ("startDate", "endDate", "completeDate")


def sprint(one: Json) -> dict[str, Any]:
    """Return a sprint as the agile API has it; dates that did not happen are absent."""
    dates = {name: agile_stamp(one[name]) for name in SPRINT_DATES if one.get(name) is not None}
    rest = {name: value for name, value in one.items() if name not in SPRINT_DATES}
    return {"self": f"{ORIGIN}/rest/agile/1.0/sprint/{one['id']}", **rest, **dates}


def membership(index: Index, entry: Json) -> Json:
    """Return a sprint as the Sprint field of an issue has it: as the sprint is today, or as the data keeps it."""
    one = index.sprints.get(entry["id"])
    if one is None:
        return entry
    whole = sprint(one)
    dates = {name: whole[name] for name in SPRINT_DATES if name in whole}
    named = {name: one[name] for name in ("id", "name", "state")}
    return {**named, "boardId": one.get("originBoardId"), "goal": one.get("goal", ""), **dates}


def value(index: Index, row: Row, name: str) -> Any:
    """Return the value of an issue's field, in the platform API's shape."""
    found = row.fields.get(name)
    if found is None:
        return None
    if name == index.sprint_field:
        return [membership(index, entry) for entry in found]
    if name == "status":
        known = next((status for status in index.statuses if status["id"] == found["id"]), {})
        return {**known, **found}
    if name == "issuetype":
        return {"subtask": False, **found}
    return platform_stamp(found) if name in {"created", "updated"} else found


def issue(index: Index, row: Row, names: Sequence[str] | None) -> dict[str, Any]:
    """Return an issue with these fields, all of them for None; people come with all, and when they are named."""
    people = {name: PERSONS[(row.id + at) % PEOPLE] for at, name in enumerate(PERSON_FIELDS)}
    wanted = [*row.fields, *people] if names is None else names
    return {
        "expand": "",
        "id": row.raw["id"],
        "self": f"{ORIGIN}/rest/api/3/issue/{row.id}",
        "key": row.key,
        "fields": {name: people[name] if name in people else value(index, row, name) for name in wanted},
    }


def agile_stamp(stamp: str) -> str:
    """Return an instant as the agile API writes it: in UTC with a Z, or with a colon in its offset."""
    if re.search(r"[+-]\d{4}$", stamp) is None:
        return stamp
    return datetime.fromisoformat(stamp).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def platform_stamp(stamp: str | int) -> str:
    """Return an instant as the platform API writes it: with an offset that has no colon."""
    if isinstance(stamp, str) and re.search(r"[+-]\d{4}$", stamp):
        return stamp
    instant = datetime.fromtimestamp(millis(stamp) / 1000, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def history(row: Row, entry: Json, created: str | int) -> dict[str, Any]:
    """Return an entry of a changelog; its author is a person."""
    return {
        "id": entry["id"],
        "author": PERSONS[int(row.id + created if isinstance(created, int) else row.id) % PEOPLE],
        "created": created,
        "items": entry["items"],
    }


def inline_changelog(row: Row, most: int) -> dict[str, Any]:
    """Return the changelog for `expand=changelog`: newest first, without the oldest entries."""
    newest = [history(row, entry, platform_stamp(entry["created"])) for _, entry in reversed(row.histories[-most:])]
    return {"startAt": 0, "maxResults": len(newest), "total": len(row.histories), "histories": newest}


def page(values: Sequence[Any], start: int, size: int) -> dict[str, Any]:
    """Return a page of a list that is paged by `startAt`; the size that counts is echoed."""
    return {
        "maxResults": size,
        "startAt": start,
        "total": len(values),
        "isLast": start + size >= len(values),
        "values": values[start : start + size],
    }
