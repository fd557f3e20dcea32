"""What a team committed to: the estimates, at the start, of what was in the sprint and not done at the start."""

from tests.spec.conftest import ResultsOf
from tests.spec.world import (
    CANCELLED,
    DOING,
    DONE,
    ELSEWHERE,
    NEXT,
    RELEASED,
    SPRINT,
    START,
    IssueHistory,
    day,
    sprint,
)


async def test_start(results_of: ResultsOf) -> None:
    """The commitment is the sum of the estimates of what was in the sprint at its start date."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5), IssueHistory("A-2", sprints=(SPRINT,), points=3)
    )
    assert (results["committed"], results["counts"]["committed"]) == (8, 2)


async def test_change_exactly_at_the_start_is_before_it(results_of: ResultsOf) -> None:
    """A change exactly at the start date is before the start; a millisecond later it is inside the sprint."""
    results = await results_of(
        IssueHistory("A-1", points=5).into(START, SPRINT),
        IssueHistory("A-2", points=3).into(START + 1, SPRINT),
        IssueHistory("A-3", sprints=(SPRINT,), points=1).estimated(START, 2).estimated(START + 1, 8),
    )
    assert (results["committed"], results["added"], results["estimateChange"]) == (7, 3, 6)


async def test_created_exactly_at_the_start_is_before_it(results_of: ResultsOf) -> None:
    """An issue created directly in the sprint at exactly the start date is committed."""
    results = await results_of(IssueHistory("A-1", created=START, sprints=(SPRINT,), points=5))
    assert (results["committed"], results["added"]) == (5, 0)


async def test_added_before_the_start(results_of: ResultsOf) -> None:
    """What was put into the sprint before it started is committed at its estimate at the start."""
    results = await results_of(IssueHistory("A-1", points=3).into(day(-2), SPRINT).estimated(day(-1), 5))
    assert (results["committed"], results.reasons("A-1")[0]) == (5, "in-sprint-at-start")


async def test_added_after_the_start(results_of: ResultsOf) -> None:
    """What comes in after the start is added, at its estimate then, and completed at its estimate at the close."""
    results = await results_of(IssueHistory("A-1", points=3).into(day(2), SPRINT).estimated(day(3), 5).to(day(4), DONE))
    assert (results["committed"], results["added"], results["estimateChange"], results["completed"]) == (0, 3, 2, 5)
    assert "added-during-sprint" in results.reasons("A-1")


async def test_removed_after_the_start(results_of: ResultsOf) -> None:
    """What is taken out after the start stays committed, and is removed at its estimate when it left."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).estimated(day(1), 8).into(day(2)).estimated(day(3), 13)
    )
    assert (results["committed"], results["removed"], results["estimateChange"], results["finalScope"]) == (5, 8, 3, 0)
    assert (results.outcome("A-1"), results["counts"]["removed"]) == ("removed", 1)


async def test_removed_and_put_back(results_of: ResultsOf) -> None:
    """What is taken out and put back is as if it had never left: committed, not added, not removed."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(2)).into(day(3), SPRINT).to(day(4), DONE)
    )
    assert (results["committed"], results["added"], results["removed"], results["completed"]) == (5, 0, 0, 5)
    assert "put-back" in results.reasons("A-1")


async def test_removed_twice_leaves_at_the_last_time(results_of: ResultsOf) -> None:
    """What leaves, returns and leaves again is removed at its estimate when it left for the last time."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(1)).estimated(day(2), 8).into(day(3), SPRINT)
    results = await results_of(history.estimated(day(4), 13).into(day(5)))
    assert (results["committed"], results["removed"], results["estimateChange"]) == (5, 13, 8)


async def test_removed_is_the_estimate_when_it_left(results_of: ResultsOf) -> None:
    """What moves on to further sprints after it left is removed at its estimate when it left this one."""
    history = IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(1)).estimated(day(2), 8).into(day(3), NEXT)
    results = await results_of(history.into(day(4)))
    assert (results["removed"], results["estimateChange"]) == (5, 0)


async def test_added_and_removed_passes_through(results_of: ResultsOf) -> None:
    """What comes and goes within the sprint is in no figure, but is listed."""
    results = await results_of(IssueHistory("A-1", points=5).into(day(2), SPRINT).into(day(3)))
    assert [results[figure] for figure in ("committed", "added", "removed", "finalScope")] == [0, 0, 0, 0]
    assert results.outcome("A-1") == "passedThrough"


async def test_entered_more_than_once_counts_the_first_entry(results_of: ResultsOf) -> None:
    """What comes in, goes and comes in again is added at its estimate at the first entry."""
    history = IssueHistory("A-1", points=3).into(day(2), SPRINT).into(day(3)).estimated(day(4), 8).into(day(5), SPRINT)
    results = await results_of(history)
    assert (results["added"], results["estimateChange"], results["notCompleted"]) == (3, 5, 8)


async def test_moved_to_a_parallel_sprint(results_of: ResultsOf) -> None:
    """What moves from one running sprint to another is removed from the first and added to the second."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).into(day(2), NEXT), sprints=[sprint(SPRINT), sprint(NEXT)]
    )
    assert (results.sprints[SPRINT]["committed"], results.sprints[SPRINT]["removed"]) == (5, 5)
    assert (results.sprints[NEXT]["committed"], results.sprints[NEXT]["added"]) == (0, 5)


async def test_done_before_the_start(results_of: ResultsOf) -> None:
    """What was done before the start and not touched is in no total, though it was in the sprint."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(-1), DONE))
    assert (results["committed"], results["completed"], results["finalScope"]) == (0, 0, 0)
    assert (results.outcome("A-1"), results["completedElsewhere"]) == ("completedElsewhere", 5)


async def test_cancelled_before_the_start_follows_the_definition_of_done(results_of: ResultsOf) -> None:
    """A cancelled issue is committed as long as its status is not one of the Done statuses."""
    results = await results_of(
        IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(-1), CANCELLED),
        IssueHistory("A-2", sprints=(SPRINT,), points=3).to(day(-1), RELEASED),
    )
    assert (results["committed"], results["notCompleted"]) == (5, 5)


async def test_status_on_no_column_counts_as_it_is(results_of: ResultsOf) -> None:
    """An issue whose status is in no column of the board counts, and is marked."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5, status=ELSEWHERE))
    assert (results["committed"], results["notCompleted"]) == (5, 5)
    assert "status-off-board" in results.reasons("A-1")


async def test_estimate_changed_before_the_start(results_of: ResultsOf) -> None:
    """The estimate that counts for the commitment is the one at the start."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=2).estimated(day(-1), 5))
    assert results["committed"] == 5


async def test_estimate_changed_during_the_sprint(results_of: ResultsOf) -> None:
    """A new estimate changes what is completed, never what was committed."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).estimated(day(1), 8).to(day(2), DONE))
    assert (results["committed"], results["estimateChange"], results["completed"]) == (5, 3, 8)
    assert "re-estimated" in results.reasons("A-1")


async def test_estimated_only_after_the_start(results_of: ResultsOf) -> None:
    """What gets its first estimate after the start is committed as 0, and the whole estimate is change."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,)).estimated(day(1), 5).to(day(2), DONE))
    assert (results["committed"], results["estimateChange"], results["completed"]) == (0, 5, 5)
    assert results["counts"] == {
        "committed": 1,
        "completed": 1,
        "added": 0,
        "removed": 0,
        "notCompleted": 0,
        "unestimated": 0,
    }
    assert "estimated-during-sprint" in results.reasons("A-1")


async def test_created_into_the_running_sprint(results_of: ResultsOf) -> None:
    """An issue created directly in the running sprint has no Sprint history and is added at its creation."""
    results = await results_of(IssueHistory("A-1", created=day(3), sprints=(SPRINT,), points=5).estimated(day(4), 8))
    assert (results["committed"], results["added"], results["estimateChange"]) == (0, 5, 3)
    assert "created-into-sprint" in results.reasons("A-1")


async def test_created_into_the_sprint_and_taken_out(results_of: ResultsOf) -> None:
    """An issue created in the running sprint and taken out before the close has passed through."""
    results = await results_of(IssueHistory("A-1", created=day(3), sprints=(SPRINT,), points=5).into(day(4)))
    assert (results["added"], results["removed"], results.outcome("A-1")) == (0, 0, "passedThrough")


async def test_created_during_the_sprint_and_added_later(results_of: ResultsOf) -> None:
    """An issue created outside the running sprint and put into it later is added then, at its estimate then."""
    results = await results_of(IssueHistory("A-1", created=day(3), points=5).estimated(day(4), 8).into(day(5), SPRINT))
    assert (results["added"], results["estimateChange"]) == (8, 0)
    assert "added-during-sprint" in results.reasons("A-1")


async def test_carried_in(results_of: ResultsOf) -> None:
    """Carried in is the part of the commitment whose issues were already in an earlier closed sprint."""
    earlier = sprint(9, day(-14), day(-1))
    results = await results_of(
        IssueHistory("A-1", created=day(-20), sprints=(9,), points=5).into(day(-1, minutes=1), 9, SPRINT),
        IssueHistory("A-2", sprints=(SPRINT,), points=3),
        IssueHistory("A-3", created=day(-20), sprints=(9,), points=2).into(day(1), 9, SPRINT),
        sprints=[earlier, sprint(SPRINT)],
    )
    assert (results["committed"], results["carriedIn"], results["added"]) == (8, 5, 2)
    assert "carried-in" in results.reasons("A-1")
    assert "carried-in" not in results.reasons("A-2")


async def test_a_sprint_that_closes_later_carries_nothing_in(results_of: ResultsOf) -> None:
    """A sprint that was still running at the start is not an earlier one, though the issue was in it too."""
    results = await results_of(
        IssueHistory("A-1", sprints=(NEXT, SPRINT), points=5), sprints=[sprint(SPRINT), sprint(NEXT, close=day(20))]
    )
    assert (results["committed"], results["carriedIn"]) == (5, 0)


async def test_not_done_at_the_start_but_in_progress(results_of: ResultsOf) -> None:
    """Work in progress at the start is committed like any other work."""
    results = await results_of(IssueHistory("A-1", sprints=(SPRINT,), points=5).to(day(-1), DOING))
    assert (results["committed"], results["notCompleted"]) == (5, 5)
