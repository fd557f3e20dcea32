"""The unit of a board's figures."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from app.forge import ResolverError
from resolvers.jira.board import BoardState
from resolvers.read.metadata import Discovery

ISSUE_COUNT = "issueCount"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the field's id or `issueCount`, its kind (`points`, `count`, `time`, `number`), and its name."""

    id: str
    kind: str
    name: str

    @property
    def field(self) -> str | None:
        """The field that estimates are read from, None for issue count."""
        return None if self.kind == "count" else self.id


class Estimating(Protocol):
    """A source of a board's estimation: its configuration or its cached state."""

    @property
    def team_managed(self) -> bool:
        """Whether the board belongs to a team-managed project."""

    @property
    def estimation(self) -> str | None:
        """Jira's type of estimation: `field`, `issueCount` or `none`; None if the configuration has none."""

    @property
    def field_id(self) -> str | None:
        """The estimation field, or None."""


COUNT = Unit(ISSUE_COUNT, "count", "Issue count")


def named(unit_id: str, discovery: Discovery, *, kind: str = "number") -> Unit:
    """Return the unit of a field id with the site's name; `kind` applies if the site does not list the field."""
    if unit_id == ISSUE_COUNT:
        return COUNT
    field = discovery.field(unit_id)
    return Unit(field.id, field.kind, field.name) if field else Unit(unit_id, kind, unit_id)


def board_unit(board: Estimating, discovery: Discovery) -> Unit:
    """Return a board's own unit: its estimation field or issue count.

    Team-managed boards and boards with an unreadable configuration name no estimation. For them it is the points field
    of their kind of project, else the other points field, else issue count.
    """
    if board.estimation == "field" and board.field_id:
        return named(board.field_id, discovery)
    points = sorted(discovery.points, key=lambda field: field.team_managed != board.team_managed)
    if board.estimation is None and points:
        return named(points[0].id, discovery)
    return COUNT


def chosen_unit(estimation: str, state: BoardState, discovery: Discovery) -> Unit:
    """Return the unit of a gadget's `estimation` setting on a board."""
    if estimation == "board":
        return board_unit(state, discovery)
    if estimation == ISSUE_COUNT:
        return COUNT
    if discovery.field(estimation) is None:
        raise ResolverError(
            "The setting estimation was refused: there is no such numeric field on this site. Nothing was computed. "
            "Choose one of those that describeBoard lists.",
            type="payload-refused",
            status=400,
            field="estimation",
        )
    return named(estimation, discovery)


def addable(units: Collection[Unit]) -> bool:
    """Whether amounts of these units may be summed: points of any field, other numbers of one field only."""
    return len({unit.id if unit.kind == "number" else unit.kind for unit in units}) <= 1
