"""forecast: the number of sprints for the remaining work, or the work done in a number of sprints, from the report."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import TypedDict

from app.forge import Request, ResolverError, now
from resolvers.cache.codec import exact, plain
from resolvers.cache.store import LONGEST
from resolvers.configuration import ForecastConfiguration, read
from resolvers.domain.figures import DAY
from resolvers.domain.forecast import ENOUGH, HORIZON, Needed, done, needed, within
from resolvers.errors import problems
from resolvers.handlers.velocity import report
from resolvers.report.shapes import EstimationUnit, Figures, Period, SprintFigures
from resolvers.report.view import counts

SHARES: Mapping[str, Fraction] = {"p50": Fraction(50, 100), "p85": Fraction(85, 100), "p95": Fraction(95, 100)}
"""The probabilities of the forecast."""


class SprintShare(TypedDict):
    """The probability that the work takes exactly this number of sprints."""

    sprints: int
    probability: float


class Forecast(TypedDict):
    """The result of `forecast`; members of a question that was not asked are None or empty.

    `sprintsNeeded` and `dates` are None for a probability that is not reached within 100 sprints; `never` says that it
    never is. `sprints` is the requested number, or that of the sprints that end by the requested day; `probability` is
    that of finishing within it. `distribution` has the probability of each exact number of sprints, until less than a
    thousandth is left.
    """

    n: int
    unit: EstimationUnit
    sprints: int | None
    sprintsNeeded: dict[str, int | None] | None
    dates: dict[str, str | None] | None
    distribution: list[SprintShare]
    probability: float | None
    never: bool
    workDone: dict[str, int | float | None] | None
    sprintLengthDays: int | float
    assumption: str


async def forecast(request: Request) -> Forecast:
    """Return a forecast from the reading that the chart shows, if it is still cached."""
    asked = read(ForecastConfiguration, request.payload)
    shown = await report(asked, request.context, age=LONGEST)
    past = [exact(entry["completed"]) or Decimal(0) for entry in _counted(shown)]
    if len(past) < ENOUGH:
        raise problems.too_few_sprints(len(past), ENOUGH)
    length = _length(shown)
    ahead = _ahead(asked.by, length) if asked.by else asked.sprints
    # Much work in fine units takes some hundred milliseconds, so it must not block other tasks.
    work = None if asked.work is None else Decimal(str(asked.work))
    found = None if work is None else await asyncio.to_thread(needed, work, past)
    amounts = None if ahead is None else await asyncio.to_thread(done, ahead, past, SHARES.values())
    chance = None if work is None or ahead is None else await asyncio.to_thread(within, ahead, work, past)
    days = plain(round(Decimal(length) / DAY, 1)) or 0
    return {
        "n": len(past),
        "unit": shown["unit"],
        "sprints": ahead,
        "sprintsNeeded": None if found is None else {name: found.sprints(share) for name, share in SHARES.items()},
        "dates": None if found is None else _dates(found, length),
        "distribution": [] if found is None else _distribution(found),
        "probability": None if chance is None else float(chance),
        "never": found is not None and not found.exactly,
        "workDone": None
        if amounts is None
        else {name: _number(each) for name, each in zip(SHARES, amounts, strict=True)},
        "sprintLengthDays": days,
        "assumption": f"Each coming sprint completes as much as one of the {len(past)} past sprints that count, all "
        f"equally likely and independent. Dates count from today, in sprints of {days} days, the past median.",
    }


def _counted(shown: Figures) -> list[SprintFigures] | list[Period]:
    """Return the entries of the statistics: the periods of several boards, or the sprints that count."""
    return shown["periods"] if "periods" in shown else [sprint for sprint in shown["sprints"] if counts(sprint)]


def _length(shown: Figures) -> float:
    """Return the median length of the sprints that count, in milliseconds."""
    return median(
        (datetime.fromisoformat(sprint["completeDate"]) - datetime.fromisoformat(sprint["startDate"])).total_seconds()
        * 1000
        for sprint in shown["sprints"]
        if counts(sprint)
    )


def _ahead(day: str, length: float) -> int:
    """Return how many sprints, the first starting now, end by the end of a day in UTC; raises if past or too far."""
    end = (datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)).timestamp() * 1000
    found = max(0, int((end - now()) // length)) if length else 0
    if end <= now() or found > HORIZON:
        raise ResolverError(
            f"The setting by was refused: it must be a day from today on, and no more than {HORIZON} sprints away. "
            "Nothing is forecast.",
            type="payload-refused",
            status=400,
            field="by",
        )
    return found


def _dates(found: Needed, length: float) -> dict[str, str | None]:
    """Return the dates (UTC) on which these numbers of sprints, counted from now, end."""
    today = datetime.fromtimestamp(now() / 1000, UTC)
    numbers = {name: found.sprints(share) for name, share in SHARES.items()}
    return {
        name: None if number is None else (today + timedelta(milliseconds=number * length)).date().isoformat()
        for name, number in numbers.items()
    }


def _distribution(found: Needed) -> list[SprintShare]:
    return [{"sprints": number, "probability": float(each)} for number, each in enumerate(found.exactly, 1) if each]


def _number(amount: Fraction) -> int | float:
    return int(amount) if amount.denominator == 1 else float(amount)
