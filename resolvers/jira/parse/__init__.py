"""Parsers of Jira's answers: strict about values that decide a figure, tolerant of all others."""
