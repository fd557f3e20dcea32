"""The result of a product request, from its last try."""

from typing import Final

from app.forge.product.header_values import whole_seconds
from app.forge.product.response import Response
from app.forge.product.transport.egress import Received
from app.forge.product.unanswered import Unanswered

REFUSED: Final = b'{"code":401,"message":"Unauthorized; the credentials were refused"}'
FAILED_LOGINS: Final = frozenset({"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"})
"""Values of `X-Seraph-LoginReason`: Jira answers an expired token with 200 and public data only."""


def given_up(outcome: Received | Unanswered, seconds: float) -> Response:
    """Return the last answer, or raise the last error, with the time of the next try if known."""
    if isinstance(outcome, Unanswered):
        if seconds:
            outcome.details["retryAfterSeconds"] = whole_seconds(seconds)
        raise outcome
    return answered(outcome, seconds or None)


def answered(answer: Received, asked: float | None) -> Response:
    """Return the app's answer; `retry-after` is in whole seconds and omitted if unreadable.

    An anonymous answer caused by invalid credentials becomes 401.
    """
    reason = answer.headers.get("x-seraph-loginreason", "")
    if not FAILED_LOGINS.isdisjoint(word.strip().upper() for word in reason.split(",")):
        return Response(401, {"content-type": "application/json"}, REFUSED)
    headers = {name: value for name, value in answer.headers.items() if name != "retry-after"}
    if asked is not None:
        headers["retry-after"] = str(whole_seconds(asked))
    return Response(answer.status, headers, answer.body)
