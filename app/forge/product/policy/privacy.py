"""Refuses requests about people: figures are per team, so no data about people is read."""

import re
from collections.abc import Iterator
from typing import Final

from app.jql import Token, UnclosedQuoteError, tokens

PERSON_FIELDS: Final = frozenset(
    {"assignee", "attachment", "comment", "creator", "lastviewed", "reporter", "votes", "watches", "worklog"}
)
"""Lower-case ids of issue fields that contain people, directly or in entries.

Custom fields with people cannot be recognized by id.
"""

PERSON_WORDS: Final = frozenset(
    {
        "approvals",
        "approver",
        "assignee",
        "comment",
        "componentsleadbyuser",
        "creator",
        "currentlogin",
        "currentuser",
        "inactiveusers",
        "issuehistory",
        "lastlogin",
        "lastviewed",
        "membersof",
        "myapproval",
        "mypending",
        "organizationmembers",
        "pending",
        "pendingby",
        "projectsleadbyuser",
        "projectswhereuserhaspermission",
        "projectswhereuserhasrole",
        "reporter",
        "request participants",
        "updatedby",
        "voter",
        "votes",
        "votedissues",
        "watchedissues",
        "watcher",
        "watchers",
        "worklogauthor",
        "worklogcomment",
        "worklogdate",
    }
)
"""Fields and functions of JQL that select by people, in lower case (Jira documentation, "JQL fields", "functions")."""

FIELD_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}")

_BRACKETS: Final = re.compile(r"[\[\]]")
_FIELD_FOLLOWED_BY: Final = frozenset({"in", "not", "is", "was", "changed"})


def refused_field(field: object) -> str | None:
    """Return why a field may not be requested, None if it may.

    Wildcards, exclusions and lists in one string are refused too, because they mean fields that are not named.
    """
    if not isinstance(field, str) or not FIELD_ID.fullmatch(field):
        return "a field must be requested by its id, without wildcard or exclusion"
    if field.lower() in PERSON_FIELDS:
        return f"the field {field.lower()} contains people"
    return None


def refused_jql(jql: object) -> str | None:
    """Return why a JQL query is refused, None if it is not.

    Words about people are refused outside quotes, and inside quotes at the position of a field: before an operator and
    in an ORDER BY. So are the predicate BY of a history search, and escaped characters that could spell such a word.
    """
    if not isinstance(jql, str):
        return "jql must be a string"
    try:
        found = tokens(jql)
    except UnclosedQuoteError as error:
        return str(error)
    return next(_findings(found), None)


def _findings(found: list[Token]) -> Iterator[str]:
    ordering = False
    for at, token in enumerate(found):
        if token.keyword == "by":
            if at == 0 or found[at - 1].keyword != "order":
                yield "the query asks who made a change"
            ordering = True
        for name in _names(found, at, ordering=ordering):
            if "\\" in name:
                yield "the query escapes a character where a field name can be"
            if name.strip().lower() in PERSON_WORDS:
                yield f"the query's word {name.strip().lower()} is about people"


def _names(found: list[Token], at: int, *, ordering: bool) -> list[str]:
    """Return the possible names of fields or functions in the token at `at`."""
    token = found[at]
    if token.kind == "word":
        return _BRACKETS.split(token.text)
    return [token.text[1:-1]] if token.kind == "text" and (ordering or _compared(found[at + 1])) else []


def _compared(follower: Token) -> bool:
    """Say whether a text followed by this token is a field name rather than a value."""
    return follower.kind == "operator" or follower.keyword in _FIELD_FOLLOWED_BY
