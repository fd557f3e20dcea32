"""The headers of all answers, including errors, in one table by kind of route."""

from collections.abc import Iterable, Mapping
from typing import Final

from starlette.types import Scope

from app.web.routing import INLINE_SCRIPTS, ROUTE, SET_COOKIE, Kind

Header = tuple[bytes, bytes]

SANDBOX: Final = "allow-scripts allow-forms allow-downloads allow-modals"
"""The permissions of a gadget's frame. No `allow-same-origin`: its origin is opaque, and it gets data by the bridge.
No `allow-popups`: the host opens tabs, after showing a foreign address."""

HOST_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors "
)
FRAME_POLICY: Final = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'{styles}; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    f"object-src 'none'; sandbox {SANDBOX}; frame-ancestors "
)
PICTURE_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""An SVG opened at its address is a document, which may neither run nor load anything."""
POLICY: Final = b"content-security-policy"
COMMON: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-dns-prefetch-control": "off",
}
NOT_KEPT: Final = {"cache-control": "no-store", "cross-origin-resource-policy": "same-origin"}
ASKED_AGAIN: Final = {"cache-control": "no-cache", "cross-origin-resource-policy": "same-origin"}
SHOWN_ELSEWHERE: Final = {"cache-control": "private, no-cache", "cross-origin-resource-policy": "cross-origin"}
"""For pictures: requested again at each view, so that a withdrawn address no longer shows anything."""
PUBLIC: Final = {
    "cache-control": "no-cache",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
}


def _encoded(headers: Mapping[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in headers.items()}


REST: Final = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + "'none'"})
"""The headers of answers whose route has none of its own, or that are given before their route is known."""


class Headers:
    """The headers of each kind of route.

    `embed_origins` may frame `/embed` pages and the gadget inside; `styles` are the manifest's extra style sources
    (`permissions.content.styles`). The policy of a page allows its inline scripts, which the route stores in the scope.
    """

    def __init__(self, *, embed_origins: tuple[str, ...], styles: tuple[str, ...]) -> None:
        framers = " ".join(("'self'", *embed_origins))
        self.styles = "".join(f" '{style}'" for style in styles)
        self.framers = framers
        embed = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + framers})
        public = _encoded({**COMMON, **PUBLIC, "content-security-policy": self._frame(())})
        host_file = _encoded({**COMMON, **ASKED_AGAIN, "content-security-policy": HOST_POLICY + "'none'"})
        picture = _encoded({**COMMON, **SHOWN_ELSEWHERE, "content-security-policy": PICTURE_POLICY})
        self.by_kind = {Kind.EMBED: embed, Kind.PICTURE: picture, Kind.PUBLIC_FILE: public, Kind.HOST_FILE: host_file}

    def dressed(self, scope: Scope, given: Iterable[Header]) -> list[Header]:
        """Return an answer's headers: the given ones, and ours in place of any of the same name."""
        route = scope.get(ROUTE)
        ours = self.by_kind.get(route.kind, REST) if route else REST
        if INLINE_SCRIPTS in scope:
            ours = ours | {POLICY: self._frame(scope[INLINE_SCRIPTS]).encode()}
        renewed = [(b"set-cookie", scope[SET_COOKIE].encode())] if SET_COOKIE in scope else []
        others = [(name, value) for name, value in given if name.lower() not in ours]
        return [*others, *ours.items(), *renewed]

    def _frame(self, scripts: tuple[str, ...]) -> str:
        """Return the policy of a file in a gadget's frame, including the hashes of its inline scripts."""
        sources = "".join(f" {source}" for source in scripts)
        return FRAME_POLICY.format(scripts=sources, styles=self.styles) + self.framers
