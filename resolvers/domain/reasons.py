"""The reasons for an issue's part in a sprint's figures. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from resolvers.domain.timeline import Issue, Window
from resolvers.domain.velocity import Outcome, Part, entered, exits, finishes, member_at_close, moves


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """An issue's course through a sprint: reasons of the closed vocabulary, and instants in epoch milliseconds."""

    part: Part
    reasons: tuple[str, ...]
    entered: int | None
    left: int | None
    finished: int | None


def explain(
    issue: Issue, part: Part, window: Window, done: Collection[str], *, carried: bool, on_board: Collection[str]
) -> ExplainedPart:
    """Return the reasons for an issue's `part` in the sprint, in chronological order.

    `done` are the Done statuses, `on_board` the statuses of all columns.
    """
    came, gone = entered(issue, window), exits(issue, window)
    at_close = member_at_close(issue, window)
    finish = finishes(issue, window, done)
    d0, d1 = issue.status.at(window.start) in done, issue.status.at(window.close) in done
    happened = {
        "in-sprint-at-start": came is None,
        "carried-in": carried,
        "created-into-sprint": came == issue.created,
        "added-during-sprint": came is not None and came != issue.created,
        "done-before-start": came is None and d0,
        "done-when-added": came is not None and issue.status.at(came) in done,
        "reopened-during-sprint": came is None and d0 and bool(moves(issue, window)) and at_close,
        "put-back": bool(gone) and at_close,
        "removed-during-sprint": not at_close,
        "done-during-sprint": part.outcome is Outcome.COMPLETED,
        "undone-before-close": at_close and bool(finish) and not d1,
        "not-done-at-close": part.outcome is Outcome.NOT_COMPLETED,
        "estimated-during-sprint": part.first is None and part.last is not None,
        "re-estimated": part.first is not None and part.first != part.last,
        "unestimated": part.has_figures and part.last is None,
        "status-off-board": at_close and bool(on_board) and part.status_at_close not in on_board,
        "subtask": issue.subtask,
        "history-incomplete": issue.incomplete,
    }
    return ExplainedPart(
        part=part,
        reasons=tuple(reason for reason, applies in happened.items() if applies),
        entered=came,
        left=None if at_close else gone[-1],
        finished=finish[-1] if finish and d1 else None,
    )
