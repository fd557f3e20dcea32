from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gadget.conftest import Opener
from tests.gadget.fixtures import reports
from tests.gadget.fixtures.reports import report, sprint

WIDTHS = (240, 280, 320, 480, 640, 960, 1600)
REPORTS = {
    "seven": report(),
    "fifty": reports.many(50),
    "hostile": reports.hostile(),
    "one": report([sprint(0, (8, 5, 0, 0))]),
}

PROBLEMS = """() => {
  const seen = (node) => node.getClientRects().length > 0;
  const problems = [];
  const box = (node) => node.getBoundingClientRect();
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) problems.push(`the page scrolls sideways: ${root.scrollWidth}`);
  const texts = [...document.querySelectorAll("svg text")].filter(seen);
  for (const node of texts) {
    const { a, b } = node.getScreenCTM();
    const size = parseFloat(getComputedStyle(node).fontSize) * Math.hypot(a, b);
    if (size < 12) problems.push(`small text: ${node.textContent} ${size}`);
    const [inner, outer] = [box(node), box(node.ownerSVGElement)];
    const over = [outer.left - inner.left, inner.right - outer.right,
      outer.top - inner.top, inner.bottom - outer.bottom];
    if (Math.max(...over) > 1)
      problems.push(`outside of the drawing: ${node.textContent}`);
  }
  const kinds = [texts.filter((node) => node.matches(".label:not(.shared)")),
    texts.filter((node) => node.matches(".value")),
    texts.filter((node) => node.closest(".axis"))];
  for (const kind of kinds) kind.forEach((one, at) => kind.slice(at + 1).forEach((two) => {
    const [a, b] = [box(one), box(two)];
    // A text's box is a line high; turned figures have no descenders and need three pixels less on each side.
    const spare = one.matches("[transform]") ? 6 : 0;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left) - spare;
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 0.5 && high > 3) problems.push(`overlap: ${one.textContent} and ${two.textContent}`);
  }));
  for (const node of document.querySelectorAll("button, a, input")) {
    const { width, height } = box(node);
    const name = node.textContent || node.ariaLabel;
    if (seen(node) && Math.min(width, height) < 24) problems.push(`small target: ${name} ${width}x${height}`);
  }
  for (const rect of document.querySelectorAll(".bar > rect.completed")) {
    if (seen(rect) && Number(rect.getAttribute("width")) < 1.5) problems.push("a bar is narrower than 1.5 pixels");
  }
  return problems;
}"""

SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


def problems(page: Page) -> Any:
    return page.evaluate(PROBLEMS)


def space_out(page: Page) -> None:
    """Give the page a reader's own text spacing (WCAG 1.4.12) and wait until the chart follows."""
    page.evaluate(
        """rules => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(rules);
          document.adoptedStyleSheets = [sheet];
        }""",
        SPACING,
    )
    page.wait_for_timeout(100)


@pytest.mark.parametrize("name", REPORTS)
def test_every_width(gadget: Opener, name: str) -> None:
    """From 240 to 1,600 pixels nothing overflows, overlaps, shrinks below 12 pixels or gets too small to hit."""
    page = gadget(REPORTS[name], width=WIDTHS[0])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 560})
        if width >= 320:
            script = (
                "width => Math.abs(document.querySelector('.chart').getBoundingClientRect().width - (width - 32)) < 1"
            )
            page.wait_for_function(script, arg=width)
        page.wait_for_timeout(60)
        assert problems(page) == [], width


@pytest.mark.parametrize("name", REPORTS)
def test_the_widths_between(gadget: Opener, name: str) -> None:
    """Nothing is cut or overlaps at the widths where labels break, move to an edge or are left out."""
    page = gadget(REPORTS[name], width=300)
    found = {}
    for width in range(300, 700, 6):
        page.set_viewport_size({"width": width, "height": 560})
        page.wait_for_timeout(60)
        found[width] = problems(page)
    assert {width: said for width, said in found.items() if said} == {}


@pytest.mark.parametrize("view", ["Balance", "Table", "Forecast", "issues", "help"])
def test_the_other_views_fit(gadget: Opener, view: str) -> None:
    """Balance, table, forecast, work items and help fit 320 pixels (a zoom of 400 %) without sideways scrolling."""
    page = gadget(reports.hostile(), width=320)
    if view == "issues":
        page.locator(".bar").first.click()
        page.locator("table.issues").wait_for()
    elif view == "help":
        page.locator("[data-focus=help]").click()
    else:
        page.get_by_role("button", name=view).click()
    if view == "Forecast":
        page.get_by_label("Work left").fill("120")
        page.locator(".distribution").wait_for()
        page.get_by_text("Show as table").click()
    assert problems(page) == []


def test_the_figures_of_a_bar_cover_no_bar(gadget: Opener) -> None:
    """Where there is no room beside a bar, its figures stand below the bars, and the page grows for them."""
    page = gadget(report(), width=320)
    page.locator(".bar").nth(3).hover()
    tip, bar = page.locator(".tooltip").bounding_box(), page.locator(".bar .hit").nth(3).bounding_box()
    assert tip
    assert bar
    assert tip["y"] >= bar["y"] + bar["height"]
    height = page.locator("#gadget").evaluate("node => node.getBoundingClientRect().bottom")
    assert tip["y"] + tip["height"] <= height


def test_very_narrow_is_average_and_table(gadget: Opener) -> None:
    """Below 276 pixels the average, in words, and the table replace the chart."""
    page = gadget(report(), width=276)
    assert page.locator(".plot").is_visible()
    assert not page.locator(".big").is_visible()
    page.set_viewport_size({"width": 240, "height": 560})
    assert page.locator(".big").inner_text() == "28.4 points completed on average over 7 sprints"
    assert page.locator("[data-panel=table] table").is_visible()
    assert not page.locator(".plot").is_visible()


def test_fifty_sprints_fit_a_narrow_gadget(gadget: Opener) -> None:
    """All fifty fit 320 pixels without scrolling, each narrow bar inside the width of its wide one."""
    page = gadget(reports.many(50), width=320)
    inside = page.locator(".bar").evaluate_all("""all => all.map((one) => {
      const bars = [...one.querySelectorAll(".committed, .completed")];
      const [wide, narrow] = bars.map((bar) => bar.getBoundingClientRect());
      return wide.left < narrow.left && narrow.right < wide.right && narrow.width > 1.5 && wide.right <= 320;
    })""")
    assert inside == [True] * 50
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_hostile_names_are_text(gadget: Opener) -> None:
    """Names are text and never markup, whole to screen readers and in the table."""
    page = gadget(reports.hostile())
    assert page.locator("#gadget img").count() == 0
    for at, name in enumerate(reports.HOSTILE):
        assert (page.locator(".bar").nth(at).get_attribute("aria-label") or "").startswith(name)
    page.get_by_role("button", name="Table").click()
    assert page.locator("[data-panel=table] tbody bdi").all_text_contents() == reports.HOSTILE


def test_a_shortened_name_keeps_its_number(gadget: Opener) -> None:
    """A long name is shortened in the middle: it keeps its beginning and every digit of its number."""
    page = gadget(report())
    script = """async () => {
      const { shorten } = await import("/gadget/chart/scale.js");
      return shorten("Alpha Team Sprint Number 1234", 12, (text) => text.length);
    }"""
    assert page.evaluate(script) == "Alpha…r 1234"
    assert page.evaluate(script.replace("12,", "6,")) == "A…1234"


def test_a_label_breaks_evenly(gadget: Opener) -> None:
    """The two lines of a label are about equally long, so that a name's number does not stand alone."""
    page = gadget(report())
    script = """async (text) => {
      const { halve } = await import("/gadget/chart/scale.js");
      return halve(text, (words) => words.length);
    }"""
    assert page.evaluate(script, "Alpha Sprint 1") == ["Alpha", "Sprint 1"]
    assert page.evaluate(script, "Aug 31 to Sep 9") == ["Aug 31", "to Sep 9"]
    assert page.evaluate(script, "28. Sept. – 12. Okt.") == ["28. Sept. –", "12. Okt."]  # noqa: RUF001
    assert page.evaluate(script, "Sprint 1") == ["Sprint 1"]
    assert page.evaluate(script, "Alpha Sprint of the whole team 12") == ["Alpha Sprint of", "the whole team 12"]


@pytest.mark.parametrize("width", [320, 640])
def test_text_spacing(gadget: Opener, width: int) -> None:
    """With the reader's own text spacing nothing is cut off, and the page does not scroll sideways."""
    page = gadget(report(), width=width)
    space_out(page)
    cut = page.evaluate("""() => [...document.querySelectorAll("button, h2, p:not(.sr), li, label, a")]
      .filter((node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)""")
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [320, 640])
def test_the_tooltip_stays_inside(gadget: Opener, width: int) -> None:
    """The tooltip of every sprint lies inside the page."""
    page = gadget(report(), width=width)
    for at in range(7):
        page.locator(".bar").nth(at).dispatch_event("pointerover")
        inside = page.evaluate("""() => {
          const box = document.querySelector(".tooltip").getBoundingClientRect();
          const root = document.documentElement.getBoundingClientRect();
          const bottom = Math.max(root.bottom, innerHeight);
          return box.left >= 0 && box.right <= root.right && box.top >= 0 && box.bottom <= bottom;
        }""")
        assert inside, at


def test_the_legends_menu_stays_on_the_page(gadget: Opener) -> None:
    """What can be added to the chart is offered in full, also where its button begins a line."""
    page = gadget(report(), context={"locale": "de-DE"})
    button, menu = page.locator("[data-focus=series-more]"), page.locator(".legend [role=menu]")
    line_starts = 0
    for width in (300, 320, 480, 640, 800, 960):
        page.set_viewport_size({"width": width, "height": 560})
        button.click()
        at, box = button.bounding_box(), menu.bounding_box()
        assert at
        assert box
        line_starts += at["x"] < 40
        assert box["x"] >= 0, width
        assert box["x"] + box["width"] <= width, width
        page.keyboard.press("Escape")
    assert line_starts


def test_print(gadget: Opener) -> None:
    """The export prints title, chart and table in light colours without controls, whole on one page of A4."""
    page = gadget(report(), mode="dark", width=1200)
    page.evaluate("() => { globalThis.print = () => {}; }")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name="Print").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    assert page.locator("h2").is_visible()
    for part in (".plot", "[data-panel=table] table"):
        # The page may still be redrawing for the new width: one script finds and measures the finished drawing.
        page.wait_for_function(
            """part => {
              const box = document.querySelector(part)?.getBoundingClientRect();
              return box && box.width > 0 && box.right <= 718;
            }""",
            arg=part,
        )
    assert page.locator("#gadget").evaluate("node => node.scrollHeight") < 1046, "A4 less the usual margins"
    controls = page.locator(".tools, .switch, .legend .menu").all()
    assert [each for each in controls if each.is_visible()] == []
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("[data-panel=table] table").is_visible()


def test_a_frame_is_printed_as_it_is_seen(gadget: Opener) -> None:
    """Printed with the page around it a gadget does not grow, and a chart wider than the paper shrinks."""
    page = gadget(report(), width=1200)
    before = page.locator("#gadget").evaluate("node => node.scrollHeight")
    page.emulate_media(media="print")
    assert page.locator("#gadget").evaluate("node => node.scrollHeight") <= before
    assert page.locator(".plot").evaluate("node => getComputedStyle(node).maxInlineSize") == "100%"


def test_no_motion(gadget: Opener) -> None:
    """For a reader who asks for less motion, nothing on the page is animated."""
    page = gadget(report(), reduced_motion="reduce")
    page.locator(".bar").first.hover()
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_wide_table_says_that_it_goes_on(gadget: Opener) -> None:
    """Where the table has no room its edge says so, and the keyboard scrolls it: it is a region with a name."""
    page = gadget(report(), width=960)
    page.get_by_role("button", name="Table").click()
    place = page.locator("[data-panel=table] .scrolled")
    region = page.get_by_role("region", name="Velocity per sprint, in Story Points")
    expect(place).to_have_class("scrolled")
    expect(region).to_have_count(0)
    for width in (320, 240):
        page.set_viewport_size({"width": width, "height": 560})
        expect(place).to_have_class("scrolled more-after")
        arrow = place.evaluate("node => getComputedStyle(node, '::after').content")
        assert arrow.startswith('"›"')  # noqa: RUF001
    region.focus()
    page.keyboard.press("ArrowRight")
    expect(place).to_contain_class("more-before")
    region.evaluate("node => node.scrollTo(1000, 0)")
    expect(place).to_have_class("scrolled more-before")
