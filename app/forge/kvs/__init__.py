"""The key-value service: Forge's rules on top of a store."""
