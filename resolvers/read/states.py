"""Reads the boards of one chart so that they agree on shared sprints."""

from collections.abc import Sequence

from resolvers.errors import problems
from resolvers.jira.board import BoardState
from resolvers.read.sprints import board
from resolvers.single_flight import together

TIMES = 2
"""How often disagreeing boards are read again: sprints change within minutes, not seconds."""


async def agreeing(states: Sequence[BoardState], site: str) -> list[BoardState]:
    """Return the states of a chart's boards, in order, with the same dates for each shared sprint.

    The states may have been read minutes apart. If a later one shows that a sprint was reopened or closed in between,
    the earlier one is read again.
    """
    agreed = list(states)
    stale = {*outdated(agreed), *behind(agreed)}
    for _ in range(TIMES):
        if stale:
            async with together() as group:
                refreshed = {each: group.create_task(board(each, site, younger_than=0)) for each in sorted(stale)}
            agreed = [refreshed[state.id].result() if state.id in refreshed else state for state in agreed]
            stale = outdated(agreed)
    if stale:
        raise problems.changed_while_reading()
    return agreed


def outdated(states: Sequence[BoardState]) -> set[int]:
    """Return the boards whose dates of a sprint differ from those that a later reading has."""
    latest = {
        sprint.id: (sprint.start, sprint.close)
        for state in sorted(states, key=lambda state: state.at)
        for sprint in state.sprints
    }
    return {state.id for state in states if any(latest[each.id] != (each.start, each.close) for each in state.sprints)}


def behind(states: Sequence[BoardState]) -> set[int]:
    """Return the boards that were read before the close of a sprint that another board lists."""
    closed = max((close for state in states for close in state.closes.values()), default=0)
    return {
        state.id
        for state in states
        if closed > state.at
        and any(
            close > state.at for other in states for each, close in other.closes.items() if each not in state.closes
        )
    }
