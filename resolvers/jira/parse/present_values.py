"""Parses the present values of issues from `issue/bulkfetch`, where their histories are walked back from.

Raises like `answers` if the answer differs from Jira's documentation. Only the members named here are read.
"""

from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from resolvers.jira.parse.documented import (
    ISSUE_KEY,
    LONGEST_TITLE,
    Undocumented,
    entries,
    identifier,
    moment,
    part,
    title,
)
from resolvers.jira.parse.sprint_field import sprints_of
from resolvers.jira.parse.values import number

NOTHING_SAID: Mapping[int, str] = {}


class PresentValues(NamedTuple):
    """An issue's present values, where its history is walked back from.

    `unreadable` says that its estimate is not a number; `parent` is the id of a sub-task's parent, if requested.
    `epic` says that it is above the level of stories; `sprint_states` maps the ids of its sprints to their states.
    """

    id: str
    key: str
    created: int
    subtask: bool
    status: str
    sprints: frozenset[int]
    estimate: Decimal | None
    other_estimate: bool
    status_name: str = ""
    sprint_names: Mapping[int, str] = NOTHING_SAID
    unreadable: bool = False
    parent: str | None = None
    epic: bool = False
    sprint_states: Mapping[int, str] = NOTHING_SAID


def present_values(
    answer: object, asked: Container[str], *, sprint: str, estimate: str | None, others: Iterable[str]
) -> list[PresentValues]:
    """Return the present values of the issues of an `issue/bulkfetch`, each of which was asked for by its id.

    `others` are the unused points fields.
    """
    points = tuple(others)
    return [_present(entry, asked, sprint, estimate, points) for entry in entries(answer, "issues", "a page of issues")]


def _present(
    entry: Mapping[str, Any], asked: Container[str], sprint: str, estimate: str | None, others: Iterable[str]
) -> PresentValues:
    issue, key, fields = identifier(entry.get("id")), entry.get("key"), part(entry, "fields")
    if issue is None or issue not in asked:
        raise Undocumented("a page of issues has one that was not asked for, or has no id")
    if not isinstance(key, str) or not ISSUE_KEY.fullmatch(key):
        raise Undocumented(f"issue {issue} has no key")
    issuetype, status = part(fields, "issuetype"), part(fields, "status")
    status_id, subtask = identifier(status.get("id")), issuetype.get("subtask")
    if status_id is None:
        raise Undocumented(f"issue {issue} has no status")
    # It decides whether an issue counts at all, so only true and false are valid.
    if not isinstance(subtask, bool):
        raise Undocumented(f"issue {issue} does not say whether it is a sub-task")
    sprints, given = sprints_of(fields.get(sprint), issue), fields.get(estimate) if estimate else None
    amount = number(given)
    return PresentValues(
        id=issue,
        key=key,
        created=moment(fields.get("created"), f"issue {issue}"),
        subtask=subtask,
        status=status_id,
        sprints=frozenset(sprints),
        estimate=amount,
        other_estimate=any(number(fields.get(other)) is not None for other in others),
        status_name=title(status.get("name"), ""),
        sprint_names=_texts(sprints, "name"),
        unreadable=amount is None and given not in (None, ""),
        parent=_parent(fields.get("parent")) if subtask else None,
        epic=(number(issuetype.get("hierarchyLevel")) or 0) > 0,
        sprint_states=_texts(sprints, "state"),
    )


def _texts(sprints: Mapping[int, Mapping[str, Any]], member: str) -> dict[int, str]:
    """Return the names or states of sprints by id, without sprints that have none."""
    return {
        sprint: text[:LONGEST_TITLE] for sprint, said in sprints.items() if isinstance(text := said.get(member), str)
    }


def _parent(value: object) -> str | None:
    """Return the id of an issue's parent, the only member of it that is read."""
    return identifier(value.get("id")) if isinstance(value, dict) else None
