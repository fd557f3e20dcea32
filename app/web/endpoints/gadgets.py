"""Gadgets by id, whichever dashboard they are on, so that their addresses survive a rename of the dashboard."""

from collections.abc import Callable

from anyio import to_thread

from app.web.dashboard.blobs import NotSavedError, UnreadableError
from app.web.dashboard.catalog import Entry
from app.web.dashboard.store import CANNOT_BE_READ, Dashboard, Gadget
from app.web.platform import Platform
from app.web.problems import Problem


async def found(platform: Platform, gadget_id: str) -> list[tuple[Entry, Gadget]]:
    """Return the gadgets with this id, the default dashboard's first; more than one only if files were copied."""
    boards = await everything(platform)
    gadgets = [(entry, dashboard.gadget(gadget_id)) for entry, dashboard in boards]
    return [(entry, gadget) for entry, gadget in gadgets if gadget is not None]


async def everything(platform: Platform) -> list[tuple[Entry, Dashboard]]:
    """Return every dashboard that can be read; raise 503 if their list cannot."""
    try:
        read = await to_thread.run_sync(
            lambda: [(entry, store.read()) for entry, store in platform.dashboards.stores()]
        )
    except UnreadableError as error:
        raise unreadable() from error
    return [(entry, dashboard or await platform.default_of(entry)) for entry, dashboard in read]


async def change(platform: Platform, gadget_id: str, change: Callable[[Gadget], Gadget]) -> Gadget:
    """Change a gadget on its dashboard and return it; raise 404, 503 or 507."""
    places = await found(platform, gadget_id)
    if not places:
        raise _unknown()
    entry = places[0][0]
    default = await platform.default_of(entry)

    def on_dashboard(present: Dashboard) -> Dashboard:
        if present.gadget(gadget_id) is None:
            raise _unknown()
        changed = (change(one) if one.id == gadget_id else one for one in present.gadgets)
        return present.model_copy(update={"gadgets": tuple(changed)})

    try:
        changed = await to_thread.run_sync(platform.dashboards.store(entry).change, on_dashboard, default)
    except NotSavedError as error:
        raise not_saved(error) from error
    return next(gadget for gadget in changed.gadgets if gadget.id == gadget_id)


def not_saved(error: NotSavedError) -> Problem:
    """Return the problem for a change that was not saved."""
    return Problem(507, "dashboard-not-saved", "Not saved", str(error))


def unreadable() -> Problem:
    """Return the problem for a list of dashboards that cannot be read now."""
    return Problem(503, "dashboard-unreadable", "Not readable", CANNOT_BE_READ)


def _unknown() -> Problem:
    detail = "No dashboard has this gadget any longer. Reload the page."
    return Problem(404, "unknown-gadget", "Unknown gadget", detail)
