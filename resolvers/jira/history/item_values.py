"""Parses one side of a history item, its value and its text: a set of sprints, a status or an estimate.

A side that is not there, or unreadable, is no error: it is `MISSING`, and the neighbouring entries supply it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from msgspec import UNSET

from resolvers.jira.history.names import SprintNames
from resolvers.jira.history.tracing import MISSING, Missing
from resolvers.jira.parse.values import number

_ID = re.compile(r"[0-9]{1,18}")

MOST_LISTS = 1024
"""Lists of sprints that are kept parsed: the entries that put issues into a sprint have one list, again and again."""

NAMED = "?"
"""The prefix of a status that has a name but no id; no id starts with it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A set of sprints as listed by an item. Equality compares ids; `names` belong to the ids or are empty."""

    ids: frozenset[int]
    names: tuple[tuple[int, str], ...] = field(default=(), compare=False)
    text: str = field(default="", compare=False)

    def differs_in_ids_alone(self, other: "Listed") -> bool:
        """Whether both list the same sprint names under different ids."""
        if self.ids == other.ids or not self.ids or not self.text:
            return False
        return sorted(self.text.split(", ")) == sorted(other.text.split(", "))


NO_SPRINTS = Listed(frozenset())


def listed(names: Mapping[int, str]) -> Listed:
    """Return the issue's present sprints."""
    return Listed(frozenset(names), tuple(names.items()), ", ".join(names.values()))


def sprints_value(value: object, text: object, names: SprintNames) -> Listed | Missing:
    """Return the sprints of one side, by id, or by name if the item has names in place of ids."""
    given, titled = _text(value), _text(text)
    if not given and not titled:
        return MISSING if value is UNSET and text is UNSET else NO_SPRINTS
    if (by_ids := _by_ids(given, titled)) is not None:
        return by_ids
    title, known = given or titled, names.by_name
    titles = [title] if title in known else title.split(", ")
    if not all(each in known for each in titles):
        return MISSING
    found = [(known[each], each) for each in titles]
    return Listed(frozenset(sprint for sprint, _ in found), tuple(found), title)


@lru_cache(MOST_LISTS)
def _by_ids(given: str, text: str) -> Listed | None:
    """Return the sprints of a list of ids, with their names if it has one for each; None if it is no list of ids."""
    tokens = [token.strip() for token in given.split(",") if token.strip()]
    if not tokens or not all(map(_ID.fullmatch, tokens)):
        return None
    ids = [int(token) for token in tokens]
    titles = [text] if len(ids) == 1 else text.split(", ")
    return Listed(frozenset(ids), tuple(zip(ids, titles, strict=True)) if len(titles) == len(ids) else (), text)


def status_value(value: object, text: object, known: Collection[str], by_name: Mapping[str, str]) -> str | Missing:
    """Return the status id of one side; for an id unknown to the site, the id of the status with the same name."""
    if isinstance(value, str) and value in known:
        return value
    return status(_text(value), _text(text), known, by_name)


def status(given: str, name: str, known: Collection[str], by_name: Mapping[str, str]) -> str | Missing:
    """Return the id of a status, or `NAMED` followed by its name if it has no id."""
    is_id = _ID.fullmatch(given) is not None
    if is_id and given in known:
        return given
    title = name or ("" if is_id else given)
    found = by_name.get(title) or (None if is_id else by_name.get(given))
    if found or is_id:
        return found or given
    return f"{NAMED}{title}" if title else MISSING


def estimate_value(value: object, text: object) -> Decimal | Missing | None:
    """Return the estimate of one side: number fields have it in the text, times in the value."""
    found = number(text) if (given := number(value)) is None else given
    if found is None and (not (_is_empty(value) and _is_empty(text)) or value is text is UNSET):
        return MISSING
    return found


def _is_empty(side: object) -> bool:
    return side is None or side == "" or side is UNSET


def _text(value: object) -> str:
    if type(value) is str:
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()
