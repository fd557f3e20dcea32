"""Episodes of issues from outside a running sprint: added, passed through, or of another team.

Each function schedules one episode for one issue; the instants are chosen at the start of the sprint.
"""

from functools import partial

from app.jira.demo.records import Issue
from app.jira.demo.team import Episode, Run


def added(run: Run, issue: Issue) -> None:
    """Add an issue from the backlog and work on it."""
    put = run.moments(1, until=run.middle)[0]
    run.put(put, issue)
    run.team.work(run, issue, put, finish=run.team.chance(0.7))


def added_with_more_to_come(run: Run, issue: Issue) -> None:
    """Add an issue and re-estimate it twice."""
    put, estimate, again = run.moments(3)
    run.put(put, issue)
    run.estimate(estimate, issue, run.team.other_estimate(issue))
    run.estimate(again, issue, run.team.estimate())
    run.team.work(run, issue, put, finish=run.team.chance(0.5))


def added_unestimated(run: Run, issue: Issue) -> None:
    """Add an issue without an estimate and estimate it afterwards, or never."""
    clear, put, estimate = run.moments(3)
    run.estimate(clear, issue, None)
    run.put(put, issue)
    if run.number % 2:
        run.estimate(estimate, issue, run.team.estimate())
    run.team.work(run, issue, put, finish=run.team.chance(0.7))


def added_all_at_once(run: Run, issue: Issue) -> None:
    """Add, estimate and finish an issue in one change."""
    run.put(run.moments(1)[0], issue, estimate=run.team.other_estimate(issue), status=run.team.profile.flow[-1])


def added_at_the_close(run: Run, issue: Issue) -> None:
    """Add an issue at the very instant of the close."""
    run.put(run.close, issue)


def passed_through(run: Run, issue: Issue) -> None:
    """Add an issue and take it out again."""
    put, out = run.moments(2)
    run.put(put, issue)
    run.take_out(out, issue)


def passed_through_twice(run: Run, issue: Issue) -> None:
    """Add an issue and take it out, twice."""
    put, out, back, gone = run.moments(4)
    run.put(put, issue)
    run.take_out(out, issue)
    run.put(back, issue)
    run.take_out(gone, issue)


def entered_twice(run: Run, issue: Issue) -> None:
    """Add an issue, take it out, re-estimate it and add it again: its first entry counts."""
    put, out, estimate, back = run.moments(4)
    run.put(put, issue)
    run.take_out(out, issue)
    run.estimate(estimate, issue, run.team.other_estimate(issue))
    run.put(back, issue)
    run.team.work(run, issue, back, finish=run.team.chance(0.5))


def done_and_added(run: Run, issue: Issue) -> None:
    """Finish an issue of no sprint during this one, then add it."""
    done, put = run.moments(2)
    run.finish(done, issue)
    run.put(put, issue)


def done_beside(run: Run, issue: Issue) -> None:
    """Finish an issue during the sprint without ever putting it in."""
    run.finish(run.moments(1)[0], issue)


OUTSIDE: tuple[Episode, ...] = (
    added,
    passed_through,
    added,
    added_with_more_to_come,
    added,
    entered_twice,
    added,
    done_and_added,
    added_all_at_once,
    added_unestimated,
    added,
    passed_through_twice,
    added_at_the_close,
    added,
    done_beside,
)


def lent(run: Run, issue: Issue) -> None:
    """Put an issue into the running sprint of the partner team, and work on it there."""
    when = run.moments(1, until=run.middle)[0]
    run.team.world.at(when, partial(_lend, run, issue))


def moved_away(run: Run, issue: Issue) -> None:
    """Add an issue to the sprint and move it to the partner team's project."""
    put, move = run.moments(2)
    run.put(put, issue)
    run.team.world.at(move, partial(_hand_over, run, issue))


SHARED: tuple[Episode, ...] = (lent, added, moved_away, passed_through, lent, added_with_more_to_come)
"""For teams with a partner."""


def _lend(run: Run, issue: Issue) -> None:
    partner = run.team.partner
    there = partner.running() if partner else None
    if partner and there and run.team.world.put(issue, there.sprint):
        partner.work(there, issue, run.team.world.now, finish=run.team.chance(0.7))


def _hand_over(run: Run, issue: Issue) -> None:
    if run.team.partner:
        run.team.world.transfer(issue, run.team.partner.profile.board.project)
