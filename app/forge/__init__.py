"""The SDK: the only interface between an app and the platform, modelled on `@forge/resolver`, `api` and `kvs`."""

from app.forge.errors import KvsError, ProductRequestError, ResolverError
from app.forge.product.response import Response
from app.forge.product.route import Route, assume_trusted_route, route, route_from_absolute
from app.forge.sdk.api import as_app, as_user, denial
from app.forge.sdk.invocation import now
from app.forge.sdk.kvs import WhereConditions, kvs
from app.forge.sdk.resolver import Request, Resolver

__all__ = [
    "KvsError",
    "ProductRequestError",
    "Request",
    "Resolver",
    "ResolverError",
    "Response",
    "Route",
    "WhereConditions",
    "as_app",
    "as_user",
    "assume_trusted_route",
    "denial",
    "kvs",
    "now",
    "route",
    "route_from_absolute",
]
