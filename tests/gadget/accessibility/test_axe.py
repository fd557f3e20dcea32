"""What axe-core finds in every state of the gadget, light and dark, and what it does not look for."""

from typing import Any

from playwright.sync_api import Page

from tests.gadget.conftest import Opener
from tests.gadget.test_gallery import settle, show, states
from tests.node.packages import needed

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async (only) => {
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
OWN = """() => {
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex]";
  const found = [];
  for (const node of document.querySelectorAll("[role=img]")) {
    if (node.querySelector(focusable)) found.push(`a picture with something to focus: ${node.outerHTML.slice(0, 120)}`);
  }
  for (const node of document.querySelectorAll(focusable)) {
    if (node.tabIndex > 0) found.push(`a tab order of its own: ${node.outerHTML.slice(0, 120)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length) found.push(`ids that are there twice: ${twice}`);
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant"]) {
    for (const node of document.querySelectorAll(`[${name}]`)) {
      const missing = node.getAttribute(name).split(" ").filter((id) => !document.getElementById(id));
      if (missing.length) found.push(`${name} without target: ${missing}`);
    }
  }
  return found;
}"""


def barriers(page: Page) -> list[str]:
    """Return the findings on the page as it is: all of them in light, those about colours in dark."""
    page.evaluate((needed() / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    found: list[str] = page.evaluate(RUN, {"type": "tag", "values": TAGS}) + page.evaluate(OWN)
    page.evaluate("document.documentElement.dataset.colorMode = 'dark'")
    dark: list[str] = page.evaluate(RUN, {"type": "rule", "values": COLOURS})
    page.evaluate("document.documentElement.dataset.colorMode = 'light'")
    return found + [f"dark: {each}" for each in dark]


def test_no_state_has_a_barrier(gadget: Opener) -> None:
    """No state violates WCAG 2.2 A or AA or a best practice that axe-core knows, in light or dark."""
    page = gadget(bypass_csp=True)  # axe-core styles the page while it looks
    show(page)
    found: dict[str, Any] = {}
    for name in states(page):
        show(page, state=name)
        page.wait_for_timeout(settle(name))
        if problems := barriers(page):
            found[name] = problems
    assert found == {}


def test_what_opens_has_no_barrier(gadget: Opener) -> None:
    """What only a key or click opens has no violation either: lists, menus, dialogs, errors, tables, help."""
    page = gadget(bypass_csp=True)  # axe-core styles the page while it looks
    found: dict[str, Any] = {}

    def check(name: str) -> None:
        if problems := barriers(page):
            found[name] = problems

    show(page, state="settings, first time")
    page.keyboard.press("ArrowDown")
    page.get_by_role("listbox").get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    check("list of boards")
    page.keyboard.press("Escape")
    page.get_by_label("Number of sprints").fill("0")
    page.get_by_text("More settings").click()
    page.get_by_label("These statuses").check()
    page.get_by_role("button", name="Save").click()
    check("errors")
    show(page, state="ready, several boards", width="320")
    page.get_by_role("button", name="Export").click()
    check("menu")
    page.evaluate("() => { navigator.clipboard.write = document.execCommand = () => false; }")
    page.evaluate("() => { globalThis.ClipboardItem = null; }")
    page.get_by_role("menuitem", name="Copy as table").click()
    check("dialog")
    page.get_by_role("button", name="Close").click()
    for view in ("Balance", "Table"):
        page.get_by_role("button", name=view, exact=True).click()
        check(view)
    page.get_by_role("button", name="Forecast", exact=True).click()
    check("questions of the forecast")
    page.get_by_label("Work left").fill("-1")
    page.get_by_label("Coming").fill("4")
    page.get_by_text("Enter a number above 0.").wait_for()
    check("a forecast refused")
    page.get_by_label("Work left").fill("120")
    page.locator(".distribution").wait_for()
    page.get_by_text("Show as table").click()
    check("forecast")
    show(page, state="ready")
    page.locator("[data-focus=help]").click()
    check("help")
    show(page, state="ready")
    page.locator(".bar").first.click()
    page.locator("table.issues").wait_for()
    check("issues of a sprint")
    assert found == {}
