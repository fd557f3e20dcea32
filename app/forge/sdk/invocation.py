"""The current invocation: function, context, deadline, and access to store and product."""

from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from app.clock import Clock

if TYPE_CHECKING:
    from app.forge.kvs.protocol import Kvs
    from app.forge.product.client import Product


@dataclass(frozen=True, slots=True)
class Person:
    """The viewer, if requests can be made on their behalf: the account's id, and what is known to be readable.

    `readable` holds pairs of an account and a route that Jira has just let that account read.
    """

    account_id: str
    readable: MutableMapping[tuple[str, str], bool]


class Invocation(NamedTuple):
    """One call of a function. `deadline` is an instant of `clock.monotonic()`.

    `person` is None where the platform makes all requests with one account.
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
    """Return the current invocation; raises RuntimeError with the message of `@forge/api` if there is none."""
    try:
        return current.get()
    except LookupError:
        message = "Forge runtime not found."
        raise RuntimeError(message) from None


def now() -> int:
    """Return the equivalent of `Date.now()`: epoch milliseconds of the platform's clock."""
    return int(require().clock.now() * 1000)
