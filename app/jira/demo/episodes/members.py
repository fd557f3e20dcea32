"""Episodes of issues in a running sprint: leaving and returning, re-estimates, done and reopened.

Each function schedules one episode for one issue; the instants are chosen at the start of the sprint.
"""

from app.jira.demo import names
from app.jira.demo.changelog import HOUR
from app.jira.demo.records import Issue
from app.jira.demo.team import MINUTE, Episode, Run


def taken_out(run: Run, issue: Issue) -> None:
    """Take a member out."""
    run.take_out(run.moments(1)[0], issue)


def taken_out_and_put_back(run: Run, issue: Issue) -> None:
    """Take a member out and put it back, which counts as if it had never left."""
    out, back = run.moments(2)
    run.take_out(out, issue)
    run.put(back, issue)
    run.team.work(run, issue, back, finish=run.team.chance(0.6))


def re_estimated_outside(run: Run, issue: Issue) -> None:
    """Take a member out and re-estimate it afterwards, which does not matter."""
    out, estimate = run.moments(2)
    run.take_out(out, issue)
    run.estimate(estimate, issue, run.team.other_estimate(issue))


def re_estimated_before_leaving(run: Run, issue: Issue) -> None:
    """Re-estimate a member, then take it out."""
    estimate, out = run.moments(2)
    run.estimate(estimate, issue, run.team.other_estimate(issue))
    run.take_out(out, issue)


def left_twice(run: Run, issue: Issue) -> None:
    """Take a member out, put it back, re-estimate it and take it out for good."""
    out, back, estimate, gone = run.moments(4)
    run.take_out(out, issue)
    run.put(back, issue)
    run.estimate(estimate, issue, run.team.other_estimate(issue))
    run.take_out(gone, issue)


def left_with_new_estimate(run: Run, issue: Issue) -> None:
    """Take a member out and re-estimate it in one change."""
    run.take_out(run.moments(1)[0], issue, estimate=run.team.other_estimate(issue))


def re_estimated(run: Run, issue: Issue) -> None:
    """Re-estimate a member and work on it."""
    run.estimate(run.moments(1)[0], issue, run.team.other_estimate(issue))
    run.team.work(run, issue, run.start, finish=run.team.chance(0.8))


def estimate_cleared(run: Run, issue: Issue) -> None:
    """Clear the estimate of a member."""
    run.estimate(run.moments(1)[0], issue, None)
    run.team.work(run, issue, run.start, finish=run.team.chance(0.7))


def done_reopened_done(run: Run, issue: Issue) -> None:
    """Done, reopened and done again within the sprint."""
    done, back, again = run.moments(3)
    run.finish(done, issue)
    run.resume(back, issue)
    run.finish(again, issue)


def done_and_reopened(run: Run, issue: Issue) -> None:
    """Done within the sprint but reopened before the close."""
    done, back = run.moments(2)
    run.finish(done, issue)
    run.resume(back, issue)


def done_and_done_otherwise(run: Run, issue: Issue) -> None:
    """Done, then moved to the other Done status."""
    done, otherwise = run.moments(2)
    run.finish(done, issue)
    run.move(otherwise, issue, run.team.other_done)


def done_and_taken_out(run: Run, issue: Issue) -> None:
    """Done within the sprint, then taken out."""
    done, out = run.moments(2)
    run.finish(done, issue)
    run.take_out(out, issue)


def taken_out_and_done(run: Run, issue: Issue) -> None:
    """Taken out, then done outside of the sprint."""
    out, done = run.moments(2)
    run.take_out(out, issue)
    run.finish(done, issue)


def done_at_the_close(run: Run, issue: Issue) -> None:
    """Done at the very instant of the close."""
    run.finish(run.close, issue)


def done_just_too_late(run: Run, issue: Issue) -> None:
    """Done one millisecond after the close."""
    run.finish(run.close + 1, issue)


def taken_out_at_the_close(run: Run, issue: Issue) -> None:
    """Taken out at the very instant of the close."""
    run.take_out(run.close, issue)


def estimated_at_the_close(run: Run, issue: Issue) -> None:
    """Re-estimated at the very instant of the close."""
    run.team.work(run, issue, run.start, finish=True)
    run.estimate(run.close, issue, run.team.other_estimate(issue))


def shrunk_on_the_way(run: Run, issue: Issue) -> None:
    """Not finished, and re-estimated to what is left right after the close."""
    run.resume(run.moments(1)[0], issue)
    run.estimate(run.close + 30 * MINUTE, issue, run.team.smallest())


def estimated_after_the_close(run: Run, issue: Issue) -> None:
    """Done, and re-estimated days after the close."""
    run.finish(run.moments(1)[0], issue)
    run.estimate(run.close + 40 * HOUR, issue, run.team.other_estimate(issue))


def reopened_after_the_close(run: Run, issue: Issue) -> None:
    """Done, and reopened days after the close, in no open sprint."""
    run.finish(run.moments(1)[0], issue)
    run.resume(run.close + 50 * HOUR, issue)


def cleared_after_the_close(run: Run, issue: Issue) -> None:
    """Done; somebody empties the Sprint field days later."""
    run.finish(run.moments(1)[0], issue)
    run.team.later(run.close + 60 * HOUR, issue, sprints=[])


def cancelled(run: Run, issue: Issue) -> None:
    """Cancel a member: a status of the category Done that is not in the board's last column."""
    run.move(run.moments(1)[0], issue, names.CANCELLED)


def blocked(run: Run, issue: Issue) -> None:
    """Left in a status that no column of the board shows."""
    run.move(run.moments(1)[0], issue, names.BLOCKED)


def formerly_waiting(run: Run, issue: Issue) -> None:
    """Move a member through a status that was deleted from the site."""
    waiting, back, done = run.moments(3)
    run.move(waiting, issue, names.RETIRED)
    run.resume(back, issue)
    run.finish(done, issue)


MEMBERS: tuple[Episode, ...] = (
    taken_out,
    re_estimated,
    done_reopened_done,
    taken_out_and_put_back,
    done_at_the_close,
    re_estimated_outside,
    done_and_reopened,
    estimate_cleared,
    taken_out_and_done,
    shrunk_on_the_way,
    done_just_too_late,
    left_twice,
    done_and_done_otherwise,
    estimated_after_the_close,
    done_and_taken_out,
    estimated_at_the_close,
    re_estimated_before_leaving,
    reopened_after_the_close,
    taken_out_at_the_close,
    left_with_new_estimate,
    cleared_after_the_close,
)

WORKFLOW: tuple[Episode, ...] = (cancelled, blocked, formerly_waiting)
"""Only where the project's workflow has these statuses."""
