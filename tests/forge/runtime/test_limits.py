"""Rates are counted in fixed windows."""

from app.forge.fixed_window import FixedWindow
from app.forge.runtime.limits import Limits, Rate, Rates


def test_a_window_has_room_for_its_limit() -> None:
    """The call over the limit waits for the next window, which starts at zero."""
    window = FixedWindow(2, 60)
    assert [window.admit(30.0), window.admit(30.5), window.admit(31.5)] == [0, 0, 29]
    assert window.admit(59.99) == 1
    assert window.admit(60.0) == 0


def test_limits_are_forges() -> None:
    """25 s, 500 KB, 5 MB; 1,200 a minute per user; in all 7,000 a minute, 300 a second; a store 1,000."""
    assert Limits() == Limits(25.0, 512_000, 5_242_880, 1_200, 7_000, 300, 1_000)


def test_a_user_has_1200_a_minute() -> None:
    """One user's calls do not use up another's."""
    rates = Rates(Limits(per_second=None))
    assert sum(not rates.admit(1.0, "a") for _ in range(1300)) == 1200
    assert rates.admit(1.0, "b") == 0
    assert rates.admit(60.0, "a") == 0


def test_an_installation_has_7000_a_minute_and_300_a_second() -> None:
    """All users together have limits, and refused calls do not count."""
    rates = Rates(Limits())
    assert sum(not rates.admit(second, str(second)) for second in range(30) for _ in range(301)) == 7000
    rates = Rates(Limits())
    assert [rates.admit(0.5, "a") for _ in range(301)] == [0] * 300 + [1]


def test_without_limits_nobody_waits() -> None:
    """A measurement can run without limits."""
    rates = Rates(Limits(per_user_and_minute=None, per_minute=None, per_second=None))
    assert not any(rates.admit(0.0, "a") for _ in range(10_000))


def test_a_caller_learns_what_is_left_of_its_narrowest_limit() -> None:
    """It is the limit with the smallest share left; reading it counts nothing, and a new window is full."""
    rates = Rates(Limits(per_minute=10, per_second=None))
    assert rates.rate(90.0, "a") == Rate(1200, 1200, 30.0)
    for _ in range(3):
        rates.admit(90.0, "a")
    assert rates.rate(90.0, "b") == Rate(10, 7, 30.0)
    assert rates.rate(90.0, "b") == Rate(10, 7, 30.0)
    assert rates.rate(120.0, "a") == Rate(1200, 1200, 60.0)
    rates = Rates(Limits(per_user_and_minute=4, per_minute=None, per_second=None))
    rates.admit(0.0, "a")
    assert rates.rate(0.0, "a") == Rate(4, 3, 60.0)
    assert rates.rate(0.0, "b") == Rate(4, 4, 60.0)
    assert Rates(Limits(per_user_and_minute=None, per_minute=None, per_second=None)).rate(0.0, "a") is None
