"""What one account may see is never kept for another."""

from app.forge.kvs.stores.memory import MemoryStore
from app.forge.runtime.runner import kvs_of
from app.jira.remote import remote_upstream
from app.settings import Secret, Settings
from app.web.platform import assemble
from tests.forge.kvs.stores import dump
from tests.support.clock import FakeClock
from tests.support.holds import holds

SITE = "https://team.atlassian.net"


async def kept_as(token: str) -> set[str]:
    """Return the names under which a value of an account's app is kept."""
    clock = FakeClock()
    store = MemoryStore(clock)
    upstream = remote_upstream(SITE, bearer_token=Secret(token))
    platform = assemble(Settings(), clock, upstream, store)
    await platform.runtime._kvs.set("key", 1, {})
    await platform.product.aclose()
    return set(await dump(store))


@holds(kvs_of, "for part in (site.cloud_id, site.account) if part", "for part in (site.cloud_id,)")
async def test_each_account_has_its_own_values() -> None:
    """Another token of the same site finds none of the first one's values, and no name contains a token."""
    one, other = await kept_as("token-one"), await kept_as("token-two")
    assert one == await kept_as("token-one")
    assert not one & other
    assert not any("token" in name for name in one | other)
