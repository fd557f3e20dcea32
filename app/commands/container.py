"""`velocity-chart container`: serves the app's functions as a container service of Forge, until SIGTERM."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app import logs
from app.container.environment import read
from app.container.server import create
from app.web import listen

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - only the sidecar reaches the container, by whichever address Forge takes
GRACE_SECONDS: Final = 30
"""For what runs at a SIGTERM: longer than the 25 seconds of an invocation, and less than Forge's 5 minutes."""


def run(environ: Mapping[str, str], manifest: Path) -> int:
    """Serve until a signal ends it and return 0; raises `NoContainerError`, `ManifestError`, or OSError for a port."""
    environment = read(environ)
    logs.to_standard_error(logging.INFO)
    app = create(environment, manifest)
    bound = listen.bind(EVERYWHERE, environment.port)
    with bound:
        line = f"Ready on port {environment.port} for Forge's sidecar"
        listen.run(app, bound, lambda: print(line, flush=True), seconds=GRACE_SECONDS)  # noqa: T201 - as in `listen`
    return 0
