"""Settings that keep the rules."""

from dataclasses import dataclass

from app.settings.rules import findings
from app.settings.values import Values


class SettingsError(Exception):
    """Settings that cannot be used. `findings` holds one sentence for each fault, none of them with a secret in it."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__(" ".join(findings))
        self.findings = tuple(findings)


@dataclass(frozen=True, kw_only=True)
class Settings(Values):
    """Values that go together; raises `SettingsError` with every finding when they do not."""

    def __post_init__(self) -> None:
        """Refuse what does not go together."""
        if found := findings(self):
            raise SettingsError(found)
