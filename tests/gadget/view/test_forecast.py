"""The forecast: what the view asks of the resolver function, and its answer in words, numbers and a drawing."""

import pytest
from playwright.sync_api import Page, expect

from tests.gadget.conftest import CONFIGURATION, Json, Opener, calls
from tests.gadget.fixtures import reports
from tests.gadget.fixtures.forecasts import forecast, of_sprints, of_work
from tests.gadget.fixtures.reports import FIGURES, report, sprint

ASKED = {key: value for key, value in CONFIGURATION.items() if key != "refresh"}


def opened(gadget: Opener, shown: Json | None = None, **options: object) -> Page:
    """Open the forecast of a report."""
    page = gadget(shown or report(), **options)
    page.get_by_role("button", name="Forecast", exact=True).click()
    page.locator("[data-panel=forecast] > *").first.wait_for()
    return page


def rows(page: Page, caption: str) -> list[list[str]]:
    """Return the cells of each row of the table with this caption."""
    table = page.locator("table", has=page.locator("caption", has_text=caption))
    table.wait_for()
    return [row.locator("th, td").all_text_contents() for row in table.locator("tbody tr").all()]


def test_sprints_for_the_work_left(gadget: Opener) -> None:
    """Work left gives sprints and dates for 50, 85 and 95 %, the 85 % in a sentence, and the assumption behind them."""
    page = opened(gadget, answers={"forecast": of_work()})
    assert calls(page, "forecast") == []
    page.get_by_label("Work left, in Story Points").fill("120")
    assert rows(page, "Sprints for the work left") == [
        ["50%", "3", "Jan 5, 2027"], ["85%", "5", "Feb 2, 2027"], ["95%", "5", "Feb 2, 2027"],
    ]  # fmt: skip
    expect(page.locator(".said")).to_have_text(
        "120 points: done within 5 sprints, by Feb 2, 2027, with a probability of 85%."
    )
    assert "like one of the 7 past ones" in page.locator(".answer").inner_text()
    assert [each["payload"] for each in calls(page, "forecast")] == [ASKED | {"work": 120}]


def test_work_in_so_many_sprints(gadget: Opener) -> None:
    """A number of sprints gives the least work that they complete, with each probability."""
    page = opened(gadget, answers={"forecast": of_sprints()})
    page.get_by_label("Coming sprints").fill("4")
    assert rows(page, "Completed in the next 4 sprints") == [["50%", "115"], ["85%", "107.5"], ["95%", "102"]]
    expect(page.locator(".said")).to_have_text(
        "The next 4 sprints complete at least 107.5 points with a probability of 85%."
    )
    expect(page.locator(".distribution")).to_have_count(0)
    assert [each["payload"] for each in calls(page, "forecast")] == [ASKED | {"sprints": 4}]


def test_both_give_the_probability_that_the_sprints_suffice(gadget: Opener) -> None:
    """With work and sprints given, the sentence also says how probably the sprints are enough."""
    page = opened(gadget, answers={"forecast": [of_work(), forecast()]})
    page.get_by_label("Work left").fill("120")
    expect(page.locator(".distribution")).to_be_visible()
    page.get_by_label("Coming sprints").fill("4")
    page.get_by_label("Coming sprints").press("Enter")
    expect(page.locator(".said")).to_contain_text("The probability that 4 sprints are enough is 75%.")
    assert calls(page, "forecast")[-1]["payload"] == ASKED | {"work": 120, "sprints": 4}


def test_the_drawing_has_the_numbers_of_its_table(gadget: Opener) -> None:
    """Each bar is as high as the probability to be done by then; sprints in between are not left out."""
    page = opened(gadget, answers={"forecast": of_work()})
    page.get_by_label("Work left").fill("120")
    expect(page.locator(".distribution")).to_be_visible()
    page.get_by_text("Show as table").click()
    numbers = rows(page, "Probability that the work is done within")
    assert numbers == [
        ["2", "25%", "25%"], ["3", "50%", "75%"], ["4", "0%", "75%"], ["5", "20%", "95%"], ["6", "5%", "> 99%"],
    ]  # fmt: skip
    drawing = page.get_by_role("img", name="Probability that the work is done within")
    assert drawing.locator(".value").all_text_contents() == [row[2] for row in numbers]
    heights = [float(bar.get_attribute("height") or 0) for bar in drawing.locator("rect.completed").all()]
    assert [height / heights[1] for height in heights] == pytest.approx([1 / 3, 1, 1, 0.95 / 0.75, 0.999 / 0.75])
    half, *_ = [float(line.get_attribute("y1") or 0) for line in drawing.locator(".level").all()]
    base = float(drawing.locator(".base").get_attribute("y1") or 0)
    assert base - half == pytest.approx(heights[1] * 0.5 / 0.75)
    order = drawing.evaluate("node => [...node.children].map((one) => one.getAttribute('class'))")
    assert order.index("level") > max(at for at, name in enumerate(order) if name == "chance"), "no bar hides a line"
    expect(page.locator(".level-key")).to_contain_text("The first bar that reaches a line is its number of sprints.")
    drawing.locator(".chance").nth(2).hover()
    tip = page.locator(".distribution .tooltip")
    assert tip.inner_text().split("\n") == ["4 sprints", "Done by then", "75%", "Done in exactly this many", "0%"]
    page.set_viewport_size({"width": 280, "height": 560})
    expect(drawing).to_have_attribute("width", "264")


def test_hours_are_asked_in_seconds(gadget: Opener) -> None:
    """Hours are sent in the report's own unit, seconds, and the answer is in hours."""
    shown = report([sprint(at, FIGURES[at], carriedIn=0) for at in range(5)], unit=reports.TIME)
    page = opened(
        gadget,
        shown,
        answers={
            "forecast": forecast(sprints=1, unit=reports.TIME, workDone=dict.fromkeys(("p50", "p85", "p95"), 5400))
        },
    )
    page.get_by_label("Coming sprints").fill("1")
    page.get_by_label("Work left, in hours").fill("1.5")
    expect(page.locator(".said")).to_contain_text("1.5 hours: done within 5 sprints")
    expect(page.locator(".said")).to_contain_text("The next sprint completes at least 1.5 hours")
    assert calls(page, "forecast")[-1]["payload"]["work"] == 5400


def test_not_at_this_pace(gadget: Opener) -> None:
    """Where no sprint completed anything, a sentence says so instead of a number."""
    none = dict.fromkeys(("p50", "p85", "p95"))
    page = opened(gadget, answers={"forecast": of_work(never=True, sprintsNeeded=none, dates=none, distribution=[])})
    page.get_by_label("Work left").fill("120")
    expect(page.locator(".said")).to_have_text("Not at this pace: no sprint that counts completed anything.")
    expect(page.locator("[data-panel=forecast] table")).to_have_count(0)


def test_beyond_a_hundred_sprints(gadget: Opener) -> None:
    """A probability that a hundred sprints do not reach has no date."""
    needed = {"p50": 98, "p85": None, "p95": None}
    dates = {"p50": "2030-08-20", "p85": None, "p95": None}
    page = opened(gadget, answers={"forecast": of_work(sprintsNeeded=needed, dates=dates)})
    page.get_by_label("Work left").fill("9000")
    assert rows(page, "Sprints for the work left")[1:] == [
        ["85%", "More than 100", "–"],  # noqa: RUF001
        ["95%", "More than 100", "–"],  # noqa: RUF001
    ]
    expect(page.locator(".said")).to_have_text("9,000 points: more than 100 sprints for a probability of 85%.")


def test_below_five_sprints_it_says_why(gadget: Opener) -> None:
    """With four sprints that count there are no fields, only the reason."""
    page = opened(gadget, report([sprint(at, FIGURES[at], excluded=at == 4) for at in range(5)]))
    expect(page.locator("[data-panel=forecast]")).to_contain_text("A forecast needs five closed sprints.")
    expect(page.locator("[data-panel=forecast] input")).to_have_count(0)


@pytest.mark.parametrize("written", ["0", "-3", "1e13"])
def test_no_such_work(gadget: Opener, written: str) -> None:
    """Work that is not a valid amount is refused at its field, and nothing is sent."""
    page = opened(gadget)
    field = page.get_by_label("Work left")
    field.fill(written)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Enter a number")).to_be_visible()
    field.fill("")
    expect(field).to_have_attribute("aria-invalid", "false")
    assert calls(page, "forecast") == []


@pytest.mark.parametrize("written", ["0", "101", "1.5"])
def test_no_such_number_of_sprints(gadget: Opener, written: str) -> None:
    """The field says that sprints are whole and at most a hundred; nothing is sent."""
    page = opened(gadget)
    page.get_by_label("Coming sprints").fill(written)
    expect(page.get_by_text("Enter a whole number from 1 to 100.")).to_be_visible()
    assert calls(page, "forecast") == []


def test_a_late_answer_does_not_replace_a_newer_one(gadget: Opener) -> None:
    """An answer that arrives after a newer one is dropped."""
    page = opened(gadget, answers={"forecast": of_work()}, delays={"forecast": "hold"})
    field = page.get_by_label("Work left")
    field.fill("120")
    page.wait_for_function("() => __stub.held.length === 1")
    page.evaluate("() => { __stub.delays.forecast = 0; }")
    field.fill("500")
    expect(page.locator(".said")).to_contain_text("500 points")
    page.evaluate("__stub.release()")
    page.wait_for_timeout(100)
    expect(page.locator(".said")).to_contain_text("500 points")


def test_a_failure_can_be_tried_again(gadget: Opener) -> None:
    """A failed forecast can be tried again by its button, and promises no try that would happen by itself."""
    failed = {"error": {"message": "Jira is away.", "type": "rate-limited", "retryAfterSeconds": 90}}
    page = opened(gadget, answers={"forecast": [failed, of_work()]})
    page.get_by_label("Work left").fill("120")
    said = page.locator("[data-panel=forecast] .message")
    expect(said).to_contain_text("It can be tried again from")
    expect(said).not_to_contain_text("Next try")
    page.locator("[data-panel=forecast]").get_by_role("button", name="Try again").click()
    expect(page.locator(".said")).to_contain_text("120 points")


def test_it_is_asked_by_keyboard_and_kept_over_a_refresh(gadget: Opener) -> None:
    """Enter asks at once; a refresh with other figures keeps the focus and the typed text, and asks again."""
    page = opened(gadget, answers={"refreshVelocity": report(warnings=[], statistics=reports.many(7)["statistics"])})
    page.keyboard.press("Tab")
    expect(page.get_by_label("Work left")).to_be_focused()
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    expect(page.locator(".distribution")).to_be_visible()
    page.evaluate("__stub.emit('JIRA_DASHBOARD_GADGET_REFRESH', { origin: 'gadget' })")
    expect(page.locator(".takeaway")).not_to_contain_text("28.4")
    expect(page.get_by_label("Work left")).to_be_focused()
    expect(page.get_by_label("Work left")).to_have_value("120")
    expect(page.locator(".distribution")).to_be_visible()


def test_a_forecast_in_german(gadget: Opener) -> None:
    """Sentence, date and the chart's typical range are in the reader's language."""
    page = gadget(report(), context={"locale": "de-DE"}, answers={"forecast": of_work()})
    assert "(3 von 4, aus 7 Sprints)" in page.locator(".legend").inner_text()
    page.get_by_role("button", name="Prognose").click()
    page.get_by_label("Restliche Arbeit").fill("120")
    expect(page.locator(".said")).to_have_text(
        "120 Punkte: erledigt in höchstens 5 Sprints, bis 02.02.2027, mit einer Wahrscheinlichkeit von 85\xa0%."
    )


WRONG_DAY = "Choose a day from today on, within 100 sprints."


def test_work_by_a_day(gadget: Opener) -> None:
    """A day gives the sprints that end by then and their work; a number of sprints beside a day is refused."""
    page = opened(gadget, answers={"forecast": of_sprints()})
    page.get_by_label("Or by a day").fill("2099-03-12")
    expect(page.locator(".said")).to_contain_text("4 sprints end by Mar 12, 2099.")
    expect(page.locator(".said")).to_contain_text("The next 4 sprints complete at least 107.5 points")
    assert calls(page, "forecast")[-1]["payload"] == ASKED | {"by": "2099-03-12"}
    page.get_by_label("Coming sprints").fill("4")
    expect(page.get_by_label("Or by a day")).to_have_accessible_description("Give either a number of sprints or a day.")
    page.get_by_label("Coming sprints").fill("")
    page.get_by_label("Or by a day").fill("2020-01-01")
    expect(page.get_by_label("Or by a day")).to_have_accessible_description(WRONG_DAY)
    assert len(calls(page, "forecast")) == 1


def test_a_day_too_far_is_no_refused_setting(gadget: Opener) -> None:
    """Only the resolver knows how far its sprints reach: the answer says which day to choose, and names no setting."""
    refused = {"error": {"message": "The setting by was refused.", "type": "payload-refused", "field": "by"}}
    page = opened(gadget, answers={"forecast": [refused, of_sprints()]})
    page.get_by_label("Or by a day").fill("2099-12-31")
    expect(page.locator(".said")).to_have_text(WRONG_DAY)
    expect(page.locator(".answer")).to_be_empty()
    page.get_by_label("Or by a day").fill("2099-03-12")
    expect(page.locator(".said")).to_contain_text("4 sprints end by Mar 12, 2099.")


def work_sum(work: float, estimated: int, unestimated: int) -> Json:
    return {"work": work, "issues": estimated + unestimated, "estimated": estimated, "unestimated": unestimated}


LEFT = {
    "asOf": "2026-11-24T09:30:00Z",
    "unit": reports.POINTS,
    "running": work_sum(24, 7, 1),
    "future": work_sum(0, 0, 0),
    "backlog": work_sum(96, 30, 12),
    "total": work_sum(120, 37, 13),
}


def test_the_work_left_is_read_at_a_click(gadget: Opener) -> None:
    """A click reads the open work by place; the forecast takes the sum of the ticked places."""
    page = opened(gadget, answers={"forecast": of_work(), "workLeft": LEFT})
    assert calls(page, "workLeft") == []
    page.get_by_role("button", name="Read from the board").click()
    expect(page.get_by_label("Work left")).to_have_value("120")
    found = page.get_by_role("group", name="Not done on the board")
    expect(found).to_contain_text("Running sprints: 24 points in 8 work items. 1 has no estimate and counts 0.")
    expect(found).to_contain_text("Backlog: 96 points in 42 work items. 12 have no estimate and count 0.")
    expect(found.get_by_label("Future sprints")).to_be_disabled()
    found.get_by_label("Running sprints").uncheck()
    expect(page.get_by_label("Work left")).to_have_value("96")
    expect(page.locator(".said")).to_contain_text("96 points: done within")
    assert calls(page, "workLeft") == [{"functionKey": "workLeft", "payload": ASKED}]


def test_work_left_that_cannot_be_read_is_said(gadget: Opener) -> None:
    """The failure stands where the answer would, with another try."""
    failing = {"error": {"message": "Jira cannot be reached.", "type": "jira-unreachable"}}
    page = opened(gadget, answers={"workLeft": [failing, LEFT]})
    page.get_by_role("button", name="Read from the board").click()
    page.locator(".found").get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Work left")).to_have_value("120")
