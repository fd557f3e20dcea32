"""Reading the issues of sprints: who could have been in them, what they are, and what their history says.

Three steps, each needing the last: the ids of all candidates, then their present values and their histories at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from math import ceil
from typing import Any

from app.forge import now
from resolvers import calls, failures
from resolvers.board import BoardState
from resolvers.discovery import Discovery
from resolvers.histories import Histories, Tracked
from resolvers.keeping import keep, kept, sprint_issues, sprint_record
from resolvers.paging import pages
from resolvers.paststatuses import keep_statuses
from resolvers.progress import Progress
from resolvers.reading import Present
from resolvers.sharing import shared, together
from resolvers.timeline import Issue, Window
from resolvers.velocity import sweep

DAY = 24 * 60 * 60 * 1000

MOST_CANDIDATES = 100_000
"""Issues: a search that finds more does not end within an invocation, whatever the size of its pages."""

MOST_HISTORIES = 200_000
"""Histories of one batch of issues, which is 200 for each of them."""

FEWEST_HISTORIES = 10
"""Histories a page of a single issue: where even so few are too large an answer, the issue cannot be read."""


@dataclass(frozen=True, slots=True)
class SprintIssues:
    """The issues that were ever in some sprints, by sprint id, each cut to that sprint's window.

    `elsewhere` are the keys of those with a value in another points field than the one that is read; `vanished`
    counts candidates that were gone when they were to be read; `statuses` are the names, by id, that histories give to
    the statuses that one of the issues was ever in, `deleted` those of them that the site has no longer.
    """

    by_sprint: dict[int, list[Issue]]
    elsewhere: frozenset[str]
    vanished: int = 0
    statuses: Mapping[str, str] = field(default_factory=dict)
    deleted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What Jira says of the candidates: what they are, their histories, and the parents that sub-tasks follow."""

    presents: list[Present]
    parents: dict[str, Present]
    histories: Histories
    vanished: int


@dataclass(frozen=True, slots=True)
class IssueReader:
    """Reads the issues of a board's sprints, with the history of one estimation field (None: no field).

    With `subtasks`, sub-tasks are in the sprints of their parents; without, they are not to be counted.
    """

    state: BoardState
    discovery: Discovery
    field: str | None
    site: str
    subtasks: bool = False

    async def issues(self, windows: Collection[Window], *, anew: bool) -> SprintIssues:
        """Return the issues of the sprints: kept ones as they are, for the past does not change; the others read."""
        records = {} if anew else {window: await kept("sprint", self._key(window)) for window in windows}
        found = {window: sprint_issues(record) for window, record in records.items() if self._serves(record, window)}
        missing = tuple(window for window in windows if window not in found)
        read = SprintIssues({}, frozenset())
        if missing:
            job = ("issues", self.site, self.state.id, self.field, self.subtasks, missing)
            read = await shared(job, lambda: self._read(missing))
        before = {window.sprint: [issue for issue, _ in entries] for window, entries in found.items()}
        elsewhere = {issue.key for entries in found.values() for issue, other in entries if other}
        statuses = {status: name for window in found for status, name in records[window]["statuses"]}
        statuses |= read.statuses
        deleted = {status: name for status, name in statuses.items() if name and status not in self.discovery.statuses}
        await keep_statuses(self.state.id, min([now(), *(records[window]["at"] for window in found)]), deleted)
        return SprintIssues(before | read.by_sprint, read.elsewhere | elsewhere, read.vanished, statuses, deleted)

    def _serves(self, record: Mapping[str, Any] | None, window: Window) -> bool:
        """Say whether a record is of this very window, and follows the parents of sub-tasks where they count."""
        return (
            record is not None
            and record["window"] == [window.sprint, window.start, window.close]
            and record["subtasks"] >= self.subtasks
        )

    def _key(self, window: Window) -> str:
        return f"{self.state.id}:{self.field or 'none'}:{window.sprint}"

    async def _read(self, windows: Sequence[Window]) -> SprintIssues:
        at = now()
        progress = Progress(self.state.id, len(windows))
        try:
            found = await self._gather(windows, progress)
        finally:
            await progress.over()
        elsewhere = frozenset(present.key for present in found.presents if present.other_estimate)
        issues = calls.understood(lambda: found.histories.issues(found.presents, found.parents))
        by_sprint = sweep(issues, windows)
        whole = {issue.key: issue for issue in issues}
        # Where there is no sub-task, a reading without their parents is one with them.
        subtasks = self.subtasks or not any(issue.subtask for issue in issues)
        statuses: dict[str, str] = {}
        for window in windows:
            mine = by_sprint[window.sprint]
            passed = found.histories.names_of([whole[issue.key] for issue in mine])
            statuses |= passed
            if not found.vanished:
                entries = [(issue, issue.key in elsewhere) for issue in mine]
                record = sprint_record(at, window, entries, subtasks=subtasks, statuses=passed)
                await keep("sprint", self._key(window), record)
        return SprintIssues(by_sprint, elsewhere, found.vanished, statuses)

    async def _gather(self, windows: Sequence[Window], progress: Progress) -> _Gathered:
        ids = await self._candidates(windows)
        histories = Histories(self._tracked())
        await progress.found(len(ids))
        presents = await self._issues(ids, histories, progress)
        parents = {present.id: present for present in presents} if self.subtasks else {}
        outside = dict.fromkeys(present.parent for present in presents if present.parent not in {None, *parents})
        if outside:
            # A parent may be on no board, or untouched since: it is asked for, whatever the filter says.
            found = await self._issues([parent for parent in outside if parent], histories, progress)
            parents |= {parent.id: parent for parent in found}
        return _Gathered(presents, parents, histories, len(ids) - len(presents))

    async def _issues(self, ids: Sequence[str], histories: Histories, progress: Progress) -> list[Present]:
        """Return what the issues are now, while their histories are gathered."""
        others = [points.id for points in self.discovery.points if points.id != self.field]
        ask = partial(calls.issues, sprint=self.discovery.sprint_field, estimate=self.field, others=others)
        async with together() as group:
            # Histories first: they may go on for several pages, and reading them takes longest.
            for batch in _batches(ids, calls.CHANGELOGS_A_BATCH):
                group.create_task(_changelogs(batch, histories))
            batches = [
                group.create_task(progress.count(ask(batch, parents=self.subtasks)))
                for batch in _batches(ids, calls.ISSUES_A_BATCH)
            ]
        return [present for batch in batches for present in batch.result()]

    async def _candidates(self, windows: Sequence[Window]) -> list[str]:
        """Return the ids of the issues of the board's filter that were touched since, or are in one of the sprints."""
        ids: dict[str, None] = {}
        async for page in pages(partial(calls.search, self._jql(windows)), most=MOST_CANDIDATES, what="issues"):
            ids |= dict.fromkeys(page)
        return list(ids)

    def _jql(self, windows: Sequence[Window]) -> str:
        """Return the search for candidates; its date is a full day early, in whatever time zone Jira reads it."""
        since = datetime.fromtimestamp((min(window.start for window in windows) - DAY) / 1000, UTC)
        members = ", ".join(str(window.sprint) for window in windows)
        return f'{self._scope()} AND (updated >= "{since:%Y-%m-%d}" OR sprint in ({members})) ORDER BY id ASC'

    def _scope(self) -> str:
        if self.state.filter_id is not None:
            return f"filter = {self.state.filter_id}"
        if self.state.project_key is not None:
            return f'project = "{self.state.project_key}"'
        raise failures.scope_unknown()

    def _tracked(self) -> Tracked:
        followed = self.discovery.field(self.field) if self.field else None
        return Tracked(
            sprint=self.discovery.sprint_field,
            sprint_name=self.discovery.sprint_field_name,
            estimate=self.field,
            estimate_name=followed.name if followed else None,
            status_ids=self.discovery.status_ids,
            statuses=dict.fromkeys(self.state.on_board, "") | self.discovery.status_names,
            sprints={sprint.id: sprint.name for sprint in self.state.sprints},
        )


async def _changelogs(ids: Sequence[str], histories: Histories, most: int = calls.HISTORIES_A_PAGE) -> None:
    """Gather the histories of a batch, all pages: they are cut by the number of histories, not of issues.

    Where a page of up to `most` histories is larger than the platform reads, the halves of the batch are asked for
    instead, and of a single issue half as many histories a page: histories that come again count once.
    """
    ask = partial(calls.changelogs, ids, histories.tracked.ids, most=most)
    try:
        async for logs in pages(ask, most=MOST_HISTORIES, what="history entries", size=_entries):
            calls.understood(partial(histories.add_all, logs))
    except failures.TooLargeError:
        if len(ids) == 1 and most < 2 * FEWEST_HISTORIES:
            raise
        async with together() as group:
            for half in _batches(ids, ceil(len(ids) / 2)):
                group.create_task(_changelogs(half, histories, most if len(ids) > 1 else most // 2))


def _entries(logs: Sequence[tuple[str, Sequence[object]]]) -> int:
    return sum(len(entries) for _, entries in logs)


def _batches(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
