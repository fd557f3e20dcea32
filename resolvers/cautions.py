"""What may make a report differ from what its reader expects, found in what was read for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from resolvers.computing import BoardReading, Result
from resolvers.configuration import Configuration
from resolvers.discovery import Discovery
from resolvers.keeping import kept
from resolvers.units import COUNT, ISSUE_COUNT


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning of the closed vocabulary about a board; names are of statuses, of the board, or of history fields."""

    code: str
    board: int
    number: int = 0
    names: tuple[str, ...] = ()


async def cautions(result: Result, configuration: Configuration, discovery: Discovery) -> list[Caution]:
    """Return the warnings of a report, board by board."""
    found: list[Caution] = []
    for board in result.boards:
        found += _of_board(board, configuration, discovery)
        found += _of_issues(board, result) if board.shown else ()
        found += _of_histories(board, result, subtasks=configuration.include_subtasks)
        words = await kept("filter", str(board.state.filter_id)) if board.state.filter_id is not None else None
        if words and words["words"]:
            found.append(Caution("filter-hides-history", board.state.id, names=tuple(words["words"])))
    known = discovery.statuses.keys() | {status for board in result.boards for status in board.issues.statuses}
    unknown = tuple(sorted(set(configuration.done_status_ids or ()) - known, key=int))
    if unknown:
        found.append(Caution("done-status-unknown", result.boards[0].state.id, len(unknown), unknown))
    return found


def _of_board(board: BoardReading, configuration: Configuration, discovery: Discovery) -> Iterator[Caution]:
    state = board.state
    if not board.shown:
        yield Caution("board-without-sprints", state.id, names=(state.name,))
    if not state.readable:
        yield Caution("configuration-unreadable", state.id)
    if configuration.estimation == "board" and board.unit == COUNT and state.estimation != ISSUE_COUNT:
        yield Caution("estimation-missing", state.id)
    if configuration.done_status_ids and state.last_column and board.done != state.last_column:
        yield Caution("done-differs-from-board", state.id)
    outside = done_outside(state.on_board - state.last_column, discovery)
    if outside and not configuration.done_status_ids:
        yield Caution("done-outside-last-column", state.id, names=outside)


def done_outside(statuses: frozenset[str], discovery: Discovery) -> tuple[str, ...]:
    """Return the names of those statuses that are of the category Done."""
    return tuple(sorted(discovery.statuses[status].name for status in statuses & discovery.done))


def _of_histories(board: BoardReading, result: Result, *, subtasks: bool) -> Iterator[Caution]:
    """Yield how many issues have, or may have had, a part in a sprint shown while their history leaves something open.

    The kept issues of a sprint are looked at besides its parts: one that history and present do not agree to have been
    in the sprint may be in none of its figures.
    """
    counted = (pair for sprint in result.sprints if sprint.board is board for pair in sprint.parts.values())
    incomplete = {issue.key for issue, _ in counted if issue.incomplete}
    incomplete |= {
        issue.key
        for sprint in board.shown
        for issue in board.issues.by_sprint.get(sprint.id, ())
        if issue.sprints.doubts and (subtasks or not issue.subtask)
    }
    if incomplete:
        yield Caution("history-incomplete", board.state.id, number=len(incomplete))


def _of_issues(board: BoardReading, result: Result) -> Iterator[Caution]:
    if board.issues.vanished:
        yield Caution("issues-vanished", board.state.id, number=board.issues.vanished)
    without = sum(sprint.board is board and not sprint.parts for sprint in result.sprints)
    if without:
        yield Caution("sprints-without-issues", board.state.id, number=without)
    parts = [
        part
        for sprint in result.sprints
        if sprint.board is board
        for _, part in sprint.parts.values()
        if part.has_figures
    ]
    empty = {part.key for part in parts if part.last is None}
    keys = {part.key for part in parts}
    if board.unit.field and len(empty) * 2 > len(keys) and len(empty & board.issues.elsewhere) * 2 > len(empty):
        yield Caution("estimates-elsewhere", board.state.id)
