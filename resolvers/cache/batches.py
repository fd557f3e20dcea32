"""Batch variants of `keep` and `kept` in `store`, with one round trip per batch."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.forge import KvsError, kvs, now
from resolvers.cache.store import LONGEST, SHAPES, keep, kept
from resolvers.jira.paging import batches
from resolvers.single_flight import in_turns, together, turn

AT_ONCE = 25
"""The most keys in one batch of Forge's KVS ("KVS and Custom Entity Store limits")."""


MOST_ISSUES = 500
"""The most issues in the values of one batch, if it has more than one value: it is written in one turn."""


async def keep_together(kind: str, values: dict[str, Mapping[str, Any]]) -> None:
    """Store values of one kind by key, as `keep` does, with one round trip for every 25, or fewer large ones.

    They are taken from `values`: letting go of all of them in one piece would take a noticeable time.
    """
    async for value in in_turns(values.values(), _issues):
        if not SHAPES[kind](value):
            msg = f"a value that does not have the shape of {kind} is not kept"
            raise ValueError(msg)
    async with together() as group:
        for batch in _portions(values):
            await turn()
            group.create_task(_keep_batch(kind, batch))


def _portions(values: dict[str, Mapping[str, Any]]) -> Iterator[dict[str, Mapping[str, Any]]]:
    """Take the values in the portions that are written at once."""
    portion: dict[str, Mapping[str, Any]] = {}
    for key in list(values):
        value = values.pop(key)
        if portion and (len(portion) == AT_ONCE or sum(map(_issues, [*portion.values(), value])) > MOST_ISSUES):
            yield portion
            portion = {}
        portion[key] = value
    if portion:
        yield portion


def _issues(value: Mapping[str, Any]) -> int:
    return len(value.get("issues", ()))


async def kept_together(kind: str, keys: Sequence[str], *, younger_than: int = LONGEST) -> dict[str, Any]:
    """Return the stored values by key, as `kept` does, with one round trip for every 25; missing ones are omitted."""
    async with together() as group:
        tasks = [group.create_task(_kept_batch(kind, batch, younger_than)) for batch in batches(keys, AT_ONCE)]
    return {key: value for task in tasks for key, value in task.result().items()}


async def _keep_batch(kind: str, values: Mapping[str, Mapping[str, Any]]) -> None:
    """Store one batch; split one that is too large, down to single values that `keep` stores in parts."""
    options = {"ttl": {"value": 60, "unit": "MINUTES"}}
    items = [{"key": f"{kind}:{key}", "value": value, "options": options} for key, value in values.items()]
    try:
        answer = await kvs.batch_set(items)
        again = [row["key"].removeprefix(f"{kind}:") for row in answer["failedKeys"]]
    except KvsError as error:
        again = list(values) if error.code == "MAX_SIZE" else []
    if len(again) == len(values) > 1:
        half = len(again) // 2
        await _keep_batch(kind, {key: values[key] for key in again[:half]})
        await _keep_batch(kind, {key: values[key] for key in again[half:]})
    else:
        for key in again:
            await keep(kind, key, values[key])


async def _kept_batch(kind: str, keys: Sequence[str], younger_than: int) -> dict[str, Any]:
    try:
        answer = await kvs.batch_get([{"key": f"{kind}:{key}"} for key in keys])
    except KvsError:
        return {}
    found = {row["key"].removeprefix(f"{kind}:"): row["value"] for row in answer["successfulKeys"]}
    # `kept` joins values in parts and refuses other shapes.
    values = {
        key: value if SHAPES[kind](value) else await kept(kind, key, younger_than=younger_than)
        for key, value in found.items()
    }
    return {key: value for key, value in values.items() if value and 0 <= now() - value["at"] < younger_than}
