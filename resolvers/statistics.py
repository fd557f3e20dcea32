"""Averages, the likely range, and the periods of several boards. Pure and deterministic."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb
from statistics import median

ENOUGH_FOR_A_RANGE = 5
"""Below five sprints no pair of order statistics gives the confidence of a likely range."""

DOUBT = Fraction(1, 10)
"""The likely range leaves at most 10 % of doubt about the median (sign test)."""


@dataclass(frozen=True, slots=True)
class Average:
    """The middle of a series and, from five values up, the likely range of its median."""

    mean: float
    median: Decimal
    low: Decimal | None
    high: Decimal | None


def average(values: Collection[Decimal]) -> Average | None:
    """Return mean, median and likely range of the values, zeros included; None of none."""
    if not values:
        return None
    likely = likely_range(values)
    low, high = likely or (None, None)
    return Average(float(sum(values) / len(values)), median(values), low, high)


def likely_range(values: Collection[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Return the narrowest pair of order statistics that holds the median with at least 90 % confidence.

    The k-th smallest and the k-th largest value, k the largest with 2·P(Bin(n, ½) ≤ k-1) ≤ 0.10; None below five
    values. The method of Mountain Goat Software's velocity range calculator.
    """
    if len(values) < ENOUGH_FOR_A_RANGE:
        return None
    ordered = sorted(values)
    k = order(len(values))
    return ordered[k - 1], ordered[-k]


def order(n: int) -> int:
    """Return the largest k with 2·P(Bin(n, ½) ≤ k-1) ≤ 0.10, for n from five up."""
    k, tail = 0, Fraction(0)
    while 2 * (tail := tail + Fraction(comb(n, k), 2**n)) <= DOUBT:
        k += 1
    return k


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
