"""A board's filter: what it depends on that changes as work goes on. Of its JQL only those words are kept."""

from dataclasses import dataclass

from app.forge import now
from resolvers.cache.store import keep, kept
from resolvers.jira import client
from resolvers.jira.jql import history_words


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """The filter of a board, None where it is not known, on a site with these Sprint fields (id and name)."""

    id: int | None
    sprint_fields: tuple[tuple[str, str], ...]

    async def words(self, *, anew: bool = False) -> tuple[str, ...]:
        """Return the words, kept ones unless they are to be read anew; none for a filter that cannot be read."""
        if self.id is None:
            return ()
        record = None if anew else await kept("filter", str(self.id))
        if record:
            return tuple(record["words"])
        words = history_words(await client.filter_jql(self.id) or "", self.sprint_fields)
        await keep("filter", str(self.id), {"at": now(), "words": words})
        return tuple(words)
