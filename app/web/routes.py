"""The table of routes, one row each: the single declaration of every address.

Guards, headers, router and `/openapi.json` use it. Paths are matched exactly, then by the templates in this order.
"""

from typing import Final

from app.web.endpoints import catalog, dashboard, embedding, health, invoke, openapi, pages, pictures, product
from app.web.guards import access
from app.web.routing import DASHBOARD_BODY, INVOKE_BODY, KIB, Endpoint, Kind, WebRoute

ROUTES: Final = (
    WebRoute(
        "/invoke",
        Kind.DATA,
        {"POST": Endpoint(invoke.invoke, takes=invoke.Call, gives=invoke.Answered, fails=invoke.Failed)},
        INVOKE_BODY,
        read_only=True,
    ),
    WebRoute("/resolvers/{functionKey}", Kind.DATA, {"POST": Endpoint(invoke.resolve)}, INVOKE_BODY, read_only=True),
    WebRoute("/", Kind.PAGE, {"GET": Endpoint(pages.dashboard)}),
    WebRoute("/d/{name}", Kind.PAGE, {"GET": Endpoint(pages.dashboard)}),
    WebRoute("/wall/{gadgetId}", Kind.PAGE, {"GET": Endpoint(pages.show)}),
    WebRoute("/show/{moduleKey}", Kind.PAGE, {"GET": Endpoint(pages.show)}),
    WebRoute("/gallery", Kind.PAGE, {"GET": Endpoint(pages.gallery)}),
    WebRoute("/embed/{gadgetId}.svg", Kind.PICTURE, {"GET": Endpoint(pictures.svg)}),
    WebRoute("/embed/{gadgetId}.png", Kind.PICTURE, {"GET": Endpoint(pictures.raster)}),
    WebRoute("/embed/{gadgetId}", Kind.EMBED, {"GET": Endpoint(pages.embed)}),
    WebRoute("/embed/{gadgetId}/gadget", Kind.EMBED_DATA, {"GET": Endpoint(embedding.shown, gives=embedding.Shown)}),
    WebRoute(
        "/embed/{gadgetId}/invoke",
        Kind.EMBED_DATA,
        {"POST": Endpoint(embedding.invoke, takes=invoke.Call, gives=invoke.Answered)},
        INVOKE_BODY,
        read_only=True,
    ),
    WebRoute(
        "/dashboard", Kind.DATA, {"GET": dashboard.read_default, "PUT": dashboard.arrange_default}, DASHBOARD_BODY
    ),
    WebRoute("/dashboards", Kind.DATA, {"GET": catalog.read_all, "POST": catalog.create}, KIB),
    WebRoute(
        "/dashboards/{name}",
        Kind.DATA,
        {"GET": dashboard.read_named, "PUT": dashboard.arrange, "DELETE": Endpoint(catalog.delete, status=204)},
        DASHBOARD_BODY,
    ),
    WebRoute("/dashboards/{name}/name", Kind.DATA, {"PUT": catalog.rename}, KIB),
    WebRoute("/dashboards/{name}/default", Kind.DATA, {"PUT": catalog.make_default}, KIB),
    WebRoute("/dashboards/{name}/undelete", Kind.DATA, {"POST": catalog.undelete}, KIB),
    WebRoute("/dashboard/gadgets/{gadgetId}", Kind.DATA, {"GET": Endpoint(embedding.own, gives=embedding.Shown)}),
    WebRoute("/dashboard/gadgets/{gadget_id}/configuration", Kind.DATA, {"PUT": dashboard.configure}, DASHBOARD_BODY),
    WebRoute(
        "/dashboard/gadgets/{gadgetId}/embed",
        Kind.DATA,
        {
            "POST": Endpoint(embedding.offer, gives=embedding.EmbedAddress),
            "DELETE": Endpoint(embedding.withdraw, status=204),
        },
        KIB,
    ),
    WebRoute("/host/{path:path}", Kind.HOST_FILE, {"GET": Endpoint(pages.host_file)}),
    WebRoute("/bridge/{path:path}", Kind.PUBLIC_FILE, {"GET": Endpoint(pages.bridge_file)}),
    WebRoute("/resources/{key}/{path:path}", Kind.PUBLIC_FILE, {"GET": Endpoint(pages.resource_file)}),
    WebRoute(
        "/fetch-product",
        Kind.DATA,
        {"POST": Endpoint(product.fetch_product, takes=product.ProductCall, gives=product.ProductAnswer)},
        INVOKE_BODY,
        read_only=True,
    ),
    WebRoute("/login", Kind.LOGIN, {"POST": Endpoint(access.login, takes=access.Login, status=204)}, 4 * KIB),
    WebRoute("/logout", Kind.DATA, {"POST": Endpoint(access.logout, status=204)}, 4 * KIB, read_only=True),
    WebRoute("/session", Kind.DATA, {"GET": Endpoint(access.session, gives=access.Session)}),
    WebRoute("/openapi.json", Kind.DATA, {"GET": Endpoint(openapi.description)}),
    WebRoute("/metrics", Kind.DATA, {"GET": Endpoint(health.metrics)}),
    WebRoute("/healthz", Kind.HEALTH, {"GET": Endpoint(health.healthy, gives=health.Health)}),
    WebRoute("/readyz", Kind.HEALTH, {"GET": Endpoint(health.ready, gives=health.Health)}),
)
