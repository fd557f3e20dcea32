"""The profile of a demo team: schedule and habits."""

from dataclasses import dataclass

from app.jira.demo.boards import Board
from app.jira.demo.changelog import DAY, HOUR, SITE_OFFSET_HOURS

EPOCH_WEEKDAY = 3
"""The first of January 1970 was a Thursday, Monday being 0."""
SATURDAY = 5


@dataclass(frozen=True)
class Profile:
    """A team's parameters. Lengths, delays and names are used cyclically, sprint by sprint.

    `days` from one close to the next, `late_hours` of the close after the planned end (negative: early), `target`
    of estimates to commit to and its `swing` (share of it), `finish` the share of issues that get done, `fresh` new
    issues a sprint, `parents` the share of issues that are split into sub-tasks, `fates` the odds of a new issue to be
    planned, done in no sprint, cancelled, or created in the next sprint. `planned`, `members` and `outside` say how
    many episodes of each sort a sprint has, `births` how many issues are created straight into it while it runs.
    In sprints of `empty` there is no issue, in those of `idle` nobody works; the other sets say which were dragged
    up in the list of sprints, renamed, reopened and closed again, and which see a planned sprint deleted.
    """

    board: Board
    sprint_name: str
    closed: int
    target: float
    deck: tuple[str, ...]
    flow: tuple[str, ...]
    first_number: int = 1
    sprint_names: tuple[str, ...] = ()
    days: tuple[int, ...] = (14,)
    late_hours: tuple[float, ...] = (0,)
    swing: float = 0.08
    empty: frozenset[int] = frozenset()
    idle: frozenset[int] = frozenset()
    promoted: frozenset[int] = frozenset()
    finish: float = 0.9
    fresh: int = 14
    parents: float = 0.0
    gap_days: float = 2
    hour: float = 10
    track: str = ""
    fates: tuple[int, int, int, int] = (16, 1, 2, 1)
    planned: int = 1
    members: int = 2
    outside: int = 2
    births: int = 1
    other_done: str | None = None
    renamed: frozenset[int] = frozenset()
    reopened: frozenset[int] = frozenset()
    deleted: frozenset[int] = frozenset()

    def name_of(self, number: int) -> str:
        """Name the sprint at a place, 0 for the oldest."""
        if number < len(self.sprint_names):
            return self.sprint_names[number]
        return self.sprint_name.format(self.first_number + number)

    def edges(self, until: int) -> list[int]:
        """Give the instants (epoch ms) between the sprints: of `closed`, of the running and of the next one.

        The last close is due at the latest `hour` of a weekday that is `gap_days` or more before `until`.
        """
        lengths = [self.days[number % len(self.days)] * DAY for number in range(self.closed + 2)]
        latest = until - round(self.gap_days * DAY)
        due = round((self.hour - SITE_OFFSET_HOURS) * HOUR)
        day = (latest - due) // DAY
        while (day + EPOCH_WEEKDAY) % 7 >= SATURDAY:
            day -= 1
        last_close = day * DAY + due
        edges = [last_close - sum(lengths[: self.closed])]
        for length in lengths:
            edges.append(edges[-1] + length)
        return edges
