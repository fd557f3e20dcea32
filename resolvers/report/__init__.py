"""Computes a report and converts it to and from its stored form."""
