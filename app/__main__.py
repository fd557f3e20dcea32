"""The command line: `velocity-chart`, its sub-commands and their exit statuses.

0: done. 1: a check failed, or the disk is full. 2: invalid command line, settings or manifest. 130: interrupted.
"""

import asyncio
import errno
import gc
import os
import sys
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from app import __version__
from app.commands.options import takes_settings, warn_of_misspelt
from app.forge.errors import ForgeError, ManifestError
from app.settings import ROOT, Settings, SettingsError

FAILED: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130
"""The conventional status of a command ended by SIGINT: 128 plus the signal's number."""


class Commands(click.Group):
    """The sub-commands; the default is `serve`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert `serve` if the command line is empty or starts with a flag that is not the group's own.

        An empty line that a shell wants to complete stays empty: any command may follow.
        """
        is_empty = not args and not ctx.resilient_parsing
        if is_empty or (args and args[0].startswith("-") and args[0] not in {"--help", "--version"}):
            args = ["serve", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what can begin a command line: a command, a flag of the group, or one of `serve`."""
        found = super().shell_complete(ctx, incomplete)
        known = {item.value for item in found}
        return found + [item for item in serve.shell_complete(ctx, incomplete) if item.value not in known]


@click.group(cls=Commands, context_settings={"help_option_names": ["--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="velocity-chart", message="%(prog)s %(version)s")
def commands() -> None:
    """Run a Forge app's dashboard gadgets on this machine.

    The default command is serve. Its flags, most of which check has too, are --host, --port, --url, --open, --site,
    --manifest, --dashboard, --kvs, --workers and --reload. Each overrides an environment variable; secrets come from
    the environment only.
    """


@commands.command()
@takes_settings
def serve(settings: Settings) -> int:
    """Serve the dashboard until a signal arrives."""
    gc.disable()  # imports make no garbage; `settle` switches it on again
    from app.web import listen  # noqa: PLC0415 - the web framework is not loaded for the other commands

    try:
        bound = listen.listen(settings)
    except listen.PortTakenError as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}. Choose another.")

    def work(settings: Settings) -> int:
        try:
            warn_of_manifest(settings.manifest)
            return listen.serve(settings, bound)
        except ManifestError as error:
            return refuse(f"The manifest {settings.manifest} cannot be used:", *map(str, error.findings))
        except ForgeError as error:
            return refuse(error.message)

    with bound:
        settings = listen.with_port(settings, bound)
        warn_of_credential(settings)
        if not settings.reload:
            return work(settings)
        from app.commands.reload import Reloading  # noqa: PLC0415 - for developing only

        folder, once = settings.manifest.resolve().parent, settings.open_browser
        return Reloading(folder, lambda run: work(replace(settings, open_browser=once and run == 0))).run()


@commands.command()
@takes_settings
def check(settings: Settings) -> int:
    """Check manifest, settings, store and site without starting a server."""
    from app.check import run as checks  # noqa: PLC0415 - as above

    return checks.run(settings)


@commands.command()
@click.argument("words", nargs=-1, metavar="list | history | restore | rename | default | delete | undelete")
@takes_settings
def dashboard(settings: Settings, words: tuple[str, ...]) -> int:
    """List, rename and delete dashboards, and bring back one of the last versions of one."""
    from app.commands import dashboard as dashboardcommand  # noqa: PLC0415 - as above

    return dashboardcommand.run(settings, words)


@commands.command()
@click.argument("name")
def new(name: str) -> int:
    """Create a folder NAME with a small gadget of your own."""
    from app.commands import new as newcommand  # noqa: PLC0415 - as above

    return newcommand.run(name, Path())


@commands.command()
@click.option("--manifest", metavar="MANIFEST", help="the manifest of the app to run (this project's)")
@click.pass_context
def container(context: click.Context, manifest: str | None) -> int:
    """Serve the functions as a container service of Forge, which sets SERVER_PORT and FORGE_EGRESS_PROXY_URL."""
    from app.commands import container as containercommand  # noqa: PLC0415 - as above
    from app.container.environment import CHECK_VARIABLE, NoContainerError  # noqa: PLC0415 - as above

    warn_of_misspelt(context.obj, {CHECK_VARIABLE})
    try:
        return containercommand.run(context.obj, Path(manifest) if manifest else ROOT / "manifest.yaml")
    except NoContainerError as error:
        return refuse(*error.findings)
    except ManifestError as error:
        return refuse("The manifest cannot be used:", *map(str, error.findings))
    except OSError as error:
        return refuse(f"Cannot listen on the port of SERVER_PORT: {error.strerror}.")


def warn_of_manifest(path: Path) -> None:
    """Print a sentence on the error stream for each part of the manifest that is ignored; raises `ManifestError`."""
    from app.forge.manifest.reader import load  # noqa: PLC0415 - not loaded for the other commands

    for finding in load(path).warnings:
        click.echo(f"{path}: {finding}", err=True)


def warn_of_credential(settings: Settings) -> None:
    """Print a sentence on the error stream if a real site refuses the credential."""
    if settings.site_kind != "remote":
        return
    from app.check.credential import refusal  # noqa: PLC0415 - the client is not loaded for the other commands
    from app.clock import SystemClock  # noqa: PLC0415 - as above

    if said := asyncio.run(refusal(settings, SystemClock())):
        click.echo(f"Charts will show no figures: {said}", err=True)


def refuse(*sentences: str) -> int:
    """Print the lines on standard error and return the status for refused input."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    return REFUSED


def main(
    arguments: Sequence[str] | None = None,
    environ: MutableMapping[str, str] = os.environ,
    *,
    further: Iterable[click.Command] = (),
) -> int:
    """Run a command and return the exit status; `further` are additional commands of a distribution."""
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
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        click.echo(f"The output could not be written: {error.strerror}.", err=True)
        return FAILED
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
