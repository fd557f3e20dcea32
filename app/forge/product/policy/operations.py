"""The operations of Jira that requests may use; all are reads.

Paths and scopes are those of Atlassian's OpenAPI documents (Jira Cloud platform v3 and Jira Software, 2026-09). Query
and body members about people, content or administration are left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

AGILE: Final = "/rest/agile/1.0"
PLATFORM: Final = "/rest/api/3"


@dataclass(frozen=True)
class Probe:
    """The request with which `check` tries an operation.

    Placeholders are filled with ids found by earlier probes; `on_issue` also adds an issue id to the body. `finds`
    names an id for later probes and the path to it in the answer.
    """

    query: str = ""
    body: Mapping[str, object] | None = None
    on_issue: bool = False
    finds: tuple[str, tuple[str | int, ...]] | None = None


@dataclass(frozen=True)
class Operation:
    """One method on one path.

    `scopes` are alternative sets, one of which must be granted in full. Placeholders in the path are whole numbers.
    `required` are body members without which Jira would send unrequested fields, including those of people. Waiting
    requests with the lowest `rank` are sent first, because others depend on their answers. `probe` is used by `check`.
    """

    method: str
    template: str
    scopes: tuple[frozenset[str], ...]
    query: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    rank: int = 0
    probe: Probe = field(default=Probe(), compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = re.split(r"\{\w+\}", self.template)
        return re.compile("[0-9]{1,18}".join(map(re.escape, parts)))

    def matches(self, path: str) -> bool:
        """Say whether a path matches this operation."""
        return self._pattern.fullmatch(path) is not None

    def allowed_with(self, scopes: frozenset[str]) -> bool:
        """Say whether these scopes suffice."""
        return any(alternative <= scopes for alternative in self.scopes)


def _scopes(*alternatives: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(map(frozenset, alternatives))


OPERATIONS: Final = (
    Operation(
        "GET",
        f"{AGILE}/board",
        _scopes(["read:board-scope:jira-software", "read:project:jira"]),
        query=frozenset(
            {
                "startAt",
                "maxResults",
                "type",
                "name",
                "projectKeyOrId",
                "projectLocation",
                "projectTypeLocation",
                "orderBy",
                "filterId",
            }
        ),
        probe=Probe("?maxResults=1", finds=("boardId", ("values", 0, "id"))),
    ),
    Operation(
        "GET",
        f"{AGILE}/board/{{boardId}}/configuration",
        _scopes(["read:board-scope.admin:jira-software", "read:project:jira"]),
        probe=Probe(finds=("id", ("filter", "id"))),
    ),
    Operation("GET", f"{AGILE}/board/{{boardId}}/features", _scopes(["read:board-scope.admin:jira-software"])),
    Operation(
        "GET",
        f"{AGILE}/board/{{boardId}}/sprint",
        _scopes(["read:sprint:jira-software"]),
        query=frozenset({"startAt", "maxResults", "state"}),
        probe=Probe("?state=closed&maxResults=1", finds=("sprintId", ("values", 0, "id"))),
    ),
    Operation("GET", f"{AGILE}/sprint/{{sprintId}}", _scopes(["read:sprint:jira-software"])),
    Operation(
        "POST",
        f"{PLATFORM}/search/jql",
        _scopes(
            ["read:jira-work"],
            [
                "read:field.default-value:jira",
                "read:field.option:jira",
                "read:field:jira",
                "read:group:jira",
                "read:issue-details:jira",
            ],
        ),
        body=frozenset({"jql", "fields", "maxResults", "nextPageToken", "reconcileIssues", "includeArchivedProjects"}),
        probe=Probe(
            body={"jql": "updated >= -30d ORDER BY updated DESC", "fields": ["status"], "maxResults": 1},
            finds=("issue", ("issues", 0, "id")),
        ),
    ),
    Operation(
        "POST",
        f"{PLATFORM}/issue/bulkfetch",
        _scopes(
            ["read:jira-work"],
            [
                "read:avatar:jira",
                "read:field-configuration:jira",
                "read:issue-meta:jira",
                "read:issue-security-level:jira",
                "read:issue.changelog:jira",
                "read:issue.vote:jira",
                "read:issue:jira",
                "read:status:jira",
                "read:user:jira",
            ],
        ),
        body=frozenset({"issueIdsOrKeys", "fields"}),
        required=frozenset({"fields"}),
        rank=2,
        probe=Probe(body={"fields": ["status"]}, on_issue=True),
    ),
    Operation(
        "POST",
        f"{PLATFORM}/changelog/bulkfetch",
        _scopes(
            ["read:jira-work"],
            ["read:avatar:jira", "read:issue-meta:jira", "read:issue.changelog:jira"],
        ),
        body=frozenset({"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"}),
        required=frozenset({"fieldIds"}),
        rank=1,
        probe=Probe(body={"fieldIds": ["status"], "maxResults": 1}, on_issue=True),
    ),
    Operation(
        "GET",
        f"{PLATFORM}/field",
        _scopes(
            ["read:jira-work"],
            [
                "read:avatar:jira",
                "read:field-configuration:jira",
                "read:field:jira",
                "read:project-category:jira",
                "read:project:jira",
            ],
        ),
    ),
    Operation("GET", f"{PLATFORM}/status", _scopes(["read:jira-work"], ["read:status:jira"])),
    Operation(
        "GET",
        f"{PLATFORM}/filter/{{id}}",
        _scopes(
            ["read:jira-work"],
            [
                "read:application-role:jira",
                "read:avatar:jira",
                "read:filter:jira",
                "read:group:jira",
                "read:issue-type-hierarchy:jira",
                "read:jql:jira",
                "read:project-role:jira",
                "read:project:jira",
                "read:user:jira",
            ],
        ),
    ),
    Operation("GET", f"{PLATFORM}/serverInfo", _scopes([])),
)


def find(method: str, path: str) -> Operation | None:
    """Return the operation of a request, None if it is not supported."""
    return next((one for one in OPERATIONS if one.method == method and one.matches(path)), None)


def nearest(method: str, path: str) -> Operation:
    """Return the operation with the most similar method and path."""
    wanted = f"{method} {re.sub('/[0-9]+(?=/|$)', '/{id}', path)}"

    def likeness(one: Operation) -> float:
        return SequenceMatcher(None, wanted, re.sub(r"\{\w+\}", "{id}", str(one))).ratio()

    return max(OPERATIONS, key=likeness)
