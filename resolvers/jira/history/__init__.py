"""Converts an issue's history into timelines."""
