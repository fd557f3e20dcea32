"""Finds boards and sprints by name."""

import re
from collections.abc import Iterable
from typing import Any, Final

import click

from app.forge.errors import ForgeError
from resolvers.errors.problems import no_board
from velocity_chart.commands.asking import NOT_THERE, Functions, Stop
from velocity_chart.commands.table import printable

MOST_NAMED: Final = 8
"""The most names listed for an ambiguous name."""

ID: Final = re.compile(r"[1-9][0-9]{0,14}")
"""What can be an id: a number that JSON can carry (RFC 8259, section 6)."""


def filled(_: click.Context, __: click.Parameter, value: Any) -> Any:
    """Return an option's text or texts; raises `BadParameter` for an empty one, which any name would contain."""
    if value == "" or (isinstance(value, tuple) and "" in value):
        raise click.BadParameter("it is empty.")
    return value


async def board_ids(functions: Functions, names: Iterable[str]) -> list[int]:
    """Return the ids of the boards with these names or ids, without duplicates; raises `Stop` for an ambiguous name."""
    return list(dict.fromkeys([await _board_id(functions, name) for name in names]))


async def _board_id(functions: Functions, name: str) -> int:
    if ID.fullmatch(name):
        return int(name)
    found: list[Any] = []
    start: int | None = 0
    while start is not None:
        page = await functions.call("listBoards", {"query": name, "startAt": start})
        found, start = [*found, *page["boards"]], page["nextStartAt"]
    return int(_decided(name, found or await _any_boards(functions), "board")["id"])


async def _any_boards(functions: Functions) -> list[Any]:
    """Return the first boards of the site, to be named where none has the name; raises `ForgeError` without any."""
    page = await functions.call("listBoards", {})
    if not page["boards"] and page["nextStartAt"] is None:
        raise no_board()
    return list(page["boards"])


async def sprint_id(functions: Functions, configuration: dict[str, Any], name: str | None) -> int:
    """Return the id of the closed sprint with this name, the last one for None; raises `Stop` for an ambiguous name."""
    if name is None:
        report = await functions.call_patiently("getVelocity", configuration | {"sprintCount": 1})
        return int(report["sprints"][-1]["id"])
    try:
        report = await functions.call_patiently("getVelocity", configuration | {"nameContains": name})
    except ForgeError as error:
        if error.type != "no-sprints-match":
            raise
        report = await functions.call_patiently("getVelocity", configuration | {"sprintCount": MOST_NAMED})
    return int(_decided(name, report["sprints"][::-1], "closed sprint")["id"])


async def explanation(functions: Functions, configuration: dict[str, Any], name: str | None) -> Any:
    """Return the explanation of a sprint by id or name; a number that is not a sprint's id may be its name."""
    if name is not None and ID.fullmatch(name):
        try:
            return await functions.call_patiently("explainSprint", configuration | {"sprintId": int(name)})
        except ForgeError as error:
            if error.type != "sprint-not-found":
                raise
    chosen = await sprint_id(functions, configuration, name)
    return await functions.call_patiently("explainSprint", configuration | {"sprintId": chosen})


def _decided(name: str, found: list[Any], kind: str) -> Any:
    """Return the only one with this name, else the only one whose name contains it, ignoring case."""
    same = [one for one in found if one["name"].casefold() == name.casefold()]
    alike = same or [one for one in found if name.casefold() in one["name"].casefold()]
    if len(alike) == 1:
        return alike[0]
    if not alike:
        known = f" There are: {_listed(found)}." if found else ""
        raise Stop(f'No {kind} has "{printable(name)}" in its name.{known} Name one, or give its id.', NOT_THERE)
    raise Stop(f'"{printable(name)}" is not the name of one {kind}: {_listed(alike)}. Give the id.', NOT_THERE)


def _listed(found: list[Any]) -> str:
    named = [f"{printable(one['name'])} ({one['id']})" for one in found[:MOST_NAMED]]
    more = len(found) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
