"""Which requests are admitted: checks address, operation, members, scopes, and that nothing is about people."""
