"""workLeft: what the boards' filters hold that is not done, read from Jira at this moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final, TypedDict

from app.forge import Request, now
from resolvers.cache.codec import plain
from resolvers.cache.store import FRESH
from resolvers.configuration import Configuration, read
from resolvers.errors import problems
from resolvers.handlers.velocity import patiently
from resolvers.jira.board import BoardState
from resolvers.jira.client import require_readable
from resolvers.jira.parse.answers import PresentValues
from resolvers.read.metadata import Discovery, discover
from resolvers.read.sprints import board
from resolvers.read.work import open_issues
from resolvers.report.compute import done_statuses
from resolvers.report.shapes import EstimationUnit
from resolvers.report.units import Unit, addable, chosen_unit
from resolvers.report.view import iso
from resolvers.single_flight import shared, together

STAGES: Final = ("running", "future", "backlog")


class WorkSum(TypedDict):
    """Work in one stage, in the report's unit: the sum of its estimates, and how many work items have one or none."""

    work: int | float
    issues: int
    estimated: int
    unestimated: int


class WorkLeft(TypedDict):
    """What `workLeft` answers: the work that is not done in running sprints, in future ones, in none, and in all."""

    asOf: str
    unit: EstimationUnit
    running: WorkSum
    future: WorkSum
    backlog: WorkSum
    total: WorkSum


async def work_left(request: Request) -> WorkLeft:
    """Return the work left: two round trips to Jira, and one more where the boards were not read lately."""
    configuration, site = read(Configuration, request.payload), request.context["cloudId"]
    await require_readable(configuration.board_ids)
    return await patiently(shared(("work", site, configuration.digest), lambda: _read(configuration, site)))


async def _read(configuration: Configuration, site: str) -> WorkLeft:
    at = now()
    async with together() as group:
        found = group.create_task(discover(site))
        boards = [group.create_task(board(each, site, younger_than=FRESH)) for each in configuration.board_ids]
    discovery, states = found.result(), [task.result() for task in boards]
    units = [chosen_unit(configuration.estimation, state, discovery) for state in states]
    if not addable(units):
        counting = zip(states, units, strict=True)
        raise problems.units_differ([(state.name, asdict(unit)) for state, unit in counting])
    async with together() as group:
        readings = [
            group.create_task(_of_board(state, unit, configuration, discovery))
            for state, unit in zip(states, units, strict=True)
        ]
    issues = {issue.key: issue for task in reversed(readings) for issue in task.result()}
    return _answer(at, units[0], issues.values(), {sprint.id for state in states for sprint in state.running})


async def _of_board(
    state: BoardState, unit: Unit, configuration: Configuration, discovery: Discovery
) -> list[PresentValues]:
    done = done_statuses(configuration, state, discovery)
    return await open_issues(state, discovery, unit.field, done, subtasks=configuration.include_subtasks)


def _answer(at: int, unit: Unit, issues: Collection[PresentValues], running: Collection[int]) -> WorkLeft:
    by_id = {issue.id: issue for issue in issues}
    stages: Mapping[str, list[Decimal | None]] = {stage: [] for stage in STAGES}
    for issue in issues:
        # A sub-task is where its parent is.
        there = by_id.get(issue.parent or "", issue)
        amount = Decimal(1) if unit.kind == "count" else issue.estimate
        stages[_stage(there, running)].append(amount)
    total = [amount for amounts in stages.values() for amount in amounts]
    sums: dict[str, Any] = {stage: _sum(amounts) for stage, amounts in stages.items()}
    return {
        "asOf": iso(at),
        "unit": {"id": unit.id, "kind": unit.kind, "name": unit.name},
        "running": sums["running"],
        "future": sums["future"],
        "backlog": sums["backlog"],
        "total": _sum(total),
    }


def _stage(issue: PresentValues, running: Collection[int]) -> str:
    """Return where an issue waits: what its own Sprint field says counts for sprints of other boards too."""
    states = set(issue.sprint_states.values())
    if "active" in states or not issue.sprints.isdisjoint(running):
        return "running"
    return "future" if "future" in states else "backlog"


def _sum(amounts: Iterable[Decimal | None]) -> WorkSum:
    found = list(amounts)
    estimates = [amount for amount in found if amount is not None]
    return {
        "work": plain(sum(estimates, Decimal(0))) or 0,
        "issues": len(found),
        "estimated": len(estimates),
        "unestimated": len(found) - len(estimates),
    }
