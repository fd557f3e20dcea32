"""The current invocation: function, context, deadline, and access to store and product."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import Clock

if TYPE_CHECKING:
    from app.forge.kvs.service import KvsService
    from app.forge.product.client import Product


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a function. `deadline` is an instant of `clock.monotonic()`."""

    id: str
    function_key: str
    module_key: str
    scopes: frozenset[str]
    deadline: float
    clock: Clock
    product: "Product"
    kvs: "KvsService"


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
