"""A Jira Cloud site in memory: an ASGI app over data in the format of a recorded site file."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from difflib import get_close_matches
from threading import Lock
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from app.clock import Clock
from app.forge.product.policy.operations import Operation, find
from app.jira.site.agile import AgileApi
from app.jira.site.answers import PEOPLE_CANARY, Answer, Call, GatewayRefusal, Refusal
from app.jira.site.index import Index
from app.jira.site.platform import PlatformApi

Data = Mapping[str, Any]
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Handler = Callable[[Call], Answer]

_HANDLERS: Final[Mapping[str, tuple[type, str]]] = {
    "GET /rest/agile/1.0/board": (AgileApi, "boards"),
    "GET /rest/agile/1.0/board/{number}/configuration": (AgileApi, "configuration"),
    "GET /rest/agile/1.0/board/{number}/features": (AgileApi, "features"),
    "GET /rest/agile/1.0/board/{number}/project": (AgileApi, "projects"),
    "GET /rest/agile/1.0/board/{number}/sprint": (AgileApi, "sprints"),
    "GET /rest/agile/1.0/sprint/{number}": (AgileApi, "sprint"),
    "POST /rest/api/3/search/jql": (PlatformApi, "search"),
    "GET /rest/api/3/search/jql": (PlatformApi, "search_get"),
    "POST /rest/api/3/issue/bulkfetch": (PlatformApi, "issues"),
    "POST /rest/api/3/changelog/bulkfetch": (PlatformApi, "changelogs"),
    "GET /rest/api/3/issue/{name}": (PlatformApi, "issue"),
    "GET /rest/api/3/issue/{name}/changelog": (PlatformApi, "changelog"),
    "GET /rest/api/3/field": (PlatformApi, "fields"),
    "GET /rest/api/3/status": (PlatformApi, "statuses"),
    "GET /rest/api/3/filter/{number}": (PlatformApi, "filter"),
    "GET /rest/api/3/project/{name}/statuses": (PlatformApi, "project_statuses"),
    "GET /rest/api/3/serverInfo": (PlatformApi, "server_info"),
    "GET /rest/api/3/search": (PlatformApi, "removed"),
    "POST /rest/api/3/search": (PlatformApi, "removed"),
    "GET /rest/api/2/search": (PlatformApi, "removed"),
    "POST /rest/api/2/search": (PlatformApi, "removed"),
}
_WORK: Final = frozenset({"read:jira-work"})
_SCOPES: Final = {
    "GET /rest/agile/1.0/board/{number}/project": frozenset(
        {"read:board-scope.admin:jira-software", "read:project:jira"}
    ),
    "GET /rest/api/3/search/jql": _WORK,
    "GET /rest/api/3/issue/{name}": _WORK,
    "GET /rest/api/3/issue/{name}/changelog": _WORK,
    "GET /rest/api/3/project/{name}/statuses": _WORK,
}
"""The scopes of operations that product requests do not use (Atlassian's OpenAPI documents)."""
_PLACEHOLDERS: Final = {"{number}": r"([0-9]{1,18})", "{name}": r"([A-Za-z0-9_-]{1,255})"}


def _pattern(route: str) -> re.Pattern[str]:
    text = re.escape(route).replace(r"\{", "{").replace(r"\}", "}").replace(r"\ ", " ")
    for name, pattern in _PLACEHOLDERS.items():
        text = text.replace(name, pattern)
    return re.compile(text)


_ROUTES: Final = {route: _pattern(route) for route in _HANDLERS}


class UndeclaredPathError(LookupError):
    """A request unknown to this site: an error of the caller, so it raises instead of answering."""


class Site:
    """The site. `data` may be a function that makes it; `granted` are the scopes of the token, None for no check."""

    def __init__(self, data: Data | Callable[[], Data], *, clock: Clock, granted: frozenset[str] | None = None) -> None:
        self._clock = clock
        self._granted = granted
        self._indexing = Lock()
        self.load(data)

    def load(self, data: Data | Callable[[], Data]) -> None:
        """Use this data from now on; it is made and indexed at the next request."""
        self._data: Callable[[], Data] = data if callable(data) else lambda: data
        self._rooms: Mapping[type, object] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the first ones wait until the data is made; nothing else in the process waits."""
        if self._rooms is None:
            await asyncio.to_thread(self.index)
        status, headers, content = self.answer(*await request(scope, receive))
        fields = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": content})

    def answer(self, method: str, path: str, call: Call) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of the answer to a request."""
        answer = self._ask(method, path, call)
        content = orjson.dumps(answer.value)
        headers = {
            "content-type": "application/json;charset=UTF-8",
            "content-length": str(len(content)),
            "x-aaccountid": PEOPLE_CANARY,
        }
        return answer.status, headers, content

    def _ask(self, method: str, path: str, call: Call) -> Answer:
        route, placeholder = _route(method, path)
        try:
            if not self._allows(route, find(method, path)):
                raise GatewayRefusal
            return self._handler(route)(Call(call.query, call.body, placeholder))
        except Refusal as refusal:
            return refusal.answer

    def _allows(self, route: str, operation: Operation | None) -> bool:
        if self._granted is None:
            return True
        return operation.allowed_with(self._granted) if operation else _SCOPES.get(route, frozenset()) <= self._granted

    def _handler(self, route: str) -> Handler:
        room, name = _HANDLERS[route]
        handler: Handler = getattr(self.index()[room], name)
        return handler

    def index(self) -> Mapping[type, object]:
        """Make and index the data, once; without this call it is done at the next request."""
        with self._indexing:
            if self._rooms is None:
                index = Index(self._data())
                self._rooms = {
                    AgileApi: AgileApi(index, self._clock.now()),
                    PlatformApi: PlatformApi(index, self._clock),
                }
        return self._rooms


def _route(method: str, path: str) -> tuple[str, str]:
    """Return the route of a request and the value of its placeholder."""
    request = f"{method} {path}"
    for route, pattern in _ROUTES.items():
        if found := pattern.fullmatch(request):
            return route, "".join(found.groups())
    shown = re.sub("(?<!/api)/[0-9]+(?=/|$)", "/{number}", request)
    nearest = get_close_matches(shown, _HANDLERS, n=1, cutoff=0.0)[0]
    raise UndeclaredPathError(f"The site in memory does not support {shown}; the nearest operation is {nearest}.")


async def request(scope: Scope, receive: Receive) -> tuple[str, str, Call]:
    """Return method, path and call of a request; a body that is not JSON stays bytes."""
    if scope["type"] != "http":
        raise UndeclaredPathError("A site in memory answers HTTP requests only.")
    content = await _content(receive)
    try:
        body = orjson.loads(content) if content else None
    except orjson.JSONDecodeError:
        body = content
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    return scope["method"], scope["path"], Call(query, body)


async def _content(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)
