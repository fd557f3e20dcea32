"""Parses pages of the list of boards into entries of `listBoards`."""

from collections.abc import Mapping
from typing import Any, TypedDict

from resolvers.jira.parse.documented import document, entries, flag, part, project_key, title, whole


class ListedBoard(TypedDict):
    """A board that can have sprints. The project is None if the board belongs to a user."""

    id: int
    name: str
    type: str
    projectKey: str | None
    projectName: str | None


class Boards(TypedDict):
    """A page of boards; `nextStartAt` is None on the last one, `total` is Jira's and counts kanban boards too."""

    boards: list[ListedBoard]
    total: int
    nextStartAt: int | None


def board_page_of(answer: object, start_at: int) -> Boards:
    """Return a page that starts at a position: the usable boards, the total, and the next page's start."""
    page = document(answer, "the list of boards")
    received = len(entries(page, "values", "the list of boards"))
    total, ends = whole(page.get("total")), flag(page.get("isLast"))
    if ends is None:
        ends = total is not None and start_at + received >= total
    return {
        "boards": _boards(page),
        "total": start_at + received if total is None else total,
        "nextStartAt": start_at + received if received and not ends else None,
    }


def _boards(answer: object) -> list[ListedBoard]:
    """Return the boards of a page that can have sprints, in the form of `listBoards`; kanban boards cannot."""
    return [
        {
            "id": number,
            "name": title(entry.get("name"), f"Board {number}"),
            "type": entry["type"],
            "projectKey": key,
            "projectName": _project_name(location) if key else None,
        }
        for entry in entries(answer, "values", "the list of boards")
        if entry.get("type") in ("scrum", "simple")
        for number, location in ((whole(entry.get("id")), part(entry, "location")),)
        for key in (project_key(location),)
        if number is not None
    ]


def _project_name(location: Mapping[str, Any]) -> str | None:
    """Return the project's name, None for a board of a user, whose `name` is that of a person."""
    name = location.get("projectName") or location.get("name")
    return name if isinstance(name, str) else None
