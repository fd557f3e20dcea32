"""Pages and batches: follows page tokens to the end, with a limit on the entries received in all."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence, Sized
from typing import TypeVar

from resolvers.errors import problems

Page = TypeVar("Page", bound=Sized)
Item = TypeVar("Item")

MOST_EMPTY = 20
"""The most consecutive empty pages; more are taken for endless paging."""


async def pages(
    ask: Callable[[str | None], Awaitable[tuple[Page, str | None]]],
    *,
    most: int,
    what: str,
    size: Callable[[Page], int] = len,
) -> AsyncIterator[Page]:
    """Yield every page; `ask` takes a page's token (None for the first) and returns the page and the next token.

    `most` limits the entries of all pages, counted by `size`; more raise an error that names `what` there is too much
    of.
    """
    token: str | None = None
    tokens: set[str] = set()
    total = empty = 0
    while True:
        page, token = await ask(token)
        received = size(page)
        total, empty = total + received, 0 if received else empty + 1
        if total > most:
            raise problems.too_much(what)
        yield page
        if token is None:
            return
        if token in tokens or empty > MOST_EMPTY:
            raise problems.nonsense(f"{what} page after page without an end")
        tokens.add(token)


def batches(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Return the items in batches of up to `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]
