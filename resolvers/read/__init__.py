"""Reads from a site, through the cache, what a report needs."""
