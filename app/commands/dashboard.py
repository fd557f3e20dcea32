"""`velocity-chart dashboard ...`: the dashboards by name, and the last versions of each."""

import sys
from collections.abc import Sequence
from typing import Final

from app.clock import SystemClock
from app.settings import Settings
from app.web.dashboard.blobs import NotSavedError, UnreadableError
from app.web.dashboard.catalog import Catalog, NotPossibleError, UnknownDashboardError
from app.web.dashboard.names import NameRefusedError
from app.web.dashboard.store import Dashboard, with_embeds_of
from app.web.platform import open_dashboards

USAGE: Final = """\
Use one of these commands; NAME defaults to the default dashboard where it is optional:
  velocity-chart dashboard list
  velocity-chart dashboard history [NAME]
  velocity-chart dashboard restore [NAME] NUMBER
  velocity-chart dashboard rename NAME NEW
  velocity-chart dashboard default NAME
  velocity-chart dashboard delete NAME
  velocity-chart dashboard undelete NAME"""


def run(settings: Settings, words: Sequence[str]) -> int:
    """Run the command in `words` and return the exit status: 0 done, 1 failed, 2 invalid command."""
    dashboards = open_dashboards(settings, SystemClock())
    try:
        return _do(dashboards, list(words))
    except (NotSavedError, NotPossibleError, NameRefusedError) as error:
        return _say(str(error), 1)
    except UnknownDashboardError:
        return _say("There is no dashboard with this name: `velocity-chart dashboard list` lists them.", 1)
    except UnreadableError:
        return _say("The dashboards cannot be read where they are kept, so nothing was changed.", 1)


def _do(dashboards: Catalog, words: list[str]) -> int:
    match words:
        case ["list"]:
            return _list(dashboards)
        case ["history"] | ["history", _]:
            return _history(dashboards, *words[1:])
        case ["restore", number] | ["restore", _, number] if number.isascii() and number.isdigit():
            return _restore(dashboards, int(number), *words[1:-1])
    done = _change(dashboards, words)
    return _say(done or USAGE, 0 if done else 2)


def _change(dashboards: Catalog, words: list[str]) -> str | None:
    """Change the list and return what was done, None if the words are unknown."""
    match words:
        case ["rename", name, new]:
            return f"The dashboard is now called {dashboards.rename(name, new).name}."
        case ["default", name]:
            return f"{dashboards.make_default(name).name} is now the default dashboard."
        case ["delete", name]:
            return f"{dashboards.delete(name).name} is deleted; `velocity-chart dashboard undelete` restores it."
        case ["undelete", name]:
            return f"{dashboards.undelete(name).name} is restored."
    return None


def _list(dashboards: Catalog) -> int:
    listing = dashboards.look()
    for entry, store in dashboards.stores():
        mark = " (default)" if entry.id == listing.default else ""
        _say(f"{entry.name}{mark}: {_summary(store.read() or Dashboard())}", 0)
    for entry in listing.deleted:
        _say(f"{entry.name}: deleted", 0)
    return 0


def _history(dashboards: Catalog, name: str | None = None) -> int:
    versions = dashboards.store(dashboards.find(name)).history()
    for number, version in enumerate(versions, 1):
        _say(f"{number:>2}  {_summary(version)}", 0)
    return 0 if versions else _say("There is no earlier version of the dashboard yet.", 0)


def _restore(dashboards: Catalog, number: int, name: str | None = None) -> int:
    store = dashboards.store(dashboards.find(name))
    versions = store.history()
    if not 1 <= number <= len(versions):
        return _say(f"There is no version {number}: `velocity-chart dashboard history` lists {len(versions)}.", 1)
    wanted = versions[number - 1]
    store.change(lambda present: with_embeds_of(wanted, present), Dashboard())
    return _say(f"Restored version {number}: {_summary(wanted)}. The replaced dashboard is now version 1.", 0)


def _summary(dashboard: Dashboard) -> str:
    names = ", ".join(f"{gadget.title or gadget.module_key} ({gadget.id})" for gadget in dashboard.gadgets)
    count = len(dashboard.gadgets)
    return f"{count} gadget{'' if count == 1 else 's'}{': ' if names else ''}{names}"


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr if status else sys.stdout)
    return status
