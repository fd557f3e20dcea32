"""The demo company and the ledger of its true figures."""

from dataclasses import dataclass
from datetime import datetime

import app.jira.demo.generator
from app.jira.demo.boards import BOARDS
from app.jira.demo.names import Json
from tests.support.ledger.books import Ledger


@dataclass(frozen=True)
class Company:
    """A demo company: `data` in the format of a recorded site file, and the ledger of its simulation."""

    data: Json
    ledger: Ledger


def generate(seed: int = 2026, *, until: datetime) -> Company:
    """Return the demo company as it stands at `until`, an instant with a time zone."""
    ledger = Ledger(BOARDS)
    return Company(app.jira.demo.generator.generate(seed, until=until, observer=ledger), ledger)
