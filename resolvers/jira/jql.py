"""Finds the terms of a board's filter whose results change as work goes on; of the JQL, only these terms are stored.

Grammar as in Atlassian's "Use advanced search with JQL". A name is a field only if an operator follows, which excludes
values, search texts and orderings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)
    |(?P<operator>!=|!~|>=|<=|=|~|>|<)
    |(?P<mark>[(),!&|])
    |(?P<word>[^\s"'=!~<>(),&|]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD_OPERATORS = frozenset({"in", "is", "was", "changed"})
_KEYWORDS = _WORD_OPERATORS | {"and", "or", "not", "order", "by"}
_RELATIVE = re.compile(r"[-+]\d+(?:\.\d+)?[yMwdhm]")

MOVING_DATE = "now"
MOVING_FIELDS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "created",
            "due",
            "remainingestimate",
            "resolution",
            "resolved",
            "sprint",
            "status",
            "statuscategory",
            "statuscategorychangeddate",
            "timespent",
            "updated",
            "workratio",
        )
    },
    "createddate": "created",
    "duedate": "due",
    "resolutiondate": "resolved",
    "timeestimate": "remainingestimate",
    "updateddate": "updated",
}
"""Fields that change as work goes on and dates compared with a moving date, each with the term that is stored."""

MOVING_FUNCTIONS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "closedsprints",
            "earliestunreleasedversion",
            "futuresprints",
            "latestreleasedversion",
            "opensprints",
            "releasedversions",
            "unreleasedversions",
        )
    },
    **{f"{edge}of{span}": MOVING_DATE for edge in ("start", "end") for span in ("day", "week", "month", "year")},
    "currentlogin": MOVING_DATE,
    "lastlogin": MOVING_DATE,
    "now": MOVING_DATE,
}
"""Functions whose values change without an edit of the issue, each with the term that is stored."""

HISTORY_WORDS = frozenset({*MOVING_FIELDS.values(), *MOVING_FUNCTIONS.values()})
"""All terms that may be stored of a filter."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `kind` is `text` (quoted), `operator`, `mark` or `word`; `value` is without quotes and escapes."""

    kind: str
    value: str

    @property
    def keyword(self) -> str:
        """The keyword in lower case, empty if it is not one or is quoted."""
        word = self.value.lower()
        return word if self.kind == "word" and word in _KEYWORDS else ""

    @property
    def is_name(self) -> bool:
        """Whether it can be the name of a field or a value."""
        return self.kind in {"text", "word"} and not self.keyword


def tokens(jql: str) -> list[Token]:
    """Return the tokens of a query; an unclosed quote extends to the end."""
    return [_token(str(match.lastgroup), match.group()) for match in _TOKEN.finditer(jql)]


def _token(kind: str, found: str) -> Token:
    if kind != "text":
        return Token(kind, found)
    inner = found[1:-1] if len(found) > 1 and found[-1] == found[0] else found[1:]
    return Token(kind, re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL))


def history_words(jql: str, sprint_fields: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Return the filter's terms that change as work goes on: words of `HISTORY_WORDS`, without duplicates.

    `sprint_fields` are ids and names of the site's Sprint fields; a query can use either.
    """
    fields = {**MOVING_FIELDS, **{alias: "sprint" for field in sprint_fields for alias in _aliases(*field)}}
    return sorted(set(_words(_restriction(tokens(jql)), fields)))


def _aliases(field_id: str, name: str) -> tuple[str, ...]:
    return name.casefold(), field_id.casefold(), f"cf[{field_id.removeprefix('customfield_')}]"


def _restriction(found: list[Token]) -> list[Token]:
    """Return the tokens before ORDER BY, which excludes no issue."""
    for at, token in enumerate(found[:-1]):
        if token.keyword == "order" and found[at + 1].keyword == "by":
            return found[:at]
    return found


def _words(found: list[Token], fields: Mapping[str, str]) -> Iterator[str]:
    end = Token("end", "")
    for token, follower, after in zip(found, [*found[1:], end], [*found[2:], end, end], strict=False):
        if not token.is_name:
            continue
        name = token.value.strip().casefold()
        if _compares(follower, after):
            yield from (fields[name],) if name in fields else ()
        elif token.kind == "word" and follower == Token("mark", "("):
            yield from (MOVING_FUNCTIONS[name],) if name in MOVING_FUNCTIONS else ()
        elif _RELATIVE.fullmatch(token.value.strip()):
            yield MOVING_DATE


def _compares(follower: Token, after: Token) -> bool:
    """Whether an operator follows, which makes the name a field."""
    if follower.kind == "operator" or follower.keyword in _WORD_OPERATORS:
        return True
    return follower.keyword == "not" and after.keyword == "in"
