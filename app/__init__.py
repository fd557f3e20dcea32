"""The platform: a local stand-in for Forge, for the Jira site behind it and for the dashboard in front of it."""

__version__ = "1.1.0"
