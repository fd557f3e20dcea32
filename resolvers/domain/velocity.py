"""The arithmetic of velocity: computes each issue's part in a sprint's figures from timelines and windows.

Pure: standard library only, no clock, no I/O, no argument is mutated.
Instants are epoch milliseconds, estimates are decimals (seconds for time estimates).
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from resolvers.domain.timeline import Issue, Window

NOTHING = Decimal(0)


class Outcome(StrEnum):
    """The outcome of an issue in a sprint that it was in at some time."""

    COMPLETED = "completed"
    NOT_COMPLETED = "notCompleted"
    REMOVED = "removed"
    COMPLETED_ELSEWHERE = "completedElsewhere"
    PASSED_THROUGH = "passedThrough"


class Part(NamedTuple):
    """One issue's part in one sprint's figures.

    `committed`, `added`, `removed`, `completed`, `not_completed` and `completed_elsewhere` are None if the issue has no
    part in that figure, unlike a part of 0. `estimate_change` is `last` - `first`; None means no estimate, also for the
    estimates at start and close, which exist if the issue was in the sprint then. `earlier_sprints` are the other
    sprints that an issue present at the start was already in.
    """

    key: str
    outcome: Outcome
    estimate_at_start: Decimal | None
    estimate_at_close: Decimal | None
    status_at_close: str
    earlier_sprints: frozenset[int]
    first: Decimal | None = None
    last: Decimal | None = None
    committed: Decimal | None = None
    added: Decimal | None = None
    removed: Decimal | None = None
    completed: Decimal | None = None
    not_completed: Decimal | None = None
    completed_elsewhere: Decimal | None = None

    @property
    def has_figures(self) -> bool:
        """Whether the issue has a part in a figure of the balance."""
        return not (self.committed is self.added is self.completed is self.not_completed is None)

    @property
    def committed_done(self) -> Decimal | None:
        """The estimate at the start if the issue was committed and completed, else None."""
        return None if self.completed is None else self.committed

    @property
    def estimate_change(self) -> Decimal:
        """How much the estimate grew while the issue was in the sprint; 0 if it has no part in any figure."""
        return (self.last or NOTHING) - (self.first or NOTHING)


def member_at_start(issue: Issue, window: Window) -> bool:
    """Whether the issue existed and was in the sprint when it started (`m0`)."""
    return issue.created <= window.start and window.sprint in issue.sprints.at(window.start)


def member_at_close(issue: Issue, window: Window) -> bool:
    """Whether the issue existed and was in the sprint when it was closed (`m1`)."""
    return issue.created <= window.close and window.sprint in issue.sprints.at(window.close)


def entered(issue: Issue, window: Window) -> int | None:
    """Return the first instant inside the window at which the issue entered, None if it was in at the start."""
    if member_at_start(issue, window) or issue.created > window.close:
        return None
    if issue.created > window.start and window.sprint in issue.sprints.at(issue.created):
        return issue.created
    return next((t for t, ids in issue.sprints.between(window.start, window.close) if window.sprint in ids), None)


def exits(issue: Issue, window: Window) -> list[int]:
    """Return every instant inside the window at which the issue left the sprint."""
    inside, instants = window.sprint in issue.sprints.at(window.start), []
    for instant, ids in issue.sprints.between(window.start, window.close):
        if inside and window.sprint not in ids:
            instants.append(instant)
        inside = window.sprint in ids
    return instants


def moves(issue: Issue, window: Window) -> list[int]:
    """Return every instant inside the window at which the status changed."""
    return [instant for instant, _ in issue.status.between(window.start, window.close)]


def finishes(issue: Issue, window: Window, done: Collection[str]) -> list[int]:
    """Return every instant inside the window at which the issue moved into a Done status, from any status."""
    return [instant for instant, status in issue.status.between(window.start, window.close) if status in done]


def part(issue: Issue, window: Window, done: Collection[str]) -> Part | None:
    """Return the issue's part in the sprint, or None if it was never in it; `done` are the Done statuses."""
    m0 = member_at_start(issue, window)
    came = None if m0 else entered(issue, window)
    if not m0 and came is None:
        return None
    m1, status = member_at_close(issue, window), issue.status.at(window.close)
    stands = _Standing(
        issue,
        window,
        came,
        estimate_at_start=issue.estimate.at(window.start) if m0 else None,
        estimate_at_close=issue.estimate.at(window.close) if m1 else None,
        status_at_close=status,
    )
    d0, d1 = issue.status.at(window.start) in done, status in done
    if not m1:
        return stands.removed(d0=d0) if m0 else stands.with_figures(Outcome.PASSED_THROUGH)
    # Done at the close without a move into Done inside the window: it was done when it came into scope.
    if d1 and not finishes(issue, window, done):
        return stands.completed_elsewhere()
    return stands.at_close(d0=d0, d1=d1)


class _Standing(NamedTuple):
    """An issue that was in the sprint: at the start (`came` is None) or from the instant `came` on."""

    issue: Issue
    window: Window
    came: int | None
    estimate_at_start: Decimal | None
    estimate_at_close: Decimal | None
    status_at_close: str

    def with_figures(self, outcome: Outcome, **figures: Decimal | None) -> Part:
        window = self.window
        earlier = frozenset() if self.came is not None else self.issue.sprints.at(window.start) - {window.sprint}
        at_start, at_close = self.estimate_at_start, self.estimate_at_close
        return Part(self.issue.key, outcome, at_start, at_close, self.status_at_close, earlier, **figures)

    def removed(self, *, d0: bool) -> Part:
        if d0:
            return self.with_figures(Outcome.REMOVED)
        first = self.estimate_at_start
        last = self.issue.estimate.at(exits(self.issue, self.window)[-1])
        return self.with_figures(
            Outcome.REMOVED, first=first, last=last, committed=first or NOTHING, removed=last or NOTHING
        )

    def completed_elsewhere(self) -> Part:
        return self.with_figures(Outcome.COMPLETED_ELSEWHERE, completed_elsewhere=self.estimate_at_close or NOTHING)

    def at_close(self, *, d0: bool, d1: bool) -> Part:
        last = self.estimate_at_close
        was_committed = self.came is None and not d0
        first = self.estimate_at_start if was_committed else self.issue.estimate.at(self._came_into_scope())
        return self.with_figures(
            Outcome.COMPLETED if d1 else Outcome.NOT_COMPLETED,
            first=first,
            last=last,
            committed=(first or NOTHING) if was_committed else None,
            added=None if was_committed else (first or NOTHING),
            completed=(last or NOTHING) if d1 else None,
            not_completed=None if d1 else (last or NOTHING),
        )

    def _came_into_scope(self) -> int:
        """Return when the issue entered, or when it was reopened if it was in the sprint and done at the start."""
        return moves(self.issue, self.window)[0] if self.came is None else self.came


def sweep(issues: Iterable[Issue], windows: Collection[Window]) -> dict[int, list[Issue]]:
    """Return by sprint id the issues that were ever in the sprint, each cut to the sprint's window.

    They include issues whose incomplete history leaves open whether they were in it.

    Each issue is compared only with the sprints in its own history, so the time is linear in the history entries.
    """
    by_sprint = {window.sprint: window for window in windows}
    found: dict[int, list[Issue]] = {sprint: [] for sprint in by_sprint}
    for issue in issues:
        for sprint in issue.sprints.first.union(issue.disputed, *issue.sprints.values) & by_sprint.keys():
            found[sprint].append(issue.cut(by_sprint[sprint]))
    return found
