"""The commands' flags, generated from the table of settings."""

import difflib
import functools
from collections.abc import Callable, Mapping
from typing import Any

import click

from app import logs
from app.settings import VARIABLES, Setting, from_environment


def takes_settings(run: Callable[..., int]) -> Callable[..., int]:
    """Decorate a command with the settings' flags; its function gets the `Settings` as the keyword `settings`.

    A flag overrides its environment variable; the environment is the click context's `obj`. Raises `SettingsError`.
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

    for variable, setting in reversed(list(VARIABLES.items())):
        read = option(variable, setting)(read)
    return read


def misspelt(environ: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Return the unknown `VELOCITY_` variables, each with the most similar setting, or None."""
    names = sorted(name for name in environ if name.startswith("VELOCITY_") and name not in VARIABLES)
    return [(name, next(iter(difflib.get_close_matches(name, VARIABLES, n=1)), None)) for name in names]


def option(variable: str, setting: Setting) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return a decorator that adds the flag of a setting, if it has one, to a command."""
    if setting.flag is None:
        return lambda command: command
    if setting.switch:
        return click.option(
            setting.flag, variable.lower(), flag_value="1", is_flag=True, default=None, help=setting.help
        )
    metavar = setting.flag.removeprefix("--").upper()
    return click.option(setting.flag, variable.lower(), metavar=metavar, help=f"{setting.help} [{variable}]")
