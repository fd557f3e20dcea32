"""Jira's answers turned into values; only this file and `presents`, for issues, know the shapes of its REST API.

Every function takes a decoded answer and raises LookupError, TypeError or ValueError when it is not what Jira
documents; the caller turns that into an error that says so. Nothing but the fields named here is looked at.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

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
from resolvers.jira.parse.presents import Present as Present  # noqa: PLC0414 - whoever reads answers finds all of it here
from resolvers.jira.parse.presents import presents as presents  # noqa: PLC0414 - as above

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
    """A status of the site; `category` is one of `CATEGORIES`, `known` is False where Jira told none of them."""

    id: str
    name: str
    category: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Configuration:
    """A board's configuration; statuses by column from left to right."""

    name: str
    team_managed: bool
    project_key: str | None
    filter_id: int | None
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    estimation: str | None
    field_id: str | None


@dataclass(frozen=True, slots=True)
class Sprint:
    """A closed or running sprint; instants in epoch milliseconds, 0 where Jira tells none that can be.

    A running one is looked at as if it were closed at the instant of its reading.
    """

    EARLIEST: ClassVar = round(datetime(1995, 1, 1, tzinfo=UTC).timestamp() * 1000)
    """Scrum was presented in 1995: a date before that is a slip of the keyboard, as one after `LATEST` is."""
    LATEST: ClassVar = round(datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000)

    id: int
    name: str
    start: int
    end: int | None
    close: int
    origin: int | None
    running: bool = False

    @property
    def possible(self) -> bool:
        """Whether its dates place it in time."""
        return self.EARLIEST <= self.start <= self.close < self.LATEST


def sprint_fields(answer: list[Any]) -> list[tuple[str, str]]:
    """Return id and name of the site's Sprint fields, found by their schema: names can be changed.

    A site has one; a second one is left behind by an import, and may be listed first.
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
    """Return the fields whose id can be asked for; an odd one is as if it were not there."""
    return [
        field
        for field in answer
        if isinstance(field, Mapping) and isinstance(field.get("id"), str) and FIELD_ID.fullmatch(field["id"])
    ]


def estimate_fields(answer: list[Any]) -> list[Field]:
    """Return the numeric fields that an estimate can be read from, points first."""
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
    """Return the site's statuses; every site has some. One whose id or category is odd decides nothing."""
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
        raise Undocumented(f"{whose} tells neither how the board estimates nor of what type it is")
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
    """Return a column's name and statuses: those of the last one with any decide what is done."""
    name = title(column.get("name"), "")
    listed = [identifier(status.get("id")) for status in entries(column, "statuses", f"a column of {whose}")]
    if None in listed:
        raise Undocumented(f"a column of {whose} has a status without an id")
    return name, tuple(status for status in listed if status)


def issue_ids(answer: object) -> tuple[list[str], str | None]:
    """Return the ids of a search page and the token of the next one; a page that ends without either is cut."""
    whose = "a page of the search"
    found = [identifier(entry.get("id")) for entry in entries(answer, "issues", whose)]
    if None in found:
        raise Undocumented(f"{whose} has an issue without an id")
    page = document(answer, whose)
    token = page_token(page, whose)
    if token is None and page.get("isLast") is False:
        raise Undocumented(f"{whose} is not the last one and gives no way on")
    return [number for number in found if number], token


def changelogs(answer: object, asked: Container[str]) -> tuple[list[tuple[str, list[dict[str, Any]]]], str | None]:
    """Return the histories of a `changelog/bulkfetch` page by issue id, and the token of the next page."""
    whose = "a page of histories"
    logs: list[tuple[str, list[dict[str, Any]]]] = []
    for log in entries(answer, "issueChangeLogs", whose):
        number = identifier(log.get("issueId"))
        if number is None or number not in asked:
            raise Undocumented(f"{whose} does not tell whose history it is")
        histories = entries(log, "changeHistories", f"the history of {number}")
        if not all(isinstance(entry.get("items"), list) for entry in histories):
            raise Undocumented(f"the history of {number} has an entry without items")
        logs.append((number, [dict(entry) for entry in histories]))
    return logs, page_token(document(answer, whose), whose)


def filter_jql(answer: object) -> str:
    """Return a filter's JQL."""
    jql = document(answer, "the filter").get("jql")
    if not isinstance(jql, str):
        raise Undocumented("the filter has no JQL")
    return jql
