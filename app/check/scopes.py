"""Compares the scopes that an app declares with those of the calls that it makes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from app.forge.product.policy.operations import OPERATIONS

CALLS: Final = "calls.txt"
"""The file beside a manifest that lists the calls: on each line an operation, or `kvs`; `#` begins a remark."""

KVS: Final = "kvs"
STORAGE: Final = frozenset({"storage:app"})


def calls_beside(manifest: Path) -> list[str] | None:
    """Return the calls that are listed beside a manifest, None where nothing is listed."""
    path = manifest.parent / CALLS
    if not path.is_file():
        return None
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def compare(calls: Iterable[str], declared: frozenset[str]) -> tuple[list[str], frozenset[str], frozenset[str]]:
    """Return the calls that no operation is known for, the scopes that are missing, and those that nothing uses.

    Of a call's alternatives the one counts of which most is declared.
    """
    operations = {str(one): one.scopes for one in OPERATIONS} | {KVS: (STORAGE,)}
    unknown, needed = [], frozenset[str]()
    for call in calls:
        if call not in operations:
            unknown.append(call)
            continue
        needed |= min(operations[call], key=lambda scopes: (len(scopes - declared), len(scopes)))
    return unknown, needed - declared, declared - needed
