import re

import pytest
from playwright.sync_api import expect

from tests.gadget.conftest import STATIC, Opener
from tests.gadget.fixtures import reports
from tests.gadget.fixtures.reports import report, sprint


@pytest.mark.parametrize(
    ("locale", "mean", "dates"),
    [
        ("en-US", "28.4", "January 5 – 19, 2026"),  # noqa: RUF001
        ("de-DE", "28,4", "5.–19. Januar 2026"),  # noqa: RUF001
        ("de_DE", "28,4", "5.–19. Januar 2026"),  # noqa: RUF001
        ("en-GB", "28.4", "5 – 19 January 2026"),  # noqa: RUF001
        ("fr-FR", "28.4", "January 5 – 19, 2026"),  # noqa: RUF001
        ("ar-EG", "28.4", "January 5 – 19, 2026"),  # noqa: RUF001
        ("hi-IN", "28.4", "January 5 – 19, 2026"),  # noqa: RUF001
        ("nonsense!", "28.4", "January 5 – 19, 2026"),  # noqa: RUF001
    ],
)
def test_numbers_and_dates(gadget: Opener, locale: str, mean: str, dates: str) -> None:
    """Numbers and dates are in the language of the words: a locale without texts of its own means American English."""
    page = gadget(report(), context={"locale": locale})
    assert page.locator(".average .number").text_content() == mean
    name = page.locator(".bar").first.get_attribute("aria-label") or ""
    assert dates in name.replace("\u2009", " ").replace("\u202f", " ")


def test_the_language_of_the_page(gadget: Opener) -> None:
    """A German reader gets German, everybody else English; the page declares its language."""
    german = gadget(report(), context={"locale": "de-DE"})
    assert german.locator("h2").inner_text() == "Alpha: Velocity, letzte 7 Sprints"
    assert german.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["de", "ltr"]
    assert german.locator("[data-focus^=view-]").all_inner_texts() == ["Diagramm", "Bilanz", "Tabelle", "Prognose"]
    french = gadget(report(), context={"locale": "fr-FR"})
    assert french.locator("h2").inner_text() == "Alpha: velocity, last 7 sprints"
    assert french.evaluate("document.documentElement.lang") == "en"
    assert french.locator("footer").inner_text().startswith("As of Nov 24, 2026, ")


def test_all_languages_have_all_texts(gadget: Opener) -> None:
    """Every text exists in every language, with the same placeholders."""
    page = gadget(report())
    odd = page.evaluate("""async () => {
      const texts = async (name) => (await import(`/gadget/i18n/${name}.js`)).default;
      const [en, de] = [await texts("en"), await texts("de")];
      const named = (text) => [...text.matchAll(/\\{\\w+\\}/g)].map(String).sort().join();
      const holes = (text) => (typeof text === "string" ? named(text) : "function");
      const keys = new Set([...Object.keys(en), ...Object.keys(de)]);
      return [...keys].filter((key) => !(key in en) || !(key in de) || holes(en[key]) !== holes(de[key]));
    }""")
    assert odd == []


def test_every_text_that_is_used_exists() -> None:
    """No page asks for a text that does not exist."""
    scripts = {path.name: path.read_text("utf-8") for path in (STATIC / "gadget").rglob("*.js")}
    known = set(re.findall(r'^  "([\w.-]+)":', scripts.pop("en.js"), re.MULTILINE))
    used = {key for text in scripts.values() for key in re.findall(r'\bt(?:ext)?\("([a-z]\w*\.[\w.-]+)"', text)}
    assert used - known == set()


WAYS = {
    "en": r"settings|[Rr]efresh|[Aa]sk |check |filter without|can correct|explanation|with the first",
    "de": r"Einstellungen|[Aa]ktualisier|[Bb]itten|prüfen|Filter ohne|berichtigen|Erklärung|mit dem ersten",
}
"""What a warning can lead to."""


@pytest.mark.parametrize("language", WAYS)
def test_every_warning_says_what_can_be_done(language: str) -> None:
    """A warning below the figures names what helps: a setting, a refresh, somebody to ask, where to look."""
    source = (STATIC / "gadget" / "i18n" / f"{language}.js").read_text("utf-8")
    warnings = [text for text in re.split(r'^  (?="[\w.-]+":)', source, flags=re.MULTILINE) if '"warning.' in text]
    assert len(warnings) > 15
    assert [text for text in warnings if not re.search(WAYS[language], text)] == []


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Auckland", "January 6 – 20, 2026"), ("UTC", "January 5 – 19, 2026")],  # noqa: RUF001
)
def test_the_time_zone_of_the_context(gadget: Opener, zone: str, day: str) -> None:
    """A sprint that ends at 23:30 UTC shows the day in the context's time zone, not the browser's."""
    late = sprint(0, (8, 5, 0, 0), startDate="2026-01-05T23:30:00Z", completeDate="2026-01-19T23:30:00Z")
    page = gadget(report([late]), context={"timezone": zone}, timezone_id="America/Los_Angeles")
    name = page.locator(".bar").first.get_attribute("aria-label") or ""
    assert day in name.replace("\u2009", " ")


def test_decimals(gadget: Opener) -> None:
    """Figures keep their exact value: halves, sums without float noise, millions, and never a minus zero."""
    page = gadget(report())
    written = page.evaluate("""async () => {
      const format = await import("/gadget/i18n/format.js");
      const unit = { kind: "points", name: "Story Points" };
      return [0.5, 0.1 + 0.2, 1e6, -0, null, 1.125].map((value) => format.number(value, unit));
    }""")
    assert written == ["0.5", "0.3", "1,000,000", "0", "–", "1.125"]  # noqa: RUF001


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
def test_minus_is_a_minus_everywhere(gadget: Opener, locale: str) -> None:
    """Negative figures have a minus sign, not a hyphen: on the axis, at the bars, in the table and the balance."""
    shown = report([sprint(at, (-8, -12.5 - at, 0, 0), change=-2) for at in range(3)])
    page = gadget(shown, width=960, context={"locale": locale})
    for panel in ("chart", "balance", "table"):
        page.locator(f"[data-focus=view-{panel}]").click()
        shown_now = page.locator(f"[data-panel={panel}]")
        expect(shown_now).to_contain_text("−8")  # noqa: RUF001
        assert not re.search(r"-\d", shown_now.evaluate("node => node.textContent"))


def test_one_of_something(gadget: Opener) -> None:
    """One point and one sprint are in the singular, and one sprint has no average."""
    page = gadget(report([sprint(0, (1, 1, 0, 0), change=0)]))
    assert page.locator(".takeaway").inner_text() == "1 point completed in the last sprint."
    assert page.locator("h2").inner_text() == "Alpha: velocity, last sprint"


def test_time_is_in_hours(gadget: Opener) -> None:
    """Time estimates arrive in seconds and show in hours, on the axis and in words."""
    page = gadget(reports.in_time(), width=960)
    assert page.locator(".value").first.text_content() == "120"
    assert "96.8 hours completed" in page.locator(".takeaway").inner_text()
    assert page.locator(".axis text").last.text_content() == "125"


def test_a_custom_number_is_named(gadget: Opener) -> None:
    """A figure of a custom field carries the field's name."""
    unit = {"id": "customfield_9", "kind": "number", "name": "Business value"}
    assert gadget(report(unit=unit)).locator(".takeaway").inner_text().startswith("28.4 (Business value) completed")


def test_right_to_left(gadget: Opener) -> None:
    """On a right-to-left page the chart keeps its order in time, and nothing overflows."""
    page = gadget(report(), width=480)
    page.evaluate("document.documentElement.dir = 'rtl'")
    lefts = page.locator(".bar .hit").evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().left)")
    assert lefts == sorted(lefts)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
