"""Tokenizer of JQL, for the policy of requests and for the site in memory.

Grammar as in Atlassian's "Use advanced search with JQL". Apps cannot use it, because Forge's SDK has no tokenizer: an
app that parses filters brings its own.
"""

import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    \s+
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<operator>!=|!~|>=|<=|=|~|>|<)
    |(?P<join>&&|\|\||!|&|\|)
    |(?P<mark>[(),])
    |(?P<word>[^\s"'=!~<>(),&|]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_JOINS: Final = {"&&": "and", "&": "and", "||": "or", "|": "or", "!": "not"}
KEYWORDS: Final = frozenset({"and", "or", "not", "in", "is", "order", "by", "was", "changed"})


class UnclosedQuoteError(ValueError):
    """A query with an unclosed quote, which starts at index `at`."""

    def __init__(self, at: int) -> None:
        super().__init__("the query has an unclosed quote")
        self.at = at


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its index in the query: `kind` is `text` (quoted), `operator`, `join`, `mark`, `word` or `end`."""

    kind: str
    text: str
    at: int

    @property
    def keyword(self) -> str:
        """Its keyword, or the one it stands for, in lower case; empty for quoted text."""
        word = _JOINS.get(self.text, self.text.lower()) if self.kind in {"word", "join"} else ""
        return word if word in KEYWORDS else ""

    @property
    def value(self) -> str:
        """Its value: text without quotes and escapes."""
        return re.sub(r"\\(.)", r"\1", self.text[1:-1], flags=re.DOTALL) if self.kind == "text" else self.text


def tokens(jql: str) -> list[Token]:
    """Return the tokens of a query, the last of them its end; raises `UnclosedQuoteError` and nothing else."""
    found, at = [], 0
    while at < len(jql):
        match = _TOKEN.match(jql, at)
        if match is None:
            raise UnclosedQuoteError(at)
        if match.lastgroup:
            found.append(Token(match.lastgroup, match.group(), at))
        at = match.end()
    return [*found, Token("end", "", at)]
