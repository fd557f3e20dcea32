"""What requests may not ask about: people. Figures are a team's, and nothing per person is read to be left unused."""

import re
from collections.abc import Iterator
from typing import Final

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

_TOKEN: Final = re.compile(
    r"""
    (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<operator>[=!~<>]+)
    |(?P<mark>[(),&|\[\]])
    |(?P<word>[^\s"'=!~<>(),&|\[\]]+)
    """,
    re.VERBOSE | re.DOTALL,
)
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
    bare = _TOKEN.sub("", jql).strip()
    if bare:
        return "a quote in the query is not closed"
    tokens = [(str(match.lastgroup), match.group()) for match in _TOKEN.finditer(jql)]
    return next(_findings(tokens), None)


def _findings(tokens: list[tuple[str, str]]) -> Iterator[str]:
    ordering = False
    for at, (kind, text) in enumerate(tokens):
        before = tokens[at - 1][1].lower() if at else ""
        if kind == "word" and text.lower() == "by":
            if before != "order":
                yield "the query asks who made a change"
            ordering = True
        name = (
            text
            if kind == "word"
            else text[1:-1]
            if kind == "quoted" and _is_field(tokens, at, ordering=ordering)
            else ""
        )
        if "\\" in name:
            yield "the query escapes a character where a field's name can stand"
        if name.strip().lower() in PERSON_WORDS:
            yield f"the query's word {name.strip().lower()} is about people"


def _is_field(tokens: list[tuple[str, str]], at: int, *, ordering: bool) -> bool:
    """Say whether the quoted text there is a field's name and not a value."""
    if ordering:
        return True
    if at + 1 == len(tokens):
        return False
    kind, text = tokens[at + 1]
    return kind == "operator" or (kind == "word" and text.lower() in _FIELD_FOLLOWED_BY)
