"""The life cycle of a scrum team: new issues, and sprints that are planned, started and closed."""

from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from app.jira.demo import names
from app.jira.demo.changelog import DAY, HOUR
from app.jira.demo.records import Issue, Sprint
from app.jira.demo.team import MINUTE, Episode, Run, Script, Team

SECOND = 1_000


@dataclass
class TeamLifecycle:
    """The life cycle of one team; `prepare` schedules all of it in the world."""

    team: Team
    script: Script
    _turns: dict[tuple[Episode, ...], int] = field(default_factory=dict)

    def prepare(self, until: int) -> None:
        """Schedule all sprints of the team, the last of them running at `until`, and a future one."""
        team, profile = self.team, self.team.profile
        edges = profile.edges(until)
        for number, (opens, closes) in enumerate(pairwise(edges)):
            start = opens + team.random.randrange(150 * MINUTE, 200 * MINUTE)
            run = Run(team, number, opens, start, closes + team.random.randrange(30 * MINUTE))
            team.runs.append(run)
            late = profile.late_hours[number % len(profile.late_hours)]
            end = closes - round(late * HOUR)
            planned = (edges[number - 1] if number else opens - 12 * DAY) - DAY
            team.world.at(planned, partial(self._plan, run, end))
            team.world.at(opens + 60 * MINUTE, partial(self._fill, run))
            team.world.at(start, partial(self._start, run), edge=True)
            team.world.at(run.close, partial(self._close, run), edge=True)
            for _ in range(profile.fresh if number else 2 * profile.fresh):
                team.world.at(opens - team.random.randrange(11 * DAY), self._arrive)

    def _plan(self, run: Run, end: int) -> None:
        team = self.team
        goal = names.goal(team.random) if team.chance(0.7) else ""
        run.sprint = team.world.plan(team.profile.board.id, team.profile.name_of(run.number), end, goal)
        if run.number in team.profile.promoted:
            run.sprint.place = team.runs[run.number - 2].sprint.place - 1

    def _arrive(self) -> None:
        """Create a new issue; a few are cancelled, or done outside any sprint."""
        team, world = self.team, self.team.world
        crowded = len(team.backlog) > 1.6 * team.profile.fresh
        odds = (0, *team.profile.fates[1:]) if crowded else team.profile.fates
        fate = team.random.choices(("planned", "done", "cancelled", "future"), odds)[0]
        coming = next(run for run in team.runs if run.opens > world.now)
        issue = team.newborn(
            coming.sprint if fate == "future" and not self._is_quiet(coming) else None, estimated=team.chance(0.65)
        )
        later = sorted(world.now + team.random.randrange(HOUR, 4 * DAY) for _ in range(3))
        if team.value(issue) is None and team.chance(0.8):
            world.at(later[0], partial(world.change, issue, values=team.worth(team.estimate())))
        if team.chance(0.6):
            world.at(later[1], partial(world.fidget, issue))
        if fate == "planned":
            team.backlog.append(issue)
        elif fate != "future":
            status = names.CANCELLED if fate == "cancelled" else team.profile.flow[-1]
            world.at(later[2], partial(world.change, issue, status=status))

    def _fill(self, run: Run) -> None:
        """Plan the sprint: unfinished issues of the last one, then the backlog up to the team's usual load."""
        team, profile = self.team, self.team.profile
        when = team.world.now
        if self._is_quiet(run):
            return
        self._unusual(run)
        for episode in self._next_of(self.script.planned, profile.planned):
            episode(run, self._reserve(run, team.spare()))
        members = [issue for issue in team.world.members(run.sprint) if not team.is_done(issue)]
        load = sum(float(team.value(issue) or 0) for issue in members)
        load += sum(float(team.value(issue) or 0) for issue in run.busy.values())
        target = max(0.0, team.random.gauss(profile.target, profile.swing * profile.target))
        while load < target:
            issue = self._candidate()
            load += float(team.value(issue) or 0) or profile.target / 12
            when += team.random.randrange(5 * SECOND, 60 * SECOND)
            run.put(when, issue)

    def _is_quiet(self, run: Run) -> bool:
        return run.number in self.team.profile.empty | self.team.profile.idle

    def _unusual(self, run: Run) -> None:
        """Apply special events to the sprint according to its number, and create issues directly in it."""
        team, world, profile = self.team, self.team.world, self.team.profile
        if run.number in profile.renamed:
            name = f"{run.sprint.name} - {names.goal(team.random)}"
            world.at(run.moments(1)[0], partial(world.rename, run.sprint, name))
        if run.number in profile.deleted:
            idea = world.plan(profile.board.id, f"{run.sprint.name} (idea)", run.close)
            for place in range(3):
                world.at(world.now + place * SECOND, partial(world.put, self._reserve(run, team.spare()), idea))
            world.at(world.now + 10 * MINUTE, partial(world.delete, idea))
        births = run.moments(profile.births)
        if births and run.number % 4 in {1, 3}:
            births[0] = run.start if run.number % 4 == 1 else run.close
        for when in births:
            world.at(when, partial(self._be_born, run))

    def _be_born(self, run: Run) -> None:
        if run.sprint.state != "closed":
            issue = self.team.newborn(run.sprint, estimated=self.team.chance(0.8))
            self._reserve(run, issue)
            if self.team.world.now < run.close - HOUR:
                self.team.work(run, issue, max(self.team.world.now, run.start), finish=self.team.chance(0.8))

    def _candidate(self) -> Issue:
        while self.team.backlog:
            issue = self.team.backlog.pop(0)
            if self.team.idle(issue):
                return issue
        return self.team.newborn()

    def _reserve(self, run: Run, issue: Issue) -> Issue:
        run.busy[issue.id] = issue
        return issue

    def _next_of(self, episodes: tuple[Episode, ...], count: int) -> list[Episode]:
        """Return the next few of a list of episodes, cyclically."""
        if not episodes:
            return []
        turn = self._turns.get(episodes, 0)
        self._turns[episodes] = turn + count
        return [episodes[(turn + place) % len(episodes)] for place in range(count)]

    def _start(self, run: Run) -> None:
        team, profile = self.team, self.team.profile
        team.world.start(run.sprint)
        if self._is_quiet(run):
            return
        members = [one for one in team.world.members(run.sprint) if one.id not in run.busy and not team.is_done(one)]
        free = [issue for issue in members if not issue.children and issue.project == profile.board.project]
        for episode in self._next_of(self.script.members, min(profile.members, len(free) // 2)):
            episode(run, self._reserve(run, free.pop(team.random.randrange(len(free)))))
        for episode in self._next_of(self.script.outside, profile.outside):
            episode(run, self._reserve(run, team.spare()))
        for issue in members:
            if issue.id not in run.busy:
                self._live(run, issue)

    def _live(self, run: Run, issue: Issue) -> None:
        """Schedule an ordinary sprint for a member: worked on, perhaps split into sub-tasks, sometimes ranked."""
        team = self.team
        finish = team.chance(team.profile.finish)
        team.work(run, issue, run.start, finish=finish)
        for when in run.moments(team.random.randrange(3)):
            team.world.at(when, partial(team.world.fidget, issue))
        if team.chance(team.profile.parents):
            for when in run.moments(team.random.randrange(1, 4), until=(run.start + run.close) // 2):
                team.world.at(when, partial(self._split, run, issue))

    def _split(self, run: Run, parent: Issue) -> None:
        team = self.team
        if run.sprint.id not in parent.sprints:
            return
        values = team.worth(team.estimate()) if team.chance(0.5) else {}
        child = team.world.create(team.profile.board.project, team.profile.flow[0], values=values, parent=parent)
        if team.chance(0.85):
            done = run.moments(1, team.world.now)[0]
            team.world.at(done, partial(team.world.change, child, status=team.profile.flow[-1]))

    def _close(self, run: Run) -> None:
        """Close the sprint; afterwards move unfinished issues to the next one or to the backlog."""
        team, world = self.team, self.team.world
        world.close(run.sprint)
        if run.number in team.profile.reopened:
            self._reopen(run)
        following = team.runs[run.number + 1].sprint
        for issue in world.members(run.sprint):
            if team.is_done(issue) or issue.status == names.CANCELLED:
                continue
            if run.number + 1 not in team.profile.empty and team.chance(0.9):
                world.at(world.now + team.random.randrange(200, 800), partial(self._carry, run, issue, following))
            else:
                team.backlog.append(issue)
        team.backlog += [one for one in run.busy.values() if team.idle(one) and one not in team.backlog]

    def _reopen(self, run: Run) -> None:
        """Reopen a sprint closed by mistake, finish one more issue, and close it again."""
        world = self.team.world
        left = [issue for issue in world.members(run.sprint) if not self.team.is_done(issue)]
        world.at(world.now + 6 * MINUTE, partial(world.reopen, run.sprint), edge=True)
        world.at(world.now + 25 * MINUTE, partial(world.close, run.sprint), edge=True)
        for issue, minutes in zip(left, (4, 9, 12), strict=False):
            run.finish(world.now + minutes * MINUTE, issue)

    def _carry(self, run: Run, issue: Issue, following: Sprint) -> None:
        if run.sprint.id in issue.sprints and not self.team.is_done(issue):
            self.team.world.change(issue, sprints=[*issue.sprints, following.id])
