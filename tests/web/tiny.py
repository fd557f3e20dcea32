"""A tiny app of another maker: it shows that the platform runs any app, with one function for each way to end."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from app.address import ExternalAddress
from app.forge.product.transport.egress import Upstream
from app.settings import Settings
from app.web import listen
from app.web.routes import ROUTES
from app.web.routing import WebRoute
from app.web.server import create

MANIFEST = """\
modules:
  jira:dashboardGadget:
    - key: tiny-gadget
      title: Tiny gadget
      description: Counts what it is given.
      thumbnail: https://example.com/tiny.svg
      resource: main
      resolver:
        function: resolver
      edit:
        resource: main
      refreshable: false
    - key: plain-gadget
      title: Plain gadget
      description: Has nothing to set.
      thumbnail: https://example.com/plain.svg
      resource: main
      resolver:
        function: resolver
  function:
    - key: resolver
      handler: tinyapp.handler
resources:
  - key: main
    path: static
app:
  id: ari:cloud:ecosystem::app/11111111-2222-3333-4444-555555555555
  runtime:
    name: nodejs22.x
permissions:
  scopes:
    - read:jira-work
    - storage:app
"""
APP = '''\
"""The functions of the tiny app."""

from typing import TypedDict

from pydantic import BaseModel

from app.forge import Resolver, ResolverError, kvs


class Count(BaseModel):
    """What to count."""

    items: list[int]


class Counted(TypedDict):
    """What was counted."""

    count: int


resolver = Resolver()
calls = []


@resolver.define("count", payload=Count, result=Counted)
async def count(request):
    """Count the items.

    There may be none.
    """
    calls.append(request.payload)
    return {"count": len(request.payload.get("items", []))}


@resolver.define("echo")
def echo(request):
    """Return what the function was called with."""
    return {"payload": request.payload, "context": dict(request.context)}


@resolver.define("limited")
def limited(request):
    """Fail with a time to try again."""
    raise ResolverError("Jira's limit is reached.", type="rate-limited", status=429, retryAfterSeconds=2.4)


@resolver.define("crash")
def crash(request):
    """Fail without a meaning."""
    raise RuntimeError("SECRET of the app")


@resolver.define("remember")
async def remember(request):
    """Keep a value in the store and read it back."""
    await kvs.set("value", request.payload)
    return await kvs.get("value")


@resolver.define("suggestConfiguration")
def suggest(request):
    """Suggest a configuration for a first gadget."""
    return {"items": [1, 2, 3]}


handler = resolver.get_definitions()
'''
PAGE = """\
<!doctype html>
<html lang="en"><head><title>Tiny</title><link rel="stylesheet" href="tiny.css"></head>
<body><main></main><script type="module" src="tiny.js"></script></body></html>
"""
STYLE = "body { margin: 8px; background: var(--ds-surface); color: var(--ds-text); }"
SCRIPT = """\
const { callBridge } = globalThis.__bridge;
await callBridge("enableTheming");
const context = await callBridge("getContext");
const { entryPoint, gadgetConfiguration } = context.extension;
const main = document.querySelector("main");
const button = (id, run) => {
  const made = document.createElement("button");
  Object.assign(made, { id, textContent: id, onclick: run });
  main.append(made);
};
const line = (words) => main.append(Object.assign(document.createElement("p"), { textContent: words }));
if (entryPoint === "edit") {
  button("save", () => callBridge("submit", { items: [1, 2] }));
  button("cancel", () => callBridge("close"));
} else {
  const { count } = await callBridge("invoke", { functionKey: "count", payload: gadgetConfiguration });
  line(`count ${count}`);
  await callBridge("on", {
    event: "JIRA_DASHBOARD_GADGET_REFRESH",
    callback: (payload) => line(`refresh ${JSON.stringify(payload)}`),
  });
}
document.body.dataset.ready = entryPoint;
"""


def write(folder: Path) -> Path:
    """Write the app into a folder and return its manifest."""
    static = folder / "static"
    static.mkdir(parents=True)
    files = {"index.html": PAGE, "tiny.css": STYLE, "tiny.js": SCRIPT, ".env": "SECRET", "notes.py": "SECRET"}
    for name, text in files.items():
        (static / name).write_text(text)
    (folder / "tinyapp.py").write_text(APP)
    manifest = folder / "manifest.yaml"
    manifest.write_text(MANIFEST)
    return manifest


def jira(request: httpx.Request) -> httpx.Response:
    """Answer like a Jira with a single known answer."""
    return httpx.Response(200, json={"path": request.url.path, "deploymentType": "Cloud"})


def upstream(kind: str = "demo", answer: Callable[[httpx.Request], httpx.Response] = jira) -> Upstream:
    """Return the upstream of the tiny app's product requests."""
    return Upstream(
        kind=kind,  # type: ignore[arg-type]
        origin="https://tiny.atlassian.net",
        base_path="",
        transport=httpx.MockTransport(answer),
        cloud_id="tiny-cloud",
        site_url=None if kind == "demo" else "https://tiny.atlassian.net",
        auth=None,
        label="Tiny site",
    )


def settings(folder: Path, **values: Any) -> Settings:
    """Return settings for the tiny app, which is written into the folder unless it is there."""
    manifest = folder / "manifest.yaml"
    if not manifest.exists():
        write(folder)
    return Settings(**{"manifest": manifest, "dashboard": folder / "data" / "dashboard.json", **values})


def server(folder: Path, *, kind: str = "demo", routes: Sequence[WebRoute] = ROUTES, **values: Any) -> FastAPI:
    """Return a server of the tiny app."""
    return create(settings(folder, **values), upstream=upstream(kind), routes=routes)


@contextmanager
def running(folder: Path, *, kind: str = "demo", path: str = "", **values: Any) -> Iterator[str]:
    """Run a server of the tiny app on a free port, below a path, and give its address."""
    wanted = settings(folder, port=0, **values)
    with listen.listen(wanted) as bound:
        configured = listen.with_port(wanted, bound)
        if path:
            url = ExternalAddress("http", "127.0.0.1", configured.port, path)
            configured = dataclasses.replace(configured, url=url)
        app = create(configured, upstream=upstream(kind))
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=listen.GRACE_SECONDS,
        )
        uvicorn_server = uvicorn.Server(config)
        thread = threading.Thread(target=uvicorn_server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not uvicorn_server.started:
            time.sleep(0.01)
        try:
            yield configured.address.url
        finally:
            uvicorn_server.should_exit = True
            thread.join(10)
