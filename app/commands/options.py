"""The commands' flags, generated from the table of settings."""

import difflib
import functools
from collections.abc import Callable, Collection, Mapping
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
        warn_of_misspelt(context.obj, VARIABLES)
        settings = from_environment(context.obj, texts)
        logs.set_up(settings)
        return run(settings=settings, **options)

    for variable, setting in reversed(list(VARIABLES.items())):
        read = option(variable, setting)(read)
    return read


def warn_of_misspelt(environ: Mapping[str, str], known: Collection[str]) -> None:
    """Print a sentence on standard error for each unknown `VELOCITY_` variable, with the most similar known one."""
    for name in sorted(name for name in environ if name.startswith("VELOCITY_") and name not in known):
        nearest = difflib.get_close_matches(name, known, n=1)
        meant = f" Did you mean {nearest[0]}?" if nearest else ""
        click.echo(f"{name} is not a setting and is ignored.{meant}", err=True)


def option(variable: str, setting: Setting) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return a decorator that adds the flag of a setting, if it has one, to a command."""
    if setting.flag is None:
        return lambda command: command
    told = f"{setting.help} [{variable}]"
    if setting.switch:
        return click.option(setting.flag, variable.lower(), flag_value="1", is_flag=True, default=None, help=told)
    metavar = setting.flag.removeprefix("--").upper()
    return click.option(setting.flag, variable.lower(), metavar=metavar, help=told)
