"""Reading the issues of sprints: who could have been in them, what they are, and what their history says.

Three steps, each needing the last: the ids of all candidates, then their present values and their histories at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from app.forge import now
from resolvers import calls, failures
from resolvers.batches import keep_together, kept_together
from resolvers.board import BoardState
from resolvers.discovery import Discovery
from resolvers.histories import Histories, Tracked
from resolvers.keeping import sprint_issues, sprint_record
from resolvers.progress import Progress
from resolvers.reading import Present
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
    counts candidates that were gone when they were to be read.
    """

    by_sprint: dict[int, list[Issue]]
    elsewhere: frozenset[str]
    vanished: int = 0


@dataclass(frozen=True, slots=True)
class IssueReader:
    """Reads the issues of a board's sprints, with the history of one estimation field (None: no field)."""

    state: BoardState
    discovery: Discovery
    field: str | None
    site: str

    async def issues(self, windows: Collection[Window], *, anew: bool) -> SprintIssues:
        """Return the issues of the sprints: kept ones as they are, for the past does not change; the others read."""
        records = {} if anew else await kept_together("sprint", [self._key(window) for window in windows])
        found = {
            window: sprint_issues(record)
            for window in windows
            if (record := records.get(self._key(window)))
            and record["window"] == [window.sprint, window.start, window.close]
        }
        missing = tuple(window for window in windows if window not in found)
        read = SprintIssues({}, frozenset())
        if missing:
            job = ("issues", self.site, self.state.id, self.field, missing)
            read = await shared(job, lambda: self._read(missing))
        before = {window.sprint: [issue for issue, _ in entries] for window, entries in found.items()}
        elsewhere = {issue.key for entries in found.values() for issue, other in entries if other}
        return SprintIssues(before | read.by_sprint, read.elsewhere | elsewhere, read.vanished)

    def _key(self, window: Window) -> str:
        return f"{self.state.id}:{self.field or 'none'}:{window.sprint}"

    async def _read(self, windows: Sequence[Window]) -> SprintIssues:
        at = now()
        progress = Progress(self.state.id, len(windows))
        try:
            presents, histories, vanished = await self._gather(windows, progress)
        finally:
            await progress.over()
        elsewhere = frozenset(present.key for present in presents if present.other_estimate)
        by_sprint = sweep(calls.understood(lambda: [histories.issue(present) for present in presents]), windows)
        if not vanished:
            records = {
                self._key(window): sprint_record(
                    at, window, [(issue, issue.key in elsewhere) for issue in by_sprint[window.sprint]]
                )
                for window in windows
            }
            await keep_together("sprint", records)
        return SprintIssues(by_sprint, elsewhere, vanished)

    async def _gather(self, windows: Sequence[Window], progress: Progress) -> tuple[list[Present], Histories, int]:
        ids = await self._candidates(windows)
        histories = Histories(self._tracked())
        others = [field.id for field in self.discovery.points if field.id != self.field]
        await progress.found(len(ids))
        async with together() as group:
            # Histories first: they may go on for several pages, and reading them takes longest.
            for batch in _batches(ids, calls.CHANGELOGS_A_BATCH):
                group.create_task(_changelogs(batch, histories))
            batches = [
                group.create_task(progress.count(calls.issues(batch, self.discovery.sprint_field, self.field, others)))
                for batch in _batches(ids, calls.ISSUES_A_BATCH)
            ]
        presents = [present for batch in batches for present in batch.result()]
        return presents, histories, len(ids) - len(presents)

    async def _candidates(self, windows: Sequence[Window]) -> list[str]:
        """Return the ids of the issues of the board's filter that were touched since, or are in one of the sprints."""
        jql, token, tokens = self._jql(windows), None, set()
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
        field = self.discovery.field(self.field) if self.field else None
        return Tracked(
            sprint=self.discovery.sprint_field,
            sprint_name=self.discovery.sprint_field_name,
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
