import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from app.forge.errors import ProductRequestError
from app.forge.product import client
from app.forge.product.route import route
from app.forge.sdk import invocation
from app.forge.sdk.api import as_app
from app.forge.sdk.invocation import Invocation
from tests.forge.product.conftest import SCOPES, Bench

FIELD = route("/rest/api/3/field")


@pytest.fixture
def inside(bench: Bench) -> Iterator[Invocation]:
    """Run the test inside an invocation of 25 seconds."""
    made = Invocation("i-1", "key", "module", SCOPES, 25.0, bench.clock, bench.product, cast("Any", None))
    token = invocation.current.set(made)
    yield made
    invocation.current.reset(token)


@pytest.mark.usefixtures("inside")
async def test_an_app_asks_jira() -> None:
    """The answer comes with its status and its JSON."""
    response = await as_app().request_jira(FIELD)
    assert (response.status, await response.json()) == (200, {"ok": True})


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("where", ["/rest/api/3/field", None, type("Look", (), {"value": "/rest/api/3/field"})()])
def test_only_a_route_is_an_address(where: Any, bench: Bench) -> None:
    """A text, nothing, and lookalikes of a route are refused at once, before anything is awaited."""
    made: list[object] = []
    with pytest.raises(TypeError, match="You must create your route using the 'route' export from '@forge/api'"):
        made.append(as_app().request_jira(where))
    assert made == []
    assert bench.calls == 0


def test_there_is_no_request_outside_of_an_invocation() -> None:
    """The refusal has Forge's words."""
    made: list[object] = []
    with pytest.raises(RuntimeError, match=r"Forge runtime not found\."):
        made.append(as_app().request_jira(FIELD))
    assert made == []


async def test_the_scopes_are_the_invocations(bench: Bench, inside: Invocation) -> None:
    """An app without the scope gets the gateway's 401, which is no exception."""
    made = Invocation("i-2", "key", "module", frozenset(), 25.0, bench.clock, bench.product, inside.kvs)
    invocation.current.set(made)
    assert (await as_app().request_jira(FIELD)).status == 401
    assert bench.calls == 0


async def test_the_deadline_is_the_invocations(bench: Bench, inside: Invocation) -> None:
    """A request after the invocation's time is not sent."""
    bench.clock.advance(inside.deadline)
    with pytest.raises(ProductRequestError) as caught:
        await as_app().request_jira(FIELD)
    assert (caught.value.type, bench.calls) == ("jira-timeout", 0)


async def test_the_bound_is_the_invocations(bench: Bench, inside: Invocation) -> None:
    """The requests of one invocation are counted together."""
    for _ in range(500):
        await as_app().request_jira(FIELD)
    with pytest.raises(ProductRequestError) as caught:
        await as_app().request_jira(FIELD)
    assert caught.value.type == "too-many-product-requests"
    assert bench.calls == 500
    assert inside.id == "i-1"


def test_every_type_of_failure_is_listed() -> None:
    """The types in the code are exactly those on the page for app authors."""
    code = "".join(path.read_text("utf-8") for path in Path(client.__file__).parent.rglob("*.py"))
    used = set(re.findall(r'type(?:: str)?\s*=\s*"([a-z-]+)"', code))
    listed = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", str(client.__doc__)))
    assert used == listed
