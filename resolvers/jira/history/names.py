"""The names of sprints, for histories that have them by name or by the ids of another site. Pure."""

from collections.abc import Iterable, Mapping
from functools import cached_property


class SprintNames:
    """The names of the sprints that a board lists and of those that an issue is in.

    They are put together when an odd history needs them: a board may have thousands of sprints, and issues too.
    """

    def __init__(self, listed: Mapping[int, str], present: Mapping[int, str]) -> None:
        self._listed = listed
        self._present = present

    @cached_property
    def by_id(self) -> Mapping[int, str]:
        """The names by id; those of the issue are newer."""
        return {**self._listed, **self._present}

    @cached_property
    def by_name(self) -> Mapping[str, int]:
        """The ids by name, for names that only one sprint has."""
        return unique_names(self.by_id.items())


def unique_names(names: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return the ids of sprints by name; a name that several sprints share is left out, for it says nothing."""
    found: dict[str, int] = {}
    shared = set()
    for sprint, name in names:
        if found.setdefault(name, sprint) != sprint:
            shared.add(name)
    return {name: sprint for name, sprint in found.items() if name not in shared}
