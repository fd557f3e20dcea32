"""The terms of a filter that make issues come and go: found where it names a field or function, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.jira.jql import HISTORY_WORDS, history_words, other_filters, tokens

SPRINT_FIELDS = (("customfield_10020", "Sprint"), ("customfield_7", "Etappe"))


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("project = A AND status != Closed", ["status"]),
        ("project = A AND STATUS!=Closed", ["status"]),
        ("project = A AND Sprint in openSprints() AND resolution is EMPTY", ["opensprints", "resolution", "sprint"]),
        ('project = A AND "Sprint" in (5, 6)', ["sprint"]),
        ("project = A AND cf[10020] = 5", ["sprint"]),
        ("project = A AND 'etappe' NOT IN (5)", ["sprint"]),
        ('project = A AND "statusCategory" = Done', ["statuscategory"]),
        ("fixVersion in unreleasedVersions()", ["unreleasedversions"]),
        ("fixVersion not in ( releasedVersions(A) , 5)", ["releasedversions"]),
        ("updated >= -30d", ["now", "updated"]),
        ('updatedDate >= "2026-01-01"', ["updated"]),
        ("created >= startOfYear()", ["created", "now"]),
        ("due < 2026-01-01 OR duedate is EMPTY", ["due"]),
        ("NOT (project = A AND (resolutiondate > -1M))", ["now", "resolved"]),
        ("project = A AND status was not in (Done)", ["status"]),
        ("project = A AND status changed", ["status"]),
        ('"Go live" <= "-1w"', ["now"]),
        ('"Go live[Date]" <= 14d', ["now"]),
        ('"Go live" > "4w 2d"', ["now"]),
        ("updated >= '-1w 2d'", ["now", "updated"]),
        ('"Sprint[Sprint]" in (5)', ["sprint"]),
        ("cf [10020] = 5 OR CF[ 10020 ] = 6", ["sprint"]),
        ('"Status Category" = Done', ["statuscategory"]),
        ('"st\\u0061t\\us" = Done', ["status"]),
        ("development[pullrequests].open > 0", ["development"]),
    ],
)
def test_filters_that_forget(jql: str, words: list[str]) -> None:
    """Bare, quoted, as cf[...], through a function or a moving date: terms that change during work are found."""
    assert history_words(jql, SPRINT_FIELDS) == words
    assert set(words) <= HISTORY_WORDS


@pytest.mark.parametrize(
    "jql",
    [
        "",
        "project = A",
        'project = A AND labels = "status"',
        'summary ~ "status"',
        "summary ~ 'sprint \\' status = 5'",
        "labels in (status, sprint, 'updated >= -3d')",
        "text ~ updated AND project = created",
        "project = A ORDER BY status, updated DESC",
        "project = A order by Sprint ASC",
        "project = resolution",
        'comment ~ "status = Done AND sprint in openSprints()"',
        '"status page" = 5',
        "cf[10021] = 5",
        "originalEstimate >= 4h",
        "labels = 3d",
        "text ~ '4w 2d'",
        '"Team[Status]" = 5',
    ],
)
def test_values_and_orderings_are_no_alarm(jql: str) -> None:
    """A word in a value, in a search text or in an ordering hides no issue."""
    assert history_words(jql, SPRINT_FIELDS) == []


@pytest.mark.parametrize(
    ("jql", "filters"),
    [
        ("filter = 10010", ["10010"]),
        ("project = A AND (NOT FILTER IN (5, 'Ours') OR status = 7)", ["5", "Ours"]),
        ("savedFilter != 5 AND request = 6", ["5", "6"]),
        ("labels in (filter, 5) AND x in filter(6) ORDER BY filter", []),
    ],
)
def test_filters_that_refer_to_others(jql: str, filters: list[str]) -> None:
    """A filter can name others, by id or by name."""
    assert other_filters(jql) == filters


@given(st.text(alphabet="status prin\"'\\(),=!<>~-3d[]&|\n", max_size=60))
def test_any_text_is_read(jql: str) -> None:
    """No text breaks it, and only words of the closed vocabulary come out."""
    assert set(history_words(jql, SPRINT_FIELDS)) <= HISTORY_WORDS


@given(st.text(max_size=30))
def test_quoted_text_is_one_token(text: str) -> None:
    """Quoted text is one value, so nothing in it is a field."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert [token.value for token in tokens(f"summary ~ {quoted}")] == ["summary", "~", text]
