"""The host's pages and files, the bridge, and the files of the app's resources."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.settings import ROOT
from app.web.files import Folder
from app.web.platform import platform_of
from app.web.problems import Problem

HOST: Final = Folder(ROOT / "static" / "host")
BRIDGE: Final = Folder(ROOT / "static" / "bridge")
GALLERY: Final = "gallery.html"


def _page(request: Request, name: str) -> Response:
    return HOST.answer(request, name, base=platform_of(request).settings.address.path)


async def dashboard(request: Request) -> Response:
    """Answer with the dashboard page."""
    return _page(request, "index.html")


async def embed(request: Request) -> Response:
    """Answer with the page of one embedded gadget."""
    return _page(request, "embed.html")


async def show(request: Request) -> Response:
    """Answer with the page of a single gadget: as on its dashboard, or with settings in the address."""
    return _page(request, "show.html")


async def gallery(request: Request) -> Response:
    """Answer with the page that frames a resource's `gallery.html`, if there is one, on the demo site only."""
    platform = platform_of(request)
    if platform.upstream.kind != "demo" or not any(folder.find(GALLERY) for folder in platform.resources.values()):
        raise Problem(404, "not-found", "Nothing here", "This app has no gallery, or this is not the demo site.")
    return _page(request, GALLERY)


async def host_file(request: Request) -> Response:
    """Answer with a script or style of the host's pages."""
    return HOST.answer(request, request.path_params["path"])


async def bridge_file(request: Request) -> Response:
    """Answer with the bridge's script or the theme."""
    return BRIDGE.answer(request, request.path_params["path"])


async def resource_file(request: Request) -> Response:
    """Answer with a file of one of the app's resources."""
    folder = platform_of(request).resources.get(request.path_params["key"])
    if folder is None:
        raise Problem(404, "not-found", "Nothing here", "The app's manifest does not have this resource.")
    return folder.answer(request, request.path_params["path"])
