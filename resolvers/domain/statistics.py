"""Averages, the typical range, and the periods of several boards. Pure and deterministic."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, combinations
from math import factorial, lcm, prod
from operator import sub
from statistics import median, median_high, median_low

ENOUGH_FOR_A_RANGE = 5
"""The fewest sprints for a range: with four it would contain the next one in 3 of 5 cases at most."""

SURE = Fraction(4, 5)
"""The least probability that the typical range contains the next value, given enough values."""


ENOUGH_FOR_A_TREND = 8
"""The fewest values for a trend, however clear their order."""

NOISE = Fraction(1, 20)
"""As clear an order has to come up less often than this by chance, rising or falling, to be called a trend."""


@dataclass(frozen=True, slots=True)
class Range:
    """The range from `low` to `high` inclusive, which contains the next value with `probability`."""

    low: Decimal
    high: Decimal
    probability: Fraction


@dataclass(frozen=True, slots=True)
class Trend:
    """A rise (or, below 0, a fall) by `step` from value to value; by chance it comes up with `probability`."""

    step: Fraction
    probability: Fraction


@dataclass(frozen=True, slots=True)
class Average:
    """Mean and median of a series and, for five or more values, its typical range."""

    mean: float
    median: Decimal
    typical: Range | None


def average(values: Collection[Decimal]) -> Average | None:
    """Return mean, median and typical range of the values, zeros included; None for no values."""
    if not values:
        return None
    return Average(float(sum(values) / len(values)), median(values), typical_range(values))


def typical_range(values: Collection[Decimal]) -> Range | None:
    """Return the prediction interval of the next value: the k-th smallest to the k-th largest value.

    Of n + 1 exchangeable values each is equally likely to be the last one, so it lies between the k-th smallest and the
    k-th largest of the others with a probability of (n + 1 - 2k) / (n + 1), or more if values are equal. k is the
    largest that gives at least `SURE`; below nine values k is 1, with a lower probability. None below five values.
    """
    n = len(values)
    if n < ENOUGH_FOR_A_RANGE:
        return None
    ordered, k = sorted(values), order(n)
    return Range(ordered[k - 1], ordered[-k], Fraction(n + 1 - 2 * k, n + 1))


def order(n: int) -> int:
    """Return the largest k for which (n + 1 - 2k) / (n + 1) is at least `SURE`, or 1 if there is none."""
    return max(1, int((n + 1) * (1 - SURE) / 2))


def trend(values: Sequence[Decimal]) -> Trend | None:
    """Return the trend of a series if it is more than noise, else None.

    Mann and Kendall's test, exactly: of all orders of these values, each as likely, how many have as few pairs, or
    fewer, that run against the trend? It is one where those, and as many that run the other way, are less than `NOISE`.
    The step is Theil and Sen's: the median of the slopes of all pairs.
    """
    if len(values) < ENOUGH_FOR_A_TREND:
        return None
    pairs = list(combinations(values, 2))
    rising, falling = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    probability = 2 * _at_most(min(rising, falling), values)
    if probability >= NOISE:
        return None
    step = _slope(values)
    return Trend(step, probability) if step else None


def _slope(values: Sequence[Decimal]) -> Fraction:
    """Return the median of the slopes between all pairs, which are whole numbers of one unit here: no rounding."""
    exact = [Fraction(value) for value in values]
    unit = lcm(*(value.denominator for value in exact)) * lcm(*range(1, len(values)))
    heights = [int(value * unit) for value in exact]
    slopes = [(last - first) // (at - since) for (since, first), (at, last) in combinations(enumerate(heights), 2)]
    return Fraction(median_low(slopes) + median_high(slopes), 2 * unit)


def _at_most(inversions: int, values: Collection[Decimal]) -> Fraction:
    """Return the share of all orders of the values with at most this many pairs in the wrong order.

    The coefficients of the multinomial of q count them, equal values being in no wrong order (MacMahon). Each further
    value is in the wrong order with any number of the `placed` ones, and the order of its equals does not count: a
    factor of 1 - q to its own place, divided by the same for its place in its group.
    """
    counts, placed = [1], 0
    groups = Counter(values).values()
    for size in groups:
        for factor in range(1, size + 1):
            counts = (counts + [0] * placed)[: inversions + 1]
            counts[placed + factor :] = map(sub, counts[placed + factor :], counts)
            for start in range(factor):
                counts[start::factor] = accumulate(counts[start::factor])
        placed += size
    return Fraction(sum(counts), factorial(len(values)) // prod(map(factorial, groups)))


@dataclass(frozen=True, slots=True)
class Span:
    """A sprint of one of several boards, in time (epoch milliseconds)."""

    sprint: int
    board: int
    start: int
    close: int


def periods(spans: Collection[Span]) -> list[list[Span]]:
    """Group the sprints of several boards that close at about the same time, oldest first.

    In order of closing, a sprint opens a new period if its board is already in the current one, or if it closed later
    than the current period's first sprint by more than half of the median sprint length.
    """
    if not spans:
        return []
    tolerance = median(span.close - span.start for span in spans) / 2
    grouped: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: (span.close, span.start, span.sprint)):
        if not grouped or _opens(span, grouped[-1], tolerance):
            grouped.append([])
        grouped[-1].append(span)
    return grouped


def _opens(span: Span, current: Sequence[Span], tolerance: float) -> bool:
    return span.board in {other.board for other in current} or span.close - current[0].close > tolerance
