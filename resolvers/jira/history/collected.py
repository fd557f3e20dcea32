"""Collects an issue's history entry by entry: the changes of the tracked fields, without duplicates."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from resolvers.jira.parse.changelogs import Entry, Item
from resolvers.jira.parse.documented import identifier, moment
from resolvers.jira.parse.values import possible

Change = tuple[int, int, Item]
"""The instant, the history's id, and the changed item."""

OTHER = ""
"""In place of the id of a field that is not tracked."""

_ORDER = itemgetter(0, 1)
"""By instant, then id: items cannot be compared."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """The three tracked fields, with names for resolving what a history gives without an id.

    `status_ids` maps names to status ids; `statuses` and `sprints` map the site's ids to names. `possible` tells
    whether something can have happened at an instant: at one between two possible ones, too.
    """

    sprint: str
    sprint_name: str
    estimate: str | None
    estimate_name: str | None
    status_ids: Mapping[str, str]
    statuses: Mapping[str, str] = field(default_factory=dict)
    sprints: Mapping[int, str] = field(default_factory=dict)
    possible: Callable[[int], bool] = possible

    @property
    def ids(self) -> list[str]:
        """The field ids to request from the changelog."""
        return [self.sprint, "status"] + ([self.estimate] if self.estimate else [])

    def named(self, name: object) -> str | None:
        """Return the id of the tracked field of this name, `OTHER` for another name, None if it is none."""
        if not isinstance(name, str) or not name:
            return None
        by_name = {"status": "status", "sprint": self.sprint, self.sprint_name.casefold(): self.sprint}
        if self.estimate:
            by_name |= {self.estimate: self.estimate, (self.estimate_name or self.estimate).casefold(): self.estimate}
        return by_name.get(name.casefold(), OTHER)


@dataclass(slots=True)
class Collected:
    """An issue's history as received so far; its entries may come in any order and more than once.

    `began` is the instant of the first entry. It is `unclear` if an entry does not say which field it changed, or is of
    a time when there was no Jira yet.
    """

    tracked: Tracked
    began: int | None = None
    unclear: bool = False
    _changes: dict[str | None, list[Change]] = field(init=False)
    _seen: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._changes = {field_id: [] for field_id in self.tracked.ids}

    def add(self, entries: Iterable[Entry], whose: str) -> None:
        """Add entries; `whose` names the issue in errors."""
        seen, changes, instants = self._seen, self._changes, []
        for entry in entries:
            history, when = identifier(entry.id), moment(entry.created, whose)
            # An entry without an id is identified by its content.
            once = when, history or repr(entry.items)
            if once in seen:
                continue
            seen.add(once)
            instants.append(when)
            order = int(history) if history else 0
            for item in entry.items:
                changed = item.field_id
                if not isinstance(changed, str) or not changed:
                    changed = self.tracked.named(item.field_name)
                if changed in changes:
                    changes[changed].append((when, order, item))
                elif changed is None:
                    self.unclear = True
        if instants:
            first, last = min(instants), max(instants)
            self.began = first if self.began is None else min(first, self.began)
            self.unclear |= not (self.tracked.possible(first) and self.tracked.possible(last))

    def of(self, field_id: str) -> list[Change]:
        """Return the changes of a field in order."""
        found = self._changes[field_id]
        return sorted(found, key=_ORDER) if len(found) > 1 else found
