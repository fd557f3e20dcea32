"""Being in a sprint at its start and at its close."""

from decimal import Decimal

import pytest

from resolvers.domain.timeline import Issue, Timeline, Window
from resolvers.domain.velocity import entered, exits, member_at_close, member_at_start, part

WINDOW = Window(1, 100, 200)
NO_ESTIMATE: Timeline[Decimal | None] = Timeline(None)


def born(created: int) -> Issue:
    """Return an issue created into the sprint."""
    return Issue("A-1", created, False, Timeline(frozenset({1})), Timeline("todo"), Timeline(Decimal(5)))  # noqa: FBT003


def test_nothing_is_a_member_before_it_exists() -> None:
    """What is created after an instant was not in the sprint at it, though its Sprint field never changed."""
    assert [member_at_start(born(created), WINDOW) for created in (100, 101)] == [True, False]
    assert [member_at_close(born(created), WINDOW) for created in (200, 201)] == [True, False]
    assert [entered(born(created), WINDOW) for created in (100, 101, 200, 201)] == [None, 101, 200, None]


def test_what_was_there_does_not_enter() -> None:
    """An issue that was in the sprint at its start does not enter it, though it leaves and returns."""
    away = Timeline(frozenset({1}), (120, 130), (frozenset[int](), frozenset({1})))
    issue = Issue("A-1", 1, False, away, Timeline("todo"), Timeline(Decimal(5)))  # noqa: FBT003
    assert (entered(issue, WINDOW), exits(issue, WINDOW)) == (None, [120])


def test_a_second_sprint_is_no_exit() -> None:
    """An issue that is put into another sprint besides has not left this one; leaving both afterwards is one exit."""
    sprints = Timeline(frozenset({1}), (120, 130), (frozenset({1, 2}), frozenset[int]()))
    issue = Issue("A-1", 1, False, sprints, Timeline("todo"), Timeline(Decimal(5)))  # noqa: FBT003
    assert exits(issue, WINDOW) == [130]


def test_what_came_later_was_not_there_at_the_start() -> None:
    """An added issue has no estimate at the start and was carried from no sprint, whatever it was in and worth then."""
    sprints = Timeline(frozenset({7}), (120,), (frozenset({1, 7}),))
    issue = Issue("A-1", 1, False, sprints, Timeline("todo"), Timeline(Decimal(5)))  # noqa: FBT003
    mine = part(issue, WINDOW, {"done"})
    assert mine is not None
    assert (mine.estimate_at_start, mine.earlier_sprints, mine.added) == (None, frozenset(), Decimal(5))


def test_an_unestimated_issue_that_was_done_elsewhere_counts_0() -> None:
    """It belongs to that figure with 0, which is not the same as not belonging to it."""
    issue = Issue("A-1", 1, False, Timeline(frozenset({1})), Timeline("done"), NO_ESTIMATE)  # noqa: FBT003
    mine = part(issue, WINDOW, {"done"})
    assert mine is not None
    assert (mine.completed_elsewhere, mine.committed, mine.completed) == (Decimal(0), None, None)


def test_a_part_in_nothing() -> None:
    """An issue that is created after the close has no part in the sprint."""
    assert part(born(201), WINDOW, {"done"}) is None


@pytest.mark.parametrize(
    ("value", "field"),
    [(born(1), "key"), (part(born(1), WINDOW, {"done"}), "committed"), (NO_ESTIMATE, "first"), (WINDOW, "start")],
    ids=lambda value: type(value).__name__,
)
def test_values_stay_as_they_are(value: object, field: str) -> None:
    """The values of the arithmetic cannot be changed, and hold nothing that is not declared."""
    for name in (field, "undeclared"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(value, name, 1)
    assert not hasattr(value, "__dict__")
