"""The flags of the commands, made from the table of the settings."""

import difflib
import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from app import logs
from app.settings import VARIABLES, from_environment

HELP: Final = {
    "--host": "the address to listen on; any other than this machine's own needs VELOCITY_ACCESS_KEY (127.0.0.1)",
    "--url": "the address that people use where a proxy stands in front, such as https://tools.example.com/charts/",
    "--port": "the port to listen on, 0 for any free one (8000)",
    "--site": "demo, file:PATH, or the address of a Jira site (demo)",
    "--manifest": "the manifest of the app to run (this project's)",
    "--dashboard": "a file, or a redis address without a password, that keeps the dashboard (a file of the user)",
    "--kvs": "memory, or a redis address without a password (memory)",
    "--workers": "how many processes serve; more than one needs a redis store (1)",
    "--open": "open the dashboard in a browser",
}


def takes_settings(run: Callable[..., int]) -> Callable[..., int]:
    """Give a command the flags of the settings, and its function the `Settings` as the keyword `settings`.

    A flag wins over its variable in the environment, which is the click context's `obj`. Raises `SettingsError`.
    """

    @click.pass_context
    @functools.wraps(run)
    def read(context: click.Context, /, **options: Any) -> int:
        texts = {name: text for name in VARIABLES if (text := options.pop(name.lower(), None)) is not None}
        for name, nearest in misspelt(context.obj):
            meant = f" Did you mean {nearest}?" if nearest else ""
            click.echo(f"{name} is not a setting and is ignored.{meant}", err=True)
        settings = from_environment(context.obj, texts)
        logs.set_up(settings)
        return run(settings=settings, **options)

    for variable, (_, _, flag) in reversed(list(VARIABLES.items())):
        if flag:
            read = _option(flag, variable)(read)
    return read


def misspelt(environ: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Return the `VELOCITY_` variables that are no settings, each with the setting of the nearest name, or None."""
    names = sorted(name for name in environ if name.startswith("VELOCITY_") and name not in VARIABLES)
    return [(name, next(iter(difflib.get_close_matches(name, VARIABLES, n=1)), None)) for name in names]


def _option(flag: str, variable: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    if flag == "--open":
        return click.option(flag, variable.lower(), flag_value="1", is_flag=True, default=None, help=HELP[flag])
    return click.option(flag, variable.lower(), metavar=flag[2:].upper(), help=f"{HELP[flag]} [{variable}]")
