"""The external address, from which host check, origins, cookies and links are derived."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

PORTS: Final = {"http": 80, "https": 443}
"""The default ports, which browsers omit."""
HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
PATH: Final = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
EXPECTED: Final = "write scheme, host and, where needed, port and path, as https://tools.example.com/charts/."


@dataclass(frozen=True)
class ExternalAddress:
    """A normalized address: `host` in lower case, IPv6 in brackets, `path` without a trailing slash."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def origin(self) -> str:
        """The origin in browsers' form."""
        return f"{self.scheme}://{self.host}" + ("" if self.port == PORTS[self.scheme] else f":{self.port}")

    @property
    def hosts(self) -> frozenset[str]:
        """The valid values of `Host` in lower case."""
        named = f"{self.host}:{self.port}"
        return frozenset({named, self.host}) if self.port == PORTS[self.scheme] else frozenset({named})

    @property
    def secure(self) -> bool:
        """Whether it uses TLS."""
        return self.scheme == "https"

    @property
    def url(self) -> str:
        """The URL of the dashboard, with a trailing slash if it has a path."""
        return f"{self.origin}{self.path}/" if self.path else self.origin


def external_address(text: str) -> ExternalAddress:
    """Return the parsed address; raises ValueError with a message for the user."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(f"VELOCITY_URL is not an address: {EXPECTED}") from None
    if parts.username is not None or parts.query or parts.fragment or text != text.strip():
        raise ValueError(f"VELOCITY_URL contains more than an address: {EXPECTED}")
    name = f"[{host}]" if ":" in host else host
    path = parts.path.rstrip("/")
    if parts.scheme not in PORTS or not HOST.fullmatch(name) or not PATH.fullmatch(path) or port == 0:
        raise ValueError(f"VELOCITY_URL is not an address: {EXPECTED}")
    return ExternalAddress(parts.scheme, name, port or PORTS[parts.scheme], path)
