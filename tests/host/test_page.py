"""The dashboard's page as a person uses it: with the mouse, with the keyboard only, small, dark and in German."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.settings import Secret
from tests.host.conftest import Elsewhere, Opener, frame_of, settle
from tests.support.holds import holds
from tests.web import tiny

KEY = "a-long-enough-access-key"
SANDBOX = "allow-scripts allow-forms allow-downloads allow-modals"


def stored(tmp_path: Path) -> list[dict[str, object]]:
    """Return the gadgets in the dashboard's file."""
    gadgets: list[dict[str, object]] = json.loads((tmp_path / "data" / "dashboard.json").read_text())["gadgets"]
    return gadgets


def choose(page: Page, gadget: str, item: str) -> None:
    """Choose an item of a gadget's menu."""
    page.get_by_role("button", name=f"More actions for {gadget}").click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def saved(page: Page) -> object:
    """Return a context that ends once the server has saved the arrangement."""
    return page.expect_response(lambda answer: "/dashboards/~" in answer.url and answer.request.method == "PUT")


@holds("static/host/frame/frame.js", "allow-downloads allow-modals", "allow-downloads allow-modals allow-popups")
@holds("static/host/frame/frame.js", '"allow-scripts', '"allow-same-origin allow-scripts')
def test_a_first_visit_shows_one_configured_gadget(site: str, open_page: Opener) -> None:
    """Its frame names the gadget and the entry point, and is sandboxed."""
    page = open_page(site)
    frame = page.locator("iframe")
    expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
    expect(frame).to_have_count(1)
    for name, value in {
        "data-gadget-id": "10001",
        "data-entry-point": "view",
        "sandbox": SANDBOX,
        "allow": "clipboard-write",
        "title": "Tiny gadget",
    }.items():
        expect(frame).to_have_attribute(name, value)
    expect(page.get_by_text("Demo data")).to_be_visible()


def test_a_real_site_opens_what_can_be_set_in_its_edit_view(tmp_path: Path, open_page: Opener) -> None:
    """An unconfigured gadget opens its edit view; a gadget without settings shows its view."""
    with tiny.running(tmp_path, kind="remote") as address:
        page = open_page(address)
        expect(page.locator('iframe[data-gadget-id="10001"]')).to_have_attribute("data-entry-point", "edit")
        expect(page.locator('iframe[data-gadget-id="10002"]')).to_have_attribute("data-entry-point", "view")
        expect(page.get_by_text("tiny.atlassian.net")).to_be_visible()


def test_a_gadget_is_added_in_its_edit_view(site: str, open_page: Opener, tmp_path: Path) -> None:
    """The dialog names each module; the new gadget gets the focus, and two gadgets do not disturb each other."""
    page = open_page(site)
    frame_of(page)
    page.get_by_role("button", name="Add gadget").click()
    with saved(page):  # type: ignore[attr-defined]
        page.get_by_role("dialog").get_by_role("button", name="Add: Tiny gadget").click()
    first, added = (str(gadget["id"]) for gadget in stored(tmp_path))
    assert re.fullmatch("[0-9a-f]{8}", added)
    expect(page.locator(f"#title-{added}")).to_be_focused()
    expect(page.locator(f'iframe[data-gadget-id="{added}"]')).to_have_attribute("data-entry-point", "edit")
    page.frame_locator(f'iframe[data-gadget-id="{added}"]').locator("#save").click()
    expect(page.locator(f"#title-{added}")).to_be_focused()
    expect(page.frame_locator(f'iframe[data-gadget-id="{added}"]').get_by_text("count 2")).to_be_visible()
    expect(page.frame_locator(f'iframe[data-gadget-id="{first}"]').get_by_text("count 3")).to_be_visible()


def test_a_gadget_is_renamed(site: str, open_page: Opener, tmp_path: Path) -> None:
    """Enter keeps the new name, also after a reload; Escape keeps the old one."""
    page = open_page(site)
    frame_of(page)
    choose(page, "Tiny gadget", "Rename")
    field = page.get_by_label("Name of the gadget")
    expect(field).to_be_focused()
    expect(page.get_by_role("article", name="Tiny gadget")).to_be_visible()
    field.fill("<i>Ours</i>")
    with saved(page):  # type: ignore[attr-defined]
        field.press("Enter")
    expect(page.get_by_role("button", name="More actions for <i>Ours</i>")).to_be_focused()
    choose(page, "<i>Ours</i>", "Rename")
    page.get_by_label("Name of the gadget").fill("Other")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("heading", name="<i>Ours</i>")).to_be_visible()
    assert stored(tmp_path)[0]["title"] == "<i>Ours</i>"


def test_a_removed_gadget_can_be_taken_back(site: str, open_page: Opener, tmp_path: Path) -> None:
    """Remove asks nothing; Undo in the flag restores the gadget with its configuration."""
    page = open_page(site)
    frame_of(page)
    with saved(page):  # type: ignore[attr-defined]
        choose(page, "Tiny gadget", "Remove")
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_text("This dashboard has no gadgets.")).to_be_visible()
    expect(page.get_by_role("button", name="Add gadget")).to_be_focused()
    assert stored(tmp_path) == []
    with saved(page):  # type: ignore[attr-defined]
        page.get_by_role("button", name="Undo").click()
    expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
    assert stored(tmp_path)[0]["configuration"] == {"items": [1, 2, 3]}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Return a folder whose dashboard has two gadgets in the first of two columns."""
    tiny.write(tmp_path)
    gadgets = [
        {"id": "1", "moduleKey": "tiny-gadget", "title": "First", "configuration": {"items": [1]}},
        {"id": "2", "moduleKey": "tiny-gadget", "title": "Second", "configuration": {"items": [1, 2]}},
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dashboard.json").write_text(json.dumps({"columns": 2, "gadgets": gadgets}))
    return tmp_path


@holds("static/host/frame/connection.js", "event.source !== this.frame.contentWindow || ")
def test_gadgets_are_moved_by_keys_alone(two: Path, open_page: Opener) -> None:
    """*Move* takes the arrow keys and announces each place; the gadget keeps running, and Enter saves the place."""
    with tiny.running(two) as address:
        page = open_page(address)
        frame_of(page, "1").evaluate("() => { document.body.dataset.kept = 'yes'; }")
        button = page.get_by_role("button", name="More actions for First")
        button.focus()
        button.press("Enter")
        assert page.get_by_role("menuitem").all_inner_texts() == [
            *("Refresh", "Edit", "Rename", "Move", "Copy link", "Full screen", "Copy embed code", "Remove")
        ]
        page.get_by_role("menuitem", name="Move", exact=True).press("Enter")
        told = page.get_by_role("status")
        expect(told).to_contain_text("Move First with the arrow keys. Enter ends, Escape puts it back.")
        page.keyboard.press("ArrowDown")
        expect(told).to_contain_text("First: column 1 of 2, place 2 of 2.")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        expect(told).to_contain_text("First: column 2 of 2, place 1 of 1.")
        with saved(page):  # type: ignore[attr-defined]
            page.keyboard.press("Enter")
        expect(button).to_be_focused()
        assert [(gadget["id"], gadget["column"]) for gadget in stored(two)] == [("2", 0), ("1", 1)]
        assert frame_of(page, "1").evaluate("document.body.dataset.kept") == "yes"
        page.reload()
        expect(page.locator(".column").nth(1).get_by_role("heading", name="First")).to_be_visible()


def test_a_move_is_taken_back_by_escape_and_made_by_the_buttons(two: Path, open_page: Opener) -> None:
    """Escape puts the gadget back and saves nothing; buttons on the bar move it too, and leaving them ends the move."""
    with tiny.running(two) as address:
        page = open_page(address, viewport={"width": 1000, "height": 700})
        settle(page)
        choose(page, "First", "Move")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
        expect(page.locator(".column").first.get_by_role("heading", name="First")).to_be_visible()
        expect(page.get_by_role("button", name="More actions for First")).to_be_focused()
        assert "column" not in stored(two)[0]
        choose(page, "First", "Move")
        expect(page.get_by_role("button", name="Move left")).to_be_disabled()
        page.get_by_role("button", name="Move right").click()
        expect(page.get_by_role("button", name="Move right")).to_be_disabled()
        with saved(page):  # type: ignore[attr-defined]
            page.get_by_role("button", name="View settings").focus()
        assert [(gadget["id"], gadget["column"]) for gadget in stored(two)] == [("2", 0), ("1", 1)]
        expect(page.get_by_role("group", name="Move First")).to_have_count(0)


def drag(page: Page, name: str, x: float, y: float, *, drop: bool = True) -> None:
    """Drag a gadget by its name to a place on the page and drop it there."""
    box = page.get_by_role("heading", name=name).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(x, y, steps=8)
    if drop:
        page.mouse.up()


def test_gadgets_are_dragged(two: Path, open_page: Opener) -> None:
    """A gadget can be dragged to an empty column and back; Escape cancels, and its page keeps running."""
    with tiny.running(two) as address:
        page = open_page(address, viewport={"width": 1200, "height": 800})
        frame_of(page, "1").evaluate("() => { document.body.dataset.kept = 'yes'; }")
        settle(page)
        empty = page.locator(".column").nth(1)
        hint = "(node) => getComputedStyle(node, '::before').content"
        assert empty.evaluate(hint) == '"Drag a gadget here"'
        drag(page, "First", 900, 200, drop=False)
        expect(page.locator(".drop")).to_be_visible()
        page.keyboard.press("Escape")
        page.mouse.up()
        expect(page.locator(".drop")).to_have_count(0)
        assert [gadget["id"] for gadget in stored(two)] == ["1", "2"]
        with saved(page):  # type: ignore[attr-defined]
            drag(page, "First", 900, 200)
        expect(empty.get_by_role("heading", name="First")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("First: column 2 of 2, place 1 of 1.")
        second = page.locator(".card", has_text="Second").bounding_box()
        assert second is not None
        with saved(page):  # type: ignore[attr-defined]
            drag(page, "First", second["x"] + 50, second["y"] + second["height"] + 40)
        assert [(gadget["id"], gadget["column"]) for gadget in stored(two)] == [("2", 0), ("1", 0)]
        assert frame_of(page, "1").evaluate("document.body.dataset.kept") == "yes"


def test_a_column_can_be_wider(two: Path, open_page: Opener) -> None:
    """Two columns, the first twice as wide, are kept; a small window still stacks them."""
    with tiny.running(two) as address:
        page = open_page(address, viewport={"width": 1200, "height": 800})
        frame_of(page, "1")
        page.get_by_role("button", name="View settings").click()
        with saved(page):  # type: ignore[attr-defined]
            page.get_by_role("menuitemradio", name="Two columns, the first wider").click()
        page.reload()
        frame_of(page, "1")
        widths = "all => all.map((one) => one.getBoundingClientRect().width)"
        first, second = page.locator(".column").evaluate_all(widths)
        assert 1.9 < first / second < 2.1
        page.set_viewport_size({"width": 700, "height": 800})
        first, second = page.locator(".column").evaluate_all(widths)
        assert first == second


def test_a_menu_closes_by_escape_and_by_leaving(site: str, open_page: Opener) -> None:
    """Escape closes the menu and returns the focus to its button; Tab closes it too."""
    page = open_page(site)
    button = page.get_by_role("button", name="More actions for Tiny gadget")
    button.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Refresh")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.get_by_role("menu")).to_have_count(0)
    button.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("menu")).to_have_count(0)


def test_columns_and_theme_are_chosen_and_kept(two: Path, open_page: Opener) -> None:
    """Three columns are saved with the dashboard, the theme in the browser."""
    with tiny.running(two) as address:
        page = open_page(address, color_scheme="light")
        view = page.get_by_role("button", name="View settings")
        view.click()
        with saved(page):  # type: ignore[attr-defined]
            page.get_by_role("menuitemradio", name="Three columns", exact=True).click()
        expect(page.locator(".column")).to_have_count(3)
        view.click()
        expect(page.get_by_role("menuitemradio", name="Three columns", exact=True)).to_have_attribute(
            "aria-checked", "true"
        )
        page.get_by_role("menuitemradio", name="Dark").click()
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-color-mode", "dark")
        expect(page.locator(".column")).to_have_count(3)
        page.emulate_media(color_scheme="light")
        view.click()
        page.get_by_role("menuitemradio", name="Same as system").click()
        expect(page.locator("html")).to_have_attribute("data-color-mode", "light")
        page.emulate_media(color_scheme="dark")
        expect(page.locator("html")).to_have_attribute("data-color-mode", "dark")


def test_automatic_refresh_waits_for_somebody_to_look(tmp_path: Path, open_page: Opener) -> None:
    """A gadget refreshes at its interval, not while the page is hidden, and once when it is visible again."""
    tiny.write(tmp_path)
    gadget = {"id": "1", "moduleKey": "tiny-gadget", "configuration": {"items": [], "refresh": 2}}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dashboard.json").write_text(json.dumps({"columns": 1, "gadgets": [gadget]}))
    with tiny.running(tmp_path) as address:
        page = open_page("about:blank")
        page.clock.install()
        page.goto(address)
        page.clock.run_for(1000)
        frame_of(page, "1")
        lines = page.frame_locator("iframe").locator("p")
        page.clock.run_for(115_000)
        expect(lines).to_have_count(1)
        page.clock.run_for(10_000)
        expect(lines).to_have_count(2)
        page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
        page.clock.run_for(300_000)
        expect(lines).to_have_count(2)
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
        expect(lines).to_have_count(3)


def test_a_module_that_refreshes_by_reloading_is_reloaded(tmp_path: Path, open_page: Opener) -> None:
    """Without `refreshable: false` the host reloads the gadget's page."""
    with tiny.running(tmp_path, kind="remote") as address:
        page = open_page(address)
        frame_of(page, "10002").evaluate("() => { document.body.dataset.kept = 'yes'; }")
        page.get_by_role("button", name="Refresh Plain gadget").click()
        page.wait_for_function("document.querySelector('iframe[data-gadget-id=\"10002\"]').contentWindow.length === 0")
        assert frame_of(page, "10002").evaluate("document.body.dataset.kept ?? 'gone'") == "gone"


def test_a_change_that_is_not_saved_is_told(site: str, open_page: Opener, tmp_path: Path) -> None:
    """A flag shows the server's reason."""
    (tmp_path / "data").write_text("in the way")
    page = open_page(site)
    frame_of(page)
    choose(page, "Tiny gadget", "Remove")
    expect(page.get_by_role("status")).to_contain_text("The change was not saved")
    expect(page.get_by_role("status")).to_contain_text("check its permissions")


def test_who_saves_over_anothers_change_is_told_and_shown_both(site: str, open_page: Opener, tmp_path: Path) -> None:
    """Whoever saves second sees both versions and can then save their own; nothing is overwritten unasked."""
    mine, theirs = open_page(site), open_page(site)
    frame_of(mine)
    frame_of(theirs)
    mine.bring_to_front()
    theirs.get_by_role("button", name="Add gadget").click()
    with saved(theirs):  # type: ignore[attr-defined]
        theirs.get_by_role("button", name="Add: Plain gadget").click()
    choose(mine, "Tiny gadget", "Remove")
    told = mine.get_by_role("status")
    expect(told).to_contain_text("Somebody else has changed this dashboard")
    expect(told).to_contain_text("Theirs: Tiny gadget, Plain gadget. Yours: no gadgets.")
    assert [gadget["moduleKey"] for gadget in stored(tmp_path)] == ["tiny-gadget", "plain-gadget"]
    with saved(mine):  # type: ignore[attr-defined]
        mine.get_by_role("button", name="Save mine").click()
    assert stored(tmp_path) == []


def test_a_damaged_dashboard_is_told(tmp_path: Path, open_page: Opener) -> None:
    """A flag names the file that keeps the damaged one."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dashboard.json").write_text("{")
    with tiny.running(tmp_path) as address:
        page = open_page(address)
        expect(page.get_by_role("status")).to_contain_text("dashboard.json.damaged-")


def test_a_server_without_an_answer_is_told_with_a_way_on(site: str, open_page: Opener) -> None:
    """The page says that the server does not answer and offers to try again."""
    page = open_page("about:blank")
    page.route("**/dashboard", lambda route: route.abort())
    page.goto(site)
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    page.unroute("**/dashboard")
    page.get_by_role("button", name="Try again").click()
    expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()


def test_the_page_speaks_german(site: str, open_page: Opener) -> None:
    """It follows the browser's language and declares it."""
    page = open_page(site, locale="de-AT")
    expect(page.get_by_role("button", name="Gadget hinzufügen")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_refusals_are_told_in_the_readers_language(site: str, open_page: Opener, tmp_path: Path) -> None:
    """What the server refuses is told in German too; a reason that only the server knows is quoted as the server's."""
    (tmp_path / "data").write_text("in the way")
    page = open_page(site, locale="de-DE")
    frame_of(page)
    page.get_by_role("button", name="Weitere Aktionen").click()
    page.get_by_role("menuitem", name="Entfernen").click()
    expect(page.get_by_role("status")).to_contain_text("Der Server meldet: The dashboard was not saved")
    page.goto(f"{site}/wall/nothing")
    expect(page.get_by_role("alert")).to_have_text("Dieses Gadget ist auf keinem Dashboard mehr.")


def test_an_unknown_address_leads_to_the_dashboard(site: str, open_page: Opener) -> None:
    """A browser that asks for a page that does not exist gets a sentence and a way on, with the status 404."""
    page = open_page("about:blank")
    answer = page.goto(f"{site}/boards/alpha")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("main").get_by_role("heading")).to_contain_text("no page at this address")
    page.get_by_role("link", name="Open the default dashboard").click()
    frame_of(page)


@pytest.mark.parametrize("width", [320, 480, 800, 1440])
def test_nothing_overflows_and_targets_are_large_enough(width: int, two: Path, open_page: Opener) -> None:
    """At every width nothing scrolls sideways, and every button has at least 24 by 24 pixels."""
    with tiny.running(two) as address:
        page = open_page(address, viewport={"width": width, "height": 700})
        settle(page)
        choose(page, "First", "Move")
        assert page.get_by_role("heading", name="First").evaluate("node => node.clientWidth") >= 40
        page.get_by_role("button", name="More actions for Second").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for box in page.locator("button:visible").evaluate_all("all => all.map((one) => one.getBoundingClientRect())"):
            assert min(box["width"], box["height"]) >= 24
            assert box["left"] >= 0
            assert box["right"] <= width


def test_the_first_tab_skips_to_the_gadgets(site: str, open_page: Opener) -> None:
    """Keyboard users can skip the head of the page."""
    page = open_page(site)
    frame_of(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the gadgets")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_dark_page_never_paints_light(site: str, open_page: Opener) -> None:
    """The mode is set before the first paint, and a frame stays invisible until it has its theme."""
    page = open_page("about:blank", color_scheme="dark")
    page.route("**/dashboard", lambda _: None)
    page.goto(site)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(24, 25, 26)"
    page.unroute("**/dashboard")
    page.route("**/resources/**", lambda _: None)
    page.reload()
    expect(page.locator("iframe")).to_have_css("opacity", "0")


def test_the_key_is_asked_for_once(tmp_path: Path, open_page: Opener) -> None:
    """A wrong key is refused at the field; the right one opens the dashboard, and a reload does not ask again."""
    with tiny.running(tmp_path, access_key=Secret(KEY)) as address:
        page = open_page(address)
        field = page.get_by_label("Access key")
        expect(field).to_be_focused()
        expect(page.get_by_role("heading")).to_have_text("Log in to Tiny gadget, Plain gadget")
        field.fill("wrong")
        field.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("not the access key")
        expect(field).to_be_focused()
        field.fill(KEY)
        field.press("Enter")
        expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
        page.reload()
        expect(page.frame_locator("iframe").get_by_text("count 3")).to_be_visible()
        assert page.evaluate("document.cookie") == ""
        page.context.clear_cookies()
        choose(page, "Tiny gadget", "Remove")
        expect(page.get_by_role("status")).to_contain_text("Your session has ended. Reload the page and log in again.")


def test_a_rebound_name_gets_nothing(site: str, browser: Browser) -> None:
    """A page whose name was rebound to this machine can neither load nor call anything."""
    page = browser.new_page()
    port = site.rpartition(":")[2]
    answer = page.goto(f"http://rebind.test:{port}/")
    assert answer is not None
    assert answer.status == 421
    status = page.evaluate("fetch('/dashboard').then((answer) => answer.status)")
    assert status == 421
    page.close()


def frame_elsewhere(browser: Browser, elsewhere: Elsewhere, origin: str, address: str) -> Page:
    """Return a page of another site that frames an address of this server."""
    elsewhere.page = f"<!doctype html><iframe src='{address}' width='600' height='400'></iframe>"
    page = browser.new_page()
    page.goto(f"{origin}:{elsewhere.port}/")
    return page


def refused(page: Page) -> bool:
    """Return whether the browser refused the page's first frame, once it has decided."""
    for _ in range(100):
        if page.frames[1].url:
            break
        page.wait_for_timeout(20)
    return page.frames[1].url.startswith("chrome-error:")


def test_the_named_origin_may_frame_a_gadget(tmp_path: Path, browser: Browser, elsewhere: Elsewhere) -> None:
    """The frame works on the named origin's page and is refused on every other."""
    origin = f"http://wiki.test:{elsewhere.port}"
    with tiny.running(tmp_path, embed_origins=(origin,)) as address:
        page = frame_elsewhere(browser, elsewhere, "http://wiki.test", f"{address}/embed/10001")
        gadget = page.frame_locator("iframe").frame_locator("iframe")
        expect(gadget.get_by_text("count 3")).to_be_visible()
        page.close()
        page = frame_elsewhere(browser, elsewhere, "http://evil.test", f"{address}/embed/10001")
        assert refused(page)
        page.close()


@pytest.mark.parametrize("path", ["/", "/embed/10001", "/resources/main/index.html", "/dashboard"])
def test_nobody_else_may_frame_anything(path: str, site: str, browser: Browser, elsewhere: Elsewhere) -> None:
    """Without an origin in the settings, only this server's own pages may frame its pages."""
    page = frame_elsewhere(browser, elsewhere, "http://evil.test", site + path)
    assert refused(page)
    page.close()


def test_another_page_gets_no_data_by_any_means(site: str, browser: Browser, elsewhere: Elsewhere) -> None:
    """Fetch, no-cors fetch, beacon, image and script are refused or unreadable, and run no function."""
    page = frame_elsewhere(browser, elsewhere, "http://evil.test", "about:blank")
    statuses: dict[str, int] = {}
    page.on("response", lambda answer: statuses.update({answer.url + answer.request.resource_type: answer.status}))
    outcome = page.evaluate(
        """async (site) => {
          const failed = async (promise) => promise.then(() => "read", () => "refused");
          const load = (name, path) => new Promise((resolve) => {
            const node = Object.assign(document.createElement(name), { src: site + path });
            node.onload = () => resolve("loaded");
            node.onerror = () => resolve("refused");
            document.body.append(node);
          });
          const headers = { "content-type": "application/json" };
          const call = JSON.stringify({ functionKey: "count" });
          navigator.sendBeacon(`${site}/invoke`, new Blob([call], { type: "text/plain" }));
          await fetch(`${site}/invoke`, { method: "POST", mode: "no-cors", body: call }).catch(() => {});
          return [
            await failed(fetch(`${site}/dashboard`)),
            await failed(fetch(`${site}/invoke`, { method: "POST", body: call, headers })),
            await load("img", "/dashboard"),
            await load("script", "/dashboard"),
            await load("script", "/host/pages/dashboard.js"),
          ];
        }""",
        site,
    )
    assert outcome == ["refused"] * 5
    assert all(status >= 400 for url, status in statuses.items() if url.startswith(site))
    page.close()


def test_an_embedded_gadget_that_is_gone_says_so(site: str, open_page: Opener) -> None:
    """An embedded gadget that left the dashboard says so."""
    expect(open_page(f"{site}/embed/nothing").get_by_role("alert")).to_contain_text("No dashboard has this gadget")


def test_a_page_of_the_app_opened_by_itself_stays_in_the_sandbox(site: str, open_page: Opener) -> None:
    """Its own headers sandbox it, so that it never has this server's origin."""
    page = open_page("about:blank")
    answer = page.request.get(f"{site}/resources/main/index.html")
    assert "sandbox allow-scripts" in answer.headers["content-security-policy"]
    page.goto(f"{site}/resources/main/tiny.css")
    page.goto(f"{site}/resources/main/index.html", wait_until="commit")
    assert page.evaluate("self.origin") == "null"
