"""The types of the functions' results.

Amounts are in the report's unit, instants ISO 8601 in UTC. A link is None if the site's address is unknown.
"""

from typing import Literal, NotRequired, TypedDict

from resolvers.messages import ReportWarning, SprintNote

Amount = int | float


class EstimationUnit(TypedDict):
    """The unit of figures: a field id or `issueCount`, its kind, and its name."""

    id: str
    kind: str
    name: str


class ReportBoard(TypedDict):
    """A board of a report. `foreignSprintsLeftOut` counts the excluded closed sprints of other boards."""

    id: int
    name: str
    projectKey: str | None
    url: str | None
    foreignSprintsLeftOut: int


class SprintCounts(TypedDict):
    """The number of issues behind each figure, and of those without an estimate."""

    committed: int
    completed: int
    added: int
    removed: int
    notCompleted: int
    unestimated: int


class AnySprint(TypedDict):
    """A sprint. `completionRate` is completed / committed, None if nothing was committed."""

    id: int
    boardId: int
    name: str
    startDate: str
    endDate: str | None
    committed: Amount
    completed: Amount
    added: Amount
    removed: Amount
    estimateChange: Amount
    notCompleted: Amount
    finalScope: Amount
    completedElsewhere: Amount
    carriedIn: Amount
    committedDone: Amount
    completionRate: float | None
    excluded: bool
    counts: SprintCounts
    notes: list[SprintNote]
    url: str | None


class SprintFigures(AnySprint):
    """A closed sprint."""

    completeDate: str


class RunningSprint(AnySprint):
    """A running sprint at the instant of reading: provisional, and in no average."""

    completeDate: None


# `from` is a Python keyword, which a class cannot have as a member.
Period = TypedDict(
    "Period",
    {"sprintIds": list[int], "from": str, "to": str, "committed": Amount, "completed": Amount},
)
"""Sprints of several boards that close at about the same time, with their sums."""


class Average(TypedDict):
    """A mean and a median, None if there is nothing to average."""

    mean: Amount | None
    median: Amount | None


class Trend(TypedDict):
    """How much more (or, below 0, less) each sprint completes than the one before, the middle of all pairs."""

    perSprint: int | float
    probability: float


class TypicalAverage(Average):
    """An average with the typical range of the next sprint and its probability, None below five sprints.

    `trend` exists only if it is more than noise: an order as clear comes up by chance with `probability`, below 5 %.
    """

    low: Amount | None
    high: Amount | None
    probability: float | None
    trend: Trend | None


class Statistics(TypedDict):
    """Averages over the sprints or periods that count."""

    sprintCount: int
    completed: TypicalAverage
    committed: Average


class CacheAge(TypedDict):
    """Whether a report was computed for this call or cached, and the age of its data."""

    state: Literal["computed", "fresh", "stale"]
    ageSeconds: int


class Figures(TypedDict):
    """The figures of a report.

    Sprints are oldest first; periods exist for several boards only, running sprints only if the settings show them.
    """

    asOf: str
    unit: EstimationUnit
    boards: list[ReportBoard]
    sprints: list[SprintFigures]
    runningSprints: NotRequired[list[RunningSprint]]
    periods: NotRequired[list[Period]]
    statistics: Statistics
    periodStatistics: NotRequired[Statistics]
    warnings: list[ReportWarning]


class Report(Figures):
    """The result of `getVelocity`: the figures and their age."""

    cache: CacheAge


class IssueRow(TypedDict):
    """An issue of an explanation: its amount in each figure (0 if it has no part in it), and the reasons."""

    key: str
    url: str | None
    outcome: Literal["completed", "notCompleted", "removed", "completedElsewhere", "passedThrough"]
    estimateAtStart: Amount | None
    estimateAtClose: Amount | None
    committed: int | float
    added: int | float
    removed: int | float
    estimateChange: int | float
    completed: int | float
    notCompleted: int | float
    completedElsewhere: int | float
    committedDone: int | float
    statusAtClose: str | None
    reasons: list[str]
    enteredAt: str | None
    leftAt: str | None
    finishedAt: str | None


class Explanation(TypedDict):
    """The result of `explainSprint`: the sprint's figures, and the issues whose amounts add up to them."""

    sprint: SprintFigures | RunningSprint
    issues: list[IssueRow]
