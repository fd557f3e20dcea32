"""Tests the external address as a browser would reach it, for `velocity-chart check`."""

import ssl
from typing import Final

import httpx

from app.check.report import Report
from app.settings import Settings

SAMPLE: Final = "bridge/tokens.css"
"""A public file: it needs the right host and path but no key."""
PATIENCE: Final = 5.0
NOBODY: Final = frozenset({502, 503, 504})
WRONG: Final = {
    404: "the proxy changes the path: pass it unchanged",
    421: "the proxy changes the Host header: pass the one of VELOCITY_URL",
}


async def try_address(settings: Settings, report: Report) -> None:
    """Request a file from the external address and report the outcome; do nothing without an external address."""
    if settings.url is None:
        return
    where = f"{settings.url.origin}{settings.url.path}/{SAMPLE}"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            status = (await client.get(where)).status_code
    except httpx.ConnectError as error:
        faults = _causes(error)
        if any(isinstance(one, ssl.SSLCertVerificationError) for one in faults):
            report.fault("address: the certificate at VELOCITY_URL is not trusted or is for another name: renew it")
        elif any(isinstance(one, ssl.SSLError) for one in faults):
            report.fault("address: the server at VELOCITY_URL does not speak TLS: check scheme and port")
        else:
            report.note("address: nothing listens at VELOCITY_URL: start this server and the proxy, then check again")
        return
    except httpx.HTTPError:
        report.fault("address: the server at VELOCITY_URL does not speak HTTP: check scheme and port")
        return
    if status == httpx.codes.OK:
        report.good(f"address: {settings.url.url} reaches this server")
    elif status in NOBODY:
        report.note("address: the proxy answers, but this server is not running behind it: start it")
    else:
        report.fault(f"address: VELOCITY_URL answers {status}: {WRONG.get(status, 'it is not this server')}")


def _causes(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
