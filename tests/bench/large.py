"""Boards far larger than the demo company's: many candidate issues, and many closed sprints."""

from typing import Any

from tests.spec.world import DAY, DONE, START, IssueHistory, day, site, sprint

LENGTH = 14 * DAY
FIRST = 1000
"""The id of the oldest sprint."""


def with_issues(count: int) -> dict[str, Any]:
    """Return a site whose board has seven closed sprints and this many issues, each completed in one of them."""
    entries = _sprints(7)
    histories = []
    for number in range(count):
        age = number % 7
        history = IssueHistory(
            f"A-{number + 1}", created=day(-14 * 8), sprints=(FIRST + 6 - age,), points=1 + number % 8
        )
        histories.append(history.to(day(1 - 14 * age), "2").estimated(day(2 - 14 * age), 2).to(day(3 - 14 * age), DONE))
    return site(histories, entries)


def with_sprints(count: int) -> dict[str, Any]:
    """Return a site whose board has this many closed sprints, the last seven of them with 25 issues each."""
    histories = [
        IssueHistory(f"A-{number + 1}", created=day(-14 * 8), sprints=(FIRST + count - 1 - number % 7,), points=3).to(
            day(3 - 14 * (number % 7)), DONE
        )
        for number in range(7 * 25)
    ]
    return site(histories, _sprints(count))


def _sprints(count: int) -> list[dict[str, Any]]:
    starts = [START - (count - 1 - at) * LENGTH for at in range(count)]
    return [sprint(FIRST + at, start, start + LENGTH) for at, start in enumerate(starts)]
