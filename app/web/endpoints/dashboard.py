"""The dashboard's API: reads it and saves changes."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import Body, Depends, Header, Response

from app.forge.manifest.reader import GadgetModule
from app.web.dashboard.blobs import NotSavedError
from app.web.dashboard.catalog import Catalog, Entry, Listing
from app.web.dashboard.store import ABSENT, UNSEEN, ChangedError, Dashboard, Gadget, Model, Seen, version
from app.web.endpoints import gadgets
from app.web.endpoints.catalog import Listed, listed, on
from app.web.platform import Platform, platform_of
from app.web.problems import Problem

UNAVAILABLE: Final = 503


class SiteView(Model):
    """The source of the figures. `kind` is demo, recorded or remote; `label` is its display name.

    `account_id` is the made-up one from the settings, for the gadgets' contexts, or None.
    """

    kind: str
    label: str
    cloud_id: str
    site_url: str | None
    account_id: str | None


class ModuleView(Model):
    """A gadget or widget that can be added. `view` and `edit` are the addresses of its frames; `edit` may be None."""

    type: str
    key: str
    title: str
    description: str
    refreshable: bool
    view: str
    edit: str | None


class Notice(Model):
    """A notice about the dashboard for the user. `file` is the name of the file concerned."""

    code: str
    message: str
    file: str | None = None


class DashboardView(Dashboard):
    """All data of the host page. `version` is sent back as `If-Match` with a new arrangement.

    `id` does not change with the `name`: `/dashboards/~ID` is always this dashboard. `started` tells the starts of a
    server with --reload apart, and is None without: after another one the frames are loaded again.
    """

    id: str
    name: str
    dashboards: tuple[Listed, ...]
    site: SiteView
    modules: tuple[ModuleView, ...]
    scopes: tuple[str, ...]
    notices: tuple[Notice, ...]
    version: str
    started: str | None


Parts = Annotated[Platform, Depends(platform_of)]
Match = Annotated[str | None, Header(alias="If-Match")]


async def read_default(platform: Parts, response: Response) -> DashboardView:
    """Return the data of the host page for the default dashboard, the initial one if none is saved."""
    try:
        return await read_named(platform, None, response)
    except Problem as problem:
        if problem.status != UNAVAILABLE:
            raise
        response.headers["ETag"] = f'"{UNSEEN.version}"'
        (entry,) = Listing().dashboards
        return _view(platform, Listing(), entry, UNSEEN, await platform.default_of(entry))


async def read_named(platform: Parts, name: str | None, response: Response) -> DashboardView:
    """Return the data of the host page for a dashboard, given by name or by `~` and its id."""
    listing, entry = await _find(platform, name)
    seen = await to_thread.run_sync(platform.dashboards.store(entry).look)
    default = await platform.default_of(entry)
    if seen.version == ABSENT:
        seen = replace(seen, version=version(default))
    response.headers["ETag"] = f'"{seen.version}"'
    return _view(platform, listing, entry, seen, default)


async def arrange_default(
    platform: Parts, arrangement: Annotated[Dashboard, Body()], response: Response, if_match: Match = None
) -> DashboardView:
    """Replace the arrangement of the default dashboard."""
    return await arrange(platform, None, arrangement, response, if_match)


async def arrange(
    platform: Parts,
    name: str | None,
    arrangement: Annotated[Dashboard, Body()],
    response: Response,
    if_match: Match = None,
) -> DashboardView:
    """Replace the arrangement of the gadgets; a gadget without `configuration` keeps its present one.

    `If-Match` restricts the change to that version: another one is 412, with the present dashboard as `current`. An id
    of a gadget on another dashboard is 409.
    """
    for gadget in arrangement.gadgets:
        if platform.module(gadget.module_key) is None:
            detail = "A gadget has a module that is not in the app's manifest."
            raise Problem(404, "unknown-module", "Unknown module", detail)
    listing, entry = await _find(platform, name)
    others = [dashboard for one, dashboard in await gadgets.everything(platform) if one.id != entry.id]
    if any(dashboard.gadget(gadget.id) for dashboard in others for gadget in arrangement.gadgets):
        detail = "A gadget's id is that of a gadget on another dashboard. Give it an id of its own."
        raise Problem(409, "gadget-elsewhere", "Gadget elsewhere", detail)

    def change(present: Dashboard) -> Dashboard:
        kept = tuple(_kept(gadget, present) for gadget in arrangement.gadgets)
        return arrangement.model_copy(update={"gadgets": kept})

    expected = if_match.strip('"') if if_match is not None and if_match != "*" else None
    default = await platform.default_of(entry)
    store = platform.dashboards.store(entry)
    try:
        dashboard = await to_thread.run_sync(partial(store.change, change, default, expected=expected))
    except NotSavedError as error:
        raise gadgets.not_saved(error) from error
    except ChangedError as error:
        detail = "Somebody else has changed the dashboard. Compare both, then save yours again or keep theirs."
        current = _view(platform, listing, entry, error.seen, default).model_dump(mode="json", by_alias=True)
        raise Problem(412, "dashboard-changed", "Changed by somebody else", detail, current=current) from error
    seen = Seen(dashboard, version(dashboard))
    response.headers["ETag"] = f'"{seen.version}"'
    return _view(platform, listing, entry, seen, dashboard)


async def configure(platform: Parts, gadget_id: str, configuration: Annotated[dict[str, Any], Body()]) -> Gadget:
    """Store the configuration submitted by a gadget's edit view, unvalidated: that is up to the app."""
    return await gadgets.change(
        platform, gadget_id, lambda gadget: gadget.model_copy(update={"configuration": configuration})
    )


async def _find(platform: Platform, name: str | None) -> tuple[Listing, Entry]:
    """Return the list of the dashboards and the one that is meant."""

    def find(dashboards: Catalog) -> tuple[Listing, Entry]:
        return (listing := dashboards.look()), listing.one(name)

    return await on(platform, find)


def _kept(gadget: Gadget, present: Dashboard) -> Gadget:
    former = present.gadget(gadget.id)
    gadget = gadget.model_copy(update={"embed": former.embed if former else None})
    if former is None or "configuration" in gadget.model_fields_set:
        return gadget
    return gadget.model_copy(update={"configuration": former.configuration})


def _view(platform: Platform, listing: Listing, entry: Entry, seen: Seen, default: Dashboard) -> DashboardView:
    site, dashboard = platform.upstream, seen.dashboard or default
    return DashboardView(
        id=entry.id,
        name=entry.name,
        dashboards=listed(listing),
        columns=dashboard.columns,
        wide=dashboard.wide,
        gadgets=dashboard.gadgets,
        site=SiteView(
            kind=site.kind,
            label=site.label,
            cloud_id=site.cloud_id,
            site_url=site.site_url,
            account_id=platform.settings.account_id,
        ),
        modules=tuple(_module(module) for module in platform.manifest.gadgets),
        scopes=tuple(sorted(platform.manifest.scopes)),
        notices=tuple(Notice.model_validate(notice) for notice in seen.notices),
        version=seen.version,
        started=platform.started,
    )


def _module(module: GadgetModule) -> ModuleView:
    return ModuleView(
        type=module.type,
        key=module.key,
        title=module.title,
        description=module.description,
        refreshable=module.refreshable,
        view=f"/resources/{module.resource}/index.html",
        edit=f"/resources/{module.edit_resource}/index.html" if module.edit_resource else None,
    )
