"""`as_app()` of `@forge/api`: product requests on behalf of the app."""

from collections.abc import Coroutine, Mapping
from typing import Any, Final

from app.forge.product.response import Response
from app.forge.product.route import Route
from app.forge.sdk import invocation

NO_ROUTE: Final = (
    "You must create your route using the 'route' export from '@forge/api'.\n"
    "Here that is `route` of `app.forge`: route('/rest/agile/1.0/board/{}/sprint', board_id)."
)


class AsApp:
    """Makes product requests with the app's own permissions."""

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
        )


def as_app() -> AsApp:
    """Return the interface for requests on behalf of the app."""
    return AsApp()
