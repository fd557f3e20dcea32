"""The dashboard's API: reads it and saves changes."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Body, Depends, Header, Response

from app.forge.manifest.reader import GadgetModule
from app.web.dashboard.shelf import NotSavedError
from app.web.dashboard.store import ABSENT, ChangedError, Dashboard, Gadget, Model, Seen, version
from app.web.platform import Platform, platform_of
from app.web.problems import Problem


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
    """A gadget that can be added. `view` and `edit` are the addresses of its frames; `edit` may be None."""

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
    """All data of the host page. `version` is sent back as `If-Match` with a new arrangement."""

    site: SiteView
    modules: tuple[ModuleView, ...]
    scopes: tuple[str, ...]
    notices: tuple[Notice, ...]
    version: str


Parts = Annotated[Platform, Depends(platform_of)]


async def read_dashboard(platform: Parts, response: Response) -> DashboardView:
    """Return the data of the host page, with the initial dashboard if none is saved."""
    seen, default = await to_thread.run_sync(platform.file.look), await platform.first.dashboard()
    if seen.version == ABSENT:
        seen = replace(seen, version=version(default))
    response.headers["ETag"] = f'"{seen.version}"'
    return _view(platform, seen, default)


async def arrange(
    platform: Parts,
    arrangement: Annotated[Dashboard, Body()],
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> DashboardView:
    """Replace the arrangement of the gadgets; a gadget without `configuration` keeps its present one.

    `If-Match` restricts the change to that version: another one is 412, with the present dashboard as `current`.
    """
    for gadget in arrangement.gadgets:
        if platform.module(gadget.module_key) is None:
            raise _unknown("Unknown module", "A gadget has a module that is not in the app's manifest.")

    def change(present: Dashboard) -> Dashboard:
        gadgets = tuple(_kept(gadget, present) for gadget in arrangement.gadgets)
        return arrangement.model_copy(update={"gadgets": gadgets})

    expected = if_match.strip('"') if if_match is not None and if_match != "*" else None
    dashboard = await _change(platform, change, expected)
    seen = Seen(dashboard, version(dashboard))
    response.headers["ETag"] = f'"{seen.version}"'
    return _view(platform, seen, dashboard)


async def configure(platform: Parts, gadget_id: str, configuration: Annotated[dict[str, Any], Body()]) -> Gadget:
    """Store the configuration submitted by a gadget's edit view, unvalidated: that is up to the app."""

    def change(present: Dashboard) -> Dashboard:
        if present.gadget(gadget_id) is None:
            raise _unknown("Unknown gadget", "The dashboard no longer has this gadget. Reload the page.")
        update = {"configuration": configuration}
        changed = [one.model_copy(update=update) if one.id == gadget_id else one for one in present.gadgets]
        return present.model_copy(update={"gadgets": tuple(changed)})

    dashboard = await _change(platform, change)
    return next(gadget for gadget in dashboard.gadgets if gadget.id == gadget_id)


async def _change(
    platform: Platform, change: Callable[[Dashboard], Dashboard], expected: str | None = None
) -> Dashboard:
    default = await platform.first.dashboard()
    try:
        return await to_thread.run_sync(partial(platform.file.change, change, default, expected=expected))
    except NotSavedError as error:
        raise Problem(507, "dashboard-not-saved", "Not saved", str(error)) from error
    except ChangedError as error:
        detail = "Somebody else has changed the dashboard. Compare both, then save yours again or keep theirs."
        current = _view(platform, error.seen, default).model_dump(mode="json", by_alias=True)
        raise Problem(412, "dashboard-changed", "Changed by somebody else", detail, current=current) from error


def _kept(gadget: Gadget, present: Dashboard) -> Gadget:
    former = present.gadget(gadget.id)
    gadget = gadget.model_copy(update={"embed": former.embed if former else None})
    if former is None or "configuration" in gadget.model_fields_set:
        return gadget
    return gadget.model_copy(update={"configuration": former.configuration})


def _unknown(title: str, detail: str) -> Problem:
    return Problem(404, title.lower().replace(" ", "-"), title, detail)


def _view(platform: Platform, seen: Seen, default: Dashboard) -> DashboardView:
    site, dashboard = platform.upstream, seen.dashboard or default
    return DashboardView(
        columns=dashboard.columns,
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
    )


def _module(module: GadgetModule) -> ModuleView:
    return ModuleView(
        key=module.key,
        title=module.title,
        description=module.description,
        refreshable=module.refreshable,
        view=f"/resources/{module.resource}/index.html",
        edit=f"/resources/{module.edit_resource}/index.html" if module.edit_resource else None,
    )
