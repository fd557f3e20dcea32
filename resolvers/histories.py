"""An issue's histories turned into timelines, walking back from what it is now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from resolvers.forms import instant, number, sprint_ids
from resolvers.reading import Present
from resolvers.timeline import Issue, Timeline

Value = TypeVar("Value")

UNKNOWN = ""
"""The status of a change that names none: it is not Done, and on no column."""

Change = tuple[int, int, Mapping[str, Any]]
"""When, the history's id, and the item that changed."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """The three fields whose history is followed, and the statuses by name for items that lack an id."""

    sprint: str
    sprint_name: str
    estimate: str | None
    estimate_name: str | None
    status_ids: Mapping[str, str]

    @property
    def ids(self) -> list[str]:
        """The field ids to ask the changelog for."""
        return [self.sprint, "status"] + ([self.estimate] if self.estimate else [])

    def of(self, item: Mapping[str, Any]) -> str | None:
        """Return which tracked field the item changed: by field id, else by the name shown in the history."""
        field_id = item.get("fieldId")
        if field_id is not None:
            return field_id if field_id in (self.sprint, "status", self.estimate) else None
        name = str(item.get("field", "")).casefold()
        by_name = {"status": "status", "sprint": self.sprint, self.sprint_name.casefold(): self.sprint}
        if self.estimate:
            by_name |= {self.estimate: self.estimate, (self.estimate_name or self.estimate).casefold(): self.estimate}
        return by_name.get(name)


@dataclass(slots=True)
class Histories:
    """The histories of many issues, gathered page by page in any order; what comes twice counts once."""

    tracked: Tracked
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _changes: dict[tuple[str, str], list[Change]] = field(default_factory=dict)

    def add(self, issue_id: str, entries: Iterable[Mapping[str, Any]]) -> None:
        """Take in some of an issue's histories, as `changelog/bulkfetch` sends them."""
        for entry in entries:
            history = str(entry["id"])
            if (issue_id, history) in self._seen:
                continue
            self._seen.add((issue_id, history))
            when, order = instant(entry["created"]), int(history) if history.isdigit() else 0
            for item in entry["items"]:
                name = self.tracked.of(item)
                if name is not None:
                    self._changes.setdefault((issue_id, name), []).append((when, order, item))

    def add_all(self, logs: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> None:
        """Take in a page: some histories of some issues, by issue id."""
        for issue_id, entries in logs:
            self.add(issue_id, entries)

    def issue(self, present: Present) -> Issue:
        """Return the issue with its three timelines."""
        estimate: Timeline[Decimal | None] = Timeline(present.estimate)
        if self.tracked.estimate:
            estimate = self._estimate(present)
        return Issue(
            present.key, present.created, present.subtask, self._sprints(present), self._status(present), estimate
        )

    def _of(self, present: Present, name: str) -> list[Change]:
        changes = self._changes.get((present.id, name), [])
        return sorted(changes, key=_order) if len(changes) > 1 else changes

    def _sprints(self, present: Present) -> Timeline[frozenset[int]]:
        changes = self._of(present, self.tracked.sprint)
        first = sprint_ids(changes[0][2].get("from")) if changes else present.sprints
        return _timeline(first, changes, [sprint_ids(item.get("to")) for _, _, item in changes])

    def _estimate(self, present: Present) -> Timeline[Decimal | None]:
        changes = self._of(present, str(self.tracked.estimate))
        first = _amount(changes[0][2], "from") if changes else present.estimate
        return _timeline(first, changes, [_amount(item, "to") for _, _, item in changes])

    def _status(self, present: Present) -> Timeline[str]:
        changes = self._of(present, "status")
        if not changes:
            return Timeline(present.status)
        before = [self._status_id(item, "from") for _, _, item in changes]
        after = [self._status_id(item, "to") for _, _, item in changes]
        following = [*before[1:], present.status]
        values = [status or then for status, then in zip(after, following, strict=True)]
        return _timeline(before[0], changes, values)

    def _status_id(self, item: Mapping[str, Any], side: str) -> str:
        given = item.get(side)
        if given:
            return str(given)
        return self.tracked.status_ids.get(str(item.get(f"{side}String")), UNKNOWN)


def _order(change: Change) -> tuple[int, int]:
    return change[:2]


def _amount(item: Mapping[str, Any], side: str) -> Decimal | None:
    """Return an estimate from a history: a number field has it in the string, a time in the value."""
    value = number(item.get(side))
    return number(item.get(f"{side}String")) if value is None else value


def _timeline(first: Value, changes: list[Change], values: list[Value]) -> Timeline[Value]:
    return Timeline(first, tuple(when for when, _, _ in changes), tuple(values))
