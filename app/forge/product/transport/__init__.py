"""The one way out: the destination, the connection, and what comes back under its caps."""
