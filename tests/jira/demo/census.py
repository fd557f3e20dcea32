"""A census of the special happenings in the demo company, from its data."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tests.jira.demo.replay import SPRINT, Site, State, ids, number

ESTIMATES = ("customfield_10031", "customfield_10016", "timeoriginalestimate")
MILLISECOND = timedelta(milliseconds=1)
RELEVANT = {SPRINT, "status", *ESTIMATES}
WORDS = {SPRINT: "membership", "status": "status", **dict.fromkeys(ESTIMATES, "estimate")}


def census(site: Site) -> Counter[str]:
    """Count every special happening in the data, by name."""
    found: Counter[str] = Counter()
    starts = {datetime.fromisoformat(one["startDate"]) for one in site.sprints.values() if "startDate" in one}
    closes = {datetime.fromisoformat(one["completeDate"]) for one in site.sprints.values() if "completeDate" in one}
    known = {status["id"] for status in site.data["statuses"]}
    for issue in site.issues:
        entries = issue["changelog"]["histories"]
        found["more than 100 entries"] += len(entries) > 100
        found.update(_of_issue(issue))
        for entry in entries:
            when = datetime.fromisoformat(entry["created"])
            relevant = [item for item in entry["items"] if item.get("fieldId") in RELEVANT]
            found["several figures in one entry"] += len(relevant) > 1
            found["several items in one entry"] += len(entry["items"]) > 1
            for item in entry["items"]:
                found[f"item {item['field']}"] += 1
                found["item without a field id"] += "fieldId" not in item
            for item in relevant:
                word = WORDS[item["fieldId"]]
                found[f"{word} at the start"] += when in starts
                found[f"{word} at the close"] += when in closes
                found[f"{word} just after the start"] += when - MILLISECOND in starts
                found[f"{word} just after the close"] += when - MILLISECOND in closes
                found.update(_of_item(site, item, when, known))
    return found


def _of_issue(issue: dict[str, Any]) -> Iterator[str]:
    fields = issue["fields"]
    items = [item for entry in issue["changelog"]["histories"] for item in entry["items"]]
    touched = {item.get("fieldId") for item in items}
    if any(fields[name] is not None and name not in touched for name in ESTIMATES):
        yield "estimate since creation"
    if any(fields[name] == 0 for name in ESTIMATES):
        yield "estimate of 0"
    if fields[SPRINT] is None and SPRINT not in touched and fields["status"]["statusCategory"]["key"] == "done":
        yield "done in no sprint"
    created = datetime.fromisoformat(fields["created"])
    first = next((item["from"] for item in items if item.get("fieldId") == SPRINT), None)
    for sprint in fields[SPRINT] or []:
        born = first is None or sprint["id"] in ids(first)
        if born and not fields["issuetype"]["subtask"] and "startDate" in sprint:
            running = datetime.fromisoformat(sprint["startDate"]) < created
            yield "created in a running sprint" if running else "created in a planned sprint"


def _of_item(site: Site, item: dict[str, Any], when: datetime, known: set[str]) -> Iterator[str]:
    if item["fieldId"] == SPRINT:
        yield from _of_membership(site, item, when)
    elif item["fieldId"] == "status":
        if item["to"] not in known:
            yield "status the site has no more"
        if item["to"] == "10009":
            yield "cancelled"
    else:
        yield from _of_estimate(item)


def _of_membership(site: Site, item: dict[str, Any], when: datetime) -> Iterator[str]:
    before, after = ids(item["from"]), ids(item["to"])
    if "," in item["to"]:
        yield "wide comma" if ", " in item["to"] else "narrow comma"
    if not item["from"]:
        yield "from no sprint"
    if not item["to"]:
        yield "to no sprint"
    if any(one not in site.sprints for one in before | after):
        yield "deleted sprint"
    yield from _of_close(site, before, after, when)


def _of_close(site: Site, before: frozenset[int], after: frozenset[int], when: datetime) -> Iterator[str]:
    for one in before & site.sprints.keys():
        if "completeDate" not in site.sprints[one]:
            continue
        late = when - datetime.fromisoformat(site.sprints[one]["completeDate"])
        if one in after and len(after) == len(before) + 1:
            if timedelta(0) < late < timedelta(seconds=1):
                yield "carried over"
            if timedelta(minutes=-30) < late < timedelta(0):
                yield "carried over before the second close"
        if one not in after and late > timedelta(0):
            yield "closed sprint taken off"


def _of_estimate(item: dict[str, Any]) -> Iterator[str]:
    text = item["toString"]
    if item["fieldId"].startswith("customfield_"):
        assert item["from"] is None
        assert item["to"] is None
    if text is None:
        yield "estimate cleared to null"
    elif not text:
        yield "estimate cleared to empty"
    elif text.endswith(".0"):
        yield "estimate with a point"
    elif "." in text:
        yield "estimate with a fraction"
    elif number(text) == 0:
        yield "estimated at 0"
    else:
        yield "estimate as a whole number"


def paths(site: Site) -> Counter[str]:
    """Count what only an issue's way through a closed sprint shows."""
    found: Counter[str] = Counter()
    for sprint in site.sprints.values():
        board = sprint["originBoardId"]
        if sprint["state"] != "closed":
            continue
        done, field = site.done(board), site.estimate_field(board)
        window = [datetime.fromisoformat(sprint[name]) for name in ("startDate", "completeDate")]
        for issue in site.touching(board, sprint["id"]):
            states = site.states(issue, field)
            inside = [state for state in states if window[0] < state.since <= window[1]]
            before = [state for state in states if state.since <= window[0]][-1:]
            if any(sprint["id"] in state.sprints for state in (*before, *inside)):
                found.update(_of_path([*before, *inside], sprint["id"], done, planned=bool(before)))
    return found


def _of_path(chain: list[State], sprint: int, done: set[str], *, planned: bool) -> Iterator[str]:
    at_start = planned and sprint in chain[0].sprints
    member = [sprint in state.sprints for state in chain]
    flips = "".join("1" if one else "0" for place, one in enumerate(member) if not place or one != member[place - 1])
    yield f"member {flips}" if at_start else f"outsider {flips}"
    finished = [state.status in done for state in chain]
    for old, new in pairwise(chain):
        if old.status in done and new.status in done and old.status != new.status:
            yield "done to done"
        if old.status in done and new.status not in done:
            yield "reopened"
        if old.estimate != new.estimate:
            yield "re-estimated inside" if sprint in old.sprints & new.sprints else "re-estimated outside"
    if at_start and finished[0]:
        yield "done at the start"
    if chain[-1].status not in done and chain[-1].estimate is None:
        yield "open without estimate"
    if at_start and chain[0].estimate is None and chain[-1].estimate:
        yield "estimated after the start"
    if chain[0].estimate and chain[0].estimate % 1 != Decimal(0):
        yield "fraction at the start"
