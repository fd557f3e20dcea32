"""The SDK: the only door between an app and the platform, with what `@forge/resolver`, `api` and `kvs` offer."""

from app.forge.api import as_app
from app.forge.errors import KvsError, ProductRequestError, ResolverError
from app.forge.invocation import now
from app.forge.kvs import WhereConditions, kvs
from app.forge.resolver import Request, Resolver
from app.forge.response import Response
from app.forge.route import Route, assume_trusted_route, route, route_from_absolute

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
    "assume_trusted_route",
    "kvs",
    "now",
    "route",
    "route_from_absolute",
]
