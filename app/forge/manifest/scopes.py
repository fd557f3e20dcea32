"""The scopes that an app may request on this read-only platform."""

import re
from typing import Final

from app.forge.errors import Level
from app.forge.product.policy.operations import OPERATIONS

KNOWN: Final = frozenset({"storage:app"}.union(*(needed for operation in OPERATIONS for needed in operation.scopes)))
"""The scopes that permit something here."""

UNKNOWN: Final = frozenset({"read:board:jira-software", "read:boards:jira-software", "read:sprint:jira"})
"""Names that are often mistaken for scopes."""

_CLASSIC: Final = re.compile(r"(read|write|manage|delete):(jira-[a-z]+(-[a-z]+)*|me|account)|storage:app")
_GRANULAR: Final = re.compile(r"[a-z]+:[a-z]+([-.][a-z]+)*:(jira|jira-software|jira-service-management|confluence)")
_CHANGING: Final = re.compile(r"(write|manage|delete|send|create|update|admin|edit|add|remove):.*")


def fault_of(scope: str) -> tuple[Level, str, str] | None:
    """Return level, rule and sentence of a scope's fault, None if it has none."""
    if scope in KNOWN:
        return None
    if scope in UNKNOWN or not (_CLASSIC.fullmatch(scope) or _GRANULAR.fullmatch(scope)):
        return "error", "scope", f"Invalid 'scopes' permission: '{scope}' is not a scope"
    if _CHANGING.fullmatch(scope):
        return "error", "scope-changes", f"'{scope}' permits changes, and this platform is read-only"
    return "warning", "scope-unused", f"'{scope}' has no effect here: remove it"
