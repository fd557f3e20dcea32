import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gadget.conftest import Opener, calls
from tests.gadget.fixtures.reports import POINTS, TIME, report

Json = dict[str, Any]
AT = "2026-11-24T10:00:00Z"
EVENT = "JIRA_DASHBOARD_GADGET_REFRESH"


def failing(kind: str, **details: Any) -> Json:
    """Return answers in which every read fails in this way."""
    error = {"error": {"message": "HTTP 599 Traceback secret", "type": kind, "status": 500} | details}
    return {"getVelocity": error, "refreshVelocity": error}


CODES = {
    "payload-refused": "A setting is not valid",
    "per-person-refused": "Velocity belongs to the team",
    "board-not-found": "This board cannot be found",
    "board-without-sprints": "No closed sprint yet",
    "no-sprints-match": "No sprint fits the settings",
    "sprints-of-other-boards": "The sprints belong to another board",
    "sprint-dates-impossible": "The sprints' dates are impossible",
    "board-without-columns": "This board has no column with a status",
    "filter-not-shared": "The board's filter cannot be used",
    "filter-broken": "The board's filter is broken",
    "sprints-not-supported": "This board does not use sprints",
    "units-differ": "The boards estimate in different units",
    "rate-limited": "Jira limits requests at the moment",
    "jira-nonsense": "Jira's answer could not be understood",
    "jira-refused": "Jira does not permit reading this",
    "jira-unreachable": "Jira cannot be reached",
    "changed-while-reading": "A sprint changed while it was read",
    "timeout": "Reading took too long",
    "data-center": "This looks like Jira Data Center",
    "login-page": "Jira asks for a login",
    "too-much": "There is too much to read in one go",
    "offline": "You are offline",
}


def test_every_failure_has_its_own_words(gadget: Opener) -> None:
    """Each kind of failure has its own title and text, without codes, stack traces or axes."""
    texts = {}
    page = gadget(wait="[data-state=error]", answers=failing("timeout"))
    for code, title in CODES.items():
        page.evaluate("answers => Object.assign(__stub.answers, answers)", failing(code))
        page.evaluate("event => __stub.emit(event, { origin: 'dashboard' })", EVENT)
        page.get_by_role("heading", name=title).wait_for()
        texts[code] = page.locator("#gadget").inner_text()
        assert "599" not in texts[code]
        assert code not in texts[code].replace(title, "")
        assert page.locator("svg").count() == 0
    assert len(set(texts.values())) == len(CODES)
    assert "choose Edit in this gadget's menu" in texts["no-sprints-match"]


def test_a_new_failure_keeps_the_words_it_came_with(gadget: Opener) -> None:
    """A kind of failure unknown to the page shows the server's words, without the bridge's prefix."""
    page = gadget(
        wait="[data-state=error]",
        answers={"getVelocity": {"error": {"message": "The moon is in the way.", "type": "moon"}}},
    )
    assert "The moon is in the way." in page.locator(".message p").first.inner_text()
    assert "invoking" not in page.locator("#gadget").inner_text()


def test_ways_forward(gadget: Opener) -> None:
    """A board without sprints offers to open the board and names the settings, but offers no useless second try."""
    page = gadget(wait="[data-state=error]", answers=failing("sprints-not-supported"))
    assert page.get_by_role("button").all_text_contents() == ["Open board"]
    assert "choose Edit in this gadget's menu" in page.locator("#gadget").inner_text()
    page.get_by_role("button", name="Open board").click()
    where = [call["payload"] for call in calls(page) if call["command"] == "navigate"]
    assert where == [{"type": "new-tab", "url": "https://site.test/secure/RapidBoard.jspa?rapidView=1"}]


def test_try_again_recovers(gadget: Opener) -> None:
    """After a failure, Try again reads Jira again and shows the chart."""
    page = gadget(wait="[data-state=error]", answers={"getVelocity": failing("jira-unreachable")["getVelocity"]})
    page.get_by_role("button", name="Try again").click()
    page.locator(".plot").wait_for()
    assert calls(page, "refreshVelocity")


@pytest.mark.parametrize(("locale", "time"), [("en-US", "11:01 AM"), ("de-DE", "11:01")])
def test_the_limit_says_when(gadget: Opener, locale: str, time: str) -> None:
    """Jira's rate limit shows the local time of the next try, which then happens automatically."""
    answers = {"getVelocity": [failing("rate-limited", retryAfterSeconds=90)["getVelocity"], report()]}
    page = gadget(wait="[data-state=error]", answers=answers, clock=AT, context={"locale": locale})
    assert time in page.locator(".message p").first.inner_text().replace("\u202f", " ")
    page.clock.run_for(91_000)
    page.locator(".plot").wait_for()


def test_not_set_up(gadget: Opener) -> None:
    """Without a configuration the view says where to set it, and calls no resolver function."""
    page = gadget(configuration=None)
    assert page.locator("#gadget").get_attribute("data-state") == "unconfigured"
    assert "To set it up, choose Edit in this gadget's menu" in page.locator("#gadget").inner_text()
    assert not [call for call in calls(page) if call["command"] == "invoke"]


def test_loading_appears_late(gadget: Opener) -> None:
    """Loading is announced in words after 200 ms, so that nothing flashes when the answer is quicker."""
    page = gadget(delays={"getVelocity": "hold"}, wait=None, clock=AT)
    page.wait_for_function("() => globalThis.__stub?.held.length === 1")
    page.clock.run_for(150)
    assert page.locator(".loading").count() == 0
    page.clock.run_for(100)
    assert page.locator(".loading").inner_text() == "Reading the board…"
    assert page.get_by_role("progressbar", name="Reading the board…").count() == 1
    assert page.locator("#gadget").get_attribute("aria-busy") == "true"
    page.evaluate("__stub.release()")
    page.locator(".plot").wait_for()
    assert page.locator("#gadget").get_attribute("aria-busy") is None


def test_a_long_reading_tells_how_far_it_is(gadget: Opener) -> None:
    """After 1.5 s the view asks for the progress every second and shows it, until the answer arrives."""
    progress = {"state": "reading", "sprints": 7, "issuesRead": 1200, "issuesTotal": 4800}
    page = gadget(delays={"getVelocity": "hold"}, answers={"getProgress": progress}, wait=None, clock=AT)
    page.wait_for_function("() => globalThis.__stub?.held.length === 1")
    page.clock.run_for(1000)
    assert calls(page, "getProgress") == []
    page.clock.run_for(600)
    page.get_by_text("Reading the history of 4,800 work items: 1,200 so far.").wait_for()
    page.clock.run_for(1100)
    assert len(calls(page, "getProgress")) == 2
    page.evaluate("__stub.release()")
    page.locator(".plot").wait_for()
    page.clock.run_for(3000)
    assert len(calls(page, "getProgress")) == 2


def test_a_refresh_keeps_the_old_figures(gadget: Opener) -> None:
    """During a refresh the old figures stay, marked busy; ten clicks send one request."""
    page = gadget(report(), delays={"refreshVelocity": "hold"})
    for _ in range(10):
        page.locator("[data-focus=refresh]").dispatch_event("click")
    assert page.locator("#gadget").get_attribute("aria-busy") == "true"
    assert page.locator(".bar").count() == 7
    page.evaluate("__stub.release()")
    page.locator("#gadget:not([aria-busy])").wait_for()
    assert len(calls(page, "refreshVelocity")) == 1


def test_a_slow_refresh_leaves_the_chart_readable(gadget: Opener) -> None:
    """During a refresh the old figures stay fully opaque, below the progress in words."""
    progress = {"state": "reading", "sprints": 7, "issuesRead": 1200, "issuesTotal": 4800}
    page = gadget(report(), delays={"refreshVelocity": "hold"}, answers={"getProgress": progress}, clock=AT)
    page.locator("[data-focus=refresh]").click()
    page.clock.run_for(1100)
    assert (
        page.locator(".progress").inner_text().startswith("Refreshing… Until then you see the figures of Nov 24, 2026")
    )
    page.clock.run_for(600)
    page.get_by_text("Refreshing: the history of 1,200 of 4,800 work items has been read.").wait_for()
    assert page.locator(".bar .completed").first.evaluate("node => getComputedStyle(node).opacity") == "1"
    page.evaluate("__stub.release()")
    page.locator(".progress").wait_for(state="detached")


def test_boards_of_different_units_are_named(gadget: Opener) -> None:
    """The page names the boards with their units, and offers no try that cannot help."""
    boards = [{"name": "Alpha", "unit": POINTS}, {"name": "Beta", "unit": TIME}]
    page = gadget(wait="[data-state=error]", answers=failing("units-differ", boards=boards))
    assert "Alpha (Story Points) and Beta (hours) cannot be summed." in page.locator("#gadget").inner_text()
    assert page.get_by_role("button").count() == 0
    later = gadget(report(), answers={"refreshVelocity": failing("units-differ", boards=boards)["getVelocity"]})
    later.locator("[data-focus=refresh]").click()
    later.locator(".banner").wait_for()
    assert later.get_by_role("button", name="Try again").count() == 0


def test_stale_figures_say_their_age(gadget: Opener) -> None:
    """When Jira cannot be read, the kept figures show their time and age."""
    page = gadget(report(cache={"state": "stale", "ageSeconds": 7300}))
    words = page.locator(".banner").inner_text().replace("\u202f", " ")
    assert words == "Jira cannot be read at the moment. These are the figures of Nov 24, 2026, 10:30 AM (2 hours ago)."
    assert page.locator("#gadget").get_attribute("data-state") == "stale"


def test_a_failed_refresh_keeps_the_figures(gadget: Opener) -> None:
    """After a failed refresh the figures stay below the reason; the next success removes it."""
    moon = {"error": {"message": "The moon is in the way.", "type": "moon"}}
    answers = {"refreshVelocity": [failing("jira-unreachable")["getVelocity"], moon, report()]}
    page = gadget(report(), answers=answers)
    page.locator("[data-focus=refresh]").click()
    page.locator(".banner").get_by_text("Jira cannot be reached.").wait_for()
    assert page.locator(".bar").count() == 7
    page.get_by_role("button", name="Try again").click()
    page.locator(".banner").get_by_text("The moon is in the way. These are the figures").wait_for()
    page.get_by_role("button", name="Try again").click()
    page.locator(".banner").wait_for(state="detached")
    assert page.locator("#gadget").get_attribute("data-state") == "ready"


def test_offline_and_back(gadget: Opener) -> None:
    """Without a connection the gadget says so, keeps its figures, and recovers without a reload."""
    page = gadget(report(), clock=AT)
    page.evaluate("answers => Object.assign(__stub.answers, answers)", failing("offline"))
    page.evaluate("event => __stub.emit(event, { origin: 'gadget', gadgetId: '10001' })", EVENT)
    page.locator(".banner").get_by_text("You are offline").wait_for()
    assert page.locator(".bar").count() == 7
    page.evaluate("answers => Object.assign(__stub.answers, answers)", {"getVelocity": report()})
    page.clock.run_for(6000)
    page.locator(".banner").wait_for(state="detached")


def test_a_refusal_is_not_a_lost_connection(gadget: Opener) -> None:
    """The server's refusal shows even if the browser calls itself offline: only a failed request means offline."""
    page = gadget(wait="[data-state=error]", answers=failing("board-not-found"), clock=AT)
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    page.evaluate("event => __stub.emit(event, { origin: 'gadget', gadgetId: '10001' })", EVENT)
    page.wait_for_function("() => __stub.calls.some((call) => call.payload?.functionKey === 'refreshVelocity')")
    page.locator("#gadget:not([aria-busy])").wait_for()
    assert page.get_by_role("heading").inner_text() == "This board cannot be found"
    asked = len(calls(page, "getVelocity"))
    page.clock.run_for(20_000)
    assert len(calls(page, "getVelocity")) == asked


def test_the_browsers_word_that_it_is_back_is_taken(gadget: Opener) -> None:
    """Once the browser is online again, the gadget reads the figures that it could not read."""
    page = gadget(report(), answers={"getVelocity": [report(), failing("offline")["getVelocity"], report()]})
    page.evaluate("event => __stub.emit(event, { origin: 'dashboard' })", EVENT)
    page.locator(".banner").get_by_text("You are offline").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".banner").wait_for(state="detached")


def announced(page: Page) -> str:
    return page.locator("p[role=status]").inner_text()


def test_a_refresh_is_announced_once(gadget: Opener) -> None:
    """A refresh by the reader announces its result; an automatic one announces only changes."""
    changed = report()
    changed["sprints"][6]["completed"] = 38
    page = gadget(report(), answers={"getVelocity": [report(), report(asOf="2026-11-24T09:45:00Z"), changed]})
    assert announced(page) == ""
    page.locator("[data-focus=refresh]").click()
    page.wait_for_function("() => document.querySelector('p[role=status]').textContent !== ''")
    assert announced(page).startswith("Refreshed, nothing has changed. 28.4 points completed")
    page.evaluate("event => __stub.emit(event, { origin: 'dashboard' })", EVENT)
    page.wait_for_function("() => document.querySelector('p[role=status]').textContent === ''")
    page.get_by_text(re.compile("10:45")).wait_for()
    page.evaluate("event => __stub.emit(event, { origin: 'dashboard' })", EVENT)
    page.wait_for_function("() => document.querySelector('p[role=status]').textContent.startsWith('Updated.')")


def test_only_its_own_refresh(gadget: Opener) -> None:
    """A gadget ignores a refresh meant for another; its own bypasses the kept figures."""
    page = gadget(report())
    page.evaluate("event => __stub.emit(event, { origin: 'gadget', gadgetId: '99999' })", EVENT)
    page.wait_for_timeout(50)
    assert calls(page, "refreshVelocity") == []
    page.evaluate("event => __stub.emit(event, { origin: 'gadget', gadgetId: '10001' })", EVENT)
    page.wait_for_function("() => __stub.calls.some((call) => call.payload?.functionKey === 'refreshVelocity')")
    assert len(calls(page, "getVelocity")) == 1


def test_a_card_has_one_refresh_button(gadget: Opener) -> None:
    """On a dashboard the card has the refresh button; anywhere else the gadget has its own."""
    extension = {"entryPoint": "view", "gadget": {"id": "10001"}, "gadgetConfiguration": {"boardIds": [1]}}
    page = gadget(report(), context={"extension": extension | {"dashboard": {"id": "10000"}}})
    expect(page.locator("[data-focus=help]")).to_be_visible()
    assert page.locator("[data-focus=refresh]").count() == 0
    page = gadget(report(), context={"extension": extension})
    expect(page.locator("[data-focus=refresh]")).to_be_visible()


def test_resolvers_get_the_configuration_only(gadget: Opener) -> None:
    """The host's own `refresh` and other stored values never reach a resolver function, which would refuse them."""
    stored = {"boardIds": [1], "sprintCount": 5, "refresh": 15, "somethingOld": True}
    page = gadget(report(), configuration=stored)
    assert calls(page, "getVelocity")[0]["payload"] == {"boardIds": [1], "sprintCount": 5}


def test_a_failed_explanation_stays_in_its_place(gadget: Opener) -> None:
    """When a sprint cannot be explained, its page says so and offers another try."""
    good = gadget(report()).evaluate("__stub.answers.explainSprint")
    page = gadget(report(), answers={"explainSprint": [failing("timeout")["getVelocity"], good]})
    page.locator(".bar").first.click()
    page.get_by_text("Reading took too long").wait_for()
    page.get_by_role("button", name="Try again").click()
    page.locator("table.issues").wait_for()


def test_a_slow_host_is_waited_for(gadget: Opener) -> None:
    """A page whose bridge never arrives says so after ten seconds instead of staying empty."""
    page = gadget(report(), clock=AT)
    page.add_init_script("delete globalThis.__bridge")
    page.reload()
    page.clock.run_for(11_000)
    page.get_by_text("does not respond").wait_for()


def test_sprints_of_another_board_can_be_included(gadget: Opener) -> None:
    """Where all sprints belong to another board, the page says how many, and one button includes them."""
    page = gadget(wait="[data-state=error]", answers=failing("sprints-of-other-boards", foreignSprints=3))
    assert "3 closed sprints of another board" in page.locator("#gadget").inner_text()
    page.evaluate("answers => Object.assign(__stub.answers, answers)", {"getVelocity": report()})
    page.get_by_role("button", name="Include these sprints").click()
    page.locator("[data-state=ready]").wait_for()
    assert calls(page, "getVelocity")[-1]["payload"]["includeForeignSprints"] is True


def test_the_board_that_failed_is_named(gadget: Opener) -> None:
    """Of several boards, the page names the one that is gone."""
    page = gadget(wait="[data-state=error]", answers=failing("board-not-found", boardId=7))
    page.get_by_role("heading", name="Board 7: This board cannot be found").wait_for()
