"""Histories migrated from another site: resolves that site's sprint ids by sprint name. Pure."""

from collections.abc import Iterable, Mapping

from resolvers.jira.history.sides import Listed
from resolvers.jira.history.tracing import UNSAID, Step, Unsaid

Sprints = frozenset[int]


def unique_names(names: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return the sprint ids by name, without names that several sprints share."""
    found: dict[str, int] = {}
    shared = set()
    for sprint, name in names:
        if found.setdefault(name, sprint) != sprint:
            shared.add(name)
    return {name: sprint for name, sprint in found.items() if name not in shared}


def translated(steps: list[Step[Listed]], now: Listed, known: Mapping[int, str]) -> list[Step[Sprints]]:
    """Return the steps with the ids of this site; `known` maps this site's sprint ids to names.

    If the end of a step and the start of the next differ in ids but agree in names, the history up to there was
    migrated, and its sprints are resolved by name. A name unknown on this site is not one of its sprints: the id is
    negated, so that it does not match a sprint of this site.
    """
    found: list[Step[Sprints]] = []
    here: Mapping[str, int] | None = None
    following: Listed | Unsaid = now
    for step in reversed(steps):
        if step.after is not UNSAID and following is not UNSAID and step.after.differs_in_ids_alone(following):
            told = {name: sprint for sprint, name in following.names}
            here = {**(here or unique_names(known.items())), **told}
        found.append(Step(step.when, _ids(step.before, here, known), _ids(step.after, here, known)))
        following = step.before
    return found[::-1]


def _ids(side: Listed | Unsaid, here: Mapping[str, int] | None, known: Mapping[int, str]) -> Sprints | Unsaid:
    if side is UNSAID or here is None:
        return side if side is UNSAID else side.ids
    names = dict(side.names)
    return frozenset(
        sprint if known.get(sprint, "") == (name := names.get(sprint, "?")) else here.get(name, -sprint)
        for sprint in side.ids
    )
