"""A payload's way from the socket to a function, through both endpoints."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from app.forge import json_copy
from app.forge.runtime.runner import Runtime
from app.web.guards import strict_json
from tests.support.holds import holds
from tests.web import tiny

CANARY = "canary-of-the-payload"


@holds(Runtime, "        return payload\n", "        return json_copy.decode(json_copy.encode(payload))\n")
@pytest.mark.parametrize(
    ("path", "body"),
    [("/resolvers/echo", [CANARY]), ("/invoke", {"functionKey": "echo", "payload": [CANARY], "context": {}})],
)
async def test_a_payload_is_parsed_once_and_measured_once(
    path: str, body: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strict parsing yields what the function gets; the size is that of the payload without its envelope."""
    seen: list[str] = []

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(value: Any, *more: Any, **options: Any) -> Any:
            if CANARY in str(value):
                seen.append(name)
            return function(value, *more, **options)

        return call

    for module, name in ((strict_json, "loads"), (json, "loads"), (orjson, "loads"), (json_copy, "encode")):
        monkeypatch.setattr(module, name, counted(f"{module.__name__}.{name}", getattr(module, name)))
    transport = httpx.ASGITransport(tiny.server(tmp_path))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        answer = await client.post(path, json=body)
    assert answer.status_code == 200
    result = "app.forge.json_copy.encode"
    assert seen == ["app.web.guards.strict_json.loads", "app.forge.json_copy.encode", result]
