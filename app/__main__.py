"""The command line: `velocity-chart`, its sub-commands, and what their exit statuses mean.

0: done. 1: a check failed. 2: the command line, the settings or the manifest is refused. 130: interrupted.
"""

import gc
import os
import sys
from collections.abc import Iterable, MutableMapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from app import __version__
from app.commands.options import takes_settings
from app.forge.errors import ForgeError, ManifestError
from app.settings import Settings, SettingsError

REFUSED: Final = 2
INTERRUPTED: Final = 130
"""What a shell reports of a command that SIGINT ended: 128 and the signal's number."""


class Commands(click.Group):
    """The sub-commands; `serve` is meant where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `serve` in front of a line that is empty or begins with a flag that is not the group's own."""
        if not args or (args[0].startswith("-") and args[0] not in {"--help", "--version"}):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="velocity-chart", message="%(prog)s %(version)s")
def commands() -> None:
    """Run a Forge app's dashboard gadgets on this machine.

    Without a command it serves: --host, --port, --url, --open, --site, --manifest, --dashboard, --kvs and --workers are
    flags of serve, and most of check too. Each stands in for an environment variable; secrets come from the
    environment only.
    """


@commands.command()
@takes_settings
def serve(settings: Settings) -> int:
    """Serve the dashboard until a signal ends it."""
    gc.disable()  # imports make no garbage; `settle` switches it on again
    from app.web import listen  # noqa: PLC0415 - the web framework is not loaded for the other commands

    try:
        bound = listen.listen(settings)
    except listen.PortTakenError as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}. Choose another.")
    with bound:
        try:
            return listen.serve(listen.with_port(settings, bound), bound)
        except ManifestError as error:
            return refuse(f"The manifest {settings.manifest} cannot be used:", *map(str, error.findings))
        except ForgeError as error:
            return refuse(error.message)


@commands.command()
@takes_settings
def check(settings: Settings) -> int:
    """Check manifest, settings, store and site, without listening."""
    from app.check import report as checks  # noqa: PLC0415 - as above

    return checks.run(settings)


@commands.command()
@click.argument("words", nargs=-1, metavar="history | restore NUMBER")
@takes_settings
def dashboard(settings: Settings, words: tuple[str, ...]) -> int:
    """List the dashboard's last versions, or bring one of them back."""
    from app.commands import dashboard as dashboardcommand  # noqa: PLC0415 - as above

    return dashboardcommand.run(settings, words)


@commands.command()
@click.argument("name")
def new(name: str) -> int:
    """Write a folder NAME with a small gadget of your own, here."""
    from app.commands import new as newcommand  # noqa: PLC0415 - as above

    return newcommand.run(name, Path())


def refuse(*sentences: str) -> int:
    """Print the sentences on the error stream and return the status of a refusal."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    return REFUSED


def main(
    arguments: Sequence[str] | None = None,
    environ: MutableMapping[str, str] = os.environ,
    *,
    further: Iterable[click.Command] = (),
) -> int:
    """Run a command and return the exit status; `further` are commands that a distribution has besides these."""
    for command in further:
        commands.add_command(command)
    try:
        status: Any = commands.main(arguments, prog_name="velocity-chart", standalone_mode=False, obj=environ)
    except SettingsError as error:
        return refuse(*error.findings)
    except click.ClickException as error:
        error.show()
        return REFUSED
    except click.Abort:
        return INTERRUPTED
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
