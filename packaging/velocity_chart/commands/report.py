"""`velocity-chart report`: prints what the gadget shows, as a table, CSV or JSON."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

import click
import orjson

from app.commands.options import takes_settings
from app.settings import Settings
from resolvers.configuration import DEFAULT_SPRINTS, MOST_SPRINTS
from velocity_chart.commands.asking import Functions, run, stops
from velocity_chart.commands.choosing import board_ids
from velocity_chart.commands.table import Cell, aligned, csv, printable

Json = dict[str, Any]

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


@click.command()
@click.option("--board", "boards", multiple=True, required=True, metavar="NAME|ID", help="a board; may be repeated")
@click.option("--sprints", type=click.IntRange(1, MOST_SPRINTS), default=DEFAULT_SPRINTS, show_default=True,
              help="how many of the last closed sprints")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@takes_settings
@stops
def report(settings: Settings, boards: tuple[str, ...], sprints: int, form: str) -> int:
    """Print what the gadget shows: committed and completed of each closed sprint, averages, the typical range.

    Warnings go to standard error. Exit statuses: 2 invalid options or settings, 3 Jira cannot be reached, 4 Jira
    refuses, 5 no such board or no closed sprint, 6 a limit is reached, 1 anything else.
    """

    async def ask(functions: Functions) -> Json:
        chosen = await board_ids(functions, boards)
        found: Json = await functions.call_patiently("getVelocity", {"boardIds": chosen, "sprintCount": sprints})
        return found

    found = run(settings, ask)
    click.echo(FORMS[form](found), nl=False)
    for warning in found["warnings"]:
        click.echo(f"warning: {printable(warning['message'])}", err=True)
    return 0


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
    for sprint in found["sprints"]:
        board = [names[sprint["boardId"]]] if several else []
        amounts = [amount(sprint[figure], found["unit"]) for figure in FIGURES]
        rows.append([sprint["name"], *board, sprint["completeDate"][:10], *amounts])
    flush = [head in FIGURES.values() for head in heads]
    unit = f"{printable(', '.join(names.values()))}, in {printable(found['unit']['name'])}"
    notes = [f"{sprint['name']}: {note['message']}" for sprint in found["sprints"] for note in sprint["notes"]]
    blocks = [[unit], [aligned(rows, flush)], _statistics(found), list(map(printable, notes))]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _boards(found: Json) -> dict[int, str]:
    return {board["id"]: board["name"] for board in found["boards"]}


def _statistics(found: Json) -> list[str]:
    of, unit = found["statistics"], found["unit"]
    n = of["sprintCount"]
    if not n:
        return []
    lines = [
        f"{kind} of {n} sprint{'' if n == 1 else 's'}: "
        f"committed {amount(of['committed'][key], unit)}, completed {amount(of['completed'][key], unit)}"
        for kind, key in (("Average", "mean"), ("Median", "median"))
    ]
    completed = of["completed"]
    if completed["probability"] is not None:
        low, high = (amount(completed[end], unit) for end in ("low", "high"))
        lines.append(f"Typical range: {low} to {high}, where the next sprint lands with a chance of {_odds(completed)}")
    return lines


def _odds(completed: Mapping[str, Any]) -> str:
    """Return a probability as "3 in 4", or as "82 in 100" if the fraction is not a simple one."""
    odds = Fraction(completed["probability"]).limit_denominator(10)
    plain = abs(float(odds) - completed["probability"]) < 1e-9  # noqa: PLR2004 - the noise of one division
    return f"{odds.numerator} in {odds.denominator}" if plain else f"{completed['probability'] * 100:.0f} in 100"


def amount(value: float | None, unit: Mapping[str, Any]) -> str:
    """Return a figure for display: times in hours, at most two decimals."""
    if value is None:
        return "-"
    time = unit["kind"] == "time"
    text = f"{round(value / 3600 if time else value, 2):,.2f}".rstrip("0").rstrip(".")
    return f"{text} h" if time else text


FORMS: Final[Mapping[str, Callable[[Json], str]]] = {"table": as_table, "csv": as_csv, "json": as_json}
