"""Parsers of Jira's answers; only the files of this folder know the shapes of its REST API.

Every function takes decoded JSON and raises LookupError, TypeError or ValueError if it differs from Jira's
documentation; the caller converts that into an error. Only the members named here are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resolvers.jira.parse.changelogs import changelogs as changelogs  # noqa: PLC0414 - part of this module's interface
from resolvers.jira.parse.documented import (
    FIELD_ID,
    Undocumented,
    document,
    entries,
    identifier,
    page_token,
    part,
    project_key,
    title,
    whole,
)
from resolvers.jira.parse.present_values import PresentValues as PresentValues  # noqa: PLC0414 - as above
from resolvers.jira.parse.present_values import present_values as present_values  # noqa: PLC0414 - as above
from resolvers.jira.parse.values import possible

SPRINT_SCHEMA = "com.pyxis.greenhopper.jira:gh-sprint"
TEAM_MANAGED_POINTS_SCHEMA = "com.pyxis.greenhopper.jira:jsw-story-points"
TIME_FIELD = "timeoriginalestimate"

ESTIMATIONS = ("field", "issueCount", "none")
CATEGORIES = ("new", "indeterminate", "done", "undefined")
UNKNOWN_CATEGORY = "undefined"


@dataclass(frozen=True, slots=True)
class Field:
    """A field that an estimate can be read from; `kind` is `points`, `time` or `number`."""

    id: str
    name: str
    kind: str
    team_managed: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A status of the site; `category` is one of `CATEGORIES`, `known` is False if Jira gave none of them."""

    id: str
    name: str
    category: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Configuration:
    """A board's configuration; the statuses are grouped by column from left to right."""

    name: str
    team_managed: bool
    project_key: str | None
    filter_id: int | None
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    estimation: str | None
    field_id: str | None


@dataclass(frozen=True, slots=True)
class Sprint:
    """A closed or running sprint; instants are epoch milliseconds, 0 if missing or impossible.

    A running one is treated as if it closed at the instant of its reading.
    """

    id: int
    name: str
    start: int
    end: int | None
    close: int
    origin: int | None
    running: bool = False

    @property
    def possible(self) -> bool:
        """Whether its dates are valid."""
        return possible(self.start) and self.start <= self.close and possible(self.close)


def sprint_fields(answer: list[Any]) -> list[tuple[str, str]]:
    """Return id and name of the site's Sprint fields, identified by schema, because names can be changed.

    A site has one; an import can leave a second one, which may be listed first.
    """
    found = [
        (str(field["id"]), title(field.get("name"), str(field["id"])))
        for field in _fields(answer)
        if part(field, "schema").get("custom") == SPRINT_SCHEMA
    ]
    if not found:
        raise Undocumented("it has no Sprint field")
    return found


def _fields(answer: list[Any]) -> list[Mapping[str, Any]]:
    """Return the fields with a valid id; others are ignored."""
    return [
        field
        for field in answer
        if isinstance(field, Mapping) and isinstance(field.get("id"), str) and FIELD_ID.fullmatch(field["id"])
    ]


def estimate_fields(answer: list[Any]) -> list[Field]:
    """Return the numeric fields that can hold an estimate, points fields first."""
    found = []
    for field in _fields(answer):
        schema, name = part(field, "schema"), title(field.get("name"), field["id"])
        if field["id"] == TIME_FIELD:
            found.append(Field(TIME_FIELD, name, "time"))
        elif schema.get("type") == "number" and "custom" in schema:
            team_managed = schema["custom"] == TEAM_MANAGED_POINTS_SCHEMA
            found.append(Field(field["id"], name, _kind(name, team_managed=team_managed), team_managed))
    return sorted(found, key=lambda field: ("points", "time", "number").index(field.kind))


def _kind(name: str, *, team_managed: bool) -> str:
    named_points = name.strip().casefold() in {"story points", "story point estimate"}
    return "points" if team_managed or named_points else "number"


def statuses(answer: object) -> list[Status]:
    """Return the site's statuses, at least one, without those whose id or category is invalid."""
    found = entries({"statuses": answer}, "statuses", "the list of statuses")
    if not found:
        raise Undocumented("it has no status")
    return [_status(entry) for entry in found]


def _status(entry: Mapping[str, Any]) -> Status:
    number, category = identifier(entry.get("id")) or "", part(entry, "statusCategory").get("key")
    known = bool(number) and category in CATEGORIES
    return Status(number, title(entry.get("name"), number), str(category) if known else UNKNOWN_CATEGORY, known)


def configuration(answer: object, board: int) -> Configuration:
    """Return a board's configuration; a team-managed board may come without `estimation`."""
    whose = f"the configuration of board {board}"
    found = document(answer, whose)
    estimation = part(found, "estimation")
    kind, field_id = estimation.get("type"), part(estimation, "field").get("fieldId")
    if kind not in ESTIMATIONS and not isinstance(found.get("type"), str):
        raise Undocumented(f"{whose} gives neither the board's estimation nor its type")
    return Configuration(
        name=title(found.get("name"), f"Board {board}"),
        team_managed=found.get("type") == "simple",
        project_key=project_key(part(found, "location")),
        filter_id=whole(part(found, "filter").get("id")),
        columns=tuple(_column(column, whose) for column in entries(part(found, "columnConfig"), "columns", whose)),
        estimation=kind if kind in ESTIMATIONS else None,
        field_id=field_id if isinstance(field_id, str) and FIELD_ID.fullmatch(field_id) else None,
    )


def _column(column: Mapping[str, Any], whose: str) -> tuple[str, tuple[str, ...]]:
    """Return a column's name and statuses; strict, because the last non-empty column defines Done."""
    name = title(column.get("name"), "")
    listed = [identifier(status.get("id")) for status in entries(column, "statuses", f"a column of {whose}")]
    if None in listed:
        raise Undocumented(f"a column of {whose} has a status without an id")
    return name, tuple(status for status in listed if status)


def issue_ids(answer: object) -> tuple[list[str], str | None]:
    """Return the ids of a search page and the next page's token; a page without token must be marked as the last."""
    whose = "a page of the search"
    found = [identifier(entry.get("id")) for entry in entries(answer, "issues", whose)]
    if None in found:
        raise Undocumented(f"{whose} has an issue without an id")
    page = document(answer, whose)
    token = page_token(page.get("nextPageToken"), whose)
    if token is None and page.get("isLast") is False:
        raise Undocumented(f"{whose} is not the last one but has no token for the next")
    return [number for number in found if number], token


def filter_jql(answer: object) -> str:
    """Return a filter's JQL."""
    jql = document(answer, "the filter").get("jql")
    if not isinstance(jql, str):
        raise Undocumented("the filter has no JQL")
    return jql
