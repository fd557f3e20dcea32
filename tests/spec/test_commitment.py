"""What a team committed to: the estimates, at the start, of what was in the sprint and not done at the start."""

from tests.spec.conftest import Teller
from tests.spec.world import (
    CANCELLED,
    DOING,
    DONE,
    ELSEWHERE,
    NEXT,
    RELEASED,
    SPRINT,
    START,
    Story,
    day,
    sprint,
)


async def test_start(tell_stories: Teller) -> None:
    """The commitment is the sum of the estimates of what was in the sprint at its start date."""
    book = await tell_stories(Story("A-1", sprints=(SPRINT,), points=5), Story("A-2", sprints=(SPRINT,), points=3))
    assert (book["committed"], book["counts"]["committed"]) == (8, 2)


async def test_change_exactly_at_the_start_is_before_it(tell_stories: Teller) -> None:
    """A change stamped exactly at the start date is before the start; a millisecond later it is inside."""
    book = await tell_stories(
        Story("A-1", points=5).into(START, SPRINT),
        Story("A-2", points=3).into(START + 1, SPRINT),
        Story("A-3", sprints=(SPRINT,), points=1).estimated(START, 2).estimated(START + 1, 8),
    )
    assert (book["committed"], book["added"], book["estimateChange"]) == (7, 3, 6)


async def test_created_exactly_at_the_start_is_before_it(tell_stories: Teller) -> None:
    """An issue created straight into the sprint at the very start date is committed."""
    book = await tell_stories(Story("A-1", created=START, sprints=(SPRINT,), points=5))
    assert (book["committed"], book["added"]) == (5, 0)


async def test_added_before_the_start(tell_stories: Teller) -> None:
    """What was put into the sprint before it started is committed at its estimate at the start."""
    book = await tell_stories(Story("A-1", points=3).into(day(-2), SPRINT).estimated(day(-1), 5))
    assert (book["committed"], book.reasons("A-1")[0]) == (5, "in-sprint-at-start")


async def test_added_after_the_start(tell_stories: Teller) -> None:
    """What comes in after the start is added, at its estimate then, and completed at its estimate at the close."""
    book = await tell_stories(Story("A-1", points=3).into(day(2), SPRINT).estimated(day(3), 5).to(day(4), DONE))
    assert (book["committed"], book["added"], book["estimateChange"], book["completed"]) == (0, 3, 2, 5)
    assert "added-during-sprint" in book.reasons("A-1")


async def test_removed_after_the_start(tell_stories: Teller) -> None:
    """What is taken out after the start stays committed, and is removed at its estimate when it left."""
    book = await tell_stories(
        Story("A-1", sprints=(SPRINT,), points=5).estimated(day(1), 8).into(day(2)).estimated(day(3), 13)
    )
    assert (book["committed"], book["removed"], book["estimateChange"], book["finalScope"]) == (5, 8, 3, 0)
    assert (book.outcome("A-1"), book["counts"]["removed"]) == ("removed", 1)


async def test_removed_and_put_back(tell_stories: Teller) -> None:
    """What is taken out and put back is as if it had never left: committed, not added, not removed."""
    book = await tell_stories(
        Story("A-1", sprints=(SPRINT,), points=5).into(day(2)).into(day(3), SPRINT).to(day(4), DONE)
    )
    assert (book["committed"], book["added"], book["removed"], book["completed"]) == (5, 0, 0, 5)
    assert "put-back" in book.reasons("A-1")


async def test_removed_twice_leaves_at_the_last_time(tell_stories: Teller) -> None:
    """What leaves, returns and leaves again is removed at its estimate when it left for the last time."""
    story = Story("A-1", sprints=(SPRINT,), points=5).into(day(1)).estimated(day(2), 8).into(day(3), SPRINT)
    book = await tell_stories(story.estimated(day(4), 13).into(day(5)))
    assert (book["committed"], book["removed"], book["estimateChange"]) == (5, 13, 8)


async def test_removed_is_the_estimate_when_it_left(tell_stories: Teller) -> None:
    """What moves on to further sprints after it left is removed at its estimate when it left this one."""
    story = Story("A-1", sprints=(SPRINT,), points=5).into(day(1)).estimated(day(2), 8).into(day(3), NEXT)
    book = await tell_stories(story.into(day(4)))
    assert (book["removed"], book["estimateChange"]) == (5, 0)


async def test_added_and_removed_passes_through(tell_stories: Teller) -> None:
    """What comes and goes within the sprint stands in no figure, but is told."""
    book = await tell_stories(Story("A-1", points=5).into(day(2), SPRINT).into(day(3)))
    assert [book[figure] for figure in ("committed", "added", "removed", "finalScope")] == [0, 0, 0, 0]
    assert book.outcome("A-1") == "passedThrough"


async def test_entered_more_than_once_counts_the_first_entry(tell_stories: Teller) -> None:
    """What comes in, goes and comes in again is added at its estimate at the first entry."""
    story = Story("A-1", points=3).into(day(2), SPRINT).into(day(3)).estimated(day(4), 8).into(day(5), SPRINT)
    book = await tell_stories(story)
    assert (book["added"], book["estimateChange"], book["notCompleted"]) == (3, 5, 8)


async def test_moved_to_a_parallel_sprint(tell_stories: Teller) -> None:
    """What moves from one running sprint to another is removed from the first and added to the second."""
    book = await tell_stories(
        Story("A-1", sprints=(SPRINT,), points=5).into(day(2), NEXT), sprints=[sprint(SPRINT), sprint(NEXT)]
    )
    assert (book.sprints[SPRINT]["committed"], book.sprints[SPRINT]["removed"]) == (5, 5)
    assert (book.sprints[NEXT]["committed"], book.sprints[NEXT]["added"]) == (0, 5)


async def test_done_before_the_start(tell_stories: Teller) -> None:
    """What was done before the start and left alone is in no total, though it was in the sprint."""
    book = await tell_stories(Story("A-1", sprints=(SPRINT,), points=5).to(day(-1), DONE))
    assert (book["committed"], book["completed"], book["finalScope"]) == (0, 0, 0)
    assert (book.outcome("A-1"), book["completedElsewhere"]) == ("completedElsewhere", 5)


async def test_cancelled_before_the_start_follows_the_definition_of_done(tell_stories: Teller) -> None:
    """A cancelled issue is committed as long as its status is not one of the Done statuses."""
    book = await tell_stories(
        Story("A-1", sprints=(SPRINT,), points=5).to(day(-1), CANCELLED),
        Story("A-2", sprints=(SPRINT,), points=3).to(day(-1), RELEASED),
    )
    assert (book["committed"], book["notCompleted"]) == (5, 5)


async def test_status_on_no_column_counts_as_it_is(tell_stories: Teller) -> None:
    """An issue whose status is on no column of the board counts, and says so."""
    book = await tell_stories(Story("A-1", sprints=(SPRINT,), points=5, status=ELSEWHERE))
    assert (book["committed"], book["notCompleted"]) == (5, 5)
    assert "status-off-board" in book.reasons("A-1")


async def test_estimate_changed_before_the_start(tell_stories: Teller) -> None:
    """The estimate that counts for the commitment is the one at the start."""
    book = await tell_stories(Story("A-1", sprints=(SPRINT,), points=2).estimated(day(-1), 5))
    assert book["committed"] == 5


async def test_estimate_changed_during_the_sprint(tell_stories: Teller) -> None:
    """A new estimate changes what is completed, never what was committed."""
    book = await tell_stories(Story("A-1", sprints=(SPRINT,), points=5).estimated(day(1), 8).to(day(2), DONE))
    assert (book["committed"], book["estimateChange"], book["completed"]) == (5, 3, 8)
    assert "re-estimated" in book.reasons("A-1")


async def test_estimated_only_after_the_start(tell_stories: Teller) -> None:
    """What gets its first estimate after the start is 0 committed, and the estimate is all change."""
    book = await tell_stories(Story("A-1", sprints=(SPRINT,)).estimated(day(1), 5).to(day(2), DONE))
    assert (book["committed"], book["estimateChange"], book["completed"]) == (0, 5, 5)
    assert book["counts"] == {
        "committed": 1,
        "completed": 1,
        "added": 0,
        "removed": 0,
        "notCompleted": 0,
        "unestimated": 0,
    }
    assert "estimated-during-sprint" in book.reasons("A-1")


async def test_created_into_the_running_sprint(tell_stories: Teller) -> None:
    """An issue created straight into the running sprint has no Sprint history and is added at its creation."""
    book = await tell_stories(Story("A-1", created=day(3), sprints=(SPRINT,), points=5).estimated(day(4), 8))
    assert (book["committed"], book["added"], book["estimateChange"]) == (0, 5, 3)
    assert "created-into-sprint" in book.reasons("A-1")


async def test_created_into_the_sprint_and_taken_out(tell_stories: Teller) -> None:
    """An issue created into the running sprint and taken out before the close passed through."""
    book = await tell_stories(Story("A-1", created=day(3), sprints=(SPRINT,), points=5).into(day(4)))
    assert (book["added"], book["removed"], book.outcome("A-1")) == (0, 0, "passedThrough")


async def test_created_during_the_sprint_and_added_later(tell_stories: Teller) -> None:
    """An issue created outside the running sprint and put into it later is added then, at its estimate then."""
    book = await tell_stories(Story("A-1", created=day(3), points=5).estimated(day(4), 8).into(day(5), SPRINT))
    assert (book["added"], book["estimateChange"]) == (8, 0)
    assert "added-during-sprint" in book.reasons("A-1")


async def test_carried_in(tell_stories: Teller) -> None:
    """Carried in is the part of the commitment whose issues were already in an earlier closed sprint."""
    earlier = sprint(9, day(-14), day(-1))
    book = await tell_stories(
        Story("A-1", created=day(-20), sprints=(9,), points=5).into(day(-1, minutes=1), 9, SPRINT),
        Story("A-2", sprints=(SPRINT,), points=3),
        Story("A-3", created=day(-20), sprints=(9,), points=2).into(day(1), 9, SPRINT),
        sprints=[earlier, sprint(SPRINT)],
    )
    assert (book["committed"], book["carriedIn"], book["added"]) == (8, 5, 2)
    assert "carried-in" in book.reasons("A-1")
    assert "carried-in" not in book.reasons("A-2")


async def test_a_sprint_that_closes_later_carries_nothing_in(tell_stories: Teller) -> None:
    """A sprint that was still running at the start is not an earlier one, though the issue names it too."""
    book = await tell_stories(
        Story("A-1", sprints=(NEXT, SPRINT), points=5), sprints=[sprint(SPRINT), sprint(NEXT, close=day(20))]
    )
    assert (book["committed"], book["carriedIn"]) == (5, 0)


async def test_not_done_at_the_start_but_in_progress(tell_stories: Teller) -> None:
    """Work in progress at the start is committed like any other."""
    book = await tell_stories(Story("A-1", sprints=(SPRINT,), points=5).to(day(-1), DOING))
    assert (book["committed"], book["notCompleted"]) == (5, 5)
