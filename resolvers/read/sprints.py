"""Reads a board: its configuration and all of its closed and running sprints, in full or as an update."""

from dataclasses import replace

from app.forge import now
from resolvers.cache.boards import board_record, board_state
from resolvers.cache.store import FRESH, keep, kept
from resolvers.errors import problems
from resolvers.jira import client
from resolvers.jira.board import BoardState
from resolvers.jira.parse.answers import Configuration, Sprint
from resolvers.jira.parse.sprint_pages import SprintPage
from resolvers.read.candidates import ahead
from resolvers.read.sprint_list import LIKELY, listed_sprints
from resolvers.single_flight import shared, together

MOST_BOARDS = 10_000
"""Boards searched for one whose configuration cannot be read."""

OVERLAP = client.SPRINTS_A_PAGE - 1
"""Known sprints re-read by an update, so that one newly closed sprint fits on the page."""


async def board(board_id: int, site: str, *, younger_than: int = FRESH) -> BoardState:
    """Return the board's state, cached if younger than `younger_than` milliseconds, else read.

    Reading updates a cached state in one round trip; the search that a sprint closed meanwhile would need is sent with
    it. An age of 0 never returns a cached state.
    """
    key, refresh = str(board_id), younger_than == 0
    if record := await kept("board", key, younger_than=younger_than):
        return board_state(record)
    return await shared(("board", site, board_id, refresh), lambda: _read(board_id, key, refresh=refresh))


async def _read(board_id: int, key: str, *, refresh: bool) -> BoardState:
    at = now()
    record = await kept("board", key)
    before = board_state(record) if record else None
    async with together() as group:
        configuration = group.create_task(client.configuration(board_id))
        listing = group.create_task(_listed(board_id, before, refresh=refresh))
        searching = group.create_task(ahead(None if refresh else before, at))
        closed = {sprint.id for sprint in (await listing)[0] if not sprint.running}
        # Nobody waits for what is not needed.
        if before is None or not any(sprint.id in closed for sprint in before.running):
            searching.cancel()
    state = await _state(at, board_id, configuration.result(), *listing.result())
    state = replace(state, ahead=None if searching.cancelled() else searching.result())
    await keep("board", key, board_record(state))
    return state


async def _listed(board_id: int, before: BoardState | None, *, refresh: bool) -> tuple[list[Sprint], int]:
    """Return all sprints of the list and their number; an outdated cached state predicts how many to request."""
    start_at = max(0, before.total - OVERLAP) if before else 0
    if before and start_at and not refresh:
        renewed = _renewed(before, await client.sprints(board_id, start_at))
        if renewed is not None:
            return renewed
    pages = await listed_sprints(board_id, before.total + 1 if before else LIKELY)
    by_id = {sprint.id: sprint for page in pages for sprint in page.sprints}
    return list(by_id.values()), sum(page.received for page in pages)


def _renewed(before: BoardState, page: SprintPage) -> tuple[list[Sprint], int] | None:
    """Return all sprints of the list and their number from the cached ones and the last page, None if inconsistent.

    They are consistent if the list has grown by exactly the page's new sprints: then no earlier one was deleted. The
    running ones are at the end of the list, reopened ones too, and so on the page; one that is not there any more was
    closed and has moved up.
    """
    running, shown = {sprint.id for sprint in before.running}, {sprint.id for sprint in page.sprints}
    grown = len(shown - running - {sprint.id for sprint in before.sprints})
    if not (page.is_last and running <= shown and page.total == before.total + grown):
        return None
    return [*(sprint for sprint in before.sprints if sprint.id not in shown), *page.sprints], page.total


async def _state(
    at: int, board_id: int, configuration: Configuration | None, sprints: list[Sprint], total: int
) -> BoardState:
    readable = configuration is not None
    if configuration is None:
        configuration = await from_list(board_id)
    return BoardState(
        at=at,
        id=board_id,
        name=configuration.name,
        team_managed=configuration.team_managed,
        project_key=configuration.project_key,
        filter_id=configuration.filter_id,
        readable=readable,
        columns=tuple(statuses for _, statuses in configuration.columns),
        estimation=configuration.estimation,
        field_id=configuration.field_id,
        sprints=tuple(sprint for sprint in sprints if not sprint.running),
        total=total,
        running=tuple(replace(sprint, close=at) for sprint in sprints if sprint.running),
    )


async def from_list(board_id: int) -> Configuration:
    """Return the entry in the list of boards of a board whose configuration cannot be read."""
    start_at: int | None = 0
    while start_at is not None and start_at < MOST_BOARDS:
        page = await client.board_page("", start_at)
        for entry in page["boards"]:
            if entry["id"] == board_id:
                return Configuration(
                    entry["name"], entry["type"] == "simple", entry["projectKey"], None, (), None, None
                )
        start_at = page["nextStartAt"]
    raise problems.board_not_found()
