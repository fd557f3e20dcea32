"""Draws a gadget's picture with the scripts of its own page, in an embedded V8 without a page.

A resource that has a `picture.js` beside its `index.html` makes pictures: `asks(configuration)` returns the function to
call as `{functionKey, payload}`, and `draw(result, {configuration, locale, timezone, place})` the text of an SVG, where
`place` is an element with the styles of the page. The engine has no network, no files and no clock of its own; it gets
the scripts and the data of one picture, and a new one is made for each.
"""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from app.pictures import extra
from app.pictures.bundle import bundle
from app.pictures.errors import PictureError

DOM: Final = Path(__file__).parent / "dom"
SCRIPT: Final = "picture.js"
SECONDS: Final = 5
"""The most seconds that scripts may take; the largest report takes a fifth of one."""
MEMORY: Final = 128 * 1024**2
"""The most bytes of their heap."""
FLAGS: Final = ("--jitless",)
"""V8 makes no machine code: where a service forbids that (`MemoryDenyWriteExecute`), it would end the process."""
LARGEST: Final = 4 * 1024**2
"""The most characters of a picture."""
_SHEET: Final = re.compile(r'<link\b(?=[^>]*\brel="?stylesheet\b)[^>]*\bhref="?([^"\s>]+)', re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """How a picture looks: what a browser knows about its reader and a script does not."""

    theme: Literal["light", "dark"] = "light"
    locale: str = "en-US"
    timezone: str = "UTC"


@dataclass(frozen=True)
class Drawer:
    """Draws the pictures of one resource: `folder` has its files, `theme` is the style sheet of the host."""

    folder: Path
    theme: Path

    @property
    def is_offered(self) -> bool:
        """Whether the resource makes pictures and what draws them is installed."""
        return (self.folder / SCRIPT).is_file() and extra.is_installed()

    async def asks(self, configuration: Any) -> tuple[str, Any]:
        """Return the key of the function whose result is drawn, and its payload; raises `PictureError`."""
        call = await asyncio.to_thread(self._run, f"app.asks({_json(configuration)})", Look())
        if not isinstance(call, Mapping) or not isinstance(call.get("functionKey"), str):
            raise PictureError.failed("the app does not say which function to call.")
        return call["functionKey"], call.get("payload")

    async def draw(self, result: Any, configuration: Any, look: Look) -> str:
        """Return the text of an SVG file; raises `PictureError`."""
        how = {"configuration": configuration, "locale": look.locale, "timezone": look.timezone}
        call = f"app.draw({_json(result)}, {{ ...{_json(how)}, place }})"
        text = await asyncio.to_thread(self._run, call, look)
        if not isinstance(text, str) or not text.startswith("<svg ") or len(text) > LARGEST:
            raise PictureError.failed("the app does not return an SVG.")
        return text

    def _run(self, call: str, look: Look) -> Any:
        """Return the JSON value of an expression over `app`, the exports of the resource's script.

        Outside of the event loop's thread: there the engine would have no limit of time, and hold the loop.
        """
        racer = extra.load(extra.ENGINE)
        if not (self.folder / SCRIPT).is_file():
            raise PictureError.none_made()
        sheets = [path.read_text("utf-8") for path in (self.theme, *self._sheets())]
        script = (
            f"const place = {bundle(DOM / 'document.js', DOM)}.open({_json(sheets)}, {_json(look.theme)});\n"
            f"const app = {bundle(self.folder / SCRIPT, self.folder)};\n"
            "let done;\n"
            f"(async () => {call})().then((value) => (done = JSON.stringify({{ value }})),"
            " (error) => (done = JSON.stringify({ error: String(error) })));"
        )
        racer.init_mini_racer(flags=(*racer.DEFAULT_V8_FLAGS, *FLAGS), ignore_duplicate_init=True)
        with racer.MiniRacer() as context:
            context.set_hard_memory_limit(MEMORY)
            try:
                context.eval(script, timeout_sec=SECONDS)
                found = context.eval("done", timeout_sec=SECONDS)
            except racer.JSEvalException as error:
                with suppress(racer.JSEvalException):
                    context.eval("0")  # what was ended reports its end before the engine is closed
                raise PictureError.failed(str(error).partition("\n")[0]) from None
        answer = orjson.loads(found) if isinstance(found, str) else {"error": "it waits for something"}
        if "error" in answer:
            raise PictureError.failed(answer["error"])
        return answer.get("value")

    def _sheets(self) -> list[Path]:
        """Return the style sheets that the page links to, in their order."""
        root = self.folder.resolve()
        named = _SHEET.findall((root / "index.html").read_text("utf-8"))
        found = [(root / name).resolve() for name in named if "//" not in name]
        return [path for path in found if path.is_relative_to(root) and path.is_file()]


def _json(value: Any) -> str:
    """Return a value as JavaScript: JSON is a part of it (ECMAScript 2019, "JSON superset")."""
    return orjson.dumps(value).decode()
