"""How long the work left takes, and how much is done by then: the distribution over all draws of past sprints. Pure.

Each coming sprint is one of the past ones, each as likely, independently of the others. The distribution of a sum of
draws is a convolution; it is counted in whole draws, not estimated by random ones. A polynomial whose coefficients
count the draws that lead to each sum is one large integer with a field of some bits for each sum: shifting it by a
sprint's amount and adding up is the convolution.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from math import ceil, gcd, lcm

ENOUGH = 5
"""Past sprints below which there is no forecast: what they have in common could be chance."""

HORIZON = 100
"""Coming sprints; four years of fortnights are as far as a past can be stretched."""

COVERED = Fraction(999, 1000)
"""The distribution is worked out until this share of all draws is done."""

MOST_BITS = 2**20
"""Of one polynomial. Amounts that are too fine for it are rounded to less than a thousandth of the work."""


@dataclass(frozen=True, slots=True)
class Needed:
    """How many sprints the work takes: `exactly[i]` is the probability that it is done in sprint i + 1, not before."""

    exactly: tuple[Fraction, ...]

    def within(self, sprints: int) -> Fraction:
        """Return the probability that so many sprints suffice, at least as far as the distribution was worked out."""
        return sum(self.exactly[:sprints], Fraction(0))

    def sprints(self, share: Fraction) -> int | None:
        """Return the number of sprints that suffices with this probability, None beyond the horizon."""
        reached = accumulate(self.exactly)
        return next((number for number, sure in enumerate(reached, 1) if sure >= share), None)


def needed(work: Decimal, past: Collection[Decimal]) -> Needed:
    """Return how many sprints it takes until the sum of what they complete reaches `work`, which is more than 0.

    Nothing is ever done at a pace of zeros: then the distribution is empty.
    """
    paces = _paces(past)
    if not any(paces):
        return Needed(())
    found: tuple[Fraction, ...] = ()
    usual = Fraction(work) * sum(paces.values()) / sum(pace * count for pace, count in paces.items())
    # A longer horizon needs wider fields for all sums, so it is tried only where a shorter one does not suffice.
    for horizon in (HORIZON // 8, HORIZON // 4, HORIZON // 2, HORIZON):
        if horizon > usual or horizon == HORIZON:
            found = _exactly(Fraction(work), paces, horizon)
        if sum(found) >= COVERED:
            break
    return Needed(found)


def _exactly(work: Fraction, paces: Mapping[Fraction, int], horizon: int) -> tuple[Fraction, ...]:
    n = sum(paces.values())
    width = _width(n, horizon)
    unit = max(_unit(paces), work / (MOST_BITS // width))
    target = ceil(work / unit)
    draws = [(amount, count) for amount, count in _steps(paces, unit) if amount < target]
    below, total, left = 1, 1, Fraction(1)
    found: list[Fraction] = []
    for _ in range(horizon):
        below = sum(count * (below << amount * width) for amount, count in draws) & ((1 << target * width) - 1)
        total *= n
        # The remainder by a field of ones is the sum of the fields: how many draws have not reached the work.
        before, left = left, Fraction(below % ((1 << width) - 1), total)
        found.append(before - left)
        if left <= 1 - COVERED:
            break
    return tuple(found)


def done(sprints: int, past: Collection[Decimal], shares: Collection[Fraction]) -> list[Fraction]:
    """Return, for each share, the most that so many sprints complete at least, with that probability or more."""
    paces = _paces(past)
    n = sum(paces.values())
    width = _width(n, sprints)
    unit = max(_unit(paces), sprints * max(paces) / (MOST_BITS // width)) or Fraction(1)
    draws, sums = _steps(paces, unit), 1
    for _ in range(sprints):
        sums = sum(count * (sums << amount * width) for amount, count in draws)
    size = width // 8
    fields = sums.to_bytes((sums.bit_length() // width + 1) * size, "little")
    counts = [int.from_bytes(fields[at : at + size], "little") for at in range(0, len(fields), size)]
    reached = list(accumulate(reversed(counts)))
    return [
        unit * next(len(counts) - 1 - at for at, count in enumerate(reached) if count >= share * n**sprints)
        for share in shares
    ]


def _paces(past: Collection[Decimal]) -> Mapping[Fraction, int]:
    """Return how often each amount was completed; an estimate below 0 undoes no work."""
    return Counter(Fraction(max(amount, Decimal(0))) for amount in past)


def _unit(paces: Collection[Fraction]) -> Fraction:
    """Return the largest amount that every pace is a whole multiple of; 0 where all are 0."""
    whole = lcm(*(pace.denominator for pace in paces))
    return Fraction(reduce(gcd, (int(pace * whole) for pace in paces)), whole)


def _steps(paces: Mapping[Fraction, int], unit: Fraction) -> list[tuple[int, int]]:
    return [(round(pace / unit), count) for pace, count in paces.items()]


def _width(n: int, draws: int) -> int:
    """Return the bits, in whole bytes, of a field that counts up to n to the power of `draws` and never fills."""
    return (int(n**draws).bit_length() // 8 + 1) * 8
