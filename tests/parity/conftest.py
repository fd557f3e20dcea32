"""Atlassian's packages beside ours; without Node the comparisons are skipped with this reason, and fail under CI."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.conftest import browser
from tests.node import packages
from tests.parity.side import Side, running

__all__ = ["browser", "node", "side"]


@pytest.fixture(scope="session")
def node() -> Path:
    """Return the folder with the npm packages."""
    return packages.needed()


@pytest.fixture(scope="session")
def side(node: Path) -> Iterator[Side]:
    """Give the process that runs the packages."""
    with running(node) as process:
        yield process
