"""The parity page covers everything that Atlassian's packages offer."""

import pytest

from tests.parity.side import Side
from tests.support import parity

WIDGETS = "@forge/dashboards-bridge/out/index.js"
"""That package names no entry but a bundler's."""


@pytest.mark.parametrize("package", ["@forge/resolver", "@forge/api", "@forge/kvs", "@forge/bridge", WIDGETS])
def test_every_name_of_a_package_is_spoken_of(side: Side, package: str) -> None:
    """The page has every name that an app can import: offered, different or missing."""
    names = set(side.ask("names", of=package))
    assert len(names) > 1
    assert names - parity.words(parity.TEXT) == set()
