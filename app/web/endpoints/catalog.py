"""The dashboards by name: their list, and how they are made, copied, renamed, deleted and restored."""

import secrets
from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from anyio import to_thread
from fastapi import Body, Depends, Response
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response as Answer

from app.web.dashboard.blobs import NotSavedError, UnreadableError
from app.web.dashboard.catalog import Catalog, Entry, Listing, NotPossibleError, UnknownDashboardError
from app.web.dashboard.names import NameRefusedError
from app.web.dashboard.store import Dashboard, Model
from app.web.endpoints.gadgets import not_saved, unreadable
from app.web.platform import Platform, platform_of
from app.web.problems import Problem

LONGEST_SENT: Final = 255
Result = TypeVar("Result")


class Listed(Model):
    """A dashboard's id, which is permanent, its name, and whether it is the one that `/` shows."""

    id: str
    name: str
    is_default: bool


class Deleted(Model):
    """A dashboard that can be brought back."""

    id: str
    name: str


class Dashboards(Model):
    """All dashboards in the order in which they were made, and those deleted last, the newest first."""

    dashboards: tuple[Listed, ...]
    deleted: tuple[Deleted, ...]


class Named(Model):
    """A name for a dashboard; a refusal says which names are valid."""

    name: Annotated[str, Field(max_length=LONGEST_SENT)]


class Made(Named):
    """A new dashboard: empty, or with copies of another's gadgets."""

    copy_of: Annotated[str, Field(max_length=LONGEST_SENT)] | None = None


class Nothing(Model):
    """An empty object: the address has all that is needed."""


Parts = Annotated[Platform, Depends(platform_of)]


def listed(listing: Listing) -> tuple[Listed, ...]:
    """Return the dashboards of a list."""
    return tuple(_row(listing, entry) for entry in listing.dashboards)


async def read_all(platform: Parts) -> Dashboards:
    """Return the list of the dashboards."""
    listing = await on(platform, Catalog.look)
    deleted = tuple(Deleted(id=entry.id, name=entry.name) for entry in listing.deleted)
    return Dashboards(dashboards=listed(listing), deleted=deleted)


async def create(platform: Parts, made: Annotated[Made, Body()], response: Response) -> Listed:
    """Make a dashboard. The gadgets of a copy have new ids and no embed address."""
    content = Dashboard()
    if made.copy_of is not None:
        original = await on(platform, lambda dashboards: dashboards.find(made.copy_of))
        kept = await to_thread.run_sync(platform.dashboards.store(original).read)
        content = copied(kept or await platform.default_of(original))
    entry = await on(platform, lambda dashboards: dashboards.create(made.name, content))
    response.status_code = 201
    return await _listed(platform, entry)


async def rename(platform: Parts, name: str, named: Annotated[Named, Body()]) -> Listed:
    """Rename a dashboard; its old address is not found, the addresses of its gadgets stay valid."""
    return await _listed(platform, await on(platform, lambda dashboards: dashboards.rename(name, named.name)))


async def make_default(platform: Parts, name: str, _: Annotated[Nothing, Body()]) -> Listed:
    """Have `/` show this dashboard."""
    return await _listed(platform, await on(platform, lambda dashboards: dashboards.make_default(name)))


async def undelete(platform: Parts, name: str, _: Annotated[Nothing, Body()]) -> Listed:
    """Bring a deleted dashboard back under its name, with its gadgets, its versions and their embed addresses."""
    return await _listed(platform, await on(platform, lambda dashboards: dashboards.undelete(name)))


async def delete(request: Request) -> Answer:
    """Answer 204: the dashboard is not listed any more and its gadgets are shown nowhere, until it is brought back."""
    name = request.path_params["name"]
    await on(platform_of(request), lambda dashboards: dashboards.delete(name))
    return Answer(status_code=204)


async def on(platform: Platform, work: Callable[[Catalog], Result]) -> Result:
    """Run `work` on the list of dashboards in a thread and return its result; raise the problem for its failure."""
    try:
        return await to_thread.run_sync(work, platform.dashboards)
    except UnknownDashboardError as error:
        detail = "There is no dashboard of this name. It may have been renamed or deleted."
        raise Problem(404, "unknown-dashboard", "Unknown dashboard", detail) from error
    except NameRefusedError as error:
        raise Problem(400, "dashboard-name-refused", "Name refused", str(error), field="name") from error
    except NotPossibleError as error:
        raise Problem(409, error.type, "Not possible", str(error)) from error
    except NotSavedError as error:
        raise not_saved(error) from error
    except UnreadableError as error:
        raise unreadable() from error


def copied(dashboard: Dashboard) -> Dashboard:
    """Return a dashboard with the same gadgets under new ids and without their embed addresses."""
    fresh = [one.model_copy(update={"id": secrets.token_hex(4), "embed": None}) for one in dashboard.gadgets]
    return dashboard.model_copy(update={"gadgets": tuple(fresh)})


async def _listed(platform: Platform, entry: Entry) -> Listed:
    return _row(await on(platform, Catalog.look), entry)


def _row(listing: Listing, entry: Entry) -> Listed:
    return Listed(id=entry.id, name=entry.name, is_default=entry.id == listing.default)
