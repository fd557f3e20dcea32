"""getVelocity, refreshVelocity, explainSprint, getProgress: from cache or from Jira."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeVar

from app.forge import Request, ResolverError, now
from resolvers.cache.codec import plain
from resolvers.cache.lease import with_lease
from resolvers.cache.progress import ProgressReport, progress
from resolvers.cache.recent import Recent
from resolvers.cache.store import FRESH, LONGEST, keep, kept
from resolvers.configuration import Configuration, SprintConfiguration, read
from resolvers.domain.reasons import ExplainedPart, explain
from resolvers.errors import problems
from resolvers.jira import quota
from resolvers.jira.board import window
from resolvers.jira.client import require_readable
from resolvers.jira.links import Links
from resolvers.read.metadata import discover
from resolvers.report.compute import Computation, SprintResult
from resolvers.report.shapes import Explanation, Figures, IssueRow, Report, RunningSprint, SprintFigures
from resolvers.report.units import Unit, named
from resolvers.report.view import Json, figures, iso, record
from resolvers.report.warnings import board_warnings
from resolvers.single_flight import shared, turn

PATIENCE = 22
"""Seconds to wait before a cached report is shown instead: the platform ends an invocation after 25."""

MOST_WRITTEN = 256
"""The most results cached in one process, a few kilobytes each."""

PASSING = frozenset(
    {"rate-limited", "too-many-reports", "jira-unreachable", "jira-nonsense", "changed-while-reading", "timeout"}
)
"""Errors that do not revoke access to the cached figures, which are then shown as stale."""

Answer = TypeVar("Answer")


async def get_velocity(request: Request) -> Report:
    """Return the report, from the cache while it is fresh."""
    return await report(read(Configuration, request.payload), request.context, age=FRESH)


async def refresh_velocity(request: Request) -> Report:
    """Return the report, read again from Jira."""
    return await report(read(Configuration, request.payload), request.context, age=0)


async def get_progress(request: Request) -> ProgressReport:
    """Return the progress of reading these boards."""
    board_ids = read(Configuration, request.payload).board_ids
    await require_readable(board_ids)
    return await progress(board_ids)


_written: Recent[tuple[str, str], tuple[int, Figures]] = Recent(MOST_WRITTEN)
"""The last result by site and configuration, with the instant of its reading."""


async def report(configuration: Configuration, context: Mapping[str, Any], *, age: int) -> Report:
    """Return the report of a configuration, from the cache if younger than `age` milliseconds, else computed."""
    await require_readable(configuration.board_ids)
    site, key = context["cloudId"], configuration.digest
    seen, shown = _written.get((site, key)) or (None, None)
    state: Literal["computed", "fresh", "stale"] = "fresh"
    found = await kept("report", key, younger_than=age, seen=seen)
    if found is None and quota.is_near():
        found, state = await kept("report", key, seen=seen), "stale"
    if found is None:
        try:
            work = shared(("report", site, key, age), lambda: _compute_once(configuration, site, age))
            found, state = await patiently(work), "computed"
        except ResolverError as failure:
            found, state = await kept("report", key, seen=seen), "stale"
            if found is None or failure.type not in PASSING:
                raise
    if shown is None or state == "computed" or found["at"] != seen:
        shown = await _write(found, site, key, Links(context.get("siteUrl")))
    return {**shown, "cache": {"state": state, "ageSeconds": max(0, now() - found["at"]) // 1000}}


async def _write(found: Json, site: str, key: str, links: Links) -> Figures:
    """Return the figures of a stored report and cache them: they are the same for all callers."""
    unit = await _unit(site, *found["unit"])
    shown = figures(found, unit, links)
    if unit.name != unit.id:
        _written.keep((site, key), (found["at"], shown))
    return shown


async def _compute_once(configuration: Configuration, site: str, age: int) -> Json:
    """Return the report as `_compute` does; one of several processes reads for all of them."""
    key = configuration.digest

    async def found(began: int) -> Json | None:
        report: Json | None = await kept("report", key, younger_than=age or LONGEST)
        return report if report is not None and (age > 0 or report["at"] >= began) else None

    return await with_lease(f"{key}:{age}", lambda: _compute(configuration, site, age), found)


async def patiently(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Return the result of the work, or raise after `PATIENCE` seconds; shared work continues for other callers."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await work
    except TimeoutError:
        raise problems.took_too_long() from None


async def _compute(configuration: Configuration, site: str, age: int) -> Json:
    result = await Computation(configuration, site, age).run()
    discovery = await discover(site)
    warnings = await board_warnings(result, configuration, discovery)
    await turn()
    value = record(result, warnings, configuration)
    await keep("report", configuration.digest, value)
    return value


async def _unit(site: str, unit_id: str, kind: str) -> Unit:
    """Return the unit with its name, or with its id if the site cannot be read."""
    try:
        return named(unit_id, await discover(site), kind=kind)
    except ResolverError:
        return Unit(unit_id, kind, unit_id)


async def explain_sprint(request: Request) -> Explanation:
    """Return the issues behind one sprint's figures, from the reading that the chart shows if it is still cached."""
    configuration = read(SprintConfiguration, request.payload)
    await require_readable(configuration.board_ids)
    links = Links(request.context.get("siteUrl"))
    computation = Computation(configuration, request.context["cloudId"], LONGEST, also=(configuration.sprint_id,))
    result = await patiently(computation.run())
    found = (*result.sprints, *result.running)
    row = next((each for each in found if each.sprint.id == configuration.sprint_id), None)
    if row is None:
        raise problems.sprint_not_found()
    shown = figures(record(result, (), configuration), result.unit, links)
    sprints: list[SprintFigures | RunningSprint] = [*shown["sprints"], *shown.get("runningSprints", ())]
    parts = [_explained(row, key) for key in row.parts]
    return {
        "sprint": next(sprint for sprint in sprints if sprint["id"] == configuration.sprint_id),
        "issues": [_issue(part, _name(row, part), links) for part in sorted(parts, key=_order)],
    }


SO_FAR: Mapping[str, str] = {"done-during-sprint": "done-so-far", "not-done-at-close": "not-done-yet"}
"""The replacement for each reason about a sprint's close while the sprint is running."""


def _explained(row: SprintResult, key: str) -> ExplainedPart:
    issue, part = row.parts[key]
    on_board = row.board.state.on_board
    explained = explain(
        issue, part, window(row.sprint), row.board.done, carried=row.is_carried(part), on_board=on_board
    )
    if not row.sprint.running:
        return explained
    return replace(explained, reasons=tuple(SO_FAR.get(reason, reason) for reason in explained.reasons))


def _name(row: SprintResult, explained: ExplainedPart) -> str:
    """Return the name of the issue's status at the close, from the site or a history, else its id."""
    status = explained.part.status_at_close
    return row.board.names.get(status) or status


OUTCOMES = ("completed", "notCompleted", "removed", "completedElsewhere", "passedThrough")


def _order(explained: ExplainedPart) -> tuple[int, str, int]:
    project, _, number = explained.part.key.rpartition("-")
    return OUTCOMES.index(explained.part.outcome), project, int(number)


def _issue(explained: ExplainedPart, status: str, links: Links) -> IssueRow:
    """Return a row of the explanation; figures that the issue has no part in are 0. `status` is a name."""
    part = explained.part
    return {
        "key": part.key,
        "url": links.issue(part.key),
        "outcome": part.outcome.value,
        "estimateAtStart": plain(part.estimate_at_start),
        "estimateAtClose": plain(part.estimate_at_close),
        "committed": plain(part.committed) or 0,
        "added": plain(part.added) or 0,
        "removed": plain(part.removed) or 0,
        "estimateChange": plain(part.estimate_change) or 0,
        "completed": plain(part.completed) or 0,
        "notCompleted": plain(part.not_completed) or 0,
        "completedElsewhere": plain(part.completed_elsewhere) or 0,
        "committedDone": plain(part.committed_done) or 0,
        "statusAtClose": status or None,
        "reasons": list(explained.reasons),
        "enteredAt": iso(explained.entered) if explained.entered is not None else None,
        "leftAt": iso(explained.left) if explained.left is not None else None,
        "finishedAt": iso(explained.finished) if explained.finished is not None else None,
    }
