"""The invocation that code is running in: who asked for what, until when, and what it may reach."""

from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import Clock

if TYPE_CHECKING:
    from app.forge.kvs.protocol import Kvs
    from app.forge.product.client import Product


@dataclass(frozen=True, slots=True)
class Person:
    """Who looks, where requests can be made in that person's name: the account's id, and what is known to be readable.

    `readable` holds pairs of an account and a route that Jira has just let that account read.
    """

    account_id: str
    readable: MutableMapping[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of one function. `deadline` is an instant of `clock.monotonic()`.

    `person` is None where every request is made in the name of one and the same account.
    """

    id: str
    function_key: str
    module_key: str
    scopes: frozenset[str]
    deadline: float
    clock: Clock
    product: "Product"
    kvs: "Kvs"
    person: Person | None = None


current: ContextVar[Invocation] = ContextVar("invocation")


def require() -> Invocation:
    """Return the invocation that runs this code; raises RuntimeError in the words of `@forge/api` outside of one."""
    try:
        return current.get()
    except LookupError:
        message = "Forge runtime not found."
        raise RuntimeError(message) from None


def now() -> int:
    """Return what `Date.now()` is in the cloud: milliseconds since 1970-01-01T00:00:00Z by the platform's clock."""
    return int(require().clock.now() * 1000)
