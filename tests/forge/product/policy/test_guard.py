import json
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forge.errors import ProductRequestError
from app.forge.product.policy import guard, operations, privacy
from app.forge.product.route import assume_trusted_route, route
from app.forge.product.transport.destination import Destination
from tests.forge.product.conftest import ORIGIN, Bench, Make
from tests.support.holds import holds

SITE = Destination(ORIGIN, "")
GATEWAY = Destination("https://api.atlassian.com", "/ex/jira/1-2-3")
SEARCH = "/rest/api/3/search/jql"
CHANGELOGS = "/rest/api/3/changelog/bulkfetch"


@holds(guard, 'if "\\\\" in where or "#" in where or len(where) > LONGEST_ADDRESS:', "if False:")
@pytest.mark.parametrize(
    "where",
    [
        "https://elsewhere.example/rest/api/3/field",
        "//elsewhere.example/rest/api/3/field",
        "@elsewhere.example/rest/api/3/field",
        ".elsewhere.example/rest/api/3/field",
        ":8443/rest/api/3/field",
        "rest/api/3/field",
        "",
        "/",
        "/rest/api/3/../3/field",
        "/rest/api/3/./field",
        "/rest/api/3/%2e%2e/3/field",
        "/rest/api/3%2Ffield",
        "/rest/api/3/field/",
        "/rest/api//3/field",
        "/rest/api/3/field;x=1",
        "/rest/api/3/field%00",
        "/REST/api/3/field",
        "/rest\\api\\3\\field",
        "/rest/api/3/field#x",
        "/rest/api/3/field?#x",
        "/rest/api/3/field\r\nHost: elsewhere",
        "/rest/api/3/field\t",
        "/rest/api/3/field ",
        " /rest/api/3/field",
        "/rest/api/3/f\u0131eld",
        "/rest/api/3/field?\ud800",
        "/rest/agile/1.0/board?name=" + "x" * 9000,
        "/rest/agile/1.0/board?name=a\\b",
        "/rest/agile/1.0/board?name=a#b",
        "/rest/agile/1.0/board?name=a\nb",
        "/rest/agile/1.0/board/5/../../../api/3/myself",
        "/rest/api/3/user?accountId=1",
        "/rest/api/3/myself",
        "/ex/jira/other/rest/api/3/field",
    ],
)
async def test_an_address_that_leads_elsewhere_is_refused(where: str, bench: Bench) -> None:
    """Anything but the exact path of an allowed operation on the one origin is refused before a socket opens."""
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(assume_trusted_route(where))
    assert caught.value.status == 403
    assert bench.calls == 0


@pytest.mark.parametrize(
    ("where", "sent"),
    [
        ("/rest/agile/1.0/board?name=a%26b%20%C3%BC&startAt=0", "/rest/agile/1.0/board?name=a%26b%20%C3%BC&startAt=0"),
        ("/rest/agile/1.0/board?name=a+b", "/rest/agile/1.0/board?name=a+b"),
        ("/rest/agile/1.0/board?name=a b ü", "/rest/agile/1.0/board?name=a%20b%20%C3%BC"),
        ("/rest/agile/1.0/board?name=/../x", "/rest/agile/1.0/board?name=/../x"),
        ("/rest/agile/1.0/board?name=", "/rest/agile/1.0/board?name="),
    ],
)
async def test_a_query_is_sent_as_it_was_meant(where: str, sent: str, bench: Bench) -> None:
    """A query arrives as written; only what no address can hold is escaped."""
    await bench.ask(assume_trusted_route(where))
    assert bench.jira.requests[0].url.raw_path.decode() == sent


async def test_the_gateways_path_stands_before_every_route(make: Make) -> None:
    """On Atlassian's gateway a route is below the site's own path, and cannot leave it."""
    bench = make(origin=GATEWAY.origin, base_path=GATEWAY.base_path)
    await bench.ask("/rest/api/3/field")
    assert str(bench.jira.requests[0].url) == "https://api.atlassian.com/ex/jira/1-2-3/rest/api/3/field"
    with pytest.raises(ProductRequestError):
        await bench.ask(assume_trusted_route("/rest/../../2/rest/api/3/field"))


@holds(guard, 'if not path.startswith("/rest/") or "%" in path:', "if False:")
@holds(guard, 'if str(url).partition("?")[0] != expected:', "if False:")
@pytest.mark.parametrize(
    "where",
    [
        "/rest/a/../b",
        "/rest/a/./b",
        "/rest/..",
        "/rest/%2e%2e/b",
        "/rest/a%2Fb",
        "/rest/a b",
        "/rest/\u0131",
        "/rest/a\\b",
        "/rest/a#b",
        "/rest/a\x7f",
        "/restful",
        "/other/rest/",
    ],
)
def test_an_address_says_where_it_ends(where: str) -> None:
    """An address that two readers may take differently is refused, whether or not an operation has such a path."""
    with pytest.raises(ProductRequestError):
        guard.address(GATEWAY, where)


@given(st.text())
def test_a_query_is_read_as_it_was_written(query: str) -> None:
    """A query reaches Jira with the same meaning, or it is refused."""
    try:
        url = guard.address(SITE, f"/rest/x?{query}")
    except ProductRequestError:
        return
    sent = url.query.decode("ascii")
    assert parse_qsl(sent, keep_blank_values=True) == parse_qsl(query, keep_blank_values=True)


@given(st.text(), st.text())
def test_no_value_changes_where_a_request_goes(first: str, second: str) -> None:
    """Whatever a value holds, origin, path and query keys on the wire are those of the template, or it is refused."""
    try:
        where = route("/rest/agile/1.0/board/{}/sprint?state={}&startAt=0", first, second)
        url = guard.address(GATEWAY, where.value)
    except (ValueError, ProductRequestError):
        return
    parts = url.raw_path.decode().partition("?")[0].split("/")
    assert (url.scheme, url.host, url.port) == ("https", "api.atlassian.com", None)
    assert parts[:-2] == ["", "ex", "jira", "1-2-3", "rest", "agile", "1.0", "board"]
    assert parts[-1] == "sprint"
    assert list(url.params.multi_items()) == [("state", second), ("startAt", "0")]


@given(st.text())
def test_no_text_leads_to_another_origin(where: str) -> None:
    """Any text as a route is refused, or ends below /rest/ on the one origin."""
    for text in (where, f"/rest/{where}"):
        try:
            url = guard.address(SITE, text)
        except ProductRequestError:
            continue
        assert url.copy_with(raw_path=b"/") == httpx.URL(ORIGIN + "/")
        assert url.raw_path.startswith(b"/rest/")


@holds(guard, "if not set(names) <= operation.query:", "if False:")
@holds(guard, "if len(set(names)) < len(names):", "if False:")
@holds(guard, "if any(_CONTROL.search(value) for _, value in pairs):", "if False:")
@pytest.mark.parametrize(
    "query",
    [
        "expand=changelog",
        "accountIdLocation=x",
        "includePrivate=true",
        "startAt=0&startAt=1",
        "STARTAT=0",
        "x",
        "name=a%0Ab",
    ],
)
async def test_a_query_has_known_keys_once_each(query: str, bench: Bench) -> None:
    """Unknown, repeated and differently spelt keys are refused, and so are control characters in a value."""
    with pytest.raises(ProductRequestError):
        await bench.ask(assume_trusted_route(f"/rest/agile/1.0/board?{query}"))
    assert bench.calls == 0


@holds(
    guard, "if not isinstance(values, dict) or not set(values) <= operation.body:", "if not isinstance(values, dict):"
)
@holds(guard, "if len(content) > MOST_BODY:", "if False:")
@pytest.mark.parametrize(
    "body",
    [
        {"expand": "changelog"},
        {"properties": ["x"]},
        {"fieldsByKeys": True},
        {"JQL": "project = A"},
        [],
        "text",
        "{",
        b"\xff",
        '{"jql": NaN}',
        "null",
        None,
        {"jql": object()},
        {"jql": "x" * 600_000},
    ],
)
async def test_a_body_is_an_object_of_known_keys(body: object, bench: Bench) -> None:
    """Anything but a JSON object with the operation's own keys is refused."""
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(SEARCH, method="POST", body=body)
    assert caught.value.type == "body-refused"
    assert bench.calls == 0


@holds(guard, "if not all(values.get(name) for name in operation.required):", "if False:")
@holds(operations, '        required=frozenset({"fields"}),\n')
@holds(operations, '        required=frozenset({"fieldIds"}),\n')
@pytest.mark.parametrize("where", ["/rest/api/3/issue/bulkfetch", CHANGELOGS])
@pytest.mark.parametrize("fields", [{}, {"fields": []}, {"fieldIds": []}, {"fields": None}])
async def test_fields_have_to_be_named(where: str, fields: dict[str, Any], bench: Bench) -> None:
    """Where Jira would otherwise send every field, including people's, the list of fields is required."""
    with pytest.raises(ProductRequestError):
        await bench.ask(where, method="POST", body={"issueIdsOrKeys": ["1"], **fields})
    assert bench.calls == 0


@pytest.mark.parametrize("body", [{"jql": "project = A"}, '{"jql":"project = A"}', b'{"jql":"project = A"}'])
async def test_a_body_is_sent_as_json(body: object, bench: Bench) -> None:
    """A value, its text and its bytes are sent as the same body."""
    await bench.ask(SEARCH, method="post", body=body)
    assert bench.jira.requests[0].content == b'{"jql":"project = A"}'
    assert bench.jira.requests[0].headers["content-type"] == "application/json"


@holds(
    guard,
    "            body = orjson.loads(body)\n        content = orjson.dumps(body)\n",
    "            content = str(body).encode()\n        else:\n            content = orjson.dumps(body)\n",
)
async def test_what_is_checked_is_what_is_sent(bench: Bench) -> None:
    """A key given twice is sent once, with the value that was checked."""
    text = '{"fields": ["assignee"], "fields": ["status"]}'
    await bench.ask(SEARCH, method="POST", body=text)
    assert json.loads(bench.jira.requests[0].content) == {"fields": ["status"]}
    assert b"assignee" not in bench.jira.requests[0].content


@holds(guard, "        if body is not None:\n", "        if False:\n")
async def test_a_read_has_no_body(bench: Bench) -> None:
    """GET with a body is refused."""
    with pytest.raises(ProductRequestError):
        await bench.ask("/rest/api/3/field", body={})
    assert bench.calls == 0


@holds(guard, "if name.lower() not in HEADERS:", "if False:")
@pytest.mark.parametrize("name", ["Authorization", "cookie", "Host", "X-HTTP-Method-Override", "X-Anything"])
async def test_an_app_cannot_set_the_platforms_headers(name: str, bench: Bench) -> None:
    """Only the few headers that say which format an app prefers are accepted."""
    with pytest.raises(ProductRequestError):
        await bench.ask(headers={name: "x"})
    assert bench.calls == 0


async def test_the_platform_says_which_form_it_takes(bench: Bench) -> None:
    """An app may state preferences; the platform sends its own: JSON, compressed by gzip at most."""
    await bench.ask(headers={"Accept": "text/html\r\nX: y", "X-Atlassian-Token": "no-check"})
    sent = bench.jira.requests[0].headers
    assert {name: sent[name] for name in ("accept", "accept-encoding")} == {
        "accept": "application/json",
        "accept-encoding": "gzip",
    }
    assert "x-atlassian-token" not in sent
    assert "cookie" not in sent


@holds(guard, "if why := refused_field(field):", "if False and (why := refused_field(field)):")
@holds(privacy, '{"assignee", "attachment"', '{"attachment"')
@holds(privacy, '"creator", "lastviewed", "reporter", "votes"', '"creator", "reporter", "votes"')
@holds(privacy, "if not isinstance(field, str) or not FIELD_ID.fullmatch(field):", "if not isinstance(field, str):")
@pytest.mark.parametrize(
    "fields",
    [
        ["assignee"],
        ["Reporter"],
        ["creator"],
        ["worklog"],
        ["comment"],
        ["watches"],
        ["votes"],
        ["attachment"],
        ["lastViewed"],
        ["*all"],
        ["*navigable"],
        ["-comment"],
        ["status,assignee"],
        [" assignee"],
        ["status", 5],
        "assignee",
        [["assignee"]],
        {"assignee": 1},
    ],
)
@pytest.mark.parametrize(
    ("where", "name"), [(SEARCH, "fields"), (CHANGELOGS, "fieldIds"), ("/rest/api/3/issue/bulkfetch", "fields")]
)
async def test_no_field_about_people_is_asked_for(where: str, name: str, fields: Any, bench: Bench) -> None:
    """A field that names people is refused, and so is every spelling that would include one."""
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(where, method="POST", body={name: fields})
    assert (caught.value.type, caught.value.details["field"]) == ("per-person-refused", name)
    assert bench.calls == 0


async def test_fields_of_work_are_asked_for(bench: Bench) -> None:
    """Fields about work are sent."""
    fields = ["id", "customfield_10020", "status", "issuetype", "created", "timeoriginalestimate"]
    assert (await bench.ask(SEARCH, method="POST", body={"fields": fields})).ok


@holds(guard, 'if "jql" in values and (why', "if False and (why")
@holds(privacy, "return [token.text[1:-1]] if", "return [] if")
@holds(privacy, "return _BRACKETS.split(token.text)", "return [token.text]")
@holds(privacy, "            ordering = True\n", "            pass\n")
@holds(privacy, 'if at == 0 or found[at - 1].keyword != "order":', "if False:")
@holds(privacy, 'if "\\\\" in name:', "if False:")
@holds("app/jql.py", "raise UnclosedQuoteError(at)", "break")
@pytest.mark.parametrize(
    "jql",
    [
        "assignee = 5",
        "project = A AND Assignee in (x)",
        "assignee=5",
        "project=A and(reporter=x)",
        "creator is EMPTY",
        "watcher = x",
        "voter = x",
        "worklogAuthor = x",
        "project = A AND x in membersOf(team)",
        "x = currentUser()",
        "x = CURRENTUSER ()",
        '"assignee" = x',
        "'Reporter' in (x)",
        '" assignee " is EMPTY',
        '"assignee" WAS x',
        '"assignee" not in (x)',
        '"assignee" changed',
        'project = A ORDER BY "assignee"',
        'project = A ORDER BY id, "reporter" DESC',
        "project = A ORDER BY assignee",
        "status CHANGED BY x",
        'status WAS "Done" BY x',
        "\\u0061ssignee = x",
        '"\\u0061ssignee" = x',
        'summary ~ "a\\" AND assignee = x',
        "x[assignee] = 5",
        "project = 'A",
        5,
        None,
    ],
)
async def test_no_query_selects_by_people(jql: object, bench: Bench) -> None:
    """Fields, functions and predicates about people are refused, also quoted or escaped."""
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(SEARCH, method="POST", body={"jql": jql})
    assert (caught.value.type, caught.value.details["field"]) == ("per-person-refused", "jql")
    assert bench.calls == 0


WORDS_ABOUT_PEOPLE = (
    "approvals approver assignee comment creator lastViewed reporter voter votes watcher watchers worklogAuthor "
    "worklogComment worklogDate componentsLeadByUser() currentLogin() currentUser() inactiveUsers() "
    "issueHistory() lastLogin() membersOf() myApproval() myPending() organizationMembers() pending() pendingBy() "
    "projectsLeadByUser() projectsWhereUserHasPermission() projectsWhereUserHasRole() updatedBy() votedIssues() "
    "watchedIssues()"
)
"""The fields and functions about people that Jira's documentation of JQL lists."""


@holds(privacy, '        "updatedby",\n')
@holds(privacy, '        "request participants",\n')
@pytest.mark.parametrize("word", [*WORDS_ABOUT_PEOPLE.split(), '"Request participants"'])
async def test_every_word_about_people_is_refused(word: str, bench: Bench) -> None:
    """Each field, and each function as another field's value, is enough for a refusal."""
    jql = f"issue in {word}" if word.endswith("()") else f"{word} is not EMPTY"
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(SEARCH, method="POST", body={"jql": jql})
    assert caught.value.type == "per-person-refused"
    assert bench.calls == 0


@pytest.mark.parametrize(
    "jql",
    [
        'filter = 10012 AND (updated >= "2026-01-01" OR sprint in (1, 2)) ORDER BY id ASC',
        'project = "Reporter" AND status was not Done',
        "project in ('assignee', \"watcher\")",
        'summary ~ "by the assignee"',
        'component = "a \\" b" ORDER BY created',
        "cf[10020] = 5 AND project != A",
        "sprint = 37",
    ],
)
async def test_other_queries_go_out(jql: str, bench: Bench) -> None:
    """A value that looks like such a word says nothing about people."""
    assert (await bench.ask(SEARCH, method="POST", body={"jql": jql})).ok


async def test_a_refusal_says_what_to_do_and_repeats_nothing(bench: Bench) -> None:
    """The message names the rule and does not repeat the input."""
    with pytest.raises(ProductRequestError) as caught:
        await bench.ask(assume_trusted_route("/rest/api/3/canary-path?canary=1"))
    assert "canary" not in caught.value.message
    assert "nearest one is" in caught.value.message


@holds(guard, "if ELSEWHERE.match(where):", "if False:")
@pytest.mark.parametrize("where", ["https://elsewhere.example/x", "http://127.0.0.1/x", "//elsewhere.example", "ftp:x"])
def test_another_host_is_refused_under_forges_name(where: str) -> None:
    """A request to another host is refused as undeclared egress, with the error name of Forge's package."""
    with pytest.raises(ProductRequestError) as caught:
        guard.admit(SITE, where, "GET", None, None)
    assert (caught.value.type, caught.value.status) == ("egress-refused", 403)
    assert caught.value.details["name"] == "REQUEST_EGRESS_ALLOWLIST_ERR"
    assert "go.atlassian.com/forge-egress" in caught.value.message
