"""The true figures of the demo company, recorded as things happen.

The ledger observes each event as it happens and never reads a history, so it can verify the arithmetic that does. It
has one account for each sprint and board, with one line for each issue that was ever in the sprint, and copies the
lines when the sprint is closed: later events change nothing, unless the sprint is reopened and closed again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from app.jira.demo.boards import Board
from app.jira.demo.observer import Newcomer, Observer, Values
from tests.support.ledger.lines import Entry, Estimates, Figures, Line, close_line, figures

ISSUE_COUNT = "issueCount"
ONE = Decimal(1)


@dataclass(frozen=True)
class View:
    """A board's view of sprints: its projects, its Done statuses, its kinds of estimate.

    `kinds` maps a kind to the field that holds the estimate, or to None where each issue counts 1.
    `sprints_of` are the boards whose sprints this board may list, itself among them.
    """

    board: int
    projects: frozenset[str]
    done: frozenset[str]
    kinds: Mapping[str, str | None]
    sprints_of: frozenset[int]

    @classmethod
    def of(cls, board: Board) -> Self:
        """Return the view of a board of the demo company."""
        kinds: dict[str, str | None] = {board.estimation.split()[-1]: board.field} if board.estimation else {}
        return cls(
            board=board.id,
            projects=frozenset({board.project.key}),
            done=board.done,
            kinds={**kinds, ISSUE_COUNT: None},
            sprints_of=board.neighbours | {board.id},
        )


@dataclass(slots=True)
class _Known:
    """The present state of one issue, as observed."""

    project: str
    status: str
    values: dict[str, Decimal | None]
    subtask: bool
    sprints: frozenset[int] = frozenset()
    moved_into: dict[str, int] = field(default_factory=dict)
    lines: list[tuple[View, Line]] = field(default_factory=list)

    def estimates(self, view: View) -> Estimates:
        return tuple(ONE if name is None else self.values.get(name) for name in view.kinds.values())


@dataclass(slots=True)
class _Account:
    view: View
    start: int | None = None
    lines: dict[str, Line] = field(default_factory=dict)
    closed: dict[str, Entry] | None = None


class Ledger(Observer):
    """The books of all boards. Instants are epoch milliseconds, issue ids strings, sprint and board ids integers."""

    def __init__(self, boards: Iterable[Board]) -> None:
        self._views = {board.id: View.of(board) for board in boards}
        self._origin: dict[int, int] = {}
        self._accounts: dict[int, list[_Account]] = {}
        self._members: defaultdict[int, set[str]] = defaultdict(set)
        self._closed: set[int] = set()
        self._issues: dict[str, _Known] = {}

    def planned(self, sprint: int, board: int) -> None:
        """Record a new sprint of `board`, not started yet."""
        self._origin[sprint] = board
        self._accounts[sprint] = [_Account(view) for view in self._views.values() if board in view.sprints_of]

    def created(self, issue: str, newcomer: Newcomer) -> None:
        """Record a new issue; it is in its first sprints at once."""
        known = self._issues[issue] = _Known(
            newcomer.project, newcomer.status, dict(newcomer.values), subtask=newcomer.subtask
        )
        self._place(issue, known, newcomer.sprints)

    def changed(
        self,
        issue: str,
        when: int,
        *,
        status: str | None = None,
        sprints: Iterable[int] | None = None,
        values: Values | None = None,
    ) -> None:
        """Record a change of an issue at `when`; all parts of it take effect at that instant."""
        known = self._issues[issue]
        known.values.update(values or {})
        if status is not None:
            known.status = status
            known.moved_into[status] = when
        for view, line in known.lines:
            line.estimate = known.estimates(view)
            if status is not None:
                line.moved(done=status in view.done)
        if sprints is not None:
            self._place(issue, known, frozenset(sprints))

    def transferred(self, issue: str, project: str) -> None:
        """Record that an issue now belongs to another project; boards count what their filter matches today."""
        self._issues[issue].project = project

    def started(self, sprint: int, when: int) -> None:
        """Record the state at the start: members, done issues, estimates."""
        for account in self._accounts[sprint]:
            account.start = when
            for issue in sorted(self._members[sprint], key=int):
                known = self._issues[issue]
                line = Line.started(
                    known.estimates(account.view),
                    done=known.status in account.view.done,
                    carried=not self._closed.isdisjoint(known.sprints),
                )
                self._add(account, issue, known, line)

    def closed(self, sprint: int) -> None:
        """Write the entries as of this moment; a second close replaces them."""
        self._closed.add(sprint)
        for account in self._accounts[sprint]:
            account.closed = {issue: close_line(line) for issue, line in account.lines.items()}

    def reopened(self, sprint: int) -> None:
        """Undo the last close: an active sprint has no figures."""
        self._closed.discard(sprint)
        for account in self._accounts[sprint]:
            account.closed = None

    def sprints(self, board: int, *, subtasks: bool = False, foreign: bool = False) -> dict[int, dict[str, Figures]]:
        """Return the figures of the closed sprints of a board: sprint id to kind to figures.

        Kinds are `points` or `time` (seconds) where the board estimates so, and always `issueCount`. An issue counts
        when its project is one of the board's *now*, the way a filter is read; sub-tasks only with `subtasks`.
        `foreign` adds the closed sprints of other boards that hold an issue of this board now.

        `completedElsewhere` sums the estimates at the close. `carriedIn` is the part of committed whose issues were,
        at the sprint's start, members of any sprint closed by then. `counts.unestimated`: issues with a figure in
        the table whose last estimate (at the close, or when they left) has no value; 0 for `issueCount`.
        """
        result: dict[int, dict[str, Figures]] = {}
        for sprint in self.sprint_ids(board, foreign=foreign):
            rows = self.entries(board, sprint, subtasks=subtasks).values()
            result[sprint] = {kind: figures(rows, place) for place, kind in enumerate(self._views[board].kinds)}
        return result

    def sprint_ids(self, board: int, *, foreign: bool = False) -> list[int]:
        """Return the closed sprints of a board in the order of their creation, with foreign ones if asked."""
        view = self._views[board]
        return [
            sprint
            for sprint, origin in self._origin.items()
            if sprint in self._closed
            and (origin == board or (foreign and origin in view.sprints_of and self._shares(sprint, view)))
        ]

    def entries(self, board: int, sprint: int, *, subtasks: bool = False) -> dict[str, Entry]:
        """Return the outcome of each issue that was ever in a sprint, by issue id, in the board's view.

        Estimates in an entry stand in the order of the board's kinds. `KeyError` for a sprint that is not closed or
        that the board never lists.
        """
        for account in self._accounts[sprint]:
            if account.view.board == board and account.closed is not None:
                return {
                    issue: entry
                    for issue, entry in account.closed.items()
                    if self._issues[issue].project in account.view.projects
                    and (subtasks or not self._issues[issue].subtask)
                }
        raise KeyError(sprint)

    def _shares(self, sprint: int, view: View) -> bool:
        return any(self._issues[issue].project in view.projects for issue in self._members[sprint])

    def _place(self, issue: str, known: _Known, sprints: frozenset[int]) -> None:
        """Make the issue a member of exactly these sprints."""
        before, known.sprints = known.sprints, sprints
        for sprint in sorted(before - sprints):
            self._members[sprint].discard(issue)
            for account in self._accounts.get(sprint, ()):
                if issue in account.lines:
                    account.lines[issue].leave()
        for sprint in sorted(sprints - before):
            self._members[sprint].add(issue)
            for account in self._accounts.get(sprint, ()):
                self._enter(account, issue, known)

    def _enter(self, account: _Account, issue: str, known: _Known) -> None:
        if account.start is None:
            return
        if issue in account.lines:
            account.lines[issue].member = True
            return
        start, done = account.start, account.view.done
        line = Line.entered(
            known.estimates(account.view),
            done=known.status in done,
            again=any(when > start and status in done for status, when in known.moved_into.items()),
        )
        self._add(account, issue, known, line)

    def _add(self, account: _Account, issue: str, known: _Known, line: Line) -> None:
        account.lines[issue] = line
        known.lines.append((account.view, line))
