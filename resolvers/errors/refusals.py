"""Interprets Jira's 400 and 422 answers by their text: errors caused by the site's data, or by our request."""

import re
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus

from app.forge import ResolverError, Response
from resolvers.errors import board_problems, problems

SPRINT_GONE = re.compile(
    r"""sprint\ with\ (?:name|id)\ '(?P<named>[^']*)'\ does\ not\ exist
    |'(?P<valued>[^']*)'\ does\ not\ exist\ for\ the\ field\ '(?:sprint|cf\[\d+\])'""",
    re.VERBOSE,
)
TEXTS: Mapping[str, Callable[[], ResolverError]] = {
    "does not support sprints": problems.sprints_not_supported,
    "mapped status": board_problems.no_columns,
    "for the field 'filter'": board_problems.filter_not_shared,
}
"""Lower-case patterns and their errors; the first match decides."""

NAMES: Mapping[str, str] = {
    r"field '[^']*' does not exist|no field '[^']*' exists|not able to find the field": "a field",
    r"'[^']*' does not exist for the field '": "a value",
}
"""Patterns for a query that refers to something unknown, with the kind of thing."""


class SprintsRefused(ResolverError):  # noqa: N818 - it is what Jira answered
    """Jira refuses a search because of sprints in our query or in the board's filter."""

    def __init__(self, named: Collection[str]) -> None:
        error = problems.changed_while_reading()
        super().__init__(error.message, type=error.type, status=error.status)
        self.named = frozenset(named)


def meaning(text: str, response: Response) -> ResolverError:
    """Return the error for a refused request, without Jira's text, which can contain names of people."""
    lowered = text.casefold()
    for part, error in TEXTS.items():
        if part in lowered:
            return error()
    if sprints := [match["named"] or match["valued"] or "" for match in SPRINT_GONE.finditer(lowered)]:
        return SprintsRefused(sprints)
    for pattern, what in NAMES.items():
        if re.search(pattern, lowered):
            return board_problems.filter_broken(what)
    if response.status == HTTPStatus.BAD_REQUEST:
        return problems.nonsense("it refused the request")
    return problems.refusal(response)
