"""How the arithmetic grows: with the history entries, not with entries times sprints.

One table, one run: microseconds for each history entry, for 7, 20 and 50 sprints and from 200 to 20,000 issues. The
rows stay level when the growth is linear.
"""

from collections.abc import Iterator
from decimal import Decimal
from time import perf_counter

from resolvers.domain.figures import total
from resolvers.domain.timeline import Issue, Timeline, Window
from resolvers.domain.velocity import part, sweep

DAY = 24 * 60 * 60 * 1000
LENGTH = 14 * DAY
SPRINTS = (7, 20, 50)
ISSUES = (200, 2_000, 20_000)
ENTRIES = 12
"""The changes of each issue: four in each of its three fields."""

DONE = frozenset({"3"})


def board(sprints: int, issues: int) -> tuple[list[Issue], list[Window]]:
    """Return a board on which each issue is in two consecutive sprints."""
    windows = [Window(number + 1, number * LENGTH, (number + 1) * LENGTH) for number in range(sprints)]
    return [_issue(number, number % max(1, sprints - 1)) for number in range(issues)], windows


def _issue(number: int, first: int) -> Issue:
    start = first * LENGTH + number % DAY
    mine, following = first + 1, first + 2
    members: tuple[set[int], ...] = ({mine}, set(), {mine}, {mine, following})
    when = tuple(start + step * 4 * DAY for step in range(4))
    return Issue(
        f"A-{number}",
        start - DAY,
        subtask=False,
        sprints=Timeline(frozenset(), when, tuple(frozenset(ids) for ids in members)),
        status=Timeline("1", when, ("2", "3", "2", "3")),
        estimate=Timeline(None, when, tuple(Decimal(points) for points in (1, 2, 3, 5))),
    )


def compute(issues: list[Issue], windows: list[Window]) -> None:
    """Compute every figure of every sprint."""
    found = sweep(issues, windows)
    for window in windows:
        total([mine for issue in found[window.sprint] if (mine := part(issue, window, DONE))], window, {})


def seconds(sprints: int, issues: int, rounds: int = 3) -> float:
    """Return the best time of several rounds."""
    data = board(sprints, issues)

    def once() -> float:
        begun = perf_counter()
        compute(*data)
        return perf_counter() - begun

    return min(once() for _ in range(rounds))


def table() -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| sprints | " + " | ".join(f"{issues:,} issues" for issues in ISSUES) + " |"
    yield "|---|" + "---|" * len(ISSUES)
    for sprints in SPRINTS:
        cells = [seconds(sprints, issues) / issues / ENTRIES * 1e6 for issues in ISSUES]
        yield f"| {sprints} | " + " | ".join(f"{cell:.2f} µs" for cell in cells) + " |"


if __name__ == "__main__":
    print("\n".join(["Arithmetic: time for each history entry", "", *table()]))  # noqa: T201 - a bench prints
