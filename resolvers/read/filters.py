"""A board's filter: the terms in its JQL whose results change as work goes on. Only those terms are stored."""

from dataclasses import dataclass

from app.forge import now
from resolvers.cache.store import keep, kept
from resolvers.jira import client
from resolvers.jira.jql import history_words


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """A board's filter (None if unknown) on a site with these Sprint fields (id and name)."""

    id: int | None
    sprint_fields: tuple[tuple[str, str], ...]

    async def words(self, *, anew: bool = False) -> tuple[str, ...]:
        """Return the terms, from the cache unless a new reading is requested; none for an unreadable filter."""
        if self.id is None:
            return ()
        record = None if anew else await kept("filter", str(self.id))
        if record:
            return tuple(record["words"])
        words = history_words(await client.filter_jql(self.id) or "", self.sprint_fields)
        await keep("filter", str(self.id), {"at": now(), "words": words})
        return tuple(words)
