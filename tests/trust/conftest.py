"""The product on sites full of canaries, and a search through everything it leaves behind."""

import base64
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.forge.kvs.stores.memory import MemoryStore
from app.jira.site.answers import PEOPLE_CANARY
from app.settings import Secret, Settings
from app.web.server import create
from tests.bench.loopback import listening
from tests.forge.kvs.stores import dump
from tests.support.clock import FakeClock
from tests.support.company import generate
from tests.support.site.faults import Fault, Faults, Reply, page, refused
from tests.support.site.faulty import FaultySite

TEXT_CANARY = "free-text-canary"
EMAIL, TOKEN = "ada@example.com", "token canary/7c1f=="
CANARIES = (
    PEOPLE_CANARY,
    TEXT_CANARY,
    TOKEN,
    quote(TOKEN, safe=""),
    base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode(),
)
UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)


def company() -> dict[str, Any]:
    """Return the demo company with a canary in every free text of every issue, sprint and history."""
    data: Any = generate(until=UNTIL).data
    issues = [
        issue
        | {
            "fields": issue["fields"] | dict.fromkeys(("summary", "description", "environment", "labels"), TEXT_CANARY),
            "changelog": {"histories": [_with_text(entry) for entry in issue["changelog"]["histories"]]},
        }
        for issue in data["issues"]
    ]
    sprints = [sprint | {"goal": TEXT_CANARY} for sprint in data["sprints"]]
    return {**data, "issues": issues, "sprints": sprints}


def _with_text(entry: dict[str, Any]) -> dict[str, Any]:
    text = {
        "field": "description",
        "fieldId": "description",
        "from": None,
        "to": None,
        "fromString": TEXT_CANARY,
        "toString": TEXT_CANARY,
    }
    return entry | {"items": [*entry["items"], text]}


@dataclass
class Traces:
    """Everything that a run leaves behind."""

    store: MemoryStore
    dashboard: Path
    log: pytest.LogCaptureFixture
    answers: list[str] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)

    async def found(self) -> dict[str, list[str]]:
        """Return where each canary was found."""
        kept = "\n".join(f"{key} {value!r}" for key, value in (await dump(self.store)).items())
        logged = (
            "\n".join(f"{record.getMessage()} {record.exc_text or ''} {record.args!r}" for record in self.log.records)
            + self.log.text
        )
        places = {
            "store": kept,
            "log": logged,
            "answers": "\n".join(self.answers),
            "dashboard": self.dashboard.read_text("utf-8") if self.dashboard.exists() else "",
        }
        return {name: hits for name, text in places.items() if (hits := [one for one in CANARIES if one in text])}


class Heard:
    """An ASGI app that notes the Authorization header of each request."""

    def __init__(self, app: Any, heard: list[str]) -> None:
        self.app, self.heard = app, heard

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.heard += [value.decode() for name, value in scope.get("headers", ()) if name == b"authorization"]
        await self.app(scope, receive, send)


@dataclass
class Product:
    """The product, its client, and what it leaves behind."""

    http: httpx.AsyncClient
    traces: Traces

    async def call(self, method: str, path: str, **more: Any) -> Any:
        """Send a request and remember the whole answer."""
        answer = await self.http.request(method, path, **more)
        self.traces.answers.append(f"{answer.status_code} {dict(answer.headers)} {answer.text}")
        return answer

    async def ask(self, function_key: str, payload: object) -> Any:
        """Call a resolver both ways."""
        body = {"functionKey": function_key, "payload": payload, "context": {"extension": {}}}
        await self.call("POST", "/invoke", json=body)
        answer = await self.call("POST", f"/resolvers/{function_key}", json=payload)
        return answer.json()


FAULTY = Faults(
    Fault(path="/sprint/", after=0, times=3, reply=refused(401)),
    Fault(path="/board/2/", after=2, times=2, reply=page(f"<p>{TEXT_CANARY} {PEOPLE_CANARY}</p>")),
    Fault(path="/board/4/", after=1, times=2, reply=Reply(400, f'{{"errorMessages":["{TEXT_CANARY}"]}}'.encode())),
    Fault(path="/search/jql", after=6, times=2, reply=Reply(200, f'["{TEXT_CANARY}"'.encode())),
)


@asynccontextmanager
async def product(
    tmp_path: Path, log: pytest.LogCaptureFixture, *, manifest: Path | None = None
) -> AsyncIterator[Product]:
    """Serve the product on a site behind a real server, with a credential."""
    log.set_level(logging.DEBUG)
    clock = FakeClock(UNTIL.timestamp())
    heard: list[str] = []
    async with listening(Heard(FaultySite(company(), clock=clock, faults=FAULTY), heard)) as port:
        more: Any = {"manifest": manifest} if manifest else {}
        settings = Settings(
            site=f"http://127.0.0.1:{port}",
            email=Secret(EMAIL),
            api_token=Secret(TOKEN),
            dashboard=tmp_path / "dashboard.json",
            **more,
        )
        store = MemoryStore(clock)
        app = create(settings, clock=clock, store=store)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", timeout=60) as http,
        ):
            yield Product(http, Traces(store, Path(str(settings.dashboard)), log, authorizations=heard))


@pytest.fixture(autouse=True)
def loggers_speak() -> Iterator[None]:
    """Set every logger to its lowest level, so that the search covers everything."""
    names = ("httpx", "httpcore", "uvicorn", "asyncio", "app")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
