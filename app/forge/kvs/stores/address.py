"""The supported redis URLs and the client for each: one server, sentinels, or a cluster."""

from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff

SECONDS_TO_ANSWER: Final = 2.0
"""Longer than a call may take (see `breaker`): a timeout for connections that no call waits for."""

SENTINEL_PORT: Final = 26379
FORMS: Final = (
    "redis://[[user]:password@]host[:port][/number], rediss:// for TLS, "
    "redis+sentinel://[[user]:password@]host[:port][,host[:port]...]/service, "
    "redis+cluster://[[user]:password@]host[:port]"
)


def connect(url: str) -> Any:
    """Return a client that connects on first use; raises ValueError without the address.

    The query may hold redis-py's options, such as `?ssl_ca_certs=/etc/ssl/redis.pem`.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme.endswith("+sentinel"):
            return _sentinel(parts)
        if parts.scheme.endswith("+cluster"):
            plain = parts._replace(scheme=parts.scheme.removesuffix("+cluster")).geturl()
            parse_url(plain)
            return RedisCluster.from_url(plain, **_patience())
        return Redis.from_url(url, **_patience(), retry=_retry())
    except (ValueError, LookupError):
        message = f"The store's address is not a valid redis URL: {FORMS}"
        raise ValueError(message) from None


async def close(client: Any) -> None:
    """Close a client's connections, including those to sentinels."""
    pool = getattr(client, "connection_pool", None)
    for sentinel in getattr(getattr(pool, "sentinel_manager", None), "sentinels", ()):
        await sentinel.aclose()
    await client.aclose()
    if pool is not None:
        await pool.disconnect()


def _sentinel(parts: SplitResult) -> Any:
    """Return a client of the service's current master, which is looked up for each connection."""
    login, _, places = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    service, _, number = parts.path.strip("/").partition("/")
    if not service or not places:
        raise ValueError
    hosts = [urlsplit(f"//{place}") for place in places.split(",")]
    options: dict[str, Any] = {"username": unquote(user) or None, "password": unquote(password) or None}
    if parts.scheme.startswith("rediss"):
        options["ssl"] = True
    options |= parse_qsl(parts.query)
    sentinels = [(host.hostname or "", host.port or SENTINEL_PORT) for host in hosts]
    found = Sentinel(sentinels, sentinel_kwargs=_patience(), **_patience())  # type: ignore[no-untyped-call]
    return found.master_for(service, db=int(number or 0), retry=_retry(), **options)


def _patience() -> dict[str, Any]:
    return {"socket_timeout": SECONDS_TO_ANSWER, "socket_connect_timeout": SECONDS_TO_ANSWER}


def _retry() -> Retry:
    """One retry, because the server may have closed the connection."""
    return Retry(NoBackoff(), 1)
