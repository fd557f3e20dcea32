"""Serves the host's files and those of an app's resources, whose pages get the bridge first in `<head>`."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.web import inline_scripts
from app.web.problems import Problem
from app.web.routing import INLINE_SCRIPTS

TYPES: Final = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp4": "video/mp4",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""The file types that are served; all others are not found."""

PACKED_ALREADY: Final = frozenset(kind for kind in TYPES.values() if kind.startswith(("image/", "font/", "video/"))) - {
    "image/svg+xml"
}

BRIDGE: Final = b'<script src="/bridge/bridge.js"></script>'
HTML_SUFFIX: Final = ".html"
_OPENING: Final = re.compile(
    rb"<!--.*?-->|<!doctype[^>]*>|<html(?:\s[^>]*)?>|<head(?:\s[^>]*)?>", re.IGNORECASE | re.DOTALL
)


class Folder:
    """A folder whose files are served, except hidden ones; `bridged` for an app's resource.

    `base` is the path of the external address, the prefix of links in the host's pages and to the bridge.
    """

    def __init__(self, root: Path, *, bridged: bool = False, base: str = "") -> None:
        self.root = root.resolve()
        self.bridged = bridged
        self.base = base

    def find(self, relative: str) -> Path | None:
        """Return the file of a decoded relative path, or None. A path ending in `/` means its `index.html`."""
        parts = (f"{relative}index.html" if relative.endswith("/") or not relative else relative).split("/")
        if any(not part or part.startswith(".") or set(part) & set('\\:\0"<>|?*') for part in parts):
            return None
        if Path(parts[-1]).suffix.lower() not in TYPES:
            return None
        try:
            path = self.root.joinpath(*parts).resolve(strict=True)
            return path if path.is_relative_to(self.root) and path.is_file() else None
        except (OSError, ValueError):
            return None

    def read(self, relative: str) -> tuple[bytes, str] | None:
        """Return the bytes to send and their media type, or None if there is no such file."""
        path = self.find(relative)
        if path is None:
            return None
        content = path.read_bytes()
        suffix = path.suffix.lower()
        return with_bridge(content, self.base) if self.bridged and suffix == HTML_SUFFIX else content, TYPES[suffix]

    def answer(self, request: Request, relative: str, *, base: str = "") -> Response:
        """Answer with the file, or 304 if the browser's copy is current; raise 404 if there is no such file.

        In pages of the host, links get the prefix `base`. The inline scripts of an app's page are stored in the scope
        for the page's policy, also for a 304, whose headers replace those of the browser's copy.
        """
        found = self.read(relative)
        if found is None:
            raise Problem(404, "not-found", "Nothing here", "This server has no such file.")
        content, media_type = found
        if self.bridged and media_type == TYPES[HTML_SUFFIX]:
            request.scope[INLINE_SCRIPTS] = inline_scripts.hashes(content)
        content = with_base(content, base) if base else content
        headers = {"Vary": "Accept-Encoding"}
        if media_type not in PACKED_ALREADY and takes_gzip(request.headers.get("accept-encoding", "")):
            content, headers = packed(content), headers | {"Content-Encoding": "gzip"}
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
        if tag in known:
            return Response(status_code=304, headers={"ETag": tag, "Vary": "Accept-Encoding"})
        return Response(content, headers=headers | {"ETag": tag}, media_type=media_type)


@lru_cache(maxsize=256)
def packed(content: bytes) -> bytes:
    """Return the content as gzip, with deterministic bytes."""
    return gzip.compress(content, mtime=0)


def takes_gzip(accepted: str) -> bool:
    """Say whether an Accept-Encoding allows gzip (RFC 9110, 12.5.3)."""
    weights = {
        name.strip(): weight.strip() for name, _, weight in (part.partition(";") for part in accepted.split(","))
    }
    return "gzip" in weights and not re.fullmatch(r"q=0(\.0*)?", weights["gzip"])


def with_base(page: bytes, base: str) -> bytes:
    """Return a page of the host with links prefixed by the path of the external address."""
    return re.sub(rb'\b(src|href)="/', lambda found: found[0][:-1] + base.encode() + b"/", page)


def with_bridge(page: bytes, base: str = "") -> bytes:
    """Return the page with the bridge as the first element of its `<head>`, which is added if missing."""
    bridge = with_base(BRIDGE, base)
    end = 0
    for match in _OPENING.finditer(page):
        word = match.group()[:5].lower()
        if word == b"<head":
            return page[: match.end()] + bridge + page[match.end() :]
        if not word.startswith(b"<!--"):
            end = match.end()
    return page[:end] + b"<head>" + bridge + b"</head>" + page[end:]
