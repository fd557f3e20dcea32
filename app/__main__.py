"""The command line: `velocity-chart serve` and `velocity-chart check`."""

import argparse
import os
import sys
from collections.abc import MutableMapping, Sequence
from typing import Final

from app import check, logs
from app.forge.errors import ForgeError, ManifestError
from app.settings import VARIABLES, Settings, SettingsError, from_environment
from app.web import serving

REFUSED: Final = 2
HELP: Final = {
    "--host": "the address to listen on; any other than this machine's own needs VELOCITY_ACCESS_KEY (127.0.0.1)",
    "--url": "the address that people use where a proxy stands in front, such as https://tools.example.com/velocity/",
    "--port": "the port to listen on, 0 for any free one (8000)",
    "--site": "demo, file:PATH, or the address of a Jira site (demo)",
    "--manifest": "the manifest of the app to run (this project's)",
    "--dashboard": "the file that keeps the dashboard (in the user's data folder)",
    "--kvs": "memory, or a redis address without a password (memory)",
    "--workers": "how many processes serve; more than one needs a redis store (1)",
    "--open": "open the dashboard in a browser",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser. Every flag stores its text under the name of the variable that it stands in for."""
    top = argparse.ArgumentParser(
        prog="velocity-chart",
        description="Runs a Forge app's dashboard gadgets on this machine.",
        epilog="Each flag stands in for an environment variable. Secrets are taken from the environment only.",
    )
    top.add_argument("command", nargs="?", choices=("serve", "check"), default="serve", help="what to do (serve)")
    for variable, (_, _, flag) in VARIABLES.items():
        if flag == "--open":
            top.add_argument(flag, dest=variable, action="store_const", const="1", help=HELP[flag])
        elif flag:
            top.add_argument(flag, dest=variable, metavar=flag[2:].upper(), help=f"{HELP[flag]} [{variable}]")
    return top


def main(arguments: Sequence[str] | None = None, environ: MutableMapping[str, str] = os.environ) -> int:
    """Run a command and return the exit status: 0 done, 1 a check failed, 2 settings or manifest refused."""
    options = vars(parser().parse_args(arguments))
    command = options.pop("command")
    try:
        settings = from_environment(environ, {name: text for name, text in options.items() if text is not None})
    except SettingsError as error:
        return _refuse(*error.findings)
    logs.set_up(settings)
    return check.run(settings) if command == "check" else serve(settings)


def serve(settings: Settings) -> int:
    """Listen and serve until a signal comes."""
    try:
        bound = serving.listen(settings)
    except serving.PortTakenError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}. Choose another.")
    with bound:
        try:
            return serving.serve(serving.with_port(settings, bound), bound)
        except ManifestError as error:
            return _refuse(f"The manifest {settings.manifest} cannot be used:", *map(str, error.findings))
        except ForgeError as error:
            return _refuse(error.message)


def _refuse(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)  # noqa: T201 - a command speaks on its standard streams
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
