"""Background work runs in order, only the latest of queued items runs, and a slow store delays no reading."""

import asyncio
from typing import Any

from resolvers.cache import progress
from resolvers.cache.background import Latest
from resolvers.cache.progress import Progress


async def test_only_the_latest_of_what_piles_up_is_done() -> None:
    """The first starts at once; of those queued meanwhile only the last runs."""
    done: list[int] = []
    go = asyncio.Event()
    latest = Latest()

    async def work(number: int) -> None:
        await go.wait()
        done.append(number)

    for number in range(5):
        latest.put(lambda number=number: work(number))  # type: ignore[misc]
        await asyncio.sleep(0)
    go.set()
    await asyncio.sleep(0.01)
    assert done == [0, 4]
    latest.put(lambda: work(9))
    await asyncio.sleep(0.01)
    assert done == [0, 4, 9]


async def test_progress_never_waits_for_the_store(monkeypatch: Any) -> None:
    """With a store that never answers a reading goes on and ends."""

    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    async def batch() -> list[int]:
        return [1, 2]

    monkeypatch.setattr(progress, "keep", never)
    monkeypatch.setattr(progress, "now", lambda: 1)
    async with asyncio.timeout(1):
        reading = Progress(1, 7)
        await reading.found(2)
        assert await reading.count(batch()) == [1, 2]
        await reading.over()
