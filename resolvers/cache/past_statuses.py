"""Statuses that were deleted since, known by the names that histories carry: kept for the settings to choose from."""

from collections.abc import Mapping

from resolvers.cache.store import keep, kept


async def keep_statuses(board: int, at: int, statuses: Mapping[str, str]) -> None:
    """Keep the names, by id, of statuses that a reading of the instant `at` found and the site has no longer.

    What other gadgets found is added to, and is no younger for it.
    """
    record = await kept("statuses", str(board)) if statuses else None
    before = dict(record["statuses"]) if record else {}
    if statuses.items() <= before.items():
        return
    at = min(at, record["at"]) if record else at
    rows = [list(status) for status in sorted({**before, **statuses}.items())]
    await keep("statuses", str(board), {"at": at, "statuses": rows})


async def kept_statuses(board: int) -> dict[str, str]:
    """Return the names, by id, of deleted statuses that the last readings of a board have met."""
    record = await kept("statuses", str(board))
    return dict(record["statuses"]) if record else {}
