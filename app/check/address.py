"""Tries the external address of the settings as a browser would reach it, for `velocity-chart check`."""

import ssl
from typing import Final, Protocol

import httpx

from app.settings import Settings

SAMPLE: Final = "bridge/tokens.css"
"""A public file: it needs no key, but the right host and path."""
PATIENCE: Final = 5.0
NOBODY: Final = frozenset({502, 503, 504})
WRONG: Final = {
    404: "what stands in front does not pass the path on as it came: pass it unchanged",
    421: "what stands in front does not pass the Host on: it has to be the one of VELOCITY_URL",
}


class Report(Protocol):
    """Where findings go."""

    def good(self, text: str) -> None:
        """Take what is in order."""

    def note(self, text: str) -> None:
        """Take what need not be mended."""

    def fault(self, text: str) -> None:
        """Take what has to be mended."""


async def try_address(settings: Settings, report: Report) -> None:
    """Ask the external address for a file and report what it answers; without one there is nothing to try."""
    if settings.url is None:
        return
    where = f"{settings.url.origin}{settings.url.path}/{SAMPLE}"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            status = (await client.get(where)).status_code
    except httpx.ConnectError as error:
        faults = _causes(error)
        if any(isinstance(one, ssl.SSLCertVerificationError) for one in faults):
            report.fault("address: the certificate at VELOCITY_URL is not trusted or has another name: renew it")
        elif any(isinstance(one, ssl.SSLError) for one in faults):
            report.fault("address: what listens at VELOCITY_URL does not speak TLS: check scheme and port")
        else:
            report.note("address: nothing listens at VELOCITY_URL; start the server and what is in front, check again")
        return
    except httpx.HTTPError:
        report.fault("address: what listens at VELOCITY_URL does not answer as HTTP: check scheme and port")
        return
    if status == httpx.codes.OK:
        report.good(f"address: {settings.url.url} reaches this server")
    elif status in NOBODY:
        report.note("address: what stands in front answers, and this server does not run behind it: start it")
    else:
        report.fault(f"address: VELOCITY_URL answers {status}: {WRONG.get(status, 'it is not this server')}")


def _causes(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
