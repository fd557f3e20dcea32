"""Atlassian's packages beside ours; without Node the comparisons are skipped with the reason, and fail under CI."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.conftest import browser
from tests.node import packages, realapp
from tests.parity.side import Side, running

__all__ = ["browser", "folder", "node", "side"]


@pytest.fixture(scope="session")
def node() -> Path:
    """Return the folder with the npm packages."""
    return packages.needed()


@pytest.fixture(scope="session")
def side(node: Path) -> Iterator[Side]:
    """Yield the process that runs the packages."""
    with running(node) as process:
        yield process


@pytest.fixture(scope="module")
def folder(node: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an app whose page is the client."""
    made = tmp_path_factory.mktemp("app")
    realapp.write(made, realapp.bundle(node, tmp_path_factory.mktemp("bundle")))
    return made
