"""A board's list of closed and running sprints, all of it: the pages that are likely to be there travel together."""

import asyncio
from dataclasses import dataclass

from app.forge import ResolverError
from resolvers.errors import problems
from resolvers.jira import client
from resolvers.jira.parse.sprint_pages import SprintPage
from resolvers.single_flight import together

LIKELY = 3 * client.SPRINTS_A_PAGE
"""Closed sprints that a board which nothing is known of may well have: six years of fortnights.

A page past the end of the list is empty and costs one point of the hourly quota; a page asked for late costs a round
trip.
"""

MOST_SPRINTS = 10_000
"""Closed sprints of a board; a list that goes on beyond that does not end, whatever the size of its pages."""


async def listed_sprints(board_id: int, likely: int = LIKELY) -> list[SprintPage]:
    """Return every page of the list; the pages of the first `likely` sprints are asked for at once.

    Pages that do not fit together, because their sizes differ or the list changed meanwhile, are read again one by one.
    """
    async with together() as group:
        starts = range(client.SPRINTS_A_PAGE, min(likely, MOST_SPRINTS), client.SPRINTS_A_PAGE)
        asked = _Asked(board_id, {start: group.create_task(_attempt(board_id, start)) for start in starts})
        pages = await _at_once(asked)
        found = pages if _fit(pages) else await _one_by_one(asked, pages if len(pages) == 1 else [])
        # Nobody waits for a page that proved to be past the end.
        for task in asked.ahead.values():
            task.cancel()
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """The pages of a board's list, some of them asked for `ahead`, by the place of their first sprint."""

    board_id: int
    ahead: dict[int, asyncio.Task[SprintPage | None]]

    async def page(self, start_at: int) -> SprintPage:
        """Return the page that was asked for ahead, once; else, and where that one failed, a page asked for now."""
        task = self.ahead.pop(start_at, None)
        page = await task if task else None
        return page or await client.sprints(self.board_id, start_at)


async def _attempt(board_id: int, start_at: int) -> SprintPage | None:
    """Return a page, None where it cannot be had: it may be one that nobody needs."""
    try:
        return await client.sprints(board_id, start_at)
    except ResolverError:
        return None


async def _at_once(asked: _Asked) -> list[SprintPage]:
    """Return the first page and, where it tells how many sprints there are, all others."""
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
    """Say whether pages that were read at once are one whole list."""
    first = pages[0]
    sizes_agree = all(page.received == first.received for page in pages[:-1])
    return pages[-1].is_last and sizes_agree and all(page.total in {None, first.total} for page in pages)


async def _one_by_one(asked: _Asked, pages: list[SprintPage]) -> list[SprintPage]:
    """Return the pages and all after them, each where the one before it ended."""
    found, received = list(pages), sum(page.received for page in pages)
    while not found or (not found[-1].is_last and found[-1].received):
        if received > MOST_SPRINTS:
            raise problems.too_much("sprints")
        found.append(await asked.page(received))
        received += found[-1].received
    return found
