"""The site is fast enough to measure its readers with: its own share of their time is small.

The yardstick is writing all of its data as JSON once, in the same run: what is compared are ratios, not seconds.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest

from app.jira.site.agile import AgileApi
from app.jira.site.answers import Call
from app.jira.site.index import Index
from app.jira.site.platform import PlatformApi
from tests.support.clock import FakeClock
from tests.support.company import generate

UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def index() -> Index:
    """Return the index of the demo company."""
    return Index(generate(until=UNTIL).data)


@pytest.fixture(scope="module")
def platform(index: Index) -> PlatformApi:
    """Return the platform API of the demo company."""
    return PlatformApi(index, FakeClock(UNTIL.timestamp()))


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of a few runs, in seconds."""
    times = []
    for _ in range(5):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    return min(times)


@pytest.fixture(scope="module")
def yardstick() -> float:
    """Return the seconds that writing the whole company as JSON takes, about a tenth of one."""
    data = generate(until=UNTIL).data
    return seconds(lambda: json.dumps(data))


def found(platform: PlatformApi) -> list[str]:
    """Return the ids that a search among all issues finds."""
    jql = 'filter in (10201, 10202) AND (updated >= "2025-09-01" OR sprint in (11, 12, 13)) ORDER BY id ASC'
    answer: Any = platform.search(Call(body={"jql": jql, "maxResults": 5000})).value
    return [issue["id"] for issue in answer["issues"]]


def test_a_search(platform: PlatformApi, yardstick: float) -> None:
    """A search among more than 3,000 issues takes a fraction of the yardstick."""
    assert len(found(platform)) > 1000
    assert seconds(lambda: found(platform)) < yardstick / 3


def test_histories(platform: PlatformApi, yardstick: float) -> None:
    """The histories of 1,000 issues, the most that may be requested, take less than the yardstick."""
    body = {"issueIdsOrKeys": found(platform)[:1000], "maxResults": 10_000, "fieldIds": ["status", "customfield_10020"]}
    assert seconds(lambda: platform.changelogs(Call(body=body))) < yardstick


def test_the_sprints_of_a_board(index: Index, yardstick: float) -> None:
    """The first page of a board's sprints takes a fraction of the yardstick, though it looks through all issues."""
    assert seconds(lambda: AgileApi(index, 0).sprints(Call(placeholder="1"))) < yardstick / 3


def test_the_index(index: Index, yardstick: float) -> None:
    """Indexing new data takes at most a few times the yardstick."""
    data = {
        "fields": index.fields,
        "statuses": index.statuses,
        "boards": index.boards,
        "sprints": list(index.sprints.values()),
        "issues": [row.raw for row in index.rows],
    }
    assert seconds(lambda: Index(data)) < yardstick * 4
