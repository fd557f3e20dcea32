"""Reading what is left to do on a board: what its filter finds that is not done, each in the fields of any reading."""

from collections.abc import Collection
from functools import partial

from resolvers.errors import board_problems
from resolvers.errors.refusals import SprintsRefused, Unexplained
from resolvers.jira import client
from resolvers.jira.board import BoardState
from resolvers.jira.paging import batches
from resolvers.jira.parse.answers import PresentValues
from resolvers.read.candidates import scope, search, sprint_field
from resolvers.read.metadata import Discovery
from resolvers.single_flight import together


async def open_issues(
    state: BoardState, discovery: Discovery, field: str | None, done: Collection[str], *, subtasks: bool
) -> list[PresentValues]:
    """Return the issues of the board's filter in no Done status, with their estimates in `field`: two round trips.

    Epics are left out, which hold other work and are on no backlog, and without `subtasks` sub-tasks.
    """
    # A search refuses a status that the site does not have; no issue can be in one.
    known = sorted(done & discovery.statuses.keys(), key=int)
    undone = f" AND status not in ({', '.join(known)})" if known else ""
    try:
        ids = await search(f"{scope(state)}{undone} ORDER BY id ASC")
    except (SprintsRefused, Unexplained) as refusal:
        raise board_problems.filter_broken(refusal.what) from None
    field_id, _ = await sprint_field(discovery, ids)
    ask = partial(client.issues, sprint=field_id, estimate=field, others=(), parents=subtasks)
    async with together() as group:
        tasks = [group.create_task(ask(batch)) for batch in batches(ids, client.ISSUES_A_BATCH)]
    found = [present for task in tasks for present in task.result()]
    return [one for one in found if one.status not in done and not one.epic and (subtasks or not one.subtask)]
