"""Averages, the likely range, the sprints needed, and periods."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.statistics import Span, average, likely_range, order, periods

DAY = 24 * 60 * 60 * 1000
figures = st.decimals(min_value=0, max_value=1000, places=1)


def decimals(*values: float) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def test_average_includes_zeros() -> None:
    """Mean and median are over all values, zeros included."""
    found = average(decimals(0, 10, 20, 30))
    assert found is not None
    assert (found.mean, found.median) == (15.0, Decimal(15))


def test_average_of_none() -> None:
    """There is no average of no sprints, which is not 0."""
    assert average([]) is None


def test_no_likely_range_below_five() -> None:
    """Below five sprints there is no likely range."""
    assert likely_range(decimals(1, 2, 3, 4)) is None
    assert average(decimals(1, 2, 3, 4)).low is None  # type: ignore[union-attr]


@pytest.mark.parametrize(("n", "k"), [(5, 1), (7, 1), (8, 2), (10, 2), (11, 3), (13, 4), (16, 5), (20, 6), (50, 19)])
def test_order_of_the_likely_range(n: int, k: int) -> None:
    """The range takes the k-th smallest and largest: the known table of the sign test at 90 %."""
    assert order(n) == k


@given(st.integers(5, 120))
def test_order_is_the_largest_that_keeps_the_confidence(n: int) -> None:
    """Of all k the range takes the largest with 2·P(Bin(n, ½) ≤ k-1) ≤ 0.10."""
    confident = [k for k in range(1, n // 2 + 1) if 2 * sum(comb(n, i) for i in range(k)) * 10 <= 2**n]
    assert order(n) == max(confident)
    assert 2 * Fraction(sum(comb(n, i) for i in range(order(n) + 1)), 2**n) > Fraction(1, 10)


def test_likely_range_by_rank() -> None:
    """With eight sprints the range runs from the second smallest to the second largest."""
    assert likely_range(decimals(9, 1, 8, 2, 7, 3, 6, 4)) == (Decimal(2), Decimal(8))


@given(st.lists(figures, min_size=5, max_size=60))
def test_likely_range_holds_the_median(values: list[Decimal]) -> None:
    """The likely range holds the median, and lies within what was ever reached."""
    found = average(values)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert min(values) <= found.low <= found.median <= found.high <= max(values)


@given(st.lists(figures, min_size=1, max_size=60))
def test_average_does_not_depend_on_the_order(values: list[Decimal]) -> None:
    """The order of the sprints changes neither mean, median nor range."""
    assert average(values) == average(sorted(values)) == average(values[::-1])


def span(sprint: int, board: int, close: float, length: float = 14) -> Span:
    return Span(sprint, board, round((close - length) * DAY), round(close * DAY))


def ids(found: list[list[Span]]) -> list[list[int]]:
    return [[each.sprint for each in period] for period in found]


def test_no_periods_of_no_sprints() -> None:
    """Without sprints there are no periods."""
    assert periods([]) == []


def test_sprints_that_close_together_form_a_period() -> None:
    """Sprints of different boards form a period up to half of the median length after its first."""
    assert ids(periods([span(1, 1, 14), span(2, 2, 21), span(3, 3, 21.01)])) == [[1, 2], [3]]


def test_a_board_comes_once_in_a_period() -> None:
    """A sprint opens a new period when its board is already in the current one, however close it is."""
    assert ids(periods([span(1, 1, 14), span(2, 1, 15), span(3, 2, 15.5)])) == [[1], [2, 3]]


def test_distance_is_measured_from_the_first() -> None:
    """What counts is the distance from the period's first sprint, not from its last."""
    assert ids(periods([span(1, 1, 14), span(2, 2, 20), span(3, 3, 22)])) == [[1, 2], [3]]


def test_periods_are_in_order_of_closing() -> None:
    """Sprints come in order of closing, then of start, then of id, whatever order they are given in."""
    spans = [span(4, 3, 14, 10), span(3, 2, 14), span(2, 1, 14), span(1, 1, 0)]
    assert ids(periods(spans)) == [[1], [2, 3, 4]]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 400)), max_size=40), st.randoms())
def test_every_sprint_is_in_one_period(entries: list[tuple[int, int]], random: object) -> None:
    """Each sprint is in exactly one period, no board twice in one, in any order of asking."""
    spans = [span(number, board, close) for number, (board, close) in enumerate(entries)]
    found = periods(spans)
    assert sorted(each.sprint for period in found for each in period) == list(range(len(spans)))
    assert all(len({each.board for each in period}) == len(period) for period in found)
    random.shuffle(spans)  # type: ignore[attr-defined]
    assert periods(spans) == found
