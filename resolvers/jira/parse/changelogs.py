"""The form of `changelog/bulkfetch`: who made a change, and what else is not named here, is never decoded.

Only lists and objects have a type. A value may be anything, since most decide no figure: see `history.item_values`.
"""

from collections.abc import Container
from typing import Any, NoReturn

from msgspec import UNSET, Struct, field

from resolvers.jira.parse.documented import Undocumented, entries, identifier, page_token


class Item(Struct, frozen=True, gc=False):
    """A changed field with its value before and after, each as a value, a text, or both. `UNSET` is not there."""

    field_name: Any = field(name="field", default=None)
    field_id: Any = field(name="fieldId", default=None)
    before: Any = field(name="from", default=UNSET)
    before_text: Any = field(name="fromString", default=UNSET)
    after: Any = field(name="to", default=UNSET)
    after_text: Any = field(name="toString", default=UNSET)


class Entry(Struct, frozen=True, gc=False):
    """An entry of a history: what was changed at one instant."""

    items: list[Item]
    id: Any = None
    created: Any = None


class Log(Struct, frozen=True, gc=False):
    """Entries of the history of an issue."""

    entries: list[Entry] = field(name="changeHistories")
    issue: Any = field(name="issueId", default=None)


class Page(Struct, frozen=True, gc=False):
    """A page of histories."""

    logs: list[Log] = field(name="issueChangeLogs")
    token: Any = field(name="nextPageToken", default=None)


PAGE = "a page of histories"


def changelogs(answer: object, asked: Container[str]) -> tuple[list[tuple[str, list[Entry]]], str | None]:
    """Return the histories of a page by issue id, and the next page's token.

    `answer` is a `Page`, or decoded JSON that is none and is refused with the place of the fault.
    """
    if not isinstance(answer, Page):
        _refuse(answer)
    logs = []
    for log in answer.logs:
        issue = identifier(log.issue)
        if issue is None or issue not in asked:
            raise Undocumented(f"{PAGE} does not name the issue of a history")
        logs.append((issue, log.entries))
    return logs, page_token(answer.token, PAGE)


def _refuse(answer: object) -> NoReturn:
    for log in entries(answer, "issueChangeLogs", PAGE):
        whose = f"the history of {identifier(log.get('issueId'))}"
        for entry in entries(log, "changeHistories", whose):
            entries(entry, "items", f"an entry of {whose}")
    raise Undocumented(f"{PAGE} has an unknown form")
