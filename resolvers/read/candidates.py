"""The candidates: the issues of a board that may have been in one of its sprints, and its Sprint field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from app.forge import ResolverError
from resolvers.domain.timeline import Window
from resolvers.errors import board_problems, problems
from resolvers.errors.refusals import SprintsRefused, Unexplained
from resolvers.jira import client
from resolvers.jira.board import DAY, Ahead, BoardState
from resolvers.jira.paging import batches, pages
from resolvers.read.metadata import Discovery
from resolvers.single_flight import together

PARENTS_A_SEARCH = 500
"""Ids in one search: Jira sets no limit to them, and a search in 4 KB is far from any."""

NO_SUBTASKS = " AND issuetype not in subTaskIssueTypes()"
"""Leaves sub-tasks out of a search: on a board that has them, often a third of what would be read for nothing.

`in standardIssueTypes()` would lose the issues of a type that the function does not know; this one finds too many then.
"""

MOST_CANDIDATES = 100_000
"""The most issues of a search: reading more does not fit into one invocation, whatever the page size."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates' ids, their Sprint field (id and name), and the sprints that Jira refuses in a search."""

    ids: list[str]
    sprint_field: tuple[str, str]
    unsearchable: frozenset[int]


async def candidates(
    state: BoardState, discovery: Discovery, windows: Sequence[Window], *, subtasks: bool
) -> Candidates:
    """Return the issues of the board's filter that were updated since the oldest sprint or are in one of the sprints.

    Without `subtasks` they are left out where Jira can do that. If Jira lists a sprint but refuses it in a search, or
    refuses a search in words that are not known, all issues in any sprint are candidates. If Jira refuses that search
    too, the filter is broken.
    """
    refused: frozenset[int] = frozenset()
    if state.ahead and state.ahead.serves(scope(state), windows):
        ids = list(state.ahead.ids)
        return Candidates(ids, await sprint_field(discovery, ids), refused)
    try:
        ids = await _searched(state, windows, subtasks=subtasks)
    except (SprintsRefused, Unexplained) as refusal:
        refused = frozenset(window.sprint for window in windows if refusal.may_mean(window.sprint))
        if not refused:
            raise board_problems.filter_broken(refusal.what) from None
        try:
            ids = await search(_jql(state, windows, in_any=True))
        except (SprintsRefused, Unexplained) as again:
            raise board_problems.filter_broken(again.what) from None
    return Candidates(ids, await sprint_field(discovery, ids), refused)


async def _searched(state: BoardState, windows: Sequence[Window], *, subtasks: bool) -> list[str]:
    """Return what the search finds, with sub-tasks if Jira refuses to leave them out."""
    if not subtasks:
        try:
            return await search(_jql(state, windows, only=NO_SUBTASKS))
        except Unexplained:
            pass  # Where an administrator has disabled sub-tasks, Jira refuses the function.
    return await search(_jql(state, windows))


async def ahead(state: BoardState | None, at: int) -> Ahead | None:
    """Return what is found for the running sprints of a kept board that are due, at the instant `at`, to be closed.

    Where one has been closed, it is what `candidates` would have searched for next. None where none is due, and where
    the search fails or finds more than a page: then it is sent when it is known to be needed.
    """
    if state is None or not (due := state.due(at)):
        return None
    windows = [Window(sprint.id, sprint.start, at) for sprint in due]
    try:
        ids, token = await client.search(_jql(state, windows), None)
    except ResolverError:
        return None
    since, sprints = min(window.start for window in windows), frozenset(window.sprint for window in windows)
    return None if token else Ahead(at, scope(state), since, sprints, tuple(ids))


async def children(state: BoardState, parents: Sequence[str]) -> list[str]:
    """Return the issues of the board's filter below these, by id; each of `parents` has to be one that Jira shows."""
    asked = [f"{scope(state)} AND parent in ({', '.join(some)})" for some in batches(parents, PARENTS_A_SEARCH)]
    try:
        async with together() as group:
            searches = [group.create_task(search(f"{jql} ORDER BY id ASC")) for jql in asked]
    except ResolverError as error:
        # The filter was valid for a search a moment ago, so one of the parents was deleted.
        raise problems.changed_while_reading() if error.type == "filter-broken" else error from None
    return [number for search in searches for number in search.result()]


async def search(jql: str) -> list[str]:
    """Return the ids of all issues that a search finds."""
    ids: dict[str, None] = {}
    async for page in pages(partial(client.search, jql), most=MOST_CANDIDATES, what="work items"):
        ids |= dict.fromkeys(page)
    return list(ids)


def _jql(state: BoardState, windows: Sequence[Window], *, in_any: bool = False, only: str = "") -> str:
    """Return the JQL. Its date is at least a full day before `since`, because Jira reads it in an unknown time zone.

    With `in_any` it names no sprint; `only` is a further restriction.
    """
    since = datetime.fromtimestamp((min(window.start for window in windows) - DAY) / 1000, UTC)
    listed = ", ".join(str(window.sprint) for window in windows)
    members = "sprint is not EMPTY" if in_any else f"sprint in ({listed})"
    return f'{scope(state)}{only} AND (updated >= "{since:%Y-%m-%d}" OR {members}) ORDER BY id ASC'


def scope(state: BoardState) -> str:
    """Return the clause that finds a board's issues."""
    if state.filter_id is not None:
        return f"filter = {state.filter_id}"
    if state.project_key is not None:
        return f'project = "{state.project_key}"'
    raise problems.scope_unknown()


async def sprint_field(discovery: Discovery, ids: Sequence[str]) -> tuple[str, str]:
    """Return id and name of the Sprint field: if there are several, the one most used by the board's issues."""
    fields = dict(discovery.sprint_fields)
    if len(fields) > 1:
        for batch in batches(ids, client.ISSUES_A_BATCH):
            carried = await client.sprint_fields_in_use(batch, list(fields))
            if any(carried.values()):
                field = max(carried, key=carried.__getitem__)
                return field, fields[field]
    return discovery.sprint_fields[0]
