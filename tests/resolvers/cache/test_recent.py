"""Values of one process: for an hour, the ones used last, whatever the clock does."""

import pytest

from resolvers.cache import recent
from resolvers.cache.recent import Recent
from resolvers.cache.store import LONGEST
from tests.support.holds import holds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Replace the platform's clock and return its time in a list."""
    time = [10 * LONGEST]
    monkeypatch.setattr(recent, "now", lambda: time[0])
    return time


def test_a_value_is_kept_for_an_hour(clock: list[int]) -> None:
    """A value is found until it is an hour old, and is gone from memory with the next one that is kept."""
    kept: Recent[str, int] = Recent(3)
    kept.keep("a", 1)
    clock[0] += LONGEST - 1
    assert kept.get("a") == 1
    clock[0] += 1
    assert kept.get("a") is None
    kept.keep("b", 2)
    assert list(kept._kept) == ["b"]


def test_the_ones_used_last_are_kept(clock: list[int]) -> None:
    """Above the limit the value that was not used for longest goes."""
    del clock
    kept: Recent[str, int] = Recent(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    kept.get("a")
    kept.keep("c", 3)
    assert [kept.get(key) for key in "abc"] == [1, None, 3]


@holds(recent, "0 <= now() - at < LONGEST", "now() - at < LONGEST")
def test_a_clock_that_is_set_back_breaks_nothing(clock: list[int]) -> None:
    """A value of the future is not found, and neither its key nor any other is an error, however full the memory is."""
    kept: Recent[str, int] = Recent(2)
    kept.keep("a", 1)
    clock[0] -= LONGEST // 2
    assert kept.get("a") is None
    kept.keep("b", 2)
    kept.keep("a", 3)
    kept.get("a")
    clock[0] += LONGEST
    kept.keep("c", 4)
    assert [kept.get(key) for key in "abc"] == [None, None, 4]
