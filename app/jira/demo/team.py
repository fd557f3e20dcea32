"""A team of the demo company: its backlog, its sprints, and the ordinary course of an issue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from random import Random
from typing import Unpack

from app.jira.demo import names
from app.jira.demo.changelog import DAY, HOUR, SITE_OFFSET_HOURS
from app.jira.demo.profile import Profile
from app.jira.demo.records import Issue, Sprint
from app.jira.demo.world import Change, World

MINUTE = 60_000
FRACTIONS = ("0.5", "1.5", "2.5")
OFFICE_OPENS, OFFICE_HOURS = 9 * HOUR, 9


class Team:
    """A team in a world."""

    def __init__(self, world: World, profile: Profile, seed: str) -> None:
        self.world = world
        self.profile = profile
        self.random = Random(f"{seed}/{profile.board}{profile.track}")  # noqa: S311  a reproducible company, no secret
        self.runs: list[Run] = []
        self.backlog: list[Issue] = []
        self.partner: Team | None = None

    def chance(self, probability: float) -> bool:
        """Return a random boolean with this probability."""
        return self.random.random() < probability

    def estimate(self) -> Decimal:
        """Return a random estimate of the team's scale."""
        return Decimal(self.random.choice(self.profile.deck))

    def other_estimate(self, issue: Issue) -> Decimal:
        """Return a random estimate that differs from the issue's present one."""
        return Decimal(self.random.choice([card for card in self.profile.deck if Decimal(card) != self.value(issue)]))

    def smallest(self) -> Decimal:
        """Return the smallest estimate of the scale."""
        return min(map(Decimal, self.profile.deck))

    def fraction(self) -> Decimal:
        """Return a fraction of the smallest estimate, in whole seconds for times."""
        return self.smallest() * Decimal(self.random.choice(FRACTIONS))

    @property
    def other_done(self) -> str:
        """The second Done status of the board, or the only one."""
        return self.profile.other_done or self.profile.flow[-1]

    def running(self) -> "Run | None":
        """The running sprint, if any."""
        return next((run for run in self.runs if run.start < self.world.now < run.close), None)

    def later(self, when: int, issue: Issue, **change: Unpack[Change]) -> None:
        """Schedule a change of an issue; the keywords are those of `World.change`."""
        self.world.at(when, partial(self.world.change, issue, **change))

    def worth(self, value: Decimal | None) -> Mapping[str, Decimal | None]:
        """Return an estimate as the values of a change."""
        return {self.profile.board.field: value}

    def value(self, issue: Issue) -> Decimal | None:
        """Return the present estimate of an issue."""
        return issue.values.get(self.profile.board.field)

    def is_done(self, issue: Issue) -> bool:
        """Say whether an issue is done on this team's board."""
        return issue.status in self.profile.board.done

    def newborn(self, sprint: Sprint | None = None, *, estimated: bool = True) -> Issue:
        """Create an issue now, maybe straight into a sprint."""
        values = dict(self.worth(self.estimate())) if estimated else {}
        if self.chance(0.3):
            values[names.VALUE_FIELD] = Decimal(self.random.randrange(10, 100, 10))
        return self.world.create(self.profile.board.project, self.profile.flow[0], values=values, sprint=sprint)

    def spare(self) -> Issue:
        """Return an idle issue of the backlog, or create one."""
        for place, issue in enumerate(self.backlog):
            if self.value(issue) and not issue.children and self.idle(issue):
                return self.backlog.pop(place)
        return self.newborn()

    def idle(self, issue: Issue) -> bool:
        """Say whether an issue is idle in the backlog: not done and in no open sprint."""
        in_open_sprint = any(self.world.sprints[one].state != "closed" for one in issue.sprints)
        return not in_open_sprint and not self.is_done(issue) and issue.project == self.profile.board.project

    def work(self, run: "Run", issue: Issue, since: int, *, finish: bool) -> None:
        """Schedule an issue's ordinary course through the statuses within a sprint, finished or not."""
        steps = self.profile.flow[1:] if finish else self.profile.flow[1:-1]
        for when, status in zip(run.moments(len(steps), since), steps, strict=True):
            self.world.at(when, partial(self._advance, run, issue, status))

    def moments(self, count: int, low: int, high: int) -> list[int]:
        """Pick distinct instants in working hours, in order, between two instants."""
        picked = sorted(_office_hours(self.random.randrange(low, high), low, high) for _ in range(count))
        return [when + place for place, when in enumerate(picked)]

    def _advance(self, run: "Run", issue: Issue, status: str) -> None:
        if run.sprint.state == "active" and run.sprint.id in issue.sprints and not self.is_done(issue):
            self.world.change(issue, status=status)


@dataclass(slots=True)
class Run:
    """One sprint of a team from planning to close, with instants fixed in advance.

    `busy` are the issues that have an episode in this sprint and no other changes.
    """

    team: Team
    number: int
    opens: int
    start: int
    close: int
    sprint: Sprint = field(init=False)
    busy: dict[int, Issue] = field(default_factory=dict)

    @property
    def middle(self) -> int:
        """The instant half way through the sprint."""
        return (self.start + self.close) // 2

    def moments(self, count: int, since: int | None = None, until: int | None = None) -> list[int]:
        """Pick distinct instants in working hours, in order, within the sprint or a part of it."""
        low, high = since or self.start, until or self.close
        margin = min(HOUR, (high - low) // 10)
        return self.team.moments(count, low + margin, high - margin)

    def before(self, count: int) -> list[int]:
        """Pick distinct instants between the planning and the start, in order."""
        return sorted(self.team.random.sample(range(self.opens + 90 * MINUTE, self.start - 5 * MINUTE), count))

    def put(self, when: int, issue: Issue, *, estimate: Decimal | None = None, status: str | None = None) -> None:
        """Schedule adding an issue to this sprint, optionally with an estimate and a status in the same change."""
        values = {} if estimate is None else self.team.worth(estimate)
        self.team.world.at(when, partial(self.team.world.put, issue, self.sprint, values=values, status=status))

    def take_out(self, when: int, issue: Issue, *, estimate: Decimal | None = None) -> None:
        """Schedule removing an issue from its open sprint, optionally with an estimate in the same change."""
        values = {} if estimate is None else self.team.worth(estimate)
        self.team.world.at(when, partial(self.team.world.take_out, issue, values=values))

    def estimate(self, when: int, issue: Issue, value: Decimal | None) -> None:
        """Schedule a new estimate of an issue."""
        self.team.later(when, issue, values=self.team.worth(value))

    def move(self, when: int, issue: Issue, status: str) -> None:
        """Schedule moving an issue to a status."""
        self.team.later(when, issue, status=status)

    def finish(self, when: int, issue: Issue) -> None:
        """Schedule moving an issue to the team's last status."""
        self.move(when, issue, self.team.profile.flow[-1])

    def resume(self, when: int, issue: Issue) -> None:
        """Schedule moving an issue back into work."""
        self.move(when, issue, self.team.profile.flow[1])


Episode = Callable[[Run, Issue], None]
"""A special case in the life of one issue around one sprint."""


@dataclass(frozen=True)
class Script:
    """The team's episodes, used cyclically: of issues added at the planning, of members, and of issues from outside."""

    planned: tuple[Episode, ...] = ()
    members: tuple[Episode, ...] = ()
    outside: tuple[Episode, ...] = ()


def _office_hours(when: int, low: int, high: int) -> int:
    """Move an instant into office hours (9 to 18, weekdays), keeping the order, if that is within the bounds."""
    day, clock = divmod(when + SITE_OFFSET_HOURS * HOUR, DAY)
    weekend = max(0, (day + 3) % 7 - 4)
    inside = OFFICE_OPENS + clock * OFFICE_HOURS // 24
    moved = (
        (day + (3 - weekend if weekend else 0)) * DAY + (inside // 3 if weekend else inside) - SITE_OFFSET_HOURS * HOUR
    )
    return moved if low < moved < high else when
