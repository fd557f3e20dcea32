"""Requests to Jira and the parsing of its answers."""
