"""A board's filter: the terms in its JQL whose results change as work goes on. Only those terms are stored."""

import re
from dataclasses import dataclass

from app.forge import now
from resolvers.cache.store import keep, kept
from resolvers.jira import client
from resolvers.jira.jql import OTHER_FILTER, history_words, other_filters
from resolvers.single_flight import together

FILTER_ID = re.compile("[0-9]{1,18}")
MOST_FILTERS = 10
"""Filters that are read for one board; one that refers to more is not looked into any further."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """A board's filter (None if unknown) on a site with these Sprint fields (id and name)."""

    id: int | None
    sprint_fields: tuple[tuple[str, str], ...]

    async def words(self, *, refresh: bool = False) -> tuple[str, ...]:
        """Return the terms, from the cache unless `refresh`; none for an unreadable filter."""
        if self.id is None:
            return ()
        record = None if refresh else await kept("filter", str(self.id))
        if record:
            return tuple(record["words"])
        words = sorted(await self._words_of(self.id))
        await keep("filter", str(self.id), {"at": now(), "words": words})
        return tuple(words)

    async def _words_of(self, board_filter: int) -> set[str]:
        """Return the words of a filter and of those that it refers to by their ids; what a name refers to is not known.

        A filter that cannot be read says nothing, but that the board's refers to it.
        """
        words: set[str] = set()
        seen = {board_filter}
        ahead = [board_filter]
        while ahead:
            async with together() as group:
                asked = [group.create_task(client.filter_jql(each)) for each in ahead]
            queries = [task.result() for task in asked]
            words.update(*(history_words(jql, self.sprint_fields) for jql in queries if jql is not None))
            named = {name for jql in queries if jql is not None for name in other_filters(jql)}
            further = {int(name) for name in named if FILTER_ID.fullmatch(name)} - seen
            unknown = [name for name in named if not FILTER_ID.fullmatch(name)]
            if unknown or len(seen | further) > MOST_FILTERS or (None in queries and ahead != [board_filter]):
                words.add(OTHER_FILTER)
            ahead = sorted(further) if len(seen | further) <= MOST_FILTERS else []
            seen |= further
        return words
