"""Orders the changes of one instant so that each starts from the value the previous one ended with. Pure."""

from collections.abc import Hashable, Sequence

Link = tuple[Hashable, Hashable]
"""A change: the value before and after it."""


def chain(links: Sequence[Link], end: Hashable) -> list[int]:
    """Return the indexes of the links in the order in which they happened; `links` are ordered by id.

    That is the chain of all links that ends at `end`, the next known value. If there is none, it is a chain with
    another end, since a value can change without an entry; if no chain contains all links, it is the order of the ids.
    The time is linear in the number of links (Hierholzer's algorithm, run backwards).
    """
    found = _trail(links, end)
    if found is None:
        found = _trail(links, _loose_end(links))
    return list(range(len(links))) if found is None else found


def _loose_end(links: Sequence[Link]) -> Hashable:
    """Return the value that links enter once more than they leave; for a cycle, the last link's end."""
    balance: dict[Hashable, int] = {}
    for before, after in links:
        balance[after] = balance.get(after, 0) + 1
        balance[before] = balance.get(before, 0) - 1
    return next((value for value, surplus in balance.items() if surplus > 0), links[-1][1])


def _trail(links: Sequence[Link], end: Hashable) -> list[int] | None:
    """Return a chain of all links that ends at `end`, or None; among several, the one closest to the order of ids."""
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
