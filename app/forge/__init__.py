"""The SDK: the only door between an app and the platform; what `@forge/resolver`, `@forge/api` and `@forge/kvs` offer."""

from app.forge.errors import KvsError, ProductRequestError, ResolverError
from app.forge.invocation import now
from app.forge.resolver import Request, Resolver

__all__ = ["KvsError", "ProductRequestError", "Request", "Resolver", "ResolverError", "now"]
