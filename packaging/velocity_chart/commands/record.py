"""`velocity-chart record`: prints an anonymized recorded site of a board, verified to give the same figures."""

import dataclasses
import secrets
from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

import click
import orjson

from app.clock import SystemClock
from app.commands.options import takes_settings
from app.forge.errors import ForgeError
from app.jira.connect import connect, replayed
from app.jira.recording.tee import Answered, Tee
from app.settings import Settings
from app.web.platform import assemble
from resolvers.configuration import DEFAULT_SPRINTS, MOST_SPRINTS
from velocity_chart.commands.asking import FAILED, Functions, Stop, run, stops
from velocity_chart.commands.choosing import board_ids, filled

Json = dict[str, Any]

WEEKS: Final = range(52, 260)
"""How many weeks earlier the dates of a recording are: a random number of one to five years."""

IDENTIFYING: Final = frozenset({"id", "boardId", "name", "url", "startDate", "endDate", "completeDate"})
"""Members of a sprint in which a recording may differ from its site."""


@click.command()
@click.option("--board", required=True, metavar="NAME|ID", callback=filled, help="the board")
@click.option("--sprints", type=click.IntRange(1, MOST_SPRINTS), default=DEFAULT_SPRINTS, show_default=True,
              help="how many of the last closed sprints")  # fmt: skip
@click.option("--keep-names", is_flag=True, help="keep keys and names as they are")
@takes_settings
@stops
def record(settings: Settings, board: str, sprints: int, keep_names: bool) -> int:  # noqa: FBT001 - click's flag
    """Print a recorded site of a board for a bug report: `velocity-chart record --board NAME > site.json`.

    Keys and the names of boards, sprints and statuses are replaced, dates are shifted by whole weeks; estimates stay.
    Nothing is printed unless the recording gives the same figures as the site. Exit statuses are those of `report`.
    """
    clock = SystemClock()
    tee: list[Tee] = []
    chosen: list[int] = []

    def tapped() -> Any:
        upstream = connect(settings, clock)
        tee.append(Tee(upstream.transport))
        # Under a new site id the app has nothing cached, so it requests everything that it needs.
        upstream = dataclasses.replace(upstream, transport=tee[0], cloud_id=str(uuid4()))
        return assemble(settings, clock, upstream, None)

    async def ask(functions: Functions) -> Json:
        chosen.extend(await board_ids(functions, [board]))
        found: Json = await functions.call_patiently("getVelocity", {"boardIds": chosen, "sprintCount": sprints})
        return found

    # With cached figures the app would not request their sources, so the store is this process's own.
    settings = dataclasses.replace(settings, kvs_url=None, workers=1)
    shown = run(settings, ask, connect=tapped)
    data = written(tee[0].answered, chosen[0], keep_names=keep_names)
    again = replay(settings, data, sprints)
    if comparable(again) != comparable(shown):
        raise Stop(
            "The figures of the recording differ from the site's, so nothing was written. Please report it.", FAILED
        )
    click.echo(orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE).decode(), nl=False)
    return 0


def written(answered: Sequence[Answered], board: int, *, keep_names: bool) -> Json:
    """Return the recording, checked like a file; raises `Stop` if it cannot be made."""
    from app.jira.recording.reader import checked  # noqa: PLC0415 - no other command needs it, least of all `serve`
    from app.jira.recording.writer import Writer  # noqa: PLC0415 - as above

    weeks = WEEKS[secrets.randbelow(len(WEEKS))]
    try:
        return checked(Writer(answered, board, weeks=weeks, keep_names=keep_names).data())
    except ForgeError as error:
        raise Stop(f"{error.message} Nothing was written.", FAILED) from None
    except (LookupError, TypeError, ValueError, AttributeError):
        raise Stop("Jira's answers have a form that cannot be recorded. Nothing was written.", FAILED) from None


def replay(settings: Settings, data: Json, sprints: int) -> Json:
    """Return the report of a recording, computed in this process."""
    clock = SystemClock()
    upstream = replayed(data, "recording", clock)

    async def ask(functions: Functions) -> Json:
        boards = {"boardIds": [data["boards"][0]["id"]], "sprintCount": sprints}
        found: Json = await functions.call_patiently("getVelocity", boards)
        return found

    return run(settings, ask, connect=lambda: assemble(settings, clock, upstream, None))


def comparable(report: Json) -> Json:
    """Return what must be equal in the reports of a site and its recording: all figures and the codes of notes."""
    sprints = [
        {name: value for name, value in sprint.items() if name not in IDENTIFYING | {"notes"}}
        | {"notes": [(note["code"], note["number"]) for note in sprint["notes"]]}
        for sprint in report["sprints"]
    ]
    return {"kind": report["unit"]["kind"], "sprints": sprints, "statistics": report["statistics"]}
