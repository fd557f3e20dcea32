"""`velocity-chart report`: prints what the gadget shows, as a table, CSV, JSON or a picture."""

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, Final
from zoneinfo import available_timezones

import click
import orjson
from pydantic.alias_generators import to_camel

from app.commands.options import takes_settings
from app.pictures.engine import Look
from app.settings import Settings
from resolvers.configuration import DEFAULT_SPRINTS, MOST_SPRINTS
from velocity_chart.commands.asking import Functions, run, stops
from velocity_chart.commands.choosing import board_ids, filled
from velocity_chart.commands.drawing import PICTURES, drawn, prepare
from velocity_chart.commands.table import Cell, aligned, csv, printable

Json = dict[str, Any]

DAY: Final = click.DateTime(["%Y-%m-%d"])
ENOUGH_FOR_80_PERCENT: Final = 9
"""Sprints; with fewer the typical range has a lower probability."""
COLUMNS: Final = (
    *("sprintId", "sprint", "board", "startDate", "endDate", "completeDate", "committed", "completed", "added"),
    *("removed", "estimateChange", "notCompleted", "finalScope", "completedElsewhere", "carriedIn", "committedDone"),
    *("completionRate", "unestimated", "excluded", "notes", "unit", "asOf"),
)
"""The columns of the CSV, the same as in the gadget's export."""

FIGURES: Final = {
    "committed": "Committed",
    "added": "Added",
    "removed": "Removed",
    "estimateChange": "Re-estimated",
    "completed": "Completed",
    "notCompleted": "Not completed",
}
"""The table's figures and their headings."""


def known(_: click.Context, __: click.Parameter, value: str) -> str:
    """Return a time zone's name; raises `BadParameter` for one that this machine's list of time zones does not have."""
    if value != "UTC" and (zones := available_timezones()) and value not in zones:
        raise click.BadParameter("there is no such time zone. Name one such as Europe/Berlin.")
    return value


@click.command()
@click.option("--board", "boards", multiple=True, required=True, metavar="NAME|ID", callback=filled,
              help="a board; may be repeated")  # fmt: skip
@click.option("--sprints", type=click.IntRange(1, MOST_SPRINTS), metavar="N",
              help=f"the last N closed sprints; {DEFAULT_SPRINTS}, or all that --from, --to, --name leave")  # fmt: skip
@click.option("--from", "closed_from", type=DAY, metavar="DAY",
              help="only sprints closed on this day (YYYY-MM-DD, UTC) or later")  # fmt: skip
@click.option("--to", "closed_to", type=DAY, metavar="DAY", help="only sprints closed on this day or earlier")
@click.option("--name", "name_contains", metavar="TEXT", callback=filled, help="only sprints whose name contains this")
@click.option("--running", is_flag=True, help="the running sprint too, as it is now; it is in no average and in no CSV")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", *PICTURES]), default="table",
              show_default=True)  # fmt: skip
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", help="of a picture (light)")
@click.option("--locale", default="en-US", help="the language of a picture, such as de-DE (en-US)")
@click.option("--timezone", default="UTC", callback=known, help="of a picture, such as Europe/Berlin (UTC)")
@takes_settings
@stops
def report(settings: Settings, boards: tuple[str, ...], form: str, **chosen: Any) -> int:
    """Print what the gadget shows: committed and completed of each closed sprint, averages, the typical range.

    A picture, svg or png, needs the packages of velocity-chart[images].

    Warnings go to standard error. Exit statuses: 2 invalid options or settings, or a package is missing, 3 Jira cannot
    be reached, 4 Jira refuses, 5 no such board or no closed sprint, 6 a limit is reached, 1 anything else.
    """
    look = Look(**{name: chosen.pop(name) for name in ("theme", "locale", "timezone")})
    selected = selection(**chosen)

    async def ask(functions: Functions) -> tuple[Json, str | bytes]:
        if form in PICTURES:  # whatever is missing is said before anything is read
            prepare(form)
        which = {"boardIds": await board_ids(functions, boards), **selected}
        found: Json = await functions.call_patiently("getVelocity", which)
        if form in PICTURES:
            return found, await drawn(functions.platform, found, which, look, form)
        return found, FORMS[form](found)

    found, written = run(settings, ask)
    click.echo(written, nl=False)
    for warning in found["warnings"]:
        click.echo(f"warning: {printable(warning['message'])}", err=True)
    return 0


def selection(*, sprints: int | None, running: bool, name_contains: str | None, **days: datetime | None) -> Json:
    """Return the part of a configuration that says which sprints are shown; raises `UsageError` for days reversed."""
    chosen: Json = {to_camel(name): day.date().isoformat() for name, day in days.items() if day}
    if chosen.get("closedFrom", "") > chosen.get("closedTo", "9999"):
        raise click.UsageError("The day of --from is after that of --to.")
    given = {"sprintCount": sprints, "nameContains": name_contains}
    chosen |= {name: value for name, value in given.items() if value is not None}
    return chosen | ({"includeRunningSprint": True} if running else {})


def as_json(found: Json) -> str:
    """Return the report itself."""
    return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def as_csv(found: Json) -> str:
    """Return a header and a row for each sprint. Times are in seconds."""
    names, unit = _boards(found), found["unit"]
    measured = f"{unit['name']} (seconds)" if unit["kind"] == "time" else unit["name"]
    rows: list[list[Cell]] = [list(COLUMNS)]
    for sprint in found["sprints"]:
        own = {"sprintId": sprint["id"], "sprint": sprint["name"], "board": names[sprint["boardId"]]}
        notes = " ".join(note["message"] for note in sprint["notes"])
        own |= {"unestimated": sprint["counts"]["unestimated"], "notes": notes, "unit": measured, "asOf": found["asOf"]}
        rows.append([(sprint | own).get(column) for column in COLUMNS])
    return csv(rows)


def as_table(found: Json) -> str:
    """Return a table of the sprints, followed by averages, the typical range and notes."""
    names, several = _boards(found), len(found["boards"]) > 1
    heads = ["Sprint", *(["Board"] if several else []), "Closed", *FIGURES.values()]
    rows = [heads]
    for sprint in (*found["sprints"], *found.get("runningSprints", ())):
        board = [names[sprint["boardId"]]] if several else []
        amounts = [amount(sprint[figure], found["unit"]) for figure in FIGURES]
        rows.append([sprint["name"], *board, (sprint["completeDate"] or "running")[:10], *amounts])
    flush = [head in FIGURES.values() for head in heads]
    unit = f"{printable(', '.join(names.values()))}, in {printable(found['unit']['name'])}"
    notes = [f"{sprint['name']}: {note['message']}" for sprint in found["sprints"] for note in sprint["notes"]]
    blocks = [[unit], [aligned(rows, flush)], _statistics(found), list(map(printable, notes))]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _boards(found: Json) -> dict[int, str]:
    return {board["id"]: board["name"] for board in found["boards"]}


def _statistics(found: Json) -> list[str]:
    """Return averages, typical range and trend as the chart has them: with several boards, of their periods."""
    of, unit = found.get("periodStatistics") or found["statistics"], found["unit"]
    one = "period" if "periods" in found else "sprint"
    n = of["sprintCount"]
    if n <= 1:
        return []
    lines = [
        f"{kind} of {n} {one}s: "
        f"committed {amount(of['committed'][key], unit)}, completed {amount(of['completed'][key], unit)}"
        for kind, key in (("Average", "mean"), ("Median", "median"))
    ]
    if one == "period":
        lines.insert(0, "A period sums the sprints that close at about the same time.")
    completed = of["completed"]
    if completed["probability"] is not None:
        low, high = (amount(completed[end], unit) for end in ("low", "high"))
        lines.append(f"Typical range: {low} to {high}, where the next {one} lands with a chance of {_odds(n)}")
    if completed["trend"]:
        step = completed["trend"]["perSprint"]
        direction = "Rising" if step > 0 else "Falling"
        lines.append(f"{direction}: completed changes by {amount(step, unit)} a {one}, which is more than noise")
    return lines


def _odds(n: int) -> str:
    """Return the probability of a typical range of n sprints in the gadget's words: "3 in 4" for seven sprints."""
    if n >= ENOUGH_FOR_80_PERCENT:
        return "at least 80%"
    odds = Fraction(n - 1, n + 1)
    return f"{odds.numerator} in {odds.denominator}"


def amount(value: float | None, unit: Mapping[str, Any]) -> str:
    """Return a figure for display: times in hours, at most two decimals."""
    if value is None:
        return "-"
    time = unit["kind"] == "time"
    text = f"{round(value / 3600 if time else value, 2):,.2f}".rstrip("0").rstrip(".")
    return f"{text} h" if time else text


FORMS: Final[Mapping[str, Callable[[Json], str]]] = {"table": as_table, "csv": as_csv, "json": as_json}
