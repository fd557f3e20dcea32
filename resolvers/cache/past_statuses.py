"""Stores the names of deleted statuses found in histories, so that the settings can offer them."""

from collections.abc import Mapping

from resolvers.cache.store import keep, kept


async def keep_statuses(board: int, at: int, statuses: Mapping[str, str]) -> None:
    """Store the names, by id, of deleted statuses that a reading of the instant `at` found.

    They are added to those stored before, whose age does not change.
    """
    record = await kept("statuses", str(board)) if statuses else None
    before = dict(record["statuses"]) if record else {}
    if statuses.items() <= before.items():
        return
    at = min(at, record["at"]) if record else at
    rows = [list(status) for status in sorted({**before, **statuses}.items())]
    await keep("statuses", str(board), {"at": at, "statuses": rows})


async def kept_statuses(board: int) -> dict[str, str]:
    """Return the names, by id, of deleted statuses found by the last readings of a board."""
    record = await kept("statuses", str(board))
    return dict(record["statuses"]) if record else {}
