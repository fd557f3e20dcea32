"""JQL: the grammar, the dates, and which issues a query means."""
