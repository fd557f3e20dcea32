"""Finds the terms of a board's filter whose results change as work goes on; of the JQL, only these terms are stored.

Grammar as in Atlassian's "Use advanced search with JQL". A name is a field only if an operator follows it, so values,
search texts and orderings are not mistaken for fields. The platform has a tokenizer of its own, since app and platform
are separate and Forge's SDK offers apps none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)
    |(?P<operator>!=|!~|>=|<=|=|~|>|<)
    |(?P<mark>[(),!&|])
    |(?P<word>cf\s*\[\s*[0-9]+\s*\]|[^\s"'=!~<>(),&|]+)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_KIND_OF_FIELD = re.compile(r"\s*\[[^\[\]]*\]")
"""What Jira writes after the name of a field that shares it with others, as in "Team[Dropdown]"."""

_WORD_OPERATORS = frozenset({"in", "is", "was", "changed"})
_KEYWORDS = _WORD_OPERATORS | {"and", "or", "not", "order", "by"}
_RELATIVE = re.compile(r"([-+]?)(?:\d+(?:\.\d+)?[yMwdhm]\s*)+")
_IN_ORDER = frozenset({"<", "<=", ">", ">="})
DURATIONS = frozenset(
    {"originalestimate", "remainingestimate", "timeestimate", "timeoriginalestimate", "timespent", "workratio"}
)
"""Fields that are compared with a length of time, written as a date is that is so far from now."""

FILTERS = frozenset({"filter", "request", "savedfilter", "searchrequest"})
"""The names of the field that says that issues match another filter."""

OTHER_FILTER = "filter"

MOVING_DATE = "now"
MOVING_FIELDS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "created",
            "development",
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

HISTORY_WORDS = frozenset({*MOVING_FIELDS.values(), *MOVING_FUNCTIONS.values(), OTHER_FILTER})
"""All terms of a filter that may be stored; the last one means another filter whose JQL is not known."""


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
        return Token(kind, re.sub(r"\s", "", found))
    inner = found[1:-1] if len(found) > 1 and found[-1] == found[0] else found[1:]
    return Token(kind, _ESCAPED.sub(_meant, inner))


def _meant(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1][1:], 16)) if len(escaped[1]) > 1 else escaped[1]


def history_words(jql: str, sprint_fields: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Return the filter's terms that change as work goes on: words of `HISTORY_WORDS`, without duplicates.

    `sprint_fields` are ids and names of the site's Sprint fields; a query can use either.
    """
    fields = {**MOVING_FIELDS, **{alias: "sprint" for field in sprint_fields for alias in _aliases(*field)}}
    return sorted(set(_words(_restriction(tokens(jql)), fields)))


def other_filters(jql: str) -> list[str]:
    """Return the filters that a query refers to, by id or by name, each once."""
    found, field = dict[str, None](), ""
    for token, operator in _names(_restriction(tokens(jql))):
        if operator and operator.value != "(":
            field = token.value.strip().casefold()
        elif field in FILTERS:
            found[token.value.strip()] = None
    return list(found)


def _aliases(field_id: str, name: str) -> tuple[str, ...]:
    return name.casefold(), field_id.casefold(), f"cf[{field_id.removeprefix('customfield_')}]"


def _restriction(found: list[Token]) -> list[Token]:
    """Return the tokens before ORDER BY, which excludes no issue."""
    for at, token in enumerate(found[:-1]):
        if token.keyword == "order" and found[at + 1].keyword == "by":
            return found[:at]
    return found


def _words(found: list[Token], fields: Mapping[str, str]) -> Iterator[str]:
    in_order = False
    for token, follower in _names(found):
        name, value = token.value.strip().casefold(), token.value.strip()
        if follower and follower.value != "(":
            in_order = follower.value in _IN_ORDER and name not in DURATIONS
            yield from (fields[known] for known in _spellings(token.kind, name) if known in fields)
        elif follower:
            yield from (MOVING_FUNCTIONS[name],) if name in MOVING_FUNCTIONS else ()
        elif (relative := _RELATIVE.fullmatch(value)) and (relative[1] or in_order):
            yield MOVING_DATE


def _spellings(kind: str, name: str) -> tuple[str, ...]:
    """Return the ways to write a field's name that this one may be: with blanks, a kind, or a part of a value."""
    if kind == "text":
        return name, name.replace(" ", ""), _KIND_OF_FIELD.sub("", name)
    return name, name.partition("[")[0] if name.startswith("development[") else name


def _names(found: list[Token]) -> Iterator[tuple[Token, Token | None]]:
    """Yield the names of fields with the operator that follows, those of functions with "(", and values with None."""
    end = Token("end", "")
    for token, follower, after in zip(found, [*found[1:], end], [*found[2:], end, end], strict=False):
        if not token.is_name:
            continue
        if _compares(follower, after) or (token.kind == "word" and follower == Token("mark", "(")):
            yield token, follower
        else:
            yield token, None


def _compares(follower: Token, after: Token) -> bool:
    """Whether an operator follows, which makes the name a field."""
    if follower.kind == "operator" or follower.keyword in _WORD_OPERATORS:
        return True
    return follower.keyword == "not" and after.keyword == "in"
