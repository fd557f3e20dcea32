"""Errors of requests without an answer or with a redirect."""

import ssl
from http import HTTPStatus

import httpx

from app.forge.errors import ProductRequestError
from app.forge.product.header_values import whole_seconds


class Unanswered(ProductRequestError):  # noqa: N818 - internal: callers get another error
    """A try without an answer that is worth a retry. `by_caller`: the caller's own deadline ended it."""

    by_caller = False


def refuse_redirect(status: int) -> None:
    """Refuse every 3xx, wherever it leads."""
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise ProductRequestError(
            "Jira's address redirects to another one, which is not followed. Check the site's address: it may be "
            "wrong or require a login.",
            type="redirect-refused",
            status=502,
        )


def timed_out(*, by_caller: bool) -> Unanswered:
    """Return the error of a timeout."""
    error = Unanswered("Jira did not answer in time. Try again.", type="jira-timeout", status=504)
    error.by_caller = by_caller
    return error


def not_reached(error: Exception) -> ProductRequestError:
    """Return the error of a connection that failed or was lost."""
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return ProductRequestError("The request cannot be sent over HTTP.", type="request-refused", status=400)
    if _untrusted(error):
        return ProductRequestError(
            "The site's certificate is not trusted, so nothing was sent. Check the site's address and the network.",
            type="jira-untrusted",
            status=502,
        )
    return Unanswered(
        "Jira cannot be reached. Check the network and the site's address, then try again.",
        type="jira-unreachable",
        status=503,
    )


def _untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def resting(seconds: float) -> ProductRequestError:
    """Return the error of a request that is not sent because the circuit breaker is open."""
    wait = whole_seconds(seconds)
    return ProductRequestError(
        f"Jira repeatedly did not answer, so no requests are sent for now. Try again in {wait} s.",
        type="jira-resting",
        status=503,
        retryAfterSeconds=wait,
    )


def crowded(seconds: float) -> ProductRequestError:
    """Return the error of an invocation that is refused because of overload."""
    wait = whole_seconds(seconds)
    return ProductRequestError(
        f"Too much is being read from Jira at the moment. Try again in {wait} s.",
        type="too-many-reports",
        status=503,
        retryAfterSeconds=wait,
    )
