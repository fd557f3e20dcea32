"""What the functions answer about figures, member by member.

Amounts are in the report's unit, instants ISO 8601 in UTC. An amount is None only where what is kept has none; a
link is None while the site's address is not known.
"""

from typing import Literal, NotRequired, TypedDict

from resolvers.messages import ReportWarning, SprintNote

Amount = int | float | None


class EstimationUnit(TypedDict):
    """What figures are counted in: a field's id or `issueCount`, its kind, and its name."""

    id: str
    kind: str
    name: str


class ReportBoard(TypedDict):
    """A board of a report. `foreignSprintsLeftOut` counts the closed sprints of other boards that it lists."""

    id: int
    name: str
    projectKey: str | None
    url: str | None
    foreignSprintsLeftOut: int


class SprintCounts(TypedDict):
    """How many issues are behind each figure, and how many of them have no estimate."""

    committed: int
    completed: int
    added: int
    removed: int
    notCompleted: int
    unestimated: int


class AnySprint(TypedDict):
    """A sprint. `completionRate` is completed by committed, None where nothing was committed."""

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
    """A running sprint as it is at the instant of the reading: provisional, and in no average."""

    completeDate: None


# `from` is a word of Python's own, which a class cannot have as a member.
Period = TypedDict(
    "Period",
    {"sprintIds": list[int], "from": str, "to": str, "committed": Amount, "completed": Amount},
)
"""Sprints of several boards that belong together in time, and their sums."""


class Average(TypedDict):
    """A mean and a median; None where there is nothing to average."""

    mean: Amount
    median: Amount


class Trend(TypedDict):
    """How much more (or, below 0, less) each sprint completes than the one before, the middle of all pairs."""

    perSprint: int | float
    probability: float


class TypicalAverage(Average):
    """With the typical range of the next sprint and its probability; None below five sprints.

    `trend` is there only where it is more than noise: the `probability` of as clear an order by chance is below 5 %.
    """

    low: Amount
    high: Amount
    probability: float | None
    trend: Trend | None


class Statistics(TypedDict):
    """Averages over the sprints or periods that count."""

    sprintCount: int
    completed: TypicalAverage
    committed: Average


class CacheAge(TypedDict):
    """Whether a report was computed for this call or kept, and how old its reading is."""

    state: Literal["computed", "fresh", "stale"]
    ageSeconds: int


class Figures(TypedDict):
    """What a reading says, whoever asks.

    Sprints are oldest first; periods are there for several boards only, running sprints where the settings show them.
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
    """What `getVelocity` answers: the figures, and how old they are."""

    cache: CacheAge


class IssueRow(TypedDict):
    """An issue of an explanation: its column of each figure, and why. One that is not behind a figure adds 0 to it."""

    key: str
    url: str | None
    outcome: Literal["completed", "notCompleted", "removed", "completedElsewhere", "passedThrough"]
    estimateAtStart: Amount
    estimateAtClose: Amount
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
    """What `explainSprint` answers: the sprint's figures, and the issues whose columns add up to them."""

    sprint: SprintFigures | RunningSprint
    issues: list[IssueRow]
