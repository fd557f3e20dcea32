"""What an app gets of the last try."""

from typing import Final

from app.forge.product.outside import whole_seconds
from app.forge.product.response import Response
from app.forge.product.transport.egress import Received
from app.forge.product.unanswered import Unanswered

REFUSED: Final = b'{"code":401,"message":"Unauthorized; the credentials were refused"}'
FAILED_LOGINS: Final = frozenset({"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"})
"""Words of `X-Seraph-LoginReason`: Jira serves an expired token as anonymous, with 200 and what anybody may see."""


def given_up(outcome: Received | Unanswered, seconds: float) -> Response:
    """Return the last answer, or raise what happened instead of one, with the time of the next try if it is known."""
    if isinstance(outcome, Unanswered):
        if seconds:
            outcome.details["retryAfterSeconds"] = whole_seconds(seconds)
        raise outcome
    return answered(outcome, seconds or None)


def answered(answer: Received, asked: float | None) -> Response:
    """Return what the app gets; `retry-after` is in whole seconds, and only there if it could be read.

    What Jira shows to anonymous visitors because it refused the credentials is 401.
    """
    told = answer.headers.get("x-seraph-loginreason", "")
    if not FAILED_LOGINS.isdisjoint(word.strip().upper() for word in told.split(",")):
        return Response(401, {"content-type": "application/json"}, REFUSED)
    headers = {name: value for name, value in answer.headers.items() if name != "retry-after"}
    if asked is not None:
        headers["retry-after"] = str(whole_seconds(asked))
    return Response(answer.status, headers, answer.body)
