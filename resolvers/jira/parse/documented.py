"""Reads values from an answer: strict about those that decide a figure, tolerant of all others.

An invalid value that decides nothing is read as None or empty. One that decides a figure raises `Undocumented`, whose
message names the board, sprint, issue or status.
"""

import re
from collections.abc import Mapping
from typing import Any

from resolvers.jira.parse.values import instant

LONGEST_TITLE = 255
"""Jira's limit for the names of boards, sprints and statuses."""

FIELD_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
PROJECT_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}")
ISSUE_KEY = re.compile(rf"{PROJECT_KEY.pattern}-[0-9]{{1,19}}")
LONGEST_ID = 19
"""The most digits of an id."""

ABOVE_IDS = 10**LONGEST_ID
"""The first number with more digits than an id has."""

_OBJECTS = frozenset({dict})


class Undocumented(ValueError):  # noqa: N818 - it is what Jira sent, not a mistake of ours
    """A value that decides a figure and differs from Jira's documentation."""


def document(answer: object, whose: str) -> Mapping[str, Any]:
    """Return an answer that must be an object."""
    if not isinstance(answer, dict):
        raise Undocumented(f"{whose} is not an object")
    return answer


def part(answer: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """Return a nested object, an empty one if there is none."""
    value = answer.get(member)
    return value if isinstance(value, dict) else {}


def entries(answer: object, member: str, whose: str) -> list[Mapping[str, Any]]:
    """Return the objects of a nested list."""
    found = document(answer, whose).get(member)
    if not isinstance(found, list) or not _OBJECTS.issuperset(map(type, found)):
        raise Undocumented(f"{whose} has no {member}")
    return found


def identifier(value: object) -> str | None:
    """Return an id, which Jira writes as a number or a string of digits."""
    text = value if isinstance(value, str) else str(value) if type(value) is int else ""
    return text if text.isdecimal() and text.isascii() and len(text) <= LONGEST_ID else None


def whole(value: object) -> int | None:
    """Return an id or a count as a number."""
    if type(value) is int and 0 <= value < ABOVE_IDS:
        return value
    text = identifier(value)
    return int(text) if text else None


def moment(value: object, whose: str) -> int:
    """Return an instant in epoch milliseconds; `whose` says in the error what has to have it."""
    try:
        return instant(value)
    except (TypeError, ValueError, OverflowError):
        raise Undocumented(f"{whose} has no date that can be read") from None


def flag(value: object) -> bool | None:
    """Return true or false, None for anything else, including the string "false"."""
    return value if isinstance(value, bool) else None


def title(value: object, otherwise: str) -> str:
    """Return the name of a board, a sprint or a status, or `otherwise`: it is for display only."""
    return value[:LONGEST_TITLE] if isinstance(value, str) and value else otherwise


def page_token(token: object, whose: str) -> str | None:
    """Return the token of the next page, None on the last one."""
    if token is None or token == "":
        return None
    if not isinstance(token, str):
        raise Undocumented(f"{whose} has an invalid token for the next page")
    return token


def project_key(location: Mapping[str, Any]) -> str | None:
    """Return the key of a board's project, None for a board that belongs to a user."""
    key = location.get("projectKey") or (location.get("key") if location.get("type") == "project" else None)
    return key if isinstance(key, str) and PROJECT_KEY.fullmatch(key) else None
