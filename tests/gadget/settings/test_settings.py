"""The edit view: which settings it has, how it refuses a wrong one, and what it gives the host to store."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gadget.conftest import Opener, calls
from tests.gadget.fixtures.boards import description, page, warning
from tests.gadget.fixtures.reports import report

Json = dict[str, Any]
Editor = Callable[..., Page]
FULL: Json = {
    "boardIds": [1],
    "sprintCount": 7,
    "estimation": "board",
    "doneStatusIds": None,
    "labelStyle": "name",
    "closedFrom": None,
    "closedTo": None,
    "nameContains": None,
    "includeSubtasks": False,
    "includeForeignSprints": False,
    "includeRunningSprint": False,
    "excludedSprintIds": [],
    "target": None,
}


@pytest.fixture
def edit(gadget: Opener) -> Editor:
    """Return a function that opens the edit view: `edit(configuration, answers=…, …)`."""

    def opened(configuration: Json | None = None, *, answers: Json | None = None, **options: Any) -> Page:
        extension: Json = {"entryPoint": "edit", "gadget": {"id": "10001"}}
        if configuration is not None:
            extension["gadgetConfiguration"] = configuration
        context = {"extension": extension} | options.pop("context", {})
        canned = {"listBoards": page(), "describeBoard": description()} | (answers or {})
        opened_page = gadget(context=context, answers=canned, wait="form", **options)
        expect(opened_page.get_by_role("combobox").first).to_be_focused()
        return opened_page

    return opened


def boards_of(page: Page) -> Any:
    """Return the field that searches for boards."""
    return page.get_by_role("combobox", name="Boards")


def found(page: Page, name: str = "") -> Any:
    """Return the boards in the open list, or only those of a name."""
    return page.get_by_role("listbox").get_by_role("option", name=name)


def write(field: Any, *texts: str) -> None:
    """Change a field to each of the texts in turn, without a pause."""
    field.evaluate(
        """(node, texts) => texts.forEach((text) => {
          node.value = text;
          node.dispatchEvent(new Event("input", { bubbles: true }));
        })""",
        list(texts),
    )


def submitted(page: Page) -> list[Json]:
    """Return what the page gave the host to store."""
    return [call["payload"] for call in calls(page) if call["command"] == "submit"]


def asked(page: Page, key: str) -> list[Json]:
    """Return the payloads of a resolver function's calls."""
    return [call["payload"] for call in calls(page, key)]


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def more(page: Page) -> None:
    page.get_by_text("More settings").click()


def settled(page: Page) -> None:
    """Wait until the preview shows a chart that matches the settings."""
    page.locator(".preview-chart[aria-busy=false] svg.plot").wait_for()


@pytest.mark.parametrize("typed", ["101", "seven", "-3"])
def test_a_number_that_cannot_be_is_told_at_its_field(edit: Editor, typed: str) -> None:
    """An invalid number is marked at its field as soon as it is typed, until it is corrected."""
    page = edit({"boardIds": [1]})
    field = page.get_by_label("Number of sprints")
    field.fill(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Enter a whole number from 1 to 100."))
    field.fill("9")
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_first_opening_asks_for_a_board(edit: Editor) -> None:
    """The first field has the focus, and nothing is read from Jira before there is a board."""
    page = edit(None)
    expect(boards_of(page)).to_be_focused()
    expect(page.get_by_text("Choose a board to see its chart here.")).to_be_visible()
    assert asked(page, "getVelocity") == []
    assert asked(page, "describeBoard") == []


def test_a_site_with_one_board_leaves_nothing_to_ask(edit: Editor) -> None:
    """The only board is chosen from the start; saving takes one click."""
    page = edit(None, answers={"listBoards": page_of_one()})
    expect(page.get_by_role("button", name="Remove Alpha")).to_be_visible()
    save(page)
    assert submitted(page) == [FULL]


def page_of_one() -> Json:
    return page(("Alpha",))


def test_a_board_is_found_by_typing(edit: Editor) -> None:
    """Quick typing sends one request; Enter takes the first board, whose description fills the other settings."""
    page = edit(None)
    write(boards_of(page), "a", "al", "alp")
    expect(found(page, "Alpha ALPHA · Alpha product")).to_have_class("active")
    assert [payload["query"] for payload in asked(page, "listBoards")[1:]] == ["alp"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Chosen boards").get_by_role("listitem")).to_contain_text(["Alpha"])
    expect(boards_of(page)).to_have_value("")
    expect(boards_of(page)).to_be_focused()
    assert submitted(page) == []
    expect(page.get_by_label("Estimation").locator("option:checked")).to_have_text("Board's own: Story Points")
    expect(page.get_by_role("radio", name="Board's last column: Done, Released")).to_be_checked()


def test_the_list_of_boards_works_by_keys(edit: Editor) -> None:
    """Arrows move through the list while the focus stays in the field; Escape closes it without a choice."""
    page = edit(None)
    field = boards_of(page)
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_contain_text("Beta")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#{field.get_attribute('aria-activedescendant')}")).to_contain_text("Alpha")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(found(page)).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(found(page, "Alpha")).to_have_attribute("aria-selected", "true")


def test_boards_come_page_by_page(edit: Editor) -> None:
    """Moving past the last board loads the next page once, and skips a page without a usable board."""
    answers = [page(following=50), page(following=50), {"boards": [], "total": 3, "nextStartAt": 100}]
    opened = edit(None, answers={"listBoards": [*answers, page(("Delta",), first=9)]})
    opened.keyboard.press("ArrowDown")
    expect(opened.get_by_role("status").first).to_contain_text("3 boards, and more further down")
    opened.evaluate("__stub.delays.listBoards = 100")
    for _ in range(5):
        opened.keyboard.press("ArrowDown")
    expect(found(opened)).to_have_count(4)
    expect(found(opened, "Delta")).to_have_class("active")
    assert [payload["startAt"] for payload in asked(opened, "listBoards")[1:]] == [0, 50, 100]


def test_boards_that_cannot_be_listed_say_why(edit: Editor) -> None:
    """The reason stands at the field, and the next try works."""
    failing = {"error": {"message": "Down.", "type": "jira-unreachable", "retryAfterSeconds": 30}}
    opened = edit(None, answers={"listBoards": [failing, failing, page()]})
    expect(opened.get_by_text("The boards could not be listed. Jira cannot be reached.")).to_be_visible()
    expect(opened.get_by_text("Next try")).to_have_count(0)
    opened.keyboard.press("ArrowDown")
    expect(opened.get_by_text("The boards could not be listed.")).to_have_count(2)
    opened.keyboard.type("a")
    expect(found(opened)).to_have_count(3)
    expect(opened.get_by_text("The boards could not be listed.")).to_have_count(0)


def test_a_site_without_boards_says_so_at_once(edit: Editor) -> None:
    """An empty site says so before anything is typed, and does not blame a name until one is."""
    opened = edit(None, answers={"listBoards": page(())})
    expect(opened.get_by_text("This site has no board with sprints")).to_be_visible()
    boards_of(opened).press("ArrowDown")
    expect(opened.get_by_text("has a name like this")).to_have_count(0)
    opened.keyboard.type("x")
    expect(opened.get_by_text("No board with sprints has a name like this.")).to_be_visible()


def test_refused_credentials_are_said_at_once(edit: Editor) -> None:
    """Where a board would be chosen, the page says who can correct the credentials."""
    refused = {"error": {"message": "No.", "type": "jira-refused", "credentials": True}}
    opened = edit(None, answers={"listBoards": refused})
    expect(opened.get_by_text("Whoever runs the server should check the token")).to_be_visible()


def test_ten_boards_are_the_most(edit: Editor) -> None:
    """The field refuses the eleventh board and keeps the ten."""
    page = edit(FULL | {"boardIds": list(range(11, 21))})
    page.keyboard.press("ArrowDown")
    found(page, "Alpha").click()
    expect(page.get_by_text("You can choose up to 10 boards. Remove one first.")).to_be_visible()
    save(page)
    assert submitted(page)[0]["boardIds"] == list(range(11, 21))


def test_a_board_is_removed_and_the_focus_stays_near(edit: Editor) -> None:
    """Removing a board moves the focus to the next one, removing the last moves it to the field."""
    named = [description(1, "Alpha"), description(2, "Beta")]
    page = edit(FULL | {"boardIds": [1, 2]}, answers={"describeBoard": named})
    page.get_by_role("button", name="Remove Alpha").press("Enter")
    expect(page.get_by_role("button", name="Remove Beta")).to_be_focused()
    page.keyboard.press("Enter")
    expect(boards_of(page)).to_be_focused()
    save(page)
    expect(page.get_by_text("Choose at least one board.")).to_be_visible()
    assert submitted(page) == []


def test_saving_hands_over_the_whole_configuration(edit: Editor) -> None:
    """The host gets every setting and its own refresh minutes, and nothing that is not a setting."""
    page = edit({"boardIds": [1], "refresh": 15, "sprintCount": 99, "colour": "red"})
    settled(page)
    page.get_by_label("Number of sprints").fill("12")
    page.get_by_label("Estimation").select_option(label="Number of work items")
    page.get_by_label("Names under the bars").select_option(label="Dates")
    page.get_by_label("Count subtasks").check()
    page.get_by_label("Show other boards' sprints").check()
    page.get_by_role("checkbox", name="Alpha Sprint 3").check()
    save(page)
    changed = {
        "sprintCount": 12,
        "estimation": "issueCount",
        "labelStyle": "dates",
        "includeSubtasks": True,
        "includeForeignSprints": True,
        "excludedSprintIds": [103],
        "refresh": 15,
    }
    assert submitted(page) == [FULL | changed]


def test_the_minutes_stay_with_the_host(edit: Editor) -> None:
    """No resolver function gets the minutes; "Never" stores none; an unusual number stays available."""
    page = edit(FULL | {"refresh": 7})
    settled(page)
    expect(page.get_by_label("Refresh automatically").locator("option:checked")).to_have_text("Every 7 minutes")
    assert asked(page, "getVelocity") == [FULL]
    page.get_by_label("Refresh automatically").select_option(label="Never")
    save(page)
    assert submitted(page) == [FULL]


@pytest.mark.parametrize("written", ["0", "101", "abc", "", "7.5", "-3"])
def test_a_wrong_number_is_refused_at_its_field(edit: Editor, written: str) -> None:
    """The field keeps its text, has the focus, is invalid and describes the fault; a valid number is saved."""
    page = edit(FULL)
    field = page.get_by_label("Number of sprints")
    field.fill(written)
    save(page)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("The last closed ones, 1 to 100. Enter a whole number from 1 to 100.")
    expect(field).to_have_value(written)
    assert submitted(page) == []
    field.fill("50")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    save(page)
    assert submitted(page) == [FULL | {"sprintCount": 50}]


def test_the_first_wrong_field_gets_the_focus(edit: Editor) -> None:
    """Every invalid field says so; the first in visual order gets the focus."""
    page = edit(None)
    page.get_by_label("Number of sprints").fill("0")
    save(page)
    expect(boards_of(page)).to_be_focused()
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)


def test_statuses_begin_with_the_boards_own(edit: Editor) -> None:
    """Choosing statuses starts from the board's own; choosing none is refused at the checkboxes."""
    page = edit(FULL)
    expect(page.get_by_label("Board's last column: Done, Released")).to_be_checked()
    page.get_by_label("These statuses").check()
    expect(page.get_by_role("checkbox", name="Released")).to_be_checked()
    page.get_by_role("checkbox", name="Rejected").check()
    page.get_by_role("checkbox", name="Released").uncheck()
    save(page)
    assert submitted(page) == [FULL | {"doneStatusIds": ["4", "6"]}]
    page.get_by_role("checkbox", name="Rejected").uncheck()
    page.get_by_role("checkbox", name="Done", exact=True).uncheck()
    save(page)
    expect(page.get_by_role("checkbox", name="To Do")).to_be_focused()
    expect(page.get_by_text("Choose at least one status, or the board's last column.")).to_be_visible()
    assert len(submitted(page)) == 1


def test_what_is_gone_stays_chosen(edit: Editor) -> None:
    """A field or status that the board no longer offers is named and kept until somebody changes it."""
    page = edit(FULL | {"estimation": "customfield_9", "doneStatusIds": ["4", "77"]})
    expect(page.get_by_label("Estimation").locator("option:checked")).to_have_text("customfield_9 (no longer offered)")
    expect(page.get_by_label("Status 77 (no longer on the board)")).to_be_checked()
    save(page)
    assert submitted(page) == [FULL | {"estimation": "customfield_9", "doneStatusIds": ["4", "77"]}]


def test_warnings_stand_where_they_matter(edit: Editor) -> None:
    """Each warning of `describeBoard` stands at the setting that can resolve it."""
    warnings = [warning("done-outside-last-column", "Rejected"), warning("estimation-missing")]
    warnings.append(warning("configuration-unreadable"))
    page = edit(FULL, answers={"describeBoard": description(warnings=warnings)})
    about = page.locator(".warnings")
    expect(page.get_by_role("group", name="Statuses that count as done").locator(about)).to_contain_text("Rejected")
    expect(page.locator(".field", has=page.get_by_label("Estimation")).locator(about)).to_contain_text("work items")
    expect(page.locator(".field", has=boards_of(page)).locator(about)).to_be_visible()
    expect(about).to_have_count(15)
    expect(page.locator(".warnings:visible")).to_have_count(3)


def test_a_warning_about_the_boards_own_choice_goes_with_it(edit: Editor) -> None:
    """What is said of the board's own statuses and estimation is not said where others are chosen."""
    warnings = [warning("done-outside-last-column", "Rejected"), warning("estimation-missing")]
    page = edit(FULL, answers={"describeBoard": description(warnings=warnings)})
    shown = page.locator(".warnings:visible")
    expect(shown).to_have_count(2)
    page.get_by_label("These statuses").check()
    expect(shown).to_contain_text(["no estimation field"])
    page.get_by_label("Estimation").select_option("issueCount")
    expect(shown).to_have_count(0)
    page.get_by_label("Board's last column").check()
    expect(shown).to_contain_text(["Rejected"])


def test_a_board_that_is_gone_is_named(edit: Editor) -> None:
    """The board keeps its chip, so that it can be removed; the reason stands at the field."""
    gone = {"error": {"message": "Gone.", "type": "board-not-found", "status": 404}}
    page = edit(FULL, answers={"describeBoard": gone, "getVelocity": gone})
    expect(page.get_by_role("button", name="Remove Board 1")).to_be_visible()
    expect(page.locator(".warnings:visible")).to_contain_text("Board 1:")


def test_what_the_resolver_refuses_is_shown_at_its_field(edit: Editor) -> None:
    """Saving a refused setting moves the focus to its field instead; another choice is saved."""
    refused = {"error": {"message": "Refused.", "type": "payload-refused", "status": 400, "field": "estimation"}}
    page = edit(FULL, answers={"getVelocity": [refused, report()]})
    field = page.get_by_label("Estimation")
    expect(field).to_have_attribute("aria-invalid", "true")
    save(page)
    expect(field).to_be_focused()
    assert submitted(page) == []
    field.select_option(label="Number of work items")
    settled(page)
    save(page)
    assert submitted(page) == [FULL | {"estimation": "issueCount"}]


@pytest.mark.parametrize("closed", [True, False])
def test_cancelling_keeps_what_was(edit: Editor, closed: bool) -> None:  # noqa: FBT001 - the host's two answers
    """Cancel saves nothing; a host that cannot close the view gets back the settings that it had."""
    before = {"boardIds": [1], "sprintCount": 9}
    page = edit(before)
    page.evaluate(
        """(closed) => {
          const call = __bridge.callBridge;
          __bridge.callBridge = (...all) => call(...all).then((value) => (all[0] === "close" ? closed : value));
        }""",
        closed,
    )
    page.get_by_label("Number of sprints").fill("20")
    page.get_by_role("button", name="Cancel").click()
    assert [call["command"] for call in calls(page)].count("close") == 1
    assert submitted(page) == ([] if closed else [before])


def test_a_host_that_does_not_save_is_told_of(edit: Editor) -> None:
    """An alert says so, and the typed settings stay."""
    page = edit(FULL)
    page.evaluate("__bridge.callBridge = async (command) => command !== 'submit'")
    page.get_by_label("Number of sprints").fill("20")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("does not save settings here")
    expect(page.get_by_label("Number of sprints")).to_have_value("20")


def test_the_preview_follows_the_settings(edit: Editor) -> None:
    """Quick changes send one request, another label sends none, and a late answer is dropped."""
    page = edit(FULL)
    settled(page)
    field = page.get_by_label("Number of sprints")
    write(field, "1", "12", "13")
    expect(page.locator(".preview-chart")).to_have_attribute("aria-busy", "true")
    settled(page)
    more(page)
    page.get_by_label("Names under the bars").select_option(label="Number only")
    expect(page.locator(".preview .label").first).to_have_text("1")
    assert [payload["sprintCount"] for payload in asked(page, "getVelocity")] == [7, 13]
    page.evaluate("__stub.delays.getVelocity = 'hold'")
    field.fill("2")
    page.wait_for_function("() => __stub.held.length === 1")
    page.evaluate(
        """() => {
          delete __stub.delays.getVelocity;
          globalThis.late = __stub.answers.getVelocity;
          __stub.answers.getVelocity = { error: { type: "timeout", message: "" } };
        }"""
    )
    field.fill("3")
    expect(page.locator(".preview").get_by_role("button", name="Try again")).to_be_visible()
    page.evaluate("() => { __stub.answers.getVelocity = late; __stub.release(); }")
    page.wait_for_timeout(100)
    expect(page.locator(".preview svg.plot")).to_have_count(0)


def test_the_preview_says_what_is_wrong_and_tries_again(edit: Editor) -> None:
    """The preview offers another try, and a failing Jira does not prevent saving."""
    failing = {"error": {"message": "Down.", "type": "jira-unreachable", "status": 503}}
    page = edit(FULL, answers={"getVelocity": [failing, report()]})
    page.locator(".preview").get_by_role("button", name="Try again").click()
    settled(page)
    save(page)
    assert submitted(page) == [FULL]


def test_sprints_are_left_out_by_ticking(edit: Editor) -> None:
    """The list has the preview's sprints; excluded ones are ticked, and the focus stays on the checkbox."""
    page = edit(FULL | {"excludedSprintIds": [102, 999]})
    settled(page)
    expect(page.get_by_role("checkbox", name="Alpha Sprint 2")).to_be_checked()
    page.get_by_role("checkbox", name="Alpha Sprint 5").press("Space")
    settled(page)
    expect(page.get_by_role("checkbox", name="Alpha Sprint 5")).to_be_focused()
    save(page)
    assert submitted(page) == [FULL | {"excludedSprintIds": [102, 999, 105]}]


@pytest.mark.parametrize("width", [320, 900])
def test_tab_goes_through_in_visual_order(edit: Editor, width: int) -> None:
    """Tab reaches every control from top to bottom, and none is smaller than 24 by 24 pixels."""
    page = edit(FULL | {"doneStatusIds": ["4"], "includeSubtasks": True}, width=width)
    settled(page)
    page.get_by_role("button", name="Remove Alpha").focus()
    seen: list[Json] = []
    while len(seen) < 40 and (not seen or "Cancel" not in seen[-1]["name"]):
        box = page.evaluate(
            """() => {
              const node = document.activeElement.closest(".tick") ?? document.activeElement;
              const { x, y, width, height } = node.getBoundingClientRect();
              return { x, y: y + scrollY, width, height, name: document.activeElement.outerHTML };
            }"""
        )
        seen.append(box)
        page.keyboard.press("Tab")
    small = [box["name"] for box in seen if box["width"] < 24 or box["height"] < 24]
    assert small == []
    places = [(round(box["y"]) // 8, box["x"]) for box in seen]
    assert places == sorted(places)
    unreached = (
        page.locator("form :is(input:not([type=radio]), select, button, summary):visible").count() + 1 - len(seen)
    )
    assert unreached == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_are_text(edit: Editor) -> None:
    """A board's name is never markup, neither in the list nor on the chip."""
    name = "<img src=x onerror=alert(1)>" + "y" * 200
    opened = edit(None, answers={"listBoards": page((name, "Beta")), "describeBoard": description(1, name)}, width=320)
    opened.keyboard.press("ArrowDown")
    found(opened).first.click()
    expect(opened.get_by_role("button", name="Remove <img")).to_be_visible()
    assert opened.locator("img").count() == 0
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_speaks_german(edit: Editor) -> None:
    """A German reader gets the form in German, errors included."""
    page = edit(FULL, context={"locale": "de-DE"})
    page.get_by_label("Anzahl der Sprints").fill("0")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Geben Sie eine ganze Zahl von 1 bis 100 ein.")).to_be_visible()
    expect(page.get_by_label("Letzte Spalte des Boards: Done, Released")).to_be_checked()
    assert page.locator("body").inner_text().count("settings.") == 0


def test_the_form_takes_the_readers_spacing(edit: Editor) -> None:
    """With the spacing of WCAG 1.4.12, at 320 pixels, nothing is cut off and nothing scrolls sideways."""
    page = edit(FULL | {"doneStatusIds": ["4"], "excludedSprintIds": [102]}, width=320, bypass_csp=True)
    settled(page)
    spacing = "line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important"
    page.add_style_tag(content=f"* {{ {spacing} }} p {{ margin-block-end: 2em !important }}")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("form :is(p, label, legend, span, button, summary)")]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflow !== "visible")
          .map((node) => node.textContent)"""
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_sprints_by_the_days_of_their_close(edit: Editor) -> None:
    """Days replace the number of sprints; an end before the start is refused at its field."""
    page = edit({"boardIds": [1]})
    page.get_by_label("Sprints", exact=True).select_option("Those closed in certain days")
    expect(page.get_by_label("Number of sprints")).to_be_hidden()
    page.get_by_label("Closed from").fill("2026-03-01")
    page.get_by_label("Closed to").fill("2026-02-01")
    save(page)
    expect(page.get_by_label("Closed to")).to_have_accessible_description(
        "This day is before the first one, or is none."
    )
    assert submitted(page) == []
    page.get_by_label("Closed to").fill("2026-04-30")
    save(page)
    (kept,) = submitted(page)
    assert [kept[key] for key in ("closedFrom", "closedTo", "sprintCount")] == ["2026-03-01", "2026-04-30", 100]


def test_sprints_by_their_names(edit: Editor) -> None:
    """A text replaces the number of sprints and is required; choosing the number again removes it."""
    page = edit({"boardIds": [1], "sprintCount": 9})
    which = page.get_by_label("Sprints", exact=True)
    which.select_option("Those with a text in their name")
    save(page)
    expect(page.get_by_label("Text in the name")).to_be_focused()
    page.get_by_label("Text in the name").fill("Release")
    save(page)
    assert [submitted(page)[0][key] for key in ("nameContains", "sprintCount")] == ["Release", 100]
    which.select_option("The last closed ones")
    save(page)
    assert [submitted(page)[1][key] for key in ("nameContains", "sprintCount")] == [None, 9]


def test_a_stored_choice_is_shown_again(edit: Editor) -> None:
    """The edit view shows the days that were stored."""
    page = edit({"boardIds": [1], "closedFrom": "2026-03-01", "sprintCount": 100})
    expect(page.get_by_label("Closed from")).to_have_value("2026-03-01")
    expect(page.get_by_label("Number of sprints")).to_be_hidden()


def test_a_target_and_the_running_sprint(edit: Editor) -> None:
    """A target is empty or a number above 0; a new target does not read the figures again."""
    page = edit({"boardIds": [1]})
    settled(page)
    before = len(asked(page, "getVelocity"))
    more(page)
    field = page.get_by_label("Target")
    field.fill("30.5")
    expect(page.locator(".preview .plot .target")).to_have_count(1)
    assert len(asked(page, "getVelocity")) == before
    field.fill("-1")
    expect(field).to_have_accessible_description(re.compile("Enter a number above 0."))
    field.fill("30.5")
    page.get_by_label("Show the running sprint").check()
    save(page)
    assert [submitted(page)[0][key] for key in ("target", "includeRunningSprint")] == [30.5, True]


def test_a_target_in_time_is_written_in_hours(edit: Editor) -> None:
    """Where a board estimates in time, people type hours and the page stores seconds."""
    page = edit({"boardIds": [1], "estimation": "timeoriginalestimate", "target": 7200})
    expect(page.get_by_label("Target")).to_have_value("2")
    page.get_by_label("Target").fill("3")
    save(page)
    assert submitted(page)[0]["target"] == 10_800
