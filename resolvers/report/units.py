"""What a board's figures are counted in."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from app.forge import ResolverError
from resolvers.jira.board import BoardState
from resolvers.read.metadata import Discovery

ISSUE_COUNT = "issueCount"


@dataclass(frozen=True, slots=True)
class Unit:
    """An estimation: the field's id or `issueCount`, its kind (`points`, `count`, `time`, `number`), its name."""

    id: str
    kind: str
    name: str

    @property
    def field(self) -> str | None:
        """The field that estimates are read from; None when issues are counted."""
        return None if self.kind == "count" else self.id


class Estimating(Protocol):
    """What says how a board estimates: its configuration as read, or its state as kept."""

    @property
    def team_managed(self) -> bool:
        """Whether the board belongs to a team-managed project."""

    @property
    def estimation(self) -> str | None:
        """Jira's word for it: `field`, `issueCount` or `none`; None where the configuration names nothing."""

    @property
    def field_id(self) -> str | None:
        """The estimation field, where it is one."""


COUNT = Unit(ISSUE_COUNT, "count", "Issue count")


def named(unit_id: str, discovery: Discovery, *, kind: str = "number") -> Unit:
    """Return the unit of a field id, under the name that the site gives it; `kind` where the site hides the field."""
    if unit_id == ISSUE_COUNT:
        return COUNT
    field = discovery.field(unit_id)
    return Unit(field.id, field.kind, field.name) if field else Unit(unit_id, kind, unit_id)


def board_unit(board: Estimating, discovery: Discovery) -> Unit:
    """Return a board's own unit: its estimation field, or issues.

    A team-managed board, and one whose configuration cannot be read, name no estimation: then it is the site's
    points field of the board's kind of project, else the other one; where there is none, issues are counted.
    """
    if board.estimation == "field" and board.field_id:
        return named(board.field_id, discovery)
    points = sorted(discovery.points, key=lambda field: field.team_managed != board.team_managed)
    if board.estimation is None and points:
        return named(points[0].id, discovery)
    return COUNT


def chosen_unit(estimation: str, state: BoardState, discovery: Discovery) -> Unit:
    """Return the unit that a gadget's `estimation` setting means on a board."""
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
    """Whether amounts of these units may be summed: points of whatever field, but numbers only of one field."""
    return len({unit.id if unit.kind == "number" else unit.kind for unit in units}) <= 1
