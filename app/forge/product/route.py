"""Addresses of product requests, built as `@forge/api` 8.3.0 builds them.

In the path a value is inserted as it is or refused, in the query it is encoded. The template itself is trusted: never
format a value into it.
"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Final, NoReturn
from urllib.parse import quote, quote_plus, urlsplit

MANIPULATION: Final = (
    "Disallowing path manipulation attempt. For more information see: https://go.atlassian.com/product-fetch-api-route"
)
DOTS: Final = re.compile(r"(?:\.|%2e){2}", re.IGNORECASE)
"""Two dots in any of their nine spellings; the original misses `%2E%2E` and `%2e%2E`, which are refused here too."""


class Route:
    """An address on the product: path and query, as `value`. It cannot be changed."""

    __slots__ = ("value",)
    value: str

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "value", value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("modification of a Route is not allowed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("modification of a Route is not allowed")

    def __repr__(self) -> str:
        return f"Route({self.value.partition('?')[0]!r})"


def route(template: str, /, *values: object, **named: object) -> Route:
    r"""Return the route of a template whose `{}` and `{name}` are replaced by the values.

    A `?` or `#` in the template's own text ends the path, before the placeholder that follows. In the path a value
    must hold no `/`, `\`, `?`, `#` and no two dots; the text is otherwise inserted raw. In the query it is encoded as
    `encodeURIComponent` does, a mapping as `URLSearchParams` does. A route is inserted raw in the path, encoded in the
    query. Raises ValueError for a value that is refused, TypeError when values and placeholders do not match.
    """
    built, in_query = "", False
    for text, value in _pieces(template, values, named):
        built += text
        in_query = in_query or "?" in text or "#" in text
        if value is not _NOTHING:
            built += _in_query(value) if in_query else _in_path(value)
    return Route(built)


def assume_trusted_route(value: str) -> Route:
    """Return a route of any text, unchecked."""
    return Route(value)


def route_from_absolute(url: str) -> Route:
    """Return path and query of an absolute URL; raises ValueError for a relative one."""
    parts = urlsplit(url)
    if not parts.scheme or not parts.netloc:
        raise ValueError("Invalid URL")
    return Route((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


_NOTHING: Final = object()


def _pieces(template: str, values: tuple[object, ...], named: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    waiting, unused = list(values), dict(named)
    for text, name, spec, conversion in Formatter().parse(template):
        if name is None:
            yield text, _NOTHING
        elif spec or conversion or not (name == "" or name.isidentifier()):
            raise TypeError("A placeholder of a route is {} or {name}.")
        elif name and name not in named:
            raise TypeError(f"The route has no value for {{{name}}}.")
        elif not name and not waiting:
            raise TypeError("The route has more placeholders than values.")
        else:
            unused.pop(name, None)
            yield text, named[name] if name else waiting.pop(0)
    if waiting or unused:
        raise TypeError("The route has more values than placeholders.")


def _in_path(value: object) -> str:
    if isinstance(value, Route):
        return value.value
    text = _text(value)
    if DOTS.search(text) or any(char in text for char in "?#/\\"):
        raise ValueError(MANIPULATION)
    return text


def _in_query(value: object) -> str:
    if isinstance(value, Mapping):
        return _text(value)
    return _encoded(value.value if isinstance(value, Route) else _text(value))


def _encoded(text: str) -> str:
    """Return the text as `encodeURIComponent` writes it."""
    try:
        return quote(text, safe="!'()*~-_.")
    except UnicodeEncodeError:
        raise ValueError("URI malformed") from None


def _text(value: object) -> str:
    """Return what JavaScript's `String(value)` is for the values that JSON knows."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ",".join("" if item is None else _text(item) for item in value)
    if isinstance(value, Mapping):
        return "&".join(f"{_form(key)}={_form(item)}" for key, item in value.items())
    return str(value)


def _form(value: object) -> str:
    """Return a name or value as `URLSearchParams` writes it; a lone surrogate becomes the replacement character."""
    text = _text(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return quote_plus(text, safe="*").replace("~", "%7E")
