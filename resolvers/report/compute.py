"""Computes the figures of a configuration, board by board and sprint by sprint."""

from collections.abc import AsyncIterator, Awaitable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import TypeVar

from app.forge import ResolverError
from resolvers.configuration import Configuration
from resolvers.domain.figures import Figures, Note, Surroundings, carried, notes, total, unfinished
from resolvers.domain.timeline import Issue, Timeline
from resolvers.domain.velocity import Part, part
from resolvers.errors import problems
from resolvers.errors.board_problems import (
    MOST_NAMED,
    no_sprints_match,
    of_board,
    sprint_dates_impossible,
    sprints_of_other_boards,
)
from resolvers.jira.board import BoardState, window
from resolvers.jira.paging import batches
from resolvers.jira.parse.answers import Sprint
from resolvers.read.issues import IssueReader, SprintIssues
from resolvers.read.metadata import Discovery, discover
from resolvers.read.sprints import board
from resolvers.read.states import agreeing
from resolvers.report.units import Unit, addable, board_unit, chosen_unit
from resolvers.single_flight import A_TURN, in_turns, together

Read = TypeVar("Read")

ONE: Timeline[Decimal | None] = Timeline(Decimal(1))
"""The estimate of every issue if the unit is issue count."""


@dataclass(frozen=True, slots=True)
class BoardReading:
    """One board's part of a report: its sprints shown, its Done statuses, and the issues of the sprints.

    `shown` are closed; those `running` are shown apart.
    `names` maps status ids to names, including deleted statuses found in histories.
    """

    state: BoardState
    unit: Unit
    done: frozenset[str]
    shown: tuple[Sprint, ...]
    issues: SprintIssues
    names: Mapping[str, str]
    running: tuple[Sprint, ...] = ()

    def shows(self, sprint_id: int) -> bool:
        """Whether the sprint is one of those shown, compared by id, because names can differ between readings."""
        return any(sprint.id == sprint_id for sprint in (*self.shown, *self.running))

    def size_of(self, sprint_id: int) -> int:
        """Return how many issues were in a sprint."""
        return len(self.issues.by_sprint.get(sprint_id, ()))

    def parts(self, sprint_id: int, issues: Iterable[Issue], *, subtasks: bool) -> dict[str, tuple[Issue, Part]]:
        """Return those of the issues that were in the sprint with their parts in its figures, by key."""
        seen = window(next(sprint for sprint in (*self.shown, *self.running) if sprint.id == sprint_id))
        found = {}
        for issue in issues:
            if issue.subtask and not subtasks:
                continue
            counted = issue._replace(estimate=ONE) if self.unit.kind == "count" else issue
            mine = part(counted, seen, self.done)
            if mine is not None:
                found[issue.key] = counted, mine
        return found


@dataclass(frozen=True, slots=True)
class SprintResult:
    """A sprint with its figures and the issues behind them."""

    sprint: Sprint
    board: BoardReading
    parts: Mapping[str, tuple[Issue, Part]]
    figures: Figures
    notes: tuple[Note, ...]
    excluded: bool

    def is_carried(self, part: Part) -> bool:
        """Whether the issue's committed estimate was carried in from an earlier sprint."""
        return carried(part, window(self.sprint), self.board.state.closes)


@dataclass(frozen=True, slots=True)
class Result:
    """A computed report before serialization."""

    at: int
    boards: tuple[BoardReading, ...]
    sprints: tuple[SprintResult, ...]
    running: tuple[SprintResult, ...]

    @property
    def unit(self) -> Unit:
        """The unit of every figure: that of the first board with sprints."""
        return next((each.unit for each in self.boards if each.shown), self.boards[0].unit)


@dataclass(frozen=True, slots=True)
class Computation:
    """Computes one configuration's figures on one site, from cached readings younger than `age` milliseconds."""

    configuration: Configuration
    site: str
    age: int
    also: tuple[int, ...] = field(default=())

    async def run(self) -> Result:
        """Read the missing data and compute; raises the errors of `resolvers.errors`."""
        async with together() as group:
            found = group.create_task(discover(self.site))
            boards = [
                group.create_task(self._about(board_id, board(board_id, self.site, younger_than=self.age)))
                for board_id in self.configuration.board_ids
            ]
        discovery, states = found.result(), await agreeing([task.result() for task in boards], self.site)
        shown = self._shown(states)
        if not any(shown):
            raise self._nothing_shown(states)
        units = [chosen_unit(self.configuration.estimation, state, discovery) for state in states]
        counting = [
            (state.name, unit)
            for state, unit, sprints in zip(states, units, shown, strict=True)
            if sprints or self._running(state)
        ]
        if not addable([unit for _, unit in counting]):
            raise problems.units_differ([(name, asdict(unit)) for name, unit in counting])
        async with together() as group:
            readings = [
                group.create_task(self._about(state.id, self._board(state, unit, sprints, discovery)))
                for state, unit, sprints in zip(states, units, shown, strict=True)
            ]
        results = tuple(task.result() for task in readings)
        sprints = [sprint async for sprint in self._sprints(results)]
        closed = sum(not each.sprint.running for each in sprints)
        at = min(state.at for state in states)
        return Result(at, results, tuple(sprints[:closed]), tuple(sprints[closed:]))

    async def _about(self, board_id: int, work: Awaitable[Read]) -> Read:
        """Return the result of reading one board; with several boards an error names the board."""
        try:
            return await work
        except ResolverError as error:
            raise of_board(error, board_id) if len(self.configuration.board_ids) > 1 else error from None

    def _nothing_shown(self, states: Collection[BoardState]) -> ResolverError:
        """Return the error for boards without a sprint to show."""
        foreign = self.configuration.include_foreign_sprints
        if count := sum(len(state.closed(foreign=foreign)) for state in states):
            return no_sprints_match(count)
        if left_out := sum(state.left_out(foreign=foreign) for state in states):
            return sprints_of_other_boards(left_out)
        if impossible := [sprint for state in states for sprint in state.impossible(foreign=foreign)]:
            return sprint_dates_impossible([sprint.name for sprint in impossible[:MOST_NAMED]], len(impossible))
        return problems.board_without_sprints()

    def _shown(self, states: Collection[BoardState]) -> list[tuple[Sprint, ...]]:
        """Return each board's sprints to evaluate: its last ones, and other shown sprints that it lists.

        The others are the explicitly requested ones and the last ones of the other boards: every board that lists a
        sprint contributes to it.
        """
        closed = [state.closed(foreign=self.configuration.include_foreign_sprints) for state in states]
        chosen = [self._fitting(sprints)[-self.configuration.sprint_count :] for sprints in closed]
        wanted = {*self.also, *(sprint.id for sprints in chosen for sprint in sprints)}
        return [tuple(sprint for sprint in sprints if sprint.id in wanted) for sprints in closed]

    def _running(self, state: BoardState) -> tuple[Sprint, ...]:
        """Return a board's running sprints where they are shown: not where the last day that is shown is over."""
        if not self.configuration.include_running_sprint:
            return ()
        return tuple(self._fitting(state.open(foreign=self.configuration.include_foreign_sprints)))

    def _fitting(self, sprints: Collection[Sprint]) -> list[Sprint]:
        """Return the sprints that the settings choose by the day on which they were closed, and by their names."""
        first, end = self.configuration.closed_between
        text = (self.configuration.name_contains or "").casefold()
        return [sprint for sprint in sprints if first <= sprint.close < end and text in sprint.name.casefold()]

    async def _board(
        self, state: BoardState, unit: Unit, shown: tuple[Sprint, ...], discovery: Discovery
    ) -> BoardReading:
        done = done_statuses(self.configuration, state, discovery)
        issues, running = SprintIssues({}, frozenset()), self._running(state)
        if shown or running:
            # With issue count the board's own field is tracked, so that its other gadgets share the reading.
            followed = unit.field or board_unit(state, discovery).field
            subtasks = self.configuration.include_subtasks
            reader = IssueReader(state, discovery, followed, self.site, subtasks)
            issues = await reader.issues([window(sprint) for sprint in (*shown, *running)], refresh=self.age == 0)
        names = {**issues.statuses, **discovery.status_names}
        return BoardReading(state, unit, done, shown, issues, names, running)

    async def _sprints(self, boards: Collection[BoardReading]) -> AsyncIterator[SprintResult]:
        """Yield each sprint once, oldest first and the running ones last, even if several boards list it."""
        lengths = {each.state.id: [sprint.close - sprint.start for sprint in each.shown] for each in boards}
        before: dict[int, dict[str, Decimal | None]] = {}
        by_age = sorted(boards, key=lambda each: each.state.at)
        listed = {sprint.id: sprint for each in by_age for sprint in (*each.shown, *each.running)}
        order = sorted(listed.values(), key=lambda sprint: (sprint.running, sprint.close, sprint.start, sprint.id))
        async for sprint in in_turns(order, lambda sprint: sum(each.size_of(sprint.id) for each in boards)):
            listing = [each for each in boards if each.shows(sprint.id)]
            home = next((each for each in listing if each.state.id == sprint.origin), listing[0])
            parts: dict[str, tuple[Issue, Part]] = {}
            others = (other for other in listing if other is not home)
            portions = [
                (each, issues)
                for each in (*others, home)
                for issues in batches(each.issues.by_sprint.get(sprint.id, ()), A_TURN)
            ]
            async for each, issues in in_turns(portions, lambda portion: len(portion[1])):
                parts |= each.parts(sprint.id, issues, subtasks=self.configuration.include_subtasks)
            mine = [part for _, part in parts.values()]
            state = home.state
            # Neither the end nor the length of a running sprint is known, so that nothing is said about them.
            end, usual = (None, ()) if sprint.running else (sprint.end, lengths[state.id])
            around = Surroundings(end, usual, state.on_board, state.closes, before, home.issues.deleted)
            yield SprintResult(
                sprint,
                home,
                parts,
                total(mine, window(sprint), state.closes),
                tuple(notes(mine, window(sprint), around)),
                excluded=sprint.id in self.configuration.excluded_sprint_ids,
            )
            before[sprint.id] = unfinished(mine)


def done_statuses(configuration: Configuration, state: BoardState, discovery: Discovery) -> frozenset[str]:
    """Return what counts as done on a board: what the settings choose, else its last column, else the category."""
    chosen = configuration.done_status_ids
    return frozenset(chosen) if chosen else state.last_column or discovery.done
