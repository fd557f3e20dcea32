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


def fault(destination: Destination, *, remote: bool) -> str | None:
    """Return a destination's fault, None if it has none.

    It must be a Jira Cloud site, Atlassian's gateway to one, or a port of this machine.
    """
    found = ORIGIN.fullmatch(destination.origin)
    if found is None or (destination.base_path and not GATEWAY_PATH.fullmatch(destination.base_path)):
        return "A destination must be a lower-case origin and, on Atlassian's gateway, /ex/jira/CLOUDID."
    if found[3] and not 1 <= int(found[3][1:]) <= LAST_PORT:
        return f"A port must be between 1 and {LAST_PORT}."
    if not remote or is_loopback(found[2]):
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
