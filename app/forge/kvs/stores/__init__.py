"""The stores of the key-value service, one per file."""
