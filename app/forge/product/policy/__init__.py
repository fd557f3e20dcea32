"""Which requests are admitted: the address, the operation, its members, the scopes, no person."""
