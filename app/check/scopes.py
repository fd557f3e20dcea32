"""Compares the scopes that an app declares with those that its calls need."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.forge.product.policy.operations import OPERATIONS

CALLS: Final = "calls.txt"
"""The file beside a manifest that lists the app's calls: one operation, or `kvs`, per line; `#` starts a comment."""

KVS: Final = "kvs"
STORAGE: Final = frozenset({"storage:app"})


def calls_beside(manifest: Path) -> list[str] | None:
    """Return the calls listed beside a manifest, None if there is no list."""
    path = manifest.parent / CALLS
    if not path.is_file():
        return None
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def compare(calls: Iterable[str], declared: frozenset[str]) -> tuple[list[str], frozenset[str], frozenset[str]]:
    """Return the unknown calls, the missing scopes and the unused scopes.

    For a call with alternatives, the one with the fewest missing scopes counts.
    """
    operations = {str(one): one.scopes for one in OPERATIONS} | {KVS: (STORAGE,)}
    unknown, needed = [], frozenset[str]()
    for call in calls:
        if call not in operations:
            unknown.append(call)
            continue
        needed |= min(operations[call], key=lambda scopes: (len(scopes - declared), len(scopes)))
    return unknown, needed - declared, declared - needed
