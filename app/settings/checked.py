"""Validated settings."""

from dataclasses import dataclass

from app.settings.rules import findings
from app.settings.values import Values


class SettingsError(Exception):
    """Invalid settings. `findings` holds one sentence for each fault, without secrets."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__(" ".join(findings))
        self.findings = tuple(findings)


@dataclass(frozen=True, kw_only=True)
class Settings(Values):
    """Consistent settings; the constructor raises `SettingsError` with all findings otherwise."""

    def __post_init__(self) -> None:
        """Refuse inconsistent settings."""
        if found := findings(self):
            raise SettingsError(found)
