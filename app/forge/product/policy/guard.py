"""Checks every product request before a connection is made: address, operation, query, body and scopes.

The checked request is the one sent: the address in its wire form, and a body re-serialized from the checked values.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import httpx
import orjson

from app.forge.errors import ProductRequestError
from app.forge.product.policy.operations import Operation, find, nearest
from app.forge.product.policy.privacy import refused_field, refused_jql
from app.forge.product.transport.destination import Destination

LONGEST_ADDRESS: Final = 8 * 1024
MOST_BODY: Final = 500 * 1024
HEADERS: Final = frozenset({"accept", "accept-language", "content-type", "x-atlassian-token"})
"""Headers that an app may set. The platform sends its own values: only JSON is sent and accepted."""

ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]{2}")
"""The start of an address with its own scheme or host."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Admitted:
    """An admitted request."""

    operation: Operation
    url: httpx.URL
    content: bytes | None


def refused(
    why: str,
    *,
    type: str = "request-refused",  # noqa: A002 - the word of errors.py
    status: int = 403,
    **details: str,
) -> ProductRequestError:
    """Return the error of a refused request."""
    message = f"The request was not sent to Jira: {why}."
    return ProductRequestError(message, type=type, status=status, title=None, **details)


def egress_refused() -> ProductRequestError:
    """Return the error of a request to another host, with the message and name of `@forge/api`."""
    return ProductRequestError(
        "URL not included in the external fetch backend permissions. Visit go.atlassian.com/forge-egress for more "
        "information. This platform offers no egress: requests go to the one Jira site only.",
        type="egress-refused",
        status=403,
        name="REQUEST_EGRESS_ALLOWLIST_ERR",
    )


def admit(
    destination: Destination, where: str, method: str, headers: Mapping[str, str] | None, body: object
) -> Admitted:
    """Return the request as it will be sent; raises `ProductRequestError` with the broken rule."""
    url = address(destination, where)
    path, _, query = where.partition("?")
    operation = find(method, path)
    if operation is None:
        hint = str(nearest(method, path))
        why = f"this operation is not supported; the nearest one is {hint}"
        raise refused(why, type="operation-refused", nearest=hint)
    for name in headers or {}:
        if name.lower() not in HEADERS:
            raise refused("a header was set that only the platform may set")
    _check_query(operation, parse_qsl(query, keep_blank_values=True))
    return Admitted(operation, url, _content(operation, body))


def address(destination: Destination, where: str) -> httpx.URL:
    """Return the URL of a route; the part before the query is exactly the destination and the path."""
    path, _, _ = where.partition("?")
    if ELSEWHERE.match(where):
        raise egress_refused()
    if "\\" in where or "#" in where or len(where) > LONGEST_ADDRESS:
        raise refused("the address contains a backslash or a fragment, or is too long")
    if not path.startswith("/rest/") or "%" in path:
        raise refused("a path must start with /rest/ and contain no escapes")
    expected = f"{destination.origin}{destination.base_path}{path}"
    try:
        url = httpx.URL(f"{destination.origin}{destination.base_path}{where}")
    except (httpx.InvalidURL, UnicodeError):
        raise refused("the address contains an invalid character") from None
    if str(url).partition("?")[0] != expected:
        raise refused("the address leads to another destination or path than it shows")
    return url


def _check_query(operation: Operation, pairs: list[tuple[str, str]]) -> None:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise refused("a query parameter is given twice")
    if not set(names) <= operation.query:
        raise refused(f"{operation} allows {_list(operation.query)} in its query", type="query-refused")
    if any(_CONTROL.search(value) for _, value in pairs):
        raise refused("a query parameter contains a control character")


def _content(operation: Operation, body: object) -> bytes | None:
    if operation.method == "GET":
        if body is not None:
            raise refused(f"{operation} has no body", type="body-refused", status=400)
        return None
    try:
        if isinstance(body, str | bytes | bytearray | memoryview):
            body = orjson.loads(body)
        content = orjson.dumps(body)
        values = orjson.loads(content)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        raise refused("its body is not JSON", type="body-refused", status=400) from None
    if not isinstance(values, dict) or not set(values) <= operation.body:
        raise refused(f"{operation} expects an object of {_list(operation.body)}", type="body-refused", status=400)
    if not all(values.get(name) for name in operation.required):
        raise refused(f"{operation} needs {_list(operation.required)}", type="body-refused", status=400)
    if len(content) > MOST_BODY:
        raise refused(f"its body is larger than {MOST_BODY // 1024} KB", type="body-refused", status=413)
    _check_people(values)
    return content


def _check_people(values: Mapping[str, object]) -> None:
    for name in values.keys() & {"fields", "fieldIds"}:
        fields = values[name]
        for field in fields if isinstance(fields, list) else [fields]:
            if why := refused_field(field):
                raise refused(why, type="per-person-refused", field=name)
    if "jql" in values and (why := refused_jql(values["jql"])):
        raise refused(why, type="per-person-refused", field="jql")


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
