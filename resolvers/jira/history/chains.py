"""The order of changes that were made in one instant: the one in which each begins where the last one ended. Pure."""

from collections.abc import Hashable, Sequence

Link = tuple[Hashable, Hashable]
"""A change: what the value was before it, and what it was after it."""


def chain(links: Sequence[Link], end: Hashable) -> list[int]:
    """Return the places of the links in the order in which they happened; `links` are in the order of their ids.

    That is the chain of all of them that ends at `end`, the next value that is known. Where there is none it is the
    chain that ends elsewhere, since the value may have changed without an entry; where no chain holds them all, it is
    the order of the ids. The work grows with the number of links (Hierholzer's way through a graph, walked backwards).
    """
    found = _trail(links, end)
    if found is None:
        found = _trail(links, _loose_end(links))
    return list(range(len(links))) if found is None else found


def _loose_end(links: Sequence[Link]) -> Hashable:
    """Return the value that is reached once more often than it is left; of a circle, where its last link ends."""
    balance: dict[Hashable, int] = {}
    for before, after in links:
        balance[after] = balance.get(after, 0) + 1
        balance[before] = balance.get(before, 0) - 1
    return next((value for value, surplus in balance.items() if surplus > 0), links[-1][1])


def _trail(links: Sequence[Link], end: Hashable) -> list[int] | None:
    """Return a chain of all links that ends at `end`, None where there is none; of several, late ids come late."""
    arriving: dict[Hashable, list[int]] = {}
    for place, (_, after) in enumerate(links):
        arriving.setdefault(after, []).append(place)
    found: list[int] = []
    walk: list[tuple[Hashable, int]] = [(end, -1)]
    while walk:
        value, place = walk[-1]
        if arriving.get(value):
            earlier = arriving[value].pop()
            walk.append((links[earlier][0], earlier))
        else:
            walk.pop()
            found.append(place)
    found.pop()
    wanted = [links[place][0] for place in found[1:]] + [end]
    return found if len(found) == len(links) and [links[place][1] for place in found] == wanted else None
