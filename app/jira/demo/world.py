"""The simulated clock of the demo company and the events that change it.

Each event changes present values, appends the history entry that Jira would write, and notifies the observer. Instants
are epoch milliseconds. At one instant, issues change before a sprint starts or closes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import TypedDict, Unpack

from app.jira.demo import changelog, names
from app.jira.demo.changelog import Item
from app.jira.demo.observer import Newcomer, Observer, Values
from app.jira.demo.records import Issue, Project, Sprint


class Change(TypedDict, total=False):
    """The parts of one change of an issue."""

    status: str | None
    sprints: Sequence[int] | None
    values: Values | None
    noise: Iterable[Item]


class World:
    """The state of the simulation at `now`."""

    def __init__(self, random: Random, observer: Observer | None = None) -> None:
        self.now = 0
        self._observer = observer or Observer()
        self.issues: list[Issue] = []
        self.sprints: dict[int, Sprint] = {}
        self._random = random
        self._members: defaultdict[int, dict[int, Issue]] = defaultdict(dict)
        self._sprint_names: dict[int, str] = {}
        self._agenda: list[tuple[int, bool, int, Callable[[], object]]] = []
        self._turns = count()
        self._history_ids = count(100_001)
        self._sprint_ids = count(11)
        self._numbers: defaultdict[str, count[int]] = defaultdict(lambda: count(1))

    def at(self, when: int, act: Callable[[], object], *, edge: bool = False) -> None:
        """Schedule an event; `edge` marks the start or close of a sprint, the last event of its instant."""
        heappush(self._agenda, (when, edge, next(self._turns), act))

    def run(self, until: int) -> None:
        """Run all scheduled events up to and including `until`."""
        while self._agenda and self._agenda[0][0] <= until:
            self.now, _, _, act = heappop(self._agenda)
            act()

    def create(
        self,
        project: Project,
        status: str,
        *,
        values: Values | None = None,
        sprint: Sprint | None = None,
        parent: Issue | None = None,
    ) -> Issue:
        """Create an issue; its initial values (sprint, estimates, status) leave no history.

        A sub-task is in its parent's sprints, always.
        """
        issue = Issue(
            id=20_001 + len(self.issues),
            key=self._next_key(project),
            project=project,
            type=names.SUBTASK if parent else self._random.choices((names.STORY, names.BUG, names.TASK), (6, 3, 1))[0],
            summary=names.summary(self._random),
            created=self.now,
            touched=self.now,
            status=status,
            sprints=list(parent.sprints) if parent else [sprint.id] if sprint else [],
            values=dict(values or {}),
            parent=parent,
            priority=self._random.choice("12333345"),
        )
        self.issues.append(issue)
        if parent:
            parent.children.append(issue)
        self._index(issue, [])
        is_in = frozenset(issue.sprints)
        self._observer.created(
            str(issue.id), Newcomer(project.key, status, dict(issue.values), parent is not None, is_in)
        )
        return issue

    def change(self, issue: Issue, **change: Unpack[Change]) -> bool:
        """Change an issue in one history entry; return whether anything changed.

        An issue has at most one entry per instant, so its past is unambiguous.
        """
        if self.now <= issue.touched:
            return False
        sprints = None if change.get("sprints") == issue.sprints else change.get("sprints")
        status = None if change.get("status") == issue.status else change.get("status")
        asked = change.get("values") or {}
        values = {name: value for name, value in asked.items() if value != issue.values.get(name)}
        items = [*self._sprint_items(issue, sprints), *self._value_items(issue, values)]
        items += [*self._status_items(issue, status), *change.get("noise", ())]
        if not items:
            return False
        entry: dict[str, object] = {
            "id": str(next(self._history_ids)),
            "created": changelog.site_stamp(self.now),
            "items": items,
        }
        issue.histories.append(entry)
        issue.touched = self.now
        issue.values.update(values)
        issue.status = status or issue.status
        self._observer.changed(str(issue.id), self.now, status=status, values=values, sprints=sprints)
        if sprints is not None:
            self._follow(issue, sprints)
        return True

    def put(self, issue: Issue, sprint: Sprint, *, values: Values | None = None, status: str | None = None) -> bool:
        """Move an issue into a sprint that is not closed; a drag in the backlog often ranks it too."""
        if sprint.state == "closed" or sprint.id not in self.sprints:
            return False
        ranked = [changelog.rank_item(higher=True)] if self._chance(0.5) else []
        return self.change(issue, sprints=[*self._kept(issue), sprint.id], values=values, status=status, noise=ranked)

    def take_out(self, issue: Issue, *, values: Values | None = None) -> bool:
        """Move an issue to the backlog; closed sprints stay on it."""
        return self.change(issue, sprints=self._kept(issue), values=values)

    def fidget(self, issue: Issue) -> None:
        """Make an irrelevant change."""
        kind = self._random.choices(("rank", "labels", "text", "value", "link"), (12, 3, 4, 2, 1))[0]
        if kind == "rank":
            self.change(issue, noise=[changelog.rank_item(higher=self._chance(0.5))])
        elif kind == "labels":
            labels = sorted({*issue.labels, self._random.choice(names.LABELS)})
            if labels != issue.labels and self.change(issue, noise=[changelog.labels_item(issue.labels, labels)]):
                issue.labels = labels
        elif kind == "text":
            before, after = (f"Draft {number}" if number else "" for number in (issue.drafts, issue.drafts + 1))
            issue.drafts += self.change(issue, noise=[changelog.text_item(before, after)])
        elif kind == "value":
            self.change(issue, values={names.VALUE_FIELD: Decimal(self._random.randrange(10, 100, 10))})
        else:
            self.change(issue, noise=[changelog.link_item(self._random.choice(self.issues).key)])

    def transfer(self, issue: Issue, project: Project) -> bool:
        """Move an issue to another project, under a new key; its sprints stay with it."""
        key = self._next_key(project)
        before = (issue.key, issue.project.id, issue.project.name)
        moved = self.change(issue, noise=changelog.move_items(before, (key, project.id, project.name)))
        if moved:
            issue.key, issue.project = key, project
            self._observer.transferred(str(issue.id), project.key)
        return moved

    def plan(self, board: int, name: str, end: int, goal: str = "") -> Sprint:
        """Add a future sprint to a board's backlog."""
        sprint = Sprint(next(self._sprint_ids), board, name, self.now, end, goal)
        sprint.place = sprint.id
        self.sprints[sprint.id] = sprint
        self._sprint_names[sprint.id] = name
        self._observer.planned(sprint.id, board)
        return sprint

    def start(self, sprint: Sprint) -> None:
        """Start a sprint now."""
        sprint.state, sprint.start = "active", self.now
        self._observer.started(sprint.id, self.now)

    def close(self, sprint: Sprint) -> None:
        """Close a sprint now; its issues stay members."""
        sprint.state, sprint.complete = "closed", self.now
        self._observer.closed(sprint.id)

    def reopen(self, sprint: Sprint) -> None:
        """Undo the last close."""
        sprint.state, sprint.complete = "active", None
        self._observer.reopened(sprint.id)

    def rename(self, sprint: Sprint, name: str) -> None:
        """Rename a sprint; histories keep the names of their day."""
        sprint.name = self._sprint_names[sprint.id] = name

    def delete(self, sprint: Sprint) -> None:
        """Delete a future sprint; its id remains in histories only."""
        for issue in self.members(sprint):
            self.take_out(issue)
        del self.sprints[sprint.id]

    def members(self, sprint: Sprint) -> list[Issue]:
        """List the issues of a sprint without sub-tasks, which follow their parents."""
        return [issue for issue in self._members[sprint.id].values() if issue.parent is None]

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _next_key(self, project: Project) -> str:
        return f"{project.key}-{next(self._numbers[project.key])}"

    def _kept(self, issue: Issue) -> list[int]:
        return [one for one in issue.sprints if self.sprints[one].state == "closed"]

    def _index(self, issue: Issue, before: Sequence[int]) -> None:
        for one in before:
            del self._members[one][issue.id]
        for one in issue.sprints:
            self._members[one][issue.id] = issue

    def _follow(self, issue: Issue, sprints: Sequence[int]) -> None:
        """Set the sprints of the issue and of its sub-tasks, which get no history entry."""
        for one in (issue, *issue.children):
            before, one.sprints = one.sprints, list(sprints)
            self._index(one, before)
            if one is not issue:
                self._observer.changed(str(one.id), self.now, sprints=sprints)

    def _sprint_items(self, issue: Issue, sprints: Sequence[int] | None) -> list[Item]:
        if sprints is None:
            return []
        comma = ", " if self._chance(0.8) else ","
        return [changelog.sprint_item(names.SPRINT_FIELD, issue.sprints, sprints, self._sprint_names, comma)]

    def _value_items(self, issue: Issue, values: Values) -> list[Item]:
        items = []
        for name, value in values.items():
            pointed = self._chance(0.3)
            ends = [changelog.number_text(one, pointed=pointed) for one in (issue.values.get(name), value)]
            if name == names.TIME_FIELD:
                items.append(changelog.time_item(*(end and end.removesuffix(".0") for end in ends)))
            else:
                cleared = "" if self._chance(0.3) else None
                items.append(changelog.number_item(name, names.FIELD_NAMES[name], ends[0], ends[1] or cleared))
        return items

    def _status_items(self, issue: Issue, status: str | None) -> list[Item]:
        """Return the items of a status change, including the resolution that the workflow sets or clears."""
        if status is None:
            return []
        ends = [(one, names.STATUSES[one][0]) for one in (issue.status, status)]
        resolution = names.resolution_of(status)
        items = [changelog.status_item(*ends)]
        if resolution != issue.resolution:
            nothing = (None, None)
            items.insert(0, changelog.resolution_item(issue.resolution or nothing, resolution or nothing))
            issue.resolution = resolution
        return items
