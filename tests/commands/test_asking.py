"""Calling functions without a server: the command waits for a long read, and shows its progress only on a terminal."""

import asyncio
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from app.forge.errors import InvocationError
from velocity_chart.commands import asking
from velocity_chart.commands.asking import Functions


class Slow:
    """A runtime whose first invocations time out before the read is done."""

    def __init__(self, late: int) -> None:
        self.left = late
        self.calls = 0

    async def invoke(self, key: str, _payload: Any, _context: Any) -> Any:
        if key == "getProgress":
            return {"issuesRead": 120, "issuesTotal": 400}
        self.calls += 1
        await asyncio.sleep(0.02)
        if self.calls <= self.left:
            raise InvocationError.timed_out(25)
        return "report"


def functions(runtime: Slow) -> Functions:
    platform: Any = SimpleNamespace(runtime=runtime)
    return Functions(platform)


async def test_a_reading_longer_than_one_invocation_is_waited_for() -> None:
    """The function is called again after a timeout, up to a fixed number of times."""
    assert await functions(Slow(3)).call_patiently("getVelocity", {"boardIds": [1]}) == "report"
    endless = Slow(1000)
    with pytest.raises(InvocationError):
        await functions(endless).call_patiently("getVelocity", {"boardIds": [1]})
    assert endless.calls == asking.INVOCATIONS


@pytest.mark.parametrize("terminal", [True, False])
async def test_progress_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool
) -> None:
    """On a terminal a bar shows the progress and disappears at the end; a file or a pipe gets nothing."""
    monkeypatch.setattr(asking, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    await functions(Slow(0)).call_patiently("getVelocity", {"boardIds": [1]})
    out, err = capsys.readouterr()
    assert out == ""
    assert ("[######..............] 120 of 400 work items" in err) == terminal
    assert bool(err) == terminal
    assert not terminal or "\r" in err
