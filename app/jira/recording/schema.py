"""The schema of a recorded site file: the members that the site in memory needs; others are allowed.

Besides the five lists in Jira's format a file may contain:

- `timezone`: the zone in which searches read dates, UTC by default;
- of a board `filter` with `id` and `jql`, by default all issues of its project;
- of a board `features`, as Jira answers them;
- of a board `sprints`, the ids of the sprints that it lists, other boards' too, in its order; by default its own and
  those of the issues that its filter finds;
- of a board `hidden` (the account cannot see it), `private` (it is listed on request only, without name and type), and
  `configurationHidden` (its configuration is refused: true for 403, or 401, 403 or 404; then it needs none).
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator


def _instant(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is not an instant: an ISO 8601 text such as 2026-03-02T09:00:00.000Z") from None
    if moment.tzinfo is None:
        raise ValueError("is an instant without an offset: end it in Z or in +hh:mm")
    return value


def _digits(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise ValueError("is not the name of a time zone: write one such as Europe/Berlin") from None
    return value


def _instant_or_none(value: Any) -> Any:
    return None if value is None else _instant(value)


Instant = Annotated[Any, BeforeValidator(_instant)]
PerhapsInstant = Annotated[Any, BeforeValidator(_instant_or_none)]
Number = Annotated[str, BeforeValidator(_digits), StringConstraints(pattern=r"^[0-9]{1,18}\z")]
Text = Annotated[str, StringConstraints(min_length=1)]
IssueKey = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*-[0-9]{1,18}\z")]


class Part(BaseModel):
    """A part of the file, which may have additional members."""

    model_config = ConfigDict(extra="allow", strict=True)


class Kind(Part):
    """The type of a field and, for custom fields, its custom type."""

    type: str | None = None
    custom: str | None = None


class SiteField(Part):
    """An entry of `GET field`."""

    id: Text
    name: Text
    schema_: Kind | None = Field(default=None, alias="schema")
    clauseNames: list[str] = []  # noqa: N815 - Jira's name


class Category(Part):
    """The category of a status; its key is stable, its name translated."""

    key: Literal["undefined", "new", "indeterminate", "done"]


class Status(Part):
    """An entry of `GET status`."""

    id: Number
    name: Text
    statusCategory: Category  # noqa: N815 - Jira's name


class Reference(Part):
    """A reference by id."""

    id: Number


class Column(Part):
    """A column of a board."""

    name: str
    statuses: list[Reference] = []


class ColumnConfig(Part):
    """The columns of a board, from left to right."""

    columns: list[Column]


class EstimationField(Part):
    """The field that a board estimates with."""

    fieldId: Text  # noqa: N815 - Jira's name


class Estimation(Part):
    """How a board estimates."""

    type: Literal["none", "issueCount", "field"]
    field: EstimationField | None = None


class BoardConfiguration(Part):
    """An answer of `GET board/{id}/configuration`."""

    columnConfig: ColumnConfig  # noqa: N815 - Jira's name
    estimation: Estimation | None = None


class Location(Part):
    """The location of a board."""

    projectKey: str | None = None  # noqa: N815 - Jira's name


class Filter(Part):
    """The filter of a board."""

    id: Number
    jql: str


class Feature(Part):
    """An entry of `GET board/{id}/features`; `jsw.agility.sprints` says whether a team-managed board has sprints."""

    feature: str
    state: str


class Board(Part):
    """An entry of `GET board`, with its configuration."""

    id: Annotated[int, Field(ge=1)]
    name: Text
    type: Text
    location: Location | None = None
    filter: Filter | None = None
    configuration: BoardConfiguration | None = None
    sprints: list[int] | None = None
    features: list[Feature] | None = None
    hidden: bool = False
    private: bool = False
    configurationHidden: Literal[True, False, 401, 403, 404] = False  # noqa: N815 - as above

    @model_validator(mode="after")
    def _is_configured(self) -> Self:
        if self.configuration is None and not self.configurationHidden:
            raise ValueError("has no configuration, which only a board with configurationHidden may lack")
        return self

    @model_validator(mode="after")
    def _has_issues(self) -> Self:
        if self.filter is None and not (self.location and self.location.projectKey):
            raise ValueError("names neither location.projectKey nor a filter, so its issues are not known")
        return self


class Sprint(Part):
    """An answer of `GET sprint/{id}`."""

    id: Annotated[int, Field(ge=1)]
    name: str
    state: Literal["closed", "active", "future"]
    originBoardId: int | None = None  # noqa: N815 - Jira's name
    startDate: PerhapsInstant = None  # noqa: N815 - Jira's name
    endDate: PerhapsInstant = None  # noqa: N815 - Jira's name
    completeDate: PerhapsInstant = None  # noqa: N815 - Jira's name


class IssueType(Part):
    """The type of an issue."""

    name: str
    subtask: bool = False


class IssueFields(Part):
    """The fields of an issue that every figure needs."""

    created: Instant
    updated: PerhapsInstant = None
    status: Reference
    issuetype: IssueType
    parent: Reference | None = None


class Item(Part):
    """One change of one field."""

    field: str
    fieldId: str | None = None  # noqa: N815 - Jira's name
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    fromString: str | None = None  # noqa: N815 - Jira's name
    toString: str | None = None  # noqa: N815 - Jira's name


class History(Part):
    """The changes of one instant."""

    id: Number
    created: Instant
    items: list[Item]


class Changelog(Part):
    """All changes of an issue; it must be complete, because a truncated one gives wrong figures."""

    histories: list[History]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = (self.model_extra or {}).get("total", 0)
        if isinstance(total, int) and total > len(self.histories):
            raise ValueError("is cut: its total is larger than its histories. Take them from changelog/bulkfetch")
        return self


class Issue(Part):
    """An issue with its whole history."""

    id: Number
    key: IssueKey
    fields: IssueFields
    changelog: Changelog


class SiteFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    fields_: list[SiteField] = Field(alias="fields")
    statuses: list[Status]
    boards: list[Board]
    sprints: list[Sprint]
    issues: list[Issue]
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
