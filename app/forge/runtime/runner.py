"""Runs an app's functions; each invocation has a context, a deadline, limits and a log."""

import asyncio
import logging
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

from app.clock import Clock
from app.forge import json_copy, output
from app.forge.errors import ForgeError, InvocationError, KvsError, ProductRequestError, ResolverError
from app.forge.kvs.protocol import Kvs, Store
from app.forge.kvs.service import KvsService
from app.forge.manifest.reader import Manifest
from app.forge.runtime import crash
from app.forge.runtime.garbage import Rest
from app.forge.runtime.handlers import load_handlers
from app.forge.runtime.limits import Limits, Rates
from app.forge.runtime.time_limit import TimeLimit
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Invocation, Person
from app.forge.sdk.resolver import Definition, Definitions

if TYPE_CHECKING:
    from app.forge.product.client import Product

log: Final = logging.getLogger("app.forge.runtime.runner")

FORGE: Final = Limits()
TOLD: Final = (ResolverError, ProductRequestError, InvocationError, KvsError)
"""Errors of an app that are passed on with their message; all others are logged."""


@dataclass(frozen=True)
class SiteInfo:
    """The site that an app is installed on, and an opaque id of the account that reads it.

    `site_url` has no trailing slash. Each account has its own store. `account_id` is the `accountId` in the context of
    functions, or None. In `development` callers get the text of any exception. `environment` is Forge's word for the
    kind of environment that the app is installed from.
    """

    cloud_id: str
    site_url: str | None = None
    account: str = ""
    account_id: str | None = None
    development: bool = False
    environment: str = "DEVELOPMENT"


class Origin(NamedTuple):
    """What the platform around this process says about a call: the invocation's id, its account and the viewer."""

    id: str
    account_id: str | None = None
    person: Person | None = None


def kvs_of(manifest: Manifest, store: Store, site: SiteInfo, clock: Clock, limits: Limits = FORGE) -> KvsService:
    """Return the values of an app on a site, which are those of one account, in a store."""
    whose = "/".join(quote(part, safe="") for part in (site.cloud_id, site.account) if part)
    return KvsService(store, f"{whose}/{manifest.app_id}", clock, per_second=limits.kvs_per_second)


class Runtime:
    """The installation of one app on one site.

    `functions` are the functions of all resolvers by key. Raises `ManifestError` for an invalid handler.
    """

    def __init__(
        self,
        manifest: Manifest,
        *,
        product: "Product",
        kvs: Kvs,
        clock: Clock,
        site: SiteInfo,
        limits: Limits = FORGE,
    ) -> None:
        self._scopes = manifest.scopes
        self._product = product
        self._clock = clock
        self._limits = limits
        self._rates = Rates(limits)
        self._rest = Rest()
        self._kvs = kvs
        self._site = {"cloudId": site.cloud_id, "siteUrl": site.site_url, "environmentType": site.environment}
        self._install_context = f"ari:cloud:jira::site/{site.cloud_id}"
        self._account_id = site.account_id
        self._development = site.development
        self._modules = load_handlers(manifest)
        self._homes: dict[str, dict[int, tuple[str, Definitions]]] = {}
        for module, handler in self._modules.items():
            for key in handler.functions:
                self._homes.setdefault(key, {}).setdefault(id(handler), (module, handler))
        self.functions: Mapping[str, Definition] = MappingProxyType(
            {key: found for handler in self._modules.values() for key, found in handler.functions.items()}
        )

    async def invoke(self, function_key: str, payload: object, context: Mapping[str, object], *, user: str = "") -> Any:
        """Call a function with a JSON copy of the payload and return a JSON copy of its result.

        `context["moduleKey"]` chooses the module; without it, the only resolver that defines the key is used. `user`
        identifies the caller for the rate per user. Raises the app's `ResolverError`, `ProductRequestError` or
        `KvsError`, else `InvocationError`.
        """
        try:
            copy = json_copy.decode(json_copy.encode(payload))
        except TypeError:
            raise InvocationError.payload_refused() from None
        return json_copy.decode(await self.invoke_encoded(function_key, copy, context, user=user))

    async def invoke_encoded(
        self,
        function_key: str,
        payload: object,
        context: Mapping[str, object],
        *,
        user: str = "",
        origin: Origin | None = None,
    ) -> bytes:
        """Call a function as `invoke` does, with a payload parsed from JSON; return its result as serialized JSON."""
        origin = origin or Origin(os.urandom(8).hex(), self._account_id)
        if seconds := self._rates.admit(self._clock.monotonic(), self._counted(function_key, user)):
            raise InvocationError.too_many(seconds, self.rate_properties(function_key, user))
        module, handler = self._resolver(function_key, context)
        event = {
            "call": {"functionKey": function_key, "payload": self._measured(payload)},
            "context": {**context, **self._site, "moduleKey": module},
        }
        made = Invocation(
            id=origin.id,
            function_key=function_key,
            module_key=module,
            scopes=self._scopes,
            deadline=self._clock.monotonic() + self._limits.seconds,
            clock=self._clock,
            product=self._product,
            kvs=self._kvs,
            person=origin.person,
        )
        backend = {"installContext": self._install_context, "principal": {"accountId": origin.account_id}}
        self._product.admission.begin(made.id, user)
        try:
            with self._rest:
                encoded = await self._run(made, handler, event, backend)
        finally:
            self._product.admission.end(made.id)
        if len(encoded) > self._limits.result_bytes:
            raise InvocationError.result_too_large(self._limits.result_bytes)
        return encoded

    def rate_properties(self, function_key: str, user: str) -> dict[str, int]:
        """Return Forge's `rateLimitProperties` for the caller's next call; empty without limits.

        `rateLimitReset` is in seconds since 1970. The limit has two names: the typings of `@forge/bridge` call it
        `rateLimitLimit`, its page `rateLimitValue`.
        """
        rate = self._rates.rate(self._clock.monotonic(), self._counted(function_key, user))
        if rate is None:
            return {}
        reset = math.ceil(self._clock.now() + rate.seconds)
        named = {"rateLimitRemaining": rate.left, "rateLimitReset": reset}
        return {"rateLimitLimit": rate.limit, "rateLimitValue": rate.limit, **named}

    def _counted(self, key: str, user: str) -> str:
        """Return the caller to count; polled functions have a separate count."""
        found = self.functions.get(key)
        return f"{user} polling" if found is not None and found.polled else user

    def _resolver(self, key: str, context: Mapping[str, object]) -> tuple[str, Definitions]:
        named = context.get("moduleKey")
        if named is not None:
            for module, handler in self._modules.items():
                if module == named:
                    return module, handler
            raise InvocationError.unknown_module()
        found = self._homes.get(key, {})
        if not found:
            raise InvocationError.unknown_function(key)
        if len(found) > 1:
            raise InvocationError.ambiguous()
        return next(iter(found.values()))

    def _measured(self, payload: object) -> object:
        try:
            size = len(json_copy.encode(payload))
        except TypeError:
            raise InvocationError.payload_refused() from None
        if size > self._limits.payload_bytes:
            raise InvocationError.payload_too_large(self._limits.payload_bytes)
        return payload

    async def _run(
        self, made: Invocation, handler: Definitions, event: Mapping[str, Any], backend: Mapping[str, Any]
    ) -> bytes:
        output.capture()
        printed = output.Output(made.id)
        tokens = invocation.current.set(made), output.current.set(printed)
        log.info("invocation: %s %s", made.id, made.function_key)
        try:
            with TimeLimit(self._limits.seconds) as limit:
                encoded = json_copy.encode(await handler.run(event, backend))
        except (Exception, SystemExit, asyncio.CancelledError) as error:
            if _comes_from_outside(error):
                raise
            raise self._failure(made, error, late=limit.is_over) from None
        finally:
            printed.close()
            invocation.current.reset(tokens[0])
            output.current.reset(tokens[1])
        if limit.is_over or self._clock.monotonic() > made.deadline:
            raise self._timed_out(made)
        return encoded

    def _failure(self, made: Invocation, error: BaseException, *, late: bool) -> ForgeError:
        if late or self._clock.monotonic() > made.deadline:
            return self._timed_out(made)
        if isinstance(error, TOLD):
            return error
        log.error("%s %s failed: %s", made.id, made.function_key, crash.describe(error))
        return InvocationError.crashed(made.id, str(error) if self._development else "")

    def _timed_out(self, made: Invocation) -> InvocationError:
        log.error("%s Function timed out. Limit of %g seconds", made.id, self._limits.seconds)
        return InvocationError.timed_out(self._limits.seconds)


def _comes_from_outside(error: BaseException) -> bool:
    """Say whether the invocation itself was cancelled, rather than something that the app awaited."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0
