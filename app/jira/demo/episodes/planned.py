"""Episodes around the start of a sprint, of issues added explicitly after its planning.

Each function schedules one episode for one issue; the instants are chosen at the planning.
"""

from decimal import Decimal

from app.jira.demo.changelog import rank_item
from app.jira.demo.records import Issue
from app.jira.demo.team import Episode, Run


def done_early(run: Run, issue: Issue) -> None:
    """Planned, done before the start, never touched again."""
    put, done = run.before(2)
    run.put(put, issue)
    run.finish(done, issue)


def done_early_again(run: Run, issue: Issue) -> None:
    """Done before the start, re-estimated, reopened in the sprint, re-estimated once more and done again."""
    done_early(run, issue)
    first, back, second, done = run.moments(4)
    run.estimate(first, issue, run.team.other_estimate(issue))
    run.resume(back, issue)
    run.estimate(second, issue, run.team.estimate())
    run.finish(done, issue)


def done_early_undone(run: Run, issue: Issue) -> None:
    """Done before the start, reopened in the sprint and still open at the close."""
    done_early(run, issue)
    run.resume(run.moments(1)[0], issue)


def done_early_taken_out(run: Run, issue: Issue) -> None:
    """Done before the start and taken out during the sprint."""
    done_early(run, issue)
    run.take_out(run.moments(1)[0], issue)


def done_early_done_otherwise(run: Run, issue: Issue) -> None:
    """Done before the start, moved to the other Done status in the sprint."""
    done_early(run, issue)
    run.move(run.moments(1)[0], issue, run.team.other_done)


def put_at_the_start(run: Run, issue: Issue) -> None:
    """Put into the sprint at the very instant of its start."""
    run.put(run.start, issue)
    run.team.work(run, issue, run.start, finish=True)


def estimated_at_the_start(run: Run, issue: Issue) -> None:
    """Re-estimated at the very instant of the start."""
    run.put(run.before(1)[0], issue)
    run.estimate(run.start, issue, run.team.other_estimate(issue))
    run.team.work(run, issue, run.start, finish=True)


def taken_out_at_the_start(run: Run, issue: Issue) -> None:
    """Planned, and taken out exactly at the start."""
    run.put(run.before(1)[0], issue)
    run.take_out(run.start, issue)


def done_at_the_start(run: Run, issue: Issue) -> None:
    """Done at the very instant of the start."""
    run.put(run.before(1)[0], issue)
    run.finish(run.start, issue)


def put_just_after_the_start(run: Run, issue: Issue) -> None:
    """Put into the sprint one millisecond after its start."""
    run.put(run.start + 1, issue)
    run.team.work(run, issue, run.start, finish=True)


def worth_nothing(run: Run, issue: Issue) -> None:
    """Estimated at 0 and done."""
    put, estimate = run.before(2)
    run.put(put, issue)
    run.estimate(estimate, issue, Decimal(0))
    run.team.work(run, issue, run.start, finish=True)


def never_estimated(run: Run, issue: Issue) -> None:
    """Commit to an issue without an estimate and finish it."""
    estimate, put = run.before(2)
    run.estimate(estimate, issue, None)
    run.put(put, issue)
    run.team.work(run, issue, run.start, finish=True)


def estimated_late(run: Run, issue: Issue) -> None:
    """Commit to an issue without an estimate and estimate it during the sprint."""
    never_estimated(run, issue)
    run.estimate(run.moments(1)[0], issue, run.team.estimate())


def small_change(run: Run, issue: Issue) -> None:
    """Estimated in halves and tenths, and cut once more during the sprint."""
    put, estimate = run.before(2)
    run.put(put, issue)
    run.estimate(run.moments(1)[0], issue, run.team.fraction())
    run.estimate(estimate, issue, run.team.fraction())
    run.team.work(run, issue, run.start, finish=run.number % 2 == 0)


def put_back_before_the_start(run: Run, issue: Issue) -> None:
    """Planned, taken out and planned again, all before the start."""
    put, out, back = run.before(3)
    run.put(put, issue)
    run.take_out(out, issue)
    run.put(back, issue)
    run.team.work(run, issue, run.start, finish=True)


def much_ranked(run: Run, issue: Issue) -> None:
    """Ranked again and again, more than a hundred times."""
    run.put(run.before(1)[0], issue)
    for place, when in enumerate(run.moments(105 + run.number % 40)):
        run.team.later(when, issue, noise=[rank_item(higher=place % 2 == 0)])
    run.team.work(run, issue, run.start, finish=True)


def added_when_done_elsewhere(run: Run, issue: Issue) -> None:
    """Done before the start in no sprint, added to the running sprint for the record."""
    run.finish(run.before(1)[0], issue)
    run.put(run.moments(1)[0], issue)


def added_when_done_at_the_start(run: Run, issue: Issue) -> None:
    """Done in no sprint at the very instant of the start, added to the sprint later."""
    run.finish(run.start, issue)
    run.put(run.moments(1)[0], issue)


def added_when_done_and_done_again(run: Run, issue: Issue) -> None:
    """Done before the start, added to the running sprint, reopened and done again."""
    run.finish(run.before(1)[0], issue)
    put, back, done = run.moments(3)
    run.put(put, issue)
    run.resume(back, issue)
    run.finish(done, issue)


def added_when_done_and_undone(run: Run, issue: Issue) -> None:
    """Done before the start, added to the running sprint, reopened and open at the close."""
    run.finish(run.before(1)[0], issue)
    put, back = run.moments(2)
    run.put(put, issue)
    run.resume(back, issue)


PLANNED: tuple[Episode, ...] = (
    done_early,
    put_at_the_start,
    never_estimated,
    done_early_again,
    estimated_at_the_start,
    small_change,
    added_when_done_elsewhere,
    taken_out_at_the_start,
    done_early_undone,
    estimated_late,
    done_at_the_start,
    put_back_before_the_start,
    added_when_done_at_the_start,
    done_early_taken_out,
    worth_nothing,
    added_when_done_and_done_again,
    put_just_after_the_start,
    done_early_done_otherwise,
    added_when_done_and_undone,
    much_ranked,
)
