"""The real `@forge/bridge` in a gadget's frame: what apps call in the cloud, answered by our host."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route, expect

from tests.host.conftest import frame_of
from tests.support import parity
from tests.support.holds import holds
from tests.web import tiny

ROVO = "Unable to open Rovo Chat due to usage in an unsupported product."
SITE = "https://tiny.atlassian.net"


DASHBOARD = {"columns": 1, "gadgets": [{"id": "10001", "moduleKey": "real-gadget", "configuration": {"number": 1}}]}


@pytest.fixture(scope="module")
def context(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """Yield a browser context on a server of the app; every other address gets a made-up page."""
    with tiny.running(folder, kind="remote") as address:
        made = browser.new_context(base_url=address, locale="en-US", timezone_id="Europe/Berlin")
        made.set_default_timeout(8000)
        made.route(lambda url: not url.startswith(address), elsewhere)
        yield made
        made.close()


def elsewhere(route: Route) -> None:
    """Answer for every other server."""
    route.fulfill(body="<title>elsewhere</title>", content_type="text/html")


def opened(context: BrowserContext, folder: Path) -> Page:
    """Open the dashboard with one configured gadget."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "dashboard.json").write_text(json.dumps(DASHBOARD))
    page = context.new_page()
    page.goto("/")
    return page


@pytest.fixture(scope="module")
def frame(context: BrowserContext, folder: Path) -> Frame:
    """Return one gadget's frame for all tests that leave it unchanged."""
    return frame_of(opened(context, folder))


@pytest.fixture
def page(context: BrowserContext, folder: Path) -> Iterator[Page]:
    """Yield a fresh dashboard to a test that changes it."""
    made = opened(context, folder)
    frame_of(made)
    yield made
    made.close()


def run(frame: Frame, expression: str, value: object = None) -> Any:
    """Return the value of an expression that uses the client and `value`, or `{"error": ...}` as the page caught it."""
    names = (
        "invoke, view, events, router, requestJira, requestConfluence, requestRemote, showFlag, Modal, rovo, realtime"
    )
    script = f"""async (value) => {{
      const {{ {names} }} = globalThis.forge;
      try {{ return await ({expression}); }}
      catch (error) {{
        const {{ message, code, details }} = error;
        return {{ error: message, own: error instanceof Error, code, details }};
      }}
    }}"""
    return frame.evaluate(script, value)


def edit(page: Page) -> Frame:
    """Open the gadget's edit view."""
    page.get_by_role("button", name="More actions for Real gadget").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.frame_locator("iframe").locator('body[data-ready="edit"]').wait_for(state="attached")
    return frame_of(page)


@pytest.mark.parametrize("payload", [{"a": [None, "ü", 1.5]}, [1], "text", 7, True])
def test_invoke_carries_a_payload_and_an_answer(frame: Frame, payload: object) -> None:
    """A function gets what the page sent, and the page gets what the function returned."""
    assert run(frame, "invoke('echo', value)", payload)["payload"] == payload


def test_invoke_carries_the_page_s_context(frame: Frame) -> None:
    """A function knows the calling gadget, and no person."""
    assert run(frame, "invoke('echo')")["payload"] == {}
    context = run(frame, "invoke('echo')")["context"]
    assert context["extension"]["gadget"] == {"id": "10001"}
    assert (context["moduleKey"], context["cloudId"]) == ("real-gadget", "tiny-cloud")
    assert (context["accountId"], context["license"]) == (None, None)


def test_invoke_with_metadata_gives_both(frame: Frame) -> None:
    """A call with metadata gets the body and the requested metadata, in the form of the client's types."""
    answer = run(frame, "invoke('echo', { a: 1 }, {})")
    assert (answer["body"]["payload"], answer["metadata"]) == ({"a": 1}, {})
    answer = run(frame, "invoke('echo', { a: 1 }, { rateLimitProperties: true })")
    rates = answer["metadata"]["rateLimitProperties"]
    assert (answer["body"]["payload"], rates["rateLimitLimit"]) == ({"a": 1}, rates["rateLimitValue"])
    assert 0 <= rates["rateLimitRemaining"] < rates["rateLimitLimit"]
    assert abs(rates["rateLimitReset"] - time.time()) < 120


@holds("static/bridge/bridge.js", "error.metadata = details.metadata", "void 0")
def test_a_refused_invoke_says_when_its_limit_starts_afresh(page: Page) -> None:
    """The error that the page catches has the metadata of its rate limit."""
    metadata = {"rateLimitProperties": {"rateLimitReset": 1_800_000_000}}
    refusal = {"message": "Too many invocations.", "type": "too-many-invocations", "status": 429, "metadata": metadata}
    page.route("**/invoke", lambda route: route.fulfill(status=429, json={"error": refusal}))
    caught = "invoke('echo').catch(({ metadata }) => metadata)"
    assert run(frame_of(page), caught) == metadata


@pytest.mark.parametrize(
    ("key", "message", "code"),
    [
        ("nothing", "Resolver has no definition for 'nothing'.", "unknown-function"),
        ("busy", "Try again in a minute.", "busy"),
        ("crash", "The function failed unexpectedly", "function-crashed"),
    ],
)
def test_a_failed_invoke_rejects_in_the_words_of_forge(frame: Frame, key: str, message: str, code: str) -> None:
    """The page catches its own kind of Error with the prefix that apps test for, plus code and details."""
    caught = run(frame, f"invoke('{key}')")
    assert caught["own"]
    assert caught["error"].startswith(f"There was an error invoking the function - {message}")
    assert caught["code"] == code
    assert "secret" not in json.dumps(caught)
    assert key != "busy" or caught["details"]["retryAfterSeconds"] == 60


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("invoke(7)", "functionKey must be a string!"),
        ("invoke('echo', { run() {} })", "Passing functions as part of the payload is not supported!"),
        ("showFlag({ title: 'x' })", '"id" must be defined in flag options'),
        ("router.navigate({})", "target is required for navigation"),
        ("router.getUrl({})", "target is required for getUrl"),
    ],
)
def test_what_the_client_refuses_itself_is_refused(frame: Frame, call: str, message: str) -> None:
    """The client's own checks run before the host gets anything."""
    assert run(frame, call)["error"] == message


def test_the_context_is_the_one_that_apps_read(frame: Frame) -> None:
    """It has every member that the client's types always promise, the locale included."""
    context = run(frame, "view.getContext()")
    always = {"cloudId", "extension", "environmentId", "environmentType", "localId", "locale", "moduleKey"}
    assert always | {"siteUrl", "timezone", "theme", "permissions"} == set(context)
    assert (context["locale"], context["siteUrl"]) == ("en-US", SITE)
    assert context["extension"]["entryPoint"] == "view"
    assert context["extension"]["gadgetConfiguration"] == {"number": 1}
    assert "accountId" not in context
    assert context["permissions"] == {"scopes": ["read:jira-work"], "external": {}}


def test_submit_stores_and_returns_to_the_view(page: Page, folder: Path) -> None:
    """`view.submit` in the edit view stores the configuration, and the view shows it."""
    frame = edit(page)
    frame.evaluate("void globalThis.forge.view.submit({ number: 2 })")
    expect(page.frame_locator('iframe[data-entry-point="view"]').locator("main")).to_have_text('{"number":2}')
    stored = json.loads((folder / "data" / "dashboard.json").read_text())
    assert stored["gadgets"][0]["configuration"] == {"number": 2}


def test_close_leaves_the_edit_view(page: Page) -> None:
    """`view.close` in the edit view returns to the view and changes nothing."""
    frame = edit(page)
    frame.evaluate("void globalThis.forge.view.close()")
    expect(page.frame_locator('iframe[data-entry-point="view"]').locator("main")).to_have_text('{"number":1}')


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("view.submit({})", "this resource's view is not submittable."),
        ("view.close()", "this resource's view is not closable."),
        ("view.open()", "this resource's view is not openable."),
        ("view.onClose(() => {})", "`onClose` failed because this resource's view is not closable."),
        ("view.createHistory()", "createHistory is not available to a dashboard gadget."),
        ("new Modal({ resource: 'main' }).open()", "Unable to open modal."),
        ("rovo.open({ type: 'default' })", ROVO),
    ],
)
def test_what_a_view_cannot_do_is_refused_in_the_client_s_words(frame: Frame, call: str, message: str) -> None:
    """The client turns the host's `false` into its own sentence."""
    caught = run(frame, call)
    assert caught["own"]
    assert caught["error"].startswith(message)


def test_refresh_loads_the_page_again(page: Page) -> None:
    """`view.refresh` loads a fresh page."""
    frame = frame_of(page)
    frame.evaluate("document.body.id = 'old'")
    frame.evaluate("void globalThis.forge.view.refresh()")
    expect(page.frame_locator("iframe").locator("body[data-ready]:not(#old)")).to_be_attached()


def test_reload_loads_the_page_again(page: Page) -> None:
    """`router.reload` loads a fresh page."""
    frame = frame_of(page)
    frame.evaluate("document.body.id = 'old'")
    frame.evaluate("void globalThis.forge.router.reload()")
    expect(page.frame_locator("iframe").locator("body[data-ready]:not(#old)")).to_be_attached()


def test_theming_sets_the_attributes_of_the_design_tokens(frame: Frame) -> None:
    """After `view.theme.enable` the page has the mode and the tokens."""
    assert run(frame, "view.theme.enable()")["colorMode"] == "light"
    assert frame.evaluate("document.documentElement.dataset.colorMode") == "light"
    assert "dark:dark light:light" in frame.evaluate("document.documentElement.dataset.theme")
    assert frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ds-surface')") != ""


def test_a_flag_is_shown_acts_and_closes(frame: Frame) -> None:
    """`showFlag` returns a way to close the flag at once; the flag's action runs in the page."""
    frame.evaluate(
        """() => {
          const onClick = () => (document.body.dataset.clicked = "yes");
          const flag = { id: "f", title: "First", description: "Why", type: "warning" };
          globalThis.flag = globalThis.forge.showFlag({ ...flag, actions: [{ text: "Act", onClick }] });
          globalThis.other = globalThis.forge.showFlag({ id: "g", title: "Second" });
        }"""
    )
    shown = frame.page.get_by_role("status")
    expect(shown).to_contain_text("Second")
    frame.evaluate("globalThis.other.close()")
    expect(shown).not_to_contain_text("Second")
    shown.get_by_role("button", name="Act").click()
    frame.wait_for_function("document.body.dataset.clicked === 'yes'")


@pytest.mark.parametrize(("on", "emit"), [("on", "emit"), ("onPublic", "emitPublic")])
def test_events_are_heard_until_unsubscribed(frame: Frame, on: str, emit: str) -> None:
    """A subscriber gets what is emitted, blobs included, until `unsubscribe`."""
    heard = run(
        frame,
        f"""(async () => {{
          const heard = [];
          const {{ unsubscribe }} = await events.{on}("mine", (it) => heard.push(it));
          await events.{emit}("mine", {{ n: 1 }});
          await events.{emit}("mine", {{ blob: new Blob(["text"], {{ type: "text/plain" }}) }});
          await events.{emit}("other", {{ n: 2 }});
          await unsubscribe();
          await events.{emit}("mine", {{ n: 3 }});
          return [heard[0], await heard[1].blob.text(), heard.length];
        }})()""",
    )
    assert heard == [{"n": 1}, "text", 2]


@holds("static/host/frame/commands.js", "`${gadget.name}: ${String(title)}`", "String(title)")
def test_the_window_is_titled(page: Page) -> None:
    """`view.changeWindowTitle` sets the tab's title after the gadget's own."""
    run(frame_of(page), "view.changeWindowTitle('Named by the app')")
    expect(page).to_have_title("Real gadget: Named by the app")


def test_there_is_no_rovo(frame: Frame) -> None:
    """`rovo.isEnabled` returns false."""
    assert run(frame, "rovo.isEnabled()") is False


def test_the_ready_event_is_no_error(frame: Frame) -> None:
    """`view.emitReadyEvent` succeeds."""
    assert run(frame, "view.emitReadyEvent()") is None


def test_addresses_of_the_site(frame: Frame) -> None:
    """`router.getUrl` returns the address of an issue."""
    url = run(frame, "router.getUrl({ target: 'issue', issueKey: 'A-1' }).then((url) => url.href)")
    assert url == f"{SITE}/browse/A-1"


@pytest.mark.parametrize("target", ["userProfile", "dashboard", "projectSettingsDetails", "module"])
def test_other_addresses_are_refused(frame: Frame, target: str) -> None:
    """A target unknown to this host is an error, never another place."""
    caught = run(frame, "router.getUrl({ target: value })", target)
    assert caught["error"] == "This host can only go to an address or to an issue."


@pytest.mark.parametrize("place", ["'/browse/A-1'", "{ target: 'issue', issueKey: 'A-1' }"])
def test_open_opens_a_tab(frame: Frame, place: str) -> None:
    """`router.open` opens a page of the site in a new tab that has no access to this one."""
    with frame.page.expect_popup() as popup:
        run(frame, f"router.open({place})")
    popup.value.wait_for_url(f"{SITE}/browse/A-1")
    assert popup.value.evaluate("opener") is None
    popup.value.close()


def test_navigate_leaves_the_dashboard(page: Page) -> None:
    """`router.navigate` opens the address in this tab."""
    frame_of(page).evaluate("void globalThis.forge.router.navigate('/browse/A-1')")
    page.wait_for_url(f"{SITE}/browse/A-1")


def test_no_script_is_navigated_to(frame: Frame) -> None:
    """An address that is neither http nor https is refused."""
    assert "Only http and https" in run(frame, "router.navigate('javascript:alert(1)')")["error"]


def test_request_jira_goes_through_the_guard(frame: Frame) -> None:
    """The client makes a real `Response` of Jira's answer."""
    answer = run(
        frame,
        """requestJira("/rest/api/3/serverInfo", { headers: { Accept: "application/json" } }).then(async (it) => ({
          real: it instanceof Response, ok: it.ok, type: it.headers.get("content-type"), body: await it.json(),
        }))""",
    )
    assert answer["real"]
    assert answer["ok"]
    assert answer["type"] == "application/json"
    assert answer["body"]["path"] == "/rest/api/3/serverInfo"


@pytest.mark.parametrize(
    "call",
    [
        "requestJira('/rest/api/3/myself')",
        "requestJira('/rest/../rest/api/3/field')",
        "requestJira('https://elsewhere.test/x')",
        "requestJira('/rest/api/3/issue', { method: 'POST', body: '{}' })",
        "requestJira('/rest/api/3/field', { method: 'DELETE' })",
        "requestConfluence('/wiki/rest/api/space')",
        "requestRemote('elsewhere', { path: '/x' })",
    ],
)
def test_requests_that_are_not_carried_reject(frame: Frame, call: str) -> None:
    """A request that the guard blocks rejects with a sentence."""
    caught = run(frame, call)
    assert caught["own"]
    assert re.search(
        "was not sent to Jira|no egress|need the product 'jira'|does not know the bridge command", caught["error"]
    )


def test_a_missing_scope_is_the_answer_of_the_cloud(frame: Frame) -> None:
    """Without the scope an operation answers 401, as a response and not as an error."""
    answer = run(
        frame, "requestJira('/rest/agile/1.0/board/1/sprint').then(async (it) => [it.status, await it.json()])"
    )
    assert answer == [401, {"code": 401, "message": "Unauthorized; scope does not match"}]


def asked_for(packages: Path) -> list[str]:
    """Return every command that the clients can send: the bridge's and the dashboards bridge's."""
    found: set[str] = set()
    for package, least in (("bridge", 30), ("dashboards-bridge", 2)):
        sources = (packages / "node_modules" / "@forge" / package / "out").rglob("*.js")
        sent = re.compile(r"[cC]allBridge\)?(?:\(\))?\(['\"](\w+)")
        names = {name for path in sources for name in sent.findall(path.read_text("utf-8"))}
        assert len(names) >= least
        found |= names
    return sorted(found)


def test_every_command_of_the_client_is_listed(node: Path) -> None:
    """The parity page lists every command that the client can send, and no other."""
    assert sorted(parity.answered().union(parity.missing())) == asked_for(node)


def test_missing_commands_are_refused_by_name(frame: Frame) -> None:
    """A command that the parity page calls missing is an error that names the command."""
    script = """(names) => Promise.all(names.map((name) =>
      globalThis.__bridge.callBridge(name, {}).then(() => name, (error) => error.message)))"""
    names = parity.missing()
    assert len(names) > 10
    assert frame.evaluate(script, names) == [f"This host does not know the bridge command '{name}'." for name in names]
