"""Generates the demo company: several different teams, simulated up to a given instant."""

from datetime import datetime
from random import Random

from app.jira.demo import boards, names, roster
from app.jira.demo.lifecycle import TeamLifecycle
from app.jira.demo.observer import Observer
from app.jira.demo.records import issue_json, sprint_json
from app.jira.demo.team import Team
from app.jira.demo.world import World


def generate(seed: int = 2026, *, until: datetime, observer: Observer | None = None) -> names.Json:
    """Simulate the demo company up to `until`, an instant with a time zone; deterministic.

    Returns its data in the format of a recorded site file. `observer` hears each act as it happens. `ValueError` for
    an instant without a zone.
    """
    if until.tzinfo is None:
        message = "The demo company needs an instant with a time zone to live up to."
        raise ValueError(message)
    now = int(until.timestamp() * 1000)
    world = World(Random(f"{seed}"), observer)  # noqa: S311  a reproducible company, no secret
    _hire(world, f"{seed}", now)
    roster.prepare_support(world, Random(f"{seed}/support"), now)  # noqa: S311  as above
    roster.prepare_meadow(world, now)
    world.run(now)
    return _data(world)


def _hire(world: World, seed: str, now: int) -> None:
    hired: dict[str, Team] = {}
    for profile, script in roster.TEAMS:
        team = hired[profile.sprint_name] = Team(world, profile, seed)
        TeamLifecycle(team, script).prepare(now)
    harbor, quay = hired[roster.HARBOR.sprint_name], hired[roster.QUAY.sprint_name]
    harbor.partner, quay.partner = quay, harbor


def _data(world: World) -> names.Json:
    sprints = sorted(world.sprints.values(), key=lambda sprint: sprint.place)
    return {
        "fields": names.fields(),
        "statuses": names.statuses(),
        "boards": [board.json() for board in boards.BOARDS],
        "sprints": [sprint_json(one, offset=one.board == boards.HOSTILE.id) for one in sprints],
        "issues": [issue_json(one, world.sprints) for one in world.issues],
    }
