"""The key-value service: Forge's rules in front of a store."""
