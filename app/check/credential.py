"""The credential of a site, tried once before a server starts: a refusal is reported there, not first on a chart."""

from http import HTTPStatus
from typing import Final

from app.clock import Clock
from app.forge.errors import ForgeError
from app.forge.product.client import Product
from app.forge.product.route import route
from app.jira.connect import connect
from app.settings import Settings

SECONDS: Final = 3.0
"""The longest that a start waits: a site that does not answer is reported on the page."""

NO_ACCESS: Final = (
    "the site does not permit the account to read. Ask a Jira administrator for a Jira licence and access."
)
SCOPES: Final = frozenset({"read:jira-work"})


async def refusal(settings: Settings, clock: Clock) -> str | None:
    """Return a sentence if the site refuses the credential, None if it accepts it or does not answer in time."""
    product = Product(connect(settings, clock), clock=clock)
    try:
        deadline = clock.monotonic() + SECONDS
        answer = await product.request(route("/rest/api/3/field"), scopes=SCOPES, deadline=deadline)
    except ForgeError:
        return None
    finally:
        await product.aclose()
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return wrong(settings)
    if answer.status == HTTPStatus.FORBIDDEN:
        return NO_ACCESS
    return None


def wrong(settings: Settings) -> str:
    """Return the sentence about a refused credential: which setting it is from, and how to correct it."""
    source = settings.credential_source
    if source is None:
        return "the site requires a credential. Set JIRA_EMAIL and JIRA_API_TOKEN, or JIRA_BEARER_TOKEN."
    hint = " A token with scopes works only on https://api.atlassian.com/ex/jira/CLOUDID."
    return f"the site refuses the credential from {source}. Create a new token, or correct the variable.{hint}"
