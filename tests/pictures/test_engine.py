"""The engine: what a resource's scripts can do in it, and what stops them."""

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from app.pictures import engine
from app.pictures.engine import Drawer, Look
from app.pictures.errors import PictureError
from tests.pictures.conftest import Making, turns_during
from tests.support.holds import holds


async def drawn(drawer: Drawer, result: Any = None, configuration: Any = None) -> str:
    return await drawer.draw(result, configuration, Look("dark", "de-DE", "Europe/Berlin"))


async def test_scripts_get_the_result_and_how_to_draw_it(making: Making) -> None:
    """They name the function to call, and draw its result with the configuration, the reader's language and zone."""
    drawer = making(
        "export const asks = (configuration) => ({ functionKey: 'count', payload: { items: configuration.items } });\n"
        "export async function draw(result, { configuration, locale, timezone, place }) {\n"
        "  return `<svg ${JSON.stringify([result, configuration, locale, timezone, place.id])}/>`;\n}\n"
    )
    assert await drawer.asks({"items": [1], "more": 2}) == ("count", {"items": [1]})
    assert await drawn(drawer, {"count": 1}, {"a": "\u2028</script>"}) == (
        '<svg [{"count":1},{"a":"\u2028</script>"},"de-DE","Europe/Berlin","gadget"]/>'
    )


async def test_styles_of_the_page_are_those_of_the_drawing(making: Making) -> None:
    """The page's style sheets and the host's theme apply; `:hover` and media queries never do."""
    drawer = making(
        "export function draw(result, { place }) {\n"
        "  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');\n"
        "  svg.setAttribute('class', 'one two');\n  place.append(svg);\n"
        "  const style = getComputedStyle(svg);\n"
        "  const names = ['fill', 'stroke', 'stroke-width', 'opacity'];\n"
        "  return `<svg ${names.map((name) => style.getPropertyValue(name)).join(' ')}/>`;\n}\n",
        "#gadget > .one.two { fill: var(--none, var(--ds-text)); } .one { fill: red; stroke-width: 2 }\n"
        "main .two { stroke: color-mix(in srgb, #000 50%, #fff); } .one:hover { opacity: 0.5 }\n"
        "@media print { .one { opacity: 0.1 } } /* .one { opacity: 0.2 } */",
    )
    assert await drawn(drawer) == "<svg rgb(206, 207, 210) color(srgb 0.5 0.5 0.5) 2px 1/>"


@holds(
    engine,
    "context.set_hard_memory_limit(MEMORY)",
    'context.set_hard_memory_limit(MEMORY), context.eval("globalThis.fetch = () => {}")',
)
@pytest.mark.parametrize(
    "name", ["fetch", "XMLHttpRequest", "WebSocket", "process", "require", "Deno", "importScripts", "navigator"]
)
async def test_scripts_have_no_way_out(making: Making, name: str) -> None:
    """The engine has no network, no files and no environment."""
    assert await drawn(making(f"export const draw = () => `<svg ${{typeof {name}}}/>`;")) == "<svg undefined/>"


HARDENED = """
import asyncio, ctypes, pathlib, sys
from app.pictures.engine import Drawer, Look
DENY, GAIN = 65, 1
if ctypes.CDLL(None).prctl(DENY, GAIN, 0, 0, 0):
    sys.exit(77)
drawer = Drawer(*map(pathlib.Path, sys.argv[1:]))
print(asyncio.run(drawer.draw(1, {}, Look())))
"""
"""Draws in a process that may make no memory executable, as under systemd's `MemoryDenyWriteExecute`."""


@holds(engine, 'FLAGS: Final = ("--jitless",)', "FLAGS: Final = ()")
def test_the_engine_makes_no_machine_code(making: Making) -> None:
    """A service that may not make memory executable draws as any other; with a compiler V8 would end its process."""
    drawer = making("export const draw = (result) => `<svg ${result}/>`;")
    line = [sys.executable, "-c", HARDENED, str(drawer.folder), str(drawer.theme)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603 - our own line
    if done.returncode == 77:
        pytest.skip("this kernel cannot deny it (Linux 6.3 and newer can)")
    assert (done.returncode, done.stdout) == (0, "<svg 1/>\n")


async def test_pictures_know_nothing_of_each_other(making: Making) -> None:
    """Every picture has a new engine: what a script leaves behind is gone."""
    drawer = making("export const draw = () => `<svg ${(globalThis.before = (globalThis.before ?? 0) + 1)}/>`;")
    assert [await drawn(drawer), await drawn(drawer)] == ["<svg 1/>"] * 2


@holds(engine, "context.eval(script, timeout_sec=SECONDS)", "context.eval(script, timeout_sec=5)")
async def test_an_endless_script_is_ended(making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script is stopped at its time limit, and the event loop keeps running meanwhile."""
    monkeypatch.setattr(engine, "SECONDS", 0.2)
    script = "export const draw = () => { const end = Date.now() + 4000; while (Date.now() < end); return '<svg />'; };"
    drawing = asyncio.create_task(drawn(making(script)))
    turns = await turns_during(drawing)
    with pytest.raises(PictureError, match="timeout"):
        await drawing
    assert turns > 2


@holds(engine, "            context.set_hard_memory_limit(MEMORY)\n")
async def test_a_greedy_script_is_ended(making: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script is stopped at its memory limit, and the process survives."""
    monkeypatch.setattr(engine, "SECONDS", 60)
    script = (
        "export function draw() {\n  const all = [];\n"
        "  for (let at = 0; at < 60; at += 1) all.push(new Array(1e6).fill(at));\n  return '<svg />';\n}\n"
    )
    with pytest.raises(PictureError, match="memory"):
        await drawn(making(script))


@holds(engine, 'not text.startswith("<svg ")', "False")
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("export const draw = () => '<html></html>';", "does not return an SVG"),
        ("export const draw = () => 7;", "does not return an SVG"),
        ("export const draw = () => { throw new Error('no bars'); };", "Error: no bars"),
        ("export const draw = () => new Promise(() => {});", "waits for something"),
        ("export const draw = (", "SyntaxError"),
    ],
)
async def test_what_is_no_picture_is_refused(making: Making, script: str, reason: str) -> None:
    """The error says what is wrong, in one line."""
    with pytest.raises(PictureError) as caught:
        await drawn(making(script))
    assert (caught.value.type, caught.value.status) == ("picture-failed", 500)
    assert reason in caught.value.message
    assert "\n" not in caught.value.message


async def test_an_app_without_pictures_says_so(making: Making) -> None:
    """A resource without `picture.js` is a 404 of its own kind."""
    drawer = making("")
    (drawer.folder / "picture.js").unlink()
    with pytest.raises(PictureError) as caught:
        await drawn(drawer)
    assert (caught.value.type, caught.value.status) == ("no-picture", 404)
