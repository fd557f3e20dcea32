"""`velocity-chart check`: checks manifest, store and site without starting a server."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from app.check.address import try_address
from app.check.report import PrintedReport
from app.check.scopes import CALLS, calls_beside, compare
from app.check.site import try_site
from app.clock import SystemClock
from app.forge.errors import ForgeError, KvsError, ManifestError
from app.forge.manifest.reader import inspect, load
from app.settings import Settings
from app.web.platform import Platform, assemble


def run(settings: Settings) -> int:
    """Run all checks and return the exit status: 1 if there is a fault, else 0."""
    report = PrintedReport()
    report.good(f"settings: {settings.site_kind} site, {settings.host} port {settings.port}, log {settings.log}")
    asyncio.run(try_address(settings, report))
    _check_manifest(settings, report)
    if not report.failed:
        _check_scopes(settings, report)
        with _platform(settings, report) as platform:
            if platform is not None:
                asyncio.run(_check_running(platform, report))
    return 1 if report.failed else 0


def _check_manifest(settings: Settings, report: PrintedReport) -> None:
    findings = inspect(settings.manifest)
    for finding in findings:
        add = report.fault if finding.level == "error" else report.note
        add(f"{settings.manifest}: {finding}")
    if not report.failed:
        report.good(f"manifest: {settings.manifest}")


def _check_scopes(settings: Settings, report: PrintedReport) -> None:
    calls = calls_beside(settings.manifest)
    if calls is None:
        report.note(f"scopes: not compared, because there is no {CALLS} beside the manifest that lists the app's calls")
        return
    unknown, missing, unused = compare(calls, frozenset(load(settings.manifest).scopes))
    for call in unknown:
        report.fault(f"{CALLS}: {call} is not a call that this platform supports")
    for scope in sorted(missing):
        report.fault(f"scopes: {scope} is missing; add it to permissions.scopes in the manifest")
    for scope in sorted(unused):
        report.fault(f"scopes: {scope} is unused; remove it from permissions.scopes in the manifest")
    if not unknown and not missing and not unused:
        report.good("scopes: none missing, none unused")


@contextmanager
def _platform(settings: Settings, report: PrintedReport) -> Iterator[Platform | None]:
    try:
        yield assemble(settings, SystemClock(), None, None)
    except ManifestError as error:
        for finding in error.findings:
            report.fault(f"{settings.manifest}: {finding}")
        yield None
    except ForgeError as error:
        report.fault(error.message)
        yield None


async def _check_running(platform: Platform, report: PrintedReport) -> None:
    try:
        await platform.store.ready()
        report.good("store: answers")
    except KvsError as error:
        report.fault(f"store: {error.message} Check the address in VELOCITY_KVS.")
    try:
        await try_site(platform, report)
    finally:
        await platform.product.aclose()
        await platform.store.aclose()
