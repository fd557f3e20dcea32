"""The table of routes, one row each: the single declaration of every address.

Guards, headers, router and `/openapi.json` use it. Rows are matched in this order.
"""

from typing import Final

from app.web.addresses import DASHBOARD_BODY, INVOKE_BODY, KIB, Endpoint, Kind, Place
from app.web.endpoints import catalog, dashboard, embedding, health, invoke, openapi, pages, product
from app.web.guards import access

ROUTES: Final = (
    Place(
        "/invoke",
        Kind.DATA,
        {"POST": Endpoint(invoke.invoke, takes=invoke.Call, gives=invoke.Answered, fails=invoke.Failed)},
        INVOKE_BODY,
        looks=True,
    ),
    Place("/resolvers/{functionKey}", Kind.DATA, {"POST": Endpoint(invoke.resolve)}, INVOKE_BODY, looks=True),
    Place("/", Kind.PAGE, {"GET": Endpoint(pages.dashboard)}),
    Place("/d/{name}", Kind.PAGE, {"GET": Endpoint(pages.dashboard)}),
    Place("/wall/{gadgetId}", Kind.PAGE, {"GET": Endpoint(pages.show)}),
    Place("/show/{moduleKey}", Kind.PAGE, {"GET": Endpoint(pages.show)}),
    Place("/gallery", Kind.PAGE, {"GET": Endpoint(pages.gallery)}),
    Place("/embed/{gadgetId}", Kind.EMBED, {"GET": Endpoint(pages.embed)}),
    Place("/embed/{gadgetId}/gadget", Kind.EMBED_DATA, {"GET": Endpoint(embedding.shown, gives=embedding.Shown)}),
    Place(
        "/embed/{gadgetId}/invoke",
        Kind.EMBED_DATA,
        {"POST": Endpoint(embedding.invoke, takes=invoke.Call, gives=invoke.Answered)},
        INVOKE_BODY,
        looks=True,
    ),
    Place("/dashboard", Kind.DATA, {"GET": dashboard.read_default, "PUT": dashboard.arrange_default}, DASHBOARD_BODY),
    Place("/dashboards", Kind.DATA, {"GET": catalog.read_all, "POST": catalog.create}, KIB),
    Place(
        "/dashboards/{name}",
        Kind.DATA,
        {"GET": dashboard.read_named, "PUT": dashboard.arrange, "DELETE": Endpoint(catalog.delete, status=204)},
        DASHBOARD_BODY,
    ),
    Place("/dashboards/{name}/name", Kind.DATA, {"PUT": catalog.rename}, KIB),
    Place("/dashboards/{name}/default", Kind.DATA, {"PUT": catalog.make_default}, KIB),
    Place("/dashboards/{name}/undelete", Kind.DATA, {"POST": catalog.undelete}, KIB),
    Place("/dashboard/gadgets/{gadgetId}", Kind.DATA, {"GET": Endpoint(embedding.own, gives=embedding.Shown)}),
    Place("/dashboard/gadgets/{gadget_id}/configuration", Kind.DATA, {"PUT": dashboard.configure}, DASHBOARD_BODY),
    Place(
        "/dashboard/gadgets/{gadgetId}/embed",
        Kind.DATA,
        {
            "POST": Endpoint(embedding.offer, gives=embedding.EmbedAddress),
            "DELETE": Endpoint(embedding.withdraw, status=204),
        },
        KIB,
    ),
    Place("/host/{path:path}", Kind.HOST_FILE, {"GET": Endpoint(pages.host_file)}),
    Place("/bridge/{path:path}", Kind.PUBLIC_FILE, {"GET": Endpoint(pages.bridge_file)}),
    Place("/resources/{key}/{path:path}", Kind.PUBLIC_FILE, {"GET": Endpoint(pages.resource_file)}),
    Place(
        "/fetch-product",
        Kind.DATA,
        {"POST": Endpoint(product.fetch_product, takes=product.ProductCall, gives=product.ProductAnswer)},
        INVOKE_BODY,
        looks=True,
    ),
    Place("/login", Kind.LOGIN, {"POST": Endpoint(access.login, takes=access.Login, status=204)}, 4 * KIB),
    Place("/logout", Kind.DATA, {"POST": Endpoint(access.logout, status=204)}, 4 * KIB, looks=True),
    Place("/session", Kind.DATA, {"GET": Endpoint(access.session, gives=access.Session)}),
    Place("/openapi.json", Kind.DATA, {"GET": Endpoint(openapi.description)}),
    Place("/metrics", Kind.DATA, {"GET": Endpoint(health.metrics)}),
    Place("/healthz", Kind.HEALTH, {"GET": Endpoint(health.healthy, gives=health.Health)}),
    Place("/readyz", Kind.HEALTH, {"GET": Endpoint(health.ready, gives=health.Health)}),
)
