"""The state of a board that figures depend on: scope, columns, estimation and sprints."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from resolvers.domain.timeline import Window
from resolvers.jira.parse.answers import Sprint

MINUTE = 60 * 1000
DAY = 24 * 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a search found that was sent before it was known to be needed: `ids` of issues within `scope`.

    It asked for what was touched since the day before `since`, and for what is in one of the `sprints`, at the instant
    `at`.
    """

    at: int
    scope: str
    since: int
    sprints: frozenset[int]
    ids: tuple[str, ...]

    def serves(self, scope: str, windows: Collection[Window]) -> bool:
        """Say whether all candidates of these sprints are among the ids.

        They are when the search had each sprint in it, and was sent when the sprint had been closed for a minute: what
        happened in a sprint up to its close was there to be found then, though clocks differ a little.
        """
        return scope == self.scope and all(
            window.sprint in self.sprints and window.start >= self.since and window.close <= self.at - MINUTE
            for window in windows
        )


@dataclass(frozen=True)
class BoardState:
    """A board as read at the instant `at` (epoch milliseconds).

    `columns` hold status ids from left to right. `readable` is False if the app may not read the configuration; `total`
    counts all listed sprints, including those with impossible dates. The `running` ones close at `at`.
    `ahead` belongs to a reading and is not stored.
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
    ahead: Ahead | None = field(default=None, compare=False)

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

    def due(self, at: int) -> list[Sprint]:
        """Return the running sprints that are planned to end within a day of the instant `at`, or have no such plan."""
        return [sprint for sprint in self.running if sprint.end is None or sprint.end <= at + DAY]

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
