"""The installed package: one folder with the platform, the app and its files."""

import gc
import sys
from pathlib import Path


def main() -> int:
    """Run the `velocity-chart` command and return its exit status.

    `app` and `resolvers` are inside this folder, so that they do not clash with other modules of those names; the
    command puts its folder first on the search path. It adds the commands that know the report to those of the
    platform.
    """
    gc.disable()  # imports make no garbage
    sys.path.insert(0, str(Path(__file__).parent))
    from app.__main__ import main as command  # noqa: PLC0415 - importable only once the path above is set
    from velocity_chart.commands import COMMANDS  # noqa: PLC0415 - as above

    gc.enable()
    return command(further=COMMANDS)
