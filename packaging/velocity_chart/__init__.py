"""The installed product: one folder that holds the platform, the app and its files under their own names."""

import gc
import sys
from pathlib import Path


def main() -> int:
    """Run the `velocity-chart` command and return its exit status.

    An installation keeps `app` and `resolvers` inside this folder, so that no other project's modules of those names
    are met; the command finds them because its own folder is searched first. The platform's commands get those that
    know the report beside them.
    """
    gc.disable()  # imports make no garbage
    sys.path.insert(0, str(Path(__file__).parent))
    from app.__main__ import main as command  # noqa: PLC0415 - importable only once the path above is set
    from velocity_chart.commands import COMMANDS  # noqa: PLC0415 - as above

    gc.enable()
    return command(further=COMMANDS)
