"""The demo company of the tests: one simulation for all of them."""

from datetime import UTC, datetime

import pytest

from tests.jira.demo.replay import Site
from tests.support.company import Company, generate

UNTIL = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def company() -> Company:
    """Give the demo company as it stands on a fixed day."""
    return generate(until=UNTIL)


@pytest.fixture(scope="session")
def site(company: Company) -> Site:
    """Give the data of the demo company with its histories parsed."""
    return Site(company.data)
