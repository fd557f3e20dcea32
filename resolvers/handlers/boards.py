"""listBoards, describeBoard, suggestConfiguration: the options for the gadget's settings."""

from collections.abc import Mapping
from typing import Any, TypedDict

from app.forge import Request
from resolvers.cache.past_statuses import kept_statuses
from resolvers.configuration import BoardChoice, BoardQuery, Configuration, Nothing, read
from resolvers.errors import problems
from resolvers.jira import client
from resolvers.jira.links import Links
from resolvers.jira.parse.answers import Configuration as BoardConfiguration
from resolvers.jira.parse.answers import Status
from resolvers.jira.parse.board_pages import Boards
from resolvers.messages import ReportWarning, warning
from resolvers.read.filters import BoardFilter
from resolvers.read.metadata import Discovery, discover
from resolvers.read.sprints import from_list
from resolvers.report.shapes import EstimationUnit
from resolvers.report.units import COUNT, ISSUE_COUNT, Unit, board_unit
from resolvers.report.warnings import done_outside
from resolvers.single_flight import together

Json = dict[str, Any]


class DescribedBoard(TypedDict):
    """A board; `name` and `projectKey` are None if the app may not read its configuration."""

    id: int
    name: str | None
    projectKey: str | None
    url: str | None


class Estimations(TypedDict):
    """The available estimations and the id of the board's own."""

    default: str
    options: list[EstimationUnit]


class StatusChoice(TypedDict):
    """A status to choose from; `column` is None if it is on no column, `done` says that it means done by default."""

    id: str
    name: str
    category: str
    column: str | None
    done: bool


class Description(TypedDict):
    """The options for a board."""

    board: DescribedBoard
    estimation: Estimations
    statuses: list[StatusChoice]
    warnings: list[ReportWarning]


async def list_boards(request: Request) -> Boards:
    """Return a page of the boards that can have sprints, by name; one request."""
    query = read(BoardQuery, request.payload)
    return await client.board_page(query.query, query.start_at)


async def suggest_configuration(request: Request) -> Json:
    """Return a first configuration: the first board that can have sprints, and defaults."""
    read(Nothing, request.payload)
    page = await client.board_page("", 0)
    if not page["boards"]:
        raise problems.no_board() if page["nextStartAt"] is None else problems.board_not_found()
    first = read(Configuration, {"boardIds": [page["boards"][0]["id"]]})
    return first.model_dump(mode="json", by_alias=True)


async def describe_board(request: Request) -> Description:
    """Return a board's estimations and statuses to choose from, with the defaults.

    Two requests, the second for the board's filter; two more for the site's fields and statuses unless cached.
    """
    board_id = read(BoardChoice, request.payload).board_id
    await client.require_readable((board_id,))
    async with together() as group:
        found = group.create_task(discover(request.context["cloudId"]))
        read_configuration = group.create_task(client.configuration(board_id))
    discovery, configuration = found.result(), read_configuration.result()
    warnings = [] if configuration else [warning("configuration-unreadable", board=board_id)]
    if configuration is None:
        configuration = await from_list(board_id)
    words = await BoardFilter(configuration.filter_id, discovery.sprint_fields).words(refresh=True)
    if words:
        warnings.append(warning("filter-hides-history", words, board=board_id))
    columns = _columns(configuration)
    last = next((statuses for _, statuses in reversed(configuration.columns) if statuses), ())
    outside = done_outside(frozenset(columns) - frozenset(last), discovery)
    if outside:
        warnings.append(warning("done-outside-last-column", outside, board=board_id))
    own = board_unit(configuration, discovery)
    if own == COUNT and configuration.estimation != ISSUE_COUNT:
        warnings.append(warning("estimation-missing", board=board_id))
    if own.field and discovery.field(own.field) is None:
        warnings.append(warning("estimation-field-unknown", (own.id,), board=board_id))
    return {
        "board": {
            "id": board_id,
            "name": configuration.name,
            "projectKey": configuration.project_key,
            "url": Links(request.context.get("siteUrl")).board(board_id),
        },
        "estimation": {"default": own.id, "options": _options(own, discovery)},
        "statuses": _statuses(columns, frozenset(last) or discovery.done, discovery, await kept_statuses(board_id)),
        "warnings": warnings,
    }


def _columns(configuration: BoardConfiguration) -> dict[str, str]:
    """Return the name of each status's column, from left to right."""
    return {status: column for column, statuses in configuration.columns for status in statuses}


def _options(own: Unit, discovery: Discovery) -> list[EstimationUnit]:
    """Return the available estimations: the board's own first, then issue count, then the other numeric fields."""
    units = [own, COUNT, *(Unit(field.id, field.kind, field.name) for field in discovery.estimates)]
    return [{"id": unit.id, "name": unit.name, "kind": unit.kind} for unit in dict.fromkeys(units)]


def _statuses(
    columns: Mapping[str, str], done: frozenset[str], discovery: Discovery, gone: Mapping[str, str]
) -> list[StatusChoice]:
    """Return the statuses of the board's columns, those of category Done on no column, and deleted ones."""
    unmapped = sorted(discovery.done - columns.keys(), key=lambda status: discovery.statuses[status].name)
    unmapped += sorted(gone.keys() - discovery.statuses.keys() - columns.keys(), key=lambda status: gone[status])
    return [
        {
            "id": status,
            "name": known.name,
            "category": known.category,
            "column": columns.get(status),
            "done": status in done,
        }
        for status in (*columns, *unmapped)
        for known in (discovery.statuses.get(status, Status(status, gone.get(status, status), "undefined")),)
    ]
