"""Recorded site files."""
