"""Values over time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.domain.timeline import Timeline, Window

instants = st.lists(st.integers(0, 50), max_size=12).map(lambda found: tuple(sorted(found)))
timelines = instants.map(lambda found: Timeline(-1, found, tuple(range(len(found)))))


def test_value_from_its_instant_on() -> None:
    """A value holds from its own instant on, and before the first change the first one does."""
    timeline = Timeline("a", (10, 20), ("b", "c"))
    assert [timeline.at(instant) for instant in (9, 10, 19, 20, 99)] == ["a", "b", "b", "c", "c"]


def test_changes_after_the_start_up_to_the_close() -> None:
    """Between start and close are the changes after the start, up to and including the close."""
    timeline = Timeline("a", (10, 20, 30), ("b", "c", "d"))
    assert list(timeline.between(10, 30)) == [(20, "c"), (30, "d")]


def test_timelines_that_cannot_be_are_refused() -> None:
    """A timeline runs forward and has a value for each instant."""
    with pytest.raises(ValueError, match="runs forward"):
        Timeline(0, (2, 1), (1, 2))
    with pytest.raises(ValueError, match="one value for each"):
        Timeline(0, (1,), ())


def test_one_instant_may_hold_several_changes() -> None:
    """Several changes at the same instant are allowed, and the last of them is the value."""
    assert Timeline(0, (5, 5), (1, 2)).at(5) == 2


def test_a_window_closes_after_it_starts() -> None:
    """A window may be a single instant, but never run backwards."""
    assert Window(1, 5, 5).close == 5
    with pytest.raises(ValueError, match="closes after it starts"):
        Window(1, 5, 4)


@given(timelines, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_cut_timeline_says_the_same_inside(timeline: Timeline[int], a: int, b: int, instant: int) -> None:
    """A timeline that is cut to a window says the same at every instant of the window, and about its changes."""
    start, close = sorted((a, b))
    cut = timeline.cut(start, close)
    seen = [
        place for place, value in enumerate((timeline.first, *timeline.values)) if value in (cut.first, *cut.values)
    ]
    assert timeline._replace(doubts=frozenset(seen)).cut(start, close).doubts == set(range(len(cut.values) + 1))
    assert list(cut.between(start, close)) == list(timeline.between(start, close))
    if start <= instant <= close:
        assert cut.at(instant) == timeline.at(instant)
