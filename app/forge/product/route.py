"""Builds the addresses of product requests as `@forge/api` 8.3.0 does.

A value is inserted unchanged or refused in the path, and encoded in the query. The template is trusted: never format a
value into it.
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
"""Two dots in any of nine spellings, including `%2E%2E` and `%2e%2E`, which the original misses."""


class Route:
    """An address on the product, immutable: path and query as `value`."""

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
    r"""Return the route of a template with `{}` and `{name}` replaced by the values.

    A `?` or `#` in the template ends the path. In the path a value is inserted raw and must not contain `/`, `\`, `?`,
    `#` or two dots. In the query a value is encoded as by `encodeURIComponent`, a mapping as by `URLSearchParams`. A
    route is inserted raw in the path, encoded in the query. Raises ValueError for a refused value, TypeError if values
    and placeholders do not match.
    """
    built, in_query = "", False
    for text, value in _pieces(template, values, named):
        built += text
        in_query = in_query or "?" in text or "#" in text
        if value is not _NOTHING:
            built += _in_query(value) if in_query else _in_path(value)
    return Route(built)


def assume_trusted_route(value: str) -> Route:
    """Return an unchecked route of any text."""
    return Route(value)


def route_from_absolute(url: str) -> Route:
    """Return the route of an absolute URL's path and query; raises ValueError for a relative one."""
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
            raise TypeError("A placeholder in a route must be {} or {name}.")
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
    """Return the text encoded as by `encodeURIComponent`."""
    try:
        return quote(text, safe="!'()*~-_.")
    except UnicodeEncodeError:
        raise ValueError("URI malformed") from None


def _text(value: object) -> str:
    """Return the result of JavaScript's `String(value)` for JSON values."""
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
    """Return a name or value encoded as by `URLSearchParams`; lone surrogates become replacement characters."""
    text = _text(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return quote_plus(text, safe="*").replace("~", "%7E")
