"""The warnings of a report: reasons why it may differ from what a reader expects."""

from collections.abc import Iterator
from dataclasses import dataclass

from resolvers.configuration import Configuration
from resolvers.errors.board_problems import MOST_NAMED
from resolvers.read.metadata import Discovery
from resolvers.report.compute import BoardReading, Result
from resolvers.report.units import COUNT, ISSUE_COUNT
from resolvers.single_flight import turn


@dataclass(frozen=True, slots=True)
class BoardWarning:
    """A warning of the closed vocabulary about a board; names are of statuses, of the board, or of history fields."""

    code: str
    board: int
    number: int = 0
    names: tuple[str, ...] = ()


async def board_warnings(result: Result, configuration: Configuration, discovery: Discovery) -> list[BoardWarning]:
    """Return a report's warnings, board by board; a look through all issues takes a turn."""
    found: list[BoardWarning] = []
    for board in result.boards:
        await turn()
        found += _of_board(board, configuration, discovery)
        found += _of_issues(board, result) if board.shown else ()
        await turn()
        found += _of_histories(board, result, subtasks=configuration.include_subtasks)
    known = discovery.statuses.keys() | {status for board in result.boards for status in board.issues.statuses}
    unknown = tuple(sorted(set(configuration.done_status_ids or ()) - known, key=int))
    if unknown:
        found.append(BoardWarning("done-status-unknown", result.boards[0].state.id, len(unknown), unknown))
    return found


def _of_board(board: BoardReading, configuration: Configuration, discovery: Discovery) -> Iterator[BoardWarning]:
    state = board.state
    yield from _of_sprints(board, configuration)
    if not state.readable:
        yield BoardWarning("configuration-unreadable", state.id)
    elif state.filter_id is None:
        yield BoardWarning("filter-unknown", state.id)
    if state.readable and configuration.estimation == "board" and state.estimation is None and not state.team_managed:
        yield BoardWarning("estimation-guessed", state.id, names=(board.unit.name,))
    if board.unit.field and discovery.field(board.unit.field) is None:
        yield BoardWarning("estimation-field-unknown", state.id, names=(board.unit.id,))
    if discovery.unknown and not configuration.done_status_ids and not state.last_column:
        yield BoardWarning("status-category-unknown", state.id, names=discovery.unknown[:MOST_NAMED])
    if configuration.estimation == "board" and board.unit == COUNT and state.estimation != ISSUE_COUNT:
        yield BoardWarning("estimation-missing", state.id)
    if configuration.done_status_ids and state.last_column and board.done != state.last_column:
        yield BoardWarning("done-differs-from-board", state.id)
    outside = done_outside(state.on_board - state.last_column, discovery)
    if outside and not configuration.done_status_ids:
        yield BoardWarning("done-outside-last-column", state.id, names=outside)


def _of_sprints(board: BoardReading, configuration: Configuration) -> Iterator[BoardWarning]:
    state, foreign = board.state, configuration.include_foreign_sprints
    impossible = state.impossible(foreign=foreign)
    elsewhere = sum(sprint.possible and sprint.origin in configuration.board_ids for sprint in state.sprints)
    left_out = state.left_out(foreign=foreign) - elsewhere
    if not board.shown and state.closed(foreign=foreign):
        yield BoardWarning("no-sprints-match", state.id, names=(state.name,))
    elif not board.shown and left_out:
        yield BoardWarning("sprints-of-other-boards", state.id, number=left_out, names=(state.name,))
    elif not board.shown and not impossible:
        yield BoardWarning("board-without-sprints", state.id, names=(state.name,))
    if impossible:
        names = tuple(sprint.name for sprint in impossible[:MOST_NAMED])
        yield BoardWarning("sprint-dates-impossible", state.id, number=len(impossible), names=names)
    strays = [sprint.name for sprint in board.shown if sprint.origin is None]
    if strays and any(sprint.origin is not None for sprint in state.sprints):
        yield BoardWarning("sprint-origin-unknown", state.id, number=len(strays), names=tuple(strays[:MOST_NAMED]))


def done_outside(statuses: frozenset[str], discovery: Discovery) -> tuple[str, ...]:
    """Return the names of the statuses that have the category Done."""
    return tuple(sorted(discovery.statuses[status].name for status in statuses & discovery.done))


def _of_histories(board: BoardReading, result: Result, *, subtasks: bool) -> Iterator[BoardWarning]:
    """Yield a warning with the number of issues of incomplete history that may have been in a shown sprint.

    All issues of a sprint count, not only its parts: if history and present values disagree on the membership of an
    issue, it may be in none of the figures.
    """
    counted = (
        pair for sprint in (*result.sprints, *result.running) if sprint.board is board for pair in sprint.parts.values()
    )
    incomplete = {issue.key for issue, _ in counted if issue.incomplete}
    incomplete |= {
        issue.key
        for sprint in (*board.shown, *board.running)
        for issue in board.issues.by_sprint.get(sprint.id, ())
        if issue.sprints.doubts and (subtasks or not issue.subtask)
    }
    if incomplete:
        yield BoardWarning("history-incomplete", board.state.id, number=len(incomplete))


def _of_issues(board: BoardReading, result: Result) -> Iterator[BoardWarning]:
    if board.issues.vanished:
        yield BoardWarning("issues-vanished", board.state.id, number=board.issues.vanished)
    if board.issues.words:
        yield BoardWarning("filter-hides-history", board.state.id, names=board.issues.words)
    if not any(board.issues.by_sprint.values()):
        yield BoardWarning("no-issues-visible", board.state.id, number=len(board.shown), names=(board.state.name,))
    elif without := sum(sprint.board is board and not sprint.parts for sprint in result.sprints):
        yield BoardWarning("sprints-without-issues", board.state.id, number=without)
    refused = tuple(sprint.name for sprint in board.shown if sprint.id in board.issues.unsearchable)
    if refused:
        yield BoardWarning("sprint-not-searchable", board.state.id, number=len(refused), names=refused)
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
        yield BoardWarning("estimates-elsewhere", board.state.id)
