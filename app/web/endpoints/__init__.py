"""The handlers of requests, one file for each group of routes."""
