"""Reads recorded site files, JSON in the format of Jira's REST API, strictly, with a message for each fault."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import ValidationError

from app.forge.errors import ForgeError
from app.jira.recording.schema import SiteFile
from app.jira.site.index import SPRINT_SCHEMA, Index, board_filter
from app.jira.site.jql.grammar import JqlError, parse
from app.jira.site.jql.matching import Matcher

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_FINDINGS: Final = 10
UNIQUE: Final = (
    ("fields", "id"),
    ("statuses", "id"),
    ("boards", "id"),
    ("sprints", "id"),
    ("issues", "id"),
    ("issues", "key"),
)


class RecordingError(ForgeError):
    """An invalid recorded site file. `findings` holds a sentence for each fault, without values."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        shown = list(self.findings[:MOST_FINDINGS])
        if rest := len(self.findings) - len(shown):
            shown.append(f"and {rest} more")
        super().__init__(
            f"The recorded site file that JIRA_SITE names cannot be used: {'; '.join(shown)}.",
            type="recording-refused",
        )


def load(path: Path) -> dict[str, Any]:
    """Return the data of a recorded site file for `Site`; raises `RecordingError` with all findings."""
    return checked(_decoded(_content(path)))


def checked(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data unchanged; raises `RecordingError` with all findings."""
    try:
        SiteFile.model_validate(data)
    except ValidationError as error:
        raise RecordingError(_shape_findings(error)) from None
    if findings := [*_doubles(data), *_sprint_fields(data), *_memberships(data), *_lists(data)]:
        raise RecordingError(findings)
    if findings := list(_filters(data)):
        raise RecordingError(findings)
    return data


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RecordingError([f"it cannot be read ({error.strerror or type(error).__name__})"]) from None
    if len(content) > MOST_BYTES:
        raise RecordingError([f"it is larger than {MOST_BYTES // 1024**2} MB: record fewer issues"])
    return content


def _decoded(content: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise RecordingError([f"it is not JSON (line {error.lineno}, column {error.colno})"]) from None
    if not isinstance(data, dict):
        raise RecordingError(["it is not an object with fields, statuses, boards, sprints and issues"])
    return data


def _shape_findings(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        if fault["type"] == "extra_forbidden":
            yield "it has a member that is none of fields, statuses, boards, sprints, issues and timezone"
            continue
        reason = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "missing":
            reason = "is missing"
        elif fault["type"] == "string_pattern_mismatch":
            reason = "is not an issue key" if fault["loc"][-1] == "key" else "is not a number"
        yield f"{place(fault['loc'])} {reason[0].lower()}{reason[1:]}"


def place(location: Iterable[str | int]) -> str:
    """Return a path in the file, such as `issues[3].fields.created`; indexes start at 0."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _doubles(data: Mapping[str, Any]) -> Iterator[str]:
    for name, member in UNIQUE:
        seen = Counter(str(entry[member]) for entry in data[name])
        for at, entry in enumerate(data[name]):
            if seen[str(entry[member])] > 1:
                yield f"{place((name, at, member))} is not the only one of its value"


def _sprint_fields(data: Mapping[str, Any]) -> Iterator[str]:
    found = sum((field.get("schema") or {}).get("custom") == SPRINT_SCHEMA for field in data["fields"])
    if found != 1:
        yield f"fields holds {found} Sprint fields where there is one: its schema.custom is {SPRINT_SCHEMA}"


def _memberships(data: Mapping[str, Any]) -> Iterator[str]:
    sprint_field = next(
        (field["id"] for field in data["fields"] if (field.get("schema") or {}).get("custom") == SPRINT_SCHEMA), None
    )
    for at, issue in enumerate(data["issues"]):
        value = issue["fields"].get(sprint_field)
        entries = [] if value is None else value
        if not isinstance(entries, list) or not all(
            isinstance(entry, dict) and isinstance(entry.get("id"), int) for entry in entries
        ):
            yield f"{place(('issues', at, 'fields'))}: the Sprint field is not a list of sprints with their ids"


def _lists(data: Mapping[str, Any]) -> Iterator[str]:
    """Check that the file contains all sprints listed by boards."""
    known = {sprint["id"] for sprint in data["sprints"]}
    for at, board in enumerate(data["boards"]):
        for place_in_list, sprint in enumerate(board.get("sprints") or ()):
            if sprint not in known:
                yield f"{place(('boards', at, 'sprints', place_in_list))} is none of the file's sprints"


def _filters(data: Mapping[str, Any]) -> Iterator[str]:
    """Evaluate the filter of each board, as the list of its sprints does."""
    index = Index(data)
    for at, board in enumerate(data["boards"]):
        try:
            Matcher(index, 0).query(parse(board_filter(board)["jql"]))
        except JqlError as error:
            where = place(("boards", at)) + (".filter.jql" if board.get("filter") else ".location.projectKey")
            yield f"{where} cannot be followed: {str(error).rstrip('.')}"
