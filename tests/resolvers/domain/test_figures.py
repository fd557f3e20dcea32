"""Sums, counts, what is carried in, and notes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from resolvers.domain.figures import (
    DAY,
    Counts,
    Figures,
    Note,
    Surroundings,
    carried,
    notes,
    rate,
    total,
    unfinished,
)
from resolvers.domain.timeline import Window
from resolvers.domain.velocity import Outcome, Part

WINDOW = Window(10, 100 * DAY, 114 * DAY)
NONE = Counts(0, 0, 0, 0, 0, 0)


def open_part(key: str = "A-1", last: float | None = 5, first: float = 5, status: str = "1", *earlier: int) -> Part:
    amount = None if last is None else Decimal(str(last))
    return Part(
        key,
        Outcome.NOT_COMPLETED,
        Decimal(first),
        amount,
        status,
        frozenset(earlier),
        Decimal(first),
        amount,
        committed=Decimal(first),
        not_completed=amount or Decimal(0),
    )


def around(**more: object) -> Surroundings:
    plain = Surroundings(planned_end=WINDOW.close, lengths=(14 * DAY,) * 3, on_board={"1"}, closes={}, before={})
    return replace(plain, **more)  # type: ignore[arg-type]


def test_books_that_do_not_balance_cannot_be_made() -> None:
    """Figures whose two sides differ are refused, whoever computed them."""
    zero = Decimal(0)
    with pytest.raises(ValueError, match="must equal"):
        Figures(Decimal(1), zero, zero, zero, zero, zero, zero, zero, zero, NONE)


def test_completion_rate_of_nothing() -> None:
    """Completed divided by zero committed is not a number."""
    nothing = total([], WINDOW, {})
    assert rate(nothing.completed, nothing.committed) is None


def test_a_rate_of_0_has_no_sign() -> None:
    """Nothing completed of a negative commitment is 0, and never -0.0."""
    assert str(rate(Decimal(0), Decimal(-1))) == "0.0"


def test_counts_are_of_issues_behind_each_figure() -> None:
    """An issue with 0 points belongs to a figure; one without a part in it does not."""
    passing = Part("A-3", Outcome.PASSED_THROUGH, None, None, "1", frozenset())
    counts = total([open_part("A-1", 0, 0), open_part("A-2", None), passing], WINDOW, {}).counts
    assert counts == Counts(committed=2, completed=0, added=0, removed=0, not_completed=2, unestimated=1)


@pytest.mark.parametrize(
    ("earlier", "closes", "is_carried"),
    [
        ((), {}, False),
        ((9,), {9: WINDOW.start}, True),
        ((9,), {9: WINDOW.start + 1}, False),
        ((9,), {}, True),
        ((8, 9), {9: WINDOW.close, 8: WINDOW.start - 1}, True),
    ],
)
def test_carried(earlier: tuple[int, ...], closes: dict[int, int], is_carried: bool) -> None:  # noqa: FBT001
    """Carried is what was in a sprint closed by the start; a sprint that nobody knows had been closed."""
    assert carried(open_part("A-1", 5, 5, "1", *earlier), WINDOW, closes) is is_carried


def test_what_was_added_is_never_carried() -> None:
    """Only a commitment can be carried in."""
    added = open_part("A-1", 5, 5, "1", 9)._replace(committed=None, added=Decimal(5))
    assert not carried(added, WINDOW, {9: 0})


@pytest.mark.parametrize(
    ("planned_end", "expected"),
    [
        (WINDOW.close, []),
        (WINDOW.close - DAY, []),
        (WINDOW.close + DAY, []),
        (WINDOW.close - DAY - 1, [Note("closed-late", 1)]),
        (WINDOW.close + DAY + 1, [Note("closed-early", 1)]),
        (WINDOW.close - 3 * DAY, [Note("closed-late", 3)]),
        (None, []),
    ],
)
def test_closed_late_or_early(planned_end: int | None, expected: list[Note]) -> None:
    """More than a day before or after the planned end is worth a note, in whole days."""
    assert notes([open_part()], WINDOW, around(planned_end=planned_end)) == expected


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ((7 * DAY, 7 * DAY, 14 * DAY), []),
        ((6 * DAY, 6 * DAY, 14 * DAY), [Note("unusual-length", 14)]),
        ((28 * DAY, 28 * DAY, 14 * DAY), []),
        ((29 * DAY, 29 * DAY, 14 * DAY), [Note("unusual-length", 14)]),
        ((6 * DAY, 14 * DAY), []),
        ((), []),
    ],
)
def test_unusual_length(lengths: tuple[int, ...], expected: list[Note]) -> None:
    """More than twice, or less than half, of the board's median length is unusual, from three sprints up."""
    assert notes([open_part()], WINDOW, around(lengths=lengths)) == expected


def test_status_off_the_board() -> None:
    """Issues at the close in a status that is on no column are counted in a note; what was taken out is not."""
    gone = open_part("A-3", status="9")._replace(outcome=Outcome.REMOVED)
    found = notes([open_part("A-1", status="9"), open_part("A-2"), gone], WINDOW, around())
    assert found == [Note("status-off-board", 1)]


def test_no_columns_no_note() -> None:
    """Where the columns are not known, nothing is called off the board."""
    assert notes([open_part("A-1", status="9")], WINDOW, around(on_board=frozenset())) == []


def test_carried_estimate_shrank() -> None:
    """A note counts the issues that were carried in and are estimated lower at the end than before."""
    lasts = {"A-1": 3, "A-2": 5, "A-3": 8, "A-4": None}
    parts = [open_part(key, last, 5, "1", 8) for key, last in lasts.items()]
    before = {8: {"A-1": Decimal(5), "A-2": Decimal(5), "A-3": Decimal(5), "A-4": Decimal(1)}}
    assert notes(parts, WINDOW, around(before=before)) == [Note("carried-estimate-shrank", 2)]
    added = open_part("A-1", 3, 5, "1", 8)._replace(committed=None, added=Decimal(3))
    assert notes([added], WINDOW, around(before=before)) == []


def test_carried_has_one_meaning() -> None:
    """An issue that is not carried in has not shrunk either: it was in no sprint that had been closed."""
    before = {8: {"A-1": Decimal(5)}}
    assert notes([open_part("A-1", 3)], WINDOW, around(before=before)) == []
    running = around(before=before, closes={8: WINDOW.start + 1})
    assert notes([open_part("A-1", 3, 5, "1", 8)], WINDOW, running) == []


def test_the_last_sprint_it_was_carried_from_is_compared_with() -> None:
    """Of several earlier sprints the one that was closed last says what the issue was worth."""
    before, closes = {7: {"A-1": Decimal(8)}, 8: {"A-1": Decimal(3)}}, {7: 1, 8: 2}
    assert notes([open_part("A-1", 3, 5, "1", 7, 8)], WINDOW, around(before=before, closes=closes)) == []


def test_unfinished() -> None:
    """What a sprint did not complete is remembered at its last estimate for the notes of the next."""
    done = open_part("A-2")._replace(outcome=Outcome.COMPLETED)
    assert unfinished([open_part("A-1", 3), done]) == {"A-1": Decimal(3)}
