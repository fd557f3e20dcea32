"""The transport: destination, connections, and size-limited answers."""
