"""One issue in one sprint, as the ledger records it: an open line while things happen, an entry at the close."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypedDict

Outcome = Literal["completed", "notCompleted", "removed", "completedElsewhere", "passedThrough", "removedWhileDone"]
Estimates = tuple[Decimal | None, ...]
"""The estimate of an issue, one value for each kind of the board; None is unestimated, which is not 0."""


@dataclass(slots=True)
class Line:
    """An open line: what is known so far about an issue that was in the sprint.

    `first` is the estimate at the start or, for issues that came into scope later, at that instant; None while
    the issue is not in scope (it was done at the start and nobody has touched its status since).
    """

    at_start: bool
    was_done: bool
    carried: bool
    again: bool
    done: bool
    estimate: Estimates
    first: Estimates | None
    member: bool = True
    leaving: Estimates | None = None

    @classmethod
    def started(cls, estimate: Estimates, *, done: bool, carried: bool) -> "Line":
        """Open the line of a member at the sprint's start; `carried`: it was already a member of a closed sprint."""
        return cls(
            at_start=True,
            was_done=done,
            carried=carried,
            again=False,
            done=done,
            estimate=estimate,
            first=None if done else estimate,
        )

    @classmethod
    def entered(cls, estimate: Estimates, *, done: bool, again: bool) -> "Line":
        """Open the line of an issue that came after the start; `again`: it has moved into Done since the start."""
        return cls(
            at_start=False, was_done=done, carried=False, again=again, done=done, estimate=estimate, first=estimate
        )

    def leave(self) -> None:
        """Record that the issue left the sprint; in the end only the last time counts."""
        self.member = False
        self.leaving = self.estimate

    def moved(self, *, done: bool) -> None:
        """Record a move into a Done status or another; it brings an issue that was done at the start into scope."""
        self.done = done
        self.again = self.again or done
        if self.first is None:
            self.first = self.estimate

    def outcome(self) -> Outcome:
        """Return the issue's outcome as if the sprint were closed now."""
        if not self.member:
            if not self.at_start:
                return "passedThrough"
            return "removedWhileDone" if self.was_done else "removed"
        if not self.done:
            return "notCompleted"
        return "completedElsewhere" if self.was_done and not self.again else "completed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A closed line. Where a figure is None the issue has none; `first` and `last` bound the estimate change."""

    outcome: Outcome
    committed: Estimates | None
    added: Estimates | None
    removed: Estimates | None
    completed: Estimates | None
    not_completed: Estimates | None
    completed_elsewhere: Estimates | None
    carried_in: Estimates | None
    first: Estimates | None
    last: Estimates | None


def close_line(line: Line) -> Entry:
    """Turn a line into its final entry."""
    outcome = line.outcome()
    counted = outcome in ("completed", "notCompleted", "removed")
    committed = line.first if line.at_start and not line.was_done else None
    last = line.leaving if outcome == "removed" else line.estimate
    return Entry(
        outcome=outcome,
        committed=committed,
        added=line.first if counted and committed is None else None,
        removed=line.leaving if outcome == "removed" else None,
        completed=line.estimate if outcome == "completed" else None,
        not_completed=line.estimate if outcome == "notCompleted" else None,
        completed_elsewhere=line.estimate if outcome == "completedElsewhere" else None,
        carried_in=committed if line.carried else None,
        first=line.first if counted else None,
        last=last if counted else None,
    )


class Counts(TypedDict):
    """The number of issues behind each figure; `unestimated` is defined at `Ledger.sprints`."""

    committed: int
    completed: int
    added: int
    removed: int
    notCompleted: int
    unestimated: int


class Figures(TypedDict):
    """One sprint in one kind of estimate. Whole sums are `int`, others the nearest `float` of the exact sum."""

    committed: float
    completed: float
    added: float
    removed: float
    notCompleted: float
    estimateChange: float
    finalScope: float
    completedElsewhere: float
    carriedIn: float
    counts: Counts


def figures(entries: Iterable[Entry], place: int) -> Figures:
    """Add up the entries of a sprint for the kind that stands at `place` in their estimates."""
    rows = list(entries)
    committed, added, removed, completed, not_completed, elsewhere, carried, first, last = (
        [value[place] for row in rows if (value := getattr(row, name)) is not None]
        for name in (
            "committed",
            "added",
            "removed",
            "completed",
            "not_completed",
            "completed_elsewhere",
            "carried_in",
            "first",
            "last",
        )
    )
    return {
        "committed": _plain(_sum(committed)),
        "completed": _plain(_sum(completed)),
        "added": _plain(_sum(added)),
        "removed": _plain(_sum(removed)),
        "notCompleted": _plain(_sum(not_completed)),
        "estimateChange": _plain(_sum(last) - _sum(first)),
        "finalScope": _plain(_sum(completed) + _sum(not_completed)),
        "completedElsewhere": _plain(_sum(elsewhere)),
        "carriedIn": _plain(_sum(carried)),
        "counts": {
            "committed": len(committed),
            "completed": len(completed),
            "added": len(added),
            "removed": len(removed),
            "notCompleted": len(not_completed),
            "unestimated": sum(value is None for value in last),
        },
    }


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


def _plain(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)
