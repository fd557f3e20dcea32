"""Every issue says why it counts: all its reasons and no other, in order, and when it came, left and was finished."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from resolvers.domain.reasons import explain
from resolvers.domain.timeline import Issue, Timeline, Window
from resolvers.domain.velocity import part
from resolvers.handlers.velocity import SO_FAR
from resolvers.messages import REASONS

WINDOW = Window(1, 100, 200)
DONE = frozenset({"done"})
ON_BOARD = frozenset({"todo", "doing", "done"})
HERE, AWAY = frozenset({1}), frozenset[int]()

Value = TypeVar("Value")
Explained = tuple[tuple[str, ...], int | None, int | None, int | None]


def over_time(first: Value, *changes: tuple[int, Value]) -> Timeline[Value]:
    """Return a timeline of a first value and its changes."""
    return Timeline(first, tuple(when for when, _ in changes), tuple(value for _, value in changes))


def explained(*, carried: bool = False, on_board: Collection[str] = ON_BOARD, **facts: Any) -> Explained:
    """Return the reasons of an issue that was there and open all the time but for these facts, and its instants."""
    usual = {"key": "A-1", "created": 1, "subtask": False, "sprints": over_time(HERE), "status": over_time("todo")}
    issue = Issue(**{**usual, "estimate": over_time(Decimal(5)), **facts})
    mine = part(issue, WINDOW, DONE)
    assert mine is not None
    explained = explain(issue, mine, WINDOW, DONE, carried=carried, on_board=on_board)
    return explained.reasons, explained.entered, explained.left, explained.finished


THERE, OPEN = "in-sprint-at-start", "not-done-at-close"
STAYED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "nothing happened": ({}, (THERE, OPEN)),
    "carried in": ({"carried": True}, (THERE, "carried-in", OPEN)),
    "done before the start": ({"status": over_time("done")}, (THERE, "done-before-start")),
    "reopened": (
        {"status": over_time("done", (130, "doing"))},
        (THERE, "done-before-start", "reopened-during-sprint", OPEN),
    ),
    "undone again": (
        {"status": over_time("todo", (130, "done"), (160, "doing"))},
        (THERE, "undone-before-close", OPEN),
    ),
    "put back": ({"sprints": over_time(HERE, (120, AWAY), (130, HERE))}, (THERE, "put-back", OPEN)),
    "estimated": ({"estimate": over_time(None, (130, Decimal(5)))}, (THERE, OPEN, "estimated-during-sprint")),
    "re-estimated": ({"estimate": over_time(Decimal(5), (130, Decimal(8)))}, (THERE, OPEN, "re-estimated")),
    "estimate lost": (
        {"estimate": over_time(Decimal(5), (130, None))},
        (THERE, OPEN, "re-estimated", "unestimated"),
    ),
    "unestimated": ({"estimate": over_time(None)}, (THERE, OPEN, "unestimated")),
    "off the board": ({"status": over_time("waiting")}, (THERE, OPEN, "status-off-board")),
    "columns unknown": ({"status": over_time("waiting"), "on_board": ()}, (THERE, OPEN)),
    "a sub-task": ({"subtask": True}, (THERE, OPEN, "subtask")),
    "a gap in its history": (
        {"status": over_time("todo", (90, "doing"))._replace(doubts=frozenset({1}))},
        (THERE, OPEN, "history-incomplete"),
    ),
}


@pytest.mark.parametrize("name", STAYED)
def test_what_was_there_and_stayed(name: str) -> None:
    """An issue that was in the sprint all the time has no instant of its own."""
    facts, reasons = STAYED[name]
    assert explained(**facts) == (reasons, None, None, None)


def test_finished() -> None:
    """What was finished has the instant at which it was moved to done last, if it was done at the close."""
    twice = over_time("todo", (130, "done"), (140, "doing"), (150, "done"), (210, "doing"))
    assert explained(status=twice) == ((THERE, "done-during-sprint"), None, None, 150)


def test_entered() -> None:
    """What came in says when and how: created into the sprint, or put into it, perhaps when it was done already."""
    added = over_time(AWAY, (120, HERE))
    assert explained(created=120) == (("created-into-sprint", OPEN), 120, None, None)
    assert explained(sprints=added) == (("added-during-sprint", OPEN), 120, None, None)
    once_done = over_time("done", (110, "doing"))
    assert explained(sprints=added, status=once_done) == (("added-during-sprint", OPEN), 120, None, None)
    done = over_time("done")
    assert explained(sprints=added, status=done) == (("added-during-sprint", "done-when-added"), 120, None, None)


def test_left() -> None:
    """A removed issue says when; being done, unestimated or off the board at the close is then not a reason."""
    removed = over_time(HERE, (150, AWAY))
    assert explained(sprints=removed) == ((THERE, "removed-during-sprint"), None, 150, None)
    assert explained(sprints=removed, status=over_time("waiting"))[0] == (THERE, "removed-during-sprint")
    reopened = over_time("done", (130, "doing"))
    assert explained(sprints=removed, status=reopened)[0] == (THERE, "done-before-start", "removed-during-sprint")
    finished = over_time("todo", (130, "done"))
    assert explained(sprints=removed, status=finished) == ((THERE, "removed-during-sprint"), None, 150, 130)
    undone = over_time("todo", (130, "done"), (160, "doing"))
    assert explained(sprints=removed, status=undone) == ((THERE, "removed-during-sprint"), None, 150, None)
    passing = over_time(AWAY, (120, HERE), (150, AWAY))
    expected = ("added-during-sprint", "removed-during-sprint")
    assert explained(sprints=passing, estimate=over_time(None)) == (expected, 120, 150, None)
    assert explained(sprints=passing, estimate=over_time(None, (130, Decimal(5)))) == (expected, 120, 150, None)


def test_every_reason_is_covered_here() -> None:
    """The cases above cover every reason of the vocabulary."""
    reasons = [explained(**facts)[0] for facts, _ in STAYED.values()]
    added, removed = over_time(AWAY, (120, HERE)), over_time(HERE, (150, AWAY))
    reasons += [
        explained(created=120)[0],
        explained(sprints=removed)[0],
        explained(status=over_time("todo", (130, "done")))[0],
    ]
    reasons += [explained(sprints=added, status=over_time("done"))[0]]
    assert {reason for one in reasons for reason in one} == set(REASONS) - set(SO_FAR.values())
