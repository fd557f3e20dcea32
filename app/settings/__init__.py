"""The settings: read once from the environment and the command line, validated, then immutable."""

from app.settings.checked import Settings, SettingsError
from app.settings.table import VARIABLES, Setting, from_environment
from app.settings.values import DEFAULT_PORT, ROOT, Secret, SiteKind, user_data_folder

__all__ = [
    "DEFAULT_PORT",
    "ROOT",
    "VARIABLES",
    "Secret",
    "Setting",
    "Settings",
    "SettingsError",
    "SiteKind",
    "from_environment",
    "user_data_folder",
]
