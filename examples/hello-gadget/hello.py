"""A whole Forge app in Python: two functions, one of which asks Jira and keeps a number."""

from app.forge import Request, Resolver, as_app, kvs, route

resolver = Resolver()


@resolver.define("hello")
async def hello(request: Request) -> dict[str, object]:
    name = request.payload.get("name") or "world"
    asked = (await kvs.get("asked") or 0) + 1
    await kvs.set("asked", asked, ttl={"value": 1, "unit": "HOURS"})
    return {"text": f"Hello, {name}!", "asked": asked}


@resolver.define("statuses")
async def statuses(_: Request) -> list[str]:
    response = await as_app().request_jira(route("/rest/api/3/status"))
    return [status["name"] for status in await response.json()] if response.ok else []


handler = resolver.get_definitions()
