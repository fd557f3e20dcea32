"""Converts an issue's histories into timelines, walking back from its present values."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from resolvers.domain.timeline import Issue, Timeline
from resolvers.jira.history.collected import Change, Collected, Tracked
from resolvers.jira.history.item_values import NAMED, estimate_value, listed, sprints_value, status_value
from resolvers.jira.history.migrated import translated
from resolvers.jira.history.names import SprintNames
from resolvers.jira.history.tracing import MISSING, Missing, Step, in_order, trace
from resolvers.jira.parse.answers import PresentValues
from resolvers.jira.parse.changelogs import Entry
from resolvers.jira.parse.documented import title

Value = TypeVar("Value")
Sprints = frozenset[int]

UNKNOWN = ""
"""The status of a change that names no known status: it is not Done and on no column."""


@dataclass(slots=True)
class Histories:
    """The histories of many issues, collected page by page in any order, without duplicates.

    `status_names` maps status ids to the names given by histories and issues.
    """

    tracked: Tracked
    status_names: dict[str, str] = field(default_factory=dict)
    _collected: dict[str, Collected] = field(default_factory=dict)
    """By issue id."""
    _statuses: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._statuses |= set(self.tracked.statuses)

    def add(self, issue_id: str, entries: Iterable[Entry]) -> None:
        """Add entries of an issue's history."""
        if issue_id not in self._collected:
            self._collected[issue_id] = Collected(self.tracked)
        self._collected[issue_id].add(entries, f"an entry of the history of {issue_id}")

    def add_all(self, logs: Iterable[tuple[str, Iterable[Entry]]]) -> None:
        """Add a page of histories by issue id."""
        for issue_id, entries in logs:
            self.add(issue_id, entries)

    def add_statuses(self, issues: Iterable[PresentValues]) -> None:
        """Add the issues' present statuses to the known ones."""
        self._statuses |= {present.status for present in issues}

    def issues(
        self, candidates: Iterable[PresentValues], parents: Mapping[str, PresentValues], sprints: Collection[int]
    ) -> list[Issue]:
        """Return the issues that are, were or may have been in one of the sprints; of others nothing is worked out.

        A sub-task is in the sprints of its parent if `parents` contains it.
        """
        pairs = [(present, parents.get(present.parent or "", present)) for present in candidates]
        found = [(present, self.membership(placed)) for present, placed in pairs]
        return [self.issue(present, *member) for present, member in found if _concern(*member, sprints)]

    def concerns(self, present: PresentValues, sprints: Collection[int]) -> bool:
        """Say whether an issue is, was or may have been in one of the sprints, for all that its history says."""
        return _concern(*self.membership(present), sprints)

    def names_of(self, statuses: Iterable[str]) -> dict[str, str]:
        """Return the names of known statuses by id, empty for one that has none."""
        return {status: self.status_names.get(status, "") for status in statuses if status != UNKNOWN}

    def issue(self, present: PresentValues, sprints: Timeline[Sprints], disputed: Sprints) -> Issue:
        """Return the issue with its three timelines; the sprints are of its own or its parent's `membership`."""
        history = self._of(present)
        return Issue(
            present.key,
            present.created if history.began is None else min(present.created, history.began),
            present.subtask,
            sprints,
            self._status(present, history),
            self._estimate(present, history),
            disputed,
        )

    def membership(self, present: PresentValues) -> tuple[Timeline[Sprints], Sprints]:
        """Return the sprints over time, and the sprints whose change falls into a gap of the history."""
        history = self._of(present)
        changes = history.of(self.tracked.sprint)
        unclear = history.unclear or not self.tracked.possible(present.created)
        if not changes and not unclear:
            return Timeline(present.sprints), frozenset()
        names = SprintNames(self.tracked.sprints, present.sprint_names)
        now = listed({sprint: present.sprint_names.get(sprint, "") for sprint in present.sprints})
        steps = in_order(_steps(changes, lambda value, text: sprints_value(value, text, names)), now)
        here = translated(steps, now, names)
        timeline = trace(here, present.sprints, frozenset())
        if unclear:
            timeline = timeline._replace(doubts=frozenset(range(len(timeline.values) + 1)))
            return timeline, timeline.first.union(*timeline.values)
        return timeline, _disputed(here, timeline, present.sprints) if timeline.doubts else frozenset()

    def _of(self, present: PresentValues) -> Collected:
        return self._collected.get(present.id) or Collected(self.tracked)

    def _estimate(self, present: PresentValues, history: Collected) -> Timeline[Decimal | None]:
        changes = history.of(self.tracked.estimate) if self.tracked.estimate else []
        if not changes and not present.unreadable:
            return Timeline(present.estimate)
        steps = in_order(_steps(changes, estimate_value), present.estimate)
        timeline = trace(steps, present.estimate, None)
        return timeline._replace(doubts=timeline.doubts | {len(steps)}) if present.unreadable else timeline

    def _status(self, present: PresentValues, history: Collected) -> Timeline[str]:
        now, known = present.status, self._statuses
        self._name(now, present.status_name)
        steps = in_order(_steps(history.of("status"), self._side), now)
        if known.issuperset([side for _, before, after in steps for side in (before, after)]):
            return trace(steps, now, UNKNOWN)
        timeline = trace(self._identified(steps, now), now, UNKNOWN)
        return timeline._replace(first=self._known(timeline.first), values=tuple(map(self._known, timeline.values)))

    def _side(self, value: object, text: object) -> str | Missing:
        found = status_value(value, text, self._statuses, self.tracked.status_ids)
        if found not in self.status_names:
            self._name(found, text)
        return found

    def _name(self, status_id: str | Missing, name: object) -> None:
        known = title(name, "")
        if status_id and status_id is not MISSING and known:
            self.status_names.setdefault(status_id, known)

    @staticmethod
    def _known(value: str | Missing) -> str:
        return UNKNOWN if value is MISSING or _is_named(value) else value

    def _identified(self, steps: Sequence[Step[str]], now: str) -> list[Step[str]]:
        """Return the steps with statuses that have a name only replaced by the ids of their neighbours."""
        found: list[Step[str]] = []
        following: str | Missing = now
        for when, before, after in reversed(steps):
            found.append((when, before, self._like(after, following)))
            following = before
        found.reverse()
        afters: list[str | Missing] = [MISSING, *(after for _, _, after in found)]
        return [
            (when, self._like(before, earlier), after)
            for (when, before, after), earlier in zip(found, afters, strict=False)
        ]

    def _like(self, value: str | Missing, neighbour: str | Missing) -> str | Missing:
        """Return the neighbour for a status that has a name only, unless the neighbour has another name."""
        if value is MISSING or neighbour is MISSING or not _is_named(value) or _is_named(neighbour):
            return value
        name = self.tracked.statuses.get(neighbour) or self.status_names.get(neighbour)
        return neighbour if name in (None, value[1:]) else value


def _concern(timeline: Timeline[Sprints], disputed: Sprints, sprints: Collection[int]) -> bool:
    """Say whether a history has or may have one of the sprints."""
    return not disputed.union(timeline.first, *timeline.values).isdisjoint(sprints)


def _is_named(value: str | Missing) -> bool:
    """Say whether a status is known only by its name."""
    return value is not MISSING and value.startswith(NAMED)


def _steps(changes: Iterable[Change], read: Callable[[object, object], Value | Missing]) -> list[Step[Value]]:
    """Return the changes as steps; `read` takes the value and the text of one side."""
    return [(when, read(item.before, item.before_text), read(item.after, item.after_text)) for when, _, item in changes]


def _disputed(steps: Sequence[Step[Sprints]], timeline: Timeline[Sprints], now: Sprints) -> Sprints:
    """Return the sprints that only one side of a gap names; all of them if a side is unreadable."""
    sides = [side for _, before, after in steps for side in (before, after)]
    if MISSING in sides:
        return timeline.first.union(*timeline.values)
    afters, befores = sides[1::2], [*sides[2::2], now]
    return frozenset().union(*(_apart(after, before) for after, before in zip(afters, befores, strict=True)))


def _apart(one: Sprints | Missing, other: Sprints | Missing) -> Sprints:
    return frozenset() if one is MISSING or other is MISSING else one ^ other
