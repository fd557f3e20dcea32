"""The phases of the soak, each followed by a lone caller who must be served at once."""

import asyncio
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx

from app.forge.product.resilience.circuit_breaker import OPEN_SECONDS
from tests.bench.loopback import bound, listening
from tests.support.site.faults import Fault, Faults, refused

EVERY = 20
"""One request to Jira in this many fails."""

CALLERS = 200
OVERLOAD_LATENCY = 0.25
HURRY_SECONDS = 3.0
"""Half of the callers of an overload leave after this time, while their requests are being served."""

AT_ONCE_SECONDS = 5.0
"""The time that a lone caller's cold chart may take on a slow machine."""

BOARDS = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11)


class Sometimes(Faults):
    """Faults that hit one request in `EVERY`, by a seeded draw; `latency` comes before each answer, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._random = random.Random(1)  # noqa: S311 - it draws faults, not secrets
        self._choices = (Fault(reply=refused(503)), Fault(reply=refused(429, retry_after="1")), Fault(latency=0.2))
        self.latency = 0.0
        self.calm = False

    def on(self, method: str, path: str) -> list[Fault]:
        """Return a fault now and then."""
        del method, path
        late = [Fault(latency=self.latency)] if self.latency else []
        odd = not self.calm and self._random.randrange(EVERY) == 0
        return [*late, *([self._random.choice(self._choices)] if odd else [])]


@dataclass
class Jira:
    """A Jira on a port of its own that can be stopped and started."""

    app: Any
    port: int = 0
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen, on the former port if there was one."""
        here = bound(self.port)
        self.port, self._stop = int(here.getsockname()[1]), asyncio.Event()
        ready = asyncio.Event()

        async def run() -> None:
            async with listening(self.app, here):
                ready.set()
                await self._stop.wait()

        self._task = asyncio.create_task(run())
        await ready.wait()

    async def stop(self) -> None:
        """Stop listening and end every connection."""
        self._stop.set()
        if self._task is not None:
            await self._task


class Redis:
    """A redis on a port of its own, if this machine has one."""

    def __init__(self) -> None:
        self.program = shutil.which("redis-server")
        with bound() as here:
            self.port = int(here.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and wait until it listens."""
        if self.program is None:
            return
        arguments = [self.program, "--port", str(self.port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)  # noqa: ASYNC220, S603 - our own redis
        for _ in range(100):
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            await asyncio.to_thread(self._process.wait)
            self._process = None


@dataclass
class Phases:
    """The phases, one after the other, with the results of their lone callers."""

    http: httpx.AsyncClient
    jira: Jira
    redis: Redis
    faults: Sometimes
    statuses: Counter[int] = field(default_factory=Counter)
    lone: list[tuple[str, int, float]] = field(default_factory=list)

    async def round(self) -> None:
        """Run each phase, including redis's where there is one."""
        await self._phase("overload", self._overload)
        await self._phase("jira restarted", self._jira_restarted)
        if self.redis.program:
            await self._phase("redis restarted", self._redis_restarted)

    @property
    def failed(self) -> list[tuple[str, int, float]]:
        """The lone callers who were not served at once."""
        return [one for one in self.lone if one[1] != httpx.codes.OK or one[2] > AT_ONCE_SECONDS]

    async def _phase(self, name: str, phase: Callable[[], Awaitable[None]]) -> None:
        await phase()
        self.faults.calm, self.faults.latency = True, 0.0
        began = monotonic()
        status = await self._ask(1, 20, seconds=60)
        self.lone.append((name, status, round(monotonic() - began, 2)))
        self.faults.calm = False

    async def _overload(self) -> None:
        """Request 200 cold charts of a slow Jira for 200 callers at once; half of them leave early."""
        self.faults.latency = OVERLOAD_LATENCY
        cold = [(board, count) for count in range(1, 51) for board in BOARDS][:CALLERS]
        times = [HURRY_SECONDS if at % 2 else 40.0 for at in range(CALLERS)]
        await asyncio.gather(*(self._ask(*chart, seconds=time) for chart, time in zip(cold, times, strict=True)))

    async def _jira_restarted(self) -> None:
        """Take Jira away under load, bring it back and let one cool-down pass."""
        await self.jira.stop()
        await asyncio.gather(*(self._ask(board, 7, seconds=40) for board in BOARDS[:4]))
        await self.jira.start()
        await asyncio.sleep(OPEN_SECONDS)

    async def _redis_restarted(self) -> None:
        """Take the store away under load and bring it back."""
        await self.redis.stop()
        await asyncio.gather(*(self._ask(board, 7, seconds=40) for board in BOARDS[:4]))
        await self.redis.start()

    async def _ask(self, board: int, count: int, *, seconds: float) -> int:
        payload = {"boardIds": [board], "sprintCount": count}
        try:
            answer = await self.http.post("/resolvers/refreshVelocity", json=payload, timeout=seconds)
        except httpx.TimeoutException:
            return 0
        self.statuses[answer.status_code] += 1
        return answer.status_code
