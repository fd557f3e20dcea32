"""A sprint's figures (the sums over its issues' parts) and notes. Pure, like the arithmetic it uses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from resolvers.domain.timeline import Window
from resolvers.domain.velocity import NOTHING, Outcome, Part

DAY = 24 * 60 * 60 * 1000
"""A day in milliseconds: a sprint closed further from its planned end gets a note."""

UNUSUAL = 2
"""A sprint is unusual if it is more than twice, or less than half, as long as the board's median sprint."""

ENOUGH_TO_COMPARE = 3
"""With fewer sprints no length is unusual."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of issues in each figure; `unestimated` are those without a last estimate."""

    committed: int
    completed: int
    added: int
    removed: int
    not_completed: int
    unestimated: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A sprint's exact figures; the constructor refuses figures that do not balance.

    `carried_in` and `committed_done` are parts of `committed`: issues from an earlier sprint, and completed issues.
    """

    committed: Decimal
    added: Decimal
    removed: Decimal
    estimate_change: Decimal
    completed: Decimal
    not_completed: Decimal
    completed_elsewhere: Decimal
    carried_in: Decimal
    committed_done: Decimal
    counts: Counts

    def __post_init__(self) -> None:
        if self.committed + self.added - self.removed + self.estimate_change != self.final_scope:
            raise ValueError("committed + added - removed + estimate change must equal completed + not completed")

    @property
    def final_scope(self) -> Decimal:
        """The total estimate in the sprint at its close."""
        return self.completed + self.not_completed


def rate(completed: Decimal, committed: Decimal) -> float | None:
    """Return the completion rate, not capped; 0, never -0.0, if nothing was completed; None if nothing committed."""
    return float(completed / committed) + 0.0 if committed else None


def carried(part: Part, window: Window, closes: Mapping[int, int]) -> bool:
    """Whether a committed issue was already in a sprint that was closed when this one started."""
    return bool(carried_from(part, window, closes))


def carried_from(part: Part, window: Window, closes: Mapping[int, int]) -> frozenset[int]:
    """Return the sprints of a committed issue that were closed when this one started.

    `closes` are the closing instants of known sprints. An unknown sprint, such as one of another board, was closed: an
    issue is in at most one open sprint, which is this one.
    """
    if part.committed is None:
        return frozenset()
    return frozenset(sprint for sprint in part.earlier_sprints if closes.get(sprint, window.start) <= window.start)


def total(parts: Collection[Part], window: Window, closes: Mapping[int, int]) -> Figures:
    """Return the sums of a sprint's parts; `closes` as in `carried`."""
    committed = _given([part.committed for part in parts])
    added = _given([part.added for part in parts])
    removed = _given([part.removed for part in parts])
    completed = _given([part.completed for part in parts])
    not_completed = _given([part.not_completed for part in parts])
    return Figures(
        committed=_sum(committed),
        added=_sum(added),
        removed=_sum(removed),
        estimate_change=_sum([part.estimate_change for part in parts]),
        completed=_sum(completed),
        not_completed=_sum(not_completed),
        completed_elsewhere=_sum(_given([part.completed_elsewhere for part in parts])),
        carried_in=_sum(_given([part.committed for part in parts if carried(part, window, closes)])),
        committed_done=_sum(_given([part.committed_done for part in parts])),
        counts=Counts(
            committed=len(committed),
            completed=len(completed),
            added=len(added),
            removed=len(removed),
            not_completed=len(not_completed),
            unestimated=sum(part.has_figures and part.last is None for part in parts),
        ),
    )


def _given(amounts: Iterable[Decimal | None]) -> list[Decimal]:
    """Return the amounts that there are."""
    return [amount for amount in amounts if amount is not None]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


@dataclass(frozen=True, slots=True)
class Note:
    """A note that explains a sprint's figures: a code of the closed vocabulary, a number, and optional names."""

    code: str
    number: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The data that a sprint's notes compare it with.

    `planned_end` is its `endDate`; `lengths` are those of the board's sprints shown (milliseconds); `on_board` are the
    statuses of all columns; `closes` as in `carried`; `before` has by sprint the last estimate of each issue not
    completed there; `deleted` are the names of deleted statuses.
    """

    planned_end: int | None
    lengths: Collection[int]
    on_board: Collection[str]
    closes: Mapping[int, int]
    before: Mapping[int, Mapping[str, Decimal | None]]
    deleted: Mapping[str, str] = field(default_factory=dict)


def notes(parts: Collection[Part], window: Window, around: Surroundings) -> list[Note]:
    """Return a sprint's notes; their numbers are whole days or issues."""
    found = [] if parts else [Note("no-issues", 0)]
    late = 0 if around.planned_end is None else window.close - around.planned_end
    if abs(late) > DAY:
        found.append(Note("closed-late" if late > 0 else "closed-early", abs(late) // DAY))
    length, usual = window.close - window.start, median(around.lengths) if around.lengths else 0
    if len(around.lengths) >= ENOUGH_TO_COMPARE and not usual / UNUSUAL <= length <= usual * UNUSUAL:
        found.append(Note("unusual-length", round(length / DAY)))
    at_close = (part.status_at_close for part in parts if part.outcome in {Outcome.COMPLETED, Outcome.NOT_COMPLETED})
    off_board = [status for status in at_close if status not in around.on_board]
    if off_board and around.on_board:
        names = {around.deleted[status] for status in off_board if status in around.deleted}
        found.append(Note("status-off-board", len(off_board), tuple(sorted(names))))
    shrank = sum(_shrank(part, window, around) for part in parts)
    if shrank:
        found.append(Note("carried-estimate-shrank", shrank))
    return found


def _shrank(part: Part, window: Window, around: Surroundings) -> bool:
    """Whether a carried issue has a lower estimate than at the close of its last earlier sprint."""
    shown = [
        sprint for sprint in carried_from(part, window, around.closes) if part.key in around.before.get(sprint, ())
    ]
    if not shown:
        return False
    earlier = around.before[max(shown, key=lambda sprint: around.closes.get(sprint, 0))][part.key]
    return earlier is not None and (part.last or NOTHING) < earlier


def unfinished(parts: Iterable[Part]) -> dict[str, Decimal | None]:
    """Return the last estimate of each issue not completed in a sprint, by key, for the `notes` of the next."""
    return {part.key: part.last for part in parts if part.outcome is Outcome.NOT_COMPLETED}
