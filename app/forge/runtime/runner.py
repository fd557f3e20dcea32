"""Runs an app's functions: each invocation has its context, its deadline, its limits and its log."""

import asyncio
import logging
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from app.clock import Clock
from app.forge import json_copy, output
from app.forge.errors import ForgeError, InvocationError, KvsError, ProductRequestError, ResolverError
from app.forge.kvs.protocol import Store
from app.forge.kvs.service import KvsService
from app.forge.manifest.reader import Manifest
from app.forge.runtime import crash
from app.forge.runtime.garbage import Rest
from app.forge.runtime.handlers import load_handlers
from app.forge.runtime.limits import Limits, Rates
from app.forge.sdk import invocation
from app.forge.sdk.invocation import Invocation
from app.forge.sdk.resolver import Definition, Definitions

if TYPE_CHECKING:
    from app.forge.product.client import Product

log: Final = logging.getLogger("app.forge.runtime.runner")

FORGE: Final = Limits()
TOLD: Final = (ResolverError, ProductRequestError, InvocationError, KvsError)
"""What an app lets go with its own words; anything else that it raises is its author's business and goes to the log."""


@dataclass(frozen=True)
class SiteInfo:
    """The site an app is installed on, and an opaque word for the account that reads it.

    `site_url` has no slash at its end. What one account may see is never kept for another. `account_id` is what
    functions find as the context's `accountId`, None for nothing. In `development` callers get any exception's text.
    """

    cloud_id: str
    site_url: str | None = None
    account: str = ""
    account_id: str | None = None
    development: bool = False


class Runtime:
    """The installation of one app on one site.

    `functions` are all functions of all resolvers by their keys. Raises `ManifestError` for a handler that is none.
    """

    def __init__(
        self,
        manifest: Manifest,
        *,
        product: "Product",
        store: Store,
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
        whose = "/".join(quote(part, safe="") for part in (site.cloud_id, site.account) if part)
        self._kvs = KvsService(store, f"{whose}/{manifest.app_id}", clock, per_second=limits.kvs_per_second)
        self._site = {"cloudId": site.cloud_id, "siteUrl": site.site_url, "environmentType": "DEVELOPMENT"}
        self._backend = {
            "installContext": f"ari:cloud:jira::site/{site.cloud_id}",
            "principal": {"accountId": site.account_id},
        }
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
        """Call a function and return a JSON copy of its result.

        `context["moduleKey"]` names the module whose resolver is meant; without it, it is the one that defines the
        key. `user` is whom the rate per user counts for. Raises `ResolverError`, `ProductRequestError` and
        `KvsError` as the app let them go, else `InvocationError`.
        """
        return json_copy.decode(await self.invoke_encoded(function_key, payload, context, user=user))

    async def invoke_encoded(
        self, function_key: str, payload: object, context: Mapping[str, object], *, user: str = ""
    ) -> bytes:
        """Call a function as `invoke` does and return its result as JSON, which is written once."""
        if seconds := self._rates.admit(self._clock.monotonic(), self._counted(function_key, user)):
            raise InvocationError.too_many(seconds, self.rate_properties(function_key, user))
        module, handler = self._resolver(function_key, context)
        event = {
            "call": {"functionKey": function_key, "payload": self._checked(payload)},
            "context": {**context, **self._site, "moduleKey": module},
        }
        made = Invocation(
            id=secrets.token_hex(8),
            function_key=function_key,
            module_key=module,
            scopes=self._scopes,
            deadline=self._clock.monotonic() + self._limits.seconds,
            clock=self._clock,
            product=self._product,
            kvs=self._kvs,
        )
        self._product.admission.begin(made.id, user)
        try:
            with self._rest:
                encoded = await self._run(made, handler, event)
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
        """Return whose count a call is: what is polled while somebody waits has one of its own."""
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

    def _checked(self, payload: object) -> Any:
        try:
            encoded = json_copy.encode(payload)
        except TypeError:
            raise InvocationError.payload_refused() from None
        if len(encoded) > self._limits.payload_bytes:
            raise InvocationError.payload_too_large(self._limits.payload_bytes)
        return json_copy.decode(encoded)

    async def _run(self, made: Invocation, handler: Definitions, event: Mapping[str, Any]) -> bytes:
        output.capture()
        printed = output.Output(made.id)
        tokens = invocation.current.set(made), output.current.set(printed)
        log.info("invocation: %s %s", made.id, made.function_key)
        try:
            async with asyncio.timeout(self._limits.seconds) as deadline:
                encoded = json_copy.encode(await handler.run(event, self._backend))
        except (Exception, SystemExit, asyncio.CancelledError) as error:
            if _comes_from_outside(error):
                raise
            raise self._failure(made, error, late=deadline.expired()) from None
        finally:
            printed.close()
            invocation.current.reset(tokens[0])
            output.current.reset(tokens[1])
        if deadline.expired() or self._clock.monotonic() > made.deadline:
            raise self._timed_out(made)
        return encoded

    def _failure(self, made: Invocation, error: BaseException, *, late: bool) -> ForgeError:
        if late or self._clock.monotonic() > made.deadline:
            return self._timed_out(made)
        if isinstance(error, TOLD):
            return error
        log.error("%s %s failed: %s", made.id, made.function_key, crash.places(error))
        return InvocationError.crashed(made.id, str(error) if self._development else "")

    def _timed_out(self, made: Invocation) -> InvocationError:
        log.error("%s Function timed out. Limit of %g seconds", made.id, self._limits.seconds)
        return InvocationError.timed_out(self._limits.seconds)


def _comes_from_outside(error: BaseException) -> bool:
    """Say whether the caller is cancelled, and not just something that the app was waiting for."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0
