"""JQL: the grammar and the tree of a query.

Grammar as in Atlassian's "Use advanced search with JQL": clauses joined by AND, OR and NOT with parentheses, lists,
functions, and ORDER BY. History searches (WAS, CHANGED) are no part of it. Every fault is a `JqlError`.
"""

from dataclasses import dataclass
from typing import Final

from app.jql import Token, UnclosedQuoteError, tokens

DEEPEST: Final = 50
"""How deep parentheses and NOTs may nest here."""

_COMPARISONS: Final = frozenset({"=", "!=", "~", "!~", ">", ">=", "<", "<="})


class JqlError(Exception):
    """A query that cannot be answered; the message is what Jira puts into `errorMessages`."""


@dataclass(frozen=True, slots=True)
class Value:
    """An operand: its text, whether it is quoted, and the arguments when it is a function."""

    text: str
    quoted: bool = False
    arguments: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it is the keyword EMPTY or NULL."""
        return not self.quoted and self.arguments is None and self.text.lower() in {"empty", "null"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A field compared to values; `operator` is lower case, `not in` and `is not` with one space."""

    field: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a part."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Join:
    """Parts that must all hold (`and`), or one of which must (`or`)."""

    word: str
    parts: "tuple[Node, ...]"


Node = Clause | Not | Join


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query: the restriction, None for none, and the fields to order by with True for descending."""

    where: Node | None
    order: tuple[tuple[str, bool], ...]


def parse(jql: str) -> Query:
    """Return the tree of a query; raises `JqlError` and nothing else."""
    return _Parser(jql).query()


class _Parser:
    def __init__(self, jql: str) -> None:
        try:
            self._tokens = tokens(jql)
        except UnclosedQuoteError as error:
            raise JqlError(f"Error in the JQL Query: a quote is not closed. (character {error.at + 1})") from None
        self._at = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _skip(self, text: str) -> bool:
        """Take a mark or a keyword if it is there."""
        token = self._next
        there = token.keyword == text or (token.kind == "mark" and token.text == text)
        self._at += there
        return there

    def _demand(self, text: str) -> None:
        if not self._skip(text):
            raise self._unexpected(f"'{text.upper()}'")

    def _unexpected(self, wanted: str) -> JqlError:
        got = f"'{self._next.text}'" if self._next.kind != "end" else "the end"
        return JqlError(
            f"Error in the JQL Query: Expecting {wanted} but got {got}. (line 1, character {self._next.at + 1})"
        )

    def query(self) -> Query:
        where = None if self._next.keyword == "order" or self._next.kind == "end" else self._joined("or")
        order: list[tuple[str, bool]] = []
        if self._skip("order"):
            self._demand("by")
            order.append(self._ordering())
            while self._skip(","):
                order.append(self._ordering())
        if self._next.kind != "end":
            raise self._unexpected("either 'OR' or 'AND'")
        return Query(where, tuple(order))

    def _ordering(self) -> tuple[str, bool]:
        field = self._name()
        direction = self._next.text.lower()
        if self._next.kind == "word" and direction in {"asc", "desc"}:
            self._take()
            return field, direction == "desc"
        return field, False

    def _joined(self, word: str) -> Node:
        part = self._negatable if word == "and" else lambda: self._joined("and")
        parts = [part()]
        while self._skip(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Join(word, tuple(parts))

    def _negatable(self) -> Node:
        if self._depth >= DEEPEST:
            raise JqlError(f"Error in the JQL Query: it nests deeper than {DEEPEST} levels.")
        self._depth += 1
        try:
            if self._skip("not"):
                return Not(self._negatable())
            if not self._skip("("):
                return self._clause()
            inner = self._joined("or")
            self._demand(")")
            return inner
        finally:
            self._depth -= 1

    def _clause(self) -> Clause:
        field, operator = self._name(), self._operator()
        if operator in {"in", "not in"}:
            return Clause(field, operator, self._operands())
        return Clause(field, operator, (self._value(),))

    def _name(self) -> str:
        if self._next.kind not in {"word", "text"} or self._next.keyword:
            raise self._unexpected("a field")
        return self._plain().text

    def _operator(self) -> str:
        if self._next.kind == "operator" and self._next.text in _COMPARISONS:
            return self._take().text
        if self._skip("in"):
            return "in"
        if self._skip("not"):
            self._demand("in")
            return "not in"
        if self._skip("is"):
            return "is not" if self._skip("not") else "is"
        raise self._unexpected("an operator")

    def _operands(self) -> tuple[Value, ...]:
        if not self._skip("("):
            value = self._value()
            if value.arguments is None:
                raise self._unexpected("a list or a function")
            return (value,)
        values = [self._value()]
        while self._skip(","):
            values.append(self._value())
        self._demand(")")
        return tuple(values)

    def _value(self) -> Value:
        value = self._plain()
        return value if value.quoted or not self._skip("(") else Value(value.text, arguments=self._arguments())

    def _plain(self) -> Value:
        if self._next.kind not in {"word", "text"} or self._next.keyword:
            raise self._unexpected("a value")
        token = self._take()
        return Value(token.value, quoted=token.kind == "text")

    def _arguments(self) -> tuple[str, ...]:
        arguments: list[str] = []
        while not self._skip(")"):
            if arguments:
                self._demand(",")
            arguments.append(self._plain().text)
        return tuple(arguments)
