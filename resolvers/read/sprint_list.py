"""Reads a board's whole list of closed and running sprints; the pages likely to exist are requested concurrently."""

import asyncio
from dataclasses import dataclass

from app.forge import ResolverError
from resolvers.errors import problems
from resolvers.jira import client
from resolvers.jira.parse.sprint_pages import SprintPage
from resolvers.single_flight import together

LIKELY = 3 * client.SPRINTS_A_PAGE
"""Closed sprints assumed for an unknown board: six years of two-week sprints.

A page past the end is empty and costs one point of the hourly quota; a page requested later costs a round trip.
"""

MOST_SPRINTS = 10_000
"""The most closed sprints of a board: a longer list is taken for an endless one."""


async def listed_sprints(board_id: int, likely: int = LIKELY) -> list[SprintPage]:
    """Return every page of the list; the pages of the first `likely` sprints are requested concurrently.

    Inconsistent pages (sizes differ, or the list changed in between) are read again one by one.
    """
    async with together() as group:
        starts = range(client.SPRINTS_A_PAGE, min(likely, MOST_SPRINTS), client.SPRINTS_A_PAGE)
        asked = _Asked(board_id, {start: group.create_task(_attempt(board_id, start)) for start in starts})
        pages = await _at_once(asked)
        found = pages if _fit(pages) else await _one_by_one(asked, pages if len(pages) == 1 else [])
        # Cancel the requests for pages past the end.
        for task in asked.ahead.values():
            task.cancel()
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """The pages of a board's list; `ahead` holds the pending requests by the index of their first sprint."""

    board_id: int
    ahead: dict[int, asyncio.Task[SprintPage | None]]

    async def page(self, start_at: int) -> SprintPage:
        """Return the page of the pending request; request it now if there is none or it failed."""
        task = self.ahead.pop(start_at, None)
        page = await task if task else None
        return page or await client.sprints(self.board_id, start_at)


async def _attempt(board_id: int, start_at: int) -> SprintPage | None:
    """Return a page, None if the request fails: the page may not be needed."""
    try:
        return await client.sprints(board_id, start_at)
    except ResolverError:
        return None


async def _at_once(asked: _Asked) -> list[SprintPage]:
    """Return the first page and, if it gives the total, all others."""
    first = await asked.page(0)
    if first.is_last or not first.total or not first.received:
        return [first]
    if first.total > MOST_SPRINTS:
        raise problems.too_much("sprints")
    starts = range(first.received, first.total, first.received)
    async with together() as group:
        tasks = [group.create_task(asked.page(start)) for start in starts]
    return [first, *(task.result() for task in tasks)]


def _fit(pages: list[SprintPage]) -> bool:
    """Say whether pages that were read concurrently form one complete list."""
    first = pages[0]
    sizes_agree = all(page.received == first.received for page in pages[:-1])
    return pages[-1].is_last and sizes_agree and all(page.total in {None, first.total} for page in pages)


async def _one_by_one(asked: _Asked, pages: list[SprintPage]) -> list[SprintPage]:
    """Return the pages followed by all later ones, each starting where the previous one ended."""
    found, received = list(pages), sum(page.received for page in pages)
    while not found or (not found[-1].is_last and found[-1].received):
        if received > MOST_SPRINTS:
            raise problems.too_much("sprints")
        found.append(await asked.page(received))
        received += found[-1].received
    return found
