"""A Jira site in memory that fails on purpose and records its requests."""
