"""The app's errors; each message says what happened, what it means for the figures, and what to do."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from app.forge import ProductRequestError, ResolverError, Response

NO_FIGURES = "No figures can be shown."


class TooLargeError(ResolverError):
    """An answer exceeds the platform's size limit; smaller requests may help."""


class CredentialsRefused(ResolverError):  # noqa: N818 - it is what Jira answered
    """Jira refuses the credentials for every request."""


def refusal(response: Response) -> ResolverError:
    """Return the error for an unsuccessful answer of Jira."""
    status = response.status
    wait = response.headers.get("retry-after", "")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ResolverError(
            f"Jira is limiting requests at the moment. {NO_FIGURES} Try again later; nothing is lost.",
            type="rate-limited",
            status=429,
            retryAfterSeconds=int(wait) if wait.isdigit() else 60,
        )
    if status == HTTPStatus.UNAUTHORIZED:
        return CredentialsRefused(
            f"Jira refused the credentials, or they lack a scope. {NO_FIGURES} "
            "Check the token and its scopes with `velocity-chart check`.",
            type="jira-refused",
            status=502,
            credentials=True,
        )
    if status == HTTPStatus.FORBIDDEN:
        return ResolverError(
            f"Jira does not permit the app to read this. {NO_FIGURES} Ask a Jira administrator for access to the "
            "board's space and for a Jira licence for the app's user.",
            type="jira-refused",
            status=502,
        )
    if status == HTTPStatus.GONE:
        return ResolverError(
            f"Jira no longer supports a request that this version needs. {NO_FIGURES} Update Velocity Chart for Jira.",
            type="jira-nonsense",
            status=502,
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _not_available("is not available", "Try again in a minute.", int(wait) if wait.isdigit() else None)
    return nonsense(f"it answered with status {status}")


def nonsense(what: str) -> ResolverError:
    """Return the error of an answer that differs from Jira's documentation."""
    return ResolverError(
        f"Jira sent an unexpected answer: {what}. {NO_FIGURES} Try again; if this persists, please report it.",
        type="jira-nonsense",
        status=502,
    )


def unreachable(error: ProductRequestError) -> ResolverError:
    """Return the error of a request that failed after all of the platform's retries."""
    if meant := MEANINGS.get(error.type):
        return meant()
    wait = error.details.get("retryAfterSeconds")
    if error.type == "too-many-reports":
        return ResolverError(
            f"Too much is being read from Jira at the moment. {NO_FIGURES} Try again later; nothing is lost.",
            type="too-many-reports",
            status=503,
            retryAfterSeconds=wait,
        )
    if error.type in {"jira-unreachable", "jira-resting"}:
        remedy = "Check the network and the site's address, then try again."
        return _not_available("cannot be reached", remedy, wait if isinstance(wait, int) else None)
    return ResolverError(f"{error.message} {NO_FIGURES}", type=error.type, status=error.status)


def login_page() -> ResolverError:
    """Return the error of a site that answers with a web page."""
    return ResolverError(
        "The site answered with a web page or a redirect instead of data, as if a login were needed. "
        f"{NO_FIGURES} Check the site's address and the credentials.",
        type="login-page",
        status=502,
    )


def untrusted() -> ResolverError:
    """Return the error of a site with an untrusted certificate."""
    return ResolverError(
        f"The site's certificate is not trusted, so nothing was sent to it. {NO_FIGURES} Check the site's address, "
        "and whether a proxy on the network intercepts connections.",
        type="jira-untrusted",
        status=502,
    )


def _not_available(what: str, remedy: str, wait: int | None) -> ResolverError:
    """Return the error of a Jira that is down, with the time of the next try if known."""
    text = f"Jira {what} at the moment. {NO_FIGURES} {remedy}"
    if wait is None:
        return ResolverError(text, type="jira-unreachable", status=503)
    return ResolverError(text, type="jira-unreachable", status=503, retryAfterSeconds=wait)


def data_center() -> ResolverError:
    """Return the error of a site without Jira Cloud's API."""
    return ResolverError(
        f"This looks like Jira Data Center, which is not supported yet: it lacks Jira Cloud's API. {NO_FIGURES} "
        "Connect a Jira Cloud site.",
        type="data-center",
        status=502,
    )


def board_not_found() -> ResolverError:
    """Return the error of a deleted or hidden board; Jira gives the same answer for both."""
    return ResolverError(
        f"This board does not exist, or the app may not see it. {NO_FIGURES} Choose another board, or ask "
        "its owner to share the board's filter.",
        type="board-not-found",
        status=404,
    )


def no_board() -> ResolverError:
    """Return the error of a site without a board that can have sprints; hidden boards look the same."""
    return ResolverError(
        f"This site has no board with sprints, or the app's account cannot see one. {NO_FIGURES} Create a scrum board "
        "in Jira, or ask a Jira administrator for access.",
        type="board-not-found",
        status=404,
    )


def sprints_not_supported() -> ResolverError:
    """Return the error of a board without the sprint feature."""
    return ResolverError(
        f"This board does not use sprints, so it has no velocity. {NO_FIGURES} Choose a scrum board.",
        type="sprints-not-supported",
        status=409,
    )


def board_without_sprints() -> ResolverError:
    """Return the error of a board without a closed sprint."""
    return ResolverError(
        f"No sprint has been closed on this board yet. {NO_FIGURES} They start with the first sprint you complete.",
        type="board-without-sprints",
        status=409,
    )


def too_few_sprints(n: int, least: int) -> ResolverError:
    """Return the error of a forecast from too few sprints."""
    return ResolverError(
        f"A forecast needs at least {least} closed sprints that count, and there are {n}. Nothing was forecast. Show "
        "more sprints, or exclude fewer.",
        type="too-few-sprints",
        status=409,
    )


def sprint_not_found() -> ResolverError:
    """Return the error of a sprint that is not among the closed sprints of the boards."""
    return ResolverError(
        "This is not a closed sprint of the chosen boards, so there is nothing to explain. Reload the chart.",
        type="sprint-not-found",
        status=404,
    )


def units_differ(units: Sequence[tuple[str, Mapping[str, str]]]) -> ResolverError:
    """Return the error of boards whose estimates cannot be summed; `units` are the boards' names with their units."""
    said = ", ".join(f"{board}: {unit['name']}" for board, unit in units)
    return ResolverError(
        f"The boards estimate in different units ({said}), which cannot be summed. {NO_FIGURES} "
        "Choose boards with the same unit, or count work items instead.",
        type="units-differ",
        status=409,
        boards=[{"name": board, "unit": unit} for board, unit in units],
    )


def scope_unknown() -> ResolverError:
    """Return the error of a board whose filter and project are both unreadable, so that its issues are unknown."""
    return ResolverError(
        "The app may not read this board's configuration, and the board belongs to no space, so its "
        f"work items are unknown. {NO_FIGURES} Ask a Jira administrator for access to the board.",
        type="jira-refused",
        status=502,
    )


def changed_while_reading() -> ResolverError:
    """Return the error of a sprint that changed between two requests."""
    return ResolverError(
        f"A sprint changed in Jira while it was being read. {NO_FIGURES} Try again.",
        type="changed-while-reading",
        status=503,
    )


def took_too_long() -> ResolverError:
    """Return the error of a reading that exceeds the invocation's time."""
    return ResolverError(
        f"Reading from Jira took too long. {NO_FIGURES} Try again, or show fewer sprints.",
        type="timeout",
        status=504,
    )


def too_much(what: str, error: type[ResolverError] = ResolverError) -> ResolverError:
    """Return the error of a reading that exceeds a limit: partial figures are never shown."""
    return error(
        f"There is too much to read at once ({what}). {NO_FIGURES} Show fewer sprints, or narrow the board's filter.",
        type="too-much",
        status=502,
    )


MEANINGS: Mapping[str, Callable[[], ResolverError]] = {
    "not-json": login_page,
    "redirect-refused": login_page,
    "invalid-json": lambda: nonsense("an answer that cannot be read"),
    "answer-damaged": lambda: nonsense("an answer that cannot be read"),
    "jira-timeout": took_too_long,
    "answer-too-large": lambda: too_much("data", TooLargeError),
    "jira-untrusted": untrusted,
}
"""Errors by HTTP status, for every request."""
