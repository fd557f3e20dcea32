import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.gadget.conftest import Opener
from tests.gadget.fixtures import reports

COLOURS = """() => {
  const paint = (node, name) => getComputedStyle(node)[name];
  const resolved = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const found = (selector) => [...document.querySelectorAll(selector)];
  const all = (selector, name) => found(selector).map((node) => [selector, resolved(paint(node, name))]);
  return {
    surface: resolved("transparent"),
    text: [...all("svg text", "fill"), ...all(".report :is(h2, p, dt, dd, li, label, button, a, td, th)", "color")],
    marks: [...all(".bar:not(.excluded) rect.committed", "stroke"),
      ...all(".bar:not(.excluded) rect.completed", "fill"),
      ...all(".bar.excluded rect.committed", "stroke"), ...all(".average line", "stroke"), ...all(".mark", "stroke"),
      ...all("input", "borderColor")],
  };
}"""


def luminance(colour: list[int]) -> float:
    parts = [channel / 255 for channel in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: list[int], two: list[int]) -> float:
    """Return the contrast of two colours by WCAG 2."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def weak(found: Any) -> list[Any]:
    """Return what has less contrast with the surface than text (4.5) or marks (3) need."""
    surface = found["surface"]
    texts = [each for each in found["text"] if contrast(each[1], surface) < 4.5]
    return texts + [each for each in found["marks"] if contrast(each[1], surface) < 3]


@pytest.mark.parametrize("more", ["no-preference", "more"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_contrast(gadget: Opener, mode: str, more: str) -> None:
    """Text has 4.5:1 and marks have 3:1 against the surface, in light and dark, with and without more contrast."""
    page = gadget(reports.with_excluded(), mode=mode, contrast=more)
    found = page.evaluate(COLOURS)
    assert len(found["text"]) > 20
    assert len(found["marks"]) >= 15
    assert weak(found) == []
    page.get_by_role("button", name="Forecast").click()
    page.get_by_label("Work left").fill("120")
    page.locator(".distribution").wait_for()
    asked = page.evaluate(COLOURS)
    assert "input" in {name for name, _ in asked["marks"]}
    assert weak(asked) == []


def test_more_contrast_is_more(gadget: Opener) -> None:
    """A reader who asks for more contrast gets more of it in the chart's texts."""
    strengths = []
    for wish in ("no-preference", "more"):
        found = gadget(reports.report(), contrast=wish).evaluate(COLOURS)
        strengths.append(min(contrast(each[1], found["surface"]) for each in found["text"] if each[0] == "svg text"))
    assert strengths[1] > strengths[0]


def test_the_series_are_far_apart_for_every_eye(gadget: Opener) -> None:
    """Even in grey, the fills of committed and completed bars differ by more than 3:1."""
    for mode in ("light", "dark"):
        page = gadget(reports.report(), mode=mode)
        one, two = (
            page.locator(f".bar rect.{name}").first.evaluate(
                """node => {
                  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                  canvas.fillStyle = getComputedStyle(node).fill;
                  canvas.fillRect(0, 0, 1, 1);
                  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
                }"""
            )
            for name in ("committed", "completed")
        )
        assert contrast(one, two) > 3


def system(page: Page, colour: str) -> str:
    """Return the value of a system colour as the page computes it."""
    value: str = page.evaluate(
        """colour => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = colour;
          const value = getComputedStyle(probe).color;
          probe.remove();
          return value;
        }""",
        colour,
    )
    return value


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_forced_colours(gadget: Opener, mode: str) -> None:
    """Where the reader forces colours, bars, text, axis, average and focus ring use the system's."""
    page = gadget(reports.report(), mode=mode, forced_colors="active")
    expected = {
        (".bar rect.committed", "stroke"): "CanvasText",
        (".bar rect.committed", "fill"): "Canvas",
        (".bar rect.completed", "fill"): "Highlight",
        (".axis text", "fill"): "CanvasText",
        (".value", "fill"): "CanvasText",
        (".average line", "stroke"): "CanvasText",
        (".grid .base", "stroke"): "CanvasText",
    }
    for (selector, name), colour in expected.items():
        found = page.locator(selector).first.evaluate("(node, name) => getComputedStyle(node)[name]", name)
        assert found == system(page, colour), (selector, name)
    page.locator("[data-focus=series-committed]").focus()
    page.keyboard.press("Tab")
    ring = page.locator(".bar").last.locator(".ring")
    assert ring.evaluate("node => getComputedStyle(node).stroke") == system(page, "Highlight")


def test_the_theme_follows_the_host(gadget: Opener) -> None:
    """When the host changes the theme, the chart changes with it, without a reload."""
    page = gadget(reports.report())
    script = "() => getComputedStyle(document.querySelector('.bar rect.completed')).fill"
    light = page.evaluate(script)
    page.evaluate("__stub.theme('dark')")
    dark = page.evaluate(script)
    assert (light, dark) == ("rgb(21, 88, 188)", "rgb(143, 184, 246)")


def test_colours_come_from_the_tokens(gadget: Opener) -> None:
    """The chart takes its colours from the host's design tokens; its own are only the fallback."""
    page = gadget(reports.report())
    page.evaluate("document.documentElement.style.setProperty('--ds-chart-blue-boldest', 'rgb(1, 2, 3)')")
    fill = page.locator(".bar rect.completed").first.evaluate("node => getComputedStyle(node).fill")
    assert re.sub(r"\s", "", fill) == "rgb(1,2,3)"
