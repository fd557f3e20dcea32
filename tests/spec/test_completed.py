"""What a team completed: the estimates, at the close, of what was in the sprint and done then."""

from tests.spec.conftest import ResultsOf
from tests.spec.world import (
    CANCELLED,
    CLOSE,
    DOING,
    DONE,
    NEXT,
    RELEASED,
    SPRINT,
    START,
    TODO,
    IssueHistory,
    day,
    sprint,
)


async def test_close(results_of: ResultsOf) -> None:
    """Completed is the sum of the estimates, at the close, of what is in the sprint and done at the close."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(3), DONE),
        IssueHistory("A-2", sprints=(SPRINT,), points=3),
    )
    assert (results["completed"], results["notCompleted"], results["completionRate"]) == (5, 3, 0.625)


async def test_change_exactly_at_the_close_is_inside(results_of: ResultsOf) -> None:
    """A change exactly at the close is inside the sprint; a millisecond later it is not."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(CLOSE, DONE),
        IssueHistory("A-2", sprints=(SPRINT,), points=3).to(CLOSE + 1, DONE),
        IssueHistory("A-3", points=2).into(CLOSE, SPRINT),
        IssueHistory("A-4", points=1).into(CLOSE + 1, SPRINT),
    )
    assert (results["completed"], results["notCompleted"], results["added"]) == (5, 5, 2)
    assert results.outcome("A-4") is None


async def test_estimate_at_the_close(results_of: ResultsOf) -> None:
    """What is completed counts at its estimate at the close, not at today's."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(3), DONE).estimated(CLOSE, 8).estimated(CLOSE + 1, 100)
    )
    assert (results["completed"], results["estimateChange"]) == (8, 3)


async def test_every_status_of_the_last_column_is_done(results_of: ResultsOf) -> None:
    """By default the statuses of the board's last non-empty column are Done, whatever its name."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(3), DONE),
        IssueHistory("A-2", sprints=(SPRINT,), points=3).to(day(3), RELEASED),
        IssueHistory("A-3", sprints=(SPRINT,), points=2).to(day(3), CANCELLED),
    )
    assert (results["completed"], results["notCompleted"]) == (8, 2)


async def test_done_before_the_start_is_completed_elsewhere(results_of: ResultsOf) -> None:
    """What was done before the sprint started and stayed in it is in none of its totals."""
    results = await results_of(IssueHistory("A-1", points=5).to(day(-3), DONE).into(day(-2), SPRINT))
    assert (results["committed"], results["completed"], results["completedElsewhere"]) == (0, 0, 5)
    assert "done-before-start" in results.reasons("A-1")


async def test_done_outside_and_added_afterwards(results_of: ResultsOf) -> None:
    """What was done before the start and then added is completed elsewhere as well."""
    results = await results_of(IssueHistory("A-1", points=5).to(day(-3), DONE).into(day(2), SPRINT))
    assert (results["added"], results["completed"], results.outcome("A-1")) == (0, 0, "completedElsewhere")
    assert "done-when-added" in results.reasons("A-1")


async def test_created_done_into_the_sprint(results_of: ResultsOf) -> None:
    """What is created as done, directly in the running sprint, was never completed in it."""
    results = await results_of(IssueHistory("A-1", created=day(2), sprints=(SPRINT,), status=DONE, points=5))
    assert (results["added"], results["completed"], results.outcome("A-1")) == (0, 0, "completedElsewhere")


async def test_finished_in_the_window_before_it_was_added(results_of: ResultsOf) -> None:
    """What is moved to Done inside the window counts as completed, even if it was put into the sprint later."""
    results = await results_of(IssueHistory("A-1", points=5).to(day(2), DONE).into(day(3), SPRINT))
    assert (results["added"], results["completed"], results.outcome("A-1")) == (5, 5, "completed")


async def test_undone_before_the_close(results_of: ResultsOf) -> None:
    """What is done in the sprint and open again at the close is not completed."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(2), DONE).to(day(3), DOING))
    assert (results["completed"], results["notCompleted"]) == (0, 5)
    assert "undone-before-close" in results.reasons("A-1")


async def test_reopened_and_done_again(results_of: ResultsOf) -> None:
    """What was done at the start, reopened and done again is completed, and added at its estimate when reopened."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(-1), DONE).estimated(day(1), 8).to(day(2), DOING)
    results = await results_of(history.estimated(day(3), 13).to(day(4), DONE))
    assert (results["committed"], results["added"], results["estimateChange"], results["completed"]) == (0, 8, 5, 13)
    assert "reopened-during-sprint" in results.reasons("A-1")


async def test_reopened_and_left_open(results_of: ResultsOf) -> None:
    """What was done at the start and is open at the close is added when it was reopened, and not completed."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(-1), DONE).to(day(2), TODO))
    assert (results["committed"], results["added"], results["notCompleted"]) == (0, 5, 5)


async def test_from_one_done_status_to_another(results_of: ResultsOf) -> None:
    """A move from one Done status to another inside the window is a move into Done: completed, and added then."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(-1), DONE).to(day(2), RELEASED))
    assert (results["committed"], results["added"], results["completed"]) == (0, 5, 5)


async def test_reopened_after_the_close(results_of: ResultsOf) -> None:
    """What happens after the close changes nothing: neither reopening, nor re-estimating, nor removal."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(3), DONE)
    results = await results_of(history.to(day(15), TODO).estimated(day(16), 1).into(day(17)))
    assert (results["committed"], results["completed"], results["removed"], results["finalScope"]) == (5, 5, 0, 5)


async def test_done_in_a_later_sprint(results_of: ResultsOf) -> None:
    """What is finished after the close is completed in the sprint that it is in then, not here."""
    later = sprint(NEXT, day(14, minutes=5), day(28))
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).into(CLOSE + 400, SPRINT, NEXT).to(day(20), DONE),
        sprints=[sprint(SPRINT), later],
    )
    assert (results.sprints[SPRINT]["completed"], results.sprints[SPRINT]["notCompleted"]) == (0, 5)
    assert (results.sprints[NEXT]["completed"], results.sprints[NEXT]["carriedIn"]) == (5, 5)


async def test_taken_out_before_the_close_though_done(results_of: ResultsOf) -> None:
    """What is done at the close but was taken out before is removed, not completed."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(2), DONE).into(day(3)))
    assert (results["completed"], results["removed"], results.outcome("A-1")) == (0, 5, "removed")


async def test_done_at_the_start_and_taken_out(results_of: ResultsOf) -> None:
    """What was done at the start and is taken out is in no figure, even if it was reopened meanwhile."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(-1), DONE).into(day(3)),
        IssueHistory("A-2", sprints=(SPRINT,), points=3).to(day(-1), DONE).to(day(2), TODO).into(day(3)),
    )
    assert [results[name] for name in ("committed", "added", "removed", "estimateChange", "finalScope")] == [0] * 5
    assert (results.outcome("A-1"), results["counts"]["removed"]) == ("removed", 0)


async def test_carried_over_unfinished(results_of: ResultsOf) -> None:
    """What rolls over when the sprint is closed was a member at the close: not completed, not removed."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).into(CLOSE + 1, SPRINT, NEXT))
    assert (results["notCompleted"], results["removed"], results.outcome("A-1")) == (5, 0, "notCompleted")
    assert "not-done-at-close" in results.reasons("A-1")


async def test_sent_to_the_backlog_at_the_close(results_of: ResultsOf) -> None:
    """What is sent to the backlog when the sprint is closed keeps the closed sprint's id and stays not completed."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5))
    assert (results["notCompleted"], results["removed"]) == (5, 0)


async def test_no_partial_credit(results_of: ResultsOf) -> None:
    """Work that is half done at the close counts as nothing, however much was done."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=8).to(day(2), DOING))
    assert (results["completed"], results["completionRate"]) == (0, 0)


async def test_re_estimated_after_removal(results_of: ResultsOf) -> None:
    """A new estimate after an issue was taken out has no effect on any figure."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(2)).estimated(day(3), 13))
    assert (results["removed"], results["estimateChange"]) == (5, 0)


async def test_re_estimated_in_the_change_that_removes(results_of: ResultsOf) -> None:
    """Changes at the same instant are one event: a new estimate as the issue leaves is its estimate when it left."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(2)).estimated(day(2), 13))
    assert (results["removed"], results["estimateChange"]) == (13, 8)


async def test_re_estimated_in_the_change_that_adds(results_of: ResultsOf) -> None:
    """A new estimate as the issue enters is its estimate when it came into scope."""
    results = await results_of(IssueHistory("A-1", points=5).into(day(2), SPRINT).estimated(day(2), 13))
    assert (results["added"], results["estimateChange"]) == (13, 0)


async def test_unestimated(results_of: ResultsOf) -> None:
    """A missing value counts as 0 and is reported as unestimated; 0 is an estimate."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,)), IssueHistory("A-2", sprints=(SPRINT,), points=0).to(day(1), DONE)
    )
    assert (results["committed"], results["counts"]["committed"], results["counts"]["unestimated"]) == (0, 2, 1)
    assert "unestimated" in results.reasons("A-1")
    assert "unestimated" not in results.reasons("A-2")


async def test_estimate_cleared_during_the_sprint(results_of: ResultsOf) -> None:
    """A cleared estimate is 0: the change is minus what was committed."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).estimated(day(2), None))
    assert (results["committed"], results["estimateChange"], results["counts"]["unestimated"]) == (5, -5, 1)


async def test_no_float_noise(results_of: ResultsOf) -> None:
    """Sums have no floating-point error: 0.1 + 0.2 is 0.3."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=0.1).to(day(1), DONE),
        IssueHistory("A-2", sprints=(SPRINT,), points=0.2).to(day(1), DONE),
    )
    assert (results["committed"], results["completed"], results["completionRate"]) == (0.3, 0.3, 1)


async def test_completion_rate(results_of: ResultsOf) -> None:
    """The completion rate is completed divided by committed, not capped, and null if nothing was committed."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=4).to(day(1), DONE),
        IssueHistory("A-2", points=2).into(day(1), SPRINT).to(day(2), DONE),
    )
    assert results["completionRate"] == 1.5
    nothing = await results_of(IssueHistory("A-1", points=2).into(day(1), SPRINT))
    assert nothing["completionRate"] is None
    negative = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=-1))
    assert str(negative["completionRate"]) in {"0", "0.0"}


async def test_estimates_at_start_and_close_are_those_of_members(results_of: ResultsOf) -> None:
    """The explanation has an issue's estimate at the start if it was in the sprint then, and likewise at the close."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(3)),
        IssueHistory("A-2", points=3).into(day(3), SPRINT),
        IssueHistory("A-3", sprints=(SPRINT,), points=2),
        IssueHistory("A-4", points=1).into(day(1), SPRINT).into(day(2)),
    )
    estimates = {key: (row["estimateAtStart"], row["estimateAtClose"]) for key, row in results.rows[SPRINT].items()}
    assert estimates == {"A-1": (5, None), "A-2": (None, 3), "A-3": (2, 2), "A-4": (None, None)}


async def test_subtasks_are_left_out(results_of: ResultsOf) -> None:
    """Sub-tasks count only when the gadget includes them."""
    histories = (
        IssueHistory("A-1", sprints=(SPRINT,), points=5),
        IssueHistory("A-2", sprints=(SPRINT,), points=2, subtask=True),
    )
    assert (await results_of(*histories))["committed"] == 5
    included = await results_of(*histories, subtasks=True)
    assert included["committed"] == 7
    assert "subtask" in included.reasons("A-2")


async def test_never_in_the_sprint(results_of: ResultsOf) -> None:
    """What was in the sprint only before its start, or only after its close, was never in it."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).into(START),
        IssueHistory("A-2", points=5).into(day(15), SPRINT),
        IssueHistory("A-3", created=day(15), sprints=(SPRINT,), points=5),
    )
    assert (results["committed"], results["added"]) == (0, 0)
    assert [results.outcome(key) for key in ("A-1", "A-2", "A-3")] == [None, None, None]


async def test_of_what_was_committed_what_was_done(results_of: ResultsOf) -> None:
    """The share of the commitment that was done uses the estimates at the start, whatever was added or re-estimated."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).estimated(day(1), 8).to(day(2), DONE),
        IssueHistory("A-2", sprints=(SPRINT,), points=2),
        IssueHistory("A-3", points=13).into(day(1), SPRINT).to(day(2), DONE),
        IssueHistory("A-4", sprints=(SPRINT,), points=3).to(day(1), DONE).into(day(2)),
        IssueHistory("A-5", sprints=(SPRINT,), status=DONE, points=1).to(day(1), DOING).to(day(2), DONE),
    )
    assert (results["committed"], results["completed"], results["committedDone"]) == (10, 22, 5)
    assert results.sprints[SPRINT]["completionRate"] == 2.2
