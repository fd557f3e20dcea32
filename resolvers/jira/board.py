"""The state of a board that figures depend on: scope, columns, estimation and sprints."""

from dataclasses import dataclass
from functools import cached_property

from resolvers.domain.timeline import Window
from resolvers.jira.parse.answers import Sprint


@dataclass(frozen=True)
class BoardState:
    """A board as read at the instant `at` (epoch milliseconds).

    `columns` hold status ids from left to right. `readable` is False if the app may not read the configuration; `total`
    counts all listed sprints, including those with impossible dates. The `running` ones close at `at`.
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
        """The statuses of all columns."""
        return frozenset(status for column in self.columns for status in column)

    @cached_property
    def last_column(self) -> frozenset[str]:
        """The statuses of the last non-empty column, which Jira itself treats as Done."""
        return frozenset(next((column for column in reversed(self.columns) if column), ()))

    @cached_property
    def closes(self) -> dict[int, int]:
        """The closing instant of each closed sprint, by id."""
        return {sprint.id: sprint.close for sprint in self.sprints if sprint.possible}

    def impossible(self, *, foreign: bool) -> list[Sprint]:
        """Return the closed sprints excluded for missing or impossible dates."""
        return [sprint for sprint in self.sprints if not sprint.possible and (foreign or self.own(sprint))]

    def own(self, sprint: Sprint) -> bool:
        """Whether the sprint was created on this board; boards also list others that contain their issues."""
        return sprint.origin is None or sprint.origin == self.id

    def closed(self, *, foreign: bool) -> list[Sprint]:
        """Return the closed sprints, oldest first, ordered by close, start and id.

        Sprints with missing or impossible dates are excluded.
        """
        shown = [sprint for sprint in self.sprints if sprint.possible and (foreign or self.own(sprint))]
        return sorted(shown, key=lambda sprint: (sprint.close, sprint.start, sprint.id))

    def open(self, *, foreign: bool) -> list[Sprint]:
        """Return the running sprints, by start, then id."""
        shown = [sprint for sprint in self.running if sprint.possible and (foreign or self.own(sprint))]
        return sorted(shown, key=lambda sprint: (sprint.start, sprint.id))

    def left_out(self, *, foreign: bool) -> int:
        """Return the number of closed sprints of other boards that are not shown."""
        return 0 if foreign else sum(sprint.possible and not self.own(sprint) for sprint in self.sprints)


def window(sprint: Sprint) -> Window:
    """Return the window of a sprint with valid dates."""
    return Window(sprint.id, sprint.start, sprint.close)
