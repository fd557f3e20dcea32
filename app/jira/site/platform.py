"""The platform API of a site in memory: searches, issues, histories, fields, statuses, filters.

Limits, orders and texts are those of Atlassian's "Jira Cloud platform REST API v3" and of answers of real sites.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from app.clock import Clock
from app.jira.site import answers
from app.jira.site.answers import Answer, Call, Refusal
from app.jira.site.index import Index, Row
from app.jira.site.jql.grammar import JqlError
from app.jira.site.jql.matching import search
from app.jira.site.paging import number, start_of, token

DEFAULT_PAGE: Final = 50
IDS_A_PAGE: Final = 5000
"""The most issues per page of a search for `id` or `key` only."""
ISSUES_A_PAGE: Final = 100
"""The most issues per page of a search with other fields, and of a bulk fetch with a multi-value field."""
MOST_IDS: Final = 1000
"""The most issues of a bulk fetch."""
MOST_FIELDS: Final = 10
DEFAULT_HISTORIES: Final = 1000
MOST_HISTORIES: Final = 10_000
LOG_A_PAGE: Final = 100
INLINE_ON_ISSUE: Final = 100
INLINE_IN_BULK: Final = 40
INLINE_IN_SEARCH: Final = 20
"""Histories returned for `expand=changelog`, the newest ones (JRACLOUD-67458; "Bulk fetch issues"; release notes of
ScriptRunner for Jira Cloud on the new search)."""
EVERYTHING: Final = frozenset({"*all", "*navigable"})
REMOVED: Final = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline "
    "is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


class PlatformApi:
    """Answers for one index."""

    def __init__(self, index: Index, clock: Clock) -> None:
        self._index = index
        self._clock = clock
        self._names = {str(field["id"]): str(field["name"]).lower() for field in index.fields}
        self._known = {*self._names, *(name for row in index.rows for name in row.fields), *answers.PERSON_FIELDS}
        self._several = {
            str(field["id"]) for field in index.fields if (field.get("schema") or {}).get("type") == "array"
        }

    def search_get(self, call: Call) -> Answer:
        """`GET search/jql`: as by POST, the fields in one text."""
        body = dict(call.query)
        if "fields" in body:
            body["fields"] = body["fields"].split(",")  # type: ignore[assignment]  # a list from here on
        return self.search(Call(body=body))

    def search(self, call: Call) -> Answer:
        """`POST search/jql`: a page of issues and the token of the next one, absent on the last."""
        body = _body(call)
        jql, asked = str(body.get("jql") or ""), _names(body, "fields", ["id"])
        if not isinstance(expand := body.get("expand") or "", str):
            raise Refusal(400, "expand is one text, with commas between its words.")
        try:
            rows = search(self._index, jql, self._clock.now())
        except JqlError as error:
            raise Refusal(400, str(error)) from None
        most = IDS_A_PAGE if set(asked) <= {"id", "key"} else ISSUES_A_PAGE
        size = min(number(body, "maxResults", DEFAULT_PAGE, least=1), most)
        start = start_of(jql, body.get("nextPageToken"))
        more = start + size < len(rows)
        fields = self._fields(asked)
        found = [self._found(row, asked, fields) for row in rows[start : start + size]]
        if "changelog" in expand.split(","):
            _add_changelogs(found, rows[start : start + size], INLINE_IN_SEARCH)
        following = {"nextPageToken": token(jql, start + size)} if more else {}
        return Answer({"issues": found, "isLast": not more} | following)

    def issues(self, call: Call) -> Answer:
        """`POST issue/bulkfetch`: issues by ascending id, without missing ones."""
        body = _body(call)
        asked = _names(body, "fields", ["*navigable"])
        one_valued = not (set(asked) & (EVERYTHING | self._several) or body.get("expand"))
        rows = self._named(body, MOST_IDS if one_valued else ISSUES_A_PAGE)
        fields = self._fields(asked)
        found = [answers.issue(self._index, row, fields) for row in rows]
        if "changelog" in _names(body, "expand", []):
            _add_changelogs(found, rows, INLINE_IN_BULK)
        return Answer({"issues": found, "issueErrors": []})

    def issue(self, call: Call) -> Answer:
        """`GET issue/{key}`: one issue, with all fields unless some are named."""
        row = self._row(call)
        asked = call.query.get("fields", "*all").split(",")
        found = answers.issue(self._index, row, self._fields(asked))
        if "changelog" in call.query.get("expand", "").split(","):
            _add_changelogs([found], [row], INLINE_ON_ISSUE)
        return Answer(found)

    def changelogs(self, call: Call) -> Answer:
        """`POST changelog/bulkfetch`: histories, oldest first, then by issue id; `maxResults` counts histories."""
        body = _body(call)
        rows = self._named(body, MOST_IDS)
        wanted = _names(body, "fieldIds", [])
        if len(wanted) > MOST_FIELDS or len(set(wanted)) < len(wanted):
            raise Refusal(400, f"fieldIds holds at most {MOST_FIELDS} different fields.")
        size = number(body, "maxResults", DEFAULT_HISTORIES, least=1, most=MOST_HISTORIES)
        entries = sorted((when, row.id, at) for row in rows for at, when in self._matching(row, frozenset(wanted)))
        of = f"{sorted(row.id for row in rows)}{wanted}"
        start = start_of(of, body.get("nextPageToken"))
        logs: defaultdict[int, list[Any]] = defaultdict(list)
        for when, issue_id, at in entries[start : start + size]:
            row = self._index.by_id[issue_id]
            logs[issue_id].append(answers.history(row, row.histories[at][1], when))
        answer: dict[str, Any] = {
            "issueChangeLogs": [{"issueId": str(issue), "changeHistories": log} for issue, log in logs.items()]
        }
        return Answer(answer | ({"nextPageToken": token(of, start + size)} if start + size < len(entries) else {}))

    def changelog(self, call: Call) -> Answer:
        """`GET issue/{key}/changelog`: the histories of one issue, oldest first, with ISO instants."""
        row = self._row(call)
        start = number(call.query, "startAt", 0, least=0)
        size = min(number(call.query, "maxResults", LOG_A_PAGE, least=1), LOG_A_PAGE)
        entries = [answers.history(row, entry, answers.platform_stamp(entry["created"])) for _, entry in row.histories]
        return Answer(answers.page(entries, start, size))

    def fields(self, _: Call) -> Answer:
        """`GET field`: a bare array."""
        return Answer(self._index.fields)

    def statuses(self, _: Call) -> Answer:
        """`GET status`: a bare array."""
        return Answer(self._index.statuses)

    def filter(self, call: Call) -> Answer:
        """`GET filter/{id}`: 400 for one that does not exist or is not shared, as Jira does it."""
        found = self._index.filters.get(int(call.placeholder))
        if found is None:
            raise Refusal(
                400,
                "The selected filter is not available to you, perhaps it has been deleted or had its permissions "
                "changed.",
            )
        here = f"{answers.ORIGIN}/rest/api/3/filter/{found['id']}"
        return Answer({"self": here, **found, "id": str(found["id"]), "owner": answers.PERSONS[0]})

    def project_statuses(self, call: Call) -> Answer:
        """`GET project/{key}/statuses`: the issue types of a project, each with the statuses its issues are in."""
        types: dict[str, Any] = {}
        for row in self._index.rows:
            project = self._index.projects[row.project]
            kind = row.fields.get("issuetype") or {}
            if call.placeholder in {row.project, str(project.get("id", ""))} and kind:
                shown = {"id": str(kind.get("id", kind["name"])), "name": kind["name"], "subtask": kind["subtask"]}
                entry = types.setdefault(shown["id"], shown | {"statuses": {}})
                entry["statuses"][str(row.fields["status"]["id"])] = True
        if not types and call.placeholder not in self._index.projects:
            raise Refusal(404, f"No project could be found with key '{call.placeholder}'.")
        return Answer([entry | {"statuses": self._known_statuses(entry["statuses"])} for entry in types.values()])

    def server_info(self, _: Call) -> Answer:
        """`GET serverInfo`: what kind of site this is."""
        now = datetime.fromtimestamp(self._clock.now(), self._index.zone)
        return Answer(
            {
                "baseUrl": answers.ORIGIN,
                "deploymentType": "Cloud",
                "serverTime": now.isoformat(timespec="milliseconds"),
                "serverTimeZone": str(self._index.zone),
                "serverTitle": "Jira",
            }
        )

    def removed(self, _: Call) -> Answer:
        """`search` of old: 410, for good."""
        raise Refusal(410, REMOVED)

    def _row(self, call: Call) -> Row:
        row = self._index.row(call.placeholder)
        if row is None:
            raise answers.no_issue()
        return row

    def _found(self, row: Row, asked: Sequence[str], fields: Sequence[str] | None) -> dict[str, Any]:
        if set(asked) == {"id"}:
            return {"id": row.raw["id"]}
        shaped = answers.issue(self._index, row, fields)
        if set(asked) <= {"id", "key"}:
            del shaped["fields"]
        return shaped

    def _fields(self, asked: Sequence[str]) -> list[str] | None:
        """Return the fields of an answer, None for all; unknown names are ignored."""
        if EVERYTHING & set(asked):
            return None
        return [name for name in asked if name in self._known]

    def _named(self, body: dict[str, Any], most: int) -> list[Row]:
        """Return the issues that a bulk fetch names, by ascending id."""
        named = _names(body, "issueIdsOrKeys", [])
        if not 1 <= len(named) <= most:
            raise Refusal(400, f"issueIdsOrKeys holds 1 to {most} issues for these fields.")
        found = {row.id: row for name in named if (row := self._index.row(name))}
        return [found[number] for number in sorted(found)]

    def _matching(self, row: Row, wanted: frozenset[str]) -> list[tuple[int, int]]:
        """Return place and instant of the histories with a change of one of these fields, of all for none."""
        names = {self._names[one] for one in wanted if one in self._names} | {one.lower() for one in wanted}
        return [
            (at, when)
            for at, (when, entry) in enumerate(row.histories)
            if not wanted
            or any(
                item["fieldId"] in wanted if item.get("fieldId") else str(item["field"]).lower() in names
                for item in entry["items"]
            )
        ]

    def _known_statuses(self, ids: dict[str, bool]) -> list[Any]:
        return [status for status in self._index.statuses if status["id"] in ids]


def _add_changelogs(found: Sequence[dict[str, Any]], rows: Sequence[Row], most: int) -> None:
    for one, row in zip(found, rows, strict=True):
        one["changelog"] = answers.inline_changelog(row, most)


def _body(call: Call) -> dict[str, Any]:
    if not isinstance(call.body, dict):
        raise Refusal(400, "Invalid request payload. Refer to the REST API documentation and try again.")
    return call.body


def _names(body: dict[str, Any], name: str, default: list[str]) -> list[str]:
    value = body.get(name)
    if not value:
        return default
    if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
        raise Refusal(400, f"{name} is not a list of texts.")
    return [str(one) for one in value]
