"""The bridge between a gadget's sandboxed page and the host, as `@forge/bridge` expects it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.host.conftest import Opener, call, frame_of
from tests.support.holds import holds
from tests.web import tiny

REFUSED_URL = "This host can only go to an address or to an issue."


def test_the_context_of_a_view(site: str, open_page: Opener) -> None:
    """It has the gadget's place and configuration; ids are strings, and no person is named."""
    context = call(frame_of(open_page(site)), "getContext")["value"]
    assert context["extension"] == {
        "type": "jira:dashboardGadget",
        "entryPoint": "view",
        "location": f"{site}/",
        "dashboard": {"id": "10000"},
        "gadget": {"id": "10001"},
        "gadgetConfiguration": {"items": [1, 2, 3]},
    }
    expected = {"cloudId": "tiny-cloud", "moduleKey": "tiny-gadget", "environmentType": "DEVELOPMENT"}
    assert expected.items() <= context.items()
    assert (context["locale"], context["timezone"]) == ("en-US", "Europe/Berlin")
    assert context["permissions"]["scopes"] == ["read:jira-work", "storage:app"]
    assert "accountId" not in context


def test_invoke_reaches_the_app_and_comes_back(site: str, open_page: Opener) -> None:
    """The payload arrives unchanged, with the page's context; `undefined` arrives as an empty object."""
    frame = frame_of(open_page(site))
    echoed = call(frame, "invoke", {"functionKey": "echo", "payload": {"a": [None, "ü"]}})["value"]
    assert echoed["payload"] == {"a": [None, "ü"]}
    assert echoed["context"]["extension"]["gadget"] == {"id": "10001"}
    assert call(frame, "invoke", {"functionKey": "echo"})["value"]["payload"] == {}


@pytest.mark.parametrize(
    ("key", "message", "code"),
    [
        ("nothing", "Resolver has no definition for 'nothing'.", "unknown-function"),
        ("limited", "Jira's limit is reached.", "rate-limited"),
    ],
)
def test_a_failed_invoke_is_an_error_of_the_page(
    key: str, message: str, code: str, site: str, open_page: Opener
) -> None:
    """The message has the words that users of @forge/bridge test for; code and details are properties."""
    error = call(frame_of(open_page(site)), "invoke", {"functionKey": key})["error"]
    assert error["own"]
    assert error["message"] == f"There was an error invoking the function - {message}"
    assert error["code"] == code
    assert key != "limited" or error["details"]["retryAfterSeconds"] == 2.4


def test_a_silent_server_is_told_as_such(tmp_path: Path, open_page: Opener) -> None:
    """When the server is gone the gadget gets an error in a sentence instead of waiting."""
    with tiny.running(tmp_path) as address:
        page = open_page(address)
        frame = frame_of(page)
        page.context.set_offline(offline=True)
        error = call(frame, "invoke", {"functionKey": "count"})["error"]
    assert error["code"] == "offline"
    assert "does not answer" in error["message"]


@pytest.mark.parametrize("command", ["nonsense", "toString", "__proto__", "constructor", "fetchRemote"])
def test_an_unknown_command_is_refused_by_name(command: str, site: str, open_page: Opener) -> None:
    """The host refuses a command that it does not offer, and names it."""
    error = call(frame_of(open_page(site)), command)["error"]
    assert error["message"] == f"This host does not know the bridge command '{command}'."


def test_what_a_view_cannot_do_is_answered_with_false(site: str, open_page: Opener) -> None:
    """A view has nothing to submit, cannot be closed and opens nothing."""
    frame = frame_of(open_page(site))
    for command in ("submit", "close", "open", "onClose", "openModal", "isRovoEnabled"):
        assert call(frame, command) == {"value": False}
    assert "createHistory" in call(frame, "createHistory")["error"]["message"]


def test_submit_keeps_the_configuration_and_returns_to_the_view(site: str, open_page: Opener, tmp_path: Path) -> None:
    """After a save the view shows the configuration, a flag confirms it, and the file stores it."""
    page = open_page(site)
    frame_of(page)
    page.get_by_role("button", name="More actions for Tiny gadget").click()
    page.get_by_role("menuitem", name="Edit").click()
    frame = page.frame_locator('iframe[data-entry-point="edit"]')
    frame.locator("#save").click()
    expect(page.frame_locator('iframe[data-entry-point="view"]').get_by_text("count 2")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Settings of Tiny gadget saved")
    stored = json.loads((tmp_path / "data" / "dashboard.json").read_text())
    assert stored["gadgets"][0]["configuration"] == {"items": [1, 2]}


def test_close_leaves_the_edit_view_with_everything_as_it_was(site: str, open_page: Opener, tmp_path: Path) -> None:
    """Cancelling changes nothing."""
    page = open_page(site)
    frame_of(page)
    page.get_by_role("button", name="More actions for Tiny gadget").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.frame_locator('iframe[data-entry-point="edit"]').locator("#cancel").click()
    expect(page.frame_locator('iframe[data-entry-point="view"]').get_by_text("count 3")).to_be_visible()
    assert not (tmp_path / "data").exists()


def test_a_submit_that_cannot_be_saved_is_refused(site: str, open_page: Opener, tmp_path: Path) -> None:
    """The edit view stays open and gets the reason."""
    (tmp_path / "data").write_text("in the way")
    page = open_page(site)
    frame_of(page)
    page.get_by_role("button", name="More actions for Tiny gadget").click()
    page.get_by_role("menuitem", name="Edit").click()
    frame = frame_of(page)
    assert "was not saved" in call(frame, "submit", {"items": []})["error"]["message"]
    assert "is an object" in call(frame, "submit", [1])["error"]["message"]
    expect(page.locator('iframe[data-entry-point="edit"]')).to_be_visible()


def test_the_refresh_event_comes_with_its_origin_and_can_be_left(site: str, open_page: Opener) -> None:
    """A `refreshable: false` gadget hears its own refresh and the dashboard's; no event comes after unsubscribing."""
    page = open_page(site)
    frame = frame_of(page)
    page.get_by_role("button", name="Refresh Tiny gadget").click()
    page.get_by_role("button", name="View settings").click()
    page.get_by_role("menuitem", name="Refresh all gadgets").click()
    expect(page.frame_locator("iframe").locator("p")).to_have_text(
        ["count 3", 'refresh {"origin":"gadget","gadgetId":"10001"}', 'refresh {"origin":"dashboard"}']
    )
    heard = frame.evaluate(
        """async () => {
          const heard = [];
          const { callBridge } = globalThis.__bridge;
          const { unsubscribe } = await callBridge("on", { event: "mine", callback: (it) => heard.push(it) });
          await callBridge("emit", { event: "mine", payload: { n: 1 } });
          await unsubscribe();
          await callBridge("emit", { event: "mine", payload: { n: 2 } });
          return heard;
        }"""
    )
    assert heard == [{"n": 1}]


def test_the_theme_reaches_the_page_and_follows(site: str, open_page: Opener) -> None:
    """The page gets the attributes of @atlaskit/tokens and the style sheet; a change arrives without a reload."""
    page = open_page(site, color_scheme="dark")
    frame = frame_of(page)
    frame.evaluate(
        """() => globalThis.__bridge.callBridge("on", {
          event: "FORGE_CORE_THEME_CHANGED", callback: ({ theme }) => (document.body.dataset.told = theme.colorMode),
        })"""
    )
    surface = "getComputedStyle(document.body).backgroundColor"
    assert frame.evaluate("document.documentElement.dataset.colorMode") == "dark"
    assert "light:light" in frame.evaluate("document.documentElement.dataset.theme")
    assert frame.evaluate(surface) == "rgb(31, 31, 33)"
    page.get_by_role("button", name="View settings").click()
    page.get_by_role("menuitemradio", name="Light").click()
    frame.wait_for_function("document.body.dataset.told === 'light'")
    assert frame.evaluate("document.documentElement.dataset.colorMode") == "light"
    assert frame.evaluate(surface) == "rgb(255, 255, 255)"


def test_flags_are_shown_by_the_host_and_call_back(site: str, open_page: Opener) -> None:
    """A gadget's flag is text, its action runs in the page, and the gadget can close it."""
    page = open_page(site)
    frame = frame_of(page)
    frame.evaluate(
        """() => globalThis.__bridge.callBridge("showFlag", {
          id: "f", type: "error", title: "<b>Bold</b>", description: "Why",
          actions: [{ text: "Again", onClick: () => (document.body.dataset.clicked = "yes") }],
        })"""
    )
    flag = page.get_by_role("status")
    expect(flag).to_contain_text("<b>Bold</b>")
    flag.get_by_role("button", name="Again").click()
    frame.wait_for_function("document.body.dataset.clicked === 'yes'")
    call(frame, "showFlag", {"id": "g", "title": "Second"})
    expect(flag).to_contain_text("Second")
    call(frame, "closeFlag", {"id": "g"})
    expect(flag).not_to_contain_text("Second")


def test_addresses_are_of_the_site_and_of_http(tmp_path: Path, open_page: Opener) -> None:
    """A path leads to the site, an issue to its page; a script address never opens."""
    with tiny.running(tmp_path, kind="remote") as address:
        page = open_page(address)
        page.get_by_role("button", name="More actions for Plain gadget").wait_for()
        frame = frame_of(page, "10002")
        assert call(frame, "getUrl", {"url": "/browse/A-1"})["value"] == "https://tiny.atlassian.net/browse/A-1"
        assert call(frame, "getUrl", {"target": "issue", "issueKey": "A-1"})["value"].endswith("/browse/A-1")
        assert "Only http and https" in call(frame, "navigate", {"url": "javascript:alert(1)"})["error"]["message"]
        assert call(frame, "getUrl", {"target": "queue"})["error"]["message"] == REFUSED_URL


def test_the_demo_has_no_pages_to_go_to(site: str, open_page: Opener) -> None:
    """A link in demo data would lead nowhere, so the gadget gets an error."""
    error = call(frame_of(open_page(site)), "navigate", {"url": "/browse/A-1", "type": "new-tab"})["error"]
    assert "demo site has no Jira pages" in error["message"]


def test_request_jira_goes_through_the_platform(site: str, open_page: Opener) -> None:
    """`fetchProduct` returns status and body, the body as text."""
    request = {"product": "jira", "restPath": "/rest/api/3/serverInfo", "fetchRequestInit": {"method": "GET"}}
    value = call(frame_of(open_page(site)), "fetchProduct", request)["value"]
    assert value["status"] == 200
    assert json.loads(value["body"])["path"] == "/rest/api/3/serverInfo"


def test_a_large_call_is_refused_before_it_is_sent(site: str, open_page: Opener) -> None:
    """A call larger than Forge takes from a page is an error that names the limit."""
    error = call(frame_of(open_page(site)), "invoke", {"functionKey": "echo", "payload": "x" * 1_000_000})["error"]
    assert "larger than 512000 characters" in error["message"]


def test_the_bridge_stops_at_forges_rate(site: str, open_page: Opener) -> None:
    """After 500 calls in 25 seconds, the limit of Forge's own client, the next is refused at once."""
    page = open_page(site)
    frame = frame_of(page)
    page.evaluate("""() => { window.fetch = async () => new Response('{"body": 1}'); }""")
    message = frame.evaluate(
        """async () => {
          for (let n = 0; n < 499; n += 1) await globalThis.__bridge.callBridge("invoke", { functionKey: "count" });
          return globalThis.__bridge.callBridge("invoke", { functionKey: "count" }).catch((error) => error.message);
        }"""
    )
    assert message == "Resolver calls are rate limited at 500req/25s"


FORGED = """([message, target]) => {
  const frame = document.querySelector("iframe");
  (target === "frame" ? frame.contentWindow : window).postMessage(message, "*");
}"""


@holds("static/host/frame/connection.js", 'event.source !== this.frame.contentWindow || event.origin !== "null" || ')
@holds("static/host/frame/connection.js", " || id <= this.#lastId")
def test_the_host_hears_its_frames_only(site: str, open_page: Opener) -> None:
    """A call from another window, in another shape, or sent twice runs no function."""
    page = open_page(site)
    frame = frame_of(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/invoke") else None)
    good = {"forge": 1, "kind": "call", "id": 2**52, "command": "invoke", "payload": {"functionKey": "count"}}
    page.evaluate(FORGED, [{**good, "id": 2**52 - 2}, "host"])
    for strange in (
        {**good, "forge": 2},
        {**good, "kind": "shout"},
        {**good, "id": "1"},
        {**good, "id": 1.5},
        {**good, "command": {"x": 1}},
        "text",
        None,
        [good],
    ):
        frame.evaluate("message => parent.postMessage(message, '*')", strange)
    frame.evaluate("message => parent.postMessage(message, '*')", good)
    frame.evaluate("message => parent.postMessage(message, '*')", good)
    frame.evaluate("message => parent.postMessage(message, '*')", {**good, "id": 2**52 - 1})
    page.wait_for_timeout(300)
    assert len(asked) == 1


@holds("static/bridge/bridge.js", "event.source !== host || event.origin !== origin || ")
def test_the_page_hears_its_host_only(site: str, open_page: Opener) -> None:
    """The page ignores messages that do not come from its host."""
    frame = frame_of(open_page(site))
    frame.evaluate(
        """() => {
          const theme = { colorMode: "forged", attribute: "", state: {} };
          window.postMessage({ forge: 1, kind: "theme", theme }, "*");
          parent.postMessage({ forge: 1, kind: "theme", theme }, "*");
        }"""
    )
    assert call(frame, "getContext")["value"]["moduleKey"] == "tiny-gadget"
    assert frame.evaluate("document.documentElement.dataset.colorMode") != "forged"


def test_the_frame_is_as_high_as_its_content(site: str, open_page: Opener) -> None:
    """The frame grows and shrinks with its content, up to 4,000 pixels."""
    page = open_page(site)
    frame = frame_of(page)
    iframe = page.locator("iframe")
    for height in (900, 120, 9000):
        frame.evaluate("height => { document.querySelector('main').style.height = `${height}px`; }", height)
        expected = min(frame.evaluate("document.documentElement.getBoundingClientRect().height"), 4000)
        assert expected == 4000 or height <= expected < height + 50
        page.wait_for_function("h => Math.abs(document.querySelector('iframe').clientHeight - h) < 3", arg=expected)
    assert iframe.evaluate("node => node.clientHeight") == 4000


def test_content_that_grows_with_its_frame_is_stopped(site: str, open_page: Opener) -> None:
    """A page that is always a bit higher than its frame stops growing."""
    page = open_page(site)
    frame = frame_of(page)
    frame.evaluate("() => { document.querySelector('main').style.minHeight = 'calc(100vh + 40px)'; }")
    page.wait_for_timeout(1500)
    height = page.locator("iframe").evaluate("node => node.clientHeight")
    page.wait_for_timeout(500)
    assert page.locator("iframe").evaluate("node => node.clientHeight") == height < 3000


def test_the_sandbox_reaches_no_data_but_by_the_bridge(site: str, open_page: Opener) -> None:
    """The page has no origin: its own requests are refused, it has no storage and cannot reach the host."""
    frame = frame_of(open_page(site))
    outcome = frame.evaluate(
        """async () => {
          const tried = async (run) => { try { return await run(); } catch (error) { return error.name; } };
          return {
            origin: self.origin,
            post: await tried(() => fetch("/invoke", { method: "POST", body: "{}" }).then((answer) => answer.status)),
            get: await tried(() => fetch("/dashboard").then((answer) => answer.status)),
            storage: await tried(() => localStorage.length),
            host: await tried(() => parent.document.title),
          };
        }"""
    )
    assert outcome == {
        "origin": "null",
        "post": "TypeError",
        "get": "TypeError",
        "storage": "SecurityError",
        "host": "SecurityError",
    }


def test_the_context_has_the_account_of_the_settings(open_page: Opener, tmp_path: Path) -> None:
    """The context has the made-up `accountId` of the settings, or none."""
    for account in (None, "5b10-made-up"):
        with tiny.running(tmp_path, account_id=account) as address:
            context = call(frame_of(open_page(address)), "getContext")["value"]
            assert context.get("accountId") == account


@holds("static/bridge/bridge.js", "{ function: value.__function, args }", "{ function: value.__function }")
@holds("static/bridge/bridge.js", '{ kind: "result", call, value }', '{ kind: "result", call }')
def test_functions_cross_the_bridge_with_arguments_and_results(site: str, open_page: Opener, tmp_path: Path) -> None:
    """A host's function gets the page's arguments, and a page's function returns its result to the host."""
    (tmp_path / "static" / "bare.html").write_text("<title>Bare</title>")
    page = open_page(site)
    frame_of(page)
    with page.expect_event("frameattached"):
        page.evaluate(
            """async () => {
              const { Connection } = await import("/host/frame/connection.js");
              const frame = document.createElement("iframe");
              const commands = { twice: async ({ ask }) => ({ again: async (number) => 2 * (await ask(number, 1)) }) };
              const loaded = new Promise((resolve) => {
                new Connection(frame, { commands, onHello: resolve, onHeight() {} });
              });
              frame.sandbox = "allow-scripts";
              frame.src = "/resources/main/bare.html";
              document.body.append(frame);
              await loaded;
            }"""
        )
    (bare,) = [frame for frame in page.frames if frame.url.endswith("/bare.html")]
    script = """async () => {
      const { again } = await globalThis.__bridge.callBridge("twice", { ask: async (left, right) => left + right });
      return again(20);
    }"""
    assert bare.evaluate(script) == 42
