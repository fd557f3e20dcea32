"""The platform: an emulation of Forge, of a Jira site and of Jira's dashboard."""

__version__ = "1.1.0"
