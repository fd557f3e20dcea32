"""Forecasts the number of sprints for work, and the work done in a number of sprints. Pure.

Each coming sprint is drawn from the past ones, with equal probability and independently. The distribution of a sum of
draws is a convolution, computed exactly, not by random draws. The polynomial of the numbers of draws for each sum is
one large integer with a fixed-width field per sum: shifting it by a sprint's amount and adding is the convolution.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from math import ceil, gcd, lcm

ENOUGH = 5
"""The fewest past sprints for a forecast: with fewer, similarities could be chance."""

HORIZON = 100
"""The most coming sprints: about four years of two-week sprints."""

COVERED = Fraction(999, 1000)
"""The distribution is computed until it covers this share of all draws."""

MOST_BITS = 2**22
"""The size of one polynomial: whole points of twenty sprints stay exact for a hundred coming ones."""

ALWAYS_BITS = 2**20
"""The size that it may have however many the amounts. Those too fine for it are rounded to a thousandth of the work."""

MOST_ADDED = 2**26
"""The size of one polynomial times the number of different amounts, each of which is added to it in every step."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The distribution of sprints needed: `exactly[i]` is the probability that sprint i + 1 finishes the work."""

    exactly: tuple[Fraction, ...]

    def sprints(self, share: Fraction) -> int | None:
        """Return the smallest number of sprints that suffices with this probability, None beyond the horizon."""
        reached = accumulate(self.exactly)
        return next((number for number, sure in enumerate(reached, 1) if sure >= share), None)


def needed(work: Decimal, past: Collection[Decimal]) -> Needed:
    """Return the distribution of the number of sprints until their completed amounts reach `work` (> 0).

    If all past sprints completed nothing, the distribution is empty.
    """
    paces = _paces(past)
    if not any(paces):
        return Needed(())
    found: tuple[Fraction, ...] = ()
    usual = Fraction(work) * sum(paces.values()) / sum(pace * count for pace, count in paces.items())
    # A longer horizon needs wider fields for all sums, so it is used only if a shorter one does not suffice.
    for horizon in (HORIZON // 8, HORIZON // 4, HORIZON // 2, HORIZON):
        if horizon > usual or horizon == HORIZON:
            found = tuple(_until_covered(_exactly(Fraction(work), paces, horizon)))
        if sum(found) >= COVERED:
            break
    return Needed(found)


def within(sprints: int, work: Decimal, past: Collection[Decimal]) -> Fraction:
    """Return the probability that this number of sprints suffices for `work` (> 0), however close to 1 it is."""
    paces = _paces(past)
    return sum(_exactly(Fraction(work), paces, sprints), Fraction(0)) if any(paces) else Fraction(0)


def _until_covered(shares: Iterator[Fraction]) -> Iterator[Fraction]:
    total = Fraction(0)
    for share in shares:
        yield share
        total += share
        if total >= COVERED:
            return


def _exactly(work: Fraction, paces: Mapping[Fraction, int], horizon: int) -> Iterator[Fraction]:
    """Yield for each of so many sprints the probability that it finishes the work."""
    n = sum(paces.values())
    width = _width(n, horizon)
    unit = max(_unit(paces), work / _fields(paces, width))
    target = ceil(work / unit)
    draws = [(amount, count) for amount, count in _steps(paces, unit) if amount < target]
    below, total, left = 1, 1, Fraction(1)
    for _ in range(horizon):
        below = sum(count * (below << amount * width) for amount, count in draws) & ((1 << target * width) - 1)
        total *= n
        # The remainder modulo a field of ones is the sum of the fields: the number of draws below the work.
        before, left = left, Fraction(below % ((1 << width) - 1), total)
        yield before - left


def done(sprints: int, past: Collection[Decimal], shares: Collection[Fraction]) -> list[Fraction]:
    """Return for each share the largest amount that this number of sprints completes with at least that probability."""
    paces = _paces(past)
    n = sum(paces.values())
    width = _width(n, sprints)
    finest = _unit(paces) or Fraction(1)
    unit = max(finest, sprints * max(paces) / _fields(paces, width))
    draws, sums = _steps(paces, unit), 1
    for _ in range(sprints):
        sums = sum(count * (sums << amount * width) for amount, count in draws)
    size = width // 8
    fields = sums.to_bytes((sums.bit_length() // width + 1) * size, "little")
    counts = [int.from_bytes(fields[at : at + size], "little") for at in range(0, len(fields), size)]
    reached = list(accumulate(reversed(counts)))
    found = [
        next(len(counts) - 1 - at for at, count in enumerate(reached) if count >= share * n**sprints)
        for share in shares
    ]
    return [round(unit * amount / finest) * finest for amount in found]


def _paces(past: Collection[Decimal]) -> Mapping[Fraction, int]:
    """Return how often each amount was completed; negative amounts count as 0."""
    return Counter(Fraction(max(amount, Decimal(0))) for amount in past)


def _unit(paces: Collection[Fraction]) -> Fraction:
    """Return the greatest common divisor of the amounts; 0 if all are 0."""
    whole = lcm(*(pace.denominator for pace in paces))
    return Fraction(reduce(gcd, (int(pace * whole) for pace in paces)), whole)


def _steps(paces: Mapping[Fraction, int], unit: Fraction) -> list[tuple[int, int]]:
    return [(round(pace / unit), count) for pace, count in paces.items()]


def _fields(paces: Collection[Fraction], width: int) -> int:
    """Return the most fields of this width that one polynomial may have."""
    return min(MOST_BITS, max(ALWAYS_BITS, MOST_ADDED // len(paces))) // width


def _width(n: int, draws: int) -> int:
    """Return the width in bits, a multiple of 8, of a field that holds n to the power of `draws` without overflow."""
    return (int(n**draws).bit_length() // 8 + 1) * 8
