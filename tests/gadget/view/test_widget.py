"""The page as a dashboard widget: it fits the height it gets, and leaves saving to the dashboard."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gadget.conftest import Opener, calls
from tests.gadget.fixtures.boards import description
from tests.gadget.fixtures.boards import page as boards
from tests.gadget.fixtures.reports import report

Json = dict[str, Any]
CONFIGURATION = {"boardIds": [1], "sprintCount": 7}


def widget(height: int = 480, *, edit: bool = False, config: Json | None = CONFIGURATION) -> Json:
    """Return the context of a widget."""
    extension: Json = {
        "type": "dashboards:widget",
        "entryPoint": "edit" if edit else "view",
        "context": {"dashboardId": "1", "widgetId": "7"},
        "layout": {"width": 640, "height": height, "rowSpan": "medium", "columnSpan": 6},
    }
    if config is not None:
        extension["config"] = config
    return {"moduleKey": "velocity-widget", "extension": extension}


def settled(page: Page, height: int) -> None:
    """Wait until the page has this height, to the pixel."""
    page.wait_for_function(
        "(height) => Math.abs(document.body.getBoundingClientRect().height - height) <= 1", arg=height, timeout=5000
    )


@pytest.mark.parametrize("height", [480, 560, 640])
@pytest.mark.parametrize("width", [420, 640, 1080])
def test_the_chart_fits_the_height(gadget: Opener, height: int, width: int) -> None:
    """The bars take the height that is left, so that the page is as high as its frame and nothing scrolls."""
    settled(gadget(context=widget(height), width=width, configuration=None), height)


def test_a_height_that_is_too_low_scrolls(gadget: Opener) -> None:
    """Where the words fill the height, the bars stay readable and the page scrolls."""
    page = gadget(context=widget(160), configuration=None)
    plot = page.locator("svg.plot").bounding_box()
    assert plot is not None
    assert plot["height"] > 80
    assert page.evaluate("document.body.getBoundingClientRect().height") > 160


def test_it_follows_its_layout_and_its_configuration(gadget: Opener) -> None:
    """On the dashboard's events the page reads the context again, and fits the new height or reads new figures."""
    page = gadget(context=widget(480), configuration=None)
    settled(page, 480)
    page.evaluate("__stub.context.extension.layout.height = 640")
    page.evaluate("__stub.emit('FORGE_DASHBOARDS_WIDGET_LAYOUT_CHANGED', { widgetId: '7' })")
    settled(page, 640)
    page.evaluate("__stub.context.extension.config = { boardIds: [2] }")
    page.evaluate("__stub.emit('FORGE_DASHBOARDS_WIDGET_CONFIG_CHANGED', { widgetId: '8' })")
    page.evaluate("__stub.emit('FORGE_DASHBOARDS_WIDGET_CONFIG_CHANGED', { widgetId: '7' })")
    page.wait_for_function("__stub.calls.filter((one) => one.payload?.functionKey === 'getVelocity').length === 2")
    assert [call["payload"]["boardIds"] for call in calls(page, "getVelocity")] == [[1], [2]]


def configured(page: Page, config: Json) -> None:
    """Change the widget's settings."""
    page.evaluate("(config) => (__stub.context.extension.config = config)", config)
    page.evaluate("__stub.emit('FORGE_DASHBOARDS_WIDGET_CONFIG_CHANGED', { widgetId: '7' })")


def test_settings_that_change_no_figure_are_drawn_and_exported(gadget: Opener) -> None:
    """A new target appears in the chart and in the exported picture, though the figures stay the same."""
    page = gadget(context=widget(), configuration=None)
    configured(page, CONFIGURATION | {"target": 30})
    expect(page.locator(".plot .target").first).to_be_attached()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("menuitem", name="SVG").click()
    assert "Target 30" in Path(download.value.path()).read_text("utf-8")


def test_settings_that_change_during_a_read_are_read_next(gadget: Opener) -> None:
    """Settings that arrive during a read are read after it."""
    page = gadget(context=widget(), configuration=None, delays={"getVelocity": "hold"}, wait=None)
    page.wait_for_function("() => __stub.held.length === 1")
    configured(page, {"boardIds": [2]})
    page.evaluate("__stub.release()")
    page.wait_for_function("() => __stub.held.length === 1")
    assert [call["payload"]["boardIds"] for call in calls(page, "getVelocity")] == [[1], [2]]


def test_settings_without_a_board(gadget: Opener) -> None:
    """A widget without boards asks to be set up, and shows figures once a board is chosen again."""
    page = gadget(context=widget(), configuration=None)
    configured(page, {})
    expect(page.locator("#gadget")).to_have_attribute("data-state", "unconfigured")
    configured(page, CONFIGURATION)
    expect(page.locator("#gadget")).to_have_attribute("data-state", "ready")
    expect(page.locator(".plot")).to_be_visible()


def test_the_first_settings_of_a_new_widget_are_shown(gadget: Opener) -> None:
    """A widget has no id before its first save; once saved it shows its chart, once, and follows later settings."""
    context = widget()
    for name in ("config", "context"):
        context["extension"].pop(name, None)
    page = gadget(context=context, configuration=None)
    expect(page.locator("#gadget")).to_have_attribute("data-state", "unconfigured")
    configured(page, CONFIGURATION)
    expect(page.locator(".plot")).to_be_visible()
    configured(page, {"boardIds": [2]})
    page.wait_for_function("() => __stub.calls.filter((one) => one.payload?.functionKey === 'getVelocity').length >= 2")
    assert [call["payload"]["boardIds"] for call in calls(page, "getVelocity")] == [[1], [2]]


def test_a_gadgets_events_are_not_its_own(gadget: Opener) -> None:
    """A widget listens to the events of widgets only."""
    page = gadget(context=widget(), configuration=None)
    heard = {call["payload"] for call in calls(page) if call["command"] == "on"}
    assert heard == {"FORGE_DASHBOARDS_WIDGET_LAYOUT_CHANGED", "FORGE_DASHBOARDS_WIDGET_CONFIG_CHANGED"}


def editor(gadget: Opener, config: Json | None) -> Page:
    """Open a widget's settings."""
    answers = {"listBoards": boards(), "describeBoard": description(), "getVelocity": report()}
    return gadget(context=widget(edit=True, config=config), configuration=None, answers=answers, wait="form")


def test_the_settings_have_no_buttons_and_no_minutes(gadget: Opener) -> None:
    """In a widget, Save, Cancel and refreshing belong to the dashboard."""
    page = editor(gadget, CONFIGURATION)
    page.get_by_text("More settings").click()
    assert page.get_by_role("button", name="Save").count() == 0
    assert page.get_by_role("button", name="Cancel").count() == 0
    assert page.get_by_label("Refresh").count() == 0
    assert "submit" not in {call["command"] for call in calls(page)}


def test_the_dashboard_gets_what_to_keep(gadget: Opener) -> None:
    """The page reports each change, and answers the dashboard's Save with the settings."""
    page = editor(gadget, CONFIGURATION | {"refresh": 15})
    page.get_by_label("Number of sprints").fill("9")
    page.wait_for_function("__stub.updates.length > 0")
    assert page.evaluate("__stub.updates.at(-1).sprintCount") == 9
    kept = page.evaluate("__stub.onProductSave({})")
    assert (kept["boardIds"], kept["sprintCount"]) == ([1], 9)


def test_what_is_wrong_is_not_saved(gadget: Opener) -> None:
    """Saving without a required setting is an error to the dashboard; the field says why and has the focus."""
    page = editor(gadget, None)
    page.wait_for_function("() => Boolean(__stub.onProductSave)")
    message = page.evaluate("__stub.onProductSave({}).then(() => 'kept', (error) => error.message)")
    assert message == "Correct the settings that are marked, then save again."
    expect(page.get_by_text("Choose at least one board.")).to_be_visible()
    expect(page.get_by_role("combobox").first).to_be_focused()
