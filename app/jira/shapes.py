"""How a site in memory answers: the bodies of its errors and the shapes around its data, as Jira Cloud gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.jira.index import Json, Row, board_filter

ORIGIN: Final = "https://site-in-memory.atlassian.net"
"""The site's own address in `self` links. Nothing is ever asked there."""

PEOPLE_CANARY: Final = "person-canary"
"""Stands in every value that names a person and nowhere else: where it shows, somebody's data got through."""

PEOPLE: Final = 12
PERSON_FIELDS: Final = ("assignee", "reporter", "creator")


@dataclass(frozen=True, slots=True)
class Call:
    """A request as handlers see it; `placeholder` is what stands in its path for the operation's placeholder."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what is encoded as JSON."""

    value: Any
    status: int = 200


class Refusal(Exception):  # noqa: N818 - it is an answer, not a mistake
    """An answer that is an error of Jira's: `ErrorCollection` of the platform API."""

    def __init__(self, status: int, *messages: str, errors: Json | None = None) -> None:
        super().__init__(*messages)
        self.answer = Answer({"errorMessages": list(messages), "errors": dict(errors or {})}, status)


def no_board() -> Refusal:
    """Return the answer for a board that does not exist or cannot be seen: Jira tells the two apart for nobody."""
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
    """Return a user as Jira puts one into answers, every value of which is a canary."""
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


def sprint(one: Json) -> dict[str, Any]:
    """Return a sprint as the agile API has it."""
    return {"self": f"{ORIGIN}/rest/agile/1.0/sprint/{one['id']}", **one}


def issue(row: Row, names: Sequence[str] | None) -> dict[str, Any]:
    """Return an issue with these fields, all of them for None; people come with all, and when they are named."""
    people = {name: PERSONS[(row.id + at) % PEOPLE] for at, name in enumerate(PERSON_FIELDS)}
    fields = row.fields if names is None else {name: row.fields.get(name) for name in names if name not in people}
    return {
        "expand": "",
        "id": row.raw["id"],
        "self": f"{ORIGIN}/rest/api/3/issue/{row.id}",
        "key": row.key,
        "fields": {**fields, **{name: one for name, one in people.items() if names is None or name in names}},
    }


def history(row: Row, entry: Json, created: str | int) -> dict[str, Any]:
    """Return an entry of a changelog; its author is a person."""
    return {
        "id": entry["id"],
        "author": PERSONS[int(row.id + created if isinstance(created, int) else row.id) % PEOPLE],
        "created": created,
        "items": entry["items"],
    }


def page(values: Sequence[Any], start: int, size: int) -> dict[str, Any]:
    """Return a page of a list that is paged by `startAt`; the size that counts is echoed."""
    return {
        "maxResults": size,
        "startAt": start,
        "total": len(values),
        "isLast": start + size >= len(values),
        "values": values[start : start + size],
    }
