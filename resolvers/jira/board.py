"""A board as the figures need it: its scope, its columns, its estimation and its sprints."""

from dataclasses import dataclass
from functools import cached_property

from resolvers.domain.timeline import Window
from resolvers.jira.parse.answers import Sprint


@dataclass(frozen=True)
class BoardState:
    """What was read of a board at the instant `at` (epoch milliseconds).

    `columns` hold status ids from left to right. `readable` is False when Jira does not let the app read the
    configuration; `total` counts the sprints of the list, those whose dates are impossible too. The `running`
    ones close at `at`.
    """

    at: int
    id: int
    name: str
    team_managed: bool
    project_key: str | None
    filter_id: int | None
    readable: bool
    columns: tuple[tuple[str, ...], ...]
    estimation: str | None
    field_id: str | None
    sprints: tuple[Sprint, ...]
    total: int
    running: tuple[Sprint, ...] = ()

    @cached_property
    def on_board(self) -> frozenset[str]:
        """The statuses on any column."""
        return frozenset(status for column in self.columns for status in column)

    @cached_property
    def last_column(self) -> frozenset[str]:
        """The statuses of the last column that has any: what Jira itself treats as Done."""
        return frozenset(next((column for column in reversed(self.columns) if column), ()))

    @cached_property
    def closes(self) -> dict[int, int]:
        """The closing instant of each closed sprint, by id."""
        return {sprint.id: sprint.close for sprint in self.sprints if sprint.possible}

    def impossible(self, *, foreign: bool) -> list[Sprint]:
        """Return the closed sprints that are left out because their dates are missing or impossible."""
        return [sprint for sprint in self.sprints if not sprint.possible and (foreign or self.own(sprint))]

    def own(self, sprint: Sprint) -> bool:
        """Whether the sprint was created on this board; boards also list sprints that share an issue with them."""
        return sprint.origin is None or sprint.origin == self.id

    def closed(self, *, foreign: bool) -> list[Sprint]:
        """Return the closed sprints, oldest first, by closing, then start, then id.

        One whose dates are missing or impossible has no place among them.
        """
        shown = [sprint for sprint in self.sprints if sprint.possible and (foreign or self.own(sprint))]
        return sorted(shown, key=lambda sprint: (sprint.close, sprint.start, sprint.id))

    def open(self, *, foreign: bool) -> list[Sprint]:
        """Return the running sprints, by start, then id."""
        shown = [sprint for sprint in self.running if sprint.possible and (foreign or self.own(sprint))]
        return sorted(shown, key=lambda sprint: (sprint.start, sprint.id))

    def left_out(self, *, foreign: bool) -> int:
        """Return how many sprints of other boards are not shown."""
        return 0 if foreign else sum(sprint.possible and not self.own(sprint) for sprint in self.sprints)


def window(sprint: Sprint) -> Window:
    """Return the window of a sprint whose dates are possible."""
    return Window(sprint.id, sprint.start, sprint.close)
