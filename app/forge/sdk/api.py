"""`as_app()` of `@forge/api`: product requests in the name of the app."""

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
        """Return, when awaited, Jira's answer; an HTTP error is an answer as well.

        `body` is a text or bytes of JSON, or a value that is written as JSON. Raises TypeError at once when `where` is
        no route, and RuntimeError outside of an invocation; awaiting it raises `ProductRequestError` for a request
        that the platform does not carry, and when no answer of use came after all tries.
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
    """Return the requests of the app itself."""
    return AsApp()
