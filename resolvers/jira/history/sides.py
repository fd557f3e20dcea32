"""What one side of a history item says, `from` or `to`, of a set of sprints, a status or an estimate.

No odd value stops a reading: what cannot be read is unsaid, and what lies beside it in the history says it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from resolvers.jira.history.names import SprintNames
from resolvers.jira.history.tracing import UNSAID, Unsaid
from resolvers.jira.parse.values import number

_ID = re.compile(r"[0-9]{1,18}")

NAMED = "?"
"""Begins a status that is known by its name alone; no id begins so."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A set of sprints as an item lists it: equal to another one by its ids. `names` go with the ids, or are empty."""

    ids: frozenset[int]
    names: tuple[tuple[int, str], ...] = field(default=(), compare=False)
    text: str = field(default="", compare=False)

    def differs_in_ids_alone(self, other: "Listed") -> bool:
        """Whether both list sprints of the same names under other ids."""
        mine, theirs = sorted(self.text.split(", ")), sorted(other.text.split(", "))
        return bool(self.ids and self.text) and self.ids != other.ids and mine == theirs


def listed(names: Mapping[int, str]) -> Listed:
    """Return the sprints that an issue is in now."""
    return Listed(frozenset(names), tuple(names.items()), ", ".join(names.values()))


def sprints_side(item: Mapping[str, Any], side: str, names: SprintNames) -> Listed | Unsaid:
    """Return the sprints of one side: by their ids, or by their names where names stand in the place of ids."""
    given, text = _text(item.get(side)), _text(item.get(f"{side}String"))
    tokens = [token.strip() for token in given.split(",") if token.strip()]
    if tokens and all(map(_ID.fullmatch, tokens)):
        ids = [int(token) for token in tokens]
        titles = [text] if len(ids) == 1 else text.split(", ")
        return Listed(frozenset(ids), tuple(zip(ids, titles, strict=True)) if len(titles) == len(ids) else (), text)
    title = given or text
    if not title:
        return Listed(frozenset()) if _said(item, side) else UNSAID
    known = names.by_name
    titles = [title] if title in known else title.split(", ")
    if not all(each in known for each in titles):
        return UNSAID
    found = [(known[each], each) for each in titles]
    return Listed(frozenset(sprint for sprint, _ in found), tuple(found), title)


def status_side(item: Mapping[str, Any], side: str, known: Collection[str], by_name: Mapping[str, str]) -> str | Unsaid:
    """Return the status of one side: its id; for one that the site does not know, the id of the status of its name."""
    given = _text(item.get(side))
    return given if given in known else status(given, _text(item.get(f"{side}String")), known, by_name)


def status(given: str, name: str, known: Collection[str], by_name: Mapping[str, str]) -> str | Unsaid:
    """Return the id of a status, or its name behind `NAMED` where it has no id of its own."""
    is_id = _ID.fullmatch(given) is not None
    if is_id and given in known:
        return given
    title = name or ("" if is_id else given)
    found = by_name.get(title) or (None if is_id else by_name.get(given))
    if found or is_id:
        return found or given
    return f"{NAMED}{title}" if title else UNSAID


def amount_side(item: Mapping[str, Any], side: str) -> Decimal | Unsaid | None:
    """Return the estimate of one side: a number field has it in the text, a time in the value."""
    given = [each for each in (item.get(side), item.get(f"{side}String")) if each not in (None, "")]
    found = next((amount for each in given if (amount := number(each)) is not None), None)
    return UNSAID if found is None and (given or not _said(item, side)) else found


def _text(value: object) -> str:
    if type(value) is str:
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()


def _said(item: Mapping[str, Any], side: str) -> bool:
    """Whether the item has the side at all, though it is empty."""
    return side in item or f"{side}String" in item
