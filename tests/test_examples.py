"""Somebody else's app runs though the platform has no line about it, and a misbehaving one meets the guards."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.forge.manifest.reader import inspect
from app.settings import Settings
from tests.support.company import generate
from tests.support.served import Client, Refused, served

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*/manifest.yaml"))


@pytest.fixture
async def client(request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """Serve the example that the test names."""
    manifest = ROOT / "examples" / request.param / "manifest.yaml"
    data = generate(until=datetime(2026, 11, 24, tzinfo=UTC)).data
    async with served(data, settings=Settings(manifest=manifest)) as found:
        yield found


@pytest.mark.parametrize("manifest", EXAMPLES, ids=lambda path: path.parent.name)
def test_manifests_have_no_findings(manifest: Path) -> None:
    """The examples' manifests have as few findings as ours."""
    assert inspect(manifest) == []


@pytest.mark.parametrize("client", ["hello-gadget"], indirect=True)
async def test_hello(client: Client) -> None:
    """The hello gadget greets, stores a number and reads from Jira."""
    assert await client.ask("hello", {"name": "you"}) == {"text": "Hello, you!", "asked": 1}
    assert (await client.ask("hello"))["asked"] == 2
    assert "Done" in await client.ask("statuses")


@pytest.mark.parametrize(
    ("function", "type_"),
    [
        ("hugeAnswer", "result-too-large"),
        ("writeCall", "operation-refused"),
        ("otherHost", "egress-refused"),
        ("otherPeople", "per-person-refused"),
        ("hugeValue", "kvs-max-size"),
        ("crash", "function-crashed"),
    ],
)
@pytest.mark.parametrize("client", ["misbehaving-gadget"], indirect=True)
async def test_guards(client: Client, function: str, type_: str) -> None:
    """Each guard says what it refuses, and no request leaves."""
    with pytest.raises(Refused) as caught:
        await client.ask(function)
    assert caught.value.problem["type"].endswith(type_)
    assert client.site.requests == []
    assert "stays in the log" not in str(caught.value.problem)


@pytest.mark.parametrize("client", ["misbehaving-gadget"], indirect=True)
async def test_undeclared_scope(client: Client) -> None:
    """A request without its declared scope is answered as by Jira's gateway, without leaving."""
    assert await client.ask("undeclaredScope") == {
        "status": 401,
        "body": '{"code":401,"message":"Unauthorized; scope does not match"}',
    }
    assert client.site.requests == []
