"""Averages, the typical range, and the periods of several boards. Pure and deterministic."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial, prod
from statistics import median

ENOUGH_FOR_A_RANGE = 5
"""Below five sprints nothing is said about the next one: the range would hold it no more often than in 3 of 5 cases."""

SURE = Fraction(4, 5)
"""The probability with which the typical range holds the next value, where there are values enough."""


ENOUGH_FOR_A_TREND = 8
"""Below eight values even a strict order of all but one pair is no rarer than many a coincidence."""

NOISE = Fraction(1, 20)
"""As clear an order has to come up less often than this by chance, rising or falling, to be called a trend."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; the next value lies in it with `probability`."""

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
    """The middle of a series and, from five values up, its typical range."""

    mean: float
    median: Decimal
    typical: Range | None


def average(values: Collection[Decimal]) -> Average | None:
    """Return mean, median and typical range of the values, zeros included; None of none."""
    if not values:
        return None
    return Average(float(sum(values) / len(values)), median(values), typical_range(values))


def typical_range(values: Collection[Decimal]) -> Range | None:
    """Return where the next value lands if the pace stays as it was: the k-th smallest to the k-th largest value.

    Of n + 1 exchangeable values each is equally likely to be the last one, so that it lies between the k-th smallest
    and the k-th largest of the others with a probability of (n + 1 - 2k) / (n + 1), or more where values are equal. k
    is the largest with at least `SURE`; below nine values there is none, and it is smallest to largest, with less. None
    below five values.
    """
    n = len(values)
    if n < ENOUGH_FOR_A_RANGE:
        return None
    ordered, k = sorted(values), order(n)
    return Range(ordered[k - 1], ordered[-k], Fraction(n + 1 - 2 * k, n + 1))


def order(n: int) -> int:
    """Return the largest k with (n + 1 - 2k) / (n + 1) at least `SURE`, but 1 at least."""
    return max(1, int((n + 1) * (1 - SURE) / 2))


def trend(values: Sequence[Decimal]) -> Trend | None:
    """Return the trend of a series where it is more than noise, else None.

    Mann and Kendall's test, exactly: of all orders of these values, each as likely, how many have as few pairs, or
    fewer, that run against the trend? It is one where those, and as many that run the other way, are less than `NOISE`.
    The step is Theil and Sen's: the median of the slopes of all pairs.
    """
    if len(values) < ENOUGH_FOR_A_TREND:
        return None
    pairs = list(combinations(values, 2))
    rising, falling = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    probability = 2 * _at_most(min(rising, falling), values)
    step = median(
        Fraction(later - earlier) / (at - since) for (since, earlier), (at, later) in combinations(enumerate(values), 2)
    )
    return Trend(step, probability) if probability < NOISE and step else None


def _at_most(inversions: int, values: Collection[Decimal]) -> Fraction:
    """Return the share of all orders of the values that have at most so many pairs in the wrong order.

    The coefficients of the multinomial of q count them, equal values being in no wrong order (MacMahon): the product
    of 1 - q to the i over all places, divided by the same over the places of each group of equal values.
    """
    counts = [1] + [0] * inversions
    for factor in range(1, len(values) + 1):
        for at in range(inversions, factor - 1, -1):
            counts[at] -= counts[at - factor]
    groups = Counter(values).values()
    for factor in (each for size in groups for each in range(1, size + 1)):
        for at in range(factor, inversions + 1):
            counts[at] += counts[at - factor]
    return Fraction(sum(counts), factorial(len(values)) // prod(map(factorial, groups)))


@dataclass(frozen=True, slots=True)
class Span:
    """A sprint of one of several boards, in time (epoch milliseconds)."""

    sprint: int
    board: int
    start: int
    close: int


def periods(spans: Collection[Span]) -> list[list[Span]]:
    """Group the sprints of several boards that belong together in time, oldest first.

    In order of closing, a sprint opens a new period when its board is already in the current one, or when it closed
    later than the current period's first by more than half of the median sprint length.
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
