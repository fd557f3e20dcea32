"""Reading the issues of sprints: who could have been in them, what they are, and what their history says.

Three steps, each needing the last: the ids of all candidates, then their present values and their histories at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from app.forge import now
from resolvers import boardfailures, calls, failures
from resolvers.board import BoardState
from resolvers.discovery import Discovery
from resolvers.filters import BoardFilter
from resolvers.histories import Histories, Tracked
from resolvers.keeping import keep, kept, sprint_issues, sprint_record
from resolvers.progress import Progress
from resolvers.reading import Present
from resolvers.refusals import SprintsRefused
from resolvers.sharing import shared, together
from resolvers.timeline import Issue, Window
from resolvers.velocity import sweep

DAY = 24 * 60 * 60 * 1000

MOST_PAGES = 20
"""100,000 candidates, or 200,000 histories of a batch: a reading that goes on beyond that does not end."""


@dataclass(frozen=True, slots=True)
class SprintIssues:
    """The issues that were ever in some sprints, by sprint id, each cut to that sprint's window.

    `elsewhere` are the keys of those with a value in another points field than the one that is read; `vanished`
    counts candidates that were gone when they were to be read. `unsearchable` are sprints that Jira lists and refuses
    in a search; `words` tell what the board's filter depends on that changes as work goes on.
    """

    by_sprint: dict[int, list[Issue]]
    elsewhere: frozenset[str]
    vanished: int = 0
    unsearchable: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What Jira told of the candidates, before it is put together; the rest as in `SprintIssues`."""

    presents: list[Present]
    histories: Histories
    vanished: int
    unsearchable: frozenset[int]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssueReader:
    """Reads the issues of a board's sprints, with the history of one estimation field (None: no field)."""

    state: BoardState
    discovery: Discovery
    field: str | None
    site: str

    async def issues(self, windows: Collection[Window], *, anew: bool) -> SprintIssues:
        """Return the issues of the sprints: kept ones as they are, for the past does not change; the others read."""
        records = {} if anew else {window: await kept("sprint", self._key(window)) for window in windows}
        found = {
            window: sprint_issues(record)
            for window, record in records.items()
            if record and record["window"] == [window.sprint, window.start, window.close]
        }
        missing = tuple(window for window in windows if window not in found)
        read = SprintIssues({}, frozenset())
        if missing:
            job = ("issues", self.site, self.state.id, self.field, missing)
            read = await shared(job, lambda: self._read(missing))
        else:
            read = replace(read, words=await self._filter.words())
        before = {window.sprint: [issue for issue, _ in entries] for window, entries in found.items()}
        elsewhere = {issue.key for entries in found.values() for issue, other in entries if other}
        return replace(read, by_sprint=before | read.by_sprint, elsewhere=read.elsewhere | elsewhere)

    @property
    def _filter(self) -> BoardFilter:
        return BoardFilter(self.state.filter_id, self.discovery.sprint_fields)

    def _key(self, window: Window) -> str:
        return f"{self.state.id}:{self.field or 'none'}:{window.sprint}"

    async def _read(self, windows: Sequence[Window]) -> SprintIssues:
        at = now()
        progress = Progress(self.state.id, len(windows))
        try:
            gathered = await self._gather(windows, progress)
        finally:
            await progress.over()
        presents, histories = gathered.presents, gathered.histories
        elsewhere = frozenset(present.key for present in presents if present.other_estimate)
        by_sprint = sweep(calls.understood(lambda: [histories.issue(present) for present in presents]), windows)
        if not gathered.vanished and not gathered.unsearchable:
            for window in windows:
                entries = [(issue, issue.key in elsewhere) for issue in by_sprint[window.sprint]]
                await keep("sprint", self._key(window), sprint_record(at, window, entries))
        return SprintIssues(by_sprint, elsewhere, gathered.vanished, gathered.unsearchable, gathered.words)

    async def _gather(self, windows: Sequence[Window], progress: Progress) -> Gathered:
        async with together() as group:
            searching = group.create_task(self._found(windows))
            reading = group.create_task(self._filter.words(anew=True))
        ids, unsearchable = searching.result()
        sprint = await self._sprint_field(ids)
        histories = Histories(self._tracked(sprint))
        others = [field.id for field in self.discovery.points if field.id != self.field]
        await progress.found(len(ids))
        async with together() as group:
            # Histories first: they may go on for several pages, and reading them takes longest.
            for batch in _batches(ids, calls.CHANGELOGS_A_BATCH):
                group.create_task(_changelogs(batch, histories))
            batches = [
                group.create_task(progress.count(calls.issues(batch, sprint[0], self.field, others)))
                for batch in _batches(ids, calls.ISSUES_A_BATCH)
            ]
        presents = [present for batch in batches for present in batch.result()]
        return Gathered(presents, histories, len(ids) - len(presents), unsearchable, reading.result())

    async def _sprint_field(self, ids: Sequence[str]) -> tuple[str, str]:
        """Return id and name of the Sprint field: of several the one that most of the board's issues carry."""
        fields = dict(self.discovery.sprint_fields)
        if len(fields) > 1:
            for batch in _batches(ids, calls.ISSUES_A_BATCH):
                carried = await calls.sprint_fields_in_use(batch, list(fields))
                if any(carried.values()):
                    field = max(carried, key=carried.__getitem__)
                    return field, fields[field]
        return self.discovery.sprint_fields[0]

    async def _found(self, windows: Sequence[Window]) -> tuple[list[str], frozenset[int]]:
        """Return the ids of the candidates, and the sprints that Jira lists but refuses in a search.

        Where it refuses one, all issues in any sprint are candidates; a refusal of that too is the filter's own.
        """
        try:
            return await self._candidates(self._jql(windows)), frozenset()
        except SprintsRefused as refusal:
            refused = frozenset(window.sprint for window in windows if str(window.sprint) in refusal.named)
            if not refused:
                raise boardfailures.filter_broken("a sprint") from None
        try:
            return await self._candidates(self._jql(windows, in_any=True)), refused
        except SprintsRefused:
            raise boardfailures.filter_broken("a sprint") from None

    async def _candidates(self, jql: str) -> list[str]:
        """Return the ids of all issues that a search finds."""
        token, tokens = None, set()
        ids: dict[str, None] = {}
        for _ in range(MOST_PAGES):
            page, token = await calls.search(jql, token)
            ids |= dict.fromkeys(page)
            if token is None:
                return list(ids)
            if token in tokens:
                raise failures.nonsense("the same page of a search again and again")
            tokens.add(token)
        raise failures.too_much("issues")

    def _jql(self, windows: Sequence[Window], *, in_any: bool = False) -> str:
        """Return the search for the issues of the board that were touched since, or are in one of the sprints.

        Its date is a full day early, in whatever time zone Jira reads it. With `in_any` no sprint is named.
        """
        since = datetime.fromtimestamp((min(window.start for window in windows) - DAY) / 1000, UTC)
        listed = ", ".join(str(window.sprint) for window in windows)
        members = "sprint is not EMPTY" if in_any else f"sprint in ({listed})"
        return f'{self._scope()} AND (updated >= "{since:%Y-%m-%d}" OR {members}) ORDER BY id ASC'

    def _scope(self) -> str:
        if self.state.filter_id is not None:
            return f"filter = {self.state.filter_id}"
        if self.state.project_key is not None:
            return f'project = "{self.state.project_key}"'
        raise failures.scope_unknown()

    def _tracked(self, sprint: tuple[str, str]) -> Tracked:
        field = self.discovery.field(self.field) if self.field else None
        return Tracked(
            sprint=sprint[0],
            sprint_name=sprint[1],
            estimate=self.field,
            estimate_name=field.name if field else None,
            status_ids=self.discovery.status_ids,
        )


async def _changelogs(ids: Sequence[str], histories: Histories) -> None:
    """Gather the histories of a batch, all pages: they are cut by the number of histories, not of issues."""
    token, tokens = None, set()
    for _ in range(MOST_PAGES):
        logs, token = await calls.changelogs(ids, histories.tracked.ids, token)
        calls.understood(partial(histories.add_all, logs))
        if token is None:
            return
        if token in tokens:
            raise failures.nonsense("the same page of a history again and again")
        tokens.add(token)
    raise failures.too_much("history entries")


def _batches(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
