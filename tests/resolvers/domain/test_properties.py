"""What holds for every history: hypothesis generates the histories, and a forward ledger checks the sums."""

from copy import deepcopy
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from resolvers.domain.figures import Figures, carried, total
from resolvers.domain.timeline import Issue, Timeline, Window
from resolvers.domain.velocity import Part, part, sweep

DONE = frozenset({"done", "closed"})
STATUSES = ("todo", "doing", "done", "closed")
START, CLOSE, END = 100, 200, 300
WINDOW = Window(1, START, CLOSE)
SUMS = tuple(each.name for each in fields(Figures) if each.name != "counts")

moments = st.integers(1, END)
estimates = st.none() | st.decimals(min_value=0, max_value=20, places=1)
members = st.frozensets(st.integers(1, 3), max_size=3)


def timelines(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Timeline[Any]]:
    """Timelines of these values over the whole time, with crowds at the two borders."""
    border = st.sampled_from([START - 1, START, START + 1, CLOSE - 1, CLOSE, CLOSE + 1])
    changes = st.lists(st.tuples(moments | border, values), max_size=6)
    return st.builds(
        lambda first, found: Timeline(first, tuple(t for t, _ in found), tuple(v for _, v in found)),
        values,
        changes.map(lambda found: sorted(found, key=lambda change: change[0])),
    )


issues = st.builds(
    Issue,
    key=st.integers(1, 10**6).map(lambda number: f"A-{number}"),
    created=moments,
    subtask=st.just(value=False),
    sprints=timelines(members),
    status=timelines(st.sampled_from(STATUSES)),
    estimate=timelines(estimates),
)
boards = st.lists(issues, max_size=8, unique_by=lambda issue: issue.key)


def parts(found: list[Issue], window: Window = WINDOW) -> list[Part]:
    return [mine for issue in sweep(found, [window])[window.sprint] if (mine := part(issue, window, DONE))]


def sums(found: list[Part]) -> dict[str, Decimal]:
    figures = total(found, WINDOW, {2: START - 50, 3: CLOSE})
    return {name: getattr(figures, name) for name in SUMS}


@given(boards)
def test_the_books_balance(board: list[Issue]) -> None:
    """Whatever happens, committed + added - removed + change is completed + not completed, issue by issue too."""
    total(parts(board), WINDOW, {})
    for mine in parts(board):
        total([mine], WINDOW, {})


@given(boards, st.randoms())
def test_order_changes_nothing(board: list[Issue], random: Any) -> None:
    """The order of the issues changes no figure."""
    before = sums(parts(board))
    random.shuffle(board)
    assert sums(parts(board)) == before


@given(issues)
def test_what_happens_after_the_close_changes_nothing(issue: Issue) -> None:
    """Anything stamped after the close changes nothing, ever."""

    def until_close(timeline: Timeline[Any]) -> Timeline[Any]:
        kept = [(t, v) for t, v in zip(timeline.instants, timeline.values, strict=True) if t <= CLOSE]
        return Timeline(timeline.first, tuple(t for t, _ in kept), tuple(v for _, v in kept))

    past = Issue(
        issue.key,
        issue.created,
        issue.subtask,
        until_close(issue.sprints),
        until_close(issue.status),
        until_close(issue.estimate),
    )
    assert part(past, WINDOW, DONE) == part(issue, WINDOW, DONE)


@given(issues)
def test_a_cut_issue_has_the_same_part(issue: Issue) -> None:
    """An issue cut to the window, as it is stored, has the same part in every figure."""
    assert part(issue.cut(WINDOW), WINDOW, DONE) == part(issue, WINDOW, DONE)


@given(boards, boards)
def test_two_boards_sum(one: list[Issue], other: list[Issue]) -> None:
    """The figures of two boards' issues together are the sums of the figures of each."""
    together, alone, beside = sums(parts(one + other)), sums(parts(one)), sums(parts(other))
    assert together == {name: alone[name] + beside[name] for name in SUMS}


@given(boards)
def test_no_argument_is_changed(board: list[Issue]) -> None:
    """The arithmetic changes none of its arguments."""
    before = deepcopy(board)
    sums(parts(board))
    assert board == before


@given(boards)
def test_all_sprints_at_once_are_each_sprint_alone(board: list[Issue]) -> None:
    """A sweep over all sprints finds the same for each as a sweep over it alone."""
    windows = [WINDOW, Window(2, START - 50, START + 50), Window(3, CLOSE, END)]
    together = sweep(board, windows)
    assert together == {each.sprint: sweep(board, [each])[each.sprint] for each in windows}


@given(issues)
def test_carried_in_is_part_of_the_commitment(issue: Issue) -> None:
    """Only what is committed can be carried in."""
    mine = part(issue, WINDOW, DONE)
    if mine is not None and carried(mine, WINDOW, {}):
        assert mine.committed is not None


@dataclass
class Tracked:
    """An issue as it is now, its history so far, and what the forward ledger knows of it in the sprint."""

    created: int
    member: bool
    status: str
    estimate: Decimal | None
    first: dict[str, Any] = field(default_factory=dict)
    history: list[tuple[int, str, Any]] = field(default_factory=list)
    committed: Decimal | None = None
    added: Decimal | None = None
    left_at: Decimal | None = None
    finished: bool = False
    done_at_start: bool = False
    was_there: bool = False
    entered: bool = False

    def issue(self, key: str) -> Issue:
        """Return the issue with the timelines that its history makes."""

        def timeline(name: str) -> Timeline[Any]:
            mine = [(when, value) for when, what, value in self.history if what == name]
            return Timeline(self.first[name], tuple(t for t, _ in mine), tuple(v for _, v in mine))

        return Issue(
            key,
            self.created,
            subtask=False,
            sprints=timeline("sprints"),
            status=timeline("status"),
            estimate=timeline("estimate"),
        )


class ForwardLedger(RuleBasedStateMachine):
    """A sprint simulated day by day; its ledger is kept as things happen, never by reading histories."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.phase = 1, "before"
        self.issues: list[Tracked] = []

    @rule(member=st.booleans(), status=st.sampled_from(STATUSES), estimate=estimates)
    def create(self, *, member: bool, status: str, estimate: Decimal | None) -> None:
        """Somebody creates an issue, perhaps straight into the sprint."""
        self._tick()
        made = Tracked(self.now, member, status, estimate)
        made.first = {"sprints": frozenset({1} if member else ()), "status": status, "estimate": estimate}
        self.issues.append(made)
        if self.phase == "inside" and member:
            self._enters(made)

    @rule(index=st.integers(0, 7))
    def toggle(self, index: int) -> None:
        """Somebody puts an issue into the sprint, or takes it out."""
        if index < len(self.issues):
            self._tick()
            one = self.issues[index]
            one.member = not one.member
            one.history.append((self.now, "sprints", frozenset({1} if one.member else ())))
            if self.phase == "inside" and one.member:
                self._enters(one)
            if self.phase == "inside" and not one.member:
                one.left_at = one.estimate or Decimal(0)

    @rule(index=st.integers(0, 7), status=st.sampled_from(STATUSES))
    def move(self, index: int, status: str) -> None:
        """Somebody moves an issue."""
        if index < len(self.issues) and self.issues[index].status != status:
            self._tick()
            one = self.issues[index]
            one.status = status
            one.history.append((self.now, "status", status))
            if self.phase == "inside":
                one.finished = one.finished or status in DONE
                if one.was_there and one.done_at_start and one.added is None:
                    one.added = one.estimate or Decimal(0)

    @rule(index=st.integers(0, 7), estimate=estimates)
    def estimate(self, index: int, estimate: Decimal | None) -> None:
        """Somebody estimates an issue."""
        if index < len(self.issues):
            self._tick()
            self.issues[index].estimate = estimate
            self.issues[index].history.append((self.now, "estimate", estimate))

    @rule()
    def start(self) -> None:
        """The sprint starts: what is in it and not done is committed."""
        if self.phase == "before":
            self._tick()
            self.phase, self.started = "inside", self.now
            for one in self.issues:
                one.was_there, one.done_at_start = one.member, one.status in DONE
                if one.member and not one.done_at_start:
                    one.committed = one.estimate or Decimal(0)

    @rule()
    def close(self) -> None:
        """The sprint is closed: the books must equal what the histories say."""
        if self.phase == "inside":
            self._tick()
            self.phase = "closed"
            window = Window(1, self.started, self.now)
            found = parts([one.issue(f"A-{number}") for number, one in enumerate(self.issues)], window)
            self.window, self.expected = window, self._books()
            assert self._read(found) == self.expected

    @invariant()
    def nothing_changes_after_the_close(self) -> None:
        """Once the sprint is closed its figures stay."""
        if self.phase == "closed":
            found = parts([one.issue(f"A-{number}") for number, one in enumerate(self.issues)], self.window)
            assert self._read(found) == self.expected

    def _tick(self) -> None:
        self.now += 1

    @staticmethod
    def _enters(one: Tracked) -> None:
        if not one.was_there and not one.entered:
            one.entered, one.added = True, one.estimate or Decimal(0)

    def _books(self) -> dict[str, Decimal]:
        books = dict.fromkeys(("committed", "added", "removed", "completed", "not_completed"), Decimal(0))
        for one in self.issues:
            if not (one.was_there or one.entered):
                continue
            now = one.estimate or Decimal(0)
            if not one.member:
                if one.committed is not None:
                    books["committed"] += one.committed
                    books["removed"] += one.left_at or Decimal(0)
                continue
            if one.status in DONE and not one.finished:
                continue
            books["committed"] += one.committed or Decimal(0)
            books["added"] += one.added or Decimal(0) if one.committed is None else Decimal(0)
            books["completed" if one.status in DONE else "not_completed"] += now
        return books

    def _read(self, found: list[Part]) -> dict[str, Decimal]:
        figures = total(found, self.window, {})
        return {name: getattr(figures, name) for name in self.expected}


TestForwardLedger = ForwardLedger.TestCase
TestForwardLedger.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
