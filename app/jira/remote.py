"""A real Jira Cloud site as upstream: address, credential, certificate."""

import hashlib
from base64 import b64encode
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import httpcore
import httpx

from app.forge.product.transport.connection import Backend
from app.forge.product.transport.egress import Auth, Upstream
from app.forge.product.transport.pool import CountedTransport, Pool
from app.forge.product.transport.window import MOST_IN_FLIGHT
from app.settings import Secret

IDLE_SECONDS: Final = 30.0
"""How long idle connections stay open: a chart's requests come in bursts, and TLS handshakes are slow."""


class Bearer:
    """Adds an OAuth 2.0 access token to `Authorization` only."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def __call__(self, request: httpx.Request) -> None:
        """Give the request its header."""
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"


class Basic:
    """Adds an account's e-mail address and API token to `Authorization` only."""

    def __init__(self, email: Secret, token: Secret) -> None:
        self._email = email
        self._token = token

    def __call__(self, request: httpx.Request) -> None:
        """Give the request its header (RFC 7617)."""
        pair = f"{self._email.reveal()}:{self._token.reveal()}"
        request.headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"


def remote_upstream(
    site: str,
    *,
    email: Secret | None = None,
    api_token: Secret | None = None,
    bearer_token: Secret | None = None,
) -> Upstream:
    """Return the upstream of `https://NAME.atlassian.net` or `https://api.atlassian.com/ex/jira/CLOUDID`.

    Plain http is allowed for ports of this machine only. Raises ValueError for any other address.
    """
    parts = urlsplit(site)
    path = parts.path.rstrip("/")
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if parts.scheme == "https":
        origin = origin.removesuffix(":443")
    if parts.query or parts.fragment:
        raise ValueError("The address of a site has neither query nor fragment.")
    gateway = bool(path)
    return Upstream(
        kind="remote",
        origin=origin,
        base_path=path,
        transport=Pool(connections),
        cloud_id=path.rpartition("/")[2] if gateway else str(uuid5(NAMESPACE_URL, origin)),
        site_url=None if gateway else origin,
        auth=_auth(email, api_token, bearer_token),
        label=path.rpartition("/")[2] if gateway else origin.partition("://")[2],
        account=_account(email, api_token, bearer_token),
    )


def connections() -> CountedTransport:
    """Return a new connection pool, larger than the most requests in flight, so that no request waits for it."""
    pool = httpcore.AsyncConnectionPool(
        ssl_context=httpx.create_ssl_context(verify=True, trust_env=False),
        max_connections=2 * MOST_IN_FLIGHT,
        max_keepalive_connections=MOST_IN_FLIGHT,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=Backend(),
    )
    return CountedTransport(pool)


def _auth(email: Secret | None, api_token: Secret | None, bearer_token: Secret | None) -> Auth | None:
    if bearer_token is not None:
        return Bearer(bearer_token)
    if email is not None and api_token is not None:
        return Basic(email, api_token)
    return None


def _account(*credentials: Secret | None) -> str:
    """Return a digest of the credentials, from which long random tokens cannot be recovered."""
    text = "\0".join(secret.reveal() if secret else "" for secret in credentials)
    return hashlib.sha256(f"account\0{text}".encode()).hexdigest()[:16]
