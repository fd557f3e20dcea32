"""The environment variables of a container ("API contract", Environment Variables)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.forge.product.transport.destination import LAST_PORT, SIDECAR_PATH, Destination, fault

CHECK_VARIABLE: Final = "VELOCITY_CHECK_USER"
"""Our own variable, set by `forge variables set`: whether a result requires that the viewer may read its boards."""

ANSWERS: Final = {"": False, "0": False, "no": False, "1": True, "yes": True}


class NoContainerError(Exception):
    """The environment is not that of a container service. `findings` are sentences, one for each variable."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__(" ".join(findings))
        self.findings = tuple(findings)


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The port to listen on, and the origin of the sidecar, the only destination of requests."""

    port: int
    sidecar: str
    checks_user: bool = False


def read(environ: Mapping[str, str]) -> Environment:
    """Return the parsed variables; raises `NoContainerError` with all findings."""
    port, sidecar = environ.get("SERVER_PORT", ""), environ.get("FORGE_EGRESS_PROXY_URL", "").rstrip("/")
    check = environ.get(CHECK_VARIABLE, "").strip().lower()
    findings = []
    if not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= LAST_PORT:
        findings.append("SERVER_PORT is not a valid port: Forge sets it in a container.")
    if urlsplit(sidecar).scheme != "http" or fault(Destination(sidecar, SIDECAR_PATH), kind="sidecar"):
        findings.append("FORGE_EGRESS_PROXY_URL is not the address of a sidecar: Forge sets it in a container.")
    if check not in ANSWERS:
        findings.append(f"{CHECK_VARIABLE} is neither yes nor no.")
    if findings:
        raise NoContainerError(findings)
    return Environment(port=int(port), sidecar=sidecar, checks_user=ANSWERS[check])
