"""The forecast: the distribution over all draws of past sprints, counted and not estimated."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.domain.forecast import COVERED, HORIZON, done, needed, within

amounts = st.lists(st.decimals(0, 12, places=1), min_size=1, max_size=4)
HALF, MOST, NEARLY = Fraction(1, 2), Fraction(85, 100), Fraction(95, 100)


def enumerated(work: Decimal, past: list[Decimal], sprints: int) -> Fraction:
    """Return the share of all draws of this many sprints whose sum reaches the work, by enumeration."""
    draws = list(product(past, repeat=sprints))
    return Fraction(sum(sum(draw) >= work for draw in draws), len(draws))


@given(st.decimals("0.1", 30, places=1), amounts, st.integers(1, 5))
def test_the_convolution_is_the_enumeration_of_all_draws(work: Decimal, past: list[Decimal], sprints: int) -> None:
    """For a few sprints the probability is exactly the share of all draws that reach the work."""
    found = needed(work, past).exactly
    share = enumerated(work, past, sprints)
    assert within(sprints, work, past) == share
    assert sum(found[:sprints]) == share or (sprints > len(found) and share >= COVERED)


def test_a_chance_beyond_the_distribution_is_as_exact() -> None:
    """The distribution ends where less than a thousandth is left; the probability of more sprints does not."""
    past = [Decimal(0), Decimal(1)]
    assert len(needed(Decimal(1), past).exactly) < 20
    assert within(20, Decimal(1), past) == 1 - Fraction(1, 2**20)


@given(st.integers(1, 5), amounts, st.fractions(Fraction(1, 100), 1))
def test_the_work_done_is_the_most_that_the_draws_reach(sprints: int, past: list[Decimal], share: Fraction) -> None:
    """What is done with a probability is the largest sum that at least that share of all draws reaches."""
    (most,) = done(sprints, past, [share])
    sums = {sum(draw, Decimal(0)) for draw in product(past, repeat=sprints)}
    assert most == max(each for each in sums if enumerated(each, past, sprints) >= share)


@given(st.decimals("0.1", 200, places=1), st.lists(st.decimals(0, 50, places=1), min_size=5, max_size=20))
def test_probabilities_add_up(work: Decimal, past: list[Decimal]) -> None:
    """Probabilities are none below 0 and add up to 1, but for a thousandth, or for what lies beyond the horizon."""
    found = needed(work, past)
    assert all(each >= 0 for each in found.exactly)
    assert sum(found.exactly) <= 1
    if found.exactly and len(found.exactly) < HORIZON:
        assert sum(found.exactly) >= COVERED


def test_a_steady_team() -> None:
    """A team that always completes 10 needs exactly 5 sprints for 50 and a sixth for a tenth more."""
    past = [Decimal(10)] * 7
    assert [float(each) for each in needed(Decimal(50), past).exactly] == [0, 0, 0, 0, 1]
    assert needed(Decimal("50.1"), past).sprints(HALF) == 6
    assert done(4, past, [HALF, NEARLY]) == [40, 40]


def test_a_coin() -> None:
    """Where half of the sprints complete nothing, the number needed is that of a coin."""
    found = needed(Decimal(1), [Decimal(0), Decimal(1)])
    assert found.exactly[:3] == (Fraction(1, 2), Fraction(1, 4), Fraction(1, 8))
    assert [found.sprints(share) for share in (HALF, MOST, NEARLY)] == [1, 3, 5]


def test_nothing_is_done_at_a_pace_of_zeros() -> None:
    """Zeros count, and if all are zero the work is never done."""
    assert needed(Decimal(1), [Decimal(0)] * 6).sprints(Fraction(1, 100)) is None
    assert done(3, [Decimal(0)] * 6, [HALF]) == [0]


def test_beyond_the_horizon_nothing_is_said() -> None:
    """Work for more than a hundred sprints has no number of sprints."""
    assert needed(Decimal(1000), [Decimal(1)] * 6).sprints(HALF) is None
    assert needed(Decimal(HORIZON), [Decimal(1)] * 6).sprints(NEARLY) == HORIZON


def test_an_amount_below_zero_undoes_no_work() -> None:
    """An estimate below 0, which a field of numbers may hold, is a sprint that completed nothing."""
    assert needed(Decimal(1), [Decimal(-5), Decimal(1)]) == needed(Decimal(1), [Decimal(0), Decimal(1)])


def test_whole_points_are_forecast_in_whole_points() -> None:
    """Points of twenty sprints are forecast for a hundred more exactly: by a sum that a hundred of them have."""
    past, width = [at * 37 % 61 for at in range(20)], 512
    draws = sum(1 << each * width for each in past) ** HORIZON
    reached = 0
    for most in range(HORIZON * max(past), -1, -1):
        reached += draws >> most * width & (1 << width) - 1
        if reached >= MOST * 20**HORIZON:
            break
    assert done(HORIZON, [*map(Decimal, past)], [MOST]) == [most]


def test_what_is_too_fine_is_rounded_to_what_can_be_done() -> None:
    """Where there is no room for every sum, the answer is still an amount that sprints like these can complete."""
    past = [Decimal(at * 137 % 7919) / 4 for at in range(100)]
    (half,) = done(HORIZON, past, [HALF])
    assert (half * 4).denominator == 1


@pytest.mark.parametrize("sprints", [50, 100])
def test_many_sprints_and_much_fine_work(sprints: int) -> None:
    """A hundred sprints with fine estimates, and work for forty more, are forecast to less than a thousandth."""
    past = [Decimal(20_000 + 137 * at % 7919) / 1000 for at in range(sprints)]
    mean = sum(past, Decimal(0)) / len(past)
    found = needed(mean * 40, past).sprints(HALF)
    assert found in {40, 41}
    (half,) = done(40, past, [HALF])
    assert abs(half - Fraction(mean) * 40) < Fraction(mean) * 40 / 200
