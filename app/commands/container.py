"""`velocity-chart container`: serves the app's functions as a container service of Forge, until SIGTERM."""

import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from app.container import log
from app.container.environment import read
from app.container.server import create
from app.web import listen

logger: Final = logging.getLogger("app.commands.container")

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - only the sidecar reaches the container, by whichever address Forge takes
GRACE_SECONDS: Final = 30
"""For what runs at a SIGTERM: longer than the 25 seconds of an invocation, and less than Forge's 5 minutes."""


def run(environ: Mapping[str, str], manifest: Path) -> int:
    """Serve until a signal ends it and return 0; raises `NoContainerError`, `ManifestError`, or OSError for a port."""
    environment = read(environ)
    log.set_up(logging.INFO)
    app = create(environment, manifest)
    bound = listen.bind(EVERYWHERE, environment.port)
    with bound:
        ready = partial(logger.info, "Ready on port %d for Forge's sidecar", environment.port)
        listen.run(app, bound, ready, seconds=GRACE_SECONDS)
    return 0
