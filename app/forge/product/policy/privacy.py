"""What requests may not ask about: people. Figures are a team's, and nothing per person is read to be left unused."""

import re
from collections.abc import Iterator
from typing import Final

from app.jql import Token, UnclosedQuoteError, tokens

PERSON_FIELDS: Final = frozenset(
    {"assignee", "attachment", "comment", "creator", "lastviewed", "reporter", "votes", "watches", "worklog"}
)
"""Fields of an issue that name people, or whose entries do, by their ids in lower case.

Which custom fields hold people cannot be told from their ids.
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
    """Return why a field may not be asked for, None when it may.

    Wildcards, exclusions and lists in one text are refused too: they stand for fields that nobody named.
    """
    if not isinstance(field, str) or not FIELD_ID.fullmatch(field):
        return "a field is asked for by its id alone, without a wildcard or an exclusion"
    if field.lower() in PERSON_FIELDS:
        return f"the field {field.lower()} names people"
    return None


def refused_jql(jql: object) -> str | None:
    """Return why a JQL query may not be asked, None when it may.

    Words about people are refused outside of quotes, and inside of them where a field stands: before an operator, and
    in an ORDER BY. So is the predicate BY of a history search, and an escaped character that could spell such a word.
    """
    if not isinstance(jql, str):
        return "jql is a text"
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
                yield "the query escapes a character where a field's name can stand"
            if name.strip().lower() in PERSON_WORDS:
                yield f"the query's word {name.strip().lower()} is about people"


def _names(found: list[Token], at: int, *, ordering: bool) -> list[str]:
    """Return what can be the name of a field or a function in the token there."""
    token = found[at]
    if token.kind == "word":
        return _BRACKETS.split(token.text)
    return [token.text[1:-1]] if token.kind == "text" and (ordering or _compared(found[at + 1])) else []


def _compared(follower: Token) -> bool:
    """Say whether a text with this after it is a field's name and not a value."""
    return follower.kind == "operator" or follower.keyword in _FIELD_FOLLOWED_BY
