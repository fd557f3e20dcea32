"""Timestamps and items of changelogs in Jira Cloud's format.

Sources: Jira Cloud platform REST API v3, "Changelogs"; Atlassian's deprecation notice on the sprint field.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

SITE_OFFSET_HOURS = -3
"""The site's time zone (São Paulo, without daylight saving): used in platform timestamps, not in sprint dates."""

HOUR = 3_600_000
DAY = 24 * HOUR

Item = dict[str, str | None]


def site_stamp(millis: int) -> str:
    """Return an instant (epoch ms) in the platform API's format: the site's zone, offset without a colon."""
    return f"{_clock_face(millis + SITE_OFFSET_HOURS * HOUR)}{SITE_OFFSET_HOURS:+03d}00"


def sprint_stamp(millis: int) -> str:
    """Return an instant (epoch ms) in the agile API's format: UTC with a Z."""
    return f"{_clock_face(millis)}Z"


def offset_stamp(millis: int) -> str:
    """Return an instant (epoch ms) with an offset with a colon, the agile API's other documented format."""
    return f"{_clock_face(millis + 10 * HOUR)}+10:00"


def status_item(before: tuple[str, str], after: tuple[str, str]) -> Item:
    """Return the item of a status change; each end is (id, name)."""
    return _item("status", "jira", "status", before, after)


def resolution_item(before: tuple[str | None, str | None], after: tuple[str | None, str | None]) -> Item:
    """Return the item of a resolution change; each end is (id, name), or two Nones while unresolved."""
    return _item("resolution", "jira", "resolution", before, after)


def sprint_item(
    field_id: str, before: Sequence[int], after: Sequence[int], names: Mapping[int, str], comma: str
) -> Item:
    """Return the item of a change of sprints: full lists, empty strings for none, names at that time."""
    ends = [(comma.join(map(str, ids)), ", ".join(names[one] for one in ids)) for ids in (before, after)]
    return _item("Sprint", "custom", field_id, ends[0], ends[1])


def number_item(field_id: str, name: str, before: str | None, after: str | None) -> Item:
    """Return the item of a change of a custom number field: ids are null, the strings hold the values."""
    return _item(name, "custom", field_id, (None, before), (None, after))


def time_item(before: str | None, after: str | None) -> Item:
    """Return the item of a change of the original estimate: seconds as text, in both ids and strings."""
    name = "timeoriginalestimate"
    return _item(name, "jira", name, (before, before), (after, after))


def rank_item(*, higher: bool) -> Item:
    """Return the item of a rank change, the most common irrelevant change."""
    return _item("Rank", "custom", "customfield_10019", ("", ""), ("", "Ranked higher" if higher else "Ranked lower"))


def labels_item(before: Sequence[str], after: Sequence[str]) -> Item:
    """Return the item of a change of labels."""
    return _item("labels", "jira", "labels", (None, " ".join(before)), (None, " ".join(after)))


def text_item(before: str, after: str) -> Item:
    """Return the item of an edited description."""
    return _item("description", "jira", "description", (None, before), (None, after))


def link_item(key: str) -> Item:
    """Return the item of a new link, which has no field id."""
    return {
        "field": "Link",
        "fieldtype": "jira",
        "from": None,
        "fromString": None,
        "to": key,
        "toString": f"This issue relates to {key}",
    }


def move_items(before: tuple[str, str, str], after: tuple[str, str, str]) -> list[Item]:
    """Return the items of a move to another project; each end is (issue key, project id, project name)."""
    key = _item("Key", "jira", "issuekey", (None, before[0]), (None, after[0]))
    return [_item("project", "jira", "project", before[1:], after[1:]), key]


def number_text(value: Decimal | None, *, pointed: bool) -> str | None:
    """Return a number in the format of histories: "5" or, if `pointed`, "5.0"; None stays None."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return f"{int(value)}.0" if pointed else str(int(value))
    return str(value.normalize())


def _item(
    name: str,
    kind: str,
    field_id: str,
    before: tuple[str | None, str | None],
    after: tuple[str | None, str | None],
) -> Item:
    return {
        "field": name,
        "fieldtype": kind,
        "fieldId": field_id,
        "from": before[0],
        "fromString": before[1],
        "to": after[0],
        "toString": after[1],
    }


def _clock_face(millis: int) -> str:
    days, rest = divmod(millis, DAY)
    seconds, rest = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_date(days)}T{hour:02d}:{minute:02d}:{second:02d}.{rest:03d}"


@cache
def _date(days: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=days)).isoformat()
