"""`as_app()` and `as_user()` of `@forge/api`: product requests on behalf of the app or of the current user."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any, Final

from app.forge.product.response import Response
from app.forge.product.route import Route
from app.forge.sdk import invocation

NO_ROUTE: Final = (
    "You must create your route using the 'route' export from '@forge/api'.\n"
    "Here that is `route` of `app.forge`: route('/rest/agile/1.0/board/{}/sprint', board_id)."
)


class Requests:
    """Makes product requests, with the app's own permissions or with those of the viewer."""

    def __init__(self, *, as_user: bool) -> None:
        self._as_user = as_user

    def request_jira(
        self, where: Route, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: object = None
    ) -> Coroutine[Any, Any, Response]:
        """Return an awaitable of Jira's answer; HTTP errors are answers too.

        `body` is JSON as str or bytes, or a value to serialize. The call raises TypeError if `where` is not a route,
        and RuntimeError outside an invocation; awaiting it raises `ProductRequestError` if the platform refuses the
        request or gets no usable answer after all retries.
        """
        if not isinstance(where, Route):
            raise TypeError(NO_ROUTE)
        made = invocation.require()
        return made.product.request(
            where,
            scopes=made.scopes,
            deadline=made.deadline,
            method=method,
            headers=headers,
            body=body,
            invocation=made.id,
            as_user=self._as_user and made.person is not None,
        )


def as_app() -> Requests:
    """Return the interface for requests on behalf of the app."""
    return Requests(as_user=False)


def as_user() -> Requests:
    """Return the interface for requests on behalf of the user; of the app if the platform has one account."""
    return Requests(as_user=True)


async def denial(wheres: Iterable[Route]) -> Response | None:
    """Return the first answer that does not let the current user read one of these; None if the user may read all.

    Always None where the platform has one account. The answer may also be of a Jira that is down or limits requests.
    Raises `ProductRequestError` if there is no usable answer.
    """
    made = invocation.require()
    if made.person is None:
        return None
    account, known = made.person.account_id, made.person.readable
    unknown = [where for where in wheres if (account, where.value) not in known]
    answers = await asyncio.gather(*(as_user().request_jira(where) for where in unknown))
    for where, answer in zip(unknown, answers, strict=True):
        if answer.ok:
            known[account, where.value] = True
    return next((answer for answer in answers if not answer.ok), None)
