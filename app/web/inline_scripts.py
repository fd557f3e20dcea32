"""Hashes of the inline scripts of a resource's page, for its policy, as in `@forge/csp`."""

import base64
import hashlib
from functools import lru_cache
from html.parser import HTMLParser


class _Scripts(HTMLParser):
    """Collects the text of every `<script>` element without a `src`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._open = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


@lru_cache(maxsize=256)
def hashes(page: bytes) -> tuple[str, ...]:
    """Return a CSP source expression, `'sha256-...'`, for each non-empty inline script, in order.

    Data blocks (JSON, import maps) are included. Event-handler attributes and scripts added at run time are not, so
    they are refused.
    """
    scripts = _Scripts()
    scripts.feed(page.decode("utf-8", "replace"))
    scripts.close()
    return tuple(f"'sha256-{_sha256(text)}'" for text in scripts.found if text)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
