"""JQL: how it is parsed, which issues it finds, and how it is refused."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jira.site.jql.dates import instant
from app.jira.site.jql.grammar import Clause, Join, JqlError, Not, Value, parse
from app.jira.site.jql.matching import MOST_ORDERINGS
from tests.jira.site.asking import Asker
from tests.spec.world import CLOSE, DAY, DOING, DONE, NEXT, SPRINT, START, IssueHistory, iso, site, sprint

WORDS = [
    "project",
    "sprint",
    "a",
    "12",
    "and",
    "or",
    "not",
    "in",
    "is",
    "empty",
    "order",
    "by",
    "(",
    ")",
    ",",
    "=",
    "!",
]
WORDS += ["!=", ">=", "~", '"x y"', "'", '"', "\\", "&&", "|", "was", "cf[1]", "-30d", "f(", "\0", "é"]
A, B = Clause("a", "=", (Value("1"),)), Clause("b", "=", (Value("2"),))
C = Clause("c", "=", (Value("3"),))


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Any text is a query or a JqlError, and nothing else."""
    with suppress(JqlError):
        parse(text)


@pytest.mark.parametrize("opening", ["(", "not ", "!", "f(", "a in (", "a = f("])
def test_depth_is_no_way_out(opening: str) -> None:
    """Endless nesting is refused and does not exhaust the stack."""
    with pytest.raises(JqlError):
        parse(opening * 5_000)


@given(st.text(min_size=1))
def test_a_quoted_text_is_itself(text: str) -> None:
    """An escaped text in quotes is one value of exactly that text."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert parse(f'a = "{quoted}"').where == Clause("a", "=", (Value(text, quoted=True),))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a = 1 and b = 2 or c = 3", Join("or", (Join("and", (A, B)), C))),
        ("a = 1 AND (b = 2 OR c = 3)", Join("and", (A, Join("or", (B, C))))),
        ("not a = 1 && b = 2", Join("and", (Not(A), B))),
        ("!(a = 1 || b = 2)", Not(Join("or", (A, B)))),
        ("a NOT IN (1, x)", Clause("a", "not in", (Value("1"), Value("x")))),
        ("a is not EMPTY", Clause("a", "is not", (Value("EMPTY"),))),
        ("cf[7]=1", Clause("cf[7]", "=", (Value("1"),))),
        ("a in openSprints()", Clause("a", "in", (Value("openSprints", arguments=()),))),
    ],
)
def test_the_grammar(text: str, tree: object) -> None:
    """NOT binds closer than AND, AND closer than OR; keywords may be in any case."""
    assert parse(text).where == tree


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a =",
        "= 1",
        "a = 1 b",
        "a = 1 and",
        "(a = 1",
        "a in ()",
        "a in 1",
        "a = and",
        "a was 1",
        "order a",
        "a = 'x",
    ],
)
def test_what_is_no_query(text: str) -> None:
    """A query that ends early, goes on too long or is invalid is refused."""
    with pytest.raises(JqlError):
        parse(text)


def test_ordering() -> None:
    """ORDER BY names fields, each ascending unless it says DESC."""
    assert parse("order by a, b desc, c ASC").order == (("a", False), ("b", True), ("c", False))


@pytest.fixture
def ask() -> Asker:
    """Return a site with three issues of two projects, in and out of sprints."""
    histories = [
        IssueHistory("A-2", sprints=(SPRINT,), created=START, points=5).to(START + DAY, DONE),
        IssueHistory("A-10", sprints=(SPRINT, NEXT), created=START - DAY),
        IssueHistory("B-1", project="B", created=START + 2 * DAY, status=DOING, subtask=True),
    ]
    data: dict[str, Any] = site(histories, [sprint(SPRINT), sprint(NEXT, state="active", name="Next, please")])
    data["issues"][0]["fields"]["resolution"] = {"id": "7", "name": "Done"}
    data["fields"][0]["clauseNames"] = ["cf[10020]", "Sprint"]
    return Asker(data)


@pytest.mark.parametrize(
    ("jql", "keys"),
    [
        ("project = A", ["A-2", "A-10"]),
        ("project != a", ["B-1"]),
        ("project in (A, 'Alpha') AND key != A-2", ["A-10"]),
        ("project = 1", ["A-2", "A-10"]),
        (f"sprint = {SPRINT}", ["A-2", "A-10"]),
        (f"sprint not in ({NEXT})", ["A-2"]),
        ("sprint is EMPTY", ["B-1"]),
        ("cf[10020] is not empty", ["A-2", "A-10"]),
        (f"not sprint = {NEXT}", ["A-2"]),
        (f"not (sprint = {NEXT} or project = B)", ["A-2"]),
        ("not (not project = A and sprint is empty)", ["A-2", "A-10"]),
        ('not created > "2026-03-02 09:00" and project in (A, B)', ["A-2", "A-10"]),
        ("sprint in openSprints()", ["A-10"]),
        ("sprint in closedSprints()", ["A-2", "A-10"]),
        ("sprint = 'next, PLEASE'", ["A-10"]),
        ("id in (20000, A-10)", ["A-2", "A-10"]),
        ("issuekey = 'a-10'", ["A-10"]),
        ("statusCategory = done", ["A-2"]),
        ("status in (2, 3)", ["A-2", "B-1"]),
        ("issuetype = Sub-task", ["B-1"]),
        ("issuetype not in subTaskIssueTypes()", ["A-2", "A-10"]),
        ("type in STANDARDISSUETYPES() or project = B", ["A-2", "A-10", "B-1"]),
        ("resolution = EMPTY", ["A-10", "B-1"]),
        ('resolution != "Won\'t"', ["A-2"]),
        ("summary ~ 'never asked'", ["A-2", "A-10", "B-1"]),
        ("filter = 10001", ["A-2", "A-10"]),
        ("filter = 'Filter for Alpha' and not key = A-2", ["A-10"]),
        ("project in (A, B) order by key desc", ["B-1", "A-10", "A-2"]),
        ("project in (A, B) order by created", ["A-10", "A-2", "B-1"]),
        ("project in (A, B) order by id desc", ["B-1", "A-10", "A-2"]),
        ("project in (A, B) order by status, key desc", ["A-10", "B-1", "A-2"]),
        ("project in (A, B) order by rank", ["A-2", "A-10", "B-1"]),
    ],
)
async def test_what_is_found(ask: Asker, jql: str, keys: list[str]) -> None:
    """A search finds the issues that it describes; an issue without the field matches no != on it."""
    assert await ask.keys(jql) == keys


@pytest.mark.parametrize(
    ("jql", "sentence"),
    [
        ("", "Unbounded JQL queries are not allowed here."),
        ("ORDER BY id", "Unbounded JQL queries are not allowed here."),
        (f"project = A ORDER BY {', '.join(['key'] * (MOST_ORDERINGS + 1))}", "ordered by at most 7 fields."),
        ("project in (A, X)", "The value 'X' does not exist for the field 'project'."),
        (f"sprint in ({SPRINT}, 999)", "Sprint with name '999' does not exist or you do not have permission"),
        ("key in (A-2, A-99)", "An issue with key 'A-99' does not exist for field 'key'."),
        ("filter = 99", "The value '99' does not exist for the field 'filter'."),
        ("assignee = me", "Field 'assignee' does not exist or you do not have permission to view it."),
        ("sprint in mySprints()", "Unable to find JQL function 'mySprints()'."),
        ("issuetype in myTypes()", "Unable to find JQL function 'myTypes()'."),
        ("status in subTaskIssueTypes()", "Unable to find JQL function 'subTaskIssueTypes()'."),
        ("updated >= yesterday", "Date value 'yesterday' is invalid."),
        ("updated >= nosuch()", "Unable to find JQL function 'nosuch()'."),
        ("updated in (1)", "The operator 'in' is not supported by the 'updated' field"),
        ("status > 1", "The operator '>' is not supported by the 'status' field"),
        ("status in (1, EMPTY)", "The operator 'in' is not supported by the 'status' field"),
    ],
)
async def test_what_is_refused(ask: Asker, jql: str, sentence: str) -> None:
    """A search that cannot be answered fails as a whole, with a sentence."""
    assert sentence in await ask.refused(jql)


async def test_a_filter_that_names_itself(ask: Asker) -> None:
    """A filter that refers back to itself is refused, and not followed endlessly."""
    data = ask.site._data()
    ask.site.load({**data, "boards": [data["boards"][0] | {"filter": {"id": 9, "jql": "filter = 9"}}]})
    assert "refers to itself" in await ask.refused("filter = 9")


@pytest.mark.parametrize(
    ("field", "last"), [("updated", START + 3 * DAY), ("created", START), ("updated", START + 5 * DAY)]
)
async def test_dates_are_those_of_the_newest_change(field: str, last: int) -> None:
    """An issue's update is its creation, its own date or its last change, whichever is latest, to the millisecond."""
    history = IssueHistory("A-1", created=START)
    if last == START + 5 * DAY:
        history.estimated(last, 3)
    data = site([history], [])
    data["issues"][0]["fields"]["updated"] = iso(START + 3 * DAY)
    ask = Asker(data)
    day = datetime.fromtimestamp(last / 1000, UTC)
    assert await ask.keys(f'{field} >= "{day:%Y-%m-%d %H:%M}"') == ["A-1"]
    assert await ask.keys(f'{field} > "{day:%Y-%m-%d %H:%M}"') == []


@pytest.mark.parametrize(("zone", "found"), [("UTC", True), ("America/New_York", False), ("Pacific/Kiritimati", True)])
async def test_dates_are_read_in_the_sites_zone(zone: str, *, found: bool) -> None:
    """Times in a search are in the caller's time zone."""
    ask = Asker(site([IssueHistory("A-1", created=START)], []) | {"timezone": zone})
    assert bool(await ask.keys('created >= "2026-03-02 08:00"')) is found


@pytest.mark.parametrize(
    ("text", "back"),
    [("-30d", 30 * DAY), ("-1w 2d", 9 * DAY), ("-4h", DAY / 6), ("-90m", DAY / 16), ("now()", 0), ("+1d", -DAY)],
)
def test_distances(text: str, back: float) -> None:
    """A relative date counts from now."""
    value = Value("now", arguments=()) if text == "now()" else Value(text)
    now = datetime.fromtimestamp(CLOSE / 1000, UTC)
    assert instant(value, now) == CLOSE - back


@given(st.text())
def test_no_date_breaks_the_search(text: str) -> None:
    """Any text is a date or a JqlError, and nothing else."""
    with suppress(JqlError):
        instant(Value(text), datetime.fromtimestamp(0, UTC))


@pytest.mark.parametrize("text", ["-999999w", "9999-12-31", "0001-01-01", "-" + "999999w " * 300])
def test_dates_at_the_ends_of_time(text: str) -> None:
    """A date far away is an instant too, or refused."""
    with suppress(JqlError):
        instant(Value(text), datetime.fromtimestamp(0, UTC))
