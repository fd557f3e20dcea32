"""An app that does what it may not. Each function runs into one guard of the platform."""

import asyncio
from typing import NoReturn

from app.forge import Request, Resolver, as_app, assume_trusted_route, kvs, route

resolver = Resolver()


@resolver.define("endlessLoop")
async def endless_loop(_: Request) -> None:
    await asyncio.Event().wait()


@resolver.define("hugeAnswer")
def huge_answer(_: Request) -> str:
    return "x" * 6 * 1024 * 1024


@resolver.define("undeclaredScope")
async def undeclared_scope(_: Request) -> dict[str, object]:
    response = await as_app().request_jira(route("/rest/agile/1.0/board"))
    return {"status": response.status, "body": await response.text()}


@resolver.define("writeCall")
async def write_call(_: Request) -> int:
    response = await as_app().request_jira(route("/rest/api/3/issue/{}", "A-1"), method="PUT", body={"fields": {}})
    return response.status


@resolver.define("otherHost")
async def other_host(_: Request) -> int:
    return (await as_app().request_jira(assume_trusted_route("https://other.example/rest/api/3/status"))).status


@resolver.define("otherPeople")
async def other_people(_: Request) -> int:
    body = {"jql": "project = ALPHA", "fields": ["assignee"]}
    return (await as_app().request_jira(route("/rest/api/3/search/jql"), method="POST", body=body)).status


@resolver.define("hugeValue")
async def huge_value(_: Request) -> None:
    await kvs.set("huge", "x" * 300 * 1024)


@resolver.define("crash")
def crash(_: Request) -> NoReturn:
    raise RuntimeError("what is written here stays in the log")


handler = resolver.get_definitions()
