"""Evaluates queries: converts the tree of a query into predicates on the rows of an `Index`."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from app.jira.site.index import Index, Row
from app.jira.site.jql.dates import instant
from app.jira.site.jql.grammar import Clause, JqlError, Node, Not, Query, Value, parse
from app.jira.site.jql.words import clause_names, meant, words

MOST_ORDERINGS: Final = 7
"""The most fields that Jira Cloud orders by."""

UNBOUNDED: Final = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."  # "Search for issues"
)
SYSTEM_FIELDS: Final = frozenset(
    {
        "component",
        "fixversion",
        "issuetype",
        "labels",
        "parent",
        "priority",
        "resolution",
        "resolved",
        "status",
        "summary",
    }
)
"""Fields that every site has, whether or not an issue holds a value in one."""

Test = Callable[[Row], bool]

_COMPARE: Final = {"=": eq, "!=": ne, ">": gt, ">=": ge, "<": lt, "<=": le}
_CONTRARY: Final = {
    one: other
    for pair in (("=", "!="), ("~", "!~"), (">", "<="), (">=", "<"), ("in", "not in"), ("is", "is not"))
    for one, other in (pair, pair[::-1])
}
_NEGATIVE: Final = frozenset({"!=", "not in", "is not", "!~"})
_DATES: Final[dict[str, Callable[[Row], int]]] = {
    "updated": lambda row: row.updated,
    "updateddate": lambda row: row.updated,
    "created": lambda row: row.created,
    "createddate": lambda row: row.created,
}
_KEYS: Final = frozenset({"key", "id", "issue", "issuekey"})
_STATE_FUNCTIONS: Final = {"closedsprints": "closed", "opensprints": "active", "futuresprints": "future"}


def search(index: Index, jql: str, now: float) -> list[Row]:
    """Return the issues that a query finds, in its order; `now` is in epoch seconds. Raises `JqlError`."""
    query = parse(jql)
    if query.where is None:
        raise JqlError(UNBOUNDED)
    if len(query.order) > MOST_ORDERINGS:
        raise JqlError(f"JQL can be ordered by at most {MOST_ORDERINGS} fields.")
    matcher = Matcher(index, now)
    test = matcher.test(query.where)
    rows = [row for row in index.rows if test(row)]
    for field, descending in reversed(query.order):
        rows.sort(key=matcher.sort_key(field), reverse=descending)
    return rows


class Matcher:
    """Builds predicates for one site at one instant."""

    def __init__(self, index: Index, now: float, inside: frozenset[int] = frozenset()) -> None:
        self._index = index
        self._now = datetime.fromtimestamp(now, index.zone)
        self._inside = inside

    def test(self, node: Node, *, negated: bool = False) -> Test:
        """Return the predicate of a part of a query, or of its negation.

        Jira negates operators and not results: `NOT sprint = 5` is `sprint != 5`, which an issue without one fails too.
        """
        if isinstance(node, Clause):
            return self._clause(replace(node, operator=_CONTRARY[node.operator]) if negated else node)
        if isinstance(node, Not):
            return self.test(node.part, negated=not negated)
        both = (node.word == "and") is not negated
        return reduce(_both if both else _one_of, [self.test(part, negated=negated) for part in node.parts])

    def query(self, query: Query) -> Test:
        """Return the predicate of a filter's query, which may have no restriction."""
        return self.test(query.where) if query.where else lambda _: True

    def sort_key(self, field: str) -> Callable[[Row], Any]:
        """Return the sort key of rows."""
        name = field.lower()
        if name in _DATES:
            return _DATES[name]
        if name == "id":
            return lambda row: row.id
        if name in _KEYS:
            return lambda row: (row.project, row.number)
        if name == "rank":
            return lambda _: 0
        texts = self._texts(field)
        return lambda row: sorted(texts(row))

    def _clause(self, clause: Clause) -> Test:
        name = clause.field.lower()
        if name in _DATES:
            return self._date(clause, _DATES[name])
        if name == "filter":
            return _either(clause, reduce(_one_of, [self._filter(value) for value in _listed(clause)]))
        if name in self._sprint_names():
            return self._sprint(clause)
        if name in _KEYS:
            wanted = {self._issue(value, clause.field) for value in _listed(clause)}
            return _either(clause, lambda row: row.id in wanted)
        if name == "project":
            projects = frozenset(self._project(value) for value in _listed(clause))
            return _either(clause, lambda row: row.project in projects)
        return self._text(clause)

    def _date(self, clause: Clause, read: Callable[[Row], int]) -> Test:
        if clause.operator not in _COMPARE:
            raise _operator(clause)
        compare, bound = _COMPARE[clause.operator], instant(clause.values[0], self._now)
        return lambda row: bool(compare(read(row), bound))

    def _filter(self, value: Value) -> Test:
        wanted = value.text.lower()
        for number, one in self._index.filters.items():
            if wanted in {str(number), one["name"].lower()}:
                if number in self._inside:
                    raise JqlError(f"The filter '{value.text}' refers to itself.")
                inner = Matcher(self._index, self._now.timestamp(), self._inside | {number})
                return inner.query(parse(one["jql"]))
        raise _missing(value, "filter")

    def _sprint_names(self) -> frozenset[str]:
        field = next((one for one in self._index.fields if one["id"] == self._index.sprint_field), None)
        return frozenset({"sprint"} if field is None else {"sprint", *clause_names(field)})

    def _sprint(self, clause: Clause) -> Test:
        if all(value.is_empty for value in clause.values):
            return _either(clause, lambda row: not row.sprints, nothing=True)
        wanted = frozenset(sprint for value in _listed(clause) for sprint in self._sprint_ids(value))
        if clause.operator in _NEGATIVE:
            return lambda row: bool(row.sprints) and row.sprints.isdisjoint(wanted)
        return lambda row: not row.sprints.isdisjoint(wanted)

    def _sprint_ids(self, value: Value) -> Iterable[int]:
        sprints = self._index.sprints
        if value.arguments is not None:
            state = _STATE_FUNCTIONS.get(value.text.lower())
            if state is None:
                raise JqlError(f"Unable to find JQL function '{value.text}()'.")
            return [number for number, sprint in sprints.items() if sprint["state"] == state]
        named = [int(value.text)] if value.text.isdecimal() and len(value.text) <= len(str(2**63)) else []
        named += [number for number, sprint in sprints.items() if sprint["name"].lower() == value.text.lower()]
        found = [number for number in named if self._index.sees_sprint(number)]
        if not found:
            raise JqlError(f"Sprint with name '{value.text}' does not exist or you do not have permission to view it.")
        return found

    def _issue(self, value: Value, field: str) -> int:
        row = self._index.row(value.text)
        if row is None:
            raise JqlError(f"An issue with key '{value.text}' does not exist for field '{field}'.")
        return row.id

    def _project(self, value: Value) -> str:
        wanted = value.text.lower()
        for key, project in self._index.projects.items():
            if wanted in {key.lower(), str(project.get("id", "")), str(project.get("name", "")).lower()}:
                return key
        raise _missing(value, "project")

    def _text(self, clause: Clause) -> Test:
        if clause.operator not in {"=", "!=", "in", "not in", "is", "is not", "~", "!~"}:
            raise _operator(clause)
        texts = self._texts(clause.field)
        if all(value.is_empty for value in clause.values):
            return _either(clause, lambda row: not texts(row), nothing=True)
        wanted = frozenset(word for value in _listed(clause) for word in meant(self._index, clause.field, value))
        if clause.operator in {"~", "!~"}:
            found: Test = lambda row: any(word in text for text in texts(row) for word in wanted)  # noqa: E731 - a branch of one test
        else:
            found = lambda row: not wanted.isdisjoint(texts(row))  # noqa: E731 - the other branch
        return _either(clause, found, filled=lambda row: bool(texts(row)))

    def _texts(self, field: str) -> Callable[[Row], frozenset[str]]:
        """Return the lower-case ids, keys and names of a field's value."""
        name = field.lower()
        if name == "statuscategory":
            return self._category
        key = {"type": "issuetype"}.get(name) or next(
            (str(one["id"]) for one in self._index.fields if name in {str(one["id"]).lower(), *clause_names(one)}),
            name,
        )
        if key not in SYSTEM_FIELDS and not any(key in row.fields for row in self._index.rows):
            raise JqlError(f"Field '{field}' does not exist or you do not have permission to view it.")
        return lambda row: frozenset(words(row.fields.get(key)))

    def _category(self, row: Row) -> frozenset[str]:
        status = (row.fields.get("status") or {}).get("id")
        found = next((one for one in self._index.statuses if one["id"] == status), None)
        return frozenset(words(found and found["statusCategory"]))


def _listed(clause: Clause) -> tuple[Value, ...]:
    """Return the values of a clause whose operator names values."""
    if clause.operator in {"is", "is not", ">", ">=", "<", "<="} or any(value.is_empty for value in clause.values):
        raise _operator(clause)
    return clause.values


def _either(clause: Clause, test: Test, *, nothing: bool = False, filled: Test | None = None) -> Test:
    """Return the test or, for a negative operator, its contrary.

    An issue without the field matches no negative operator unless `nothing` is what is asked for (JQL, "!=").
    """
    if nothing and clause.operator not in {"=", "!=", "is", "is not"}:
        raise _operator(clause)
    if clause.operator not in _NEGATIVE:
        return test
    return lambda row: (filled is None or filled(row)) and not test(row)


def _both(first: Test, second: Test) -> Test:
    return lambda row: first(row) and second(row)


def _one_of(first: Test, second: Test) -> Test:
    return lambda row: first(row) or second(row)


def _operator(clause: Clause) -> JqlError:
    return JqlError(
        f"The operator '{clause.operator}' is not supported by the '{clause.field}' field with these values."
    )


def _missing(value: Value, field: str) -> JqlError:
    return JqlError(f"The value '{value.text}' does not exist for the field '{field}'.")
