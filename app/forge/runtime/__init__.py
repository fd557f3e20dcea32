"""Runs an app's functions."""
