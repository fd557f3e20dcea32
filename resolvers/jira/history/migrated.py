"""Histories migrated from another site: resolves that site's sprint ids by sprint name. Pure."""

from collections.abc import Mapping

from resolvers.jira.history.item_values import Listed
from resolvers.jira.history.names import SprintNames
from resolvers.jira.history.tracing import MISSING, Missing, Step

Sprints = frozenset[int]


def translated(steps: list[Step[Listed]], now: Listed, known: SprintNames) -> list[Step[Sprints]]:
    """Return the steps with the ids of this site; `known` are the names of this site's sprints.

    If the end of a step and the start of the next differ in ids but agree in names, the history up to there was
    migrated, and its sprints are resolved by name. A name unknown on this site is not one of its sprints: the id is
    negated, so that it does not match a sprint of this site.
    """
    found: list[Step[Sprints]] = []
    here: Mapping[str, int] | None = None
    following: Listed | Missing = now
    for when, before, after in reversed(steps):
        if after is not MISSING and following is not MISSING and after.differs_in_ids_alone(following):
            named = {name: sprint for sprint, name in following.names}
            here = {**(here or known.by_name), **named}
        found.append((when, _ids(before, here, known), _ids(after, here, known)))
        following = before
    return found[::-1]


def _ids(side: Listed | Missing, here: Mapping[str, int] | None, known: SprintNames) -> Sprints | Missing:
    if side is MISSING or here is None:
        return side if side is MISSING else side.ids
    names = dict(side.names)
    return frozenset(
        sprint if known.by_id.get(sprint, "") == (name := names.get(sprint, "?")) else here.get(name, -sprint)
        for sprint in side.ids
    )
