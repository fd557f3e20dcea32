"""Parses dates in JQL ("JQL fields", created and updated)."""

import re
from datetime import datetime, tzinfo
from typing import Final

from app.jira.site.jql.grammar import JqlError, Value

_SECONDS: Final = {"w": 7 * 86_400, "d": 86_400, "h": 3_600, "m": 60}
_RELATIVE: Final = re.compile(r"([+-]?)((?:\d{1,6}[wdhm]\s*)+)")
_FORMS: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y/%m/%d")


def instant(value: Value, now: datetime) -> int:
    """Return the epoch milliseconds of a date in JQL, read in the zone of `now`. Raises `JqlError`.

    Forms: `yyyy-MM-dd`, `yyyy-MM-dd HH:mm`, both with slashes too, a distance such as `-30d`, and `now()`.
    """
    if value.arguments is not None:
        if value.text.lower() == "now":
            return round(now.timestamp() * 1000)
        raise JqlError(f"Unable to find JQL function '{value.text}()'.")
    if found := _RELATIVE.fullmatch(value.text.strip()):
        distance = sum(_SECONDS[unit] * int(count) for count, unit in re.findall(r"(\d+)([wdhm])", found[2]))
        return round((now.timestamp() + (-distance if found[1] == "-" else distance)) * 1000)
    return _absolute(value.text.strip(), now.tzinfo)


def _absolute(text: str, zone: tzinfo | None) -> int:
    for form in _FORMS:
        try:
            return round(datetime.strptime(text, form).replace(tzinfo=zone).timestamp() * 1000)
        except (ValueError, OverflowError):
            continue
    raise JqlError(
        f"Date value '{text}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', "
        "'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
    )
