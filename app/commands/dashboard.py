"""`velocity-chart dashboard history` and `dashboard restore N`: lists and restores versions of the dashboard."""

import sys
from collections.abc import Sequence
from typing import Final

from app.clock import SystemClock
from app.settings import Settings
from app.web.dashboard.shelf import NotSavedError, UnreadableError
from app.web.dashboard.store import Dashboard, Dashboards, with_embeds_of
from app.web.platform import open_dashboards

USAGE: Final = "Use `velocity-chart dashboard history`, or `velocity-chart dashboard restore NUMBER` from that list."


def run(settings: Settings, words: Sequence[str]) -> int:
    """Run the command in `words` and return the exit status: 0 done, 1 failed, 2 invalid command."""
    dashboards = open_dashboards(settings, SystemClock())
    try:
        match list(words):
            case ["history"]:
                return _history(dashboards)
            case ["restore", number] if number.isascii() and number.isdigit():
                return _restore(dashboards, int(number))
    except NotSavedError as error:
        return _say(str(error), 1)
    except UnreadableError:
        return _say("The stored dashboard cannot be read, so nothing was changed.", 1)
    return _say(USAGE, 2)


def _history(dashboards: Dashboards) -> int:
    versions = dashboards.history()
    for number, version in enumerate(versions, 1):
        print(f"{number:>2}  {_summary(version)}")  # noqa: T201 - a command speaks on its standard streams
    return 0 if versions else _say("There is no earlier version of the dashboard yet.", 0)


def _restore(dashboards: Dashboards, number: int) -> int:
    versions = dashboards.history()
    if not 1 <= number <= len(versions):
        return _say(f"There is no version {number}: `velocity-chart dashboard history` lists {len(versions)}.", 1)
    wanted = versions[number - 1]
    dashboards.change(lambda present: with_embeds_of(wanted, present), Dashboard())
    return _say(f"Restored version {number}: {_summary(wanted)}. The replaced dashboard is now version 1.", 0)


def _summary(dashboard: Dashboard) -> str:
    names = ", ".join(f"{gadget.title or gadget.module_key} ({gadget.id})" for gadget in dashboard.gadgets)
    count = len(dashboard.gadgets)
    return f"{count} gadget{'' if count == 1 else 's'}{': ' if names else ''}{names}"


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr if status else sys.stdout)
    return status
