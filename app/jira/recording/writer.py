"""Writes a recorded site of one board from the answers to an app's requests.

Only values known to be needed are written: free text, people, and members not named in this file are never in a
recording.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from app.forge.errors import ForgeError
from app.jira.recording.anonymizer import Names, Numbers, amount, earlier, keys
from app.jira.recording.tee import Answered
from app.jira.site.index import SPRINT_SCHEMA

Json = dict[str, Any]

CATEGORIES: Final = frozenset({"undefined", "new", "indeterminate", "done"})
ESTIMATIONS: Final = frozenset({"none", "issueCount", "field"})
NUMBER: Final = "com.atlassian.jira.plugin.system.customfieldtypes:float"
KINDS: Final = frozenset({NUMBER, "com.pyxis.greenhopper.jira:jsw-story-points"})
"""Jira's own types of number fields; one that another app made is written as the first of them."""

POINTS: Final = frozenset({"story points", "story point estimate"})
"""Names of Jira's own points fields, which reveal nothing and identify these fields."""

HIDDEN: Final = frozenset({401, 403, 404})
SIDES: Final = ("from", "to")


class NotRecordableError(ForgeError):
    """Answers that cannot be recorded."""


class Writer:
    """Writes the recording of one board: all dates `weeks` earlier, and new names and keys unless `keep_names`."""

    def __init__(self, answered: Iterable[Answered], board: int, *, weeks: int, keep_names: bool) -> None:
        self._answered = list(answered)
        self._board_id = board
        self._weeks = weeks
        self._keep = keep_names
        self._issues = {str(one["id"]): one for one in self._all("issue/bulkfetch", "issues")}
        self._logs: dict[str, dict[str, Json]] = {}
        for log in self._all("changelog/bulkfetch", "issueChangeLogs"):
            histories = self._logs.setdefault(str(log["issueId"]), {})
            histories.update((str(one["id"]), one) for one in log["changeHistories"])
        self._sprints = {one["id"]: one for one in self._all(rf"board/{board}/sprint", "values")}
        self._configuration = self._one(rf"board/{board}/configuration")
        self._asked = {
            name for one in self._of("issue/bulkfetch|changelog/bulkfetch") for name in self._fields_of(one.sent)
        }
        self._sprint_field = self._which_sprint_field()
        by_name = {
            str(one.get("name")).casefold(): one["id"] for one in self._one("field") or () if one["id"] in self._asked
        }
        by_name |= {"status": "status"} | ({"sprint": self._sprint_field} if self._sprint_field else {})
        self._ids_by_name: dict[str, str] = by_name
        self._name_everything()

    def data(self) -> Json:
        """Return the recorded site; raises `NotRecordableError`."""
        if not self._sprints or self._sprint_field is None:
            raise NotRecordableError("Jira's answers hold no closed sprint to record.", type="not-recordable")
        return {
            "fields": self._described,
            "statuses": list(self._statuses()),
            "boards": [self._board()],
            "sprints": [self._sprint(one) for one in self._sprints.values()],
            "issues": [self._issue(number, one) for number, one in self._issues.items()],
        }

    def _of(self, path: str) -> Iterator[Answered]:
        pattern = re.compile(rf"/rest/(?:agile/1\.0|api/3)/(?:{path})")
        return (one for one in self._answered if pattern.fullmatch(one.path))

    def _one(self, path: str) -> Any:
        return next((one.answer for one in self._of(path) if one.status == 200), None)  # noqa: PLR2004 - HTTP's OK

    def _all(self, path: str, member: str) -> list[Json]:
        found = [one.answer for one in self._of(path) if one.status == 200]  # noqa: PLR2004 - as above
        # Pages that travel together are answered in any order.
        found.sort(key=lambda answer: answer.get("startAt") or 0)
        return [entry for answer in found for entry in answer.get(member) or ()]

    @staticmethod
    def _fields_of(sent: Any) -> Sequence[str]:
        return (sent.get("fields") or sent.get("fieldIds") or ()) if isinstance(sent, dict) else ()

    def _which_sprint_field(self) -> str | None:
        """Return the Sprint field requested with histories: only one of a site's is in use."""
        named = {one["id"] for one in self._one("field") or () if _custom(one) == SPRINT_SCHEMA}
        asked = [name for one in self._of("changelog/bulkfetch") for name in self._fields_of(one.sent)]
        return next((name for name in asked if name in named), next(iter(sorted(named)), None))

    def _name_everything(self) -> None:
        keep = self._keep
        self._sprint_names, self._status_names = Names("Sprint", keep), Names("Status", keep)
        self._board_names, self._field_names = Names("Board", keep), Names("Field", keep)
        for sprint in sorted(self._sprints.values(), key=lambda one: str(one.get("completeDate"))):
            self._sprint_names.of(sprint.get("name"))
        boards = [one.get("originBoardId") for one in self._sprints.values()]
        self._boards = Numbers([self._board_id, *(board for board in boards if board is not None)])
        entries = [one["id"] for issue in self._issues.values() for one in self._memberships(issue)]
        listed = [
            digits for item in self._items() for side in SIDES for digits in re.findall(r"[0-9]{1,18}", item[side])
        ]
        self._sprint_ids = Numbers([*self._sprints, *entries, *listed])
        self._issue_ids = Numbers(self._issues)
        self._history_ids = Numbers(number for log in self._logs.values() for number in log)
        closes = [earlier(one.get("completeDate"), self._weeks) for one in self._sprints.values()]
        self._touched = max(filter(None, closes), default=None)
        self._described = list(self._fields())
        self._numbers = [one["id"] for one in self._described if one["schema"]["type"] == "number"]
        self._keys = keys((one["key"] for one in self._issues.values()), keep=keep)

    def _items(self) -> Iterator[Mapping[str, str]]:
        """Yield the sides of all changes of sprints as texts."""
        for log in self._logs.values():
            for history in log.values():
                for item in history["items"]:
                    if self._changed(item) == self._sprint_field:
                        yield {side: str(item.get(side) or "") for side in SIDES}

    def _changed(self, item: Mapping[str, Any]) -> str | None:
        """Return the id of the field that an item changed, found by its name where the item has no id."""
        field = item.get("fieldId")
        return field if isinstance(field, str) else self._ids_by_name.get(str(item.get("field")).casefold())

    def _memberships(self, issue: Mapping[str, Any]) -> list[Json]:
        value = issue["fields"].get(self._sprint_field or "")
        return [one for one in value or () if isinstance(one, dict)]

    def _fields(self) -> Iterator[Json]:
        for one in self._one("field") or ():
            if one["id"] == self._sprint_field:
                yield {"id": one["id"], "name": "Sprint", "schema": {"type": "array", "custom": SPRINT_SCHEMA}}
            elif one["id"] in self._asked and (one.get("schema") or {}).get("type") == "number":
                kind = _custom(one)
                schema = {"type": "number"} | ({"custom": kind if kind in KINDS else NUMBER} if kind else {})
                yield {"id": one["id"], "name": self._field_name(one), "schema": schema}

    def _field_name(self, one: Mapping[str, Any]) -> str:
        name = str(one.get("name"))
        return name if name.strip().casefold() in POINTS else self._field_names.of(name) or "Field"

    def _statuses(self) -> Iterator[Json]:
        for one in self._one("status") or ():
            if str(one.get("id")).isdigit():
                category = (one.get("statusCategory") or {}).get("key")
                known = category if category in CATEGORIES else "undefined"
                name = self._status_names.of(one.get("name")) or "Status"
                yield {"id": str(one["id"]), "name": name, "statusCategory": {"key": known}}

    def _board(self) -> Json:
        projects = list(dict.fromkeys(key.rpartition("-")[0] for key in self._keys.values())) or ["P1"]
        listed = self._listed()
        quoted = ", ".join(f'"{project}"' for project in projects)
        hidden = [one.status for one in self._of(rf"board/{self._board_id}/configuration") if one.status in HIDDEN]
        board: Json = {
            "id": self._boards.of(self._board_id),
            "name": self._board_names.of((self._configuration or listed).get("name")) or "Board",
            "type": (self._configuration or listed).get("type") or listed.get("type") or "scrum",
            "location": {"projectKey": projects[0]},
            "filter": {"id": "1", "jql": f"project in ({quoted}) ORDER BY Rank ASC"},
            "sprints": [self._sprint_ids.of(number) for number in self._sprints],
        }
        if self._configuration is None:
            return board | {"configurationHidden": hidden[0] if hidden else True}
        return board | {"configuration": self._configured(self._configuration)}

    def _listed(self) -> Json:
        boards = self._all("board", "values")
        return next((one for one in boards if one.get("id") == self._board_id), {})

    def _configured(self, found: Mapping[str, Any]) -> Json:
        columns = [
            {"name": f"Column {at}", "statuses": [{"id": str(status["id"])} for status in column.get("statuses") or ()]}
            for at, column in enumerate(found["columnConfig"]["columns"], 1)
        ]
        estimation = found.get("estimation") or {}
        configured: Json = {"columnConfig": {"columns": columns}}
        if estimation.get("type") in ESTIMATIONS:
            field = (estimation.get("field") or {}).get("fieldId")
            configured["estimation"] = {"type": estimation["type"]} | ({"field": {"fieldId": field}} if field else {})
        return configured

    def _sprint(self, one: Mapping[str, Any]) -> Json:
        origin = one.get("originBoardId")
        dates = {name: earlier(one.get(name), self._weeks) for name in ("startDate", "endDate", "completeDate")}
        return {
            "id": self._sprint_ids.of(one["id"]),
            "name": self._sprint_names.of(one.get("name")),
            "state": one["state"],
            "originBoardId": None if origin is None else self._boards.of(origin),
            **{name: stamp for name, stamp in dates.items() if stamp is not None},
        }

    def _issue(self, number: str, one: Mapping[str, Any]) -> Json:
        given = one["fields"]
        status = given["status"]
        subtask = bool(given["issuetype"].get("subtask"))
        fields: Json = {
            "created": earlier(given["created"], self._weeks),
            "status": {"id": str(status["id"]), "name": self._status_names.of(status.get("name"))},
            "issuetype": {"name": "Subtask" if subtask else "Task", "subtask": subtask},
            self._sprint_field or "": [self._membership(entry) for entry in self._memberships(one)],
        }
        # Every issue here was found by the search.
        fields["updated"] = self._touched or fields["created"]
        fields |= {field: amount(given.get(field)) for field in self._numbers}
        histories = [self._history(history) for history in self._logs.get(number, {}).values()]
        return {
            "id": str(self._issue_ids.of(number)),
            "key": self._keys[one["key"]],
            "fields": fields,
            "changelog": {"histories": [history for history in histories if history["items"]]},
        }

    def _membership(self, entry: Mapping[str, Any]) -> Json:
        state, name = entry.get("state", "closed"), self._sprint_names.of(entry.get("name"))
        return {"id": self._sprint_ids.of(entry["id"]), "name": name, "state": state}

    def _history(self, one: Mapping[str, Any]) -> Json:
        items = [written for item in one["items"] if (written := self._item(item))]
        number = str(self._history_ids.of(one["id"]))
        return {"id": number, "created": earlier(one["created"], self._weeks), "items": items}

    def _item(self, item: Mapping[str, Any]) -> Json | None:
        """Return a change with anonymized values, None for a field that no figure needs."""
        field = self._changed(item)
        ids: Callable[[Any], Any]
        names: Callable[[Any], Any]
        if field == self._sprint_field:
            ids, names, name = self._sprint_ids.in_text, self._sprint_names.of, "Sprint"
        elif field == "status":
            ids, names, name = self._status_id, self._status_names.of, "status"
        elif field in self._asked:
            ids, names, name = amount, amount, "Estimate"
        else:
            return None
        values: Json = {}
        for side in SIDES:
            values |= {side: None if item[side] is None else ids(item[side])} if side in item else {}
            text = f"{side}String"
            values |= {text: None if item[text] is None else names(item[text])} if text in item else {}
        return {"field": name, "fieldId": field, **values}

    def _status_id(self, value: Any) -> str:
        text = str(value)
        return text if text.isascii() and text.isdigit() else self._status_names.of(text)


def _custom(field: Mapping[str, Any]) -> Any:
    return (field.get("schema") or {}).get("custom")
