"""Reads the issues of sprints: the candidates' present values and their histories, concurrently."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import ceil
from typing import Any

from app.forge import now
from resolvers.cache.batches import keep_together, kept_together
from resolvers.cache.codec import sprint_issues, sprint_record
from resolvers.cache.past_statuses import keep_statuses
from resolvers.cache.progress import Progress
from resolvers.domain.timeline import Issue, Window
from resolvers.domain.velocity import sweep
from resolvers.errors import problems
from resolvers.jira import client
from resolvers.jira.board import BoardState
from resolvers.jira.history.changelog import Histories
from resolvers.jira.history.collected import Tracked
from resolvers.jira.paging import batches, pages
from resolvers.jira.parse.answers import PresentValues
from resolvers.read.candidates import Candidates, candidates, children
from resolvers.read.filters import BoardFilter
from resolvers.read.metadata import Discovery
from resolvers.single_flight import A_TURN, in_turns, shared, together

MOST_HISTORIES = 200_000
"""The most histories of one batch of issues: 200 for each issue."""

FEWEST_HISTORIES = 10
"""The smallest page of histories: an issue for which even that answer is too large cannot be read."""


@dataclass(frozen=True, slots=True)
class SprintIssues:
    """The issues that were ever in the sprints, by sprint id, each cut to that sprint's window.

    `elsewhere` are the keys of issues with a value in a points field other than the one that is read; `vanished` counts
    candidates deleted before they were read; `statuses` maps the ids of all statuses in the histories to their names,
    `deleted` those that no longer exist on the site. `unsearchable` are sprints that Jira lists but refuses in a
    search; `words` are the changing terms of the board's filter.
    """

    by_sprint: dict[int, list[Issue]]
    elsewhere: frozenset[str]
    vanished: int = 0
    statuses: Mapping[str, str] = field(default_factory=dict)
    deleted: Mapping[str, str] = field(default_factory=dict)
    unsearchable: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The candidates as read from Jira: present values, histories, and the parents of sub-tasks."""

    present: list[PresentValues]
    parents: dict[str, PresentValues]
    histories: Histories
    vanished: int
    candidates: Candidates


@dataclass(frozen=True, slots=True)
class IssueReader:
    """Reads the issues of a board's sprints with the history of one estimation field (None: no field).

    With `subtasks`, sub-tasks are in the sprints of their parents; otherwise they do not count.
    """

    state: BoardState
    discovery: Discovery
    field: str | None
    site: str
    subtasks: bool = False

    async def issues(self, windows: Collection[Window], *, refresh: bool) -> SprintIssues:
        """Return the issues of the sprints, cached where possible, since a closed sprint does not change."""
        kept = {} if refresh else await kept_together("sprint", [self._key(window) for window in windows])
        records = {window: record for window in windows if (record := kept.get(self._key(window)))}
        found = {window: sprint_issues(record) for window, record in records.items() if self._serves(record, window)}
        missing = tuple(window for window in windows if window not in found)
        read = SprintIssues({}, frozenset())
        if missing:
            job = ("issues", self.site, self.state.id, self.field, self.subtasks, missing)
            read = await shared(job, lambda: self._read(missing))
        else:
            read = replace(read, words=await self._filter.words())
        before = {window.sprint: [issue for issue, _ in entries] for window, entries in found.items()}
        elsewhere = {issue.key for entries in found.values() for issue, other in entries if other}
        statuses = {status: name for window in found for status, name in records[window]["statuses"]}
        statuses |= read.statuses
        deleted = {status: name for status, name in statuses.items() if name and status not in self.discovery.statuses}
        await keep_statuses(self.state.id, min([now(), *(records[window]["at"] for window in found)]), deleted)
        return replace(
            read,
            by_sprint=before | read.by_sprint,
            elsewhere=read.elsewhere | elsewhere,
            statuses=statuses,
            deleted=deleted,
        )

    def _serves(self, record: Mapping[str, Any], window: Window) -> bool:
        """Say whether a cached record has exactly this window and, if sub-tasks count, their parents' sprints."""
        whose = [window.sprint, window.start, window.close]
        return bool(record["window"] == whose and record["subtasks"] >= self.subtasks)

    @property
    def _filter(self) -> BoardFilter:
        return BoardFilter(self.state.filter_id, self.discovery.sprint_fields)

    def _key(self, window: Window) -> str:
        return f"{self.state.id}:{self.field or 'none'}:{window.sprint}"

    async def _read(self, windows: Sequence[Window]) -> SprintIssues:
        at = now()
        progress = Progress(self.state.id, len(windows))
        try:
            async with together() as group:
                filtering = group.create_task(self._filter.words(refresh=True))
                gathering = group.create_task(self._gather(windows, progress))
        finally:
            await progress.over()
        found, words = gathering.result(), filtering.result()
        elsewhere = frozenset(present.key for present in found.present if present.other_estimate)
        if len({present.key for present in found.present}) < len(found.present):
            raise problems.nonsense("two issues of one key")
        by_sprint, passed = await _followed(found, windows)
        refused = found.candidates.unsearchable
        statuses: dict[str, str] = {}
        records: dict[str, Any] = {}
        async for window in in_turns(windows, lambda window: len(by_sprint[window.sprint])):
            names = found.histories.names_of(passed[window.sprint])
            statuses |= names
            entries = [(issue, issue.key in elsewhere) for issue in by_sprint[window.sprint]]
            records[self._key(window)] = sprint_record(at, window, entries, subtasks=self.subtasks, statuses=names)
        if not found.vanished and not refused:
            await keep_together("sprint", records)
        return SprintIssues(by_sprint, elsewhere, found.vanished, statuses, unsearchable=refused, words=words)

    async def _gather(self, windows: Sequence[Window], progress: Progress) -> _Gathered:
        found = await candidates(self.state, self.discovery, windows, subtasks=self.subtasks)
        histories = Histories(self._tracked(found.sprint_field))
        await progress.found(len(found.ids))
        present = await self._issues(found.ids, histories, progress)
        parents = {one.id: one for one in present} if self.subtasks else {}
        outside = dict.fromkeys(one.parent for one in present if one.parent not in {None, *parents})
        if outside:
            # A parent may be outside the filter or not recently updated, so parents are read by id.
            further = await self._issues([parent for parent in outside if parent], histories, progress)
            parents |= {parent.id: parent for parent in further}
        untouched = await self._untouched(parents, histories, windows) if self.subtasks else []
        present += await self._issues(untouched, histories, progress)
        vanished = len(found.ids) + len(untouched) - len(present)
        return _Gathered(present, parents, histories, vanished, found)

    async def _untouched(
        self, parents: Mapping[str, PresentValues], histories: Histories, windows: Sequence[Window]
    ) -> list[str]:
        """Return sub-tasks that are not candidates themselves but were in a sprint through their parents."""
        sprints = frozenset(window.sprint for window in windows)
        inside = [
            parent.id
            async for some in in_turns(batches(list(parents.values()), A_TURN))
            for parent in some
            if not parent.subtask and histories.concerns(parent, sprints)
        ]
        return [number for number in await children(self.state, inside) if number not in parents]

    async def _issues(self, ids: Sequence[str], histories: Histories, progress: Progress) -> list[PresentValues]:
        """Return the issues' present values; their histories are collected at the same time."""
        others = [points.id for points in self.discovery.points if points.id != self.field]
        ask = partial(client.issues, sprint=histories.tracked.sprint, estimate=self.field, others=others)
        async with together() as group:
            # Histories first: they may have several pages and take the longest.
            for batch in batches(ids, client.CHANGELOGS_A_BATCH):
                group.create_task(_changelogs(batch, histories))
            tasks = [
                group.create_task(progress.count(ask(batch, parents=self.subtasks)))
                for batch in batches(ids, client.ISSUES_A_BATCH)
            ]
        return [present for task in tasks for present in task.result()]

    def _tracked(self, sprint_field: tuple[str, str]) -> Tracked:
        followed = self.discovery.field(self.field) if self.field else None
        sprint, sprint_name = sprint_field
        return Tracked(
            sprint=sprint,
            sprint_name=sprint_name,
            estimate=self.field,
            estimate_name=followed.name if followed else None,
            status_ids=self.discovery.status_ids,
            statuses=dict.fromkeys(self.state.on_board, "") | self.discovery.status_names,
            sprints={sprint.id: sprint.name for sprint in self.state.sprints},
        )


async def _followed(found: _Gathered, windows: Sequence[Window]) -> tuple[dict[int, list[Issue]], dict[int, set[str]]]:
    """Return by sprint the issues that were in it (see `sweep`), and all statuses that these were ever in."""
    by_sprint: dict[int, list[Issue]] = {window.sprint: [] for window in windows}
    passed: dict[int, set[str]] = {window.sprint: set() for window in windows}
    found.histories.add_statuses(found.present)
    sprints = frozenset(by_sprint)
    async for batch in in_turns(batches(found.present, A_TURN)):
        issues = client.understood(partial(found.histories.issues, batch, found.parents, sprints))
        statuses = {issue.key: (issue.status.first, *issue.status.values) for issue in issues}
        for sprint, mine in sweep(issues, windows).items():
            if mine:
                by_sprint[sprint] += mine
                passed[sprint].update(*[statuses[issue.key] for issue in mine])
    return by_sprint, passed


async def _changelogs(ids: Sequence[str], histories: Histories, most: int = client.HISTORIES_A_PAGE) -> None:
    """Collect all pages of a batch's histories; a page is limited by the number of histories, not of issues.

    If a page of up to `most` histories exceeds the platform's size limit, the batch is halved, and for a single issue
    the page size is halved. Histories received twice count once.
    """
    ask = partial(client.changelogs, ids, histories.tracked.ids, most=most)
    try:
        async for logs in pages(ask, most=MOST_HISTORIES, what="history entries", size=_entries):
            async for some in in_turns(batches(logs, A_TURN)):
                client.understood(partial(histories.add_all, some))
    except problems.TooLargeError:
        if len(ids) == 1 and most < 2 * FEWEST_HISTORIES:
            raise
        async with together() as group:
            for half in batches(ids, ceil(len(ids) / 2)):
                group.create_task(_changelogs(half, histories, most if len(ids) > 1 else most // 2))


def _entries(logs: Sequence[tuple[str, Sequence[object]]]) -> int:
    return sum(len(entries) for _, entries in logs)
