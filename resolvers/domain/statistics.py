"""Averages, the typical range, and the periods of several boards. Pure and deterministic."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

ENOUGH_FOR_A_RANGE = 5
"""The fewest sprints for a range: with four it would contain the next one in 3 of 5 cases at most."""

SURE = Fraction(4, 5)
"""The least probability that the typical range contains the next value, given enough values."""


@dataclass(frozen=True, slots=True)
class Range:
    """The range from `low` to `high` inclusive, which contains the next value with `probability`."""

    low: Decimal
    high: Decimal
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
