"""The real `@forge/dashboards-bridge` in a widget's frame, on a dashboard with a gadget of the same page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.host.conftest import frame_of, settle
from tests.support.holds import holds
from tests.web import tiny

WIDGET = {"id": "10002", "moduleKey": "real-widget", "rowSpan": "small", "configuration": {"number": 2}}
DASHBOARD = {"columns": 2, "gadgets": [{"id": "10001", "moduleKey": "real-gadget", "configuration": {}}, WIDGET]}


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Yield the address of a server of the app."""
    with tiny.running(folder, kind="remote") as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str, folder: Path) -> Iterator[Page]:
    """Yield a dashboard with a gadget and a widget."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "dashboard.json").write_text(json.dumps(DASHBOARD))
    made = browser.new_page(base_url=address, viewport={"width": 1200, "height": 800})
    made.set_default_timeout(8000)
    made.goto("/")
    settle(made)
    yield made
    made.close()


def kept(folder: Path) -> Any:
    """Return what the dashboard stores of the widget."""
    gadgets = json.loads((folder / "data" / "dashboard.json").read_text())["gadgets"]
    return next(gadget for gadget in gadgets if gadget["id"] == "10002")


def menu(page: Page, item: str, *, role: Any = "menuitem") -> None:
    """Choose an item of the widget's menu."""
    page.get_by_role("button", name="More actions for Real widget").click()
    page.get_by_role(role, name=item, exact=True).click()


def edit(page: Page) -> Frame:
    """Open the widget's edit view."""
    menu(page, "Edit")
    page.frame_locator('iframe[data-gadget-id="10002"]').locator('body[data-ready="edit"]').wait_for(state="attached")
    return frame_of(page, "10002")


def context(frame: Frame) -> Any:
    """Return the extension part of the context."""
    return frame.evaluate("forge.view.getContext().then(({ extension }) => extension)")


SAVES = """async (kept) => {
  const heard = (globalThis.heard = {});
  const { widgetEdit } = dashboards;
  await widgetEdit.onProductSave(async (config, widget, context) => {
    heard.asked = { config, widget, moduleKey: context.moduleKey };
    return kept;
  });
  await widgetEdit.onSave(async (config, widget) => { heard.saved = { config, widget }; });
  await widgetEdit.onSaveError((error) => { heard.failed = error.message; });
}"""


def test_a_widget_sees_its_own_context(page: Page) -> None:
    """A widget has its configuration, ids and layout where the new dashboards put them; a gadget has none of them."""
    widget = context(frame_of(page, "10002"))
    assert widget["config"] == {"number": 2}
    assert widget["context"] == {"dashboardId": "10000", "widgetId": "10002"}
    assert widget["layout"] | {"width": 0} == {"width": 0, "height": 320, "rowSpan": "small", "columnSpan": 6}
    assert widget["layout"]["width"] > 400
    assert (widget["type"], widget["placement"]) == ("dashboards:widget", "DASHBOARD_VIEW")
    assert not {"gadget", "gadgetConfiguration", "dashboard"} & widget.keys()
    gadget = context(frame_of(page, "10001"))
    assert not {"config", "context", "layout"} & gadget.keys()


def test_only_a_gadget_is_refreshed_by_a_button_of_the_card(page: Page) -> None:
    """A widget's page has a button of its own where it can be refreshed; two that do different things would confuse."""
    expect(page.get_by_role("button", name="Refresh Real gadget")).to_be_visible()
    expect(page.get_by_role("button", name="Refresh Real widget")).to_have_count(0)


@holds("static/host/frame/widget.js", "await card.keep(configurationOf(config))", "void 0")
def test_the_dashboard_saves_what_the_page_returns(page: Page, folder: Path) -> None:
    """The dashboard's Save asks the page and stores what it returns."""
    frame = edit(page)
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    frame.evaluate("dashboards.widgetEdit.updateConfig({ number: 3 })")
    frame.evaluate(SAVES, {"number": 4})
    page.get_by_role("button", name="Save").click()
    expect(page.locator('iframe[data-gadget-id="10002"][data-entry-point="view"]')).to_be_visible()
    assert kept(folder)["configuration"] == {"number": 4}
    assert context(frame_of(page, "10002"))["config"] == {"number": 4}


def test_the_page_is_asked_with_what_is_not_saved_yet(page: Page, folder: Path) -> None:
    """`onProductSave` gets the last `updateConfig`, the widget's ids and the context; failing, it stores nothing."""
    frame = edit(page)
    frame.evaluate("dashboards.widgetEdit.updateConfig({ number: 3 })")
    assert context(frame)["config"] == {"number": 3}
    frame.evaluate(
        """() => dashboards.widgetEdit.onProductSave(async (...all) => { throw new Error(JSON.stringify(all)); })"""
    )
    frame.evaluate("() => dashboards.widgetEdit.onSaveError(({ message }) => { globalThis.failed = message; })")
    page.get_by_role("button", name="Save").click()
    frame.wait_for_function("() => globalThis.failed")
    config, widget, rest = json.loads(frame.evaluate("failed"))
    assert (config, widget) == ({"number": 3}, {"dashboardId": "10000", "widgetId": "10002"})
    assert rest["moduleKey"] == "real-widget"
    expect(page.locator('iframe[data-gadget-id="10002"][data-entry-point="edit"]')).to_be_visible()
    assert kept(folder)["configuration"] == {"number": 2}


@holds("static/host/frame/widget.js", "onProductSave?.(draft)) ?? null", "onProductSave?.(draft)) ?? draft")
@pytest.mark.parametrize("callback", ["", "dashboards.widgetEdit.onProductSave(async () => null)"])
def test_without_an_answer_nothing_is_kept(page: Page, folder: Path, callback: str) -> None:
    """If the page registers nothing or returns null, the view returns with the stored configuration."""
    frame = edit(page)
    frame.evaluate(f"dashboards.widgetEdit.updateConfig({{ number: 9 }}).then(() => {callback or 'null'})")
    page.get_by_role("button", name="Save").click()
    expect(page.locator('iframe[data-gadget-id="10002"][data-entry-point="view"]')).to_be_visible()
    assert kept(folder)["configuration"] == {"number": 2}


def test_the_page_is_told_after_the_save(page: Page) -> None:
    """`onSave` gets the stored configuration and the widget's id."""
    frame = edit(page)
    frame.evaluate(SAVES, {"number": 5})
    frame.evaluate(
        """() => dashboards.widgetEdit.onSave(async (config, { widgetId }) => {
             await forge.showFlag({ id: "told", title: `${widgetId}: ${config.number}` });
           })"""
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("10002: 5")).to_be_visible()


def test_cancel_leaves_everything_as_it_was(page: Page, folder: Path) -> None:
    """The dashboard's Cancel changes nothing, whatever the page would return."""
    frame = edit(page)
    frame.evaluate(SAVES, {"number": 6})
    page.get_by_role("button", name="Cancel").click()
    page.frame_locator('iframe[data-gadget-id="10002"]').locator('body[data-ready="view"]').wait_for(state="attached")
    assert context(frame_of(page, "10002"))["config"] == {"number": 2}
    assert kept(folder)["configuration"] == {"number": 2}


def test_a_widget_submits_nothing_and_a_gadget_has_no_dashboard_save(page: Page) -> None:
    """Each kind of module has its own way to save; the client refuses the other's in its own words."""
    frame = edit(page)
    script = "forge.view.submit({}).then(() => 'kept', ({ message }) => message)"
    assert frame.evaluate(script) == "this resource's view is not submittable."
    other = frame_of(page, "10001")
    script = "dashboards.widgetEdit.onProductSave(() => null).then(() => 'kept', ({ message }) => message)"
    assert other.evaluate(script).startswith("Unable to set widgetEdit.onProductSave: ")
    script = "dashboards.widget.setPreviewConfig({}).then(() => 'taken', ({ message }) => message)"
    assert other.evaluate(script).startswith("Unable to set preview config: ")
    assert frame.evaluate(script) == "taken"


def test_a_height_is_fixed_and_changes_by_the_menu(page: Page, folder: Path) -> None:
    """The frame has the height of its row span; a change keeps the page running and reaches it as an event."""
    frame, shown = frame_of(page, "10002"), page.locator('iframe[data-gadget-id="10002"]')
    frame.evaluate(
        """() => {
             document.body.style.blockSize = "2000px";
             globalThis.layouts = [];
             return forge.events.on("FORGE_DASHBOARDS_WIDGET_LAYOUT_CHANGED", async ({ widgetId }) => {
               const { extension } = await forge.view.getContext();
               layouts.push([widgetId, extension.layout.rowSpan, extension.layout.height]);
             });
           }"""
    )
    expect(shown).to_have_css("height", "320px")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        menu(page, "High", role="menuitemradio")
    expect(shown).to_have_css("height", "640px")
    frame.wait_for_function("() => layouts.length")
    assert frame.evaluate("layouts") == [["10002", "large", 640]]
    assert kept(folder)["rowSpan"] == "large"


def test_a_new_width_is_told(page: Page) -> None:
    """The page gets an event when a resized window changes the widget's width."""
    frame = frame_of(page, "10002")
    frame.evaluate(
        """() => forge.events.on("FORGE_DASHBOARDS_WIDGET_LAYOUT_CHANGED", () => { globalThis.told = true; })"""
    )
    page.set_viewport_size({"width": 1000, "height": 800})
    frame.wait_for_function("() => globalThis.told")


@pytest.mark.parametrize(("columns", "wide", "spans"), [(2, 0, [8, 4]), (3, 1, [3, 6, 3]), (3, None, [4, 4, 4])])
def test_a_wider_column_has_a_wider_span(
    page: Page, folder: Path, columns: int, wide: int | None, spans: list[int]
) -> None:
    """A widget's column span is its column's part of the twelve, which is twice as large in the wider column."""
    ids = [str(10002 + at) for at in range(columns)]
    widgets = [{**WIDGET, "id": each, "column": at} for at, each in enumerate(ids)]
    arranged = {"columns": columns, "wide": wide, "gadgets": widgets}
    (folder / "data" / "dashboard.json").write_text(json.dumps(arranged))
    page.goto("/")
    assert [context(frame_of(page, each))["layout"]["columnSpan"] for each in ids] == spans


def test_which_of_the_two_is_added_is_said(page: Page) -> None:
    """The dialog offers both modules and says which is the gadget and which the widget."""
    page.get_by_role("button", name="Add gadget").click()
    expect(page.get_by_role("button", name="Add: Real gadget, Gadget")).to_be_visible()
    expect(page.get_by_role("button", name="Add: Real widget, Widget")).to_be_visible()
