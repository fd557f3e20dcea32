"""A gadget's way to other addresses: only after a click or key, and to another site only after a question."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.host.conftest import Elsewhere, Opener, call, frame_of
from tests.support.holds import holds
from tests.web import tiny

GO = "value => void (globalThis.went = globalThis.__bridge.callBridge('navigate', value))"


def ask_to_leave(frame: Frame, url: str, kind: str = "new-tab") -> None:
    """Call `navigate` as a click in the frame would, without waiting for the answer."""
    frame.evaluate(GO, {"type": kind, "url": url})


@pytest.fixture
def foreign(elsewhere: Elsewhere) -> str:
    """Return an address of another site, with data in it."""
    return f"http://collector.test:{elsewhere.port}/?data=SECRET"


@holds(
    "static/host/frame/leaving.js", "if (new URL(url).origin === home) return go(url, type);", "return go(url, type);"
)
@pytest.mark.parametrize("kind", ["new-tab", "same-tab"])
def test_a_foreign_address_is_shown_before_it_is_opened(kind: str, site: str, foreign: str, open_page: Opener) -> None:
    """A dialog names the gadget and the whole address, with the focus on *Stay here*; Escape opens nothing."""
    page = open_page(site)
    frame = frame_of(page)
    ask_to_leave(frame, foreign, kind)
    dialog = page.get_by_role("dialog", name="Tiny gadget wants to open another website")
    expect(dialog).to_contain_text(foreign)
    expect(dialog.get_by_role("button", name="Stay here")).to_be_focused()
    page.keyboard.press("Escape")
    assert frame.evaluate("globalThis.went") is False
    assert (page.url, len(page.context.pages)) == (f"{site}/", 1)


def test_a_foreign_address_is_opened_once_somebody_agrees(site: str, foreign: str, open_page: Opener) -> None:
    """*Open* opens a tab that has no access to the dashboard."""
    page = open_page(site)
    ask_to_leave(frame_of(page), foreign)
    with page.expect_popup() as popup:
        page.get_by_role("dialog").get_by_role("button", name="Open").click()
    popup.value.wait_for_url(foreign)
    assert popup.value.evaluate("opener") is None


def test_a_second_question_waits_for_no_answer(site: str, foreign: str, open_page: Opener) -> None:
    """While one question is open the gadget's next call is refused, so that dialogs cannot pile up."""
    page = open_page(site)
    frame = frame_of(page)
    ask_to_leave(frame, foreign)
    page.get_by_role("dialog").wait_for()
    assert "one address at a time" in call(frame, "navigate", {"url": foreign})["error"]["message"]
    expect(page.get_by_role("dialog")).to_have_count(1)


@holds("static/host/frame/leaving.js", " || asked.length >= MOST_A_MINUTE")
def test_addresses_are_limited_in_number(tmp_path: Path, open_page: Opener) -> None:
    """A gadget can open ten addresses a minute, the site's included; the next is an error."""
    with tiny.running(tmp_path, kind="remote") as address:
        page = open_page(address)
        frame = frame_of(page)
        page.evaluate("window.open = () => null")
        place = {"type": "new-tab", "url": "/browse/A-1"}
        answers = [call(frame, "navigate", place) for _ in range(11)]
    assert [answer.get("value") for answer in answers[:10]] == [True] * 10
    assert "10 a minute" in answers[10]["error"]["message"]


@holds("static/host/frame/leaving.js", "if (!navigator.userActivation.isActive)", "if (false)")
def test_nothing_is_opened_without_an_act(tmp_path: Path, foreign: str, open_page: Opener) -> None:
    """A page that calls `navigate` without a click or key is refused, for the site and for others alike."""
    tiny.write(tmp_path)
    script = tmp_path / "static" / "tiny.js"
    attempt = """
      const go = (url) => callBridge("navigate", { type: "new-tab", url }).catch((error) => error.message);
      const tries = [%s].map(go);
      setTimeout(async () => console.log("tried", JSON.stringify(await Promise.all(tries))), 1000);
    """
    script.write_text(script.read_text() + attempt % f'"/browse/A-1", "{foreign}"')
    with tiny.running(tmp_path, kind="remote") as address:
        # Playwright's access to a page counts as a click there, so nothing reads the page before its tries.
        with open_page(address).expect_console_message(lambda said: said.text.startswith("tried")) as told:
            pass
        sentence = "An address is opened only right after a click or a key."
        assert json.loads(told.value.text.removeprefix("tried ")) == [sentence, sentence]


def with_link(page: Page, href: str) -> None:
    """Put a link that opens a tab into the gadget's page and click it."""
    frame = frame_of(page)
    link = f'<a id="out" target="_blank" href="{href}">out</a>'
    frame.evaluate("html => document.body.insertAdjacentHTML('afterbegin', html)", link)
    frame.locator("#out").click()


def test_a_link_goes_the_same_way(site: str, foreign: str, open_page: Opener) -> None:
    """A page's own link to a new tab asks the same question."""
    page = open_page(site)
    with_link(page, foreign)
    expect(page.get_by_role("dialog")).to_contain_text(foreign)
    assert len(page.context.pages) == 1


def test_the_frame_opens_no_window_itself(site: str, foreign: str, open_page: Opener) -> None:
    """The frame's sandbox blocks `window.open`."""
    page = open_page(site)
    assert frame_of(page).evaluate("url => globalThis.open(url) === null", foreign)
    assert len(page.context.pages) == 1


@holds("static/host/frame/commands.js", "if (PLATFORM_EVENT.test(event))", "if (false)")
@pytest.mark.parametrize("command", ["emit", "emitPublic"])
@pytest.mark.parametrize("event", ["JIRA_DASHBOARD_GADGET_REFRESH", "FORGE_DASHBOARDS_WIDGET_CONFIG_CHANGED"])
def test_no_gadget_speaks_as_the_platform(command: str, event: str, site: str, open_page: Opener) -> None:
    """Only the platform emits its own events: no gadget makes the others refresh."""
    page = open_page(site)
    frame = frame_of(page)
    refused = call(frame, command, {"event": event, "payload": {"origin": "gadget"}})["error"]["message"]
    assert refused == f"'{event}' is an event of the platform's own."
    expect(page.frame_locator('iframe[data-gadget-id="10001"]').get_by_text("refresh")).to_have_count(0)


def test_callbacks_answer_and_host_functions_take_arguments(site: str, open_page: Opener) -> None:
    """A callback's result or failure reaches the host; a function of the host gets its arguments."""
    page = open_page(site)
    frame_of(page)
    page.evaluate(
        """async () => {
          const { makeFrame } = await import("/host/frame/frame.js");
          const { Events } = await import("/host/frame/connection.js");
          const src = new URL(document.querySelector("iframe").src).pathname;
          const commands = {
            enableTheming: async () => ({}), getContext: async () => ({ extension: { entryPoint: "edit" } }),
            async register({ double, fail }) {
              const doubled = await double(21);
              return { add: async (a, b) => a + b + doubled, failed: await fail().catch((error) => error.message) };
            },
          };
          const place = { src, title: "", gadgetId: "own", entryPoint: "edit" };
          document.body.append(makeFrame({ ...place, commands, events: new Events() }).node);
        }"""
    )
    answer = frame_of(page, "own").evaluate(
        """async () => {
          const double = async (n) => 2 * n;
          const fail = () => { throw new Error("no"); };
          const { add, failed } = await globalThis.__bridge.callBridge("register", { double, fail });
          return [await add(1, 2), failed];
        }"""
    )
    assert answer == [45, "no"]
