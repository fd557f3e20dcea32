"""The server: the only place that knows a web framework."""
