"""The SDK: the only door between an app and the platform, with what `@forge/resolver`, `api` and `kvs` offer."""

from app.forge.errors import KvsError, ProductRequestError, ResolverError
from app.forge.invocation import now
from app.forge.kvs import WhereConditions, kvs
from app.forge.resolver import Request, Resolver

__all__ = [
    "KvsError",
    "ProductRequestError",
    "Request",
    "Resolver",
    "ResolverError",
    "WhereConditions",
    "kvs",
    "now",
]
