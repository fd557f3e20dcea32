"""Parsers of Jira's answers: tolerant of what decides nothing, strict with what decides a figure."""
