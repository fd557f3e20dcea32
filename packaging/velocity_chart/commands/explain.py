"""`velocity-chart explain`: prints why each issue of a sprint counts as it does, as a table or as JSON."""

from collections.abc import Mapping
from typing import Any, Final

import click

from app.commands.options import takes_settings
from app.settings import Settings
from resolvers.messages import REASONS
from velocity_chart.commands.asking import Functions, run, stops
from velocity_chart.commands.choosing import board_ids, explanation, filled
from velocity_chart.commands.report import FIGURES, amount, as_json
from velocity_chart.commands.table import aligned, printable

Json = dict[str, Any]

OUTCOMES: Final = {
    "completed": "Completed",
    "notCompleted": "Not completed",
    "removed": "Removed",
    "completedElsewhere": "Completed elsewhere",
    "passedThrough": "Passed through",
}


@click.command()
@click.option("--board", required=True, metavar="NAME|ID", callback=filled, help="the board")
@click.option("--sprint", metavar="NAME|ID", callback=filled, help="a closed sprint of the board (the last one)")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@takes_settings
@stops
def explain(settings: Settings, board: str, sprint: str | None, form: str) -> int:
    """Print why each work item of a sprint counts as it does; the columns add up to the sprint's figures.

    Exit statuses are those of `report`.
    """

    async def ask(functions: Functions) -> tuple[Json, Json]:
        (chosen,) = await board_ids(functions, [board])
        found: Json = await explanation(functions, {"boardIds": [chosen]}, sprint)
        estimation = (await functions.call("describeBoard", {"boardId": chosen}))["estimation"]
        return found, next(unit for unit in estimation["options"] if unit["id"] == estimation["default"])

    found, unit = run(settings, ask)
    click.echo(as_json(found) if form == "json" else as_table(found, unit), nl=False)
    return 0


def as_table(found: Json, unit: Mapping[str, Any]) -> str:
    """Return a table of the work items with their reasons, and the sums."""
    sprint, issues = found["sprint"], found["issues"]
    heads = ["Key", "Outcome", *FIGURES.values(), "Status at the close", "Why"]
    rows = [heads]
    for issue in issues:
        why = " ".join(REASONS[reason] for reason in issue["reasons"])
        amounts = [amount(issue[figure], unit) for figure in FIGURES]
        rows.append([issue["key"], OUTCOMES[issue["outcome"]], *amounts, issue["statusAtClose"] or "", why])
    rows.append(["Sum", "", *(amount(sprint[figure], unit) for figure in FIGURES), "", ""])
    table = aligned(rows, [head in FIGURES.values() for head in heads])
    return f"{printable(sprint['name'])}, in {printable(unit['name'])}\n\n{table}\n"
