"""A Jira Cloud site in memory."""
