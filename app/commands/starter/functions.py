"""The functions that the gadget's page calls by key."""

from collections import Counter

from app.forge import Request, Resolver, ResolverError, as_app, route

resolver = Resolver()


@resolver.define("countStatuses")
async def count_statuses(_: Request) -> dict[str, int]:
    """Return the number of the site's statuses in each category."""
    response = await as_app().request_jira(route("/rest/api/3/status"))
    if not response.ok:
        raise ResolverError(f"Jira answered with {response.status}.", type="jira-refused", status=502)
    statuses = await response.json()
    return dict(Counter(status["statusCategory"]["key"] for status in statuses))


handler = resolver.get_definitions()
