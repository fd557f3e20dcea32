"""What the tests need of the machine: a browser, redis, nginx and Node; without one its tests are skipped."""

import logging
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.forge.runtime.apps import forget
from tests.support.holds import misfits

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

TESTS = Path(__file__).parent
NEEDED = {"chromium": "a browser", "redis-server": "redis", "node": "Node.js", "nginx": "nginx"}
IN_BROWSER = (
    "container/test_page.py",
    "deploy/test_nginx.py",
    "gadget",
    "host",
    "parity/test_bridge.py",
    "parity/test_widget.py",
    "trust/test_browser.py",
    "contract/test_real_sprint.py",
)
"""The folders and files below `tests` that drive a browser."""


def missing() -> list[str]:
    """Return the programs that the tests use and this machine lacks."""
    return [program for program in NEEDED if shutil.which(program) is None]


def pytest_configure() -> None:
    """In CI nothing may be missing: a test that is skipped there has not been run."""
    if os.environ.get("CI") == "true" and (absent := missing()):
        raise pytest.UsageError(f"Missing in CI: {', '.join(absent)}. Every test has to run there.")


@pytest.fixture(autouse=True)
def one_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let each test load an app whose modules have the names of another test's."""
    forget(tmp_path_factory.getbasetemp())
    yield
    forget(tmp_path_factory.getbasetemp())


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """End a command's logging with its test: its stream is the test's, which is closed then."""
    yield
    root = logging.getLogger()
    for handler in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(handler)
        root.setLevel(logging.WARNING)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escape lone surrogates in captured output: a process of tests cannot send them to the one that reports."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test whose mark does not match the code: `make prove` could not disable that guard."""
    if not os.environ.get("PROVING") and (wrong := misfits(item)):
        pytest.fail("A mark does not fit the code:\n" + "\n".join(wrong), pytrace=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no browser, with the reason."""
    if "chromium" not in missing():
        return
    for item in items:
        if item.path.is_relative_to(TESTS) and str(item.path.relative_to(TESTS)).startswith(IN_BROWSER):
            item.add_marker(pytest.mark.skip(reason="Chromium is not on this machine and could not be installed"))
