"""Calls each operation that the app's scopes cover once, and says how to fix refusals."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from app.check.credential import NO_ACCESS, wrong
from app.check.report import Report
from app.forge.errors import ProductRequestError
from app.forge.product.policy import operations
from app.forge.product.policy.operations import Operation
from app.forge.product.response import Response
from app.forge.product.route import Route, route
from app.web.platform import Platform

SECONDS: Final = 25.0


UNANSWERED: Final = frozenset({"jira-unreachable", "jira-untrusted", "jira-timeout"})
"""Errors whose message needs the host that was tried."""


async def try_site(platform: Platform, report: Report) -> None:
    """Check that the site is Jira Cloud, and if so try each operation."""
    if not await _is_cloud(platform, report):
        return
    ids: dict[str, object] = {}
    for operation in operations.OPERATIONS:
        if not operation.allowed_with(platform.manifest.scopes) or operation.template.endswith("/serverInfo"):
            continue
        missing = [name for name in _needs(operation) if name not in ids]
        if missing:
            report.note(f"{operation}: not tried: the site showed no {missing[0].removesuffix('Id')} to try it with")
            continue
        answer = await _ask(platform, operation, ids, report)
        if answer is not None:
            await _judge(platform, operation, answer, ids, report)


async def _is_cloud(platform: Platform, report: Report) -> bool:
    operation = next(one for one in operations.OPERATIONS if one.template.endswith("/serverInfo"))
    answer = await _ask(platform, operation, {}, report)
    if answer is None:
        return False
    information = await _json(answer)
    kind = information.get("deploymentType") if isinstance(information, dict) else None
    if kind == "Cloud":
        report.good(f"site: {platform.upstream.label}, Jira Cloud")
        return True
    if kind is not None:
        report.fault("site: this is Jira Data Center or Server, which is not supported yet. Name a Jira Cloud site.")
    elif answer.status == HTTPStatus.UNAUTHORIZED:
        report.fault(f"site: {wrong(platform.settings)}")
    elif answer.status == HTTPStatus.FORBIDDEN:
        report.fault(f"site: {NO_ACCESS}")
    elif answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        report.fault(f"site: {platform.upstream.label} answered {answer.status}. Try again later.")
    else:
        report.fault("site: this is not a Jira site. Check the address in JIRA_SITE.")
    return False


def _needs(operation: Operation) -> list[str]:
    names = re.findall(r"\{(\w+)\}", operation.template)
    return [*names, "issue"] if operation.probe.on_issue else names


async def _ask(platform: Platform, operation: Operation, ids: Mapping[str, object], report: Report) -> Response | None:
    path = route(operation.template, **{name: ids[name] for name in _needs(operation) if name != "issue"})
    issues = {"issueIdsOrKeys": [str(ids["issue"])]} if operation.probe.on_issue else {}
    body = operation.probe.body and {**operation.probe.body, **issues}
    try:
        return await platform.product.request(
            Route(path.value + operation.probe.query),
            scopes=platform.manifest.scopes,
            deadline=platform.clock.monotonic() + SECONDS,
            method=operation.method,
            body=body,
        )
    except ProductRequestError as error:
        host = urlsplit(platform.upstream.origin).netloc
        where = f"no answer from {host}. " if error.type in UNANSWERED else ""
        report.fault(f"{operation}: {where}{error.message}")
        return None


async def _judge(
    platform: Platform, operation: Operation, answer: Response, ids: dict[str, object], report: Report
) -> None:
    if answer.ok:
        if operation.probe.finds is not None:
            name, path = operation.probe.finds
            found = _at(await _json(answer), path)
            if found is not None:
                ids[name] = found
        report.good(f"{operation}: allowed")
    elif answer.status == HTTPStatus.UNAUTHORIZED and "scope" in await answer.text():
        scopes = " or ".join(", ".join(sorted(alternative)) for alternative in operation.scopes)
        report.fault(f"{operation}: the token lacks a scope. It needs {scopes}. Create a token with these scopes.")
    elif answer.status == HTTPStatus.UNAUTHORIZED:
        report.fault(f"{operation}: {wrong(platform.settings)}")
    elif answer.status == HTTPStatus.FORBIDDEN:
        report.fault(f"{operation}: the account lacks permission. Ask a Jira administrator for it.")
    else:
        report.fault(f"{operation}: Jira answered {answer.status}. Try again later.")


async def _json(answer: Response) -> Any:
    try:
        return await answer.json()
    except (ProductRequestError, ValueError):
        return None


def _at(value: Any, path: tuple[str | int, ...]) -> object:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value
