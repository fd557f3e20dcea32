"""The allowed destinations of product requests."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

SITE: Final = re.compile(r"https://[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.atlassian\.net")
GATEWAY: Final = "https://api.atlassian.com"
GATEWAY_PATH: Final = re.compile(r"/ex/jira/[A-Za-z0-9-]{1,64}")
ORIGIN: Final = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?")

LAST_PORT: Final = 65535


@dataclass(frozen=True)
class Destination:
    """Normalized scheme, host and port, and the path prefix of all routes."""

    origin: str
    base_path: str


SIDECAR_PATH: Final = "/jira"
"""The prefix of Jira's paths at the sidecar of a container service (Forge documentation, "API contract")."""


def fault(destination: Destination, *, kind: str = "remote") -> str | None:
    """Return the fault of a destination of this kind, None if it has none.

    A `remote` one must be a Jira Cloud site, Atlassian's gateway to one, or a port of this machine; the `sidecar` of a
    container service is wherever Forge says.
    """
    found = ORIGIN.fullmatch(destination.origin)
    path = destination.base_path
    if found is None or (path and not GATEWAY_PATH.fullmatch(path) and (kind, path) != ("sidecar", SIDECAR_PATH)):
        return "A destination must be a lower-case origin and, on Atlassian's gateway, /ex/jira/CLOUDID."
    if found[3] and not 1 <= int(found[3][1:]) <= LAST_PORT:
        return f"A port must be between 1 and {LAST_PORT}."
    if kind != "remote" or is_loopback(found[2]):
        return None
    if SITE.fullmatch(destination.origin) and not destination.base_path:
        return None
    if destination.origin == GATEWAY and destination.base_path:
        return None
    return "A Jira site must be https://NAME.atlassian.net or https://api.atlassian.com/ex/jira/CLOUDID."


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
