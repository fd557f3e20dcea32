"""When Jira limits or falters: every answer that can go wrong has its sentence, and a partial sum is never shown."""

from collections.abc import Callable
from typing import Any

import pytest

from app.forge import ProductRequestError
from resolvers.errors import problems
from resolvers.jira.client import SPRINTS_A_PAGE
from resolvers.read import candidates
from resolvers.read.sprint_list import LIKELY
from tests.spec.world import BOARD, DONE, SPRINT, IssueHistory, day, site, sprint
from tests.support.clock import FakeClock
from tests.support.holds import holds
from tests.support.served import NOW, Client, Refused, served
from tests.support.site.faults import Fault, Faults, Reply, page, refused

CONFIGURATION = {"boardIds": [BOARD]}
STEPS = {
    "configuration": "/configuration",
    "sprints": "/sprint",
    "fields": "/field",
    "statuses": "/status$",
    "search": "/search/jql",
    "values": "issue/bulkfetch",
    "histories": "changelog/bulkfetch",
}
"""The steps of a reading, and how their paths look."""

PAGES = LIKELY // SPRINTS_A_PAGE
"""The pages of sprints that are requested for an unknown board."""


def data() -> dict[str, Any]:
    histories = [IssueHistory(f"A-{number}", sprints=(SPRINT,), points=5).to(day(1), DONE) for number in range(1, 4)]
    return site(histories, [sprint(SPRINT)])


async def problem(*faults: Fault, function: str = "getVelocity") -> Any:
    async with served(data(), faults=Faults(*faults)) as client:
        with pytest.raises(Refused) as caught:
            await client.ask(function, CONFIGURATION)
        return caught.value.problem


def kind(found: Any) -> tuple[str, int]:
    return str(found["type"]).rpartition("/")[2], int(found["status"])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_step_that_fails_is_no_smaller_sum(step: str, status: int) -> None:
    """Whichever step fails for good, the answer is an error that says so, never a part of the figures."""
    found = await problem(Fault(path=STEPS[step], reply=refused(status)))
    assert kind(found) == ("jira-unreachable", 503)
    assert "No figures can be shown" in found["detail"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b'{"values": [', "application/json"),
        Reply(200, b"[]", "application/json"),
        Reply(200, b'{"unexpected": true}', "application/json"),
        Reply(200, b"null", "application/json"),
    ],
    ids=["cut", "array", "object", "null"],
)
async def test_nonsense_is_said(step: str, reply: Reply) -> None:
    """An answer of another shape than Jira documents is an error at whichever step, never a number."""
    found = await problem(Fault(path=STEPS[step], reply=reply))
    assert kind(found) == ("jira-nonsense", 502)


@pytest.mark.parametrize("step", STEPS)
async def test_a_log_in_page_is_recognised(step: str) -> None:
    """An HTML page with status 200 instead of data means that a login is required."""
    assert kind(await problem(Fault(path=STEPS[step], reply=page()))) == ("login-page", 502)


@pytest.mark.parametrize("step", STEPS)
async def test_what_is_declared_as_a_page_is_no_data(step: str) -> None:
    """The content type decides, whatever the body looks like."""
    reply = Reply(200, b'{"issueChangeLogs": []}', content_type="text/html")
    assert kind(await problem(Fault(path=STEPS[step], reply=reply))) == ("login-page", 502)


@pytest.mark.parametrize(
    ("status", "path", "expected"),
    [
        (401, "", ("jira-refused", 502)),
        (403, "", ("jira-refused", 502)),
        (404, "/sprint", ("board-not-found", 404)),
        (404, "/rest/api/3/", ("data-center", 502)),
        (410, "/rest/api/3/", ("jira-nonsense", 502)),
        (400, "/search/jql", ("filter-broken", 409)),
        (400, "/sprint", ("sprints-not-supported", 409)),
        (400, "bulkfetch", ("jira-nonsense", 502)),
        (302, "", ("login-page", 502)),
    ],
)
async def test_every_refusal_has_its_meaning(status: int, path: str, expected: tuple[str, int]) -> None:
    """Wrong token, missing permission, hidden board, Data Center, a removed endpoint: each has its own error."""
    assert (
        kind(await problem(Fault(path=path, reply=refused(status, location="https://elsewhere.example")))) == expected
    )


GONE = "Sprint with name '10' does not exist or you do not have permission to view it."
GONE_TOO = "A value with ID '10' does not exist for the field 'Sprint'."
GONE_IN_GERMAN = "Ein Sprint mit dem Namen '10' ist nicht vorhanden."


@pytest.mark.parametrize(("text", "times"), [(GONE, 1), (GONE_TOO, 1), (GONE_IN_GERMAN, 2)])
async def test_a_listed_sprint_that_a_search_refuses(text: str, times: int) -> None:
    """A sprint that Jira lists and refuses in a search is read without naming it there, and a warning says which."""
    fault = Fault(path="/search/jql", times=times, reply=refused(400, text))
    async with served(data(), faults=Faults(fault)) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        asked = [request.body["jql"] for request in client.site.requests if "/search/jql" in request.path]
    assert report["sprints"][0]["completed"] == 15
    assert [(entry["code"], entry["names"]) for entry in report["warnings"]] == [
        ("sprint-not-searchable", [f"Sprint {SPRINT}"])
    ]
    assert ["sprint in (10)" in jql for jql in asked] == [*[True] * times, False]


@holds(candidates, "except Unexplained:", "except SprintsRefused:")
async def test_a_site_where_subtasks_are_disabled() -> None:
    """Jira refuses to leave them out of a search there: it is sent again without that, and nothing is warned of."""
    fault = Fault(path="/search/jql", times=1, reply=refused(400, "Function 'subTaskIssueTypes' is invalid."))
    async with served(data(), faults=Faults(fault)) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
        asked = [request.body["jql"] for request in client.site.requests if "/search/jql" in request.path]
    assert (report["sprints"][0]["completed"], report["warnings"]) == (15, [])
    assert ["subTaskIssueTypes()" in jql for jql in asked] == [True, False]


@pytest.mark.parametrize(
    ("status", "text", "expected", "sentence"),
    [
        (400, GONE, "filter-broken", "refers to a sprint that no longer exists"),
        (400, GONE.replace("10", "Old"), "filter-broken", "a sprint"),
        (400, "Field 'Squad' does not exist or you do not have permission to view it.", "filter-broken", "a field"),
        (400, "The value 'X' does not exist for the field 'project'.", "filter-broken", "a value"),
        (400, "A value with ID '10001' does not exist for the field 'filter'.", "filter-not-shared", "not shared"),
        (400, "Option 'X' for field 'Squad' does not exist.", "filter-broken", "a value"),
        (400, "An issue with key 'A-1' does not exist for field 'parent'.", "filter-broken", "a work item"),
        (400, "Unable to find JQL function 'squadOf()'.", "filter-broken", "a function"),
        (400, "Das Feld 'Squad' ist nicht vorhanden.", "filter-broken", "something"),
        (422, "The board has no columns with a mapped status.", "board-without-columns", "no column with a status"),
    ],
)
async def test_what_is_wrong_with_a_board_is_said(status: int, text: str, expected: str, sentence: str) -> None:
    """A filter not shared or with a deleted name, a board without columns: each is reported, without a retry."""
    found = await problem(Fault(path="/search/jql", reply=refused(status, text)))
    assert kind(found) == (expected, 409)
    assert sentence in found["detail"]
    assert "ry again" not in found["detail"]
    assert "Squad" not in found["detail"]


@pytest.mark.parametrize(("seconds", "told"), [("90", 90), ("3600", 3600)])
async def test_a_limit_that_cannot_be_waited_for(seconds: str, told: int) -> None:
    """A limit longer than the invocation fails at once, with the time of the next try."""
    found = await problem(Fault(path="/sprint", reply=refused(429, retry_after=seconds)))
    assert (kind(found), found["retryAfterSeconds"]) == (("rate-limited", 429), told)


async def test_a_short_limit_is_waited_for() -> None:
    """A limit of a few seconds is waited for, and the figures are whole."""
    clock = FakeClock(NOW)
    fault = Fault(path="/search/jql", times=1, reply=refused(429, retry_after="3"))
    async with served(data(), clock=clock, faults=Faults(fault)) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
    assert report["sprints"][0]["completed"] == 15
    assert max(clock.sleeps) >= 3


async def test_an_issue_that_vanishes_is_said() -> None:
    """An issue that is deleted between search and reading is not counted, and a warning says how many."""

    def without_the_last(answer: Any) -> Any:
        return answer | {"issues": answer["issues"][:-1]}

    async with served(data(), faults=Faults(Fault(path="issue/bulkfetch", drift=without_the_last))) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
    assert [(entry["code"], entry["number"]) for entry in report["warnings"]] == [("issues-vanished", 1)]
    assert report["sprints"][0]["completed"] == 10


def renamed(old: str, new: str) -> Callable[[Any], Any]:
    """Return a drift that calls a member of every object by another name."""

    def drift(answer: Any) -> Any:
        if isinstance(answer, dict):
            return {new if key == old else key: drift(part) for key, part in answer.items()}
        return [drift(part) for part in answer] if isinstance(answer, list) else answer

    return drift


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("/configuration", "columnConfig"),
        ("/sprint", "values"),
        ("/sprint", "state"),
        ("/search/jql", "issues"),
        ("issue/bulkfetch", "fields"),
        ("issue/bulkfetch", "status"),
        ("issue/bulkfetch", "created"),
        ("changelog/bulkfetch", "changeHistories"),
        ("changelog/bulkfetch", "created"),
        ("changelog/bulkfetch", "items"),
    ],
)
async def test_a_renamed_member_is_an_error(path: str, member: str) -> None:
    """When Jira calls a member by another name the answer is an error, never a wrong number."""
    found = await problem(Fault(path=path, drift=renamed(member, f"{member}Renamed")))
    assert kind(found) == ("jira-nonsense", 502)


@pytest.mark.parametrize(("path", "member"), [("/search/jql", "isLast"), ("/sprint", "total"), ("/sprint", "isLast")])
async def test_optional_members_may_be_missing(path: str, member: str) -> None:
    """What Jira's documents call optional may be missing, and the figures are the same."""
    async with served(data(), faults=Faults(Fault(path=path, drift=renamed(member, "other")))) as client:
        report = await client.ask("getVelocity", CONFIGURATION)
    assert report["sprints"][0]["completed"] == 15


@pytest.mark.parametrize(
    ("path", "drift"),
    [
        ("/search/jql", lambda answer: answer | {"nextPageToken": "again", "isLast": False}),
        ("changelog/bulkfetch", lambda answer: answer | {"nextPageToken": "again"}),
        ("/sprint", lambda answer: answer | {"isLast": False, "total": None, "values": answer["values"] or [{}]}),
    ],
    ids=["search", "changelog", "sprints"],
)
async def test_paging_that_never_ends(path: str, drift: Callable[[Any], Any]) -> None:
    """Paging that never ends is an error with its reason, after a bounded number of requests."""
    async with served(data(), faults=Faults(Fault(path=path, drift=drift))) as client:
        with pytest.raises(Refused) as caught:
            await client.ask("getVelocity", CONFIGURATION)
        assert len(client.site.requests) < 500
    assert caught.value.problem["status"] in {502, 503}


async def kept_and_then(client: Client, seconds: float) -> Any:
    """Ask once while Jira is well and again after some time; return the second report."""
    await client.ask("getVelocity", CONFIGURATION)
    client.clock.advance(seconds)
    return await client.ask("getVelocity", CONFIGURATION)


@pytest.mark.parametrize("reply", [refused(503), refused(429, retry_after="900"), Reply(200, b"[]")])
async def test_a_kept_report_is_shown_stale(reply: Reply) -> None:
    """While Jira is down, limits or answers nonsense, a report of the last hour is shown, marked, with its age."""
    async with served(data(), faults=Faults(Fault(path="/sprint", after=PAGES, reply=reply))) as client:
        report = await kept_and_then(client, 3500)
    assert report["cache"] == {"state": "stale", "ageSeconds": pytest.approx(3500, abs=60)}
    assert report["sprints"][0]["completed"] == 15


async def test_nothing_older_than_an_hour_is_shown() -> None:
    """After an hour there is no cached report, and the error is reported."""
    async with served(data(), faults=Faults(Fault(path="/sprint", after=PAGES, reply=refused(503)))) as client:
        with pytest.raises(Refused):
            await kept_and_then(client, 3600)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_who_may_no_longer_see_sees_nothing(status: int) -> None:
    """If access is withdrawn, cached figures are not shown instead."""
    async with served(data(), faults=Faults(Fault(path="/sprint", after=PAGES, reply=refused(status)))) as client:
        with pytest.raises(Refused):
            await kept_and_then(client, 600)


async def test_a_sprint_is_explained_while_jira_is_down() -> None:
    """What is shown stale is explained from the same reading."""
    async with served(data(), faults=Faults(Fault(path="/sprint", after=PAGES, reply=refused(503)))) as client:
        report = await kept_and_then(client, 600)
        explanation = await client.ask("explainSprint", CONFIGURATION | {"sprintId": SPRINT})
    assert explanation["sprint"] == report["sprints"][0]


async def test_recovery() -> None:
    """Once Jira answers again, the next report is computed."""
    async with served(data(), faults=Faults(Fault(path="/sprint", after=PAGES, times=4, reply=refused(503)))) as client:
        assert (await kept_and_then(client, 600))["cache"]["state"] == "stale"
        client.clock.advance(60)
        assert (await client.ask("getVelocity", CONFIGURATION))["cache"]["state"] == "computed"


@pytest.mark.parametrize("function", ["listBoards", "describeBoard"])
async def test_the_settings_have_the_same_sentences(function: str) -> None:
    """Listing and describing boards fail with the same errors."""
    payload = {} if function == "listBoards" else {"boardId": BOARD}
    for reply, expected in ((refused(503), "jira-unreachable"), (page(), "login-page"), (refused(401), "jira-refused")):
        async with served(data(), faults=Faults(Fault(reply=reply))) as client:
            with pytest.raises(Refused) as caught:
                await client.ask(function, payload)
        assert kind(caught.value.problem)[0] == expected


@pytest.mark.parametrize("path", ["/rest/agile", "/field", "/status$", "/search/jql", "issue/bulk", "changelog/bulk"])
async def test_an_expired_token_is_said_on_every_call(path: str) -> None:
    """Jira serves an expired token as anonymous, with 200 and nothing to see: the sentence is about the credentials."""
    reply = Reply(200, b'{"values": [], "issues": []}', headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})
    found = await problem(Fault(path=path, reply=reply))
    assert kind(found) == ("jira-refused", 502)
    assert "credentials" in found["detail"]


@pytest.mark.parametrize(
    ("kind_of_fault", "status", "said"),
    [
        ("jira-untrusted", 502, "certificate is not trusted"),
        ("too-many-reports", 503, "being read from Jira"),
        ("jira-resting", 503, "cannot be reached"),
        ("request-refused", 403, "the reason"),
        ("too-many-product-requests", 429, "the reason"),
    ],
)
def test_every_fault_has_its_own_sentence(kind_of_fault: str, status: int, said: str) -> None:
    """An error that is not due to an unreachable Jira is not reported as one."""
    error = problems.unreachable(ProductRequestError("the reason", type=kind_of_fault, status=status))
    assert said in error.message
    assert "No figures can be shown" in error.message
    assert error.status == status


async def test_a_search_for_boards_holds_no_control_character() -> None:
    """It is reported as an error of the search, not of Jira."""
    async with served(data()) as client:
        with pytest.raises(Refused) as caught:
            await client.ask("listBoards", {"query": "a\x01b"})
    assert kind(caught.value.problem) == ("payload-refused", 400)
    assert caught.value.problem["field"] == "query"
