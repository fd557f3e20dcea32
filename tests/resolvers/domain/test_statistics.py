"""Averages, the typical range, and periods."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.domain import statistics
from resolvers.domain.statistics import NOISE, Range, Span, average, order, periods, trend, typical_range
from tests.support.holds import holds

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
    """Without sprints there is no average, which is not 0."""
    assert average([]) is None


def test_no_typical_range_below_five() -> None:
    """Below five sprints there is no typical range."""
    assert typical_range(decimals(1, 2, 3, 4)) is None


@pytest.mark.parametrize(
    ("n", "k", "probability"),
    [
        (5, 1, "2/3"),
        (6, 1, "5/7"),
        (7, 1, "3/4"),
        (8, 1, "7/9"),
        (9, 1, "4/5"),
        (18, 1, "17/19"),
        (19, 2, "4/5"),
        (29, 3, "4/5"),
        (50, 5, "41/51"),
    ],
)
def test_the_typical_range_by_rank(n: int, k: int, probability: str) -> None:
    """The range takes the k-th smallest and largest; below nine sprints smallest to largest, with its probability."""
    values = decimals(*range(1, n + 1))
    assert typical_range(values[::-1]) == Range(values[k - 1], values[-k], Fraction(probability))


@given(st.integers(9, 500))
def test_the_typical_range_is_the_narrowest_that_is_sure_enough(n: int) -> None:
    """From nine sprints up, k is the largest that leaves a probability of 80 %."""
    sure = [k for k in range(1, n // 2 + 1) if Fraction(n + 1 - 2 * k, n + 1) >= Fraction(4, 5)]
    assert order(n) == max(sure)


@pytest.mark.parametrize("n", [5, 6, 7])
def test_the_typical_range_holds_the_next_sprint_as_often_as_it_says(n: int) -> None:
    """Of all orders in which n + 1 sprints can come, the last lies in the range of the others in just that share."""
    held, probabilities = [], set()
    for *seen, following in permutations(decimals(*range(n + 1))):
        found = typical_range(seen)
        assert found is not None
        held.append(found.low <= following <= found.high)
        probabilities.add(found.probability)
    assert probabilities == {Fraction(sum(held), len(held))}


@pytest.mark.parametrize("n", [8, 9, 18, 19, 30, 50])
def test_the_typical_range_of_many_sprints_holds_the_next_one(n: int) -> None:
    """Whichever of n + 1 sprints is the last one: the share that lies in the range of the others is as it says."""
    values = decimals(*range(n + 1))
    held = 0
    for last in range(n + 1):
        found = typical_range(values[:last] + values[last + 1 :])
        assert found is not None
        held += found.low <= values[last] <= found.high
    assert Fraction(held, n + 1) == Fraction(n + 1 - 2 * order(n), n + 1)


@given(st.lists(figures, min_size=5, max_size=60))
def test_the_typical_range_holds_the_median(values: list[Decimal]) -> None:
    """The typical range holds the median, and lies within what was ever reached."""
    found = average(values)
    assert found is not None
    assert found.typical is not None
    assert min(values) <= found.typical.low <= found.median <= found.typical.high <= max(values)


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


@holds(statistics, "if probability >= NOISE:", "if False:")
@pytest.mark.parametrize(
    "values", [(5, 9, 4, 8, 6, 7, 5, 8), (1, 2, 3, 4, 5, 6, 7), (7,) * 20, (0,) * 9 + (50,), (1, 2, 3, 9, 4, 5, 6, 2)]
)
def test_noise_is_no_trend(values: tuple[int, ...]) -> None:
    """Ups and downs, seven values however strict their order, equal ones and a single outlier are not a trend."""
    assert trend(decimals(*values)) is None


@pytest.mark.parametrize(("values", "step"), [((1, 2, 3, 5, 4, 6, 7, 8), 1), ((30, 28, 28, 26, 22, 20, 19, 18), -2)])
def test_a_trend_is_the_median_of_all_slopes(values: tuple[int, ...], step: int) -> None:
    """The size of a clear rise or fall is the median of the slopes of all pairs."""
    found = trend(decimals(*values))
    assert found is not None
    assert round(found.step) == step
    assert found.probability < NOISE


@holds(statistics, "counts[start::factor] = accumulate(counts[start::factor])", "pass")
@pytest.mark.parametrize("values", [(1, 2, 3, 4, 5, 6), (1, 1, 2, 3, 3, 3), (1, 1, 1, 2), (4, 4, 4)])
def test_the_probability_is_counted_over_all_orders(values: tuple[int, ...]) -> None:
    """It is the share of the orders of these values with at most this many pairs in the wrong order, ties in none."""
    orders = set(permutations(values))
    for most in range(4):
        few = sum(sum(a > b for a, b in combinations(order, 2)) <= most for order in orders)
        assert statistics._at_most(most, decimals(*values)) == Fraction(few, len(orders))


@given(st.lists(figures, min_size=2, max_size=25))
def test_the_median_of_the_slopes_is_exact(values: list[Decimal]) -> None:
    """It is the median of the slopes as fractions, whatever the decimal places and the distances."""
    pairs = combinations(enumerate(map(Fraction, values)), 2)
    assert statistics._slope(values) == median((last - first) / (at - since) for (since, first), (at, last) in pairs)


@given(st.lists(figures, min_size=8, max_size=40))
def test_a_trend_turned_round_is_the_opposite(values: list[Decimal]) -> None:
    """Read backwards a rise is a fall of the same size, as sure."""
    forward, backward = trend(values), trend(values[::-1])
    assert (forward is None) == (backward is None)
    if forward and backward:
        assert (forward.step, forward.probability) == (-backward.step, backward.probability)
